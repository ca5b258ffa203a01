"""How much of what a mix does is due to each task: alone, last, in pairs, and as a fair share (Shapley value).

A share is given only where the arms that were run identify it; what they do not say whose it is stays together.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from clustersim.analysis.coalitions import Coalition, Worth, coalitions, game_of
from clustersim.analysis.compare import effects_on
from clustersim.core.intervals import in_family, paired
from clustersim.errors import InputError, Problem
from clustersim.metrics.registry import HEADLINE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from clustersim.batch.results import Results
    from clustersim.core.columns import F64

ATTRIBUTED = (*HEADLINE, "cluster_jobs", "cost")
ROUNDING = 1e-9  # of the largest contribution, up to which two are the same
ALIASED = 1e-8  # how far a row of the resolution matrix may be from that of the identity
ALL = "all"  # in place of a task: of all together
# kinds of contribution, by the question they answer: the intervals of a line hold together at 95 %
QUESTIONS = (("alone", "total"), ("together",), ("last",), ("pair",), ("shapley", "unshared"), ("booked",))
COMPARED = QUESTIONS[0]  # what is an effect of an arm against no task: its interval is that of `compare`


class Contribution(NamedTuple):
    """A contribution to one metric; all intervals of a metric and kind hold together at 95 %."""

    metric: str
    kind: str  # alone, together, last, pair, shapley, unshared, total, booked
    task: str  # for pairs: one with the other; `all` for what is of no single task
    value: float
    low: float
    high: float
    exact: bool  # Shapley values: from all coalitions, or an estimate from those that identify them


def attribute(
    results: Results, metrics: Sequence[str] = ATTRIBUTED, at: str = "end", arms: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return all contributions that the arms of a batch identify, one row each.

    alone      worth of the task alone, beyond no task
    together   worth of all beyond the sum of what each does alone: together, not attributable
    last       what is missing when the task is left out of all
    pair       worth of two together beyond the sum of both alone (positive: they help each other)
    shapley    the task's contribution, averaged over all orders in which the tasks could be switched on (Shapley 1953)
    unshared   what estimated Shapley values leave of the total: together, not attributable
    total      worth of all tasks beyond none; exact Shapley values add up to it, seed by seed
    booked     of the metric `cost`: what the agency paid for the task when all were on; never a share

    Shapley values are exact if all 2^n sets of tasks were run. From fewer sets they are estimated, if the sets identify
    the main effect and every pair of the task, under the assumption that three or more tasks do nothing beyond their
    pairs; other tasks have no such row.

    Parameters
    ----------
    arms
        Names of the arms to take; without it, all of the plan.

    Raises
    ------
    InputError
        If there is no arm without tasks, or none with a task, or arms differ in more than the tasks that are on
        (intensity, timing, budget): the message names them. Also if the arms say nothing of a single task.
    """
    game = game_of(results, arms)
    rows: list[Contribution] = []
    for metric in metrics:
        found = _costs(results, game, at) if metric == "cost" else _shares(coalitions(results, game, metric, at))
        rows += _with_intervals(metric, list(found), effects_on(results, metric, at))
    if all(row.task == ALL for row in rows):
        message = (
            "has no sets of tasks that say what a single task contributes: run single tasks (one-at-a-time), all but "
            "each (leave-one-out) or all sets (full-factorial)"
        )
        raise InputError([Problem(str(results.folder), 0, "", message)])
    return pd.DataFrame(rows, columns=Contribution._fields)


class _Part(NamedTuple):
    """A contribution by seed, shape (seeds,)."""

    kind: str
    task: str
    values: F64
    exact: bool = True


def _with_intervals(metric: str, parts: Sequence[_Part], effects: int) -> list[Contribution]:
    """Return contributions with the intervals of their families: those that answer the same question.

    What is an effect of an arm stands among all the effects that `compare` shows, so that one number has one interval.
    The same contrast may answer several questions: of a single task what it does alone, last and in total, of two what
    they do beyond both alone. It counts once in a family, and has one interval, that of the largest of its families.
    """
    parts = _without_rounding(parts)
    which = _contrasts([part.values for part in parts])
    estimates = [paired(part.values) for part in parts]
    counts = [0] * len(parts)
    for kinds in QUESTIONS:
        family = {which[place] for place, part in enumerate(parts) if part.kind in kinds}
        judged = sum(estimates[place].is_judged for place in family)
        judged = max(judged, effects) if kinds == COMPARED and metric != "cost" else judged
        for place in family:
            counts[place] = max(counts[place], judged)
    found = []
    for place, (kind, task, _, exact) in enumerate(parts):
        interval = in_family(estimates[place], counts[which[place]])
        found.append(Contribution(metric, kind, task, interval.mean, interval.low, interval.high, exact))
    return found


def _without_rounding(parts: Sequence[_Part]) -> list[_Part]:
    """Return contributions of which those that are 0 but for rounding are 0, so that nothing is made of them."""
    close = ROUNDING * _largest([part.values for part in parts])
    return [
        part._replace(values=np.zeros_like(part.values)) if np.all(np.abs(part.values) <= close) else part
        for part in parts
    ]


def _largest(values: Sequence[F64]) -> float:
    return max((float(np.max(np.abs(one), initial=0.0, where=np.isfinite(one))) for one in values), default=0.0)


def _contrasts(values: Sequence[F64]) -> list[int]:
    """Return for each contribution the first that is the same contrast: equal in every seed but for rounding."""
    close, found = ROUNDING * _largest(values), list[int]()
    for place, one in enumerate(values):
        same = (first for first in dict.fromkeys(found) if np.allclose(one, values[first], 0.0, close, equal_nan=True))
        found.append(next(same, place))
    return found


def _shares(worth: Worth) -> Iterator[_Part]:
    values, none, whole = worth.values, worth.values[frozenset()], worth.whole
    alone = {task: values[frozenset([task])] - none for task in worth.tasks if frozenset([task]) in values}
    yield from (_Part("alone", task, gain) for task, gain in alone.items())
    for task in worth.tasks if whole in values else ():
        if whole - {task} in values:
            yield _Part("last", task, values[whole] - values[whole - {task}])
    yield from _pairs(worth)
    shares = shapley(worth) if worth.is_full else fitted_shapley(worth)
    yield from (_Part("shapley", task, share, worth.is_full) for task, share in shares.items())
    if whole not in values:
        return
    total = values[whole] - none
    if len(shares) == len(worth.tasks) and not worth.is_full:
        yield _Part("unshared", ALL, total - sum(shares.values()), exact=False)
    elif not shares and len(alone) == len(worth.tasks) > 1:
        yield _Part("together", ALL, total - sum(alone.values()))
    yield _Part("total", ALL, total)


def _pairs(worth: Worth) -> Iterator[_Part]:
    values, none = worth.values, worth.values[frozenset()]
    for one, other in itertools.combinations(worth.tasks, 2):
        sets = (frozenset([one, other]), frozenset([one]), frozenset([other]))
        if all(tasks in values for tasks in sets):
            both, first, second = (values[tasks] - none for tasks in sets)
            yield _Part("pair", f"{one} with {other}", both - first - second)


def _costs(results: Results, game: Mapping[str, Coalition], at: str) -> Iterator[_Part]:
    """Yield what was paid for each task, alone and when all were on, as it was booked; costs are not shared out."""
    whole = coalitions(results, game, "cost", at, whole_run=True)
    for task in whole.tasks:
        booked = coalitions(results, game, f"cost_{task}", at, whole_run=True)
        for kind, tasks in (("alone", frozenset([task])), ("booked", whole.whole)):
            if tasks in booked.values:
                yield _Part(kind, task, booked.values[tasks])
    if whole.whole in whole.values:
        yield _Part("total", ALL, whole.values[whole.whole] - whole.values[frozenset()])


def shapley(worth: Worth) -> dict[str, F64]:
    """Return the Shapley value of every task by seed, shape (seeds,), from all coalitions."""
    tasks, count = worth.tasks, len(worth.tasks)
    weights = [math.factorial(size) * math.factorial(count - size - 1) / math.factorial(count) for size in range(count)]
    found = {}
    for task in tasks:
        share = np.zeros(len(worth.seeds))
        others = [other for other in tasks if other != task]
        for size in range(count):
            for chosen in itertools.combinations(others, size):
                before = frozenset(chosen)
                share += weights[size] * (worth.values[before | {task}] - worth.values[before])
        found[task] = share
    return found


def fitted_shapley(worth: Worth) -> dict[str, F64]:
    """Return estimates of the Shapley values, by seed, of those tasks whose effects the coalitions identify.

    A model of main effects and pairs is fitted by least squares. In it the Shapley value of a task is its main effect
    and half of each of its pairs. It is given only if each of these is identified: not aliased with anything else in
    the design matrix, whose rows are the sets that were run. A sum that can be told although its parts cannot (single
    tasks and all but each) would spread over the tasks what three or more do together.
    """
    tasks, none = worth.tasks, worth.values[frozenset()]
    sets = [chosen for chosen in worth.values if chosen]
    terms = [frozenset(term) for size in (1, 2) for term in itertools.combinations(tasks, size)]
    design = np.array([[term <= chosen for term in terms] for chosen in sets], dtype=np.float64)
    solver = np.linalg.pinv(design)
    clear = np.abs(solver @ design - np.eye(len(terms))).max(axis=1) < ALIASED
    solved = solver @ np.array([worth.values[chosen] - none for chosen in sets])
    found = {}
    for task in tasks:
        mine = [place for place, term in enumerate(terms) if task in term]
        if clear[mine].all():
            found[task] = np.sum([solved[place] / len(terms[place]) for place in mine], axis=0)
    return found
