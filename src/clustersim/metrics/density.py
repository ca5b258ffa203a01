"""Density and concentration of the target cluster by counts of firms in the cells of a grid.

Firms of one cell share a point, so everything that depends on pairs of firms is computed from counts: how many firms
of each sector there are in a cell, and how many within a radius of it (cell centres).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core.geography import disc_scratch, disc_widths, sum_discs
from clustersim.core.kernel import kernel
from clustersim.core.sums import ratio

if TYPE_CHECKING:
    from clustersim.core.columns import F64, I16, I32, I64, Bool
    from clustersim.core.geography import Grid


class Neighbours(NamedTuple):
    """Counts in and around the n cells that hold at least one firm of the sectors looked at."""

    cell: I32  # (n,) in the order of the cells
    own: I32  # (n, sectors) firms in the cell
    near: I32  # (n, sectors) firms within the radius, those in the cell included
    total: I64  # (sectors,) firms in the region


def count_neighbours(cell: I32, sector: I16, counted: Bool, of: Bool, grid: Grid, radius: float) -> Neighbours:
    """Count the firms of every sector in and around the cells that hold a firm of the sectors `of`.

    Parameters
    ----------
    cell, sector
        Place and sector of every row, shape (rows,).
    counted
        Rows to count (living firms), shape (rows,).
    of
        Sectors around whose firms to count, shape (sectors,).
    grid, radius
        The grid and the radius in km; a cell is within the radius if its centre is.
    """
    sectors = of.shape[0]
    before = np.zeros((sectors, grid.cells + 1), dtype=np.int32)  # firms in all cells with a smaller number
    _count_rows(cell, sector, counted, before)
    total = before[:, -1].astype(np.int64)
    most = min(int(total[of].sum()), grid.cells)
    places, own, near = (
        np.empty(most, np.int32),
        np.empty((most, sectors), np.int32),
        np.empty((most, sectors), np.int32),
    )
    found = _sum_around(before, of, disc_widths(radius, grid.cell_km), grid.rows, grid.columns, places, own, near)
    return Neighbours(places[:found], own[:found], near[:found], total)


def disc_area(inside: Bool, grid: Grid, radius: float) -> F64:
    """Return the in-region area within `radius` km of every cell's centre in km2, by cell centres, shape (cells,)."""
    area = np.empty(grid.cells)
    widths = disc_widths(radius, grid.cell_km)
    sum_discs(
        np.where(inside, grid.cell_area, 0.0), widths, grid.rows, grid.columns, disc_scratch(widths, grid.columns), area
    )
    return area


def cluster_density(around: Neighbours, area: F64, relatedness: F64, target: Bool) -> float:
    """Return the mean over target-cluster firms of related firms per km2 of in-region area around them.

    A firm of sector s with n_t firms of sector t within the radius (itself excluded) and the in-region area a has the
    density sum_t phi_st n_t / a. NaN without a target-cluster firm. Source: definition of this model.

    Parameters
    ----------
    around
        Counts around the cells of all target-cluster firms.
    area
        In-region area within the same radius of each cell in km2 (`disc_area`), shape (cells,).
    relatedness
        phi, shape (sectors, sectors).
    target
        Sectors of the target cluster, shape (sectors,).
    """
    total = _sum_density(around.cell, around.own, around.near, area, relatedness, target)
    return ratio(total, int(around.total[target].sum()))


def critical_share(around: Neighbours, relatedness: F64, target: Bool, critical: float) -> float:
    """Return the share of target-cluster firms with at least `critical` related firms (itself excluded) around them.

    There the yield of networking x^g / (1 + x^g) is at least one half. A count counts as equal to `critical` within
    one part in 10^9. NaN without a target-cluster firm. Source: definition of this model.
    """
    above = _count_critical(around.own, around.near, relatedness, target, critical)
    return ratio(above, int(around.total[target].sum()))


def concentration_m(around: Neighbours, of: Bool) -> float:
    """Return Marcon and Puech's M of the union of the sectors `of`, every firm counting one.

    M = mean over firms of (n_S - 1) / (n - 1), divided by (N_S - 1) / (N - 1): n_S firms of the union and n firms in
    all within the radius, N_S and N in the region, the firm itself excluded everywhere. 1 is the concentration of all
    activity, 2 twice as many neighbours of the own kind. Firms without any neighbour are left out, as in the R
    package dbmss. NaN with fewer than two firms of the union or if no firm has a neighbour.

    Source: Marcon and Puech (2010, J. Econ. Geogr. 10:745); on a lattice by counts, zero distances included.
    """
    firms, everybody = int(around.total[of].sum()), int(around.total.sum())
    shares, seen = _sum_shares(around.own, around.near, of)
    return shares / seen / ((firms - 1) / (everybody - 1)) if seen and firms > 1 else math.nan


@kernel
def _count_rows(cell: I32, sector: I16, counted: Bool, before: I32) -> None:
    for row in range(cell.shape[0]):
        if counted[row]:
            before[sector[row], cell[row] + 1] += 1
    for layer in range(before.shape[0]):
        line = before[layer]
        for place in range(1, line.shape[0]):
            line[place] += line[place - 1]


@kernel
def _add_windows(before: I32, width: int, line: I32) -> None:
    """Add to every column of `line` the firms in the columns up to `width` to each side; `before` is a row of
    counts.
    """
    columns = line.shape[0]
    low = min(width, columns)
    high = max(columns - width, low)
    for column in range(low):
        line[column] += before[min(column + width + 1, columns)] - before[0]
    east, middle = before[2 * width + 1 :], line[low:high]  # away from the edges: no window has to be cut
    for column in range(high - low):
        middle[column] += east[column] - before[column]
    for column in range(high, columns):
        line[column] += before[columns] - before[column - width]


@kernel
def _sum_around(before: I32, of: Bool, widths: I64, rows: int, columns: int, places: I32, own: I32, near: I32) -> int:
    sectors, reach = before.shape[0], widths.shape[0] - 1
    sums = np.empty((sectors, columns), dtype=np.int32)
    found = 0
    for row in range(rows):
        sums[:, :] = 0
        for sector in range(sectors):
            for other in range(max(row - reach, 0), min(row + reach, rows - 1) + 1):
                line = before[sector, other * columns : (other + 1) * columns + 1]
                _add_windows(line, widths[abs(other - row)], sums[sector])
        for column in range(columns):
            cell = row * columns + column
            held = False
            for sector in range(sectors):
                held |= of[sector] and before[sector, cell + 1] > before[sector, cell]
            if held:
                for sector in range(sectors):
                    own[found, sector] = before[sector, cell + 1] - before[sector, cell]
                    near[found, sector] = sums[sector, column]
                places[found] = cell
                found += 1
    return found


@kernel
def _related(near: I32, relatedness: F64, sector: int) -> float:
    related = 0.0
    for other in range(near.shape[0]):
        related += relatedness[sector, other] * near[other]
    return float(related - relatedness[sector, sector])


@kernel
def _sum_density(cell: I32, own: I32, near: I32, area: F64, relatedness: F64, target: Bool) -> float:
    total = 0.0
    for place in range(own.shape[0]):
        for sector in range(own.shape[1]):
            if target[sector] and own[place, sector] > 0:
                total += own[place, sector] * _related(near[place], relatedness, sector) / area[cell[place]]
    return total


@kernel
def _count_critical(own: I32, near: I32, relatedness: F64, target: Bool, critical: float) -> int:
    above = 0
    for place in range(own.shape[0]):
        for sector in range(own.shape[1]):
            if (
                target[sector]
                and own[place, sector] > 0
                and _related(near[place], relatedness, sector) >= critical * (1.0 - 1e-9)
            ):
                above += own[place, sector]
    return above


@kernel
def _sum_shares(own: I32, near: I32, of: Bool) -> tuple[float, int]:
    shares, seen = 0.0, 0
    for place in range(own.shape[0]):
        firms, alike, all_near = 0, 0, 0
        for sector in range(own.shape[1]):
            all_near += near[place, sector]
            if of[sector]:
                firms += own[place, sector]
                alike += near[place, sector]
        if firms > 0 and all_near > 1:
            seen += firms
            shares += firms * (alike - 1) / (all_near - 1)
    return shares, seen
