"""Task 4, `infrastructure`: technology and start-up centres with the profile of the cluster."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, NamedTuple, TypeAlias

from clustersim.core.clock import MOMENT
from clustersim.policies.base import Choice, Cost, Policy, Settings, Wish, recall, weights_of
from clustersim.spec.actions import OpenCentre
from clustersim.spec.diagnosis import Potential
from clustersim.spec.levers import CENTRE_STARTS, CENTRE_SUPPORT, SERVICE_SUPPLY
from clustersim.spec.parameters import N

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clustersim.core.columns import F64
    from clustersim.policies.base import Observation
    from clustersim.spec.facts import Facts
    from clustersim.spec.levers import Lever
    from clustersim.spec.parameters import ProcessNumbers


class InfrastructureNumbers(NamedTuple):
    """Numbers of the task `infrastructure`."""

    centres: Annotated[int, N("centres that are opened; at least one in each of the cells that are given", "centres", 1, 100, "assumption")] = 1
    places: Annotated[int, N("tenants that a centre can hold", "firms", 1, 1000, "F-P4c (scale only, not effect)")] = 47
    starts: Annotated[float, N("start-ups that a centre draws, in all sectors of its profile", "1/year", 0, 100, "F-P4c (scale only, not effect)")] = 4.0
    support: Annotated[float, N("rooms, services and encounters for tenants: 1 is full support", "share", 0, 1, "assumption")] = 1.0
    service_supply: Annotated[float, N("public supply of cluster-related services at the centre", "share", 0, 1, "assumption")] = 0.5
    lead_time: Annotated[float, N("time it takes to build a centre", "years", 0.1, 20, "assumption")] = 2.0
    building_cost: Annotated[float, N("building cost of a place, over the lead time", "EUR", 0, 1e7, "K25 (7 million EUR) over F-P4c (47 places)")] = 150_000.0
    running_cost: Annotated[float, N("fixed cost of running the building, less rents, for each place", "EUR/year", 0, 1e6, "assumption")] = 4_000.0
    service_cost: Annotated[float, N("cost of start-up support for each start-up that is drawn", "EUR", 0, 1e7, "assumption")] = 10_000.0
    staff: Annotated[float, N("posts of the agency that the task ties up", "posts", 0, 1000, "assumption")] = 0.5
    partner_share: Annotated[float, N("share of the cost that partners pay in the role `contribute`", "share", 0, 1, "assumption")] = 0.5


class InfrastructureChoices(NamedTuple):
    """Settings of the task `infrastructure` that are words."""

    location: Annotated[
        str,
        Choice("where the agency looks, unless cells are given: anywhere, or in the quieter half of the region", ("core", "periphery"), "assumption"),
    ] = "core"
    opening: Annotated[
        str,
        Choice(
            "when a centre opens: whole, once it is paid and the lead time is over, or after the lead time with as many places as were paid",
            ("whole", "in part"),
            "assumption",
        ),
    ] = "in part"


InfrastructureSettings: TypeAlias = Settings[InfrastructureNumbers, InfrastructureChoices]


class InfrastructureMemory(NamedTuple):
    """What the task keeps: the cells chosen (None: not yet), whether centres are open, and the share of the building that is paid."""

    cells: tuple[int, ...] | None = None
    opened: bool = False
    paid: float = 0.0


class Infrastructure(Policy[InfrastructureNumbers, InfrastructureChoices]):
    """Builds centres, and runs them with support for tenants, a pull on start-ups and public services around.

    A centre is a capital project: its cost falls due evenly over `lead_time` years from the start of the task, and what
    the budget leaves unpaid stays due. With `opening = "whole"` it opens with planned intensity * places places when it
    is paid and the lead time is over, not before and never in part; with "in part" it opens after the lead time with as
    many places as were paid. A task that stops and forgets (`agency.commitments = "dropped"`)
    pays again; with `kept` nothing is paid twice. From then on, for each centre:

        centre_starts_s = intensity starts w_s / sectors       centre_support = intensity support       w: focus, mean 1
        service_supply(c) = intensity service_supply 2^-(d/h)^2, d the distance to the centre, h the field's half-distance

    Places are those given, then those that the review ranked best for the choice `location` (`agency.diagnose`).
    A centre changes *where* firms start; how many more start is up to the displacement of entry. After the stop the
    building stays and its tenants stay until they graduate, without support.
    """

    key = "infrastructure"
    place = 4
    title_en = "Creation of business infrastructure such as technology and start-up centres with a cluster profile"
    title_de = "Schaffung von wirtschaftsnahen Infrastrukturen wie Technologie- und Gründerzentren mit entsprechendem Clusterprofil"
    short_en = "technology and start-up centre"
    short_de = "Technologie- und Gründerzentrum"
    colour = "#AA4499"
    mechanism_en = (
        "Centres with a limited number of places draw start-ups of the cluster's sectors to chosen cells, relieve them of part of their rent, let tenants "
        "meet, and supply cluster-related services around. After some years tenants graduate to places nearby. It changes where firms start more than how many."
    )
    mechanism_de = (
        "Zentren mit begrenzter Zahl von Plätzen ziehen Gründungen der Clusterbranchen an gewählte Orte, senken ihnen die Miete, bringen Mieter "
        "zusammen und bieten clusterbezogene Dienstleistungen im Umkreis. Nach einigen Jahren ziehen die Mieter aus, meist in die Nähe. "
        "Das ändert eher, wo Unternehmen entstehen, als wie viele."
    )
    leaves = "the building, its tenants, graduates in the neighbourhood"
    leaves_de = "das Gebäude, seine Mieter, ausgezogene Unternehmen in der Nachbarschaft"
    evidence = ("F-P4a", "F-P4b", "F-P4c", "F-P4d", "F-P4e", "F-P4f", "K25")
    stage = "density"
    fundable = True
    levers = (CENTRE_STARTS, CENTRE_SUPPORT, SERVICE_SUPPLY)
    actions = (OpenCentre,)
    numbers = InfrastructureNumbers
    choices = InfrastructureChoices
    meanings_de = {
        "centres": "Zentren, die eröffnet werden; mindestens eines in jeder angegebenen Rasterzelle",
        "support": "Räume, Dienstleistungen und Begegnungen für Mieter: 1 ist volle Unterstützung",
        "service_supply": "öffentliches Angebot clusterbezogener Dienstleistungen am Zentrum",
        "lead_time": "Bauzeit eines Zentrums",
        "running_cost": "feste Betriebskosten des Gebäudes je Platz, abzüglich Mieten",
        "service_cost": "Kosten der Gründungsunterstützung je angezogene Gründung",
    }

    def potentials(self, facts: Facts, process: ProcessNumbers) -> Iterator[Potential]:
        """Density without services, F (1 - S); the best place by its pull, score / (1 + x), x mean of related in reach / m*."""
        for s in facts.sectors():
            yield Potential(self.key, "complement", "firms", s, -1, float(facts.yields[s]) * (1.0 - float(facts.served[s])), 1)
        if facts.place >= 0:
            progress = 0.0 if math.isnan(facts.progress) else facts.progress
            yield Potential(self.key, "stimulate", "firms", -1, facts.place, facts.place_score / (1.0 + progress), 2)

    def seeks(self, settings: InfrastructureSettings) -> tuple[tuple[str, int], ...]:
        """Look for the best places, a few more than needed: some may be among the cells that are given."""
        return ((settings.choices.location, _wanted(settings) + len(settings.cells)),)

    def cost(self, observation: Observation, settings: InfrastructureSettings) -> Cost:
        """Return what is due for building, while centres are built, and the cost of running them afterwards."""
        n, memory = settings.numbers, recall(observation, InfrastructureMemory())
        number, building = settings.intensity * _wanted(settings), _building(observation, settings, memory)
        fixed = number * n.places * (1.0 - building) * n.running_cost
        due = number * n.places * n.building_cost * _due(observation, settings, memory) / observation.dt
        later = number * n.places * building * n.running_cost
        return Cost(fixed, number * (1.0 - building) * n.service_cost * n.starts, due, later)

    def act(self, observation: Observation, settings: InfrastructureSettings) -> Wish:
        """Build; open when the time has come; then keep the centres going."""
        n, memory = settings.numbers, recall(observation, InfrastructureMemory())
        cells = _choose_cells(observation, settings) if memory.cells is None else memory.cells
        actions: list[OpenCentre] = []
        opens = not memory.opened and _is_ready(observation, settings, memory)
        if opens:
            places = math.floor(n.places * (settings.planned if settings.choices.opening == "whole" else memory.paid) + 0.5)
            if places > 0:
                actions = [OpenCentre(self.key, f"{self.key} {number}", cell, places, settings.sectors) for number, cell in enumerate(cells, 1)]
        share = 1.0 if settings.choices.opening == "whole" else settings.planned
        paid = memory.paid + share * observation.capital * _due(observation, settings, memory)
        kept = InfrastructureMemory(cells, memory.opened or opens, paid)
        return Wish(_levers(observation, settings, cells) if kept.opened else (), tuple(actions), kept)


def _wanted(settings: InfrastructureSettings) -> int:
    """Return the number of centres: as many as the scenario says, and one in each cell that is given."""
    centres: int = settings.numbers.centres
    return max(centres, len(settings.cells))


def _is_ready(observation: Observation, settings: InfrastructureSettings, memory: InfrastructureMemory) -> bool:
    """Say whether centres can open: the lead time is over, and they are paid if they open whole."""
    paid = settings.choices.opening == "in part" or memory.paid >= 1.0 - MOMENT
    return paid and observation.running_for >= settings.numbers.lead_time - MOMENT


def _building(observation: Observation, settings: InfrastructureSettings, memory: InfrastructureMemory) -> float:
    """Return the share of this tick during which centres are being built."""
    if settings.choices.opening == "whole":
        return 0.0 if memory.opened or _is_ready(observation, settings, memory) else 1.0
    left = settings.numbers.lead_time - observation.running_for
    return float(min(max(left / observation.dt, 0.0), 1.0))


def _due(observation: Observation, settings: InfrastructureSettings, memory: InfrastructureMemory) -> float:
    """Return the share of the building cost that is due in this tick: that of the tick, and with `whole` also what was left unpaid."""
    lead = settings.numbers.lead_time
    if settings.choices.opening == "whole":
        return max(min((observation.running_for + observation.dt) / lead, 1.0) - memory.paid, 0.0)
    return _building(observation, settings, memory) * observation.dt / lead


def _choose_cells(observation: Observation, settings: InfrastructureSettings) -> tuple[int, ...]:
    """Return where to build: the cells given, then the best that the review found; where places are few, centres share them."""
    ranked = observation.diagnosis.places.get(settings.choices.location, ())
    places = [*settings.cells, *(cell for cell in ranked if cell not in settings.cells)]
    return tuple(places[number % len(places)] for number in range(_wanted(settings))) if places else ()


def _levers(observation: Observation, settings: InfrastructureSettings, cells: tuple[int, ...]) -> tuple[tuple[Lever, float | F64], ...]:
    n, intensity = settings.numbers, settings.intensity
    return (
        (CENTRE_STARTS, _starts(observation, settings)),
        (CENTRE_SUPPORT, intensity * n.support),
        (SERVICE_SUPPLY, supply_around(observation, cells, intensity * n.service_supply)),
    )


def _starts(observation: Observation, settings: InfrastructureSettings) -> F64:
    """Return the start-ups a year that each centre draws by sector: shared among the sectors of its profile by the focus."""
    import numpy as np

    starts = np.zeros(len(observation.firms))
    shares = np.array(weights_of(observation, settings.sectors)) / len(settings.sectors)
    starts[list(settings.sectors)] = settings.intensity * settings.numbers.starts * shares
    return starts


def supply_around(observation: Observation, cells: tuple[int, ...], supply: float) -> F64:
    """Return the public supply of services in every cell, shape (cells,).

    Supplies of several centres combine as 1 - (1 - p)(1 - q); beyond three half-distances, where the field kernel is
    cut, there is none.
    """
    import numpy as np

    missing = np.ones((observation.rows, observation.columns))
    taps = math.floor(3.0 * observation.half_distance / observation.cell_km)
    weights = np.array([2.0 ** -((abs(step) * observation.cell_km / observation.half_distance) ** 2) for step in range(-taps, taps + 1)])
    for cell in cells:
        row, column = divmod(cell, observation.columns)
        low, left = max(row - taps, 0), max(column - taps, 0)
        high, right = min(row + taps + 1, observation.rows), min(column + taps + 1, observation.columns)
        rise, run = weights[low - row + taps : high - row + taps], weights[left - column + taps : right - column + taps]
        missing[low:high, left:right] *= 1.0 - supply * np.outer(rise, run)
    return 1.0 - missing.ravel()
