"""Which chamber a firm belongs to: the nearest that represents its sector (membership is never a tie)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from clustersim.codes import Kind

NEAREST = 8  # chambers compared: among more than this at the very same distance the tree chooses

if TYPE_CHECKING:
    from clustersim.columns import I16, I32
    from clustersim.world.state import World


def chambers_of(world: World, cell: I32, sector: I16) -> I32:
    """Return the row of the chamber of firms in these cells and sectors, -1 where no chamber represents the sector.

    Distances are between cell centres; of two chambers at the same distance the one with the smaller key is taken.
    """
    a, grid = world.actors, world.grid
    chosen = np.full(len(cell), -1, dtype=np.int32)
    chambers = np.flatnonzero(a.kind[: world.institutions] == Kind.CHAMBER)
    chambers = chambers[np.argsort(a.key[chambers])]
    for number in np.unique(sector):
        rows = chambers[world.profile[chambers, number] > 0.0]
        members = np.flatnonzero(sector == number)
        if len(rows):
            places = np.column_stack([a.cell[rows] % grid.columns, a.cell[rows] // grid.columns])
            homes = np.column_stack([cell[members] % grid.columns, cell[members] // grid.columns])
            near = min(NEAREST, len(rows))
            found = cKDTree(places).query(homes, k=np.arange(1, near + 1))[1]
            squared = ((places[found] - homes[:, None, :]) ** 2).sum(axis=2)  # whole numbers: equal distances are equal
            chosen[members] = rows[np.where(squared == squared.min(axis=1)[:, None], found, len(rows)).min(axis=1)]
    return chosen
