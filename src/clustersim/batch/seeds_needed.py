"""Whether the seeds of a plan can come to a verdict on its arms, and how many would: the power of the paired t test.

The rule of verdicts (`core.intervals.together`) asks the more of each effect the more arms are compared at once.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import optimize, stats

from clustersim.core.intervals import half_quantile

if TYPE_CHECKING:
    from clustersim.batch.plan import Plan

SIZE = 1.5  # assumption: mean of the paired differences in their standard deviations, of an effect one wants to see
POWER = 0.8  # by convention (Cohen 1988)
MOST, GRID = 100_000, 1_000


class FewSeeds(NamedTuple):
    """A plan whose seeds are too few for the number of its arms."""

    seeds: int
    effects: int  # arms that are compared
    size: float  # the smallest effect that these seeds would decide; NaN for one seed
    needed: int  # seeds that would decide an effect of `SIZE`
    points: bool  # whether the arms are points of a sample, which are judged all together


def few_seeds(found: Plan) -> FewSeeds | None:
    """Return that the seeds of a plan are too few for verdicts on its arms; None if they suffice."""
    arms = [arm for arm in found.arms if arm.baseline and arm.baseline != arm.name]
    if not arms:
        return None
    shared = [len(set(found.seeds_of(arm)) & set(found.seeds_of(found.arm(arm.baseline)))) for arm in arms]
    seeds = min(shared) if found.replication is None else max(min(shared), found.replication.most)
    needed = seeds_needed(len(arms))
    if seeds >= needed:
        return None
    points = all(any(name == "policy" for name, _ in arm.settings) for arm in arms)
    return FewSeeds(seeds, len(arms), smallest_effect(seeds, len(arms)), needed, points)


def power(seeds: int, effects: int, size: float = SIZE) -> float:
    """Return the chance that an effect of this size is decided, with this many seeds and effects (normal numbers)."""
    freedom, shift = seeds - 1.0, size * math.sqrt(seeds)
    spread = np.sqrt(stats.chi2.ppf((np.arange(GRID) + 0.5) / GRID, freedom) / freedom)  # of the deviation that is seen
    limit = half_quantile(freedom, effects) * spread
    return float(np.mean(stats.norm.sf(limit - shift) + stats.norm.cdf(-limit - shift)))


def seeds_needed(effects: int, size: float = SIZE) -> int:
    """Return the smallest number of seeds that decides an effect of this size with the chance `POWER`."""
    return next(seeds for seeds in range(2, MOST) if power(seeds, effects, size) >= POWER)


def smallest_effect(seeds: int, effects: int) -> float:
    """Return the size of an effect that these seeds decide with the chance `POWER`, in standard deviations of the
    paired differences; NaN for one seed.
    """
    if seeds < 2:
        return math.nan
    most = 1.0
    while not power(seeds, effects, most) >= POWER:
        most *= 2.0
    return float(optimize.brentq(lambda size: power(seeds, effects, size) - POWER, 0.0, most, xtol=1e-3))
