"""One run of one scenario: with progress, snapshots for figures, and results that are complete or absent."""

from __future__ import annotations

import signal
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clustersim.phases.schedule import advance
from clustersim.runs.manifest import make_manifest
from clustersim.runs.observer import Observer, Which
from clustersim.runs.writer import RunWriter
from clustersim.start.build import build_world
from clustersim.world.snapshot import Snapshot, take_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from clustersim.scenario import Scenario
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


def run_scenario(
    scenario: Scenario,
    seed: int,
    folder: Path,
    *,
    ticks: int,
    events: bool = True,
    metrics: Which = "headline",
    replace: bool = False,
    progress: Callable[[int], object] | None = None,
) -> Run:
    """Simulate `ticks` ticks and write the results into `folder`; sets of `metrics` are taken at start, middle and end.

    Ctrl-C ends the run after the current tick: what was simulated is written, marked as interrupted. Raises
    OutputExistsError if the folder exists and `replace` is not set; nothing is written then.
    """
    writer = RunWriter(folder, replace=replace)
    started = time.perf_counter()
    try:
        world = build_world(scenario, seed, events=events)
        wanted = sorted({0, ticks // 2, ticks})
        snapshots = [take_snapshot(world)]
        observer = Observer(metrics, tuple(wanted))
        observer.look(world)
        with interruptible() as stop:
            for tick in range(1, ticks + 1):
                advance(world)
                observer.look(world)
                if tick % EVENT_CHUNK == 0:
                    writer.add_events(world)
                if progress is not None:
                    progress(tick)
                if stop.is_set():
                    break
                if tick in wanted:
                    snapshots.append(take_snapshot(world))
        finished = world.tick == ticks
        if snapshots[-1].tick != world.tick:
            snapshots.append(take_snapshot(world))
        seconds = time.perf_counter() - started
        status = "finished" if finished else "interrupted"
        sha256 = writer.finish(
            world,
            make_manifest(world, ticks=ticks, status=status, seconds=seconds),
            observer.tables(world),
        )
    except BaseException:
        writer.abandon()
        raise
    return Run(world, tuple(snapshots), finished, seconds, sha256)


@contextmanager
def interruptible() -> Iterator[threading.Event]:
    """Turn the first Ctrl-C into a flag, so that a tick is never cut in half; a second one interrupts at once."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = signal.getsignal(signal.SIGINT)

    def handle(number: int, frame: object) -> None:
        stop.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, handle)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
