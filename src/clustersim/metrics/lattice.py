"""Spatial autocorrelation on a rows x columns lattice: Moran's I, the local G* of Getis and Ord."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np

from clustersim.core.sums import divide

if TYPE_CHECKING:
    from clustersim.core.columns import F64, Bool

Neighbourhood = Literal["rook", "queen"]


def morans_i(values: F64, neighbourhood: Neighbourhood = "rook", inside: Bool | None = None) -> float:
    """Return Moran's I with row-standardised weights; expected -1 / (n - 1) without autocorrelation.

    Parameters
    ----------
    values
        One value per cell, shape (rows, columns).
    neighbourhood
        `rook` (edges) or `queen` (edges and corners).
    inside
        Cells of the region, shape (rows, columns); all if not given. Cells without a neighbour inside are left out.

    Notes
    -----
    NaN if all values are equal or there are fewer than two cells. Source: Moran (1950, Biometrika 37:17); Cliff and
    Ord (1981).
    """
    values = np.asarray(values, dtype=np.float64)
    region = _region(values, inside)
    neighbours = neighbour_sums(region.astype(np.float64), neighbourhood)
    if inside is not None:
        region &= neighbours > 0.0
    held = values[region]
    if held.size < 2 or held.min() == held.max():
        return math.nan
    gap = np.where(region, values - held.mean(), 0.0)
    # rows of the weights sum to one, so n / S0 = 1
    return float((gap * divide(neighbour_sums(gap, neighbourhood), neighbours))[region].sum() / (gap**2).sum())


def local_g_star(values: F64, neighbourhood: Neighbourhood = "rook", inside: Bool | None = None) -> F64:
    """Return the standardised local G* of every cell (the cell itself included), shape of `values`.

    Under randomisation it has mean 0 and variance 1; large values mark hot spots. NaN if all values are equal, where a
    cell neighbours all others, and outside the region. `inside` as in `morans_i`. Source: Ord and Getis (1995, Geogr.
    Anal. 27:286).
    """
    values = np.asarray(values, dtype=np.float64)
    region = _region(values, inside)
    held = values[region]
    if held.size < 2 or held.min() == held.max():
        return np.full(values.shape, math.nan)
    weights = neighbour_sums(region.astype(np.float64), neighbourhood) + 1.0
    gap = np.where(region, values - held.mean(), 0.0)
    excess = neighbour_sums(gap, neighbourhood) + gap
    variance = (gap[region] ** 2).mean() * (held.size * weights - weights**2) / (held.size - 1)
    return np.where(region, divide(excess, np.sqrt(np.maximum(variance, 0.0))), math.nan)


def _region(values: F64, inside: Bool | None) -> Bool:
    return (
        np.ones(values.shape, dtype=np.bool_)
        if inside is None
        else np.array(inside, dtype=np.bool_).reshape(values.shape)
    )


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
