"""What a review of the agency found, as data: weak spots, findings that tasks asked for, potentials, progress."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Pairs: TypeAlias = tuple[tuple[int, int], ...]
"""Keys of two actors each."""

MENDABLE = ("fragmentation", "fragility", "one_type", "lock_in")
"""Weak spots that introductions can mend, each by a repair of its own; events number them from 1. Dependence on the
agency is no such spot: introductions would only add to it.
"""
BY_DIAGNOSIS = "diagnosis"
"""What a review finds for the worst of `MENDABLE`, whichever it is; nothing if all are tolerable."""


def by_utility(kind: str) -> str:
    """Return the kind of finding in which pairs are chosen by what both gain, not by the agency's liking."""
    return f"{kind} by utility"


class Introduced(NamedTuple):
    """What became of the introductions that a task asked for in a tick: those made, and those looked at for them."""

    made: int = 0
    tried: int = 0


NOBODY = Introduced()


class Potential(NamedTuple):
    """Something a task could do: `score` is how much, from 0 to 1; sector and cell are -1 where they play no part."""

    task: str
    kind: str  # stimulate: latent activity; complement: existing activity that lacks something
    group: str  # firms, science, chambers
    sector: int
    cell: int
    score: float
    rank: int = 9  # of equal scores of one sector, the lower comes first


class Promise(NamedTuple):
    """How much a network would serve a sector, in log points (`agency.diagnose.promising_sectors`)."""

    sector: int
    seen: float
    true: float


class WeakSpots(NamedTuple):
    """Where the network is weak. The first four and the last two are seen among the actors known, the others are of the
    whole cluster; a number that nobody can tell, or that nobody asked for (the last two), is NaN.
    """

    isolates: int = 0
    separate_parts: int = 0  # beside the largest
    articulation_points: int = 0
    bridges: int = 0
    dependence: float = 0.0  # share of tie strength that hangs on the agency's recent brokering
    one_type: float = 0.0  # share of ties within one actor type
    lock_in: float = 0.0  # by how much the mean cognitive distance of ties falls short of the best one
    fragmentation: float = math.nan  # 1 - share of the largest part among those who could be tied
    fragility: float = math.nan  # share of that part which is lost when the best connected leave

    def to_mend(self) -> int:
        """Return how many places there are to mend."""
        return self.isolates + self.separate_parts + self.articulation_points


@dataclass(frozen=True)
class Diagnosis:
    """What the last review saw. Findings are there by the kinds that tasks asked for (`sought`), the best first."""

    tick: int = -1  # of the review; -1: nothing seen yet
    years: float = 0.0  # of the review
    weak_spots: WeakSpots = field(default_factory=WeakSpots)
    sought: frozenset[str] = frozenset()  # kinds of finding that were looked for (`agency.diagnose.FINDERS`)
    worst: str = ""  # of MENDABLE, relative to what is tolerated; "": all are tolerable, or nobody asked
    severity: float = 0.0  # of the worst: how many times what is tolerated; 0: there is none
    introductions: Mapping[str, Pairs] = field(default_factory=dict)  # by kind of finding
    places: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # cells by kind: core, periphery
    promise: tuple[Promise, ...] = ()  # of sectors
    potentials: tuple[Potential, ...] = ()  # the greatest first
    progress: float = 0.0  # related firms in reach / m*, as seen; NaN without target firms
    dense: float = 0.0  # share of target firms with critical mass, as seen; NaN without target firms
    degree: float = 0.0  # mean ties of an actor known, as seen
    entered: str | None = None  # stage that the agency entered after this review
    reason: int = 0  # why it did (`agency.stages.Reason`)
