"""Entry as a regional total shared among places, and the whole of phase `admit_firms`."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clustersim.core.clock import MOMENT
from clustersim.core.randomness import absorb, hashed, poisson, uniform
from clustersim.spec.codes import Cause, Event, Origin
from clustersim.spec.decisions import Decision
from tests.reference.actor import Centre
from tests.reference.appeal import appeal_of_services, appeal_without_services
from tests.reference.starting import Entrant, equip, find_near
from tests.reference.supporting import advise
from tests.reference.ties import tie

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.reference.agents import Firm
    from tests.reference.model import Reference
    from tests.reference.places import Place

CAUSES = {Origin.SPIN_OFF: Cause.PARENT, Origin.ACADEMIC_SPIN_OFF: Cause.PARENT, Origin.CENTRE_START_UP: Cause.POLICY}


def admit_firms(model: Reference) -> None:
    """Tenants graduate, then firms enter."""
    for place in model.places:
        place.firm_count = len(place.firms)
    graduate_tenants(model)
    for place in model.places:
        place.firm_count = len(place.firms)
    if not model.channels.entry:
        return
    entrants = settle_centres(model, [entrant for s in model.sector_numbers for entrant in regional_entrants(model, s)])
    if model.channels.spin_offs:
        entrants += [entrant for firm in model.firms if (entrant := firm.spin_off())]
    for university in model.universities:
        entrants += university.academic_spin_offs()
    for entrant in sorted(settle_places(model, entrants), key=lambda entrant: entrant.key):
        enter(model, entrant)


@dataclass
class Flow:
    """Expected entries of a sector per year: independent start-ups, settlements, and who shares the start-ups."""

    independent: float
    settlements: float
    centres: list[tuple[Centre, float]]  # centre, odds relative to all cells together

    @property
    def all_odds(self) -> float:
        """Odds of all centres together."""
        return math.fsum(odds for _, odds in self.centres)


def expected_entries(model: Reference, s: int) -> Flow:
    """Return the flow of entries at neutral attractiveness."""
    p = model.p.entry
    base = model.entry_rate[s] * model.stock[s]
    share = 1.0 - p.settlement_share
    if model.channels.spin_offs:
        share -= p.spin_off_share
    if any(university.profile[s] > 0.0 for university in model.universities):
        share -= p.academic_share
    settlements = base * p.settlement_share * model.settlement_pull[s]
    if model.channels.labour:
        settlements *= math.exp(-model.p.labour.settlement_effect * max(0.0, model.labour.tightness))
    independent = base * max(share, 0.0)
    starts = model.centre_starts[s]
    centres = [
        (centre, starts / independent)
        for centre in model.centres
        if starts > 0.0 and independent > 0.0 and s in centre.sectors and len(centre.tenants) < centre.places
    ]
    return Flow(independent, settlements, centres)


def regional_entrants(model: Reference, s: int) -> Iterator[Entrant]:
    """Draw start-ups and settlements of a sector, cell by cell and centre by centre."""
    flow = expected_entries(model, s)
    weights, reference = weigh_places(model, s)
    total = math.fsum(weights.values())
    shared = 1.0 + flow.all_odds
    if model.channels.regional_entry:
        if total <= 0.0 or reference <= 0.0:
            return
        rho = model.p.entry.additionality
        elsewhere = flow.independent * (total * shared * model.founding[s] / reference) ** rho / shared
        settlements = flow.settlements * (total / reference) ** rho
        cells, centres = 1.0 / total, elsewhere
    else:
        elsewhere, settlements = flow.independent * model.founding[s], flow.settlements
        cells, centres = 1.0 / sum(place.inside for place in model.places), elsewhere
    expected = (elsewhere + settlements) * cells * model.dt
    stream, keys, origins = (
        model.stream(Decision.ENTRY),
        model.stream(Decision.KEY_ENTRANT),
        model.stream(Decision.ENTRY_ORIGIN),
    )
    from_outside = settlements / (elsewhere + settlements) if settlements > 0.0 else 0.0
    for place, weight in weights.items():
        for j in range(poisson(uniform(stream, place.number, s), expected * weight)):
            key = hashed(keys, Origin.START_UP, place.number * 256 + s, j)
            yield Entrant(key, s, place, Origin.SETTLEMENT if uniform(origins, key) < from_outside else Origin.START_UP)
    for centre, odds in flow.centres:
        number = poisson(uniform(model.stream(Decision.CENTRE_ENTRY), centre.key, s), centres * odds * model.dt)
        for j in range(number):
            key = hashed(keys, Origin.CENTRE_START_UP, centre.key + s, j)
            yield Entrant(key, s, centre.place, Origin.CENTRE_START_UP, centre=centre)


def weigh_places(model: Reference, s: int) -> tuple[dict[Place, float], float]:
    """Return the weight of every place that takes firms, and the sum of what the weights would be without levers."""
    weights: dict[Place, float] = {}
    neutral: list[float] = []
    for place in model.places:
        if place.inside and not place.is_full(place.firm_count, model):
            public, pull = model.service_supply[place.number], model.entry_pull[s][place.number]
            value = appeal_without_services(model, place, s, place.firm_count)
            plain = math.exp(value + appeal_of_services(model, place, s, 0.0))
            weights[place] = plain if public == 0.0 else math.exp(value + appeal_of_services(model, place, s, public))
            weights[place] *= pull
            neutral.append(plain)
    return weights, math.fsum(neutral)


def settle_centres(model: Reference, entrants: list[Entrant]) -> list[Entrant]:
    """Turn away entrants of centres that have fewer free places."""
    settled = [entrant for entrant in entrants if entrant.centre is None]
    for centre in model.centres:
        guests = [entrant for entrant in entrants if entrant.centre is centre]
        settled += first_in_line(model, guests, centre.places - len(centre.tenants))
    return settled


def settle_places(model: Reference, entrants: list[Entrant]) -> list[Entrant]:
    """Turn away entrants of cells that have fewer free places; a centre has its own rooms."""
    settled = [entrant for entrant in entrants if entrant.centre is not None]
    by_place: dict[Place, list[Entrant]] = defaultdict(list)
    for entrant in entrants:
        if entrant.centre is None:
            by_place[entrant.place].append(entrant)
    for place, queue in by_place.items():
        settled += first_in_line(model, queue, place.free(place.firm_count, model))
    return settled


def first_in_line(model: Reference, queue: list[Entrant], places: float) -> list[Entrant]:
    """Return those who get in when there are only so many places."""
    stream = model.stream(Decision.PLACE_PRIORITY)
    return sorted(queue, key=lambda waiting: hashed(stream, waiting.key))[: int(min(places, len(queue)))]


def enter(model: Reference, entrant: Entrant) -> None:
    """Let an entrant start, with a tie to whom it comes from."""
    equip(model, entrant)
    firm = model.by_key[entrant.key]
    advise(model, firm, entrant.origin)
    other = entrant.parent or entrant.centre
    cause = CAUSES.get(entrant.origin, Cause.MARKET)
    model.record(
        Event.ENTRY, firm.key, other.key if other else 0, cell=entrant.place.number, cause=cause, value=firm.employees
    )
    model.count("entries")
    model.count(f"entries_{entrant.origin.name.lower()}")
    parent = entrant.parent
    if parent is not None and len(parent.ties) < parent.hard_capacity:
        tie(model, parent, firm, model.p.ties.parent_strength, Cause.PARENT)


def graduate_tenants(model: Reference) -> None:
    """Tenants who have stayed long enough leave their centre for a place nearby, if they find one."""
    leaving = [
        firm for centre in model.centres for firm in centre.tenants if firm.centre_age >= model.p.centres.stay - MOMENT
    ]
    wishes: dict[Place, list[Firm]] = defaultdict(list)
    for firm in leaving:
        place = find_near(model, firm.cell, absorb(model.stream(Decision.GRADUATE_PLACE), firm.key))
        if place is not None and place is not firm.cell:
            wishes[place].append(firm)
    stream = model.stream(Decision.PLACE_PRIORITY)
    for place, firms in wishes.items():
        firms.sort(key=lambda firm: hashed(stream, firm.key))
        for firm in firms[: int(min(place.free(place.firm_count, model), len(firms)))]:
            firm.move_to(place)
            firm.chamber = model.chamber_for(place, firm.sector)
    for firm in leaving:
        centre = firm.centre
        assert centre is not None
        centre.tenants.remove(firm)
        firm.centre, firm.graduate, firm.centre_age = None, True, 0.0
        model.record(
            Event.GRADUATION, firm.key, centre.key, cell=firm.cell.number, cause=Cause.GRADUATION, value=firm.employees
        )
        model.count("graduations")
