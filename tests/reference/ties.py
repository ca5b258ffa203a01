"""Ties: how they fade, and how a meeting becomes a tie. Rules: `fade_ties`, acceptance and settlement of `form_ties`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clustersim.core.clock import MOMENT
from clustersim.core.randomness import absorb, pair, poisson, uniform
from clustersim.spec.codes import Cause, Event
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import MODERATION

if TYPE_CHECKING:
    from tests.reference.actor import Actor
    from tests.reference.model import Reference

MODERATED = (Cause.AGENCY_EVENT, Cause.REPAIR)
BROKERED = (*MODERATED, Cause.PROJECT)


@dataclass(eq=False)
class Tie:
    """Co-operation between two actors; `a` has the smaller key."""

    a: Actor
    b: Actor
    strength: float
    born: int
    cause: int

    def lately_brokered(self, model: Reference) -> bool:
        """Say whether it is the agency's recent brokering."""
        age = (model.tick - self.born) * model.dt
        return self.cause in BROKERED and age < model.p.measures.recent - MOMENT

    def fade(self, model: Reference) -> tuple[float, Cause]:
        """Return strength after this tick and why the tie ends (NONE: it does not)."""
        p = model.p.ties
        a, b = self.a, self.b
        load = (len(a.ties) / a.soft_capacity + len(b.ties) / b.soft_capacity) / 2.0
        used = poisson(
            uniform(pair(model.stream(Decision.TIE_USE), a.key, b.key)), p.use_rate / (1.0 + load) * model.dt
        )
        care = model.levers[MODERATION] if self.cause in MODERATED else 0.0
        decay = p.decay * (1.0 - p.moderation_decay * care)
        strength = (1.0 - (1.0 - self.strength) * (1.0 - p.use_gain) ** used) * math.exp(-decay * model.dt)
        distance = min(a.distance(b), 3.0)
        hazard = p.end_hazard * math.exp(p.end_cognitive * (distance - 0.8) - p.end_strength * (self.strength - 0.5))
        hazard *= 1.0 - p.moderation_hazard * care
        if uniform(pair(model.stream(Decision.TIE_END), a.key, b.key)) < 1.0 - math.exp(-hazard * model.dt):
            return strength, Cause.DISSOLVED
        return strength, Cause.FADED if strength < p.strength_least else Cause.NONE


@dataclass(frozen=True)
class Proposal:
    """Two actors met: `lower` has the smaller key; `index` tells meetings of one pair through one channel apart."""

    channel: Cause
    lower: Actor
    upper: Actor
    index: int

    @property
    def number(self) -> int:
        """Channel and index as one number, for draws."""
        return int(self.channel) * 1048576 + self.index

    def is_accepted(self, model: Reference) -> bool:
        """Say whether both sides want the tie."""
        draws = absorb(pair(model.stream(Decision.ACCEPT), self.lower.key, self.upper.key), self.number)
        utility = self.utility(model)
        return all(
            uniform(draws, side) < willingness(actor, utility) for side, actor in enumerate((self.lower, self.upper))
        )

    def utility(self, model: Reference) -> float:
        """Return what the tie is worth to either side before the cost of one more tie."""
        p = model.p.ties
        a, b = self.lower, self.upper
        value = p.constant + p.relatedness_effect * a.relatedness(b)
        value += p.cognitive_effect * math.exp(-(((a.distance(b) - p.distance_optimum) / p.distance_width) ** 2))
        shared = len(a.ties.keys() & b.ties.keys())
        value += p.shared_effect * math.exp(p.shared_decay) * (1.0 - (1.0 - math.exp(-p.shared_decay)) ** shared)
        if a.kind != b.kind:
            value += p.type_effect
        if self.channel in BROKERED:
            value += p.moderation_effect
        if self.channel == Cause.REPAIR:
            value += p.repair_effect
        return value


def willingness(actor: Actor, utility: float) -> float:
    """Return the probability with which an actor accepts a tie, given the ties it has."""
    cost = actor.model.p.ties.degree_cost * (len(actor.ties) / actor.soft_capacity) ** 2
    return 1.0 / (1.0 + math.exp(-(utility - cost)))


def propose(channel: Cause, a: Actor, b: Actor, index: int) -> Proposal | None:
    """Return the proposal of a tie between two actors, or None where there can be no new tie."""
    if a is b or b in a.ties:
        return None
    return Proposal(channel, *((a, b) if a.key < b.key else (b, a)), index)


def tie(model: Reference, a: Actor, b: Actor, strength: float, cause: Cause) -> None:
    """Make a tie."""
    lower, upper = (a, b) if a.key < b.key else (b, a)
    new = Tie(lower, upper, strength, model.tick, int(cause))
    lower.ties[upper] = upper.ties[lower] = new
    model.record(Event.TIE_FORMED, lower.key, upper.key, cause=cause, value=strength)
    model.count("ties_formed")


def untie(model: Reference, old: Tie, strength: float, cause: Cause) -> None:
    """End a tie."""
    del old.a.ties[old.b], old.b.ties[old.a]
    model.record(Event.TIE_ENDED, old.a.key, old.b.key, cause=cause, value=strength)
    model.count("ties_ended")


def fade_ties(model: Reference) -> None:
    """All ties fade from the same state, then those that end are cut."""
    faded = [(old, *old.fade(model)) for old in model.ties()]
    for old, strength, cause in faded:
        if cause == Cause.NONE:
            old.strength = strength
        else:
            untie(model, old, strength, cause)


def settle(model: Reference, proposals: set[Proposal]) -> None:
    """Let both sides decide on the frozen network, then make ties in keyed order until capacities are full."""
    accepted = [proposal for proposal in proposals if proposal.is_accepted(model)]
    stream = model.stream(Decision.PRIORITY)

    def order(proposal: Proposal) -> tuple[int, int, int]:
        a, b = proposal.lower.key, proposal.upper.key
        return absorb(pair(stream, a, b), proposal.number), a, b

    for proposal in sorted(accepted, key=order):
        a, b = proposal.lower, proposal.upper
        if b not in a.ties and len(a.ties) < a.hard_capacity and len(b.ties) < b.hard_capacity:
            p = model.p.ties
            more = p.repair_strength if proposal.channel == Cause.REPAIR else 0.0
            tie(model, a, b, min(1.0, p.strength_at_birth + more), proposal.channel)
