"""Intervals over seeds: bootstrap with numbers that follow from a fixed key, so that the same data always give the same
interval; Student's t where one is wanted at every tick; Welch's for samples that are not paired.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from clustersim.core import keyed, randomness

if TYPE_CHECKING:
    from clustersim.core.columns import F64, I64

RESAMPLES = 2_000
LEAST = 8  # seeds from which the bootstrap is used: with fewer, resamples are too alike
KEY = 0x626F6F74  # "boot"


def resamples(count: int, size: int, key: int = KEY) -> I64:
    """Return `count` samples with replacement of the numbers 0 to `size` - 1, shape (count, size)."""
    numbers = np.arange(1, count * size + 1, dtype=np.uint64)
    value = keyed.mixed(numbers * np.uint64(randomness.GOLDEN) + np.uint64(key))
    return ((value >> np.uint64(11)).astype(np.float64) * 2.0**-53 * size).astype(np.int64).reshape(count, size)


def mean_interval(values: F64, level: float = 0.95) -> tuple[float, float, float]:
    """Return the mean and its interval over seeds, shape of `values` (seeds,).

    From `LEAST` seeds on the bias-corrected and accelerated bootstrap (BCa; Efron 1987), with its level widened as
    Student's t widens the normal (Hesterberg 2015): without that it is too narrow for few seeds. With fewer seeds
    Student's t; with one, NaN bounds. Values that are all equal have an interval without width.
    """
    mean, count = float(np.mean(values)), len(values)
    if count < 2 or math.isnan(mean):
        return mean, math.nan, math.nan
    error = float(np.std(values, ddof=1)) / math.sqrt(count)
    if error == 0.0:
        return mean, mean, mean
    quantile = float(stats.t.ppf(0.5 + level / 2.0, count - 1))
    if count < LEAST:
        return mean, mean - quantile * error, mean + quantile * error
    means = values[resamples(RESAMPLES, count)].mean(axis=1)
    bias = float(stats.norm.ppf(np.clip(np.mean(means < mean) + 0.5 * np.mean(means == mean), 1e-4, 1.0 - 1e-4)))
    apart = mean - values
    acceleration = float(np.sum(apart**3) / (6.0 * np.sum(apart**2) ** 1.5)) * -1.0
    wide = quantile * math.sqrt(count / (count - 1))
    shares = [float(stats.norm.cdf(bias + (bias + z) / (1.0 - acceleration * (bias + z)))) for z in (-wide, wide)]
    low, high = np.quantile(means, np.clip(shares, 0.0, 1.0))
    return mean, float(low), float(high)


def ratio_interval(above: F64, below: F64, level: float = 0.95) -> tuple[float, float, float]:
    """Return the ratio of two means over the same seeds and its percentile interval; NaN where the mean below may be 0.

    The ratio has no meaning where the denominator's own interval holds 0: then all three are NaN.
    """
    _, low, high = mean_interval(below, level)
    if not (low > 0.0 or high < 0.0):
        return math.nan, math.nan, math.nan
    chosen = resamples(RESAMPLES, len(below))
    ratios = above[chosen].mean(axis=1) / below[chosen].mean(axis=1)
    low, high = np.quantile(ratios, [0.5 - level / 2.0, 0.5 + level / 2.0])
    return float(above.mean() / below.mean()), float(low), float(high)


def holm(p_values: F64) -> F64:
    """Return p-values adjusted for their number (Holm 1979): the chance of any false alarm stays at the level."""
    count = len(p_values)
    order = np.argsort(p_values)
    adjusted = np.minimum(np.maximum.accumulate(p_values[order] * (count - np.arange(count))), 1.0)
    found = np.empty(count)
    found[order] = adjusted
    return found


def half_width(values: F64, level: float = 0.95) -> F64:
    """Return half the width of Student's t interval of the mean over the last axis, shape (..., seeds) to (...).

    NaN for fewer than two seeds. Where an interval is wanted for every tick of a line, or many times while seeds are
    added, this is enough; what is said of an effect rests on `mean_interval`.
    """
    count = values.shape[-1]
    if count < 2:
        return np.full(values.shape[:-1], math.nan)
    error = np.std(values, axis=-1, ddof=1) / math.sqrt(count)
    return np.asarray(error * stats.t.ppf(0.5 + level / 2.0, count - 1))


def welch_interval(after: F64, before: F64, level: float = 0.95) -> tuple[float, float, float, float]:
    """Return difference of means, interval and p-value of two independent samples (Welch 1947)."""
    mean = float(after.mean() - before.mean())
    if min(len(after), len(before)) < 2:
        return mean, math.nan, math.nan, math.nan
    found = stats.ttest_ind(after, before, equal_var=False)
    interval = found.confidence_interval(level)
    return mean, float(interval.low), float(interval.high), float(found.pvalue)
