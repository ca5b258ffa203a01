"""What an evaluator without a second world would see, what usual methods make of it, and what is true.

The evaluator sees supported and unsupported firms before and after. The simulation also knows the same firm, with the
same luck, in the same region without the policy: the paired truth. Methods by Heckman, Ichimura and Todd (1997) and
Angrist and Pischke (2009); estimated with statsmodels.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import statsmodels.api as sm

from clustersim.errors import InputError, Problem, did_you_mean
from clustersim.experiments.resampling import mean_interval

if TYPE_CHECKING:
    from clustersim.columns import F64
    from clustersim.experiments.results import Results

METRICS = {"employees": "log employees", "knowledge": "knowledge, log points", "tie_strength": "tie strength"}
LOGGED = ("employees",)
LEAST = 10  # supported and unsupported firms without which nothing is estimated
CALIPER = 0.2  # standard deviations of the propensity's logit (Austin 2011)


class Estimate(NamedTuple):
    """One method's answer to what support did to the supported."""

    method: str
    value: float
    low: float
    high: float
    firms: int
    assumes: str


def data_set(results: Results, arm: str, metric: str = "employees", baseline: str | None = None) -> pd.DataFrame:
    """Return one row per firm and seed that was there at the start and still is: what an evaluator sees, and the truth.

    Columns seen: seed, key, sector, age, before, after, tie_strength, degree, constrained, knowledge, supported.
    Hidden in reality: without (the outcome of the same firm in the baseline, NaN if it closed there).

    Raises
    ------
    InputError
        If arm or metric does not exist, firms were not kept, or (nearly) no firm was supported.
    """
    if metric not in METRICS:
        raise InputError([Problem("", 0, "--metric", f"is {metric}; must be one of: {', '.join(METRICS)}.{did_you_mean(metric, list(METRICS))}")])
    base = baseline or results.arm(arm).baseline
    if not base:
        raise InputError([Problem("", 0, "--arm", f"{arm} is a baseline itself; choose an arm with a policy")])
    results.arm(base)
    start, end = results.firms_start, results.firms
    frame = _of(start, arm).set_index(["seed", "key"])
    after, truth = (_of(end, name).set_index(["seed", "key"]) for name in (arm, base))
    seen = frame.index.intersection(after.index)
    frame, after = frame.loc[seen], after.loc[seen]
    found = pd.DataFrame(
        {
            "sector": frame["sector"], "age": frame["age_years"], "degree": frame["degree"], "constrained": frame["credit_constrained"].astype(float),
            "employees_before": np.log(frame["employees"]), "knowledge_before": frame["knowledge"], "ties_before": frame["tie_strength"],
            "before": _outcome(frame[metric], metric), "after": _outcome(after[metric], metric), "supported": (after["supports"] > 0).astype(float),
            "without": _outcome(truth[metric], metric).reindex(seen),
        }
    ).reset_index()  # fmt: skip
    count = int(found["supported"].sum())
    if min(count, len(found) - count) < LEAST:
        message = f"has {count} supported and {len(found) - count} unsupported firms that were there from start to end; at least {LEAST} of each are needed"
        raise InputError([Problem("", 0, arm, message)])
    return found


def _of(frame: pd.DataFrame, arm: str) -> pd.DataFrame:
    return frame[frame["arm"] == arm]


def _outcome(values: pd.Series[Any], metric: str) -> pd.Series[Any]:
    found: pd.Series[Any] = np.log(values) if metric in LOGGED else values
    return found


# ---- what an evaluator would estimate ------------------------------------------------------------------------------------


def estimates(data: pd.DataFrame) -> list[Estimate]:
    """Return all estimates, the paired truth last; intervals of 95 %, errors clustered by seed (one region each) or firm."""
    return [naive(data), regression(data), matched(data), weighted(data), differences(data), truth(data)]


def naive(data: pd.DataFrame) -> Estimate:
    """Return supported minus unsupported firms after the policy."""
    return _fit("supported against unsupported, after", data, data["after"], [], "that both would have been the same without support")


def regression(data: pd.DataFrame) -> Estimate:
    """Return the coefficient of support with everything an evaluator knows held constant."""
    return _fit("regression on what is known before", data, data["after"], _covariates(data), "that nothing unseen decides both support and outcome")


def differences(data: pd.DataFrame) -> Estimate:
    """Return the difference in differences: change of the supported minus change of the unsupported."""
    return _fit(
        "difference in differences", data, data["after"] - data["before"], [], "that both would have changed alike, and that the unsupported feel nothing"
    )


def _covariates(data: pd.DataFrame) -> list[str]:
    names = ["before", "employees_before", "age", "degree", "constrained", "knowledge_before", "ties_before"]
    return [name for name in names if data[name].nunique() > 1 and not (name != "before" and np.allclose(data[name], data["before"]))]


def _design(data: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    sectors = pd.get_dummies(data["sector"], drop_first=True, dtype=float) if names else pd.DataFrame(index=data.index)
    return pd.concat([data[names], sectors], axis=1)


def _fit(method: str, data: pd.DataFrame, outcome: pd.Series, names: list[str], assumes: str) -> Estimate:
    x = sm.add_constant(pd.concat([data[["supported"]], _design(data, names)], axis=1))
    groups = data["seed"].astype(str) if data["seed"].nunique() >= 5 else data["key"]
    found = sm.OLS(outcome.to_numpy(), x.to_numpy()).fit(cov_type="cluster", cov_kwds={"groups": pd.factorize(groups)[0]}, use_t=True)
    place = list(x.columns).index("supported")
    low, high = found.conf_int()[place]
    return Estimate(method, float(found.params[place]), float(low), float(high), len(data), assumes)


def propensity(data: pd.DataFrame) -> F64:
    """Return the chance of support given what is known before (logit), shape (firms,)."""
    x = sm.add_constant(_design(data, _covariates(data)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # perfect prediction and slow convergence show in the scores
        found = sm.GLM(data["supported"].to_numpy(), x.to_numpy(), family=sm.families.Binomial()).fit(maxiter=100)
    chance: F64 = np.clip(np.asarray(found.predict(x.to_numpy())), 1e-4, 1.0 - 1e-4)
    return chance


def matched(data: pd.DataFrame) -> Estimate:
    """Return supported firms minus their nearest unsupported firm of the same seed by propensity, within a caliper."""
    score = propensity(data)
    logit = np.log(score / (1.0 - score))
    caliper = CALIPER * float(logit.std())
    pairs: list[float] = []
    seeds: list[int] = []
    for seed in sorted(set(data["seed"])):
        rows = np.flatnonzero(data["seed"] == seed)
        treated, control = (rows[data["supported"].to_numpy()[rows] == kind] for kind in (1.0, 0.0))
        if not len(control):
            continue
        distance = np.abs(logit[treated][:, None] - logit[control][None, :])
        nearest = distance.argmin(axis=1)
        close = distance[np.arange(len(treated)), nearest] <= caliper
        after = data["after"].to_numpy()
        pairs += list(after[treated[close]] - after[control[nearest[close]]])
        seeds += [int(seed)] * int(close.sum())
    assumes = "that firms with the same chance of support differ in nothing else"
    return Estimate("matched by the chance of support", *_by_seed(np.array(pairs), np.array(seeds)), len(pairs), assumes)


def weighted(data: pd.DataFrame) -> Estimate:
    """Return supported firms minus unsupported firms weighted to resemble them (inverse probability)."""
    score, on = propensity(data), data["supported"].to_numpy() == 1.0
    after, seeds = data["after"].to_numpy(), data["seed"].to_numpy()
    found = []
    for seed in np.unique(seeds):
        here = seeds == seed
        if (here & on).any() and (here & ~on).any():
            weight = (score / (1.0 - score))[here & ~on]
            found.append(after[here & on].mean() - np.average(after[here & ~on], weights=weight))
    assumes = "the same as matching"
    return Estimate("weighted by the chance of support", *mean_interval(np.array(found)), len(data), assumes)


def _by_seed(values: np.ndarray, seeds: np.ndarray) -> tuple[float, float, float]:
    """Return the mean over firms, with an interval over the means of seeds where there are enough."""
    if not len(values):
        return np.nan, np.nan, np.nan
    means = np.array([values[seeds == seed].mean() for seed in np.unique(seeds)])
    _, low, high = mean_interval(means if len(means) >= 3 else values)
    shift = float(values.mean()) - float((means if len(means) >= 3 else values).mean())
    return float(values.mean()), low + shift, high + shift


# ---- the truth, and why estimates differ from it -------------------------------------------------------------------------


def truth(data: pd.DataFrame) -> Estimate:
    """Return supported firms minus themselves in the region without the policy."""
    rows = data[(data["supported"] == 1.0) & data["without"].notna()]
    value = (rows["after"] - rows["without"]).to_numpy()
    return Estimate("paired truth", *_by_seed(value, rows["seed"].to_numpy()), len(rows), "nothing: the same firms, the same luck, without the policy")


class Reasons(NamedTuple):
    """The parts of which the naive estimate is made, exactly: naive = truth + selection - spill_over + survivors."""

    truth: float
    selection: float  # without any policy, the later supported differ from the others by this
    spill_over: float  # what the policy did to the unsupported, who are the evaluator's control group
    survivors: float  # firms that live only because of the policy have no counterpart
    only_with_policy: int


def reasons(data: pd.DataFrame) -> Reasons:
    """Return why the naive estimate differs from the truth."""
    on, known = data["supported"] == 1.0, data["without"].notna()
    gain = data["after"] - data["without"]
    effect, spill = float(gain[on & known].mean()), float(gain[~on & known].mean())
    selection = float(data.loc[on & known, "without"].mean() - data.loc[~on & known, "without"].mean())
    seen = float(data.loc[on, "after"].mean() - data.loc[~on, "after"].mean())
    return Reasons(effect, selection, spill, seen - (effect + selection - spill), int((on & ~known).sum()))


def table(found: list[Estimate]) -> pd.DataFrame:
    """Return the estimates as a frame, with the error of each against the truth."""
    frame = pd.DataFrame(found, columns=Estimate._fields)
    frame["error"] = frame["value"] - found[-1].value
    frame["truth_inside"] = (frame["low"] <= found[-1].value) & (found[-1].value <= frame["high"])
    return frame


def page(arm: str, metric: str, found: list[Estimate], why: Reasons, data: pd.DataFrame) -> str:
    """Return the page for class as Markdown; every sentence follows from the numbers."""
    unit, real = METRICS[metric], found[-1]
    rows = [f"| {one.method} | {one.value:+.4f} | [{one.low:+.4f}, {one.high:+.4f}] | {one.firms:,} | {one.assumes} |" for one in found]
    missed = [one.method for one in found[:-1] if not one.low <= real.value <= one.high]
    count = int(data["supported"].sum())
    lines = [
        f"# What did the policy do to the firms it supported? ({arm})",
        "",
        f"An evaluator sees {len(data):,} firms in {data['seed'].nunique()} regions before and after, {count:,} of them supported. Outcome: {unit}.",
        "The simulation also knows each firm, with the same luck, in the same region without the policy.",
        "",
        "| method | estimate | 95 % interval | firms | takes for granted |",
        "| --- | --- | --- | --- | --- |",
        *rows,
        "",
        "## Why they differ",
        "",
        f"- **Selection**: without any policy the later supported would have stood {_words(why.selection)} the others ({why.selection:+.4f}).",
        f"- **Spill-over**: the policy changed the unsupported, who serve as controls, by {why.spill_over:+.4f}.",
        f"- **Survivors**: {why.only_with_policy:,} supported firms live only with the policy; they and closures shift it by {why.survivors:+.4f}.",
        f"- Together: truth {why.truth:+.4f} + selection - spill-over + survivors = {found[0].value:+.4f}, the naive estimate.",
        "",
        ("The truth lies outside the interval of: " + "; ".join(missed) + ".") if missed else "The truth lies inside the interval of every method.",
        "",
        "## Questions",
        "",
        "1. Which of the assumptions in the table could an evaluator check, and how?",
        "2. What would have to be observed to tell selection from effect?",
        "3. Would more firms make the naive estimate better? Would more regions?",
    ]
    return "\n".join(lines) + "\n"


def _words(value: float) -> str:
    return "above" if value > 0.0 else "below" if value < 0.0 else "level with"
