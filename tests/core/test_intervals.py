"""Intervals, p-values and families: they are Student's, they belong together, and they keep what they promise."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from clustersim.core.intervals import SeedMean, half_width, mean_interval, paired, ratio_interval, together, welch

VALUES = np.array([1.0, 2.0, 4.0, 3.5])


def test_a_family_of_one_is_students_interval_and_test() -> None:
    found = together([paired(VALUES)])[0]
    assert (found.low, found.high) == pytest.approx(stats.t.interval(0.95, 3, VALUES.mean(), stats.sem(VALUES)))
    assert found.p == pytest.approx(stats.ttest_1samp(VALUES, 0.0).pvalue)
    assert found.p_adjusted == found.p
    assert mean_interval(VALUES) == found[:3]
    assert half_width(VALUES[None, :])[0] == pytest.approx((found.high - found.low) / 2.0)


def test_a_family_of_ten_has_intervals_at_the_level_for_ten() -> None:
    family = [paired(VALUES + number) for number in range(10)]
    found = together(family)[3]
    expected = stats.t.interval(1.0 - 0.05 / 10, 3, VALUES.mean() + 3.0, stats.sem(VALUES))
    assert (found.low, found.high) == pytest.approx(expected)
    assert found.p_adjusted == pytest.approx(10 * found.p)
    assert found.family == 10
    assert half_width((VALUES + 3.0)[None, :], 10)[0] == pytest.approx((found.high - found.low) / 2.0)


def test_what_is_exactly_zero_or_has_no_interval_is_not_counted() -> None:
    nothing, alone, undefined = paired(np.zeros(4)), paired(np.array([3.0])), paired(np.array([1.0, math.nan]))
    found = together([paired(VALUES), nothing, alone, undefined])
    assert found[0] == together([paired(VALUES)])[0]
    assert found[1][:5] == (0.0, 0.0, 0.0, 1.0, 1.0)
    assert all(math.isnan(value) for value in (*found[2][1:5], *found[3][1:5]))
    assert math.isnan(together([paired(np.zeros(1))])[0].low)  # one seed: not even that nothing differs is said


def test_what_is_the_same_in_every_seed_is_certain() -> None:
    found = together([paired(np.full(7, 0.1))])[0]
    assert found[:5] == (0.1, 0.1, 0.1, 0.0, 0.0)


@given(
    st.lists(st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=2, max_size=6), min_size=1, max_size=20),
)
def test_interval_and_p_never_contradict_each_other(table: list[list[float]]) -> None:
    for found in together([paired(np.array(row)) for row in table]):
        excludes = found.low > 0.0 or found.high < 0.0
        assert excludes == (found.p_adjusted < 0.05) or found.p_adjusted == pytest.approx(0.05, rel=1e-6)
        assert found.low <= found.mean <= found.high
        assert 0.0 <= found.p <= found.p_adjusted <= 1.0


def test_samples_that_are_not_paired_have_welchs_interval() -> None:
    after, before = np.array([3.0, 5.0, 4.0, 8.0]), np.array([1.0, 2.0, 1.5])
    found = together([welch(after, before)])[0]
    theirs = stats.ttest_ind(after, before, equal_var=False)
    interval = theirs.confidence_interval(0.95)
    assert (found.low, found.high, found.p) == pytest.approx((interval.low, interval.high, theirs.pvalue))
    assert welch(np.full(3, 2.0), np.full(4, 2.0)).is_nothing
    assert math.isnan(welch(np.ones(1), before).error)


def test_a_price_has_fiellers_interval_and_none_where_the_gain_may_be_nothing() -> None:
    spent, gained = np.array([10.0, 12.0, 9.0, 11.0, 10.5]), np.array([2.0, 2.5, 1.5, 2.2, 2.1])
    ratio, low, high = ratio_interval(spent, gained)
    assert ratio == pytest.approx(spent.mean() / gained.mean())
    for bound in (low, high):  # where spent - bound x gained is just told from 0
        assert stats.ttest_1samp(spent - bound * gained, 0.0).pvalue == pytest.approx(0.05)
    wide = ratio_interval(spent, gained, 10)
    assert wide[1] < low < high < wide[2]
    assert all(math.isnan(value) for value in ratio_interval(np.ones(9), np.array([-1.0, 1.0] * 4 + [0.1])))
    assert all(math.isnan(value) for value in ratio_interval(np.ones(1), np.ones(1)))


def errors(draw: object, truth: float, seeds: int, family: int, trials: int = 4_000) -> tuple[float, float]:
    """Return how often any interval of a family misses the truth, and how often a single one does."""
    rng = np.random.default_rng(7)
    values = draw(rng, (trials, family, seeds))  # type: ignore[operator]
    means, error = values.mean(axis=2), values.std(axis=2, ddof=1) / math.sqrt(seeds)
    limit = together([SeedMean(0.0, 1.0, seeds - 1.0)] * family)[0].high
    missed = np.abs(means - truth) > limit * error
    return float(missed.any(axis=1).mean()), float(missed.mean())


def luck(skewed: object) -> object:
    """Return differences of two draws alike: what a policy does that changes luck and nothing else."""
    return lambda rng, shape: skewed(rng, shape) - skewed(rng, shape)  # type: ignore[operator]


LUCK = {
    "normal": lambda rng, shape: rng.standard_normal(shape),
    "exponential": luck(lambda rng, shape: rng.exponential(size=shape)),
    "lognormal": luck(lambda rng, shape: rng.lognormal(size=shape)),
    "mostly the same": luck(lambda rng, shape: rng.exponential(size=shape) * (rng.random(shape) < 0.3)),
}


@pytest.mark.slow
@pytest.mark.parametrize("seeds", [4, 8, 20])
@pytest.mark.parametrize("name", LUCK)
def test_false_verdicts_are_rare_in_the_whole_family(name: str, seeds: int) -> None:
    """Of ten arms that change nothing but luck, at least one gets a verdict in at most 5 % of experiments (+- 0.7)."""
    assert errors(LUCK[name], 0.0, seeds, 10)[0] < 0.06
    if name == "normal":
        assert errors(LUCK[name], 0.0, seeds, 10)[0] > 0.035


@pytest.mark.slow
def test_intervals_of_skewed_effects_miss_more_often_as_the_documentation_says() -> None:
    def skewed(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
        return rng.exponential(size=shape)

    one = {seeds: errors(skewed, 1.0, seeds, 1)[0] for seeds in (8, 20)}
    ten = {seeds: errors(skewed, 1.0, seeds, 10)[0] for seeds in (8, 20)}
    assert one == pytest.approx({8: 0.10, 20: 0.08}, abs=0.02)
    assert ten == pytest.approx({8: 0.30, 20: 0.24}, abs=0.03)
