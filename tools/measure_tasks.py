"""Measure what each task does alone, and whether a run tells which task it was: `python tools/measure_tasks.py
[scenario] [seeds]`.

Every task runs alone at its defaults for the whole horizon, beside the three enabling tasks together and all of them;
the same seeds in every arm. Prints two tables for docs/tasks.md and docs/calibration.md: paired effects of the last
year with 95 % intervals, and how often a classifier names the task from the outputs of a run of another seed.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from clustersim.analysis.compare import SEEN, Effect, compare
from clustersim.batch.driver import run_batch
from clustersim.batch.local_engine import LocalEngine
from clustersim.batch.plan import Plan
from clustersim.batch.plan_parts import Arm
from clustersim.batch.results import LAST_YEARS, Results, load
from clustersim.core.cores import cores
from clustersim.metrics.registry import METRICS
from clustersim.policies.registry import POLICIES
from clustersim.scenario import Scenario
from clustersim.texts import interval, number

if TYPE_CHECKING:
    from clustersim.core.columns import F64

SHOWN = (
    "cluster_density",
    "network_strength",
    "network_strength_firms",
    "cluster_firms",
    "cluster_jobs",
    "jobs",
    "mean_knowledge",
    "innovations",
    "outside_ties",
    "constrained_share",
)
TRACES = (
    "members",
    "targeting_error",
    "focus",
    "cofunding",
    "staff_used",
    "tenants",
    "entries_centre_start_up",
    "outside_ties",
    "projects",
    "adopters",
    "adoptions",
    "relieved_firms",
    "constrained_share",
    "trained_firms",
    "advised_foundings",
    "stage",
)
ENABLING = ("organisation", "strategy", "alignment")


def arms_of(base: Scenario) -> dict[str, Scenario]:
    """Return the scenarios of the arms: without policy, each task alone, the enabling tasks together, all of them."""
    sets = (
        {"none": ()}
        | {task: (task,) for task in POLICIES}
        | {"enabling-tasks": tuple(task for task in ENABLING if task in POLICIES), "all": tuple(POLICIES)}
    )
    return {name: base.changed("policies", {task: {} for task in tasks}) for name, tasks in sets.items()}


def run_arms(arms: dict[str, Scenario], seeds: int, folder: Path) -> Results:
    """Run all arms as a batch and return its results."""
    planned = tuple(Arm(name, scenario, "" if name == "none" else "none") for name, scenario in arms.items())
    plan = Plan("tasks", "", "", planned, tuple(range(1, seeds + 1)), arms["none"].ticks)
    run_batch(plan, folder, lambda workload: LocalEngine(workload, cores()))
    return load(folder)


def features(series: pd.DataFrame, columns: list[str]) -> tuple[F64, list[str], list[int]]:
    """Return the paired difference of every single-task run to the run without policy: means of all years and of the
    last.
    """
    whole = series.groupby(["arm", "seed"]).mean(numeric_only=True)[columns].fillna(0.0)
    end = series["years"].max()
    recent = series[series["years"] > end - LAST_YEARS]
    last = recent.groupby(["arm", "seed"]).mean(numeric_only=True)[columns].fillna(0.0)
    table = pd.concat([whole, last.add_suffix(" at the end")], axis=1)
    names, seeds, rows = [], [], []
    for arm, seed in table.index:
        if arm in POLICIES:
            names.append(str(arm))
            seeds.append(int(seed))
            rows.append(table.loc[(arm, seed)].to_numpy() - table.loc[("none", seed)].to_numpy())
    return np.array(rows), names, seeds


def classify(rows: F64, names: list[str], seeds: list[int]) -> tuple[float, dict[tuple[str, str], int]]:
    """Return the share of runs named rightly by a discriminant fitted on all other seeds, and who was taken for
    whom.
    """
    right, mistaken = 0, {}
    label, who = np.array(names), np.array(seeds)
    for seed in sorted(set(seeds)):
        train, test = who != seed, who == seed
        kinds = sorted(set(names))
        centres = np.array([rows[train & (label == kind)].mean(axis=0) for kind in kinds])
        within = np.concatenate([rows[train & (label == kind)] - centres[number] for number, kind in enumerate(kinds)])
        spread = within.std(axis=0) + 1e-3 * rows[train].std(axis=0) + 1e-12
        for row, true in zip(rows[test], label[test], strict=True):
            # squared distance in units of the spread within tasks, each column bounded so that no single one decides
            far = np.minimum(((row - centres) / spread) ** 2, 100.0).sum(axis=1)
            named = kinds[int(np.argmin(far))]
            right += named == true
            if named != true:
                mistaken[(str(true), named)] = mistaken.get((str(true), named), 0) + 1
    return right / len(names), mistaken


def cell(effect: Effect) -> str:
    """Return an effect in % of the baseline (or in points) with its interval; bold where that excludes 0."""
    if effect.verdict == "no difference":
        return "0"
    percent = abs(effect.base) > 0.05
    scale, spec = (100.0 / abs(effect.base), "+.1f") if percent else (1.0, "+.4f")
    mean = number(effect.difference * scale, "en", spec)
    shown = f"**{mean}**" if effect.verdict in SEEN else mean
    return f"{shown} {interval(effect.low * scale, effect.high * scale, 'en', spec)}" + ("" if percent else " points")


def main() -> None:
    """Run all arms and print both tables."""
    source = sys.argv[1] if len(sys.argv) > 1 else "mature"
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 8
    arms = arms_of(Scenario.load(source))
    first = next(iter(arms.values()))
    with tempfile.TemporaryDirectory() as folder:
        results = run_arms(arms, seeds, Path(folder) / "tasks")
        series = results.series.drop(columns="run")
        shown = [name for name in SHOWN if name in series]
        found = compare(results, shown)
    print(
        f"{source}, {seeds} paired seeds, {first.ticks * first.tick_years:g} years; change in % of the level "
        "without policy [simultaneous 95 % interval]\n"
    )
    print("| arm | cost, million EUR | " + " | ".join(f"`{name}`" for name in shown) + " |")
    print("|" + " --- |" * (len(shown) + 2))
    for arm in list(arms)[1:]:
        cells = [cell(effect) for effect in found if effect.arm == arm]
        cost = next(effect.cost for effect in found if effect.arm == arm) / 1e6
        print(f"| {arm} | {cost:.1f} | " + " | ".join(cells) + " |")
    outcomes = [
        name for name in METRICS if name in series and not name.startswith("cost") and name not in ("tick", "years")
    ]
    for title, columns in (
        ("all outputs but costs", outcomes),
        ("outcomes only, without what a task leaves behind", [name for name in outcomes if name not in TRACES]),
    ):
        share, mistaken = classify(*features(series, columns))
        pairs = ", ".join(
            f"{true} taken for {named} ({count})"
            for (true, named), count in sorted(mistaken.items(), key=lambda item: -item[1])
        )
        print(
            f"\nnamed rightly from {title}: {100.0 * share:.0f} % of {seeds * len(POLICIES)} runs"
            + (f"; {pairs}" if pairs else "")
        )


if __name__ == "__main__":
    main()
