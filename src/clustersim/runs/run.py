"""One run of one scenario: with progress, snapshots for figures, and results that are complete or absent."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clustersim.runs.interrupts import interruptible
from clustersim.runs.manifest import make_manifest
from clustersim.runs.observer import Closure, Closures, Observer, Snapshots
from clustersim.runs.simulate import simulate
from clustersim.runs.writer import RunWriter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from clustersim.metrics.metric import MetricSet
    from clustersim.scenario import Scenario
    from clustersim.world.snapshot import Snapshot
    from clustersim.world.state import World

EVENT_CHUNK = 8  # ticks of events kept in memory before they are written


@dataclass(frozen=True)
class Run:
    """What a run left: the final world, snapshots, and whether it came to its end."""

    world: World
    snapshots: tuple[Snapshot, ...]
    finished: bool
    seconds: float
    sha256: str
    closures: tuple[Closure, ...] = ()  # of firms with much of the cluster's jobs


def run_scenario(
    scenario: Scenario,
    seed: int,
    folder: Path,
    *,
    ticks: int,
    events: bool = True,
    metrics: MetricSet = "headline",
    replace: bool = False,
    progress: Callable[[int], object] | None = None,
    command: str = "",
) -> Run:
    """Simulate `ticks` ticks and write the results into `folder`; sets of `metrics` are taken at start, middle and end.

    `command` is the line that the manifest gives to make it again. Ctrl-C ends the run after the current tick: what was
    simulated is written, marked as interrupted. Raises OutputExistsError if the folder exists and `replace` is not set;
    nothing is written then.
    """
    started = time.perf_counter()
    wanted = tuple(sorted({0, ticks // 2, ticks}))
    observer, snapshots, closures = Observer(metrics, wanted), Snapshots(wanted), Closures()
    with RunWriter(folder, replace=replace) as writer:

        def write_and_tell(world: World) -> None:
            if world.tick and world.tick % EVENT_CHUNK == 0:
                writer.add_events(world)
            if world.tick and progress is not None:
                progress(world.tick)

        with interruptible() as stop:
            looks = (observer.look, snapshots.look, closures.look, write_and_tell)
            world = simulate(scenario, seed, looks, ticks=ticks, events=events, stop=stop.is_set)
        snapshots.keep(world)
        finished, seconds = world.tick == ticks, time.perf_counter() - started
        status = "finished" if finished else "interrupted"
        about = make_manifest(world, ticks=ticks, status=status, seconds=seconds, command=command)
        sha256 = writer.finish(world, about, observer.tables(world))
    return Run(world, tuple(snapshots.kept), finished, seconds, sha256, tuple(closures.found))
