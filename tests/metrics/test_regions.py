"""Measures of points, lattices, regions and networks where they are undefined or known by reasoning."""

from __future__ import annotations

import math

import numpy as np
import pytest

from clustersim import metrics

WINDOW = (0.0, 10.0, 0.0, 10.0)


def test_m_of_hand() -> None:
    xy = np.array([[0.0, 0.0], [0.0, 0.0], [0.0, 1.0], [0.0, 5.0]])
    sector = np.array(["a", "a", "b", "b"])
    # each a: of 2 neighbours within 1 km one is a; in the region 1 of the other 3
    m = metrics.marcon_puech_m(xy, np.ones(4), sector, [0.0, 1.0, 9.0], "a", "a")
    np.testing.assert_allclose(m, [1.0 / (1 / 3), 0.5 / (1 / 3), 1.0])
    assert metrics.marcon_puech_m(xy, np.ones(4), sector, 1.0, "a", "b")[0] == pytest.approx(0.5 / (2 / 3))
    weight = np.array([1.0, 3.0, 2.0, 4.0])
    local, overall = (3 / 5 + 1 / 3) / 2, (3 / 9 + 1 / 7) / 2
    assert metrics.marcon_puech_m(xy, weight, sector, 1.0, "a", "a")[0] == pytest.approx(local / overall)


def test_m_undefined() -> None:
    apart = np.array([[0.0, 0.0], [0.0, 5.0]])
    assert np.isnan(
        metrics.marcon_puech_m(apart, np.ones(2), np.array(["a", "b"]), 1.0, "a", "b")
    ).all()  # no neighbours
    assert np.isnan(metrics.marcon_puech_m(apart, np.ones(2), np.array(["a", "b"]), 9.0, "a", "a")).all()  # one firm
    assert np.isnan(metrics.marcon_puech_m(apart, np.ones(2), np.array(["a", "b"]), 9.0, "c", "a")).all()  # no firm
    assert np.isnan(metrics.marcon_puech_m(np.empty((0, 2)), np.empty(0), np.empty(0, dtype=str), 9.0, "a", "a")).all()


def test_k_undefined_and_wrong_correction() -> None:
    for points in (np.empty((0, 2)), np.array([[1.0, 1.0]])):
        assert np.isnan(metrics.ripley_k(points, WINDOW, [1.0, 2.0])).all()
    with pytest.raises(ValueError, match="correction"):
        metrics.ripley_k(np.ones((3, 2)), WINDOW, 1.0, "toroidal")  # type: ignore[arg-type]


def test_lattice_undefined() -> None:
    for values in (np.ones((3, 3)), np.ones((1, 1)), np.zeros((0, 4))):
        assert math.isnan(metrics.morans_i(values))
        assert np.isnan(metrics.local_g_star(values)).all()
    assert np.isnan(
        metrics.local_g_star(np.array([[1.0, 2.0], [3.0, 4.0]]), "queen")
    ).all()  # everybody is everybody's neighbour
    assert metrics.morans_i(np.indices((6, 6)).sum(axis=0) % 2) == pytest.approx(-1.0)  # a chessboard
    with pytest.raises(ValueError, match="'rook' or 'queen'"):
        metrics.morans_i(np.eye(3), "bishop")  # type: ignore[arg-type]


def test_regions_undefined() -> None:
    employment = np.array([[4.0, 2.0, 0.0], [0.0, 0.0, 0.0], [2.0, 4.0, 0.0]])
    quotient = metrics.location_quotient(employment)
    assert np.isnan(quotient[1]).all() and np.isnan(quotient[:, 2]).all()
    np.testing.assert_allclose(quotient[[0, 2], :2], [[4 / 3, 2 / 3], [2 / 3, 4 / 3]])
    np.testing.assert_array_equal(np.isnan(metrics.herfindahl(employment)), [False, True, False])
    np.testing.assert_array_equal(np.isnan(metrics.related_variety(employment, [1, 1, 2])), [False, True, False])
    np.testing.assert_array_equal(np.isnan(metrics.locational_gini(employment)), [False, False, True])
    assert np.isnan(metrics.locational_gini(np.zeros((2, 2)))).all()


@pytest.mark.parametrize("index", [metrics.ellison_glaeser, metrics.maurel_sedillot])
def test_indices_of_plants_undefined(index: object) -> None:
    assert callable(index)
    assert math.isnan(index([5.0, 2.0], ["a", "b"], [1, 2])["a"])  # one plant
    assert math.isnan(index([5.0, 2.0], ["a", "a"], [1, 1])["a"])  # one zone
    assert math.isnan(index([5.0, 2.0], ["a", "a"], [1, 1], {1: 10.0, 2: 0.0})["a"])  # all employment in one zone
    assert len(index([], [], [])) == 0
    assert index([5.0, 5.0], ["a", "a"], [1, 1], {1: 10.0, 2: 10.0})["a"] == pytest.approx(1.0)
    with pytest.raises(ValueError, match="lacks zones"):
        index([5.0], ["a"], [3], {1: 10.0})


def test_coagglomeration_by_hand_and_undefined() -> None:
    # two sectors side by side in one of two equal zones: (1 - 1/2)^2 + (0 - 1/2)^2 over 1 - 1/2
    assert metrics.coagglomeration([5.0, 3.0], ["a", "b"], [1, 1], {1: 10.0, 2: 10.0}) == pytest.approx(1.0)
    assert metrics.coagglomeration([5.0, 3.0], ["a", "b"], [1, 2], {1: 10.0, 2: 10.0}) == pytest.approx(-1.0)
    assert metrics.coagglomeration([5.0, 5.0], ["a", "b"], [1, 2]) == pytest.approx(-1.0)
    assert metrics.coagglomeration([5.0, 5.0, 5.0, 5.0], ["a", "a", "b", "b"], [1, 2, 1, 2]) == pytest.approx(0.0)
    for employees, sector, zone in (
        ([], [], []),
        ([5.0, 2.0], ["a", "a"], [1, 2]),
        ([5.0, 2.0], ["a", "b"], [1, 1]),
        ([5.0, 0.0], ["a", "b"], [1, 2]),
    ):
        assert math.isnan(metrics.coagglomeration(employees, sector, zone))
    assert math.isnan(metrics.coagglomeration([5.0, 2.0], ["a", "b"], [1, 1], {1: 10.0, 2: 0.0}))
    with pytest.raises(ValueError, match="lacks zones"):
        metrics.coagglomeration([5.0, 5.0], ["a", "b"], [1, 2], {1: 10.0})


def test_m_pair_by_pair_where_points_share_places() -> None:
    random = np.random.default_rng(1)
    xy, sector, weight = random.integers(0, 6, (80, 2)).astype(float), random.integers(0, 3, 80), random.pareto(1.0, 80)
    weight[:5] = 0.0
    for of, to in ((0, 0), (0, 1)):
        for radius in (0.0, 1.0, 2.5):
            local = overall = 0.0
            for i in np.flatnonzero(sector == of):
                others = np.arange(80) != i
                near = others & (np.hypot(*(xy - xy[i]).T) <= radius)
                if weight[near].sum() > 0.0:
                    local += weight[near & (sector == to)].sum() / weight[near].sum()
                    overall += weight[others & (sector == to)].sum() / weight[others].sum()
            assert metrics.marcon_puech_m(xy, weight, sector, radius, of, to)[0] == pytest.approx(
                local / overall, rel=1e-10
            )


def test_network_of_nothing_and_of_isolates() -> None:
    assert all(math.isnan(value) for value in metrics.network_metrics([], [], [], [], []).values())
    lonely = metrics.network_metrics([0] * 5, [0] * 5, [], [], [])
    assert (lonely["density"], lonely["mean_degree"], lonely["network_strength"], lonely["giant_share"]) == (
        0.0,
        0.0,
        0.0,
        0.2,
    )
    for name in (
        "transitivity",
        "mean_distance_giant",
        "modularity",
        "type_assortativity",
        "core_periphery_fit",
        "mean_constraint",
        "cross_type_share",
    ):
        assert math.isnan(lonely[name]), name


def test_network_of_two_triangles() -> None:
    a, b = [0, 1, 2, 3, 4, 5], [1, 2, 0, 4, 5, 3]
    found = metrics.network_metrics([0, 0, 0, 1, 1, 1], [0, 1, 2, 0, 1, -1], a, b, [0.5] * 6)
    assert (found["density"], found["transitivity"], found["global_efficiency"]) == pytest.approx((0.4, 1.0, 0.4))
    assert found["network_strength"] == pytest.approx(1.0)
    assert found["modularity"] == pytest.approx(0.5)
    assert found["type_assortativity"] == pytest.approx(1.0)
    assert (found["cross_type_share"], found["bridges"], found["max_core"]) == (0.0, 0.0, 2.0)
    assert (
        found["sector_assortativity"] < 0.0
    )  # no tie joins two firms of a sector; the node without a sector is left out


def test_strength_weighs_but_is_no_distance() -> None:
    a, b = [0, 1, 2], [1, 2, 3]
    weak = metrics.network_metrics([0] * 4, [0] * 4, a, b, [0.1, 0.1, 0.1])
    strong = metrics.network_metrics([0] * 4, [0] * 4, a, b, [0.1, 1.0, 0.1])
    assert weak["mean_distance_giant"] == strong["mean_distance_giant"] == pytest.approx(10 / 6)
    assert strong["network_strength"] == pytest.approx(2 * 1.2 / 4)
    assert weak["mean_constraint"] != strong["mean_constraint"]


def test_network_metrics_leave_random_numbers_alone() -> None:
    import random

    random.seed(1)
    np.random.seed(1)  # noqa: NPY002 - the global numbers of a user
    before = random.getstate(), np.random.get_state()[1].tolist()  # noqa: NPY002
    path = ([0] * 6, [0] * 6, [0, 1, 2, 3, 4], [1, 2, 3, 4, 5], [0.5] * 5)
    first = metrics.network_metrics(*path)
    assert (random.getstate(), np.random.get_state()[1].tolist()) == before  # noqa: NPY002
    assert metrics.network_metrics(*path) == first


@pytest.mark.process
def test_registry_and_package_are_light() -> None:
    import subprocess
    import sys

    code = (
        "import sys, clustersim.metrics.registry, clustersim.metrics;"
        "print([name for name in ('numpy', 'numba', 'pandas', 'scipy', 'networkx', 'matplotlib') if name in sys.modules])"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )
    assert set(metrics.__all__) <= set(dir(metrics)) and all(
        callable(getattr(metrics, name)) or name in {"METRICS", "SET_METRICS"} for name in metrics.__all__
    )
    with pytest.raises(AttributeError, match="no attribute"):
        metrics.no_such_measure  # noqa: B018
