"""Sweeps: plans whose design varies numbers (grids and samples), and what a metric is at each of their points."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from clustersim.core.frames import of_arm
from clustersim.core.intervals import mean_interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustersim.batch.plan import Plan
    from clustersim.batch.plan_parts import Arm
    from clustersim.batch.results import Results

POLICY = "policy"  # the setting that names the arm of a point, where a design has several at each
ROOMS = ("policies.", "parameters.")  # beginnings of keys that labels leave out


class Point(NamedTuple):
    """A metric in one arm: mean over its seeds with the 95 % interval of the mean (NaN with one seed)."""

    arm: str
    metric: str
    seeds: int
    mean: float
    low: float
    high: float


def short_key(key: str) -> str:
    """Return the key of a setting as labels say it: `networking.intensity` for `policies.networking.intensity`."""
    for room in ROOMS:
        if key.startswith(room):
            return key[len(room) :]
    return key


def point_of(arm: Arm) -> dict[str, object]:
    """Return what the design set in an arm, by dotted key; empty for arms of other designs."""
    return {key: value for key, value in arm.settings if arm.swept and "." in key}


def varied(plan: Plan) -> list[str]:
    """Return the keys that differ between the points of a plan, in the order of the design; empty if it is no sweep."""
    points = [point for arm in plan.arms if (point := point_of(arm))]
    keys = dict.fromkeys(key for point in points for key in point)
    return [key for key in keys if len({repr(point.get(key)) for point in points}) > 1]


def levels_table(plan: Plan) -> pd.DataFrame:
    """Return what was set in each arm: a row per arm (index), a column per key; empty if the plan is no sweep."""
    keys = [*dict.fromkeys(key for arm in plan.arms for key in point_of(arm))]
    rows = {arm.name: [dict(arm.settings).get(key) for key in keys] for arm in plan.arms}
    return pd.DataFrame.from_dict(rows, orient="index", columns=keys)


def sweep_table(results: Results, metrics: Sequence[str], at: str = "end") -> pd.DataFrame:
    """Return one row per arm and metric: the levels of the point, the policy if each has several, and the metric.

    `at` is `end`, `mean` (over all years) or a year. Columns: arm, policy (if any), the dotted keys, metric, seeds,
    mean, low, high.
    """
    from clustersim.analysis.compare import rows_at

    levels, rows = levels_table(results.plan), []
    for metric in metrics:
        wide = results.metric(metric)
        chosen = rows_at(results, wide, at)
        for arm in results.plan.arms:
            if arm.name in wide.columns.get_level_values("arm"):
                values = of_arm(wide, arm.name)[chosen].mean().to_numpy()
                mean, low, high = mean_interval(values)
                rows.append(Point(arm.name, metric, len(values), mean, low, high)._asdict())
    table = pd.DataFrame(rows, columns=list(Point._fields))
    policy = {arm.name: dict(arm.settings).get(POLICY) for arm in results.plan.arms}
    if any(policy.values()):
        table.insert(1, POLICY, table["arm"].map(policy))
    return table.merge(levels, left_on="arm", right_index=True, how="left")
