"""Sums and means that do not depend on the order of the rows: floats are added as whole numbers of 2^-40."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from clustersim.core.draws import FINE, fixed
from clustersim.core.kernel import kernel

if TYPE_CHECKING:
    from clustersim.core.columns import F64, Bool


def exact_sum(values: F64, counted: Bool) -> float:
    """Return the sum of `values` where `counted` is True; the same bits whatever the order of the rows.

    Each value is rounded to 2^-40 first (an error below 5e-13).
    """
    whole, rest = _sum_units(values, counted)
    return ((int(whole) << HALF_BITS) + int(rest)) / int(FINE)


def exact_mean(values: F64, counted: Bool) -> float:
    """Return the mean of `values` where `counted` is True, NaN where nothing is counted."""
    number = int(np.count_nonzero(counted))
    return exact_sum(values, counted) / number if number else math.nan


def ratio(part: float, whole: float) -> float:
    """Return part / whole, NaN where there is nothing to divide by."""
    return float(part / whole) if whole > 0.0 else math.nan


def divide(part: F64, whole: F64) -> F64:
    """Return part / whole element by element (broadcast), NaN where there is nothing to divide by."""
    part, whole = np.broadcast_arrays(part, whole)
    return np.asarray(np.divide(part, whole, out=np.full(part.shape, math.nan), where=whole > 0.0))


LARGE = 2.0**22  # from here on a value is split, because 2^23 in units of 2^-40 would overflow
HALF_BITS = 30  # of the lower of two parts of a sum, so that millions of values cannot overflow
HALF_MASK = (1 << HALF_BITS) - 1
WHOLE_BITS = 40 - HALF_BITS  # a whole number in units of the upper part: FINE is 2^40


@kernel
def _sum_units(values: F64, counted: Bool) -> tuple[int, int]:
    whole, rest = 0, 0
    for row in range(values.shape[0]):
        if counted[row]:
            large = math.floor(values[row]) if abs(values[row]) >= LARGE else 0.0
            units = fixed(values[row] - large, FINE)
            whole += (int(large) << WHOLE_BITS) + (units >> HALF_BITS)
            rest += units & HALF_MASK
    return whole, rest
