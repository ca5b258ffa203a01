"""One rule: verdict, interval, p, visible-after and price of every row of every table belong together."""

from __future__ import annotations

import math
import re
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from clustersim.analysis import compare as comparing
from clustersim.analysis.compare import METRICS, SEEN, Effect
from clustersim.analysis.jobs import jobs_table
from clustersim.analysis.paired_effect import paired_effect
from clustersim.batch.precision import too_wide
from clustersim.cli.compare import COLUMNS as SHOWN_COLUMNS
from clustersim.cli.compare import effects_text, said
from clustersim.core.frames import records
from clustersim.texts import LANGUAGES, Language, fine, interval, p_value
from tests.helpers.made_results import COLUMNS, MadeResults, Value, arms_of, on

PLACES = {name: place for place, name in enumerate(SHOWN_COLUMNS)}
GAINS = ("cluster_jobs", "jobs", "total_strength")


@cache
def made(arms: int, seeds: int, zeros: int = 0) -> Any:
    """Return arms of every kind: strong, weak, harmful and none at all, with luck that differs by seed and metric."""
    numbers = {name: number for number, name in enumerate(COLUMNS)}

    def value(arm: int) -> Value:
        def of(metric: str, seed: int, years: np.ndarray) -> np.ndarray:
            if metric.startswith("cost"):
                return np.full(years.shape, 1e5 * (arm > 0) * (1.0 + 0.01 * seed) * (metric == "cost"))
            rng = np.random.default_rng([numbers[metric], seed])
            level = 10.0 + rng.normal()
            if arm == 0 or arm > arms - zeros:
                return np.full(years.shape, level)
            mine = np.random.default_rng([numbers[metric], seed, arm])
            strength = (-3.0, -0.5, 0.0, 0.4, 0.9, 3.0)[arm % 6]
            return level + strength * np.minimum(years, 2.0) / 2.0 + 0.6 * mine.normal() * np.sqrt(years)

        return of

    names = ["none", *(f"arm{number}" for number in range(1, arms + 1))]
    found = arms_of({name: on("networking") if number else {} for number, name in enumerate(names)})
    return MadeResults(found, {name: value(number) for number, name in enumerate(names)}, seeds)


def check(effect: Effect) -> None:
    """Compare everything a row says with everything else it says, and with the t test."""
    low, high = effect.low, effect.high
    seen = effect.verdict in SEEN
    if effect.seeds < 2:
        assert effect.verdict == "one seed: cannot say"
        assert all(math.isnan(value) for value in (low, high, effect.p, effect.p_adjusted, effect.visible_after))
        return
    assert low <= effect.difference <= high
    assert seen == (low > 0.0 or high < 0.0) == (effect.p_adjusted < 0.05)
    assert (effect.verdict == "no difference") == (low == high == 0.0)
    assert effect.verdict in (*SEEN, "no difference", "not decided")
    if seen:
        assert effect.verdict == ("rises" if low > 0.0 else "falls")
    else:
        assert math.isnan(effect.visible_after)
    if effect.verdict != "no difference":
        assert effect.p_adjusted == pytest.approx(min(1.0, effect.p * effect.family))
        half = (high - low) / 2.0
        error = half / stats.t.isf(0.025 / effect.family, effect.seeds - 1)
        expected = 2 * stats.t.sf(abs(effect.difference) / error, effect.seeds - 1)
        assert effect.p == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("arms", "seeds", "zeros"),
    [(1, 1, 0), (1, 8, 0), (3, 2, 1), (10, 8, 3), pytest.param(100, 4, 0, marks=pytest.mark.process), (9, 20, 9)],
)
@pytest.mark.parametrize("at", ["end", "mean", "3"])
def test_no_row_contradicts_itself(arms: int, seeds: int, zeros: int, at: str) -> None:
    results = made(arms, seeds, zeros)
    effects = comparing.compare(results, METRICS, at=at)
    assert len(effects) == arms * len(METRICS)
    for effect in effects:
        check(effect)
        assert effect.family == (arms - zeros if seeds > 1 else 0)
    table = jobs_table(results, at=at)
    jobs = {(row.arm, row.what): row for row in records(table)}
    for effect in effects:
        for what, metric in (("net jobs", "jobs"), ("jobs created in the cluster", "cluster_jobs")):
            if effect.metric == metric:
                row = jobs[effect.arm, what]
                assert (row.mean, row.low, row.high) == pytest.approx(
                    (effect.difference, effect.low, effect.high), nan_ok=True
                )
        if effect.metric == "jobs":
            cost = jobs[effect.arm, "cost per net job"]
            assert math.isnan(cost.mean) == (effect.verdict != "rises" or effect.difference < 1.0)
            assert math.isnan(cost.mean) or cost.low <= cost.mean <= cost.high < math.inf
            ties, cost = jobs[effect.arm, "self-sustaining ties"], jobs[effect.arm, "cost per self-sustaining tie"]
            assert math.isnan(cost.mean) == (not (ties.low > 0.0 and ties.mean >= 1.0))


def test_verdicts_are_found_and_missed() -> None:
    """The made arms hold what the rule has to tell apart."""
    effects = comparing.compare(made(10, 8, 3), METRICS)
    assert {effect.verdict for effect in effects} == {"rises", "falls", "not decided", "no difference"}
    assert any(effect.p < 0.05 <= effect.p_adjusted for effect in effects)
    assert any(not math.isnan(effect.visible_after) for effect in effects)


def test_a_family_is_a_metric_and_arms_that_do_nothing_do_not_widen_it() -> None:
    few, more = (comparing.compare(made(6 + zeros, 8, zeros), METRICS) for zeros in (0, 5))
    shared = {(effect.arm, effect.metric): effect for effect in more}
    for effect in few:
        assert (effect.low, effect.high, effect.p_adjusted) == pytest.approx(
            [getattr(shared[effect.arm, effect.metric], name) for name in ("low", "high", "p_adjusted")]
        )
    one = comparing.compare(made(6, 8), ["jobs"])
    assert [effect.low for effect in one] == [effect.low for effect in few if effect.metric == "jobs"]


def test_arms_that_are_equal_to_each_other_count_each() -> None:
    """That is conservative: both are one effect, and their intervals are those of two."""
    level = np.array([9.0, 10.0, 11.0, 10.5])

    def value(gain: float) -> Value:
        return lambda metric, seed, years: np.full(years.shape, level[seed] + gain * (seed + 1))

    def compared(*names: str) -> list[Effect]:
        found = arms_of({name: on("networking") if name != "none" else {} for name in ("none", *names)})
        values = {"none": value(0.0)} | {name: value(0.5) for name in names}
        return comparing.compare(MadeResults(found, values, 4), ["jobs"])

    (alone,), (one, twin) = compared("one"), compared("one", "twin")
    assert (one.family, one.low, one.high) == (2, twin.low, twin.high)
    assert one.low < alone.low < alone.high < one.high


def test_a_table_of_some_arms_holds_the_rows_of_the_table_of_all() -> None:
    """A report shows thirty of a hundred arms; their intervals are still those of a hundred."""
    results = made(12, 8)
    whole = jobs_table(results)
    part = jobs_table(results, arms=["arm3", "arm5"])
    pd.testing.assert_frame_equal(part, whole[whole["arm"].isin(["arm3", "arm5"])].reset_index(drop=True))


def test_a_hundred_arms_with_four_seeds_are_not_called_without_effect() -> None:
    results = made(100, 4)
    effects = comparing.compare(results, ["network_strength"])
    wide = next(effect for effect in effects if effect.p < 0.01 and effect.verdict == "not decided")
    assert said(wide, "en") == "not decided with 4 seeds"
    assert said(wide, "de") == "mit 4 Startwerten nicht entschieden"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_printed_of_a_row_is_as_consistent_as_the_row(language: Language) -> None:
    effects = comparing.compare(made(10, 8, 3), METRICS)
    lines = [line for line in effects_text(effects, {}, language).splitlines() if re.match(r"arm\d", line)]
    assert len(lines) == len(effects)
    for effect, line in zip(effects, lines, strict=True):
        cells = re.split(r"\s{2,}", line)
        assert cells[-1] == said(effect, language)
        bounds = [float(text.replace(",", ".")) for text in re.findall(r"[-+]?\d+[.,]?\d*", cells[PLACES["interval"]])]
        assert (bounds[0] > 0.0 or bounds[1] < 0.0) == (effect.verdict in SEEN)
        p = float(cells[PLACES["p"]].removeprefix("< ").replace(",", "."))
        assert (p < 0.05) == (effect.verdict in SEEN)


@pytest.mark.parametrize("p", [0.0499999, 0.05, 0.0500001, 0.0496, 0.0504, 0.2, 1.0, 0.0])
def test_a_p_value_is_written_on_its_side_of_the_level(p: float) -> None:
    text = p_value(p, "en").removeprefix("< ")
    assert (float(text) < 0.05) == (p < 0.05)


def test_a_bound_above_zero_is_not_written_as_zero() -> None:
    assert interval(0.004, 1.25, "en", "+.1f") == "[+0.004, +1.250]"
    assert interval(0.0, 1.25, "de", "+.1f") == "[0,0; +1,2]"
    assert fine("+.1f", math.nan, -3.0) == "+.1f"


def test_replication_asks_for_the_intervals_that_are_shown() -> None:
    results = made(6, 8)
    from clustersim.batch.plan_parts import Replication

    halves = {arm: half for arm, _, half in too_wide(results, Replication(("jobs",), 1e-12, 2, 99))}
    for effect in comparing.compare(results, ["jobs"]):
        assert halves[effect.arm] == pytest.approx((effect.high - effect.low) / 2.0 / effect.base)


def test_samples_that_are_not_paired_follow_the_rule() -> None:
    for effect in comparing.compare(made(10, 8, 3), METRICS, paired=False):
        assert (effect.verdict in SEEN) == (effect.low > 0.0 or effect.high < 0.0) == (effect.p_adjusted < 0.05)
        assert math.isnan(effect.visible_after)


@pytest.mark.process
def test_one_seed_says_so_in_python_too() -> None:
    found = paired_effect("baseline", {"policies.networking.intensity": 0.5, "start.firms": 150, "ticks": 1}, seeds=1)
    assert set(found["verdict"]) == {"one seed: cannot say"}


def test_what_is_left_after_the_stop_needs_an_effect_at_the_stop() -> None:
    years = np.arange(41) * 0.25
    values = 1.5 * (years[:, None] > 1.0) + np.array([-0.4, 0.4, 0.1, -0.1])[None, :]
    frame = pd.DataFrame(values, index=years)
    assert comparing.persistence(frame, 5.0) == pytest.approx(1.0)  # t = 8.8: seen by itself
    assert math.isnan(comparing.persistence(frame, 5.0, 1_000))  # not among a thousand effects
