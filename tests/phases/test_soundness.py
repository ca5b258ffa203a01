"""What a phase of one's own leaves behind is looked at: numbers that are not finite, and columns that were replaced."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from clustersim import Scenario, World, build_world
from clustersim.core.columns import Table
from clustersim.errors import InputError, Problem
from clustersim.phases.schedule import SCHEDULE, advance
from clustersim.phases.soundness import check_after
from clustersim.runs.simulate import simulate

SMALL = {"start.firms": 150, "parameters.start.burn_in": 1.0}
LATE = 3  # tick in which the phase goes wrong


def spoil(world: World) -> None:
    """Write what no phase can go on from, in tick 3."""
    if world.tick == LATE - 1:
        world.actors.knowledge[world.firm_rows()[:2]] = -np.inf


def take_over(world: World) -> None:
    """Set a column anew instead of writing into it."""
    world.actors.trust = world.actors.trust * 0.9


def small_world() -> World:
    """Return a world with every table filled by at least a row."""
    world = build_world(Scenario.load("mature", SMALL), 1)
    for table in (world.centres, world.projects):
        table.extend(1)
    return world


built = cache(small_world)  # who changes it takes a fork


def number_columns() -> list[str]:
    """Return what holds real numbers, found by looking at the world and not at the code that is tested."""
    world = built()
    columns = [
        *(
            f"{name}.{column}"
            for name in ("actors", "ties", "centres", "projects")
            for column in getattr(world, name).COLUMNS
        ),
        *(f"{name}.{column}" for name in ("cells", "labour") for column in vars(getattr(world, name))),
        "shock_push",
    ]
    found = []
    for name in columns:
        held: Any = world
        for part in name.split("."):
            held = getattr(held, part)
        if np.asarray(held).dtype.kind == "f" and np.asarray(held).size:
            found.append(name)
    return found


def faults_of(name: str, bad: float) -> list[Problem]:
    """Return what is told of a world in which a number of one column is bad."""
    world = built().fork()
    *owner, column = name.split(".")
    holder: Any = getattr(world, owner[0]) if owner else world
    values = getattr(holder, column)
    if isinstance(values, float):
        setattr(holder, column, bad)
    else:
        values.flat[-1] = bad
    try:
        check_after(spoil, world, 7)
    except InputError as error:
        return list(error.problems)
    return []


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_number_that_is_not_finite_is_told_with_phase_column_and_tick(bad: float) -> None:
    what = "NaN" if np.isnan(bad) else "an infinite number"
    found = {name: faults_of(name, bad) for name in number_columns()}
    assert [name for name, problems in found.items() if len(problems) != 1] == []
    for name, (problem,) in found.items():
        assert problem.key == f"phase {__name__}:spoil"
        assert problem.message.startswith(f"in tick 7 it wrote {what} into {name} (1 of ")


def test_many_columns_are_looked_at() -> None:
    assert {"actors.employees", "ties.strength", "projects.left", "cells.log_rent", "labour.tightness"} <= set(
        number_columns()
    )


def test_a_column_that_was_replaced_is_told() -> None:
    world = built().fork()
    take_over(world)
    with pytest.raises(
        InputError, match=r"take_over: in tick 1 it replaced the column actors\.trust; write into it: world\.actors"
    ):
        check_after(take_over, world, 1)


@pytest.mark.parametrize("way", [lambda world: world, World.fork, lambda world: pickle.loads(pickle.dumps(world, 5))])
def test_a_sound_world_passes_whatever_way_it_came(way: Callable[[World], World]) -> None:
    world = way(small_world())
    for _ in range(8):  # rows come and go
        advance(world, (*SCHEDULE, lambda _: None))
    world.actors.employees[world.firm_rows()[:2]] = 1e308  # finite, though the sum of the column is not
    check_after(spoil, world, 9)


def test_a_run_ends_in_the_tick_of_the_mistake() -> None:
    scenario = Scenario.load("mature", SMALL | {"phases": [{"call": f"{__name__}:spoil", "after": "learn"}]})
    seen: list[int] = []
    with pytest.raises(
        InputError, match=rf"spoil: in tick {LATE} it wrote an infinite number into actors\.knowledge \(2 of "
    ):
        simulate(scenario, 1, (lambda world: seen.append(world.tick),), ticks=6)
    assert seen[-1] == LATE - 1


def test_a_command_ends_in_one_line(command: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(
        f'extends = "mature"\nphases = [{{ call = "{__name__}:spoil", after = "learn" }}]\n'
        "[start]\nfirms = 150\n[parameters.start]\nburn_in = 1.0\n"
    )
    done = command("run", "own.toml", "--ticks", 6, "--no-figures", "-q")
    assert (done.code, len(done.err.splitlines())) == (2, 1)
    assert not (tmp_path / "results").exists()


def test_tables_know_which_columns_were_replaced() -> None:
    table: Table = built().fork().ties
    assert table.replaced() == []
    table.strength = np.array(table.strength)  # type: ignore[attr-defined]
    assert table.replaced() == ["strength"]
