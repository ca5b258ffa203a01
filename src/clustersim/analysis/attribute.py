"""How much of what a mix does is due to each task: alone, last, in pairs, and as a fair share (Shapley value)."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from clustersim.analysis.compare import rows_at
from clustersim.core.frames import of_arm
from clustersim.core.intervals import RESAMPLES, mean_interval, resamples
from clustersim.errors import InputError, Problem
from clustersim.metrics.registry import HEADLINE
from clustersim.policies.registry import POLICIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustersim.batch.results import Results
    from clustersim.core.columns import F64

ATTRIBUTED = (*HEADLINE, "cluster_jobs", "cost")

Coalition = frozenset[str]


class Contribution(NamedTuple):
    """A contribution to one metric with its 95 % interval over seeds; NaN where the arms it needs are not there."""

    metric: str
    kind: str  # alone, last, pair, shapley, total
    task: str  # for pairs: one with the other
    value: float
    low: float
    high: float
    exact: bool  # Shapley values: from all coalitions, or an estimate from those that are there


@dataclass(frozen=True)
class Worth:
    """What every coalition of tasks that was run is worth: the metric by seed, shape (seeds,)."""

    tasks: tuple[str, ...]
    values: dict[Coalition, F64]
    seeds: tuple[Any, ...]


def attribute(results: Results, metrics: Sequence[str] = ATTRIBUTED, at: str = "end") -> pd.DataFrame:
    """Return all contributions that the arms of a batch allow, one row each.

    alone      worth of the task alone, beyond no task
    last       what is missing when the task is left out of all
    pair       worth of two together beyond the sum of both alone (positive: they help each other)
    shapley    the task's contribution, averaged over all orders in which the tasks could be switched on (Shapley 1953)
    total      worth of all tasks beyond none; the Shapley values add up to it, seed by seed

    Shapley values are exact if all 2^n sets of tasks were run. Otherwise a model of main effects and pairs is fitted to
    the arms there are, seed by seed, and pinned to the worth of none and of all; half a pair's effect then goes to
    each.

    Raises
    ------
    InputError
        If there is no arm without tasks, or no arm with a task.
    """
    rows: list[Contribution] = []
    for metric in metrics:
        worth = coalitions(results, metric, at)
        rows += [*_alone(worth, metric), *_last(worth, metric), *_pairs(worth, metric), *_shapley_rows(worth, metric)]
    return pd.DataFrame(rows, columns=Contribution._fields)


def tasks_of(results: Results) -> dict[str, Coalition]:
    """Return the tasks that are on in every arm whose scenario differs from the others in nothing else but them."""
    from clustersim.batch.plan import arm_hash

    arms = results.plan.arms
    bare = {arm.name: arm_hash(arm.scenario.model_copy(update={"policies": {}})) for arm in arms}
    without = [arm for arm in arms if not arm.scenario.tasks_on()]
    if not without:
        raise InputError(
            [
                Problem(
                    str(results.folder),
                    0,
                    "",
                    "has no arm without tasks, so nothing can be attributed; add one to the plan",
                )
            ]
        )
    shared = Counter(bare.values())
    base = max(without, key=lambda arm: shared[bare[arm.name]])  # the first of those that most arms go with
    return {arm.name: arm.scenario.tasks_on() for arm in arms if bare[arm.name] == bare[base.name]}


def coalitions(results: Results, metric: str, at: str) -> Worth:
    """Return the metric of every set of tasks that was run, over the seeds that all these arms have finished."""
    sets = tasks_of(results)
    wide = results.metric(metric)
    rows = np.arange(len(wide)) >= 0 if metric == "cost" else rows_at(results, wide, at)
    chosen: dict[Coalition, str] = {}
    done = set(wide.columns.get_level_values(0))
    for arm, tasks in sets.items():
        if arm in done:
            chosen.setdefault(tasks, arm)
    if frozenset() not in chosen or len(chosen) < 2:
        raise InputError(
            [Problem(str(results.folder), 0, "", "needs an arm without tasks and at least one with tasks, finished")]
        )
    shared = set.intersection(*(set(of_arm(wide, arm).columns) for arm in chosen.values()))
    if not shared:
        raise InputError(
            [
                Problem(
                    str(results.folder), 0, "", "has no seed that is finished in all arms; go on with the batch first"
                )
            ]
        )
    seeds = tuple(sorted(shared))
    values: dict[Coalition, F64] = {}
    for tasks, arm in chosen.items():
        part = of_arm(wide, arm).loc[:, list(seeds)].to_numpy(dtype=np.float64)[rows]
        values[tasks] = part.sum(axis=0) if metric == "cost" else part.mean(axis=0)
    return Worth(tuple(task for task in POLICIES if any(task in tasks for tasks in chosen)), values, seeds)


def _alone(worth: Worth, metric: str) -> list[Contribution]:
    none = worth.values[frozenset()]
    known = [task for task in worth.tasks if frozenset([task]) in worth.values]
    return [
        Contribution(metric, "alone", task, *mean_interval(worth.values[frozenset([task])] - none), True)
        for task in known
    ]


def _last(worth: Worth, metric: str) -> list[Contribution]:
    whole = frozenset(worth.tasks)
    known = [task for task in worth.tasks if whole in worth.values and whole - {task} in worth.values]
    return [
        Contribution(metric, "last", task, *mean_interval(worth.values[whole] - worth.values[whole - {task}]), True)
        for task in known
    ]


def _pairs(worth: Worth, metric: str) -> list[Contribution]:
    found, values, none = [], worth.values, worth.values[frozenset()]
    for one, other in itertools.combinations(worth.tasks, 2):
        sets = (frozenset([one, other]), frozenset([one]), frozenset([other]))
        if all(tasks in values for tasks in sets):
            both, first, second = (values[tasks] - none for tasks in sets)
            found.append(
                Contribution(metric, "pair", f"{one} with {other}", *mean_interval(both - first - second), True)
            )
    return found


def _shapley_rows(worth: Worth, metric: str) -> list[Contribution]:
    """Return Shapley values and the total; intervals come from resampling whole seeds, so that values add up in every
    resample.
    """
    whole = frozenset(worth.tasks)
    if whole not in worth.values:
        return []
    exact = len(worth.values) == 2 ** len(worth.tasks)
    by_seed = shapley(worth) if exact else fitted_shapley(worth)
    if by_seed is None:
        return []
    total = worth.values[whole] - worth.values[frozenset()]
    rows = np.vstack([by_seed, total])
    chosen = resamples(RESAMPLES, len(worth.seeds))
    low, high = (
        np.quantile(rows[:, chosen].mean(axis=2), [0.025, 0.975], axis=1)
        if len(worth.seeds) > 1
        else np.full((2, len(rows)), math.nan)
    )
    names = [*((task, "shapley") for task in worth.tasks), ("all", "total")]
    return [
        Contribution(metric, kind, task, float(row.mean()), float(first), float(last), exact)
        for (task, kind), row, first, last in zip(names, rows, low, high, strict=True)
    ]


def shapley(worth: Worth) -> F64:
    """Return the Shapley value of every task for every seed, shape (tasks, seeds), from all coalitions."""
    tasks, count = worth.tasks, len(worth.tasks)
    found = np.zeros((count, len(worth.seeds)))
    weights = [math.factorial(size) * math.factorial(count - size - 1) / math.factorial(count) for size in range(count)]
    for place, task in enumerate(tasks):
        others = [other for other in tasks if other != task]
        for size in range(count):
            for chosen in itertools.combinations(others, size):
                before = frozenset(chosen)
                found[place] += weights[size] * (worth.values[before | {task}] - worth.values[before])
    return found


def fitted_shapley(worth: Worth) -> F64 | None:
    """Return estimates of the Shapley values from a model of main effects and pairs; None if the arms do not determine
    it.

    Pairs are left out if they cannot be told apart. What the model leaves of the total is shared evenly, so that the
    values add up.
    """
    tasks, none, whole = worth.tasks, worth.values[frozenset()], worth.values[frozenset(worth.tasks)]
    sets = [tasks_on for tasks_on in worth.values if tasks_on]
    gains = np.array([worth.values[tasks_on] - none for tasks_on in sets])
    pairs = list(itertools.combinations(range(len(tasks)), 2))
    single = np.array([[float(task in tasks_on) for task in tasks] for tasks_on in sets])
    double = np.array([[row[one] * row[other] for one, other in pairs] for row in single]).reshape(
        len(sets), len(pairs)
    )
    with_pairs = np.hstack([single, double])
    design = with_pairs if np.linalg.matrix_rank(with_pairs) == with_pairs.shape[1] else single
    if np.linalg.matrix_rank(design) < design.shape[1]:
        return None
    solved, *_ = np.linalg.lstsq(design, gains, rcond=None)
    found = solved[: len(tasks)].copy()
    if design is with_pairs:
        for number, (one, other) in enumerate(pairs):
            found[one] += solved[len(tasks) + number] / 2.0
            found[other] += solved[len(tasks) + number] / 2.0
    return np.asarray(found + (whole - none - found.sum(axis=0)) / len(tasks))
