"""Points that share positions: on a lattice many firms stand on one point, so pairs are counted between places."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from clustersim.core.columns import F64, I32, I64

MOST_STEPS = 100_000  # a finer lattice than this is treated as points anywhere


class Sites(NamedTuple):
    """The distinct positions of n points, ordered by x, then y."""

    xy: F64  # (sites, 2)
    site: I64  # (n,) number of the position of each point


class Lattice(NamedTuple):
    """The steps of sites that lie on a lattice, and the distances that occur between its nodes."""

    column: I32  # (sites,) steps from the west
    row: I32  # (sites,) steps from the south
    number: I32  # (columns, rows): number of the distance over so many steps each way
    distance: F64  # (distances,) increasing, in the unit of the positions


def group_sites(xy: ArrayLike) -> Sites:
    """Return the distinct positions among points of shape (n, 2) and which point has which."""
    points = np.asarray(xy, dtype=np.float64).reshape(-1, 2) + 0.0  # + 0.0: minus zero is zero
    distinct, site = np.unique(points, axis=0, return_inverse=True)
    return Sites(distinct, np.asarray(site, dtype=np.int64).ravel())


def find_lattice(sites: Sites) -> Lattice | None:
    """Return the lattice on which the sites lie, None if there is none with at most `MOST_STEPS` nodes."""
    if len(sites.xy) == 0:
        return None
    across, up = _steps(sites.xy[:, 0]), _steps(sites.xy[:, 1])
    if across is None or up is None:
        return None
    (column, width), (row, height) = across, up
    columns, rows = int(column.max()) + 1, int(row.max()) + 1
    if columns * rows > MOST_STEPS:
        return None
    apart = np.hypot(np.arange(columns)[:, None] * width, np.arange(rows)[None, :] * height)
    # distances that differ by rounding only are one distance
    _, first, number = np.unique(np.round(apart / width, 9), return_index=True, return_inverse=True)
    return Lattice(column, row, number.reshape(apart.shape).astype(np.int32), apart.ravel()[first])


def _steps(values: F64) -> tuple[I32, float] | None:
    """Return whole steps from the lowest value and the length of a step, None if there is no common step."""
    distinct = np.unique(values)
    if len(distinct) == 1:
        return np.zeros(len(values), dtype=np.int32), 1.0
    extent = float(distinct[-1] - distinct[0])
    steps = math.floor(extent / float(np.diff(distinct).min()) + 0.5)
    if steps > MOST_STEPS:
        return None
    number = np.rint((values - distinct[0]) / extent * steps)
    gap = np.abs(values - distinct[0] - number / steps * extent).max()
    return (number.astype(np.int32), extent / steps) if gap <= 1e-9 * extent / steps else None
