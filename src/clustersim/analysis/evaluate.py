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

from clustersim.analysis.compare import check_versions
from clustersim.analysis.evaluation_data import data_set
from clustersim.core.intervals import mean_interval
from clustersim.texts import say

if TYPE_CHECKING:
    from clustersim.batch.results import Results
    from clustersim.core.columns import F64
    from clustersim.texts import Language

CLUSTERS = 5  # seeds from which errors are clustered by seed
CALIPER = 0.2  # standard deviations of the propensity's logit (Austin 2011)


class PolicyEstimate(NamedTuple):
    """One method's answer to what support did to the supported; `method` is its name in the catalogues of texts."""

    method: str
    value: float
    low: float
    high: float
    firms: int


def evaluate(results: Results, arm: str, metric: str = "employees", baseline: str | None = None) -> pd.DataFrame:
    """Return what usual methods make of an arm's effect on supported firms, one row each, the paired truth last.

    Columns: method, value, low, high, firms, assumes, error (against the truth), truth_inside. Needs a plan that keeps
    firms; raises InputError as `data_set` does, and for runs of different versions of the model.
    """
    check_versions(results)
    return table(estimates(data_set(results, arm, metric, baseline)))


def estimates(data: pd.DataFrame) -> list[PolicyEstimate]:
    """Return all estimates, the paired truth last; intervals of 95 %, errors clustered by seed (one region each) from 5
    seeds on.
    """
    return [naive(data), regression(data), matched(data), weighted(data), differences(data), truth(data)]


def naive(data: pd.DataFrame) -> PolicyEstimate:
    """Return supported minus unsupported firms after the policy."""
    return _fit("naive", data, data["after"], [])


def regression(data: pd.DataFrame) -> PolicyEstimate:
    """Return the coefficient of support with everything an evaluator knows held constant."""
    return _fit("regression", data, data["after"], _covariates(data))


def differences(data: pd.DataFrame) -> PolicyEstimate:
    """Return the difference in differences: change of the supported minus change of the unsupported."""
    return _fit("differences", data, data["after"] - data["before"], [])


def _covariates(data: pd.DataFrame) -> list[str]:
    names = ["before", "employees_before", "age", "degree", "knowledge_before", "ties_before"]
    return [
        name
        for name in names
        if data[name].nunique() > 1 and not (name != "before" and np.allclose(data[name], data["before"]))
    ]


def _design(data: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    sectors = pd.get_dummies(data["sector"], drop_first=True, dtype=float) if names else pd.DataFrame(index=data.index)
    return pd.concat([data[names], sectors], axis=1)


def _fit(
    method: str, data: pd.DataFrame, outcome: pd.Series[Any], names: list[str], weights: F64 | None = None
) -> PolicyEstimate:
    """Return the coefficient of support in a (weighted) least-squares fit; errors clustered by seed, or by firm with
    few seeds.
    """
    x = sm.add_constant(pd.concat([data[["supported"]], _design(data, names)], axis=1))
    model = sm.WLS(outcome.to_numpy(), x.to_numpy(), weights=np.ones(len(data)) if weights is None else weights)
    if data["seed"].nunique() >= CLUSTERS:
        found = model.fit(cov_type="cluster", cov_kwds={"groups": pd.factorize(data["seed"])[0]}, use_t=True)
    else:
        found = model.fit(cov_type="HC1", use_t=True)  # a firm is one row
    place = list(x.columns).index("supported")
    low, high = found.conf_int()[place]
    return PolicyEstimate(method, float(found.params[place]), float(low), float(high), len(data))


def propensity(data: pd.DataFrame) -> F64:
    """Return the chance of support given what is known before (logit), shape (firms,)."""
    x = sm.add_constant(_design(data, _covariates(data)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # perfect prediction and slow convergence show in the scores
        found = sm.GLM(data["supported"].to_numpy(), x.to_numpy(), family=sm.families.Binomial()).fit(maxiter=100)
    chance: F64 = np.clip(np.asarray(found.predict(x.to_numpy())), 1e-4, 1.0 - 1e-4)
    return chance


def matched(data: pd.DataFrame) -> PolicyEstimate:
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
    return PolicyEstimate("matched", *_by_seed(np.array(pairs), np.array(seeds)), len(pairs))


def weighted(data: pd.DataFrame) -> PolicyEstimate:
    """Return supported firms minus unsupported firms weighted by the odds of support to resemble them (inverse
    probability).

    The interval takes the weights as given.
    """
    score = propensity(data)
    weights = np.where(data["supported"] == 1.0, 1.0, score / (1.0 - score))
    return _fit("weighted", data, data["after"], [], weights)


def _by_seed(values: np.ndarray, seeds: np.ndarray) -> tuple[float, float, float]:
    """Return the mean over firms, with an interval over the means of seeds where there are enough."""
    if not len(values):
        return np.nan, np.nan, np.nan
    means = np.array([values[seeds == seed].mean() for seed in np.unique(seeds)])
    _, low, high = mean_interval(means if len(means) >= 3 else values)
    shift = float(values.mean()) - float((means if len(means) >= 3 else values).mean())
    return float(values.mean()), low + shift, high + shift


def truth(data: pd.DataFrame) -> PolicyEstimate:
    """Return supported firms minus themselves in the region without the policy."""
    rows = data[(data["supported"] == 1.0) & data["without"].notna()]
    value = (rows["after"] - rows["without"]).to_numpy()
    return PolicyEstimate("truth", *_by_seed(value, rows["seed"].to_numpy()), len(rows))


class Reasons(NamedTuple):
    """The parts of which two estimates are made, exactly, where firms live in both worlds.

    naive = truth + selection - spill_over + survivors; difference in differences: with `trend` in place of `selection`
    (and a remainder of its own for survivors).
    """

    truth: float
    selection: float  # without any policy, the later supported differ from the others by this
    spill_over: float  # what the policy did to the unsupported, who are the evaluator's control group
    survivors: float  # firms that live only because of the policy have no counterpart
    only_with_policy: int
    trend: float  # without any policy, the later supported change by this more than the others
    intervals: dict[str, tuple[float, float]]  # of selection, spill_over and trend, 95 %


def reasons(data: pd.DataFrame) -> Reasons:
    """Return why estimates differ from the truth."""
    on, known = data["supported"] == 1.0, data["without"].notna()
    gain = data["after"] - data["without"]
    effect = float(gain[on & known].mean())
    both = data[known]
    selection = _fit("", both, both["without"], [])
    trend = _fit("", both, both["without"] - both["before"], [])
    spill, low, high = _by_seed(gain[~on & known].to_numpy(), data.loc[~on & known, "seed"].to_numpy())
    seen = float(data.loc[on, "after"].mean() - data.loc[~on, "after"].mean())
    intervals = {
        "selection": (selection.low, selection.high),
        "spill_over": (low, high),
        "trend": (trend.low, trend.high),
    }
    rest = seen - (effect + selection.value - spill)
    return Reasons(effect, selection.value, spill, rest, int((on & ~known).sum()), trend.value, intervals)


def table(found: list[PolicyEstimate], language: Language = "en") -> pd.DataFrame:
    """Return the estimates as a frame for files, with the error of each against the truth; methods in a language."""
    frame = pd.DataFrame(found, columns=PolicyEstimate._fields)
    keys = list(frame["method"])
    frame["method"] = [say(language, f"method.{key}") for key in keys]
    frame["assumes"] = [say(language, f"assumes.{key}") for key in keys]
    frame["error"] = frame["value"] - found[-1].value
    frame["truth_inside"] = (frame["low"] <= found[-1].value) & (found[-1].value <= frame["high"])
    return frame
