"""Which chamber a firm belongs to: the nearest that represents its sector (membership is never a tie)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clustersim.spec.codes import Kind

NEAREST = 8  # chambers compared: among more than this at the very same distance the tree chooses

if TYPE_CHECKING:
    from clustersim.core.columns import I16, I32, I64
    from clustersim.world.state import World


def chambers_of(world: World, cell: I32, sector: I16) -> I32:
    """Return the row of the chamber of firms in these cells and sectors, -1 where no chamber represents the sector.

    Distances are between cell centres; of two chambers at the same distance the one with the smaller key is taken.
    """
    if world.cells.chamber.size == 0:  # institutions never move: once is enough
        world.cells.chamber = _nearest_chambers(world)
    return world.cells.chamber[sector, cell]


def _nearest_chambers(world: World) -> I32:
    """Return the row of the nearest chamber for every sector and cell, shape (sectors, cells)."""
    a, grid = world.actors, world.grid
    table = np.full((len(world.sectors.names), grid.cells), -1, dtype=np.int32)
    chambers = np.flatnonzero(a.kind[: world.institutions] == Kind.CHAMBER)
    chambers = chambers[np.argsort(a.key[chambers])]
    homes = np.column_stack([np.arange(grid.cells) % grid.columns, np.arange(grid.cells) // grid.columns])
    known: dict[bytes, I32] = {}
    for sector in range(len(table)):
        rows = chambers[world.profile[chambers, sector] > 0.0]
        if len(rows) and rows.tobytes() not in known:
            places = np.column_stack([a.cell[rows] % grid.columns, a.cell[rows] // grid.columns])
            candidates = _candidates(places, homes)
            squared = ((places[candidates] - homes[:, None, :]) ** 2).sum(
                axis=2
            )  # whole numbers: equal distances are equal
            nearest = np.where(squared == squared.min(axis=1)[:, None], candidates, len(rows)).min(axis=1)
            known[rows.tobytes()] = rows[nearest].astype(np.int32)
        if len(rows):
            table[sector] = known[rows.tobytes()]
    return table


def _candidates(places: I64, homes: I64) -> I64:
    """Return, for every home, the numbers of the places that may be nearest: all if they are few, else the first by a
    tree.
    """
    if len(places) <= NEAREST:
        return np.broadcast_to(np.arange(len(places)), (len(homes), len(places)))
    from scipy.spatial import cKDTree  # here, because it takes half a second to load and small regions do not need it

    return np.asarray(cKDTree(places).query(homes, k=np.arange(1, NEAREST + 1))[1])
