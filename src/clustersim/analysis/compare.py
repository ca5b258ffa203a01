"""What a policy changed: paired differences by seed between an arm and its baseline, with intervals and plain
verdicts.

One rule for all of it: the arms compared on a metric are a family, their intervals hold together at 95 %, the p-value
is adjusted in the same way, and a verdict is given exactly where the interval excludes 0 (`core.intervals.together`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from clustersim.batch.results import LAST_YEARS
from clustersim.core.clock import MOMENT
from clustersim.core.fingerprint import mixed
from clustersim.core.frames import of_arm
from clustersim.core.intervals import Interval, half_width, together, welch
from clustersim.core.intervals import paired as paired_estimate
from clustersim.errors import InputError, Problem, did_you_mean
from clustersim.metrics.registry import HEADLINE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustersim.batch.plan_parts import Arm
    from clustersim.batch.results import Results
    from clustersim.core.columns import F64, Bool

METRICS = (*HEADLINE, "cluster_jobs", "jobs", "connected_share", "self_sustaining_share")
SEEN = ("rises", "falls")  # verdicts that say an effect is there
HARDLY = 0.1  # per cent of the baseline below which an effect that is there is hardly one


@dataclass(frozen=True)
class Effect:
    """The paired effect of an arm on one metric against its baseline, over the seeds both have."""

    arm: str
    baseline: str
    metric: str
    at: str
    seeds: int
    base: float  # mean of the baseline
    difference: float  # mean of the paired differences
    low: float  # its interval: all intervals of the family hold together at 95 %
    high: float
    effect_size: float  # difference in standard deviations of the baseline between seeds (Glass's delta)
    p: float  # paired t test by itself
    p_adjusted: float  # times the size of the family: below 0.05 exactly where the interval excludes 0
    family: int  # effects it was adjusted for: arms on this metric, without those exactly zero in every seed
    verdict: str  # rises, falls, not decided, no difference, one seed: cannot say, undefined
    variance_ratio: float  # variance of the difference of independent runs over that of paired runs
    visible_after: float  # years until the effect is seen for at least a year; NaN without a verdict
    persistence: float  # share of the effect at the stop of the policy that is left at the end
    cost: float  # public cost of the arm beyond its baseline in EUR over the run, mean over seeds

    @property
    def percent(self) -> float:
        """The difference as a percentage of the baseline."""
        return 100.0 * self.difference / self.base if self.base else math.nan

    @property
    def sized_verdict(self) -> str:
        """The verdict as it is shown to people: `rises hardly`, `falls hardly` below `HARDLY` per cent of the baseline.

        Many seeds make sure of what is too small to matter, so the verdict alone would say too much.
        """
        return f"{self.verdict} hardly" if self.verdict in SEEN and abs(self.percent) < HARDLY else self.verdict


def compare(
    results: Results,
    metrics: Sequence[str] = METRICS,
    baseline: str | None = None,
    at: str = "end",
    *,
    paired: bool = True,
) -> list[Effect]:
    """Return the effects of all arms on the metrics.

    Parameters
    ----------
    baseline
        Arm to compare all others with; without it, each arm's own.
    at
        `end` (mean of the last year), `mean` (of the whole run after the start) or a tick.
    paired
        If not, arms are compared over all their seeds as if they were independent.

    Raises
    ------
    InputError
        If an arm or metric does not exist, arms share no seeds, nothing is finished, or versions of the model are
        mixed.
    """
    pairs = compared_arms(results, baseline)
    if not pairs:
        message = "has nothing to compare: every arm is its own baseline, or no seed is finished in both"
        raise InputError([Problem(str(results.folder), 0, "", message)])
    found: list[Effect] = []
    for metric in dict.fromkeys(metrics):
        wide = results.metric(metric)
        rows = rows_at(results, wide, at)
        seeds = [seeds_of(wide, arm.name, base, paired) for arm, base in pairs]
        ends = [(after[rows].mean().to_numpy(), before[rows].mean().to_numpy()) for after, before in seeds]
        intervals = family(ends, paired=paired)
        for (arm, base), samples, end, interval in zip(pairs, seeds, ends, intervals, strict=True):
            differences = samples[0] - samples[1] if paired else None
            cost = results.costs[arm.name] - results.costs[base]
            found.append(_effect(arm, base, metric, at, end, interval, differences, cost))
    return found


def family(samples: Sequence[tuple[F64, F64]], *, paired: bool = True) -> list[Interval]:
    """Return the intervals of a family of effects, from the values by seed with and without, shape (seeds,) each."""
    return together([paired_estimate(after - before) if paired else welch(after, before) for after, before in samples])


def effects_on(results: Results, metric: str, at: str = "end") -> int:
    """Return how many effects on a metric are judged together: the family of `compare`, 1 where it has none."""
    wide = results.metric(metric)
    rows = rows_at(results, wide, at)
    try:
        samples = [seeds_of(wide, arm.name, base, True) for arm, base in compared_arms(results, None)]
    except InputError:  # arms that share no seeds are not compared
        return 1
    found = family([(after[rows].mean().to_numpy(), before[rows].mean().to_numpy()) for after, before in samples])
    return max((one.family for one in found), default=1)


def effects_table(effects: Sequence[Effect]) -> pd.DataFrame:
    """Return effects as a frame, one row each, with `percent` of the baseline (as in `effects.csv`)."""
    return pd.DataFrame([{**vars(effect), "percent": effect.percent} for effect in effects])


def compared_arms(results: Results, baseline: str | None) -> list[tuple[Arm, str]]:
    """Return every arm that is compared, with the name of its baseline, as far as runs are finished."""
    if baseline is not None:
        results.arm(baseline)
    known = set(results.runs["arm"])
    found = []
    for arm in results.plan.arms:
        base = arm.baseline if baseline is None else baseline
        if base and base != arm.name and arm.name in known and base in known:
            found.append((arm, base))
    return found


def check_versions(results: Results) -> None:
    """Refuse results of different versions of the model: a difference between arms could be one between versions."""
    versions = sorted(set(results.runs["fingerprint"]))
    if mixed(versions):
        shown = ", ".join(versions)
        message = (
            f"holds runs of {len(versions)} versions of the model ({shown}): `clustersim batch PLAN --rerun` makes "
            "them one, --mixed compares anyway"
        )
        raise InputError([Problem(str(results.folder), 0, "", message)])


def rows_at(results: Results, wide: pd.DataFrame, at: str) -> Bool:
    """Return which rows of a metric's table count, as a mask of shape (ticks,)."""
    years: F64 = np.asarray(wide.index.to_numpy(), dtype=np.float64)
    if at == "end":
        return np.asarray(years > years.max() - LAST_YEARS)
    if at == "mean":
        return (years > 0.0) | (len(years) == 1)
    if at.isascii() and at.isdigit() and int(at) < len(years):
        return np.asarray(np.arange(len(years)) == int(at))
    raise InputError(
        [
            Problem(
                "",
                0,
                "--at",
                f"is {at}; must be end, mean, or a tick from 0 to {len(years) - 1}.{did_you_mean(at, ['end', 'mean'])}",
            )
        ]
    )


def seeds_of(wide: pd.DataFrame, arm: str, base: str, paired: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the columns of an arm and of its baseline: of the seeds both have, or all if not paired; rows are
    years.
    """
    with_it, without = of_arm(wide, arm), of_arm(wide, base)
    if not paired or list(with_it.columns) == list(without.columns):
        return with_it, without
    shared = [seed for seed in without.columns if seed in with_it.columns]
    if not shared:
        message = (
            f"shares no seed with {base}: differences of the same seed cannot be taken. Give both the same seeds, or "
            "add --unpaired"
        )
        raise InputError([Problem("", 0, arm, message)])
    return with_it.loc[:, shared], without.loc[:, shared]


def _effect(
    arm: Arm,
    base: str,
    metric: str,
    at: str,
    samples: tuple[F64, F64],
    found: Interval,
    differences: pd.DataFrame | None,
    cost: float,
) -> Effect:
    """Return one effect; `differences` by tick and seed, None if the samples are not paired."""
    after, before = samples
    seeds = min(len(after), len(before))
    said = verdict(found, seeds)
    spread = float(np.std(before, ddof=1)) if len(before) > 1 else math.nan
    seen = said in SEEN and differences is not None
    sign = math.copysign(1.0, found.mean)
    return Effect(
        arm=arm.name,
        baseline=base,
        metric=metric,
        at=at,
        seeds=seeds,
        base=float(before.mean()),
        difference=found.mean,
        low=found.low,
        high=found.high,
        effect_size=found.mean / spread if spread else math.nan,
        p=found.p,
        p_adjusted=found.p_adjusted,
        family=found.family,
        verdict=said,
        variance_ratio=math.nan if differences is None else variance_ratio(after, before),
        visible_after=visible_after(differences, sign, found.family) if seen and differences is not None else math.nan,
        persistence=math.nan if differences is None else persistence(differences, stop_year(arm), found.family),
        cost=cost,
    )


def verdict(found: Interval, seeds: int) -> str:
    """Return in plain words what the interval says, and nothing else."""
    if seeds < 2:
        return "one seed: cannot say"
    if math.isnan(found.low):
        return "undefined"
    if found.low == found.high == 0.0:
        return "no difference"
    if found.low > 0.0 or found.high < 0.0:
        return "rises" if found.low > 0.0 else "falls"
    return "not decided"


def variance_ratio(after: F64, before: F64) -> float:
    """Return how many times as many seeds independent runs would need for an interval as narrow as that of
    paired runs.
    """
    if len(after) < 2:
        return math.nan
    paired = float(np.var(after - before, ddof=1))
    independent = float(np.var(after, ddof=1) + np.var(before, ddof=1))
    return independent / paired if paired > 0.0 else math.inf if independent > 0.0 else math.nan


def visible_after(differences: pd.DataFrame, sign: float, count: int = 1) -> float:
    """Return the years from which on the mean difference is seen with this sign for at least a year; NaN if never.

    `differences` has a row per tick (index: years) and a column per seed. Seen means that the interval of the tick, in
    a family of `count` effects, excludes 0.
    """
    values, years = differences.to_numpy(), differences.index.to_numpy()
    if values.shape[1] < 2:
        return math.nan
    with np.errstate(invalid="ignore"):
        seen = sign * values.mean(axis=1) > half_width(values, count)
    for first in np.flatnonzero(seen):
        following = (years >= years[first]) & (years < years[first] + 1.0)
        if seen[following].all() and years[-1] >= years[first] + 1.0 - MOMENT:
            return float(years[first])
    return math.nan


def stop_year(arm: Arm) -> float:
    """Return the year in which the last task of an arm stops, NaN if one runs to the end or none is on."""
    agency, policies = arm.scenario.agency.stop, arm.scenario.policies
    stops = [task.stop for task in policies.values() if task.intensity > 0.0]
    last = max((math.inf if stop is None else stop for stop in stops), default=math.nan)
    if agency is not None and stops:
        last = min(last, agency)
    return last if math.isfinite(last) and last < arm.scenario.ticks * arm.scenario.tick_years else math.nan


def persistence(differences: pd.DataFrame, stop: float, count: int = 1) -> float:
    """Return the share of the mean difference at the stop that is left in the last year.

    NaN without a stop, or where no effect is seen at the stop (its interval in a family of `count` effects holds 0).
    """
    if math.isnan(stop):
        return math.nan
    mean = differences.mean(axis=1)
    until = differences[differences.index <= stop + MOMENT]
    if until.empty or differences.shape[1] < 2:
        return math.nan
    at_stop = float(until.iloc[-1].mean())
    end = float(mean[mean.index > mean.index.max() - LAST_YEARS].mean())
    return end / at_stop if abs(at_stop) > float(half_width(until.iloc[-1].to_numpy(), count)) else math.nan
