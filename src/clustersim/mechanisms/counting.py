"""Firms counted by sector and cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clustersim.core.kernel import kernel
from clustersim.spec.codes import FIRM

if TYPE_CHECKING:
    from clustersim.core.columns import F64, I8, I16, I32, I64, Bool
    from clustersim.world.state import World


def count_firms(world: World) -> None:
    """Count the living firms by sector and cell into `cells.firms` and `cells.total`."""
    actors, cells = world.actors, world.cells
    _count(actors.alive, actors.kind, actors.cell, actors.sector, cells.firms, cells.total)


def shift_counts(world: World, rows: I64, number: int) -> None:
    """Add `number` (1 or -1) to the counts of the sectors and cells of the firms in `rows`; no recount is needed."""
    actors, cells = world.actors, world.cells
    np.add.at(cells.firms, (actors.sector[rows], actors.cell[rows]), float(number))
    np.add.at(cells.total, actors.cell[rows], float(number))


@kernel
def _count(alive: Bool, kind: I8, cell: I32, sector: I16, firms: F64, total: F64) -> None:
    firms[:, :] = 0.0
    total[:] = 0.0
    for row in range(alive.shape[0]):
        if alive[row] and kind[row] == FIRM:
            firms[sector[row], cell[row]] += 1.0
            total[cell[row]] += 1.0
