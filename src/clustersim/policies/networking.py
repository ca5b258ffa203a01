"""Task 5, `networking`: events and moderation, and in their course the compensation of weak spots of the network."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, NamedTuple, TypeAlias

from clustersim.policies.base import Choice, Cost, Policy, Settings, Wish, due, recall, weights_of
from clustersim.spec.actions import Broker, Convene, Mend
from clustersim.spec.diagnosis import BY_DIAGNOSIS, MENDABLE, Potential, by_utility
from clustersim.spec.levers import CHAMBER_STIMULUS, CHAMBER_SUPPORT, MODERATION
from clustersim.spec.parameters import N

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clustersim.policies.base import Observation
    from clustersim.spec.facts import Facts
    from clustersim.spec.parameters import ProcessNumbers


class NetworkingNumbers(NamedTuple):
    """Numbers of the task `networking`."""

    events_per_thousand: Annotated[float, N("events a year per 1,000 firms in the sectors served", "1/year", 0, 200, "assumption, calibrated: F-P5h")] = 8.0
    events_least: Annotated[float, N("events a year in a small cluster", "1/year", 0, 200, "assumption")] = 1.0
    attendees: Annotated[int, N("actors who come to an event", "actors", 2, 1000, "assumption, calibrated: F-P5h")] = 25
    meetings: Annotated[float, N("others whom an attendee gets to know at an event", "meetings", 0, 20, "assumption, calibrated: F-P5h")] = 2.0
    cross_weight: Annotated[float, N("odds of meeting another type (same type: 0.2 + relatedness)", "ratio", 0, 50, "assumption")] = 3.0
    trust: Annotated[float, N("trust gained by attending an event", "trust", 0, 1, "assumption, calibrated: F-P5h")] = 0.5
    moderation: Annotated[float, N("care for moderated ties: 1 is full care", "share", 0, 1, "assumption (F-P5h)")] = 1.0
    repairs_per_year: Annotated[float, N("weak spots mended a year by introductions (0: no compensation)", "1/year", 0, 200, "assumption")] = 2.0
    list_length: Annotated[float, N("introductions that a review looks for, relative to those wanted in a year", "ratio", 1, 20, "assumption")] = 1.5
    chamber_stimulus: Annotated[float, N("rise of the own ties of chambers to which they are stimulated (0: not at all)", "ratio", 0, 5, "assumption")] = 0.0
    chamber_support: Annotated[float, N("rise of attendance at events of chambers that are complemented (0: not at all)", "ratio", 0, 2, "assumption")] = 0.0
    chamber_cost: Annotated[float, N("cost of stimulating and complementing what chambers do", "EUR/year", 0, 1e7, "assumption")] = 10_000.0
    staff_cost: Annotated[float, N("fixed cost of a network manager", "EUR/year", 0, 1e8, "assumption: one post")] = 80_000.0
    event_cost: Annotated[float, N("cost of an event", "EUR", 0, 1e7, "assumption")] = 6_000.0
    repair_cost: Annotated[float, N("cost of bringing two actors together", "EUR", 0, 1e7, "assumption")] = 2_000.0
    staff: Annotated[float, N("posts of the agency that the task ties up", "posts", 0, 1000, "assumption")] = 1.0
    partner_share: Annotated[float, N("share of the cost that partners pay in the role `contribute`", "share", 0, 1, "assumption")] = 0.5


class NetworkingChoices(NamedTuple):
    """Settings of the task `networking` that are words."""

    objective: Annotated[
        str,
        Choice("which weak spot repairs mend, or the one that a diagnosis finds worst", (*MENDABLE, BY_DIAGNOSIS), "assumption"),
    ] = "fragmentation"
    pairing: Annotated[str, Choice("who is introduced: whom the agency likes to put forward, or those who gain most", ("appeal", "utility"), "assumption")] = "appeal"
    verified: Annotated[str, Choice("whether introductions that would not mend any more are passed over", ("no", "yes"), "assumption")] = "no"
    payment: Annotated[str, Choice("which introductions are paid: those planned, or those made in the tick before", ("planned", "made"), "assumption")] = "planned"


NetworkingSettings: TypeAlias = Settings[NetworkingNumbers, NetworkingChoices]


class NetworkingMemory(NamedTuple):
    """What the task keeps: fractions of events and repairs still due, and how many findings of which review it used."""

    events_due: float = 0.0
    repairs_due: float = 0.0
    reviewed: int | None = None
    used: int = 0


class Networking(Policy[NetworkingNumbers, NetworkingChoices]):
    """Events bring actors of different types together and build trust; repairs mend weak spots that the last review saw.

    Events a year = intensity * max(events_least, events_per_thousand * firms in the sectors served / 1,000): money buys
    events, and a large cluster gets more of them. Fractions of an event are carried over from tick to tick, so that the
    number a year does not depend on the length of a tick. Each event reaches the share reach * reach_factor of firms.

    Repairs a year = intensity * repairs_per_year * brokering, in the order in which the review ranked them
    (`agency.repair`, `agency.mending`): for the weak spot of `objective`, or for the one that a diagnosis finds worst
    (none, if all are tolerable). With `verified`, the list and the number due go with the action, and those whom it
    would not help any more are passed over (`mechanisms.mending`). With `payment` "made", those made in the tick
    before are paid, also what `brokering` added; those of the last tick of the task are not. Else what `brokering` adds to them costs nothing here: an organisation that brokers is paid for as
    that task. Nothing is undone at the stop: trust fades with its half-life and ties with their own decay, now
    without moderation.

    Chambers can be stimulated, so that they meet more of their members themselves (lever chamber_stimulus = intensity
    chamber_stimulus; it fades with a half-life, `mechanisms.gatherings`), and complemented, so that members attend their
    events more often as long as the task runs (chamber_support).
    """

    key = "networking"
    place = 5
    title_en = "Initiation, support and moderation of networks between firms, universities, chambers and others"
    title_de = "Initiierung, Unterstützung und Moderation von Netzwerken zwischen den Unternehmen, Hochschulen, Kammern usw."
    short_en = "networking"
    short_de = "Netzwerkmanagement"
    colour = "#117733"
    mechanism_en = (
        "Events bring firms, universities and chambers together and build trust, so that they also meet more outside events; moderated ties fade more slowly. "
        "In the course of it weak spots of the promoted network are compensated: actors are introduced to each other where that mends most."
    )
    mechanism_de = (
        "Veranstaltungen bringen Unternehmen, Hochschulen und Kammern zusammen und schaffen Vertrauen, so dass sie einander auch sonst häufiger begegnen; "
        "moderierte Beziehungen verblassen langsamer. Im Zuge dessen werden Schwachstellen der geförderten Netzwerke ausgeglichen: "
        "Akteure werden dort miteinander bekannt gemacht, wo es am meisten behebt."
    )
    leaves = "ties from events and repairs, and trust that fades with a half-life of some years"
    leaves_de = "Beziehungen aus Veranstaltungen und Vermittlungen, und Vertrauen, das mit einer Halbwertszeit von einigen Jahren vergeht"
    evidence = ("F-P5a", "F-P5e", "F-P5f", "F-P5g", "F-P5h")
    stage = "networks"
    calendar = 5.0
    fundable = True
    levers = (MODERATION, CHAMBER_STIMULUS, CHAMBER_SUPPORT)
    actions = (Convene, Broker, Mend)
    numbers = NetworkingNumbers
    choices = NetworkingChoices
    meanings_de = {
        "events_per_thousand": "Veranstaltungen im Jahr je 1.000 Unternehmen in den bedienten Branchen",
        "events_least": "Veranstaltungen im Jahr in einem kleinen Cluster",
        "attendees": "Akteure, die zu einer Veranstaltung kommen",
        "meetings": "neue Kontakte je Teilnahme an einer Veranstaltung",
        "cross_weight": "Chance, einem anderen Typ zu begegnen (gleicher Typ: 0,2 + Verwandtschaft)",
        "trust": "Vertrauen, das durch eine Teilnahme entsteht",
        "moderation": "Pflege moderierter Beziehungen: 1 ist volle Pflege",
        "repairs_per_year": "Schwachstellen, die im Jahr durch Vermittlung ausgeglichen werden (0: kein Ausgleich)",
        "list_length": "Vermittlungen, die eine Bestandsaufnahme sucht, im Verhältnis zu den in einem Jahr gewünschten",
        "chamber_stimulus": "Zuwachs der eigenen Beziehungen von Kammern, zu dem sie angeregt werden (0: gar nicht)",
        "chamber_support": "Zuwachs der Teilnahme an Veranstaltungen von Kammern, die ergänzt werden (0: gar nicht)",
        "chamber_cost": "Kosten, Kammern anzuregen und zu ergänzen",
        "staff_cost": "feste Kosten eines Netzwerkmanagements",
        "event_cost": "Kosten einer Veranstaltung",
        "repair_cost": "Kosten, zwei Akteure zusammenzubringen",
    }

    def potentials(self, facts: Facts, process: ProcessNumbers) -> Iterator[Potential]:
        """Firms that could co-operate and hardly do, F (1 - l): latent if l < latent_below; chambers with few ties, F (1 - chambers)."""
        for s in facts.sectors():
            able, linked = float(facts.yields[s]), float(facts.linked[s])
            kind = "stimulate" if linked < process.latent_below else "complement"
            yield Potential(self.key, kind, "firms", s, -1, able * (1.0 - linked), 0)
        if not math.isnan(facts.chambers):
            yield Potential(self.key, "stimulate", "chambers", -1, -1, facts.mean_yield() * max(0.0, 1.0 - facts.chambers), 1)

    def seeks(self, settings: NetworkingSettings) -> tuple[tuple[str, int], ...]:
        """Look for introductions of the chosen kind: more than a year needs, since brokering may need more, and some will not help any more."""
        n = settings.numbers
        return ((_sought(settings), math.ceil(n.list_length * n.repairs_per_year)),)

    def events_a_year(self, observation: Observation, settings: NetworkingSettings) -> float:
        """Return how many events are held in a year."""
        n = settings.numbers
        firms = sum(observation.firms[sector] for sector in settings.sectors)
        return float(settings.intensity * max(n.events_least, n.events_per_thousand * firms / 1000.0))

    def cost(self, observation: Observation, settings: NetworkingSettings) -> Cost:
        """Return the cost of the network manager, of the events and of the repairs."""
        n = settings.numbers
        events = n.event_cost * self.events_a_year(observation, settings)
        chambers = n.chamber_cost if n.chamber_stimulus > 0.0 or n.chamber_support > 0.0 else 0.0
        if settings.choices.payment == "made":
            owed = n.repair_cost * observation.introduced.made / observation.dt
            return Cost(settings.intensity * (n.staff_cost + chambers) + owed, events)
        return Cost(settings.intensity * (n.staff_cost + chambers), events + settings.intensity * n.repair_cost * n.repairs_per_year)

    def act(self, observation: Observation, settings: NetworkingSettings) -> Wish:
        """Hold the events that are due, introduce the pairs that are due."""
        n, memory = settings.numbers, recall(observation, NetworkingMemory())
        events, events_due = due(memory.events_due, self.events_a_year(observation, settings) * observation.dt)
        reach = min(1.0, observation.reach * observation.reach_factor)
        weights = weights_of(observation, settings.sectors) if observation.focus else ()
        actions: list[Convene | Broker | Mend] = [
            Convene(self.key, number, n.attendees, n.meetings, reach, n.cross_weight, n.trust, sectors=settings.sectors, weights=weights)
            for number in range(events)
        ]
        repairs_a_year = settings.intensity * n.repairs_per_year * observation.brokering
        repairs, repairs_due = due(memory.repairs_due, repairs_a_year * observation.dt)
        diagnosis, objective = observation.diagnosis, settings.choices.objective
        used = memory.used + observation.introduced.tried if memory.reviewed == diagnosis.tick else 0
        found = diagnosis.introductions.get(_sought(settings), ())[used:]
        if settings.choices.verified == "yes":
            spot = diagnosis.worst if objective == BY_DIAGNOSIS else objective
            actions += [Mend(self.key, events, spot, found, repairs)] if found and repairs else []
        else:
            found = found[:repairs]
            actions += [Broker(self.key, events + place, a, b) for place, (a, b) in enumerate(found)]
            used += len(found)
        kept = NetworkingMemory(events_due, repairs_due, diagnosis.tick, used)
        chambers = ((CHAMBER_STIMULUS, n.chamber_stimulus), (CHAMBER_SUPPORT, n.chamber_support))
        levers = ((MODERATION, n.moderation), *(entry for entry in chambers if entry[1] > 0.0))
        return Wish(tuple((lever, settings.intensity * value) for lever, value in levers), tuple(actions), kept)


def _sought(settings: NetworkingSettings) -> str:
    """Return the kind of finding that the task asks a review for."""
    objective = settings.choices.objective
    return by_utility(objective) if settings.choices.pairing == "utility" else objective
