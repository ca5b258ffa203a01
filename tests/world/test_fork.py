"""A fork of a world goes on as the original would, and shares nothing with it that could change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any

import numpy as np
import pytest

from clustersim import ClusterModel, World, advance, build_world
from clustersim.core.columns import Table
from clustersim.world.event_log import EventLog
from tests.helpers.small_worlds import contents, small

NEVER_CHANGE = ("scenario", "parameters", "channels", "grid")


@pytest.fixture
def world() -> World:
    """Return a region in which all nine tasks have run for some years."""
    found = build_world(small("all-nine-simultaneous"), 4)
    for _ in range(10):
        advance(found)
    return found


def test_both_go_on_as_a_world_would_that_was_never_forked(world: World) -> None:
    fork, whole = world.fork(), build_world(small("all-nine-simultaneous"), 4)
    assert contents(fork) == contents(world)
    for _ in range(8):
        advance(fork)
    for _ in range(8):
        advance(world)
    for _ in range(18):
        advance(whole)
    assert contents(fork) == contents(world) == contents(whole)


def test_what_is_done_to_one_the_other_misses(world: World) -> None:
    fork, before = world.fork(), contents(world)
    fork.actors.knowledge[:] += 1.0
    fork.sectors.hazard[:] += 1.0
    fork.cells.floor_space[:] = 0.0
    fork.agency.memory.clear()
    fork.series[-1]["firms"] = -1.0
    for _ in range(3):
        advance(fork)
    assert contents(world) == before
    assert world.agency.memory
    assert contents(fork) != before


def test_nothing_that_changes_is_shared(world: World) -> None:
    fork = world.fork()
    mine = {id(part): name for name, part in changeable(world, "world")}
    assert len(mine) > 150
    assert [name for name, part in changeable(fork, "fork") if id(part) in mine] == []


def changeable(part: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Yield every array, list, dictionary and object below a part of the world, by its name."""
    if isinstance(part, np.ndarray):
        yield name, part
        if part.base is not None:
            yield from changeable(part.base, f"{name}.base")
    elif isinstance(part, dict):
        yield name, part
        for key, value in part.items():
            yield from changeable(value, f"{name}[{key!r}]")
    elif isinstance(part, list):
        yield name, part
        for number, value in enumerate(part):
            yield from changeable(value, f"{name}[{number}]")
    elif isinstance(part, EventLog):
        yield name, part
        yield f"{name}._parts", part._parts
    elif isinstance(part, Table) or (is_dataclass(part) and not isinstance(part, type)):
        for key, value in vars(part).items():
            if key not in NEVER_CHANGE:
                yield from changeable(value, f"{name}.{key}")


def test_a_model_of_a_fork_is_a_model(world: World) -> None:
    model = ClusterModel.from_world(world.fork())
    model.run(2)
    advance(world)
    advance(world)
    assert contents(model.world) == contents(world)
