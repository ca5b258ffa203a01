"""Which chamber a firm belongs to: the nearest that represents its sector (membership is never a tie)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clustersim.codes import Kind

if TYPE_CHECKING:
    from clustersim.columns import I16, I32
    from clustersim.world.state import World


def chambers_of(world: World, cell: I32, sector: I16) -> I32:
    """Return the row of the chamber of firms in these cells and sectors, -1 where no chamber represents the sector.

    Distances are between cell centres; of two chambers at the same distance the one with the smaller key is taken.
    """
    a, grid = world.actors, world.grid
    chosen = np.full(len(cell), -1, dtype=np.int32)
    nearest = np.full(len(cell), np.inf)
    rows = np.flatnonzero(a.kind[: world.institutions] == Kind.CHAMBER)
    for row in rows[np.argsort(a.key[rows])]:
        dx = cell % grid.columns - a.cell[row] % grid.columns
        dy = cell // grid.columns - a.cell[row] // grid.columns
        distance = (dx * dx + dy * dy).astype(np.float64)
        better = (world.profile[row, sector] > 0.0) & (distance < nearest)
        chosen[better] = row
        nearest[better] = distance[better]
    return chosen
