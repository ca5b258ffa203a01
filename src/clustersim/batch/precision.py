"""Replication by precision: whether the intervals of the paired effects are narrow enough yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim.core.intervals import half_width

if TYPE_CHECKING:
    from clustersim.batch.plan import Replication
    from clustersim.batch.results import Results


def too_wide(results: Results, wanted: Replication) -> list[tuple[str, str, float]]:
    """Return arm, metric and half-width (as a share of the baseline's mean) of every interval that is too wide at the
    end.

    Intervals are Student's t over seeds. Looking several times makes the final intervals a little too narrow; the
    number of seeds is stated with every result, so that this can be judged.
    """
    found = []
    for metric in wanted.metrics:
        last = results.metric(metric).iloc[-1]
        for arm in results.plan.arms:
            if not arm.baseline:
                continue
            base, with_it = last[arm.baseline], last[arm.name]
            shared = base.index.intersection(with_it.index)
            half = float(half_width((with_it[shared] - base[shared]).to_numpy())) / abs(float(base[shared].mean()))
            if not half <= wanted.half_width:
                found.append((arm.name, metric, half))
    return found
