"""Phase `compute_fields`: how many related firms there are around each place, and what rent it costs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from clustersim.core.geography import add_scaled, disc_scratch, disc_widths, field_weights, spread_field, sum_discs
from clustersim.core.kernel import kernel
from clustersim.core.threads import LEAST, share
from clustersim.mechanisms.counting import count_firms
from clustersim.spec.codes import CHAMBER
from clustersim.world.related import counted_relatedness

if TYPE_CHECKING:
    from clustersim.core.columns import F64, I8, I32, I64, U64, Bool
    from clustersim.world.state import World


def compute_fields(world: World) -> None:
    """Bring the fields of all cells up to date with where the firms are.

    With N_s(c) the living firms of sector s in cell c, K(d) = 2^-(d/h)^2 (h = `space.half_distance`, cut at 3 h along
    each axis) and A(c) the in-region area under K around c,

        density  D_s(c) = sum_t phi_st sum_c' K(c, c') N_t(c') / A(c)         related firms per km2
        crowd    T(c)   = sum_t sum_c' K(c, c') N_t(c') / A(c)                firms per km2
        log rent r(c)   = e ln((T(c) + b) / (T0 + b)) - r0                    e = `space.rent_elasticity` (P06)
        reach    R_s(c) = sum_t phi_st sum_{c' within `space.reach_radius`} N_t(c')    related firms, self included;
                          only t with phi_st >= `mass.related_from`

    T0 and r0 are references read off tick 0, so that the firm-weighted mean of r is 0 there.

    Draws: none. Reads actors' cell, sector, kind, alive. Writes cells' firms, total, density, crowd, log_rent,
    reach and bucket (rows of the firms and universities of a cell in the order of their keys).
    """
    count_firms(world)
    fill_buckets(world)
    cells, refs, space = world.cells, world.references, world.parameters.space
    spread, discs = _sums_around(world)
    _mix(world.sectors.relatedness, spread, cells.density)
    _per_area(spread, cells.kernel_area, cells.density, cells.crowd)
    _mix(counted_relatedness(world), discs, cells.reach)
    _rents(cells.crowd, refs.crowd, space.rent_base, space.rent_elasticity, refs.log_rent, cells.log_rent)


def _sums_around(world: World) -> tuple[F64, F64]:
    """Return the firms under the kernel and those within reach, by sector and cell."""
    cells, grid, space = world.cells, world.grid, world.parameters.space
    sectors, size = cells.firms.shape
    weights = field_weights(space.half_distance, grid.cell_km)
    widths = disc_widths(space.reach_radius, grid.cell_km)
    spread = np.empty((sectors, size))
    discs = np.empty((sectors, size))

    def around(sector: int) -> None:
        spread_field(cells.firms[sector], weights, grid.rows, grid.columns, np.empty(size), spread[sector])
        sum_discs(
            cells.firms[sector], widths, grid.rows, grid.columns, disc_scratch(widths, grid.columns), discs[sector]
        )

    if size < LEAST:
        for sector in range(sectors):
            around(sector)
    else:
        share(around, range(sectors))
    return spread, discs


def fill_buckets(world: World) -> None:
    """List, for every cell, the rows of its living firms and universities in the order of their keys."""
    actors, cells = world.actors, world.cells
    start = np.zeros(world.grid.cells + 1, dtype=np.int64)
    bucket = np.empty(len(actors), dtype=np.int32)
    used = _bucket(actors.alive, actors.kind, actors.cell, actors.key, start, bucket)
    cells.bucket_start, cells.bucket = start, bucket[:used]


@kernel
def _bucket(alive: Bool, kind: I8, cell: I32, key: U64, start: I64, bucket: I32) -> int:
    for row in range(alive.shape[0]):
        if alive[row] and kind[row] != CHAMBER:
            start[cell[row] + 1] += 1
    for place in range(start.shape[0] - 1):
        start[place + 1] += start[place]
    fill = start[:-1].copy()
    for row in range(alive.shape[0]):
        if alive[row] and kind[row] != CHAMBER:
            # insertion by key: a cell holds few actors
            place = fill[cell[row]]
            first = start[cell[row]]
            fill[cell[row]] += 1
            while place > first and key[bucket[place - 1]] > key[row]:
                bucket[place] = bucket[place - 1]
                place -= 1
            bucket[place] = row
    return start[-1]


BLOCK = 2048  # cells that are worked on together, so that they stay in the cache


@kernel
def _mix(relatedness: F64, values: F64, mixed: F64) -> None:
    """Write sum_t relatedness[s, t] values[t, c] into mixed[s, c]."""
    sectors, cells = values.shape
    for first in range(0, cells, BLOCK):
        last = min(first + BLOCK, cells)
        for sector in range(sectors):
            target = mixed[sector, first:last]
            target[:] = 0.0
            for other in range(sectors):
                add_scaled(relatedness[sector, other], values[other, first:last], target)


@kernel
def _per_area(spread: F64, area: F64, density: F64, crowd: F64) -> None:
    """Turn sums under the kernel into densities, in place, and add up all sectors."""
    sectors, cells = spread.shape
    crowd[:] = 0.0
    for other in range(sectors):
        add_scaled(1.0, spread[other], crowd)
    scale = np.zeros(cells)
    for cell in range(cells):
        scale[cell] = 1.0 / area[cell] if area[cell] > 0.0 else 0.0
        crowd[cell] *= scale[cell]
    for sector in range(sectors):
        line = density[sector]
        for cell in range(cells):
            line[cell] *= scale[cell]


@kernel
def _rents(crowd: F64, mean: float, base: float, elasticity: float, reference: float, log_rent: F64) -> None:
    for cell in range(crowd.shape[0]):
        log_rent[cell] = elasticity * math.log((crowd[cell] + base) / (mean + base)) - reference
