"""The stationary law: in balance with the rules of a tick, with the facts it was fitted to, and sampled faithfully."""

from __future__ import annotations

import math

import numpy as np
import pytest

from clustersim.core.randomness import normal
from clustersim.errors import InputError
from clustersim.mechanisms.growth_law import increment, law_table
from clustersim.spec.parameters import Channels, Parameters
from clustersim.start.stationary_law import SectorLaw, stationary_law

P, ON = Parameters(), Channels()
DT = 0.25
GIANT = 1200.0


def law(
    entry_rate: float = 0.08, dt: float = DT, giant: float = GIANT, channels: Channels = ON, parameters: Parameters = P
) -> SectorLaw:
    return stationary_law(entry_rate, dt, parameters.growth, parameters.exit, parameters.entry, giant, channels)


def log_hazard(age: np.ndarray, found: SectorLaw) -> np.ndarray:
    """Return ln A(age) of `close_firms`."""
    return np.interp(age, [0.0, 1.0, 5.0, 10.0, P.exit.minimum_age, 30.0, 60.0], found.hazard)


def closing(found: SectorLaw, age: np.ndarray, size: np.ndarray, exposure: np.ndarray) -> np.ndarray:
    """Return the probability of exit in a tick of firms with mid-tick age and size."""
    factor = np.maximum(size**-P.exit.size_slope, P.exit.size_floor)
    return 1.0 - np.exp(-np.exp(log_hazard(age, found)) * factor * exposure)


def survival(found: SectorLaw, years: float) -> float:
    """Return the share of entrants alive at an age, interpolated on the logarithm between ticks."""
    alive = found.mass.sum(axis=1)[:-1]
    age = (np.arange(len(alive)) + 0.5) * found.dt
    return float(np.exp(np.interp(years, age, np.log(alive / alive[0]))))


def mean_life(found: SectorLaw) -> float:
    """Return the expected years from entry to exit, which are firms per entry a year."""
    return float(found.mass.sum())


@pytest.mark.parametrize("entry_rate", [0.044, 0.055, 0.08, 0.095])
def test_firms_in_equal_firms_out(entry_rate: float) -> None:
    assert mean_life(law(entry_rate)) == pytest.approx(1 / entry_rate, rel=1e-10)


def test_jobs_balance_tick_by_tick() -> None:
    # jobs gained by growth and entry equal jobs lost by exit, by the equations of a tick written out here
    found = law()
    z, table = np.exp(found.x), law_table(DT)
    u = (np.arange(600) + 0.5) / 600
    shocks = np.array([increment(float(value), table) for value in u])
    shocks *= math.sqrt(2 * DT / np.mean(shocks**2))  # what the midpoints miss of the tails
    change = 0.0
    total = mean_life(found) * found.mean_size
    for tick, mass in enumerate(found.mass):
        age = (tick + 0.5) * DT if tick < len(found.mass) - 1 else 200.0
        sigma = np.maximum(P.growth.sigma_floor, P.growth.sigma_one * z**-P.growth.sigma_slope)
        drift = P.growth.drift + P.growth.youth * math.exp(-age / P.growth.youth_decay) + np.log(1 - sigma**2 / 2)
        drift -= P.growth.giant_drag * np.maximum(0.0, found.x - math.log(GIANT))
        grown = np.exp(
            np.maximum(0.0, found.x[:, None] + (drift * DT)[:, None] + sigma[:, None] / math.sqrt(2) * shocks)
        )
        middle, exposure = (0.75 * DT, 1.5 * DT) if tick == 0 else (age + DT / 2, DT)
        gone = closing(found, np.full(grown.shape, middle), grown, exposure)
        change += float(np.sum(mass * (np.mean(grown * (1 - gone), axis=1) - z)))
    entering = float(np.sum(found.mass[0] * z))
    assert change + entering == pytest.approx(0.0, abs=2e-4 * total * DT)


def test_survival_meets_the_facts_it_was_fitted_to() -> None:
    # calibrated to B05 (74-77.6 %), B09 (50-58 %) and B06 (37-38 %, here at its edge: a known misfit of 0.1 points)
    for entry_rate in (0.044, 0.08, 0.095):
        found = law(entry_rate)
        assert 0.74 <= survival(found, 1.0) <= 0.776
        assert 0.50 <= survival(found, 3.0) <= 0.58
        assert 0.37 <= survival(found, 5.0) <= 0.382


def test_levels_of_the_prototype() -> None:
    # the table of the demographic prototype: level L by entry rate, mean size without a drag on giants (coarser grid there)
    for entry_rate, level, size in (
        (0.044, 0.0144, 21.8),
        (0.055, 0.0189, 18.0),
        (0.08, 0.0307, 12.4),
        (0.095, 0.0393, 10.4),
    ):
        found = law(entry_rate, giant=1e5)
        assert found.level == pytest.approx(level, abs=6e-5)
        assert found.mean_size == pytest.approx(size, rel=0.03)


def test_sizes_meet_the_facts_they_were_fitted_to() -> None:
    found = law(giant=1e7)
    share, z = found.mass.sum(axis=0) / found.mass.sum(), np.exp(found.x)
    assert share[z < 10].sum() == pytest.approx(0.87, abs=0.015)  # A04
    assert 0.9 <= math.log(share[z > 100].sum() / share[z > 2000].sum()) / math.log(20) <= 1.2  # A01


def test_the_grid_is_fine_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    from clustersim.start import size_grid
    from clustersim.start import stationary_law as demography

    coarse = law()
    monkeypatch.setattr(size_grid, "FINE_STEP", size_grid.FINE_STEP / 2)
    monkeypatch.setattr(size_grid, "COARSE_STEP", size_grid.COARSE_STEP / 2)
    size_grid.growth_steps.cache_clear()
    fine = demography._stationary_law.__wrapped__(0.08, DT, P.growth, P.exit, P.entry, GIANT, True)
    size_grid.growth_steps.cache_clear()
    assert fine.level == pytest.approx(coarse.level, rel=1e-3)
    assert fine.mean_size == pytest.approx(coarse.mean_size, rel=2e-3)


def test_a_systematic_sample_has_the_mean_size() -> None:
    found = law()
    for count, first, error in ((200_000, 0.5, 1e-3), (1000, 0.2, 0.1), (1000, 0.9, 0.1)):
        assert found.sizes((np.arange(count) + first) / count).mean() == pytest.approx(found.mean_size, rel=error)
    assert np.all(np.diff(found.sizes(np.linspace(0.001, 0.999, 500))) >= 0)


def test_ages_and_sizes_are_drawn_from_one_joint_law() -> None:
    found, count = law(), 200_000
    u, v = (np.arange(count) + 0.5) / count, np.random.default_rng(3).random(count)
    size = found.sizes(u)
    age = found.ages(size, v)
    young = age < 5.0
    exact = found.mass[:20].sum() / found.mass.sum()
    assert young.mean() == pytest.approx(exact, abs=0.005)
    assert age[size > 100].mean() > age[size < 2].mean() + 10
    assert size[young].mean() == pytest.approx(
        np.sum(found.mass[:20] * np.exp(found.x)) / found.mass[:20].sum(), rel=0.03
    )
    early = found.ages_below(5.0, u)
    assert early.max() < 5.0
    assert early.mean() == pytest.approx(age[young].mean(), rel=0.01)
    assert found.sizes_given_age(early, v).mean() == pytest.approx(size[young].mean(), rel=0.03)


def test_ages_lie_on_the_ticks_of_entry() -> None:
    ages = law().ages(np.full(1000, 3.0), (np.arange(1000) + 0.5) / 1000)
    assert np.allclose((ages / DT) % 1.0, 0.5)
    assert 60.0 < ages.max() < 101.0


def test_without_shocks_firms_of_one_still_grow_in_youth() -> None:
    found = law(channels=ON._replace(growth_shock=0))
    assert mean_life(found) == pytest.approx(12.5, rel=1e-10)
    assert found.mean_size < law().mean_size


def test_switches_of_entry_and_exit_do_not_change_the_law() -> None:
    assert law(channels=ON._replace(exit=0, entry=0)) is law()


@pytest.mark.parametrize("dt", [0.1, 0.5, 1.0])
def test_other_ticks_give_nearly_the_same_law(dt: float) -> None:
    found = law(dt=dt)
    assert mean_life(found) == pytest.approx(12.5, rel=1e-9)
    assert found.level == pytest.approx(law().level, rel=0.03)
    assert survival(found, 5.0) == pytest.approx(survival(law(), 5.0), abs=0.012)


@pytest.mark.parametrize("entry_rate", [0.4, 1e-7])
def test_an_entry_rate_that_no_hazard_gives_is_refused(entry_rate: float) -> None:
    with pytest.raises(InputError, match="must be between"):
        law(entry_rate)


@pytest.mark.slow
def test_simulated_firms_are_stationary() -> None:
    # 40,000 firms, 20 years, the rules of a tick written out with NumPy's own random numbers
    found, dice, count = law(), np.random.default_rng(7), 40_000
    size = found.sizes((np.arange(count) + 0.5) / count)
    age = found.ages(size, dice.random(count))
    fresh = age < DT
    start, table = size.sum(), law_table(DT)
    quantile = np.array([increment((k + 0.5) / 2**18, table) for k in range(2**18)])
    for _ in range(80):
        sigma = np.maximum(P.growth.sigma_floor, P.growth.sigma_one * size**-P.growth.sigma_slope)
        drift = P.growth.youth * np.exp(-age / P.growth.youth_decay) + np.log(1 - sigma**2 / 2)
        drift -= P.growth.giant_drag * np.maximum(0.0, np.log(size / GIANT))
        shock = sigma / math.sqrt(2) * quantile[dice.integers(0, 2**18, len(size))]
        size = np.exp(np.maximum(0.0, np.log(size) + drift * DT + shock))
        middle = np.where(fresh, 0.75 * DT, age + DT / 2)
        stay = dice.random(len(size)) >= closing(found, middle, size, np.where(fresh, 1.5 * DT, DT))
        size, age = size[stay], age[stay] + DT
        new = dice.poisson(0.08 * count * DT)
        u = dice.random((new, 2))
        first = np.where(u[:, 0] < P.entry.employer_share, 2 * u[:, 1] ** (-1 / P.entry.employer_exponent), 1.0)
        settles = dice.random(new) < P.entry.settlement_share
        lognormal = np.array(
            [
                P.entry.settlement_median * math.exp(P.entry.settlement_spread * normal(float(v)))
                for v in dice.random(new)
            ]
        )
        first = np.where(settles, np.maximum(1.0, lognormal), first)
        fresh = np.concatenate([np.zeros(len(size), dtype=bool), np.ones(new, dtype=bool)])
        size, age = np.concatenate([size, first]), np.concatenate([age, np.full(new, DT / 2)])
    assert len(size) == pytest.approx(count, rel=0.015)  # the standard error is about 0.5 %
    assert size.sum() == pytest.approx(start, rel=0.06)  # about 2 %
