"""What a review of the agency found, as data: weak spots, findings that tasks asked for, potentials, progress."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Pairs: TypeAlias = tuple[tuple[int, int], ...]
"""Keys of two actors each."""


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
    """Where the network is weak. The first four are counted among the actors known, the others are of the whole
    cluster; a number that nobody can tell is NaN.
    """

    isolates: int = 0
    separate_parts: int = 0  # beside the largest
    articulation_points: int = 0
    bridges: int = 0
    dependence: float = 0.0  # share of tie strength that hangs on the agency's recent brokering
    one_type: float = 0.0  # share of ties within one actor type
    lock_in: float = 0.0  # by how much the mean cognitive distance of ties falls short of the best one

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
    introductions: Mapping[str, Pairs] = field(default_factory=dict)  # by kind: fragmentation, fragility
    places: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # cells by kind: core, periphery
    promise: tuple[Promise, ...] = ()  # of sectors
    potentials: tuple[Potential, ...] = ()  # the greatest first
    progress: float = 0.0  # related firms in reach / m*, as seen; NaN without target firms
    dense: float = 0.0  # share of target firms with critical mass, as seen; NaN without target firms
    degree: float = 0.0  # mean ties of an actor known, as seen
    entered: str | None = None  # stage that the agency entered after this review
    reason: int = 0  # why it did (`agency.stages.Reason`)
