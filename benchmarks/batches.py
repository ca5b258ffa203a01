"""Measured speed of batches: runs per second, efficiency, overhead of engines and store, and what pairing saves.

Nothing here is a test; the figures depend on the machine and on what else it does.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mesa

from clustersim.analysis.compare import compare
from clustersim.batch.dask_engine import DaskEngine
from clustersim.batch.driver import run_batch
from clustersim.batch.execute import Done, Order, Workload
from clustersim.batch.local_engine import LocalEngine
from clustersim.batch.plan import Plan
from clustersim.batch.plan_parts import Arm
from clustersim.batch.results import load
from clustersim.batch.store import Store
from clustersim.mesa_view.model import ClusterModel
from clustersim.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustersim.batch.driver import Engine

FIRMS, TICKS = 1_000, 100
FULL = ("factorial-512", 15.0)  # plan, and minutes it should take on two cores


@dataclass
class Nothing(Workload):
    """A workload whose runs do nothing but return a record of the usual size: what is left is the engine's overhead."""

    record: bytes = b""

    def run(self, order: Order) -> Done:
        """Return the record."""
        return Done(order, self.record)


def small_plan(runs: int) -> Plan:
    """Return a plan of `runs` runs of 1,000 firms and 100 ticks over two arms: without policy, and with networking."""
    scenario = Scenario.load("mature").with_firms(FIRMS)
    arms = (Arm("none", scenario), Arm("networking", scenario.changed("policies.networking", {}), "none"))
    return Plan("bench", "bench", "", arms, tuple(range(runs // 2)), TICKS)


def seconds_of(plan: Plan, make: Callable[[Workload], Engine]) -> tuple[float, float]:
    """Return how long a batch took, and how much of it was spent storing."""
    folder, spent = Path(tempfile.mkdtemp(prefix="clustersim-bench-")), 0.0
    add, compact = Store.add, Store.compact

    def timed(method: Callable[..., None]) -> Callable[..., None]:
        def wrapped(*arguments: Any) -> None:
            nonlocal spent
            begun = time.perf_counter()
            method(*arguments)
            spent += time.perf_counter() - begun

        return wrapped

    Store.add, Store.compact = timed(add), timed(compact)  # type: ignore[method-assign]
    try:
        started = time.perf_counter()
        run_batch(plan, folder / "r", make)
        return time.perf_counter() - started, spent
    finally:
        Store.add, Store.compact = add, compact  # type: ignore[method-assign]
        shutil.rmtree(folder)


def overhead(make: Callable[[Workload], Any], count: int = 2_000) -> float:
    """Return the engine's own milliseconds per run, in runs that do nothing; starting processes is not counted."""
    workload = Workload.of(small_plan(2))
    record = workload.run(Order("warm", 0, 0)).record or b""
    engine = make(Nothing(workload.scenarios, workload.ticks, workload.outputs, record=record))
    try:
        for _ in engine.run([Order(f"first-{number}", 0, number) for number in range(8)]):
            pass
        started = time.perf_counter()
        for _ in engine.run([Order(str(number), 0, number) for number in range(count)]):
            pass
        return 1e3 * (time.perf_counter() - started) / count
    finally:
        engine.close()


class BatchRunModel(ClusterModel):
    """The same model for `mesa.batch_run`, which passes parameters by keyword."""

    def __init__(self, intensity: float = 0.0, number: int = 0, **_: object) -> None:
        scenario = Scenario.load("mature").with_firms(FIRMS).changed("ticks", TICKS)
        super().__init__(
            scenario.changed("policies.networking.intensity", intensity) if intensity else scenario, seed=number
        )


def mesa_seconds(runs: int, processes: int) -> float:
    """Return how long `mesa.batch_run` takes for as many runs of the same model (one tick more a run, as it counts)."""
    started = time.perf_counter()
    mesa.batch_run(
        BatchRunModel,
        {"intensity": [0.0, 1.0], "number": list(range(runs // 2))},
        number_processes=processes,
        iterations=1,
        data_collection_period=1,
        max_steps=TICKS - 1,
        display_progress=False,
    )
    return time.perf_counter() - started


def main(*, full: bool = False, quiet: bool = False) -> dict[str, Any]:
    """Measure and print all figures; with `full` also the whole factorial of 512 arms, which takes its time."""
    say = (lambda *_: None) if quiet else print
    cores = os.cpu_count() or 1
    found: dict[str, Any] = {"cores": cores}
    say(f"batches of {FIRMS:,} firms x {TICKS} ticks on a machine with {cores} cores")
    Workload.of(small_plan(2)).run(Order("warm", 1, 0))
    for runs in (64, 1_000):
        plan, times = small_plan(runs), {}
        for processes in (1, 2):
            taken, spent = seconds_of(plan, lambda workload, count=processes: LocalEngine(workload, count))  # type: ignore[misc]
            times[processes] = taken
            rate, share = runs / taken, 100 * spent / taken
            say(
                f"{runs:>6,} runs on {processes} core{'s' if processes > 1 else ' '}: {taken:7.1f} s, {rate:6.2f} "
                f"runs a second, storing {share:.1f} %"
            )
            found[f"{runs} runs, {processes} cores"] = {"seconds": taken, "storing_share": spent / taken}
        efficiency = times[1] / (2 * times[2])
        found[f"{runs} runs, efficiency"] = efficiency
        say(f"       parallel efficiency {efficiency:.2f}")
    local = overhead(lambda workload: LocalEngine(workload, 2))
    dask = overhead(lambda workload: DaskEngine(workload, processes=2), 500)
    found |= {"overhead_local_ms": local, "overhead_dask_ms": dask}
    say(f"overhead per run: local engine {local:.2f} ms, Dask {dask:.2f} ms")
    ours, theirs = seconds_of(small_plan(64), lambda workload: LocalEngine(workload, 2))[0], mesa_seconds(64, 2)
    found |= {"ours_64_s": ours, "mesa_batch_run_64_s": theirs}
    say(
        f"64 runs on 2 cores: clustersim {ours:.1f} s, mesa.batch_run on the same model {theirs:.1f} s "
        f"({theirs / ours:.1f} times as long)"
    )
    found["pairing"] = pairing(say)
    found["factorial"] = factorial(full, say)
    return found


def pairing(say: Callable[..., object]) -> dict[str, float]:
    """Measure how many times as many seeds independent runs would need, task by task."""
    folder = Path(tempfile.mkdtemp(prefix="clustersim-bench-"))
    try:
        run_batch(Plan.load("nine-tasks"), folder / "r", lambda workload: LocalEngine(workload, os.cpu_count() or 1))
        effects = compare(load(folder / "r"), ("cluster_density", "network_strength"))
    finally:
        shutil.rmtree(folder)
    say(
        "variance reduction by pairing (times as many independent seeds for the same interval): density, network "
        "strength"
    )
    found = {}
    for effect in effects:
        found[f"{effect.arm} {effect.metric}"] = effect.variance_ratio
    for arm in dict.fromkeys(effect.arm for effect in effects):
        say(f"  {arm:<16}{found[f'{arm} cluster_density']:>12,.1f}{found[f'{arm} network_strength']:>12,.1f}")
    return found


def factorial(full: bool, say: Callable[..., object]) -> dict[str, float]:
    """Time the factorial of 512 arms and 10 seeds: whole, or one seed of all arms, times ten."""
    plan = Plan.load(FULL[0])
    seeds = plan.seeds if full else plan.seeds[:1]
    taken, spent = seconds_of(plan.with_seeds(seeds), lambda workload: LocalEngine(workload, 2))
    whole = taken * len(plan.seeds) / len(seeds)
    how = "measured" if full else f"estimated from {len(seeds)} of {len(plan.seeds)} seeds"
    say(
        f"512 arms x 10 seeds on kaiserslautern, 2 cores: {whole / 60:.1f} min ({how}; target {FULL[1]:g}), "
        f"storing {100 * spent / taken:.1f} %"
    )
    return {"minutes": whole / 60, "storing_share": spent / taken}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help="run the whole factorial of 512 arms")
    main(full=parser.parse_args().full)
