"""`randomness` for arrays: the same numbers, element by element, of whole columns of keys.

With `randomness` (plain, one key) and `draws` (compiled, inside kernels) this is the third form of the same mixer; a
test holds the three together. It needs no compiler, so what only reads results may use it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clustersim.core import randomness

if TYPE_CHECKING:
    from clustersim.core.columns import F64, U64


def mixed(values: U64) -> U64:
    """Return the SplitMix64 finaliser of each value: `randomness.mix`."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(randomness.MULTIPLIER_1)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(randomness.MULTIPLIER_2)
    return values ^ (values >> np.uint64(31))


def hashed(state: int, *keys: U64) -> U64:
    """Return the hash of each row of keys from `state`, shape of a column of keys: `randomness.hashed`."""
    hashes = np.full(len(keys[0]), state, dtype=np.uint64)
    for column in keys:
        hashes = mixed((hashes ^ column) + np.uint64(randomness.GOLDEN))
    return hashes


def uniforms(state: int, *keys: U64) -> F64:
    """Return the uniform number in (0, 1) of each row of keys: `randomness.uniform`."""
    return ((hashed(state, *keys) >> np.uint64(12)).astype(np.float64) + 0.5) * randomness.UNIT


def rounded(scores: F64) -> F64:
    """Return finite scores with 9 decimal significant digits: `randomness.rounded`."""
    mantissa, exponent = np.frexp(scores)
    digits = np.floor(mantissa * 2.0**randomness.DIGIT_BITS + 0.5)
    return np.asarray(np.ldexp(digits, exponent - randomness.DIGIT_BITS))
