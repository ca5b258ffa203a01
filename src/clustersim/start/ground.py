"""The ground before anybody stands on it: the grid, what towns and universities make of its cells, the sectors.

A scenario describes a base region. A region scaled up (`region.scale` above 1) repeats it tile by tile, at constant
density: as many whole tiles as fit, in rows, and what is left of one more; cells of the grid without a tile lie outside
the region. One scaled down draws all positions together.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clustersim.core.columns import F64, I64, Bool
from clustersim.core.geography import Grid, field_weights, spread_field
from clustersim.metrics.density import disc_area
from clustersim.world.state import Cells, Sectors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustersim.scenario import Institution, Region, Scenario
    from clustersim.scenario import Sector as SectorRow
    from clustersim.start.stationary_law import SectorLaw

GROUP_RADIUS = (
    2.0  # technology units: distance of the groups of sectors from the origin (network prototype; assumption)
)
GROUP_REACH = (
    0.5  # technology units: how far a group's sectors lie to each side of its centre (network prototype; assumption)
)


@dataclass(frozen=True)
class Layout:
    """The simulated grid and the base region it repeats: the tile (drawn together for a scale below 1)."""

    grid: Grid
    tile: Grid
    shrink_x: float  # positions of the scenario times this are positions on the tile
    shrink_y: float
    whole: int = 1  # whole tiles, from the west in rows from the south
    cut: int = 0  # columns of one more tile that belong to the region

    @property
    def tiles(self) -> tuple[int, int]:
        """Number of tiles that the grid has room for, from west to east and from south to north."""
        return -(-self.grid.columns // self.tile.columns), -(-self.grid.rows // self.tile.rows)

    def land(self) -> Bool:
        """Return which cells of the grid belong to a tile of the region, shape (cells,)."""
        cell = np.arange(self.grid.cells)
        column, row = cell % self.grid.columns, cell // self.grid.columns
        number = row // self.tile.rows * self.tiles[0] + column // self.tile.columns
        return (number < self.whole) | ((number == self.whole) & (column % self.tile.columns < self.cut))

    def tile_cells(self) -> I64:
        """Return, for every cell of the grid, the cell of the tile that it repeats, shape (cells,)."""
        cell = np.arange(self.grid.cells)
        column, row = cell % self.grid.columns, cell // self.grid.columns
        return (row % self.tile.rows) * self.tile.columns + column % self.tile.columns

    def cells_at(self, x: float, y: float) -> Iterator[tuple[int, int]]:
        """Yield (number of the tile, cell) for every repetition of a scenario's position in the region."""
        across = self.tiles[0]
        within_cut = 0.0 <= x * self.shrink_x < self.cut * self.tile.cell_km
        for number in range(self.whole + within_cut):
            east = x * self.shrink_x + (number % across) * self.tile.columns * self.tile.cell_km
            north = y * self.shrink_y + (number // across) * self.tile.rows * self.tile.cell_km
            cell = self.grid.cell_at(east, north)
            if cell >= 0:
                yield number, cell


def lay_out(region: Region) -> Layout:
    """Return the grid of a region and the tile it is made of."""
    grid = Grid(region.world_rows, region.world_columns, region.cell_km)
    rows, columns = min(grid.rows, region.rows), min(grid.columns, region.columns)
    tile = Grid(rows, columns, region.cell_km)
    shrink_x, shrink_y = columns / region.columns, rows / region.rows
    return Layout(grid, tile, shrink_x, shrink_y, region.whole_tiles, region.cut_columns)


def tile_of(layout: Layout) -> Layout:
    """Return the layout of one tile alone."""
    return Layout(layout.tile, layout.tile, layout.shrink_x, layout.shrink_y)


def make_cells(scenario: Scenario, layout: Layout, ground: Ground) -> Cells:
    """Return the cells of a layout's grid, without firms.

    accessibility   sum over towns of weight exp(-distance / `accessibility_decay`), scaled to at most 1
    university_pull largest 2^-(distance / `university_half_distance`)^2 over universities and institutes
    floor_space     (`floor_base` + `floor_access` accessibility) places per km2
    unless the scenario's table of cells says otherwise.
    """
    grid, space, source = layout.grid, scenario.parameters.space, layout.tile_cells()
    inside = ground.inside[source] & layout.land()
    sectors, size = len(scenario.sectors), grid.cells
    area, across = np.empty(size), np.empty(size)
    spread_field(
        inside.astype(np.float64),
        field_weights(space.half_distance, grid.cell_km),
        grid.rows,
        grid.columns,
        across,
        area,
    )
    return Cells(
        inside=inside,
        accessibility=ground.accessibility[source],
        floor_space=ground.floor_space[source],
        university_pull=ground.university_pull[source],
        kernel_area=area * grid.cell_area,
        disc_area=disc_area(inside, grid, space.reach_radius),
        bucket_start=np.zeros(size + 1, dtype=np.int64),
        bucket=np.empty(0, dtype=np.int32),
        services=np.zeros(size),
        total=np.zeros(size),
        crowd=np.zeros(size),
        log_rent=np.zeros(size),
        firms=np.zeros((sectors, size)),
        density=np.zeros((sectors, size)),
        reach=np.zeros((sectors, size)),
    )


@dataclass(frozen=True)
class Ground:
    """What is given by nature on the tile, each of shape (cells of the tile,)."""

    inside: Bool
    accessibility: F64
    university_pull: F64
    floor_space: F64


def make_ground(scenario: Scenario, layout: Layout) -> Ground:
    """Return what is given by nature on the tile."""
    region, space, tile = scenario.region, scenario.parameters.space, layout.tile
    towns = [(town.x, town.y, town.weight) for town in region.towns]
    accessibility = np.zeros(tile.cells)
    for distance, weight in _around(layout, towns):
        accessibility += weight * np.exp(-distance / space.accessibility_decay)
    accessibility /= max(float(accessibility.max()), 1e-300)
    pull = np.zeros(tile.cells)
    for distance, _ in _around(layout, [(one.x, one.y, 1.0) for one in universities(scenario.institutions)]):
        np.maximum(pull, 2.0 ** -((distance / space.university_half_distance) ** 2), out=pull)
    inside = np.ones(tile.cells, dtype=np.bool_)
    floor_space = np.full(tile.cells, np.nan)
    if region.cells is not None:
        inside, accessibility, floor_space = _given_cells(region, layout, accessibility)
    usual = (space.floor_base + space.floor_access * accessibility) * tile.cell_area
    return Ground(inside, accessibility, pull, np.where(np.isnan(floor_space), usual, floor_space))


def universities(institutions: Sequence[Institution]) -> list[Institution]:
    """Return the universities and research institutes."""
    return [one for one in institutions if one.kind != "chamber"]


def _around(layout: Layout, points: list[tuple[float, float, float]]) -> Iterator[tuple[F64, float]]:
    """Yield the distance of every cell of the tile from every point in km, and its weight; tiles have neighbours."""
    tile, repeated = layout.tile, layout.tiles != (1, 1)
    east, north = tile.x(), tile.y()
    for dy in (-1, 0, 1) if repeated else (0,):
        for dx in (-1, 0, 1) if repeated else (0,):
            for x, y, weight in points:
                across = east - (x * layout.shrink_x + dx * tile.columns * tile.cell_km)
                along = north - (y * layout.shrink_y + dy * tile.rows * tile.cell_km)
                yield np.hypot(across, along), weight


def _given_cells(region: Region, layout: Layout, accessibility: F64) -> tuple[Bool, F64, F64]:
    """Return inside, accessibility and floor space (NaN if not given) of the tile from the scenario's table of
    cells.
    """
    count, tile = region.columns * region.rows, layout.tile
    inside, given, floor = np.zeros(count, dtype=np.bool_), np.full(count, np.nan), np.full(count, np.nan)
    for row in region.cells or ():
        number = row.row * region.columns + row.column
        inside[number] = row.inside
        given[number] = np.nan if row.accessibility is None else row.accessibility
        floor[number] = np.nan if row.floor_space is None else row.floor_space
    cell = np.arange(tile.cells)
    column = np.floor((cell % tile.columns + 0.5) / layout.shrink_x).astype(np.int64)
    line = np.floor((cell // tile.columns + 0.5) / layout.shrink_y).astype(np.int64)
    source = line * region.columns + column
    return inside[source], np.where(np.isnan(given[source]), accessibility, given[source]), floor[source]


def make_sectors(scenario: Scenario, laws: Sequence[SectorLaw]) -> Sectors:
    """Return the table of the sectors."""
    rows = scenario.sectors
    x, y = centroids(rows)

    def column(value: Callable[[SectorRow], float]) -> F64:
        return np.array([float(value(row)) for row in rows])

    return Sectors(
        names=tuple(row.key for row in rows),
        titles=tuple(row.title or row.key for row in rows),
        relatedness=np.array(scenario.relatedness_matrix(), dtype=np.float64),
        target=np.array([row.target for row in rows]),
        local=np.array([row.local for row in rows]),
        tradable=column(lambda row: row.tradable_share),
        entry_rate=column(lambda row: row.entry_rate),
        stock=column(lambda row: row.share * scenario.start.firms),
        centroid_x=x,
        centroid_y=y,
        hazard=np.array([law.hazard for law in laws]),
    )


def centroids(rows: Sequence[SectorRow]) -> tuple[F64, F64]:
    """Return where the sectors lie in technology space.

    The groups stand evenly on a circle, the sectors of a group side by side across the radius. A sector without a
    group is a group of its own.
    """
    names = [row.group or row.key for row in rows]
    groups = list(dict.fromkeys(names))
    x, y = np.zeros(len(rows)), np.zeros(len(rows))
    for number, group in enumerate(groups):
        angle = 2.0 * math.pi * number / len(groups)
        members = [row for row, name in enumerate(names) if name == group]
        for place, row in enumerate(members):
            aside = GROUP_REACH * (2.0 * place / (len(members) - 1) - 1.0) if len(members) > 1 else 0.0
            x[row] = GROUP_RADIUS * math.cos(angle) - aside * math.sin(angle)
            y[row] = GROUP_RADIUS * math.sin(angle) + aside * math.cos(angle)
    return x, y
