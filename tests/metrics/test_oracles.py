"""The measures against values that other packages computed (tests/data/oracles/README.md)."""

from __future__ import annotations

import json
import os
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from clustersim import metrics
from clustersim.core.adjacency import link
from clustersim.metrics import graphs, regions

HERE = Path(__file__).parents[1] / "data" / "oracles"
ELSEWHERE = Path(os.environ.get("CLUSTERSIM_ORACLES", Path(__file__).parents[3] / "shared" / "oracles"))


def expected(name: str) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((HERE / "expected" / f"{name}.json").read_text(encoding="utf-8"))
    return values


def table(name: str) -> Path:
    """Return the path of an input; skip the test if it may not be passed on and is not at hand."""
    for folder in (HERE, ELSEWHERE):
        path = folder / "inputs" / f"{name}.csv"
        if path.exists():
            return path
    pytest.skip(
        f"{name}.csv is example data of another package, not part of this project; set CLUSTERSIM_ORACLES to a folder that has inputs/{name}.csv"
    )


@pytest.fixture(scope="module")
def karate() -> dict[str, float]:
    edges = np.loadtxt(table("karate_edges"), delimiter=",", skiprows=1, dtype=np.int64) - 1
    clubs = np.array(expected("karate_igraph")["fixed_partition"])
    return metrics.network_metrics(clubs, clubs, edges[:, 0], edges[:, 1], np.ones(len(edges)))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("density", "density"),
        ("mean_degree", "mean_degree"),
        ("transitivity", "transitivity_global"),
        ("local_clustering", "avg_local_clustering_zero"),
        ("giant_share", "giant_share"),
        ("mean_distance_giant", "mean_distance_giant"),
        ("global_efficiency", "global_efficiency_from_distances"),
        ("degree_assortativity", "assortativity_degree"),
        ("degree_centralisation", "centralization_degree_loopsFALSE"),
        ("articulation_points", "articulation_points"),
    ],
)
def test_karate_as_igraph_in_r(karate: dict[str, float], ours: str, theirs: str) -> None:
    assert karate[ours] == pytest.approx(expected("karate_igraph")[theirs], abs=1e-10)


def test_karate_further(karate: dict[str, float]) -> None:
    values, extra = expected("karate_igraph"), expected("karate_extra")
    assert karate["max_core"] == max(values["coreness"])
    assert karate["bridges"] == len(values["bridges"])
    assert karate["mean_constraint"] == pytest.approx(np.mean(values["constraint_unweighted"]), abs=1e-10)
    assert karate["robustness_targeted"] == pytest.approx(values["robust_targeted"]["R_index"], abs=1e-10)
    assert karate["modularity"] == pytest.approx(extra["karate_optimal_modularity"]["Q"], abs=1e-9)
    assert karate["core_periphery_fit"] >= extra["karate_BE_core_periphery"]["pearson_fit"] - 1e-9
    # assortativity of the clubs and modularity of the same partition: (Q) / (Q of a perfect split), Newman (2003)
    degree, club = np.array(values["degree"]), np.array(values["fixed_partition"])
    ends = np.bincount(club, weights=degree) / degree.sum()
    assert karate["type_assortativity"] == pytest.approx(
        values["modularity_fixed_partition"] / (1.0 - (ends**2).sum()), abs=1e-10
    )


def test_karate_removal_in_a_given_order() -> None:
    edges = np.loadtxt(table("karate_edges"), delimiter=",", skiprows=1, dtype=np.int64) - 1
    links = link(34, edges[:, 0], edges[:, 1])
    for attack in ("robust_targeted", "robust_random"):
        values = expected("karate_igraph")[attack]
        curve = [*values["giant_share_after_q_removals"][1:], 0.0][:34]
        assert graphs.robustness(links, np.array(values["order"]) - 1) == pytest.approx(np.sum(curve) / 34, abs=1e-10)


@pytest.mark.parametrize("neighbourhood", ["rook", "queen"])
def test_lattice_as_spdep(neighbourhood: Any) -> None:
    counts = np.loadtxt(table("lattice_counts_10x10"), delimiter=",")
    values = expected("lattice_10x10_spdep")[neighbourhood]
    assert metrics.morans_i(counts, neighbourhood) == pytest.approx(values["I"], abs=1e-9)
    np.testing.assert_allclose(
        metrics.local_g_star(counts, neighbourhood).ravel(), values["Gstar_z"], rtol=0, atol=1e-9
    )


@pytest.mark.parametrize("correction", ["none", "translate", "isotropic", "periodic"])
def test_ripley_k_as_spatstat(correction: Any) -> None:
    points, values = pd.read_csv(table("points_lattice_150")), expected("points_lattice_150")
    found = metrics.ripley_k(
        points[["x", "y"]].to_numpy(float), tuple(values["window"]), values["r_K_untied"], correction
    )
    np.testing.assert_allclose(found, values[f"K_{correction}"], rtol=1e-9)


def test_marcon_puech_m_as_dbmss_on_a_lattice() -> None:
    points, values = pd.read_csv(table("points_lattice_150")), expected("points_lattice_150")
    xy, weight = points[["x", "y"]].to_numpy(float), points["weight"].to_numpy(float)
    found = metrics.marcon_puech_m(xy, weight, points["sector"].to_numpy(), values["r_M"], "A", "A")
    np.testing.assert_allclose(found, values["M_A_euclid"], rtol=0, atol=1e-9)


@pytest.mark.parametrize(("to", "key"), [("V. Americana", "M_VAmericana"), ("Q. Rosea", "M_VAm_QRosea")])
def test_marcon_puech_m_as_dbmss_on_trees(to: str, key: str) -> None:
    trees, values = pd.read_csv(table("paracou16")), expected("paracou16_dbmss")
    xy, weight = trees[["x", "y"]].to_numpy(float), trees["weight"].to_numpy(float)
    found = metrics.marcon_puech_m(xy, weight, trees["type"].to_numpy(), values["r"], "V. Americana", to)
    np.testing.assert_allclose(found, values[key], rtol=0, atol=1e-9)


def test_kd_as_dbmss() -> None:
    trees, values = pd.read_csv(table("paracou16")), expected("paracou16_dbmss")
    xy, kind = trees[["x", "y"]].to_numpy(float), trees["type"].to_numpy()
    found = metrics.duranton_overman_kd(xy, kind, values["r"], "Q. Rosea")
    np.testing.assert_allclose(found, values["Kd_QRosea"], rtol=5e-3)  # R puts densities into bins
    assert metrics.duranton_overman_kd(xy, kind, np.arange(301.0), "Q. Rosea").sum() == pytest.approx(
        values["Kd_sum_0_300_all"], rel=5e-3
    )


def test_marcon_puech_m_as_dbmss_on_a_torus() -> None:
    """A torus is the window with eight copies around it; M of the points in the middle is put together from its parts."""
    points, values = pd.read_csv(table("points_lattice_150")), expected("points_lattice_150")
    xy, sector = points[["x", "y"]].to_numpy(float), points["sector"].to_numpy()
    around = np.concatenate([xy + np.array([dx, dy]) for dx in (0.0, -20.0, 20.0) for dy in (0.0, -20.0, 20.0)])
    kind = np.concatenate([np.where(sector == "A", "middle", sector), *[sector] * 8])
    firms, own = len(xy), int((sector == "A").sum())
    copies, middle = (
        metrics.marcon_puech_m(around, np.ones(len(around)), kind, values["r_M"], "middle", to)
        for to in ("A", "middle")
    )
    local = (copies * 8 * own + middle * (own - 1)) / (9 * firms - 1)
    np.testing.assert_allclose(local / ((own - 1) / (firms - 1)), values["M_A_torus"], rtol=0, atol=1e-9)


def test_regions_by_industries() -> None:
    employment, values = np.loadtxt(table("region_industry_5x5"), delimiter=","), expected("region_industry_5x5")
    np.testing.assert_allclose(metrics.location_quotient(employment), values["LQ"], rtol=0, atol=1e-12)
    np.testing.assert_allclose(metrics.herfindahl(employment), values["HHI_region_specialisation"], rtol=0, atol=1e-12)
    np.testing.assert_allclose(metrics.herfindahl(employment.T), values["HHI_industry_shares"], rtol=0, atol=1e-12)
    np.testing.assert_allclose(metrics.locational_gini(employment), values["locational_Gini_x2"], rtol=0, atol=1e-12)
    # with all industries in one group related variety is the whole entropy; with every industry alone it is nothing
    np.testing.assert_allclose(
        metrics.related_variety(employment, ["a"] * 5), values["entropy_region_bits_vegan"], rtol=0, atol=1e-12
    )
    np.testing.assert_allclose(metrics.related_variety(employment, list("abcde")), np.zeros(5), rtol=0, atol=1e-12)


def test_ellison_glaeser_of_a_textbook() -> None:
    plants, regions = pd.read_csv(table("eg_farhauer_kroell_plants")), pd.read_csv(table("eg_farhauer_kroell_regions"))
    zones = dict(zip(regions["region"], regions["emp_total"], strict=True))
    sector = np.full(len(plants), "a")
    found = metrics.ellison_glaeser(plants["emp"], sector, plants["region"], zones)
    assert found["a"] == pytest.approx(expected("eg_farhauer_kroell")["gamma"], abs=1e-10)
    values = expected("eg_ms_pysal_inequality101")["eg_example"]
    assert found["a"] == pytest.approx(values["eg"][0], abs=1e-9)
    zones = {zone: row[0] + row[1] for zone, row in zip(values["region_order"], values["x"], strict=True)}
    found = metrics.maurel_sedillot(plants["emp"], sector, plants["region"], zones)
    assert found["a"] == pytest.approx(values["ms"][0], abs=1e-9)


def test_ellison_glaeser_by_industry() -> None:
    firms, values = pd.read_csv(table("FK2014_EGC")), expected("FK2014_EGC_reat")
    found = metrics.ellison_glaeser(firms["emp_firm"], firms["industry"], firms["region"])
    np.testing.assert_allclose(found[values["industry"]], values["gamma"], rtol=0, atol=1e-10)


def test_ellison_glaeser_and_maurel_sedillot_of_tables() -> None:
    employment, values = (
        np.loadtxt(table("region_industry_5x5"), delimiter=","),
        expected("eg_ms_pysal_inequality101")["region_industry_5x5"],
    )
    share, everything = employment / employment.sum(axis=0), employment.sum(axis=1) / employment.sum()
    plants = regions._Plants(
        pd.RangeIndex(5), employment.sum(axis=0), np.full(5, 2), np.array(values["hs"]), share, everything
    )
    np.testing.assert_allclose(
        regions._index(plants, ((share - everything[:, None]) ** 2).sum(axis=0)), values["eg"], rtol=0, atol=1e-9
    )
    np.testing.assert_allclose(
        regions._index(plants, (share**2).sum(axis=0) - (everything**2).sum()), values["ms"], rtol=0, atol=1e-9
    )


def test_coagglomeration_as_written_by_its_authors_and_pair_by_pair() -> None:
    firms = pd.read_csv(table("FK2014_EGC"))
    zones = dict(firms.groupby("region")["emp_region"].first())
    share = np.array(list(zones.values())) / sum(zones.values())

    def of(chosen: pd.DataFrame) -> float:
        return metrics.coagglomeration(chosen["emp_firm"], chosen["industry"], chosen["region"], zones)

    sizes = firms.groupby("industry")["emp_firm"].sum()
    by_zone = firms.pivot_table(index="region", columns="industry", values="emp_firm", aggfunc="sum") / sizes
    weight, spread = sizes / sizes.sum(), 1.0 - (share**2).sum()
    # the form of 1997: what is left of the group's concentration after plant sizes and that of each industry
    gamma = metrics.ellison_glaeser(firms["emp_firm"], firms["industry"], firms["region"], zones)
    plant = firms.groupby("industry")["emp_firm"].apply(lambda size: float(((size / size.sum()) ** 2).sum()))
    group = (((by_zone @ weight) - share) ** 2).sum() / spread
    left = group - (weight**2 * plant).sum() - (gamma * weight**2 * (1.0 - plant)).sum()
    assert of(firms) == pytest.approx(left / (1.0 - (weight**2).sum()), abs=1e-10)
    # pair by pair
    gap = by_zone.sub(share, axis=0)
    total = 0.0
    for one, two in permutations(sizes.index, 2):
        pair = float((gap[one] * gap[two]).sum() / spread)
        assert of(firms[firms["industry"].isin([one, two])]) == pytest.approx(pair, abs=1e-10)
        total += weight[one] * weight[two] * pair
    assert of(firms) == pytest.approx(total / (1.0 - (weight**2).sum()), abs=1e-10)


def test_coagglomeration_as_computed_elsewhere() -> None:
    path = ELSEWHERE / "expected" / "coagglomeration_identity.json"
    if not path.exists():
        pytest.skip(
            f"{path.name} is not part of this project; set CLUSTERSIM_ORACLES to a folder that has expected/{path.name}"
        )
    firms, values = pd.read_csv(table("FK2014_EGC")), json.loads(path.read_text(encoding="utf-8"))
    zones = dict(firms.groupby("region")["emp_region"].first())
    assert metrics.coagglomeration(firms["emp_firm"], firms["industry"], firms["region"], zones) == pytest.approx(
        values["all_four"], abs=1e-10
    )
    for names, value in values["pairs"].items():
        pair = firms[firms["industry"].isin(names.split(" | "))]
        assert metrics.coagglomeration(pair["emp_firm"], pair["industry"], pair["region"], zones) == pytest.approx(
            value, abs=1e-10
        )


@pytest.mark.parametrize(
    ("scenario", "nodes", "ties"),
    [
        ("empty0", 0, []),
        ("single1", 1, []),
        ("isolates5", 5, []),
        ("edge2", 2, [(0, 1)]),
        ("two_triangles", 6, [(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5)]),
    ],
)
def test_degenerate_networks_as_igraph_in_r(scenario: str, nodes: int, ties: list[tuple[int, int]]) -> None:
    values = expected("degenerate_igraph")[scenario]
    ends = np.array(ties, dtype=np.int64).reshape(-1, 2)
    found = metrics.network_metrics(np.zeros(nodes), np.zeros(nodes), ends[:, 0], ends[:, 1], np.ones(len(ends)))
    names = {
        "density": "density",
        "transitivity": "transitivity",
        "mean_distance_giant": "mean_distance",
        "global_efficiency": "efficiency",
    }
    for ours, theirs in (
        names | {"degree_assortativity": "assort_degree", "degree_centralisation": "centr_degree"}
    ).items():
        assert found[ours] == pytest.approx(float(values[theirs]), abs=1e-12, nan_ok=True), ours


def test_degenerate_places() -> None:
    values = expected("degenerate_spatial")
    two = metrics.ellison_glaeser([5.0, 5.0], ["a", "a"], [1, 1], {1: 10.0, 2: 10.0})["a"]
    assert two == pytest.approx(float(values["EG_two_equal_plants_same_region"]))
    assert metrics.ellison_glaeser([5.0, 5.0], ["a", "a"], [1, 2], {1: 10.0, 2: 10.0})["a"] == pytest.approx(
        float(values["EG_two_equal_plants_dispersed"])
    )
    # where the other packages say Inf, 0 or stop with an error, we say NaN: one plant, no employment, one or two firms
    assert np.isnan(metrics.ellison_glaeser([5.0], ["a"], [1], {1: 10.0, 2: 10.0})["a"])
    assert np.isnan(metrics.duranton_overman_kd(np.eye(2), ["a", "a"], [1.0], "a")).all()
    assert np.isnan(metrics.marcon_puech_m(np.eye(2), np.ones(2), np.array(["a", "b"]), [9.0], "a", "a")).all()
