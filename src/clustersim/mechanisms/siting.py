"""Finding and allotting places: near somebody or anywhere, and who gets the last one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core.draws import absorb, normal, unit
from clustersim.core.kernel import kernel
from clustersim.spec.decisions import Decision

if TYPE_CHECKING:
    from clustersim.core.columns import I32, I64, U64, Bool
    from clustersim.world.state import World

TRIES = 20  # places looked at before a search is given up (assumption; prototype)
NEARBY = np.uint64(0)  # number of the draw that says whether a firm looks near home; the tries follow it
FAR_TRIES = 100  # tries anywhere are numbered from here, above the two draws of each try near home


class SearchGround(NamedTuple):
    """Cells in which a place is looked for."""

    rows: int
    columns: int
    cell_km: float
    free: I64  # (cells,) places
    inside: Bool  # (cells,)


def near_spread(half_distance: float) -> float:
    """Return the standard deviation per axis of the kernel 2^-(d/h)^2, in km."""
    return half_distance / math.sqrt(2.0 * math.log(2.0))


def search_places(world: World, decision: Decision, key: U64, home: I32, near: float, *, anywhere: bool = True) -> I32:
    """Return a free cell for each key, near its home cell with probability `near`, else anywhere; -1 if none is found.

    Up to 20 tries each way; a search near home that fails goes on `anywhere` if that is allowed. Draws: `decision`
    (key, try).
    """
    grid, found = world.grid, np.empty(len(key), dtype=np.int32)
    ground = SearchGround(grid.rows, grid.columns, grid.cell_km, free_places(world), world.cells.inside)
    spread = near_spread(world.parameters.space.half_distance)
    _search(world.stream(decision), near, anywhere, spread, ground, key, home, found)
    return found


def free_places(world: World) -> I64:
    """Return how many more firms each cell can hold, shape (cells,); without the floor channel there is no limit."""
    cells = world.cells
    if not world.channels.floor:
        return np.full(world.grid.cells, np.iinfo(np.int64).max)
    return np.maximum(np.floor(cells.floor_space - cells.total), 0.0).astype(np.int64)


def allot(world: World, cell: I32, key: U64) -> Bool:
    """Say who gets a place where more firms want one than there are: those with the least keyed priority."""
    priority = np.empty(len(key), dtype=np.uint64)
    _priorities(world.stream(Decision.PLACE_PRIORITY), key, priority)
    order = np.lexsort((key, priority, cell))
    ranked = cell[order]
    first = np.searchsorted(ranked, ranked, side="left")
    granted = np.empty(len(key), dtype=np.bool_)
    granted[order] = np.arange(len(key)) - first < free_places(world)[ranked]
    return granted


@kernel
def _priorities(stream: np.uint64, key: U64, priority: U64) -> None:
    for row in range(key.shape[0]):
        priority[row] = absorb(stream, key[row])


@kernel
def _search(
    stream: np.uint64, near: float, anywhere: bool, spread: float, ground: SearchGround, key: U64, home: I32, found: I32
) -> None:
    for number in range(key.shape[0]):
        own = absorb(stream, key[number])
        found[number] = -1
        if unit(absorb(own, NEARBY)) < near:
            found[number] = _place_near(own, spread, ground, home[number])
        if found[number] < 0 and anywhere:
            found[number] = _place_anywhere(own, ground)


@kernel
def _place_near(own: np.uint64, spread: float, ground: SearchGround, home: int) -> int:
    for attempt in range(TRIES):
        dx = spread * normal(unit(absorb(own, np.uint64(2 * attempt + 1))))
        dy = spread * normal(unit(absorb(own, np.uint64(2 * attempt + 2))))
        column = math.floor((home % ground.columns + 0.5) + dx / ground.cell_km)
        line = math.floor((home // ground.columns + 0.5) + dy / ground.cell_km)
        if 0 <= column < ground.columns and 0 <= line < ground.rows:
            place = int(line) * ground.columns + int(column)
            if ground.inside[place] and ground.free[place] > 0:
                return place
    return -1


@kernel
def _place_anywhere(own: np.uint64, ground: SearchGround) -> int:
    for attempt in range(TRIES):
        place = int(unit(absorb(own, np.uint64(FAR_TRIES + attempt))) * (ground.rows * ground.columns))
        if ground.inside[place] and ground.free[place] > 0:
            return place
    return -1
