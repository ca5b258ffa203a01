"""Firms that a scenario gives one by one: their names, the rows they come from, and where exactly they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from clustersim.core.columns import F64, I64
    from clustersim.world.state import World


def has_given(world: World) -> bool:
    """Say whether firms are left that the scenario gives one by one."""
    return bool((world.actors.given >= 0).any())


def exact_places(world: World, rows: I64) -> F64:
    """Return x and y in km of actors, shape (rows, 2), NaN where only the cell is known.

    A given firm stands where the scenario puts it until it moves to another cell.
    """
    places = np.full((len(rows), 2), np.nan)
    number = world.actors.given[rows]
    known = np.flatnonzero(number >= 0)
    if not len(known):
        return places
    firms = world.scenario.start.given or ()
    at = np.array([(firm.x, firm.y) for firm in firms], dtype=np.float64)[number[known]]
    grid = world.grid
    column, row = (np.floor(at[:, axis] / grid.cell_km).astype(np.int64) for axis in (0, 1))
    stayed = row * grid.columns + column == world.actors.cell[rows[known]]
    places[known[stayed]] = at[stayed]
    return places


def given_names(world: World, rows: I64) -> list[str]:
    """Return the names of firms, '' for those that the scenario does not give by name."""
    firms = world.scenario.start.given or ()
    return [firms[number].name if number >= 0 else "" for number in world.actors.given[rows].tolist()]


def given_lines(world: World, rows: I64) -> list[int]:
    """Return the line of the table that each firm comes from (without a table, its number); 0 if not given."""
    firms = world.scenario.start.given or ()
    return [(firms[number].line or number + 1) if number >= 0 else 0 for number in world.actors.given[rows].tolist()]
