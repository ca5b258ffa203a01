"""Spatial autocorrelation on a rows x columns lattice: Moran's I, the local G* of Getis and Ord."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np

from clustersim.metrics.sums import divide

if TYPE_CHECKING:
    from clustersim.columns import F64

Neighbourhood = Literal["rook", "queen"]


def morans_i(values: F64, neighbourhood: Neighbourhood = "rook") -> float:
    """Return Moran's I with row-standardised weights; expected -1 / (n - 1) without autocorrelation.

    Parameters
    ----------
    values
        One value per cell, shape (rows, columns).
    neighbourhood
        `rook` (edges) or `queen` (edges and corners).

    Notes
    -----
    NaN if all values are equal or there are fewer than two cells. Source: Moran (1950, Biometrika 37:17); Cliff and
    Ord (1981).
    """
    values = np.asarray(values, dtype=np.float64)
    if values.size < 2:
        return math.nan
    gap = values - values.mean()
    spread = float((gap**2).sum())
    if values.min() == values.max():
        return math.nan
    # rows of the weights sum to one, so n / S0 = 1
    return float((gap * neighbour_sums(gap, neighbourhood) / neighbour_sums(np.ones(values.shape), neighbourhood)).sum() / spread)


def local_g_star(values: F64, neighbourhood: Neighbourhood = "rook") -> F64:
    """Return the standardised local G* of every cell (the cell itself included), shape of `values`.

    Under randomisation it has mean 0 and variance 1; large values mark hot spots. NaN if all values are equal or where a
    cell neighbours all others. Source: Ord and Getis (1995, Geogr. Anal. 27:286).
    """
    values = np.asarray(values, dtype=np.float64)
    n, ones = values.size, np.ones(values.shape)
    if n < 2 or values.min() == values.max():
        return np.full(values.shape, math.nan)
    weights = neighbour_sums(ones, neighbourhood) + 1.0
    gap = values - values.mean()
    excess = neighbour_sums(gap, neighbourhood) + gap
    variance = (gap**2).mean() * (n * weights - weights**2) / (n - 1)
    return divide(excess, np.sqrt(np.maximum(variance, 0.0)))


def neighbour_sums(values: F64, neighbourhood: Neighbourhood) -> F64:
    """Return for every cell the sum of `values` over its neighbours, without the cell itself; no torus."""
    if neighbourhood not in ("rook", "queen"):
        message = f"neighbourhood is rook or queen, not '{neighbourhood}'"
        raise ValueError(message)
    padded = np.pad(values, 1)
    rows, columns = values.shape
    total = np.zeros(values.shape)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            if (dx, dy) != (0, 0) and (neighbourhood == "queen" or dx * dy == 0):
                total += padded[1 + dy : 1 + dy + rows, 1 + dx : 1 + dx + columns]
    return total
