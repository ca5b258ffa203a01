"""What a policy changed: paired differences by seed between an arm and its baseline, with intervals and plain
verdicts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats

from clustersim.core.fingerprint import mixed
from clustersim.core.frames import of_arm
from clustersim.core.intervals import half_width, holm, mean_interval, welch_interval
from clustersim.errors import InputError, Problem, did_you_mean
from clustersim.metrics.registry import HEADLINE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustersim.batch.plan import Arm
    from clustersim.batch.results import Results
    from clustersim.core.columns import F64, Bool

METRICS = (*HEADLINE, "cluster_jobs", "jobs", "connected_share", "self_sustaining_share")
LAST_YEARS = 1.0  # `end` is the mean of the last year
LEVEL = 0.05


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
    low: float  # 95 % interval of that mean
    high: float
    effect_size: float  # difference in standard deviations of the baseline between seeds (Glass's delta)
    p: float  # paired t test
    p_holm: float  # adjusted for all effects of the comparison
    verdict: str
    variance_ratio: float  # variance of the difference of independent runs over that of paired runs
    visible_after: float  # years until the effect is seen for good
    persistence: float  # share of the effect at the stop of the policy that is left at the end
    cost: float  # public cost of the arm beyond its baseline in EUR over the run, mean over seeds

    @property
    def percent(self) -> float:
        """The difference as a percentage of the baseline."""
        return 100.0 * self.difference / self.base if self.base else math.nan


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
    found: list[Effect] = []
    for metric in dict.fromkeys(metrics):
        wide = results.metric(metric)
        rows = rows_at(results, wide, at)
        for arm, base in pairs:
            found.append(_effect(results, wide, rows, arm, base, metric, at, paired))
    if not found:
        raise InputError(
            [
                Problem(
                    str(results.folder),
                    0,
                    "",
                    "has nothing to compare: every arm is its own baseline, or no seed is finished in both",
                )
            ]
        )
    adjusted = holm(np.array([1.0 if math.isnan(effect.p) else effect.p for effect in found]))
    return [
        replace(effect, p_holm=float(p), verdict=verdict(effect, float(p)))
        for effect, p in zip(found, adjusted, strict=True)
    ]


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
    if not paired:
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
    results: Results, wide: pd.DataFrame, rows: Bool, arm: Arm, base: str, metric: str, at: str, paired: bool
) -> Effect:
    with_it, without = seeds_of(wide, arm.name, base, paired)
    after, before = with_it[rows].mean().to_numpy(), without[rows].mean().to_numpy()
    if paired:
        mean, low, high = mean_interval(after - before)
        p = paired_p(after - before)
        visible = visible_after(with_it - without)
        left = persistence(with_it - without, stop_year(arm))
    else:
        mean, low, high, p = welch_interval(after, before)
        visible = left = math.nan
    spread = float(np.std(before, ddof=1)) if len(before) > 1 else math.nan
    ratio = variance_ratio(after, before) if paired else math.nan
    cost = results.costs[arm.name] - results.costs[base]
    return Effect(
        arm.name,
        base,
        metric,
        at,
        seeds=min(len(after), len(before)),
        base=float(before.mean()),
        difference=mean,
        low=low,
        high=high,
        effect_size=mean / spread if spread else math.nan,
        p=p,
        p_holm=p,
        verdict="",
        variance_ratio=ratio,
        visible_after=visible,
        persistence=left,
        cost=cost,
    )


def paired_p(differences: F64) -> float:
    """Return the p-value of the paired t test; 1 if nothing differs, NaN for one seed or undefined values."""
    if not differences.any():
        return 1.0
    if len(differences) < 2 or np.isnan(differences).any():
        return math.nan
    spread = float(np.std(differences, ddof=1))
    return float(stats.ttest_1samp(differences, 0.0).pvalue) if spread > 0.0 else 0.0


def verdict(effect: Effect, p: float) -> str:
    """Return in plain words what the numbers say."""
    if effect.difference == effect.low == effect.high == 0.0 or (effect.difference == 0.0 and effect.p == 1.0):
        return "no difference"
    if effect.seeds < 2 or math.isnan(effect.p):
        return "one seed: cannot say" if effect.seeds < 2 else "undefined"
    if p < LEVEL:
        return "rises" if effect.difference > 0.0 else "falls"
    # below the level alone, but among so many comparisons one may be by chance
    return "uncertain" if effect.p < LEVEL else "no effect seen"


def variance_ratio(after: F64, before: F64) -> float:
    """Return how many times as many seeds independent runs would need for an interval as narrow as that of
    paired runs.
    """
    if len(after) < 2:
        return math.nan
    paired = float(np.var(after - before, ddof=1))
    independent = float(np.var(after, ddof=1) + np.var(before, ddof=1))
    return independent / paired if paired > 0.0 else math.inf if independent > 0.0 else math.nan


def visible_after(differences: pd.DataFrame) -> float:
    """Return the years from which on the 95 % interval of the mean difference excludes 0 for at least a year; NaN if
    never.

    `differences` has a row per tick (index: years) and a column per seed. Intervals are Student's t, tick by tick.
    """
    values, years = differences.to_numpy(), differences.index.to_numpy()
    count = values.shape[1]
    if count < 2:
        return math.nan
    width = half_width(values)
    with np.errstate(invalid="ignore"):
        sign = np.where(np.abs(values.mean(axis=1)) > width, np.sign(values.mean(axis=1)), 0.0)
    for first in np.flatnonzero(sign):
        following = (years >= years[first]) & (years < years[first] + 1.0)
        if (sign[following] == sign[first]).all() and years[-1] >= years[first] + 1.0 - 1e-9:
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


def persistence(differences: pd.DataFrame, stop: float) -> float:
    """Return the share of the mean difference at the stop that is left in the last year; NaN without a stop or an
    effect.
    """
    if math.isnan(stop):
        return math.nan
    mean = differences.mean(axis=1)
    at_stop = mean[mean.index <= stop + 1e-9]
    end = mean[mean.index > mean.index.max() - LAST_YEARS].mean()
    _, low, high = mean_interval(differences.loc[at_stop.index[-1]].to_numpy()) if len(at_stop) else (0.0, 0.0, 0.0)
    return float(end / at_stop.iloc[-1]) if low > 0.0 or high < 0.0 else math.nan
