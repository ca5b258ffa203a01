"""Meetings at chamber events: who meets depends on who is near, not on where the grid begins."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from clustersim.core.geography import Grid
from clustersim.mechanisms.gatherings import chamber_events
from clustersim.start.build import build_world
from clustersim.world.state import World
from tests.helpers.small_worlds import small

OFTEN = {
    "parameters__start__burn_in": 0.0,
    "parameters__ties__chamber_rate": 20.0,
    "parameters__ties__chamber_own": 0.0,
}


def town(circles: int, **changes: float) -> World:
    """Return a region in which nearly all firms attend the events of their chamber in every tick."""
    return build_world(small("mature", 300, channels__chamber_circles=circles, **OFTEN, **changes), 5)


def shifted(world: World, columns: int, rows: int) -> World:
    """Return the same region on a grid that begins some empty columns and rows further west and south."""
    moved, old = world.fork(), world.grid
    moved.grid = Grid(old.rows + rows, old.columns + columns, old.cell_km)
    cell = world.actors.cell
    moved.actors.cell[:] = (cell // old.columns + rows) * moved.grid.columns + cell % old.columns + columns
    return moved


def meetings(world: World) -> set[tuple[int, int]]:
    """Return the keys of those who meet in this tick."""
    found = chamber_events(world, np.ones(len(world.actors)))
    key = world.actors.key
    return {tuple(sorted((int(key[a]), int(key[b])))) for a, b in zip(found.a, found.b, strict=True)}


def distances(world: World) -> list[float]:
    """Return the distance in km of those who meet."""
    found, x, y = chamber_events(world, np.ones(len(world.actors))), world.grid.x(), world.grid.y()
    a, b = world.actors.cell[found.a], world.actors.cell[found.b]
    return np.hypot(x[a] - x[b], y[a] - y[b]).tolist()


@pytest.mark.parametrize(("columns", "rows"), [(1, 0), (0, 1), (3, 7)])
def test_the_same_members_meet_wherever_the_window_begins(columns: int, rows: int) -> None:
    world = town(circles=1)
    assert len(meetings(world)) > 100
    assert meetings(shifted(world, columns, rows)) == meetings(world)


def test_squares_of_a_fixed_grid_depend_on_where_the_window_begins() -> None:
    world = town(circles=0)
    assert meetings(shifted(world, 1, 0)) != meetings(world)  # or the test above could not fail


@pytest.mark.parametrize("cell_km", [1.0, 0.5])
def test_members_meet_within_a_circle_as_large_as_the_district(cell_km: float) -> None:
    world = town(circles=1, parameters__ties__chamber_district=8.0)
    world.grid = replace(world.grid, cell_km=cell_km)
    radius = 8.0 / math.sqrt(math.pi)
    assert radius - cell_km < max(distances(world)) <= radius


def test_everybody_who_attends_meets_somebody_near_if_there_is_anybody() -> None:
    world = town(circles=1)
    found, a = chamber_events(world, np.ones(len(world.actors))), world.actors
    x, y = world.grid.x()[a.cell], world.grid.y()[a.cell]
    attendees = np.unique(np.concatenate([found.a, found.b]))
    starts = set(found.a.tolist())
    alone = [row for row in attendees if row not in starts]
    assert not alone, "whoever is met attends, and so meets somebody"
    for row in attendees[:50]:
        near = [
            o for o in attendees if o != row and math.hypot(x[o] - x[row], y[o] - y[row]) <= 10 / math.sqrt(math.pi)
        ]
        assert near
