"""Paired comparison of arms: the same seeds in every arm, so that two runs differ only by what the policy caused."""

from __future__ import annotations

import json
import math
import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from clustersim.core import threads
from clustersim.core.intervals import interval
from clustersim.phases.schedule import advance
from clustersim.policies.registry import POLICIES
from clustersim.start.build import build_world
from clustersim.world.snapshot import Snapshot, take_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from clustersim.scenario import Scenario

LAST_YEARS = 1.0  # effects are means over the last year of the run


@dataclass(frozen=True)
class Effect:
    """The paired difference of one metric between an arm and the arm without policy, over seeds."""

    arm: str
    metric: str
    base: float  # mean of the arm without policy
    difference: float  # mean paired difference
    low: float  # 95 % confidence interval of that mean (Student's t over seeds)
    high: float
    cost: float  # public cost in EUR over the whole run, mean over seeds

    @property
    def percent(self) -> float:
        """Return the difference as a percentage of the arm without policy."""
        return 100.0 * self.difference / self.base if self.base else math.nan

    @property
    def verdict(self) -> str:
        """Return in plain words what the interval says."""
        if math.isnan(self.low) or math.isnan(self.high):
            return "undefined"
        if self.low == self.high == 0.0:
            return "no difference"
        if self.low > 0.0:
            return "rises"
        if self.high < 0.0:
            return "falls"
        return "no effect seen"


@dataclass(frozen=True)
class Comparison:
    """All effects of a paired comparison, the number of seeds behind them, and whether every run finished."""

    effects: list[Effect]
    seeds: int
    finished: bool


def run_series(scenario: Scenario, seed: int, ticks: int) -> pd.DataFrame:
    """Return the series of one run without writing anything."""
    world = build_world(scenario, seed, events=False)
    for _ in range(ticks):
        advance(world)
    return pd.DataFrame(world.series).assign(arm=scenario.name, seed=seed)


def run_snapshots(scenario: Scenario, seed: int, ticks: int) -> tuple[Snapshot, ...]:
    """Return pictures of one run at its start, middle and end."""
    world = build_world(scenario, seed, events=False)
    found = [take_snapshot(world)]
    for tick in range(1, ticks + 1):
        advance(world)
        if tick in (ticks // 2, ticks):
            found.append(take_snapshot(world))
    return tuple(found)


def run_arms(
    scenarios: Sequence[Scenario],
    seeds: Sequence[int],
    ticks: int,
    jobs: int = 0,
    progress: Callable[[int], object] | None = None,
) -> tuple[pd.DataFrame, bool]:
    """Run every scenario with every seed on `jobs` processes (0: one per core); return all series and whether all ran.

    After Ctrl-C the seeds that are finished in every arm are returned.
    """
    tasks = [(scenario, seed) for seed in seeds for scenario in scenarios]
    parts: dict[tuple[str, int], pd.DataFrame] = {}
    try:
        for name, seed, series in _run_all(tasks, ticks, min(jobs or os.cpu_count() or 1, len(tasks))):
            parts[name, seed] = series
            if progress is not None:
                progress(len(parts))
    except KeyboardInterrupt:
        pass
    whole = [seed for seed in seeds if all((scenario.name, seed) in parts for scenario in scenarios)]
    found = [parts[scenario.name, seed] for seed in whole for scenario in scenarios]
    return (pd.concat(found, ignore_index=True) if found else pd.DataFrame()), len(whole) == len(seeds)


def _run_all(
    tasks: Sequence[tuple[Scenario, int]], ticks: int, workers: int
) -> Iterator[tuple[str, int, pd.DataFrame]]:
    """Yield scenario name, seed and series of every task as they finish."""
    if workers <= 1:
        for scenario, seed in tasks:
            yield scenario.name, seed, run_series(scenario, seed, ticks)
        return
    # spawn: numba's threads and fork do not agree
    pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))
    try:
        with _interrupts_ignored():
            waiting = {
                pool.submit(run_series, scenario, seed, ticks): (scenario.name, seed) for scenario, seed in tasks
            }
        for future in as_completed(waiting):
            yield *waiting[future], future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Ignore Ctrl-C for a moment: processes that start in it leave Ctrl-C to this one, from their very first line."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    os.environ[threads.VARIABLE] = "1"  # the processes share the cores already


def last_year(series: pd.DataFrame) -> pd.DataFrame:
    """Return the mean of every metric over the last year of each run, one row per arm and seed."""
    end = series.groupby(["arm", "seed"])["years"].transform("max")
    recent = series[series["years"] > end - LAST_YEARS]
    return recent.groupby(["arm", "seed"], sort=False).mean(numeric_only=True)


def effects(series: pd.DataFrame, base: str, metrics: Sequence[str], level: float = 0.95) -> list[Effect]:
    """Return the paired effects of every arm but `base` on `metrics`, with confidence intervals over seeds."""
    means = last_year(series)
    runs = series.groupby(["arm", "seed"])["cost"].sum().reset_index()
    cost = {str(arm): float(part["cost"].mean()) for arm, part in runs.groupby("arm")}
    found = []
    for arm, spent in cost.items():
        if arm == base:
            continue
        for metric in metrics:
            before, after = means.xs(base)[metric].to_numpy(), means.xs(arm)[metric].to_numpy()
            mean, low, high = interval(after - before, level)
            found.append(Effect(arm, metric, float(before.mean()), mean, low, high, spent))
    order = {str(arm): place for place, arm in enumerate(series["arm"].unique())}
    found.sort(key=lambda effect: order[effect.arm])
    return found


DEMO_ARMS = (
    "kaiserslautern",
    *(f"kaiserslautern-{task}" for task in POLICIES.shipped),
    "kaiserslautern-all-nine-staged",
)
DEMO_METRICS = ("cluster_density", "network_strength", "cluster_jobs", "firms")
DEMO_SEEDS = 8


def demo(
    folder: Path,
    *,
    seeds: int = DEMO_SEEDS,
    ticks: int | None = None,
    jobs: int = 0,
    figures: bool = True,
    quiet: bool = False,
) -> Comparison:
    """Run the demonstration on Kaiserslautern and write its tables and figures into `folder`.

    After Ctrl-C what is finished is written; if no seed is finished in every arm, nothing is, and KeyboardInterrupt
    is raised.
    """
    from tqdm import tqdm

    from clustersim.scenario import Scenario

    scenarios = [Scenario.load(name) for name in DEMO_ARMS]
    horizon = ticks or scenarios[0].ticks
    with tqdm(
        total=len(scenarios) * seeds, unit="run", desc="Kaiserslautern", disable=quiet or not sys.stderr.isatty()
    ) as bar:
        series, finished = run_arms(scenarios, range(seeds), horizon, jobs, lambda _: bar.update())
    if series.empty:
        raise KeyboardInterrupt
    found = Comparison(effects(series, scenarios[0].name, DEMO_METRICS), int(series["seed"].nunique()), finished)
    folder.mkdir(parents=True, exist_ok=True)
    series.to_parquet(folder / "series.parquet")
    table = pd.DataFrame(
        [{**vars(effect), "percent": effect.percent, "verdict": effect.verdict} for effect in found.effects]
    )
    table.to_csv(folder / "effects.csv", index=False)
    about = {
        "scenarios": [scenario.as_dict() for scenario in scenarios],
        "seeds": found.seeds,
        "ticks": horizon,
        "finished": finished,
    }
    (folder / "manifest.json").write_text(
        json.dumps(about, indent=2, ensure_ascii=False, default=str) + "\n", encoding="utf-8"
    )
    if figures:
        from clustersim import plots

        titles = {scenario.name: scenario.title for scenario in scenarios}
        plots.save_comparison_figures(
            series, found.effects, titles, scenarios[0].name, run_snapshots(scenarios[-1], 0, horizon), folder
        )
    return found


def effects_text(found: Comparison, titles: Mapping[str, str], years: float) -> str:
    """Return the effects on density and network strength as a table for the terminal."""
    units = {
        "cluster_density": "cluster density (related firms per km2)",
        "network_strength": "network strength (tie strength per actor)",
    }
    span = "1 year" if years == 1 else f"{years:g} years"
    width = max(len(titles.get(effect.arm, effect.arm)) for effect in found.effects)
    lines = [
        f"Effect after {span} against the same region without policy; mean of {found.seeds} paired seeds, 95 % interval"
    ]
    for metric, label in units.items():
        rows = [effect for effect in found.effects if effect.metric == metric]
        lines += ["", f"{label}; without policy {rows[0].base:.3f}"]
        for effect in rows:
            numbers = f"{effect.difference:+.4f}  [{effect.low:+.4f}, {effect.high:+.4f}]  {effect.percent:+7.2f} %"
            lines.append(
                f"  {titles.get(effect.arm, effect.arm):<{width}}  {numbers}  {effect.verdict:<14}  "
                f"{effect.cost / 1e6:6.2f} million EUR"
            )
    return "\n".join(lines)
