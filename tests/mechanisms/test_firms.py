"""Firms that come take the rows of firms that went, and nothing of what these were."""

from __future__ import annotations

import numpy as np

from clustersim.core.columns import F64, Table, column
from clustersim.mechanisms.firms import add_firms, remove_firms
from clustersim.mechanisms.user_changes import found_firm
from clustersim.spec.codes import Cause
from clustersim.start.build import build_world
from clustersim.world.state import World
from clustersim.world.tables import Actors
from tests.helpers.small_worlds import small


class MarkedActors(Actors):
    """The actors' table with one column more, of which no phase knows."""

    mark: F64 = column(-3.0, doc="made up")


def soil(table: Table, rows: np.ndarray) -> None:
    """Write something into every column that no fresh row holds, but leave the rows free."""
    for name in table.COLUMNS:
        if name != "alive":
            getattr(table, name)[rows] = 1 if name == "kind" else 5


def found(world: World) -> int:
    """Found the same firm in any copy of the region; return its row."""
    cell = int(np.flatnonzero(world.cells.inside & (world.cells.total < world.cells.floor_space))[0])
    return found_firm(world, cell, world.sectors.names[0])


def test_a_newborn_in_a_used_row_is_as_one_in_a_new_row_in_every_column() -> None:
    fresh, used = (build_world(small("mature"), 3) for _ in range(2))
    rows = used.actors.extend(2) + np.arange(2)
    soil(used.actors, rows)
    in_new, in_used = len(fresh.actors), found(used)
    assert found(fresh) == in_new
    assert in_used in rows
    for name in Actors.COLUMNS:
        assert getattr(used.actors, name)[in_used] == getattr(fresh.actors, name)[in_new], name


def test_a_column_that_nobody_knows_is_fresh_too() -> None:
    world = build_world(small("mature"), 3)
    marked = MarkedActors()
    marked.append(world.actors.as_columns())
    world.actors = marked
    marked.mark[:] = 8.0
    gone = world.firm_rows()[:1]
    remove_firms(world, gone, Cause.USER, Cause.USER)
    assert found(world) == gone[0]
    assert marked.mark[gone[0]] == -3.0
    assert np.count_nonzero(marked.mark == 8.0) == len(marked) - 1


def test_no_entrant_leaves_free_rows_as_they_are() -> None:
    world = build_world(small("mature"), 3)
    soil(world.actors, world.actors.extend(1) + np.arange(1))
    nobody = found_nobody(world)
    assert len(nobody) == 0
    assert world.actors.supports[-1] == 5


def found_nobody(world: World) -> np.ndarray:
    """Add no firm at all."""
    from clustersim.mechanisms.entrants import Entrants

    kinds = {"key": np.uint64, "sector": np.int16, "origin": np.int8, "parent": np.uint64}
    return add_firms(world, Entrants(*(np.empty(0, dtype=kinds.get(name, np.int32)) for name in Entrants._fields)))
