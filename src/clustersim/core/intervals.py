"""Means over seeds with Student's t: estimates, intervals that hold together, p-values that belong to them.

Interval, p-value and verdict of an effect come from one place, `together`, so that they cannot contradict each other.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import stats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustersim.core.columns import F64

LEVEL = 0.05  # the chance that any interval of a family misses its truth


class SeedMean(NamedTuple):
    """A mean (or a difference of means) with its standard error; NaN error where one seed is all there is."""

    mean: float
    error: float
    freedom: float  # degrees of freedom

    @property
    def is_nothing(self) -> bool:
        """Whether it is exactly zero in every seed."""
        return self.mean == 0.0 and self.error == 0.0

    @property
    def is_judged(self) -> bool:
        """Whether it belongs to a family: it has an interval, and is not exactly zero."""
        return math.isfinite(self.mean) and math.isfinite(self.error) and not self.is_nothing


class Interval(NamedTuple):
    """An estimate within its family: the interval excludes 0 exactly if `p_adjusted` is below the level."""

    mean: float
    low: float
    high: float
    p: float  # of the t test by itself
    p_adjusted: float  # times the size of the family, at most 1 (Bonferroni)
    family: int  # how many estimates it was adjusted for


def paired(differences: F64) -> SeedMean:
    """Return the mean of paired differences, shape (seeds,)."""
    count = len(differences)
    if not differences.any():
        return SeedMean(0.0, 0.0 if count > 1 else math.nan, count - 1.0)
    mean = float(np.mean(differences))
    if count < 2 or math.isnan(mean):
        return SeedMean(mean, math.nan, count - 1.0)
    if (differences == differences[0]).all():  # without the dust of a mean that is rounded
        return SeedMean(float(differences[0]), 0.0, count - 1.0)
    return SeedMean(mean, float(np.std(differences, ddof=1)) / math.sqrt(count), count - 1.0)


def welch(after: F64, before: F64) -> SeedMean:
    """Return the difference of the means of two independent samples (Welch 1947), shapes (seeds,)."""
    mean = float(after.mean() - before.mean())
    if min(len(after), len(before)) < 2 or math.isnan(mean):
        return SeedMean(mean, math.nan, math.nan)
    one, other = (float(np.var(values, ddof=1)) / len(values) for values in (after, before))
    if one + other == 0.0:
        return SeedMean(mean, 0.0, math.inf)
    freedom = (one + other) ** 2 / (one**2 / (len(after) - 1) + other**2 / (len(before) - 1))
    return SeedMean(mean, math.sqrt(one + other), freedom)


def together(family: Sequence[SeedMean], level: float = LEVEL, least: int = 1) -> list[Interval]:
    """Return the intervals of a family of estimates, which all hold at once with probability 1 - `level`.

    Each of m estimates has Student's t interval at the level 1 - `level` / m (Bonferroni), whatever their dependence.
    What is exactly zero in every seed cannot be a false alarm: it is not counted, and its interval is [0, 0]. What has
    no standard error (one seed, undefined values) has no interval and is not counted either. `least` is how many
    estimates there are at least, some of which stand elsewhere.
    """
    count = max(sum(estimate.is_judged for estimate in family), least if least > 1 else 0)
    return [in_family(estimate, count, level) for estimate in family]


def in_family(estimate: SeedMean, count: int, level: float = LEVEL) -> Interval:
    """Return the interval of an estimate in a family that counts `count` of them (see `together`)."""
    mean, error, freedom = estimate
    if estimate.is_nothing:
        return Interval(0.0, 0.0, 0.0, 1.0, 1.0, count)
    if not estimate.is_judged:
        return Interval(mean, math.nan, math.nan, math.nan, math.nan, count)
    half = half_quantile(freedom, count, level) * error
    p = float(2.0 * stats.t.sf(abs(mean) / error, freedom)) if error > 0.0 else 0.0
    return Interval(mean, mean - half, mean + half, p, min(1.0, p * count), count)


def half_quantile(freedom: float, count: int = 1, level: float = LEVEL) -> float:
    """Return how many standard errors an interval reaches to each side in a family of `count`."""
    return float(stats.t.isf(level / max(count, 1) / 2.0, freedom))


def mean_interval(values: F64) -> tuple[float, float, float]:
    """Return the mean over seeds and its 95 % interval by itself, shape of `values` (seeds,): a family of one."""
    found = together([paired(values)])[0]
    return found.mean, found.low, found.high


def half_width(values: F64, count: int = 1) -> F64:
    """Return half the width of the interval of the mean over the last axis, shape (..., seeds) to (...).

    `count` is the size of the family it belongs to. NaN for fewer than two seeds.
    """
    seeds = values.shape[-1]
    if seeds < 2:
        return np.full(values.shape[:-1], math.nan)
    error = np.std(values, axis=-1, ddof=1) / math.sqrt(seeds)
    return np.asarray(error * half_quantile(seeds - 1.0, count))


def ratio_interval(above: F64, below: F64, count: int = 1) -> tuple[float, float, float]:
    """Return the ratio of two means over the same seeds and its interval (Fieller 1954).

    All three are NaN where the interval of the mean below, in a family of `count`, holds 0: then the ratio has no
    meaning. Otherwise the interval is bounded.
    """
    seeds = len(below)
    if seeds < 2 or np.isnan(above).any():
        return math.nan, math.nan, math.nan
    top, bottom = float(above.mean()), float(below.mean())
    spread = np.cov(above, below) / seeds * half_quantile(seeds - 1.0, count) ** 2
    square = bottom**2 - float(spread[1, 1])
    if not (square > 0.0 and bottom):
        return math.nan, math.nan, math.nan
    middle = (top * bottom - float(spread[0, 1])) / square
    half = math.sqrt(max(middle**2 - (top**2 - float(spread[0, 0])) / square, 0.0))
    return top / bottom, middle - half, middle + half
