"""Small regions for tests, and ways to disturb a world that must not matter."""

from __future__ import annotations

import warnings
from functools import cache
from typing import Any

import numpy as np

from clustersim.phases.compute_fields import fill_buckets
from clustersim.runs import simulate as loop
from clustersim.runs.arrow import Digest
from clustersim.runs.tables import firms_table, institutions_table, series_table, ties_table
from clustersim.scenario import Scenario
from clustersim.world.state import World


@cache
def _shipped(name: str, firms: int) -> Scenario:
    with warnings.catch_warnings():  # that institutions are out of proportion is no matter here
        warnings.simplefilter("ignore")
        return Scenario.load(name).with_firms(firms)


def small(name: str = "three-tasks", firms: int = 150, **changes: Any) -> Scenario:
    """Return a shipped scenario with few firms; `changes` have dots written as double underscores."""
    scenario = _shipped(name, firms)
    return scenario.changed_by({key.replace("__", "."): value for key, value in changes.items()})


def alike(name: str = "three-tasks", firms: int = 150, **changes: Any) -> Scenario:
    """Return such a scenario whose sectors all have one entry rate, so that their stationary laws are solved once."""
    rates = {f"sectors__{sector.key}__entry_rate": 0.08 for sector in _shipped(name, firms).sectors}
    return small(name, firms, **rates, **changes)


def simulate(scenario: Scenario, seed: int = 1, ticks: int = 12) -> World:
    """Return the world after some ticks, events on."""
    return loop.simulate(scenario, seed, ticks=ticks)


def contents(world: World) -> str:
    """Return a hash of everything a user could read in the results of a world."""
    digest = Digest()
    for name, table in (
        ("series", series_table(world)),
        ("firms", firms_table(world)),
        ("institutions", institutions_table(world)),
        ("ties", ties_table(world)),
    ):
        digest.update(name, table)
    digest.update("events", world.events.table())
    return digest.hexdigest()


def shuffle_rows(world: World, seed: int) -> None:
    """Put the firms, the ties and the free rows into another order; what the rows say stays the same."""
    generator = np.random.default_rng(seed)
    count, fixed = len(world.actors), world.institutions
    order = np.concatenate([np.arange(fixed), fixed + generator.permutation(count - fixed)])
    place = np.empty(count, dtype=np.int32)
    place[order] = np.arange(count, dtype=np.int32)
    world.actors.reorder(order)
    world.ties.a[:], world.ties.b[:] = place[world.ties.a], place[world.ties.b]
    world.ties.reorder(generator.permutation(len(world.ties)))
    fill_buckets(world)


def keys(world: World) -> set[int]:
    """Return the keys of living firms."""
    return {int(key) for key in world.actors.key[world.firm_rows()]}
