"""The variance-gamma quantile table: against a closed form, its moments, and the year it adds up to."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import kv, modstruve

from clustersim.errors import InputError
from clustersim.mechanisms import growth_law
from clustersim.mechanisms.growth_law import increment, law_table

TICKS = [1 / 52, 1 / 12, 0.125, 0.25, 0.5, 0.75, 1.0]


def quadrature() -> tuple[np.ndarray, np.ndarray]:
    """Return upper-tail probabilities and weights with which an integral over u in (1/2, 1) is a sum."""
    edges = 38.0 * np.linspace(0.0, 1.0, 200) ** 4
    points, weights = np.polynomial.legendre.leggauss(8)
    half, centre = np.diff(edges) / 2, (edges[1:] + edges[:-1]) / 2
    w = (centre[:, None] + half[:, None] * points).ravel()
    return 0.5 * np.exp(-w), 0.5 * (half[:, None] * weights).ravel() * np.exp(-w)


def quantiles(dt: float) -> tuple[np.ndarray, np.ndarray]:
    """Return |V| and weights (in all one half) of the upper half of the law."""
    tail, weight = quadrature()
    table = law_table(dt)
    return np.array([-increment(value, table) for value in tail]), weight


@pytest.mark.parametrize("dt", TICKS)
def test_quantiles_agree_with_the_closed_form(dt: float) -> None:
    # 2 P(0 < V < x) = x (K_nu L_(nu-1) + L_nu K_(nu-1)), L the modified Struve function, nu = dt - 1/2
    nu, table = dt - 0.5, law_table(dt)
    for x in (0.003, 0.05, 0.3, 1.0, 2.0, 4.0):
        inside = x * (kv(nu, x) * modstruve(nu - 1, x) + modstruve(nu, x) * kv(nu - 1, x))
        assert increment(0.5 + 0.5 * inside, table) == pytest.approx(x, rel=1e-5)
        assert increment(0.5 - 0.5 * inside, table) == pytest.approx(-x, rel=1e-5)


def test_a_year_is_a_laplace_number() -> None:
    table = law_table(1.0)
    for u in (0.51, 0.6, 0.75, 0.99, 1 - 1e-12):
        assert increment(u, table) == pytest.approx(-math.log(2 * (1 - u)), rel=1e-9)


@pytest.mark.parametrize("dt", TICKS)
def test_variance_is_twice_the_tick(dt: float) -> None:
    size, weight = quantiles(dt)
    assert 2 * np.sum(weight) == pytest.approx(1.0, rel=1e-9)
    assert 2 * np.sum(weight * size**2) == pytest.approx(2 * dt, rel=1e-5)


def test_mean_is_zero_by_symmetry() -> None:
    table = law_table(0.25)
    for u in np.random.default_rng(1).integers(1, 2**52, 200) / 2.0**53:
        assert increment(float(u), table) == -increment(1.0 - float(u), table)


@pytest.mark.parametrize("frequency", [0.3, 1.0, 2.0, 5.0])
def test_four_quarters_make_a_laplace_year(frequency: float) -> None:
    # characteristic functions: that of a quarter to the fourth power is that of a standard Laplace number
    size, weight = quantiles(0.25)
    quarter = 2 * np.sum(weight * np.cos(frequency * size))
    assert quarter**4 == pytest.approx(1 / (1 + frequency**2), rel=2e-4)


def test_the_law_of_growth_is_compensated() -> None:
    # E exp(sigma / sqrt(2) V(dt)) = (1 - sigma^2 / 2)^-dt, which the drift of grow_firms takes away again
    size, weight = quantiles(0.25)
    for sigma in (0.1, 0.4):
        grown = 2 * np.sum(weight * np.cosh(sigma / math.sqrt(2) * size))
        assert grown == pytest.approx((1 - sigma**2 / 2) ** -0.25, rel=1e-6)


@pytest.mark.parametrize("u", [0.5, 0.5 + 2.0**-53, 2.0**-54, 1.0 - 2.0**-53])
def test_the_ends_of_the_uniform_numbers_stay_finite(u: float) -> None:
    value = increment(u, law_table(0.25))
    assert math.isfinite(value)
    assert abs(value) < 1e-20 or abs(value) > 30.0


def test_the_quantile_rises() -> None:
    u = np.concatenate([np.geomspace(1e-16, 0.4, 300)[:-1], np.linspace(0.4, 0.4999999, 300)])
    values = np.array([increment(float(value), law_table(0.25)) for value in u])
    assert np.all(np.diff(values) > 0)


@pytest.mark.parametrize("dt", [0.0, -1.0, math.nan])
def test_a_tick_must_be_positive(dt: float) -> None:
    with pytest.raises(InputError, match="tick_years"):
        law_table(dt)


def test_a_table_that_misses_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth_law, "TOLERANCE", 1e-12)
    with pytest.raises(InputError, match="cannot be tabulated"):
        law_table.__wrapped__(0.25)


def test_the_error_is_measured() -> None:
    table = law_table(0.25).copy()
    table[0] += 1e-4
    assert growth_law.table_error(table, 0.25) > 1e-5
