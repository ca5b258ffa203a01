"""One run of one scenario: with progress, snapshots for figures, and results that are complete or absent."""

from __future__ import annotations

import signal
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clustersim.runs.manifest import make_manifest
from clustersim.runs.observer import Observer, Snapshots, Which
from clustersim.runs.simulate import simulate
from clustersim.runs.writer import RunWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

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
    wanted = tuple(sorted({0, ticks // 2, ticks}))
    observer, snapshots = Observer(metrics, wanted), Snapshots(wanted)

    def write_and_tell(world: World) -> None:
        if world.tick and world.tick % EVENT_CHUNK == 0:
            writer.add_events(world)
        if world.tick and progress is not None:
            progress(world.tick)

    try:
        with interruptible() as stop:
            looks = (observer.look, snapshots.look, write_and_tell)
            world = simulate(scenario, seed, looks, ticks=ticks, events=events, stop=stop.is_set)
        finished = world.tick == ticks
        snapshots.keep(world)
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
    return Run(world, tuple(snapshots.kept), finished, seconds, sha256)


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
