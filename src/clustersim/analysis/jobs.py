"""Jobs and costs: what was created, what was displaced, what is left over, who gains, and what it cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from clustersim.analysis.compare import LAST_YEARS, compared_arms, seeds_of
from clustersim.core.intervals import mean_interval, ratio_interval

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from clustersim.batch.results import Results
    from clustersim.core.columns import F64

# rows of the table that commands and reports show, in their order
SHOWN = (
    "jobs created in the cluster",
    "jobs displaced elsewhere",
    "net jobs",
    "self-sustaining ties",
    "cost per net job",
    "cost per self-sustaining tie",
)
PRICES = {"cost per net job": "net jobs", "cost per self-sustaining tie": "self-sustaining ties"}
SIZES = (
    (0.0, 10.0, "1 to 9 employees"),
    (10.0, 50.0, "10 to 49"),
    (50.0, 250.0, "50 to 249"),
    (250.0, np.inf, "250 and more"),
)


def gain_is_seen(what: str, rows: Mapping[str, Row]) -> bool:
    """Return whether a row of an arm may be shown to people: a price only where the interval of the gain is above 0.

    `rows` are those of the arm by their names. Files hold every price, for those who know what they ask.
    """
    return what not in PRICES or bool(rows[PRICES[what]].low > 0.0)


class Row(NamedTuple):
    """A mean over seeds with its 95 % interval."""

    arm: str
    what: str
    unit: str
    mean: float
    low: float
    high: float


def jobs_table(results: Results, baseline: str | None = None, arms: Collection[str] | None = None) -> pd.DataFrame:
    """Return for every arm (or those named): jobs created in the target cluster, displaced elsewhere, net; costs per
    net job and per tie.

    Created are the additional jobs of the target cluster, displaced the jobs that the other sectors have less
    (negative: they have more), net both together. A self-sustaining tie is one unit of tie strength that is left
    without the agency's recent brokering: a tie of full strength counts as 1. A cost per unit is NaN where no gain is
    seen.
    """
    rows: list[Row] = []
    cluster, jobs = results.metric("cluster_jobs"), results.metric("jobs")
    kept, cost = results.metric("self_sustaining_share") * results.metric("total_strength"), results.metric("cost")
    for arm, base in compared_arms(results, baseline):
        if arms is not None and arm.name not in arms:
            continue
        created, total = _ends(cluster, arm.name, base), _ends(jobs, arm.name, base)
        spent = np.subtract(*(part.sum().to_numpy() for part in seeds_of(cost, arm.name, base, True)))
        ties = _ends(kept, arm.name, base)
        rows += [
            Row(arm.name, "jobs created in the cluster", "jobs", *mean_interval(created)),
            Row(arm.name, "jobs displaced elsewhere", "jobs", *mean_interval(created - total)),
            Row(arm.name, "net jobs", "jobs", *mean_interval(total)),
            Row(arm.name, "self-sustaining ties", "ties of full strength", *mean_interval(ties)),
            Row(arm.name, "public cost", "EUR", *mean_interval(spent)),
            Row(arm.name, "cost per net job", "EUR", *_price(spent, total)),
            Row(arm.name, "cost per self-sustaining tie", "EUR", *_price(spent, ties)),
        ]
    return pd.DataFrame(rows, columns=Row._fields)


def _ends(wide: pd.DataFrame, arm: str, base: str) -> F64:
    """Return the paired differences in the mean of the last year."""
    last = wide.index > wide.index.max() - LAST_YEARS
    with_it, without = seeds_of(wide[last], arm, base, True)
    return np.asarray((with_it - without).mean().to_numpy())


def _price(spent: F64, gained: F64) -> tuple[float, float, float]:
    """Return cost per unit gained; a loss has no price."""
    price, low, high = ratio_interval(spent, gained)
    return (price, low, high) if gained.mean() > 0.0 else (np.nan, np.nan, np.nan)


def who_gains(results: Results, baseline: str | None = None) -> pd.DataFrame:
    """Return differences in jobs and firms at the end by sector, size class and distance from the centre of gravity of
    the baseline's cluster.

    Also by firm: what firms gained and lost against their own twin in the baseline (firms that live in one arm only
    count in full). Needs `outputs.firms`; raises InputError without.
    """
    firms = results.firms[["arm", "seed", "key", "sector", "x_km", "y_km", "employees"]]
    by_run = {(str(key[0]), int(str(key[1]))): part for key, part in firms.groupby(["arm", "seed"], sort=False)}
    rows: list[Row] = []
    for arm, base in compared_arms(results, baseline):
        seeds = [seed for name, seed in by_run if name == base and (arm.name, seed) in by_run]
        target = [sector.key for sector in arm.scenario.sectors if sector.target]
        tables = [_one_pair(by_run[arm.name, seed], by_run[base, seed], target) for seed in seeds]
        whole = pd.DataFrame(tables).fillna(0.0)
        rows += [
            Row(
                arm.name,
                str(name),
                "firms" if str(name).startswith("firms") else "jobs",
                *mean_interval(whole[name].to_numpy()),
            )
            for name in whole
        ]
    return pd.DataFrame(rows, columns=Row._fields)


def _one_pair(with_it: pd.DataFrame, without: pd.DataFrame, target: list[str]) -> dict[str, float]:
    """Return all differences of one seed."""
    found: dict[str, float] = {}
    both = with_it.set_index("key")["employees"].sub(without.set_index("key")["employees"], fill_value=0.0)
    found["jobs gained by firms that have more than their twins"] = float(both[both > 0.0].sum())
    found["jobs lost by firms that have fewer than their twins"] = float(both[both < 0.0].sum())
    for sector in pd.unique(pd.concat([without["sector"], with_it["sector"]])):
        found[f"jobs, sector {sector}"] = _jobs(with_it, with_it["sector"] == sector) - _jobs(
            without, without["sector"] == sector
        )
    for low, high, label in SIZES:
        found[f"jobs, firms of {label}"] = _jobs(with_it, with_it["employees"].between(low, high, "left")) - _jobs(
            without, without["employees"].between(low, high, "left")
        )
    cluster = without[without["sector"].isin(target)]
    if len(cluster):
        centre = (float(cluster["x_km"].median()), float(cluster["y_km"].median()))
        for low, high, label in ((0.0, 5.0, "within 5 km of the cluster's centre"), (5.0, np.inf, "farther away")):
            inside = [_distance(part, centre).between(low, high, "left") for part in (with_it, without)]
            found[f"jobs {label}"] = _jobs(with_it, inside[0]) - _jobs(without, inside[1])
            found[f"firms {label}"] = float(inside[0].sum() - inside[1].sum())
    return found


def _distance(firms: pd.DataFrame, centre: tuple[float, float]) -> pd.Series[float]:
    return ((firms["x_km"] - centre[0]) ** 2 + (firms["y_km"] - centre[1]) ** 2) ** 0.5


def _jobs(firms: pd.DataFrame, chosen: pd.Series[bool]) -> float:
    return float(firms.loc[chosen, "employees"].sum())
