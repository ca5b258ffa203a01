"""The compiled form of `randomness`, to be called inside kernels. Same numbers, bit for bit.

All keys are uint64: mixing signed and unsigned integers would make numba fall back to floating point.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from clustersim.core import randomness
from clustersim.core.kernel import kernel

GOLDEN = np.uint64(randomness.GOLDEN)
MULTIPLIER_1 = np.uint64(randomness.MULTIPLIER_1)
MULTIPLIER_2 = np.uint64(randomness.MULTIPLIER_2)
SHIFT_30 = np.uint64(30)
SHIFT_27 = np.uint64(27)
SHIFT_31 = np.uint64(31)
SHIFT_12 = np.uint64(12)
UNIT = randomness.UNIT


def stream(seed: int, decision: int, tick: int) -> np.uint64:
    """Return the hash state of one decision in one tick, as a kernel wants it."""
    return np.uint64(randomness.absorb(_of_decision(seed, decision), tick))


@lru_cache(maxsize=4096)
def _of_decision(seed: int, decision: int) -> int:
    return randomness.absorb(randomness.absorb(randomness.GOLDEN, seed), int(decision))


@kernel
def absorb(state: np.uint64, key: np.uint64) -> np.uint64:
    """Return the hash state after one more key."""
    value = (state ^ key) + GOLDEN
    value = (value ^ (value >> SHIFT_30)) * MULTIPLIER_1
    value = (value ^ (value >> SHIFT_27)) * MULTIPLIER_2
    return value ^ (value >> SHIFT_31)


@kernel
def unit(state: np.uint64) -> float:
    """Return the uniform number in (0, 1) of a hash state."""
    return ((state >> SHIFT_12) + 0.5) * UNIT


@kernel
def uniform(state: np.uint64, a: np.uint64) -> float:
    """Return the uniform number of one key."""
    return unit(absorb(state, a))


@kernel
def pair(state: np.uint64, a: np.uint64, b: np.uint64) -> np.uint64:
    """Return the hash state of an unordered pair of keys."""
    if a < b:
        return absorb(absorb(state, a), b)
    return absorb(absorb(state, b), a)


@kernel
def poisson(u: float, mean: float) -> int:
    """Return the Poisson number with this mean by inversion of `u`."""
    if mean <= 0.0:
        return 0
    if u <= 1.0 - mean:  # exp(-mean) >= 1 - mean: most draws end here without an exponential
        return 0
    term = math.exp(-mean)
    total = term
    count = 0
    while u > total and count < 1000:
        count += 1
        term *= mean / count
        total += term
    return count


@kernel
def _tail(q: float) -> float:
    top = -7.784894002430293e-03 * q - 3.223964580411365e-01
    top = (top * q - 2.400758277161838e00) * q - 2.549732539343734e00
    top = (top * q + 4.374664141464968e00) * q + 2.938163982698783e00
    low = 7.784695709041462e-03 * q + 3.224671290700398e-01
    low = (low * q + 2.445134137142996e00) * q + 3.754408661907416e00
    return top / (low * q + 1.0)


@kernel
def normal(u: float) -> float:
    """Return the standard normal quantile of `u` (Acklam)."""
    if u < 0.02425:
        return _tail(math.sqrt(-2.0 * math.log(u)))
    if u > 1.0 - 0.02425:
        return -_tail(math.sqrt(-2.0 * math.log(1.0 - u)))
    q = u - 0.5
    r = q * q
    top = -3.969683028665376e01 * r + 2.209460984245205e02
    top = (top * r - 2.759285104469687e02) * r + 1.383577518672690e02
    top = (top * r - 3.066479806614716e01) * r + 2.506628277459239e00
    low = -5.447609879822406e01 * r + 1.615858368580409e02
    low = (low * r - 1.556989798598866e02) * r + 6.680131188771972e01
    low = (low * r - 1.328068155288572e01) * r + 1.0
    return top * q / low


DIGIT_BITS = randomness.DIGIT_BITS
DIGITS = 2.0**DIGIT_BITS


@kernel
def rounded(score: float) -> float:
    """Return `score` with 30 binary (9 decimal) significant digits; compare only such scores, then keys decide."""
    if score == 0.0 or math.isinf(score) or math.isnan(score):
        return score
    mantissa, exponent = math.frexp(score)
    return math.ldexp(math.floor(mantissa * DIGITS + 0.5), exponent - DIGIT_BITS)


FINE = 1099511627776.0  # 2**40: sums over the ties or the cell of one actor
COARSE = 1073741824.0  # 2**30: sums over the region


@kernel
def fixed(value: float, scale: float) -> int:
    """Return `value` in whole units of 1/scale: sums of such integers do not depend on the order of the rows."""
    return int(math.floor(value * scale + 0.5))
