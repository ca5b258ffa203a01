"""The loop of a run, for everybody who simulates: build, look, then tick by tick advance and look again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from clustersim.phases.schedule import advance
from clustersim.start.build import build_world

if TYPE_CHECKING:
    from clustersim.phases.schedule import Phase
    from clustersim.scenario import Scenario
    from clustersim.world.state import World

Observe = Callable[["World"], object]  # looks at the world at tick 0 and after every tick, and changes nothing in it
Build = Callable[..., "World"]  # from scenario and seed, with `events`, to a world at tick 0


def never() -> bool:
    """Let the run go on."""
    return False


def simulate(
    scenario: Scenario,
    seed: int,
    observe: Sequence[Observe] = (),
    *,
    ticks: int | None = None,
    events: bool = True,
    build: Build = build_world,
    schedule: Sequence[Phase] | None = None,
    stop: Callable[[], bool] = never,
) -> World:
    """Simulate a scenario and return the world as it is at the end.

    Parameters
    ----------
    observe
        Called in this order with the world at tick 0 and after every tick.
    ticks
        Length of the run; without it, as the scenario says.
    events
        Whether events are recorded.
    build
        What makes the world at tick 0: `build_world`, or one that keeps starts which arms share.
    schedule
        The phases of a tick; without it, those of the scenario.
    stop
        Asked after every tick; the run ends there if it says so.
    """
    world = build(scenario, seed, events=events)
    for look in observe:
        look(world)
    for _ in range(scenario.ticks if ticks is None else ticks):
        advance(world, schedule)
        for look in observe:
            look(world)
        if stop():
            break
    return world
