"""Keyed draws: every random number is a pure function of (seed, decision, tick, keys...).

Because no generator has a state, two runs with the same seed differ only by what a policy caused: a firm keeps its
luck whatever happens to the firms around it (common random numbers). This module is the plain Python form, used
where speed does not matter and by the agent-by-agent reference; `draws` holds the compiled form. Both give the same
bits, which a test checks.

The mixer is the finaliser of SplitMix64 (Steele, Lea and Flood 2014, OOPSLA; constants of Stafford's variant 13).
`tests/core/test_randomness.py` holds the statistical battery that it passes.
"""

from __future__ import annotations

import hashlib
import math
from typing import Final

MASK: Final = (1 << 64) - 1
GOLDEN: Final = 0x9E3779B97F4A7C15
MULTIPLIER_1: Final = 0xBF58476D1CE4E5B9
MULTIPLIER_2: Final = 0x94D049BB133111EB
DIGIT_BITS: Final = 30  # of scores that are compared: 9 decimal digits
UNIT: Final = 2.0**-52  # with one bit more the largest number would be rounded to 1


def mix(value: int) -> int:
    """Return the SplitMix64 finaliser of a 64-bit integer."""
    value &= MASK
    value = ((value ^ (value >> 30)) * MULTIPLIER_1) & MASK
    value = ((value ^ (value >> 27)) * MULTIPLIER_2) & MASK
    return value ^ (value >> 31)


def absorb(state: int, key: int) -> int:
    """Return the hash state after one more key (any integer, taken modulo 2**64)."""
    return mix(((state ^ (key & MASK)) + GOLDEN) & MASK)


def stream(seed: int, decision: int, tick: int) -> int:
    """Return the hash state that all draws of one decision in one tick start from."""
    return absorb(absorb(absorb(GOLDEN, seed), int(decision)), tick)


def hashed(state: int, *keys: int) -> int:
    """Return the 64-bit hash of `keys` from `state`; the identity of a firm is such a number."""
    for key in keys:
        state = absorb(state, key)
    return state


def uniform(state: int, *keys: int) -> float:
    """Return the uniform number in (0, 1), never 0 or 1, that belongs to `keys` in the stream `state`."""
    return ((hashed(state, *keys) >> 12) + 0.5) * UNIT


def pair(state: int, a: int, b: int) -> int:
    """Return the hash state of an unordered pair of keys."""
    return absorb(absorb(state, min(a, b)), max(a, b))


def poisson(u: float, mean: float) -> int:
    """Return the Poisson number with this mean by inversion of `u` (sequential search; means below about 100)."""
    if mean <= 0.0:
        return 0
    term = math.exp(-mean)
    total = term
    count = 0
    while u > total and count < 1000:
        count += 1
        term *= mean / count
        total += term
    return count


def normal(u: float) -> float:
    """Return the standard normal quantile of `u` (Acklam's rational approximation, relative error below 1.2e-9)."""
    if u < 0.02425:
        q = math.sqrt(-2.0 * math.log(u))
        return _tail(q)
    if u > 1.0 - 0.02425:
        q = math.sqrt(-2.0 * math.log(1.0 - u))
        return -_tail(q)
    q = u - 0.5
    r = q * q
    top = -3.969683028665376e01 * r + 2.209460984245205e02
    top = (top * r - 2.759285104469687e02) * r + 1.383577518672690e02
    top = (top * r - 3.066479806614716e01) * r + 2.506628277459239e00
    low = -5.447609879822406e01 * r + 1.615858368580409e02
    low = (low * r - 1.556989798598866e02) * r + 6.680131188771972e01
    low = (low * r - 1.328068155288572e01) * r + 1.0
    return top * q / low


def _tail(q: float) -> float:
    top = -7.784894002430293e-03 * q - 3.223964580411365e-01
    top = (top * q - 2.400758277161838e00) * q - 2.549732539343734e00
    top = (top * q + 4.374664141464968e00) * q + 2.938163982698783e00
    low = 7.784695709041462e-03 * q + 3.224671290700398e-01
    low = (low * q + 2.445134137142996e00) * q + 3.754408661907416e00
    return top / (low * q + 1.0)


def rounded(score: float) -> float:
    """Return `score` with 30 binary (9 decimal) significant digits; compare only such scores, then keys decide."""
    if score == 0.0 or math.isinf(score) or math.isnan(score):
        return score
    mantissa, exponent = math.frexp(score)
    return math.ldexp(math.floor(mantissa * 2.0**DIGIT_BITS + 0.5), exponent - DIGIT_BITS)


def name_key(name: str) -> int:
    """Return a 64-bit key for a name that never changes between machines or versions."""
    return int.from_bytes(hashlib.sha256(name.encode("utf-8")).digest()[:8], "little")
