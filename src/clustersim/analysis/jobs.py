"""Jobs and costs: what was created, what was displaced, what is left over, who gains, and what it cost.

Intervals follow the rule of `compare`: the arms are a family in each row. There is a price only where a gain is seen
and is at least one unit. Gains that luck made larger are seen more often, so prices are rather too low on average.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from clustersim.analysis.compare import compared_arms, rows_at, seeds_of
from clustersim.core.intervals import Interval, paired, ratio_interval, together

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from clustersim.batch.plan_parts import Arm
    from clustersim.batch.results import Results
    from clustersim.core.columns import F64

DISPLACED = "jobs displaced elsewhere"
# rows of the table that commands and reports show, in their order
SHOWN = (
    "jobs created in the cluster",
    DISPLACED,
    "net jobs",
    "self-sustaining ties",
    "cost per net job",
    "cost per self-sustaining tie",
)
# prices, and what is gained for them
PRICES = {"cost per net job": "net jobs", "cost per self-sustaining tie": "self-sustaining ties"}
LEAST_GAIN = 1.0  # a price of one job says nothing where not even one was gained
SIZES = (
    (0.0, 10.0, "1 to 9 employees"),
    (10.0, 50.0, "10 to 49"),
    (50.0, 250.0, "50 to 249"),
    (250.0, np.inf, "250 and more"),
)


class Row(NamedTuple):
    """A mean over seeds with its interval; the intervals of all arms in a row of this name hold together at 95 %."""

    arm: str
    what: str
    unit: str
    mean: float
    low: float
    high: float


def for_readers(row: Row) -> Row:
    """Return a row as people read it: what is displaced elsewhere as the change there, so that a gain is above 0."""
    return row._replace(mean=-row.mean, low=-row.high, high=-row.low) if row.what == DISPLACED else row


def jobs_table(
    results: Results, baseline: str | None = None, arms: Collection[str] | None = None, at: str = "end"
) -> pd.DataFrame:
    """Return for every arm (or those named): jobs created in the target cluster, displaced elsewhere, net; costs per
    net job and per tie.

    Created are the additional jobs of the target cluster, displaced the jobs that the other sectors have less
    (negative: they have more), net both together. A self-sustaining tie is one unit of tie strength that is left
    without the agency's recent brokering: a tie of full strength counts as 1. A price is NaN where no gain is seen, or
    less than one unit. Jobs and ties are stocks `at` the time that `compare` takes, costs a sum over the whole run.
    """
    pairs = compared_arms(results, baseline)
    cluster, jobs = results.metric("cluster_jobs"), results.metric("jobs")
    kept, cost = results.metric("self_sustaining_share") * results.metric("total_strength"), results.metric("cost")
    created, net, ties = ([_gained(results, wide, *pair, at) for pair in pairs] for wide in (cluster, jobs, kept))
    displaced = [one - other for one, other in zip(created, net, strict=True)]
    spent = [_spent(cost, *pair) for pair in pairs]
    rows: list[Row] = []
    for what, unit, values in (
        ("jobs created in the cluster", "jobs", created),
        (DISPLACED, "jobs", displaced),
        ("net jobs", "jobs", net),
        ("self-sustaining ties", "ties of full strength", ties),
        ("public cost", "EUR", spent),
    ):
        rows += [Row(arm.name, what, unit, *found[:3]) for (arm, _), found in zip(pairs, _family(values), strict=True)]
    for what, gained in zip(PRICES, (net, ties), strict=True):
        prices = map(price, spent, gained, _family(gained))
        rows += [Row(arm.name, what, "EUR", *found) for (arm, _), found in zip(pairs, prices, strict=True)]
    order = {arm.name: place for place, (arm, _) in enumerate(pairs) if arms is None or arm.name in arms}
    shown = sorted((row for row in rows if row.arm in order), key=lambda row: order[row.arm])
    return pd.DataFrame(shown, columns=Row._fields)


def price(spent: F64, gained: F64, gain: Interval) -> tuple[float, float, float]:
    """Return the cost per unit gained and its interval; NaN where no gain is seen (its interval is not above 0), or
    less than `LEAST_GAIN`.

    This is the one place where prices are made, so none can stand beside "not decided" or "falls".
    """
    worth = gain.low > 0.0 and gain.mean >= LEAST_GAIN
    return ratio_interval(spent, gained, gain.family) if worth else (np.nan, np.nan, np.nan)


def gain_is_too_small(what: str, rows: Mapping[str, Row]) -> bool:
    """Return whether a row of an arm is a price that is missing although a gain is seen: it is less than one unit."""
    return what in PRICES and rows[PRICES[what]].low > 0.0 and rows[PRICES[what]].mean < LEAST_GAIN


def _family(values: Sequence[F64]) -> list[Interval]:
    return together([paired(one) for one in values])


def _gained(results: Results, wide: pd.DataFrame, arm: Arm, base: str, at: str) -> F64:
    """Return the paired differences by seed."""
    with_it, without = seeds_of(wide[rows_at(results, wide, at)], arm.name, base, True)
    return np.asarray(with_it.mean().to_numpy() - without.mean().to_numpy())


def _spent(cost: pd.DataFrame, arm: Arm, base: str) -> F64:
    """Return the paired differences by seed in what was spent over the run."""
    with_it, without = seeds_of(cost, arm.name, base, True)
    return np.asarray(with_it.sum().to_numpy() - without.sum().to_numpy())


def who_gains(results: Results, baseline: str | None = None) -> pd.DataFrame:
    """Return differences in jobs and firms at the end by sector, size class and distance from the centre of gravity of
    the baseline's cluster.

    Also by firm: what firms gained and lost against their own twin in the baseline (firms that live in one arm only
    count in full). Needs `outputs.firms`; raises InputError without.
    """
    firms = results.firms[["arm", "seed", "key", "sector", "x_km", "y_km", "employees"]]
    by_run = {(str(key[0]), int(str(key[1]))): part for key, part in firms.groupby(["arm", "seed"], sort=False)}
    tables: dict[str, pd.DataFrame] = {}
    for arm, base in compared_arms(results, baseline):
        seeds = [seed for name, seed in by_run if name == base and (arm.name, seed) in by_run]
        target = [sector.key for sector in arm.scenario.sectors if sector.target]
        of_seeds = [_one_pair(by_run[arm.name, seed], by_run[base, seed], target) for seed in seeds]
        tables[arm.name] = pd.DataFrame(of_seeds).fillna(0.0)
    found: list[Row] = []
    for what in dict.fromkeys(str(name) for table in tables.values() for name in table):
        there = {name: table[what].to_numpy() for name, table in tables.items() if what in table}
        unit, family = "firms" if what.startswith("firms") else "jobs", _family([*there.values()])
        found += [Row(name, what, unit, *one[:3]) for name, one in zip(there, family, strict=True)]
    order = list(tables)
    found.sort(key=lambda row: order.index(row.arm))
    return pd.DataFrame(found, columns=Row._fields)


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
