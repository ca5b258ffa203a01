"""Clusters on the map: contiguous cells with significantly more firms than chance explains."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from scipy.ndimage import label
from scipy.special import pdtrc

from clustersim.core.geography import Grid, disc_scratch, disc_widths, sum_discs

if TYPE_CHECKING:
    from clustersim.core.columns import F64, I32, I64, Bool
    from clustersim.metrics.lattice import Neighbourhood


class HotSpots(NamedTuple):
    """The clusters found, largest first (more firms, then more cells, then the smaller first cell)."""

    label: I32  # (cells,) number of the cluster a cell belongs to, -1 for none
    firms: I64  # (clusters,) members: firms in the cells of the cluster
    cells: I64  # (clusters,) number of cells
    share: float  # share of all firms counted that are members of a cluster


def find_hot_spots(
    counts: F64,
    grid: Grid,
    *,
    relative_to: Literal["area", "firms"] = "area",
    firms: F64 | None = None,
    inside: Bool | None = None,
    radius: float = 2.0,
    level: float = 0.05,
    least: int = 10,
    neighbourhood: Neighbourhood = "queen",
) -> HotSpots:
    """Find contiguous groups of cells around which there are significantly many firms.

    For every in-region cell the number of firms within `radius` is compared with the Poisson number to be expected if
    the same firms were spread evenly over the area (or over all firms); p-values are corrected by Benjamini and
    Hochberg at the false discovery rate `level`; touching significant cells form a cluster if they hold at least
    `least` firms.

    Parameters
    ----------
    counts
        Firms looked at (for instance those of the target sectors) by cell, shape (cells,).
    grid
        The grid of the cells.
    relative_to
        `area`: more firms than the in-region area explains; `firms`: more than all `firms` around explain.
    firms
        All firms by cell, shape (cells,); needed for `firms`.
    inside
        Cells of the region, shape (cells,); all if not given.
    radius
        In km, by cell centres.
    level, least, neighbourhood
        False discovery rate; fewest members; `rook` or `queen` contiguity.

    Notes
    -----
    `share` is NaN without firms. Source: Poisson excess as in the scan of Openshaw et al. (1987, Int. J. Geogr. Inf.
    Syst. 1:335) with the correction of Benjamini and Hochberg (1995, J. R. Stat. Soc. B 57:289).
    """
    if relative_to not in ("area", "firms"):
        message = f"relative_to is area or firms, not '{relative_to}'"
        raise ValueError(message)
    held = np.asarray(counts, dtype=np.float64)
    region = np.ones(grid.cells, dtype=np.bool_) if inside is None else np.asarray(inside, dtype=np.bool_)
    base = region.astype(np.float64)
    if relative_to == "firms":
        if firms is None:
            message = "relative_to='firms' needs the counts of all firms"
            raise ValueError(message)
        base = np.asarray(firms, dtype=np.float64)
    number = held.sum()
    if number == 0.0 or base.sum() == 0.0:
        none = np.zeros(0, dtype=np.int64)
        return HotSpots(np.full(grid.cells, -1, dtype=np.int32), none, none, math.nan if number == 0.0 else 0.0)
    observed = _within(held, grid, radius)
    expected = number * _within(base, grid, radius) / base.sum()
    chance = np.where(observed > 0.0, pdtrc(np.maximum(observed - 1.0, 0.0), expected), 1.0)  # P(Poisson >= observed)
    significant = np.zeros(grid.cells, dtype=np.bool_)
    significant[region] = benjamini_hochberg(chance[region], level)
    return _contiguous(significant, held, grid, least, neighbourhood)


def benjamini_hochberg(chance: F64, level: float) -> Bool:
    """Return which p-values are significant at the false discovery rate `level`, shape of `chance`.

    Source: Benjamini and Hochberg (1995).
    """
    ordered = np.sort(chance)
    passed = np.flatnonzero(ordered <= level * np.arange(1, len(ordered) + 1) / max(len(ordered), 1))
    return np.asarray(chance <= ordered[passed[-1]]) if len(passed) else np.zeros(len(chance), dtype=np.bool_)


def _within(values: F64, grid: Grid, radius: float) -> F64:
    sums = np.empty(grid.cells)
    widths = disc_widths(radius, grid.cell_km)
    sum_discs(values, widths, grid.rows, grid.columns, disc_scratch(widths, grid.columns), sums)
    return sums


def _contiguous(significant: Bool, held: F64, grid: Grid, least: int, neighbourhood: Neighbourhood) -> HotSpots:
    touching = np.ones((3, 3)) if neighbourhood == "queen" else None  # None: cells that share an edge
    found, count = label(significant.reshape(grid.rows, grid.columns), structure=touching)
    found = found.ravel()
    members = np.bincount(found, weights=held, minlength=count + 1)[1:].astype(np.int64)
    sizes = np.bincount(found, minlength=count + 1)[1:]
    # `label` numbers groups by their first cell, so a stable sort leaves that order among equals
    order = [group for group in np.lexsort((np.arange(count), -sizes, -members)) if members[group] >= least]
    number = np.full(count + 1, -1, dtype=np.int32)
    number[np.array(order, dtype=np.int64) + 1] = np.arange(len(order))
    return HotSpots(
        number[found], members[order], sizes[order].astype(np.int64), float(members[order].sum() / held.sum())
    )
