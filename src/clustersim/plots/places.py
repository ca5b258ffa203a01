"""Where things are drawn on a map: firms within their cells, numbers beside institutions so that none hides another."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.spec.codes import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustersim.core.columns import F64, I64
    from clustersim.world.snapshot import Snapshot

PLASTIC = 1.32471795724474602596  # root of x³ = x + 1, see `spread`
ANGLES = 16  # directions in which a place for a number is sought
RADII = (15.0, 22.0, 30.0, 40.0, 52.0, 66.0, 82.0, 100.0, 120.0)  # points


def spread(births: np.ndarray) -> F64:
    """Return two numbers in [0, 1) for each birth number that fill the square evenly (Roberts's R2 sequence). Shape (n,
    2).
    """
    return np.asarray(
        np.mod(0.5 + np.asarray(births, dtype=np.float64)[:, None] * np.array([1.0 / PLASTIC, 1.0 / PLASTIC**2]), 1.0)
    )


def positions(snapshot: Snapshot) -> tuple[F64, F64]:
    """Return where to draw each actor in km: firms whose place is given exactly there, other firms spread over their
    cell so that none hides another, institutions at its centre.
    """
    firm = snapshot.kind == Kind.FIRM
    inner: F64 = np.where(firm[:, None], spread(snapshot.birth), 0.5)
    column, row = snapshot.cell % snapshot.columns, snapshot.cell // snapshot.columns
    x, y = (column + inner[:, 0]) * snapshot.cell_km, (row + inner[:, 1]) * snapshot.cell_km
    if snapshot.exact is None:
        return x, y
    known = ~np.isnan(snapshot.exact[:, 0])
    return np.where(known, snapshot.exact[:, 0], x), np.where(known, snapshot.exact[:, 1], y)


def named_firms(snapshot: Snapshot, most: int) -> list[int]:
    """Return the rows of the largest firms of the target cluster that have a name, the largest first."""
    if not snapshot.names:
        return []
    ours = (snapshot.kind == Kind.FIRM) & snapshot.target[snapshot.sector]
    rows = [int(row) for row in np.flatnonzero(ours) if snapshot.names[row]]
    return sorted(rows, key=lambda row: (-snapshot.employees[row], snapshot.birth[row]))[:most]


def cell_centres(cells: np.ndarray, snapshot: Snapshot) -> tuple[F64, F64]:
    """Return the centres of cells in km."""
    return (cells % snapshot.columns + 0.5) * snapshot.cell_km, (cells // snapshot.columns + 0.5) * snapshot.cell_km


class Site(NamedTuple):
    """Institutions that share a cell, with the numbers under which the key names them."""

    cell: int
    rows: list[int]  # of the snapshot
    numbers: list[int]

    @property
    def label(self) -> str:
        """Return the numbers as text: '2' or '3–6'."""
        return f"{self.numbers[0]}–{self.numbers[-1]}" if len(self.numbers) > 1 else str(self.numbers[0])


def sites(snapshot: Snapshot) -> list[Site]:
    """Return the institutions by cell, numbered through from 1, so that institutions of a cell have consecutive
    numbers.
    """
    by_cell: dict[int, list[int]] = {}
    rows = np.flatnonzero(snapshot.kind != Kind.FIRM)
    for row in rows[np.argsort(snapshot.birth[rows], kind="stable")]:
        by_cell.setdefault(int(snapshot.cell[row]), []).append(int(row))
    found, first = [], 1
    for cell, members in by_cell.items():
        found.append(Site(cell, members, list(range(first, first + len(members)))))
        first += len(members)
    return found


def institution_names(snapshot: Snapshot) -> list[tuple[int, str]]:
    """Return the number and the name of every institution."""
    names = snapshot.institution_names
    births = [
        (number, int(snapshot.birth[row]))
        for site in sites(snapshot)
        for number, row in zip(site.numbers, site.rows, strict=True)
    ]
    return [(number, names[birth] if birth < len(names) else f"institution {birth}") for number, birth in births]


class Box(NamedTuple):
    """A rectangle by its centre, in points."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: Box) -> bool:
        """Return whether two rectangles share more than an edge."""
        return (
            abs(self.x - other.x) < (self.width + other.width) / 2.0
            and abs(self.y - other.y) < (self.height + other.height) / 2.0
        )


def place_labels(
    at: Sequence[tuple[float, float]],
    sizes: Sequence[tuple[float, float]],
    width: float,
    height: float,
    marker: float,
    others: Sequence[Box] = (),
) -> list[Box]:
    """Return a free place for the label of each marker within a panel of `width` x `height` points.

    The nearest place that hides no marker, no other label and none of `others` is taken, directions away from the other
    markers first. A label for which there is no free place stands on its marker.
    """
    taken = [*others, *(Box(x, y, marker, marker) for x, y in at)]
    middle = (np.mean([x for x, _ in at]), np.mean([y for _, y in at])) if at else (0.0, 0.0)
    placed = []
    for (x, y), (wide, high) in zip(at, sizes, strict=True):
        outward = math.atan2(y - middle[1], x - middle[0]) if (x, y) != middle else math.pi / 4.0
        turns = sorted(
            (2.0 * math.pi * step / ANGLES for step in range(ANGLES)),
            key=lambda turn: (min(turn, 2.0 * math.pi - turn), turn),
        )
        tries = (
            Box(x + radius * math.cos(outward + turn), y + radius * math.sin(outward + turn), wide, high)
            for radius in RADII
            for turn in turns
        )
        free = (box for box in tries if _within(box, width, height) and not any(box.overlaps(other) for other in taken))
        best = next(free, Box(x, y, wide, high))
        taken.append(best)
        placed.append(best)
    return placed


def _within(box: Box, width: float, height: float) -> bool:
    return (
        box.width / 2.0 <= box.x <= width - box.width / 2.0 and box.height / 2.0 <= box.y <= height - box.height / 2.0
    )


def drawn_ties(snapshot: Snapshot, most: int) -> tuple[I64, int]:
    """Return which ties are drawn, and of how many: the strongest with an end in the target cluster or at an
    institution.
    """
    ours = (snapshot.kind != Kind.FIRM) | snapshot.target[snapshot.sector]
    rows = np.flatnonzero(ours[snapshot.tie_a] | ours[snapshot.tie_b])
    return rows[np.argsort(-snapshot.tie_strength[rows], kind="stable")][:most], len(rows)
