"""Small regions and made-up observations for the tests of tasks and of the agency."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from clustersim.agency.act import Turn, decide
from clustersim.policies.base import Observation, choices_of
from clustersim.policies.registry import POLICIES
from clustersim.runs.simulate import simulate
from clustersim.scenario import Scenario
from clustersim.scenario.tasks import settings_model, typed
from clustersim.spec.codes import Event
from clustersim.spec.diagnosis import Diagnosis, Promise
from clustersim.start.cache import Starts, start_key
from clustersim.world.agency_state import AgencyState
from clustersim.world.levers import Levers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from clustersim.world.state import World

BOOKS = (
    Event.TASK_STARTED,
    Event.TASK_STOPPED,
    Event.TASK_CHANGED,
    Event.TASK_WAITING,
    Event.CARRIED_OVER,
    Event.PAYMENT,
    Event.REVIEW,
    Event.WEAK_SPOTS,
    Event.POTENTIAL_SEEN,
    Event.STAGE_ENTERED,
    Event.STRATEGY_CHOSEN,
    Event.COFUNDING_WON,
)  # what only tells of the agency itself
OWN = (  # beginnings of the columns that tell of it
    *("cost", "staff_used", "stage", "focus", "cofunding"),
    *(figure.name for policy in POLICIES.values() for figure in policy.figures),
)
COLUMNS, ROWS, SECTORS = 9, 7, 3
FIRMS = (120, 150, 400)
DIAGNOSIS = Diagnosis(
    tick=0,
    sought=frozenset({"fragmentation", "fragility", "core", "periphery", "promise"}),
    introductions={
        "fragmentation": tuple((2 * i + 1, 2 * i + 2) for i in range(20)),
        "fragility": tuple((100 + i, 200 + i) for i in range(20)),
    },
    places={"core": (31, 5), "periphery": (0, 62)},
    promise=(Promise(1, 2.0, 1.5), Promise(0, 1.0, 1.7), Promise(2, 0.5, 0.5)),
)


def settings(task: str, **given: Any) -> dict[str, Any]:
    """Return complete settings of a task, as a scenario file says them."""
    policy = POLICIES[task]
    common = {"intensity": 1.0, "start": 0.0, "stop": None, "sectors": None, "cells": None, "role": "lead"}
    return (
        common
        | dict(policy.numbers._field_defaults)
        | {name: word for name, (word, _) in choices_of(policy).items()}
        | given
    )


def case_of(policies: Mapping[str, dict[str, Any]], **agency: Any) -> Any:
    """Return as much of a scenario as the agency reads; the target sectors are 0 and 1."""
    office = {
        "start": 0.0,
        "stop": None,
        "targeting": 0.5,
        "review_years": 1.0,
        "regime": "calendar",
        "entry_point": "all",
        "breadth": 9,
        "focus": "balanced",
        "commitments": "dropped",
        "budgeting": "proportional",
        "progress": "mean",
    } | agency
    return SimpleNamespace(
        agency=SimpleNamespace(**office),
        policies={task: typed(task, settings_model(task)(**given)) for task, given in policies.items()},
        sectors_of=lambda task: (0, 1),
        world_columns=COLUMNS,
        world_rows=ROWS,
        region=SimpleNamespace(columns=COLUMNS, rows=ROWS),
    )


def observation(dt: float = 0.25, **given: Any) -> Observation:
    """Return what an agency sees of a made-up region at tick 0."""
    seen: dict[str, Any] = {
        "tick": 0,
        "years": 0.0,
        "dt": dt,
        "columns": COLUMNS,
        "rows": ROWS,
        "cell_km": 1.0,
        "half_distance": 3.0,
        "inside": np.ones(COLUMNS * ROWS, dtype=np.bool_),
        "firms": FIRMS,
        "diagnosis": DIAGNOSIS,
        "chambers": (1,) * SECTORS,
    }
    return Observation(**(seen | given))


def decisions(
    scenario: Any, years: float, dt: float = 0.25, regime: str = "calendar", budget: float = math.inf
) -> Iterator[tuple[Turn, Levers, AgencyState]]:
    """Let the agency decide tick by tick on a region that does not change."""
    agency, levers = AgencyState(budget=budget, regime=regime), Levers(SECTORS, COLUMNS * ROWS)
    for tick in range(round(years / dt)):
        levers.reset()
        outcome = decide(scenario, agency, levers, replace(observation(dt), tick=tick, years=tick * dt))
        yield outcome, levers, agency


@cache
def small_case() -> Scenario:
    """Return a small region without policy."""
    return Scenario.load("mature", {"parameters.start.burn_in": 3.0}).with_firms(150)


def with_tasks(
    tasks: Mapping[str, Mapping[str, Any]], regime: str = "calendar", budget: float | None = None, **agency: Any
) -> Scenario:
    """Return the small region with tasks and other settings of the agency."""
    data = small_case().as_dict()
    data["policies"] = {task: dict(given) for task, given in tasks.items()}
    data["agency"] |= {"regime": regime, "budget": budget} | agency
    return Scenario(**data)


STARTS = Starts(most=8)


def begin(scenario: Scenario, seed: int = 4, *, events: bool = True) -> World:
    """Return a region at tick 0; one that scenarios share is built once, as in batches (tests/start/test_cache.py)."""
    return STARTS.world(scenario, seed, start_key(scenario), events=events)


def run(scenario: Scenario, ticks: int, seed: int = 4) -> World:
    """Run a region."""
    return simulate(scenario, seed, ticks=ticks, build=begin)


def trace(world: World, books: bool = True) -> dict[str, bytes]:
    """Return everything that happened, bit for bit; without `books`, what only tells of the agency itself is left out."""
    events = world.events.table()
    kept = (
        np.ones(len(events["event"]), dtype=np.bool_)
        if books
        else ~np.isin(events["event"], [int(event) for event in BOOKS])
    )
    tables = {
        "actors": world.actors.as_columns(),
        "ties": world.ties.as_columns(),
        "centres": world.centres.as_columns(),
        "events": {name: column[kept] for name, column in events.items()},
    }
    found = {
        f"{table}.{name}": column.tobytes() for table, columns in tables.items() for name, column in columns.items()
    }
    series = [[value for name, value in row.items() if not name.startswith(OWN)] for row in world.series]
    return found | {"series": np.array(series).tobytes()}


def differing(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> list[str]:
    """Return the names of the columns in which two runs differ."""
    return [name for name in one if one[name] != other[name]]
