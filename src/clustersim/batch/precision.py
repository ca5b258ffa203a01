"""Replication by precision: whether the intervals of the paired effects are narrow enough yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim.batch.results import LAST_YEARS
from clustersim.core.intervals import paired, together

if TYPE_CHECKING:
    from clustersim.batch.plan_parts import Replication
    from clustersim.batch.results import Results


def too_wide(results: Results, wanted: Replication) -> list[tuple[str, str, float]]:
    """Return arm, metric and half-width (as a share of the baseline's mean) of every interval that is too wide at the
    end.

    Intervals are those of `compare`: the arms are a family on each metric. Looking several times makes the final
    intervals a little too narrow; the number of seeds is stated with every result, so that this can be judged.
    """
    found = []
    for metric in wanted.metrics:
        wide = results.metric(metric)
        last = wide[wide.index > wide.index.max() - LAST_YEARS].mean()
        arms = [arm for arm in results.plan.arms if arm.baseline]
        shared = [last[arm.baseline].index.intersection(last[arm.name].index) for arm in arms]
        pairs = list(zip(arms, shared, strict=True))
        estimates = [paired((last[arm.name][seeds] - last[arm.baseline][seeds]).to_numpy()) for arm, seeds in pairs]
        for (arm, seeds), interval in zip(pairs, together(estimates), strict=True):
            half = 0.5 * (interval.high - interval.low) / abs(float(last[arm.baseline][seeds].mean()))
            if not half <= wanted.half_width:
                found.append((arm.name, metric, half))
    return found
