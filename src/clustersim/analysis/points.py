"""Effects over the points of a grid or sample: how much a finding rests on numbers that nobody has measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustersim.analysis.compare import Effect
    from clustersim.batch.results import Results

LEAST = 5  # points from which shares and correlations say something


class OverPoints(NamedTuple):
    """The effect of one policy on one metric over all points, and the varied number it goes with most."""

    policy: str
    metric: str
    points: int
    median_percent: float
    low_percent: float  # 5th percentile of the points
    high_percent: float  # 95th
    share_rises: float  # of points with a positive mean difference
    most_with: str  # the varied number with the largest rank correlation
    rank_correlation: float  # Spearman's, of that number with the effect
    p: float  # of that correlation, times the number of varied numbers (Bonferroni)


def over_points(results: Results, effects: Sequence[Effect]) -> pd.DataFrame:
    """Return one row per policy and metric; empty if the plan has no points."""
    settings = {
        arm.name: dict(arm.settings) for arm in results.plan.arms if any(name == "policy" for name, _ in arm.settings)
    }
    rows: list[OverPoints] = []
    chosen = [effect for effect in effects if effect.arm in settings]
    for policy, metric in dict.fromkeys((str(settings[effect.arm]["policy"]), effect.metric) for effect in chosen):
        mine = [effect for effect in chosen if settings[effect.arm]["policy"] == policy and effect.metric == metric]
        if len(mine) >= LEAST:
            varied = pd.DataFrame([settings[effect.arm] for effect in mine]).drop(columns="policy")
            rows.append(_row(policy, metric, np.array([effect.percent for effect in mine]), varied))
    return pd.DataFrame(rows, columns=OverPoints._fields)


def _row(policy: str, metric: str, percent: np.ndarray, varied: pd.DataFrame) -> OverPoints:
    numbers = varied.select_dtypes("number")
    usable = [str(name) for name in numbers if numbers[name].nunique() > 2]
    known = np.isfinite(percent)
    name, correlation, p = "", np.nan, np.nan
    if usable and known.sum() >= LEAST and np.ptp(percent[known]) > 0.0:
        found = [stats.spearmanr(numbers[column].to_numpy()[known], percent[known]) for column in usable]
        best = int(np.argmax([abs(one.statistic) for one in found]))
        name, correlation, p = (
            usable[best],
            float(found[best].statistic),
            min(1.0, float(found[best].pvalue) * len(usable)),
        )
    low, middle, high = np.quantile(percent[known], [0.05, 0.5, 0.95]) if known.any() else (np.nan,) * 3
    return OverPoints(
        policy,
        metric,
        len(percent),
        median_percent=float(middle),
        low_percent=float(low),
        high_percent=float(high),
        share_rises=float(np.mean(percent[known] > 0.0)),
        most_with=name,
        rank_correlation=correlation,
        p=p,
    )
