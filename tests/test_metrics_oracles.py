"""The measures against values that other packages computed (tests/data/oracles/README.md)."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from clustersim import metrics
from clustersim.metrics import structure

HERE = Path(__file__).parent / "data" / "oracles"
ELSEWHERE = Path(os.environ.get("CLUSTERSIM_ORACLES", Path(__file__).parents[2] / "shared" / "oracles"))


def expected(name: str) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((HERE / "expected" / f"{name}.json").read_text(encoding="utf-8"))
    return values


def table(name: str) -> Path:
    """Return the path of an input; skip the test if it may not be passed on and is not at hand."""
    for folder in (HERE, ELSEWHERE):
        path = folder / "inputs" / f"{name}.csv"
        if path.exists():
            return path
    pytest.skip(f"{name}.csv is example data of another package, not part of this project; set CLUSTERSIM_ORACLES to a folder that has inputs/{name}.csv")


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
    assert karate["type_assortativity"] == pytest.approx(values["modularity_fixed_partition"] / (1.0 - (ends**2).sum()), abs=1e-10)


def test_karate_removal_in_a_given_order() -> None:
    import igraph

    edges = np.loadtxt(table("karate_edges"), delimiter=",", skiprows=1, dtype=np.int64) - 1
    graph = igraph.Graph(n=34, edges=edges.tolist())
    for attack in ("robust_targeted", "robust_random"):
        values = expected("karate_igraph")[attack]
        curve = [*values["giant_share_after_q_removals"][1:], 0.0][:34]
        assert structure._robustness(graph, np.array(values["order"]) - 1) == pytest.approx(np.sum(curve) / 34, abs=1e-10)


@pytest.mark.parametrize("neighbourhood", ["rook", "queen"])
def test_lattice_as_spdep(neighbourhood: Any) -> None:
    counts = np.loadtxt(table("lattice_counts_10x10"), delimiter=",")
    values = expected("lattice_10x10_spdep")[neighbourhood]
    assert metrics.morans_i(counts, neighbourhood) == pytest.approx(values["I"], abs=1e-9)
    np.testing.assert_allclose(metrics.local_g_star(counts, neighbourhood).ravel(), values["Gstar_z"], rtol=0, atol=1e-9)


@pytest.mark.parametrize("correction", ["none", "translate", "isotropic", "periodic"])
def test_ripley_k_as_spatstat(correction: Any) -> None:
    points, values = pd.read_csv(table("points_lattice_150")), expected("points_lattice_150")
    found = metrics.ripley_k(points[["x", "y"]].to_numpy(float), tuple(values["window"]), values["r_K_untied"], correction)
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


def test_regions_by_industries() -> None:
    employment, values = np.loadtxt(table("region_industry_5x5"), delimiter=","), expected("region_industry_5x5")
    np.testing.assert_allclose(metrics.location_quotient(employment), values["LQ"], rtol=0, atol=1e-12)
    np.testing.assert_allclose(metrics.herfindahl(employment), values["HHI_region_specialisation"], rtol=0, atol=1e-12)
    np.testing.assert_allclose(metrics.herfindahl(employment.T), values["HHI_industry_shares"], rtol=0, atol=1e-12)
    np.testing.assert_allclose(metrics.locational_gini(employment), values["locational_Gini_x2"], rtol=0, atol=1e-12)
    # with all industries in one group related variety is the whole entropy; with every industry alone it is nothing
    np.testing.assert_allclose(metrics.related_variety(employment, ["a"] * 5), values["entropy_region_bits_vegan"], rtol=0, atol=1e-12)
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
