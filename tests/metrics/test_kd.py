"""Duranton and Overman's Kd and its band: pair by pair, undefined, and rejecting as often as it says."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from clustersim import metrics
from clustersim.metrics import pair_distances

if TYPE_CHECKING:
    from clustersim.core.columns import F64

R = np.arange(0.0, 8.0)


def towns(random: np.random.Generator, points: int = 150, lattice: bool = True) -> F64:
    """Return points around one town, on a lattice or anywhere."""
    xy = random.normal(10.0, 4.0, (points, 2))
    return np.floor(xy) if lattice else xy


def some_of(random: np.random.Generator, points: int, chosen: int) -> np.ndarray:
    sector = np.zeros(points, dtype=np.int64)
    sector[random.choice(points, chosen, replace=False)] = 1
    return sector


def pair_by_pair(xy: F64, weight: F64, r: F64, bandwidth: float | None = None) -> F64:
    distance, product = [], []
    for i in range(len(xy)):
        for j in range(i):
            distance.append(math.dist(xy[i], xy[j]))
            product.append(weight[i] * weight[j])
    if bandwidth is None:
        near = np.array([d for d in distance if d <= 2.0 * r.max() + 1e-9])
        low, high = np.percentile(near, [25, 75])
        bandwidth = 0.9 * (min(near.std(ddof=1), (high - low) / 1.34) or near.std(ddof=1)) * len(near) ** -0.2
    total = [
        sum(
            w * (math.exp(-0.5 * ((x - d) / bandwidth) ** 2) + math.exp(-0.5 * ((x + d) / bandwidth) ** 2))
            for d, w in zip(distance, product, strict=True)
        )
        for x in r
    ]
    return np.array(total) / (bandwidth * math.sqrt(2.0 * math.pi) * sum(product))


@pytest.mark.parametrize("lattice", [True, False])
@pytest.mark.parametrize("bandwidth", [None, 0.7])
def test_kd_pair_by_pair(lattice: bool, bandwidth: float | None) -> None:
    random = np.random.default_rng(1)
    xy, sector, weight = towns(random, 60, lattice), some_of(random, 60, 25), 1.0 + random.pareto(1.2, 60)
    one = sector == 1
    plain = metrics.duranton_overman_kd(xy, sector, R, 1, bandwidth=bandwidth)
    np.testing.assert_allclose(plain, pair_by_pair(xy[one], np.ones(25), R, bandwidth), rtol=1e-9)
    weighted = metrics.duranton_overman_kd(xy, sector, R, 1, weight, bandwidth)
    np.testing.assert_allclose(weighted, pair_by_pair(xy[one], weight[one], R, bandwidth), rtol=1e-9)
    assert not np.allclose(plain, weighted)


def test_counts_on_a_lattice_give_what_pairs_of_points_give(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(2)
    xy, sector, weight = towns(random) * 0.1, some_of(random, 150, 60), random.random(150)
    by_counts = metrics.duranton_overman_kd(xy, sector, R / 10, 1, weight)
    band = metrics.kd_band(xy, sector, R / 10, 1, 20, 3)
    monkeypatch.setattr(pair_distances, "find_lattice", lambda sites: None)
    np.testing.assert_allclose(by_counts, metrics.duranton_overman_kd(xy, sector, R / 10, 1, weight), rtol=1e-9)
    np.testing.assert_allclose(band, metrics.kd_band(xy, sector, R / 10, 1, 20, 3), rtol=1e-9)


def test_kd_is_a_density_from_zero_on() -> None:
    random = np.random.default_rng(3)
    r = np.linspace(0.0, 60.0, 6001)
    kd = metrics.duranton_overman_kd(towns(random, 40), np.ones(40), r, 1.0, bandwidth=1.5)
    assert np.trapezoid(kd, r) == pytest.approx(1.0, abs=1e-6)


def test_order_of_firms_does_not_show() -> None:
    random = np.random.default_rng(4)
    for lattice in (True, False):
        xy, sector, weight = towns(random, 80, lattice), some_of(random, 80, 30), random.random(80)
        order = random.permutation(80)
        first = metrics.duranton_overman_kd(xy, sector, R, 1, weight)
        assert first.tobytes() == metrics.duranton_overman_kd(xy[order], sector[order], R, 1, weight[order]).tobytes()
        band, again = (metrics.kd_band(*given, R, 1, 20, 5) for given in ((xy, sector), (xy[order], sector[order])))
        assert band.lower.tobytes() == again.lower.tobytes() and band.upper.tobytes() == again.upper.tobytes()
        assert (metrics.kd_band(xy, sector, R, 1, 20, 6).upper != band.upper).any()


def test_bandwidth_between_the_order_statistics() -> None:
    random = np.random.default_rng(10)
    for size in (2, 3, 7, 40, 41, 42, 43):
        distance = np.sort(
            random.pareto(1.0, size)
        )  # a few far pairs: the quartiles decide, not the standard deviation
        low, high = np.percentile(distance, [25, 75])
        spectrum = pair_distances.Spectrum(
            np.append(distance, 1e6), np.ones(size + 1, dtype=np.int64), np.ones(size + 1)
        )
        assert pair_distances._rule_of_thumb(spectrum, 1e5) == pytest.approx(
            0.9 * min(distance.std(ddof=1), (high - low) / 1.34) * size**-0.2
        )


def test_bandwidth_where_quartiles_or_all_distances_are_alike() -> None:
    # R: bw.nrd0 takes the standard deviation where the quartiles coincide, the common value where all do, 1 where that is 0
    spectrum = pair_distances.Spectrum(np.array([1.0, 9.0]), np.array([9, 1]), np.ones(2))
    values = np.repeat([1.0, 9.0], [9, 1])
    assert pair_distances._rule_of_thumb(spectrum, 20.0) == pytest.approx(0.9 * values.std(ddof=1) * 10**-0.2)
    triangle = np.array([[0.0, 0.0], [3.0, 0.0], [1.5, 1.5 * math.sqrt(3.0)]])
    found = metrics.duranton_overman_kd(triangle, np.ones(3), [3.0], 1.0)
    width = 0.9 * 3.0 * 3**-0.2
    assert found[0] == pytest.approx(
        (1.0 + math.exp(-0.5 * (6.0 / width) ** 2)) / (width * math.sqrt(2.0 * math.pi)), rel=1e-6
    )
    together = metrics.duranton_overman_kd(np.zeros((3, 2)), np.ones(3), [0.0], 1.0)
    assert together[0] == pytest.approx(2.0 / (0.9 * 3**-0.2 * math.sqrt(2.0 * math.pi)))


def test_kd_undefined() -> None:
    xy = np.array([[0.0, 0.0], [1.0, 0.0], [50.0, 0.0], [0.0, 90.0]])
    assert np.isnan(metrics.duranton_overman_kd(xy, np.array([1, 1, 0, 0]), R, 1)).all()  # two firms
    assert np.isnan(metrics.duranton_overman_kd(xy, np.array([1, 1, 0, 0]), R, 1, bandwidth=1.0)).all()
    assert np.isnan(metrics.duranton_overman_kd(np.empty((0, 2)), np.empty(0), R, 1)).all()
    three = np.array([1, 1, 1, 0])
    assert np.isnan(metrics.duranton_overman_kd(xy, three, R, 1)).all()  # one pair within twice the largest r
    assert np.isfinite(metrics.duranton_overman_kd(xy, three, R, 1, bandwidth=1.0)).all()
    assert np.isnan(metrics.duranton_overman_kd(xy, three, R, 1, weight=np.zeros(4), bandwidth=1.0)).all()
    assert np.isnan(metrics.kd_band(xy, np.array([1, 1, 0, 0]), R, 1, 19, 0)).all()
    for simulations, level in ((0, 0.05), (19, 0.0), (19, 1.0)):
        with pytest.raises(ValueError, match=r"(simulations|level): is [01]; a "):
            metrics.kd_band(xy, three, R, 1, simulations, 0, level)


def test_nothing_to_shuffle_leaves_no_room() -> None:
    xy = towns(np.random.default_rng(7), 30)
    band = metrics.kd_band(xy, np.ones(30), R, 1.0, 19, 0)
    kd = metrics.duranton_overman_kd(xy, np.ones(30), R, 1.0)
    assert (band.lower == kd).all() and (band.upper == kd).all()


def test_planted_localisation_and_dispersion_leave_the_band() -> None:
    x, y = np.meshgrid(np.arange(20.0), np.arange(20.0))
    xy = np.column_stack([x.ravel(), y.ravel()])
    gathered = np.hypot(xy[:, 0] - 5.0, xy[:, 1] - 5.0) < 3.5
    spread = (xy[:, 0] % 4 == 0) & (xy[:, 1] % 4 == 0)
    band, kd = metrics.kd_band(xy, gathered, R, True, 99, 1), metrics.duranton_overman_kd(xy, gathered, R, True)
    assert (kd[1:4] > band.upper[1:4]).all()
    band, kd = metrics.kd_band(xy, spread, R, True, 99, 1), metrics.duranton_overman_kd(xy, spread, R, True)
    assert (kd < band.lower).any()


def test_band_holds_the_share_of_its_own_curves() -> None:
    curves = np.random.default_rng(8).gamma(2.0, 1.0, (999, 12))
    for level in (0.05, 0.2):
        lower, upper = pair_distances._band(curves, level)
        assert ((curves < lower) | (curves > upper)).any(axis=1).mean() == pytest.approx(level, abs=0.015)


def leaves(kd: F64, band: metrics.KdBand) -> tuple[bool, bool]:
    return bool((kd > band.upper).any()), bool((kd < band.lower).any())


@pytest.mark.slow
@pytest.mark.parametrize(("lattice", "chosen", "simulations"), [(True, 40, 99), (False, 20, 39)])
def test_band_rejects_at_the_nominal_rate_under_its_null(lattice: bool, chosen: int, simulations: int) -> None:
    """Sectors dealt out at random leave a band of their own, and that of another deal, in 5 % of cases; on both sides."""
    random, runs, level = np.random.default_rng(9), 600, 0.05
    own, other = np.zeros((runs, 2)), np.zeros((runs, 2))
    for run in range(runs):
        xy = towns(random, 120, lattice)
        sector, fresh = some_of(random, 120, chosen), some_of(random, 120, chosen)
        band = metrics.kd_band(xy, sector, R, 1, simulations, run, level)
        own[run] = leaves(metrics.duranton_overman_kd(xy, sector, R, 1), band)
        other[run] = leaves(metrics.duranton_overman_kd(xy, fresh, R, 1), band)
    margin = 3.5 * math.sqrt(level * (1.0 - level) / runs)
    for found in (own, other):
        assert found.any(axis=1).mean() == pytest.approx(level, abs=margin)
    both = np.vstack([own, other]).mean(axis=0)
    assert (both > 0.005).all() and (both < level).all()
