"""The grid of square cells: distances, the separable field kernel, sums over discs.

Cells are numbered row by row; row 0 is the south, column 0 the west. Positions are kilometres from the south-west
corner, so the centre of cell (row, column) is ((column + 0.5) * cell_km, (row + 0.5) * cell_km).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from clustersim.core.columns import F32, F64, I16, I32, I64
from clustersim.core.kernel import kernel


@dataclass(frozen=True)
class Grid:
    """A rectangle of `rows` x `columns` square cells with edges of `cell_km` kilometres; not a torus."""

    rows: int
    columns: int
    cell_km: float

    @property
    def cells(self) -> int:
        """Number of cells."""
        return self.rows * self.columns

    @property
    def cell_area(self) -> float:
        """Area of a cell in km2."""
        return self.cell_km * self.cell_km

    def x(self) -> F64:
        """Return the east-west position of every cell's centre in km, shape (cells,)."""
        return np.asarray((np.arange(self.cells) % self.columns + 0.5) * self.cell_km, dtype=np.float64)

    def y(self) -> F64:
        """Return the south-north position of every cell's centre in km, shape (cells,)."""
        return np.asarray((np.arange(self.cells) // self.columns + 0.5) * self.cell_km, dtype=np.float64)

    def cell_at(self, x: float, y: float) -> int:
        """Return the cell that holds a position in km, or -1 outside the rectangle."""
        column, row = math.floor(x / self.cell_km), math.floor(y / self.cell_km)
        inside = 0 <= column < self.columns and 0 <= row < self.rows
        return row * self.columns + column if inside else -1


def field_weights(half_distance: float, cell_km: float) -> F64:
    """Return the one-dimensional weights 2^-(d/h)^2 for d = 0, 1, 2 ... cells, cut at three half-distances."""
    reach = math.floor(3.0 * half_distance / cell_km)
    distance = np.arange(reach + 1) * cell_km
    return np.asarray(2.0 ** -((distance / half_distance) ** 2), dtype=np.float64)


def disc_widths(radius: float, cell_km: float) -> I64:
    """Return, for each row offset 0, 1, 2 ..., how many columns to each side have centres within `radius` km."""
    reach = math.floor(radius / cell_km + 1e-9)
    rise = np.arange(reach + 1, dtype=np.float64)
    return np.floor(np.sqrt(np.maximum((radius / cell_km) ** 2 - rise**2, 0.0)) + 1e-9).astype(np.int64)


class VisitTable(NamedTuple):
    """Offsets in cells and, for a draw in constant time, the share and the alias of each slot (Walker 1977)."""

    columns: I16
    rows: I16
    share: F32
    alias: I32


VISIT_CUT = 6.0  # the kernel is cut at this multiple of its decay distance (1.7 % of its mass lies beyond)


@lru_cache(maxsize=16)
def visit_table(distance: float, cell_km: float) -> VisitTable:
    """Return the law of the offset, in cells, of a visit with the kernel exp(-d / distance).

    To draw: with u1, u2 uniform, slot = floor(u1 * slots); take it if u2 < share[slot], else alias[slot].
    """
    reach = math.floor(VISIT_CUT * distance / cell_km)
    side = np.arange(-reach, reach + 1)
    columns, rows = (axis.ravel() for axis in np.meshgrid(side, side))
    away = np.sqrt(columns * columns + rows * rows) * cell_km
    kept = away <= VISIT_CUT * distance
    columns, rows = columns[kept], rows[kept]
    weight = np.array([math.exp(-d / distance) for d in away[kept]])
    share, alias = weight / weight.sum() * len(weight), np.arange(len(weight), dtype=np.int32)
    small = [slot for slot in range(len(weight)) if share[slot] < 1.0]
    large = [slot for slot in range(len(weight)) if share[slot] >= 1.0]
    while small and large:
        low, high = small.pop(), large.pop()
        alias[low] = high
        share[high] -= 1.0 - share[low]
        (small if share[high] < 1.0 else large).append(high)
    share[small + large] = 1.0
    return VisitTable(
        np.asarray(columns, dtype=np.int16),
        np.asarray(rows, dtype=np.int16),
        np.asarray(share, dtype=np.float32),
        alias,
    )


@kernel
def add_scaled(weight: float, source: F64, target: F64) -> None:
    """Add weight * source to target; kept apart so that the loop over a row becomes vector instructions."""
    for place in range(target.shape[0]):
        target[place] += weight * source[place]


@kernel
def spread_field(values: F64, weights: F64, rows: int, columns: int, across: F64, out: F64) -> None:
    """Write into `out` the sum over all cells of weight(distance) times `values`, all of shape (cells,).

    The kernel is separable: first along the rows (into `across`), then along the columns. Cells beyond the edge
    count nothing.
    """
    taps = weights.shape[0]
    for row in range(rows):
        source = values[row * columns : (row + 1) * columns]
        target = across[row * columns : (row + 1) * columns]
        target[:] = 0.0
        add_scaled(weights[0], source, target)
        for tap in range(1, min(taps, columns)):
            add_scaled(weights[tap], source[tap:], target[: columns - tap])
            add_scaled(weights[tap], source[: columns - tap], target[tap:])
    for row in range(rows):
        target = out[row * columns : (row + 1) * columns]
        target[:] = 0.0
        add_scaled(weights[0], across[row * columns : (row + 1) * columns], target)
        for tap in range(1, taps):
            if row + tap < rows:
                add_scaled(weights[tap], across[(row + tap) * columns : (row + tap + 1) * columns], target)
            if row - tap >= 0:
                add_scaled(weights[tap], across[(row - tap) * columns : (row - tap + 1) * columns], target)


@kernel
def _add_difference(ahead: F64, behind: F64, target: F64) -> None:
    for place in range(target.shape[0]):
        target[place] += ahead[place] - behind[place]


@kernel
def sum_discs(values: F64, widths: I64, rows: int, columns: int, running: F64, out: F64) -> None:
    """Write into `out` the sum of `values` over the disc around each cell, shape (cells,).

    `widths` comes from `disc_widths`; `running` is scratch of length columns + 2 * widths[0] + 1: the running sum of
    a row, padded at both ends so that no window has to be cut. With whole numbers in `values` the sums are exact.
    """
    pad = widths[0]
    out[:] = 0.0
    for row in range(rows):
        start = row * columns
        running[: pad + 1] = 0.0
        for column in range(columns):
            running[pad + column + 1] = running[pad + column] + values[start + column]
        running[pad + columns + 1 :] = running[pad + columns]
        for rise in range(widths.shape[0]):
            width = widths[rise]
            ahead = running[pad + width + 1 : pad + width + 1 + columns]
            behind = running[pad - width : pad - width + columns]
            if row + rise < rows:
                _add_difference(ahead, behind, out[(row + rise) * columns : (row + rise + 1) * columns])
            if rise > 0 and row - rise >= 0:
                _add_difference(ahead, behind, out[(row - rise) * columns : (row - rise + 1) * columns])


def disc_scratch(widths: I64, columns: int) -> F64:
    """Return scratch space for `sum_discs`."""
    return np.empty(columns + 2 * int(widths[0]) + 1)
