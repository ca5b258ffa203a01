"""The development agency of the reference: it carries out what tasks ask for. Rules: `open_centres`, agency events, repair."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mesa.discrete_space import CellAgent

from clustersim.core.randomness import absorb, name_key, pair, rounded, uniform
from clustersim.spec.actions import Broker, Convene, Mend, OpenCentre
from clustersim.spec.codes import Cause, Event, Kind
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import BROKERING
from tests.reference import mending
from tests.reference.actor import Actor, Centre
from tests.reference.ties import Proposal, propose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.reference.model import Reference
    from tests.reference.places import Place

ROOM = 64  # meetings of one attendee at one event are numbered below this


class DevelopmentAgency(CellAgent):
    """The one agency of the region. It is no end of ties."""

    model: Reference
    kind = -1

    def __init__(self, model: Reference, place: Place) -> None:
        super().__init__(model)
        self.cell = place

    def open_centres(self) -> None:
        """Open the centres on the agenda."""
        model = self.model
        for action in model.agenda:
            if isinstance(action, OpenCentre):
                key = name_key(f"centre {action.name}")
                if any(centre.key == key for centre in model.centres):
                    continue
                model.centres.append(Centre(key, model.places[action.cell], action.places, action.sectors, model.tick))
                model.record(Event.CENTRE_OPENED, key, cell=action.cell, cause=Cause.POLICY, value=float(action.places))

    def meetings(self) -> Iterator[Proposal | None]:
        """Hold the events on the agenda and bring the pairs on it together."""
        self.model.desk.introduced = {}
        for action in sorted(self.model.agenda, key=lambda action: (action.task, getattr(action, "number", 0))):
            if isinstance(action, Convene):
                yield from self.convene(action)
            elif isinstance(action, Broker):
                yield self.broker(action)
            elif isinstance(action, Mend):
                yield from mending.introduce(self.model, action)

    def broker(self, action: Broker) -> Proposal | None:
        """Introduce two actors to each other."""
        model = self.model
        a, b = model.by_key.get(action.a), model.by_key.get(action.b)
        if a is None or b is None or a is b:
            return None
        model.record(Event.REPAIR_PROPOSED, min(a.key, b.key), max(a.key, b.key), cause=Cause.POLICY)
        return propose(Cause.REPAIR, a, b, action.number)

    def convene(self, event: Convene) -> Iterator[Proposal | None]:
        """Hold one event: the most open of those reached come, and meet each other."""
        model = self.model
        task = name_key(event.task)
        attendees = self.attendees(event, task)
        if not attendees:
            return
        model.record(
            Event.MEETING_HELD, min(actor.key for actor in attendees), cause=Cause.POLICY, value=float(len(attendees))
        )
        for actor in attendees:
            actor.supports += 1
            actor.trust_gained += event.trust
        wished = min(event.meetings * model.levers[BROKERING], ROOM - 1.0)
        more = model.stream(Decision.EVENT_COUNTS)
        for actor in attendees:
            others = [other for other in attendees if other is not actor]
            luck = uniform(more, task, event.number, actor.key)
            number = math.floor(wished) + (luck < wished - math.floor(wished))
            for m in range(number if others else 0):
                other = self.partner(event, task, actor, others, m)
                counts = uniform(absorb(pair(more, actor.key, other.key), task + event.number), m)
                if counts < math.sqrt(actor.yield_now * other.yield_now):
                    yield propose(Cause.AGENCY_EVENT, actor, other, event.number * ROOM + m)

    def attendees(self, event: Convene, task: int) -> list[Actor]:
        """Return who comes to an event."""
        model = self.model
        invited: list[Actor] = [
            firm for firm in model.firms if firm.sector in event.sectors and firm.reach_number(event.task) < event.reach
        ]
        invited += [*model.universities, *model.chambers]
        weights = dict(zip(event.sectors, event.weights, strict=False))
        invited = [actor for actor in invited if actor.openness > 0.0 and weights.get(actor.sector, 1.0) > 0.0]
        stream = model.stream(Decision.EVENT_ATTEND)

        def score(actor: Actor) -> tuple[float, int]:
            wait = -math.log(uniform(stream, task, event.number, actor.key))
            weight = weights.get(actor.sector, 1.0) if actor.kind == Kind.FIRM else 1.0
            return rounded(wait / (weight * math.sqrt(actor.openness))), actor.key

        return sorted(invited, key=score)[: event.attendees]

    def partner(self, event: Convene, task: int, actor: Actor, others: list[Actor], m: int) -> Actor:
        """Return whom an attendee meets in its m-th meeting."""
        stream = self.model.stream(Decision.EVENT_PARTNER)

        def score(other: Actor) -> tuple[float, int]:
            weight = event.cross_weight if actor.kind != other.kind else 0.2 + actor.relatedness(other)
            luck = uniform(absorb(pair(stream, actor.key, other.key), task + event.number), m)
            return rounded(-math.log(luck) / weight) if weight > 0.0 else math.inf, other.key

        return min(others, key=score)
