"""What the actors of the reference are: their state, their ties, their place. What they do is in other modules."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mesa.discrete_space import CellAgent

from clustersim.core.randomness import hashed, name_key, uniform
from clustersim.spec.codes import Kind
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import CHAMBER_SEAT

if TYPE_CHECKING:
    from tests.reference.agents import Chamber, Firm
    from tests.reference.model import Reference
    from tests.reference.places import Place
    from tests.reference.ties import Tie


@dataclass(eq=False)
class Centre:
    """A technology and start-up centre."""

    key: int
    place: Place
    places: int
    sectors: tuple[int, ...]
    opened: int
    tenants: list[Firm] = field(default_factory=list)


class Actor(CellAgent):
    """Whoever can hold ties: a firm, a university or a chamber."""

    model: Reference
    cell: Place
    kind: Kind
    profile: list[float]  # institutions only

    def __init__(self, model: Reference, key: int, place: Place) -> None:
        super().__init__(model)
        self.key = key
        self.cell = place
        self.birth = 0
        self.sector = -1
        self.technology = (0.0, 0.0)
        self.employees = 0.0
        self.knowledge = 0.0
        self.age = 0.0
        self.openness = 1.0
        self.trust = 0.0
        self.supports = 0
        self.origin = 0
        self.entered = 0
        self.ties: dict[Actor, Tie] = {}
        self.yield_now = 1.0  # of networking, in this tick
        self.trust_gained = 0.0  # in this tick
        self.project = 0
        self.impulse = 0.0  # chambers: by how much it meets more of its members, since it was stimulated

    @property
    def strength(self) -> float:
        """Sum of the strengths of the ties."""
        return math.fsum(tie.strength for tie in self.ties.values())

    @property
    def soft_capacity(self) -> float:
        """Ties that the actor can keep up with ease."""
        raise NotImplementedError

    @property
    def hard_capacity(self) -> int:
        """Ties that the actor can hold at most."""
        return math.ceil(self.model.p.ties.capacity_limit * self.soft_capacity)

    @property
    def related_in_reach(self) -> float:
        """Related firms within reach."""
        raise NotImplementedError

    def distance(self, other: Actor) -> float:
        """Return the cognitive distance to another actor."""
        if self.kind == Kind.CHAMBER or other.kind == Kind.CHAMBER:
            return self.model.p.ties.institution_distance
        east, north = self.technology[0] - other.technology[0], self.technology[1] - other.technology[1]
        return math.sqrt(east * east + north * north)

    def relatedness(self, other: Actor) -> float:
        """Return how related two actors are, by sector or by research profile."""
        if self.kind == other.kind == Kind.FIRM:
            return self.model.relatedness[self.sector][other.sector]
        full = self.model.p.ties.university_relatedness
        if {self.kind, other.kind} == {Kind.FIRM, Kind.UNIVERSITY}:
            firm, university = (self, other) if self.kind == Kind.FIRM else (other, self)
            return full if university.profile[firm.sector] > 0.0 else 0.5 * full
        return full


class Business(Actor):
    """The state of a firm."""

    kind = Kind.FIRM

    def __init__(self, model: Reference, key: int, place: Place, sector: int) -> None:
        super().__init__(model, key, place)
        self.sector = sector
        self.absorption = 1.0
        self.constrained = False
        self.parent = 0
        self.chamber: Chamber | None = None
        self.outside = 0
        self.centre: Centre | None = None
        self.centre_age = 0.0
        self.graduate = False
        self.relief = self.relief_left = 0.0  # of its credit constraint, by finance
        self.skills = 0.0
        self.advised = False
        self.adopted = 0
        self.member = False

    @property
    def soft_capacity(self) -> float:
        """Ties that the firm can keep up with ease."""
        p = self.model.p.ties
        return max(p.capacity_least, p.capacity * math.pow(self.openness, p.capacity_exponent))

    def reach_number(self, task: str) -> float:
        """Return the number that is compared with the share of firms that a task reaches."""
        model, insight = self.model, self.model.p.insight
        if self.member:
            return 0.0
        stream = model.trait(Decision.REACH)
        if insight.reach_by_task:
            stream = hashed(stream, name_key(task))
        seat = 1.0 + model.levers[CHAMBER_SEAT] if self.chamber is not None else 1.0
        if insight.reach_years == 0.0:
            return uniform(stream, self.key) / seat
        period = math.floor(model.tick * model.dt / insight.reach_years + uniform(stream, self.key))
        return uniform(stream, self.key, period) / seat

    @property
    def related_in_reach(self) -> float:
        """Related firms within reach, itself excluded."""
        return max(self.cell.critical(self.sector, self.model) - 1.0, 0.0)
