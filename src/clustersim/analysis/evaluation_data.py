"""What an evaluator without a second world would see of supported firms and others, and what is true, firm by firm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from clustersim.errors import InputError, Problem, did_you_mean

if TYPE_CHECKING:
    from clustersim.batch.results import Results

METRICS = ("employees", "knowledge", "tie_strength")  # outcomes of firms
LOGGED = ("employees",)
LEAST = 10  # supported and unsupported firms without which nothing is estimated


def data_set(results: Results, arm: str, metric: str = "employees", baseline: str | None = None) -> pd.DataFrame:
    """Return one row per firm and seed that was there at the start and still is: what an evaluator sees, and the truth.

    Columns seen: seed, key, sector, age, degree, employees_before, knowledge_before, ties_before, before, after,
    supported. Hidden in reality, and used by no estimate: constrained (short of credit: not even the agency knows) and
    without (the outcome of the same firm in the baseline, NaN if it closed there). Only seeds that are finished in both
    arms count.

    Raises
    ------
    InputError
        If arm or metric does not exist, firms were not kept, the arms share no seed or no region, or (nearly) no firm
        was supported.
    """
    if metric not in METRICS:
        raise InputError(
            [
                Problem(
                    "",
                    0,
                    "--metric",
                    f"is {metric}; must be one of: {', '.join(METRICS)}.{did_you_mean(metric, METRICS)}",
                )
            ]
        )
    base = baseline or results.arm(arm).baseline
    if not base:
        raise InputError([Problem("", 0, "--arm", f"{arm} is a baseline itself; choose an arm with a policy")])
    results.arm(base)
    if base == arm:
        raise InputError([Problem("", 0, "--baseline", f"is {arm} as well; an arm cannot be compared with itself")])
    frame, after, truth = _paired(results, arm, base)
    seen = frame.index.intersection(after.index)
    frame, after = frame.loc[seen], after.loc[seen]
    found = pd.DataFrame(
        {
            "sector": frame["sector"],
            "age": frame["age_years"],
            "degree": frame["degree"],
            "constrained": frame["credit_constrained"].astype(float),
            "employees_before": np.log(frame["employees"]),
            "knowledge_before": frame["knowledge"],
            "ties_before": frame["tie_strength"],
            "before": _outcome(frame[metric], metric),
            "after": _outcome(after[metric], metric),
            "supported": (after["supports"] > 0).astype(float),
            "without": _outcome(truth[metric], metric).reindex(seen),
        }
    ).reset_index()
    _check_enough(found, arm)
    return found


def _paired(results: Results, arm: str, base: str) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the firms at the start, at the end and at the end of the baseline, of the seeds that both arms
    finished.
    """
    runs = results.runs
    seeds = set(runs.loc[runs["arm"] == arm, "seed"]) & set(runs.loc[runs["arm"] == base, "seed"])
    if not seeds:
        raise InputError(
            [
                Problem(
                    str(results.folder),
                    0,
                    arm,
                    f"has no finished seed in common with {base}; `clustersim status` says what is there",
                )
            ]
        )
    start, other, after, truth = (
        table[(table["arm"] == name) & table["seed"].isin(seeds)].set_index(["seed", "key"])
        for table, name in (
            (results.firms_start, arm),
            (results.firms_start, base),
            (results.firms, arm),
            (results.firms, base),
        )
    )
    if set(start.index) != set(other.index):
        raise InputError(
            [
                Problem(
                    "",
                    0,
                    "--baseline",
                    f"{base} starts with other firms than {arm}; only arms of the same region can be paired",
                )
            ]
        )
    return start, after, truth


def _check_enough(data: pd.DataFrame, arm: str) -> None:
    count = int(data["supported"].sum())
    if min(count, len(data) - count) < LEAST:
        message = (
            f"has {count} supported and {len(data) - count} unsupported firms that were there from start to end; at "
            f"least {LEAST} of each are needed"
        )
        raise InputError([Problem("", 0, arm, message)])
    known = data.loc[data["without"].notna(), "supported"]
    if min(int(known.sum()), len(known) - int(known.sum())) < LEAST:
        both = f"{int(known.sum())} supported and {len(known) - int(known.sum())} unsupported firms"
        message = f"has {both} that also live in the baseline; the truth needs {LEAST} of each"
        raise InputError([Problem("", 0, arm, message)])


def _outcome(values: pd.Series[Any], metric: str) -> pd.Series[Any]:
    found: pd.Series[Any] = np.log(values) if metric in LOGGED else values
    return found
