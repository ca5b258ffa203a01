"""The sets standard and full: every name described, rows without influence, figures that agree with the plain measures."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

import networkx
import numpy as np
import pandas as pd
import pytest

from clustersim import metrics
from clustersim.core.geography import Grid
from clustersim.metrics.registry import METRICS
from clustersim.metrics.set_metrics import SET_METRICS, TIE_CAUSES
from clustersim.metrics.sets import MeasuredState, measure_set, zones
from clustersim.phases.measure import measure
from clustersim.spec.codes import Kind
from clustersim.world.measured_state import measured_state
from tests.helpers.metric_worlds import TARGET, make_world, permuted

if TYPE_CHECKING:
    from typing import Literal

    from clustersim.world.state import World

STANDARD = {name for name, metric in SET_METRICS.items() if metric.set == "standard"}


def state_of(firms: int = 300, **given: int) -> MeasuredState:
    return measured_state(make_world(firms, **{"rows": 20, "columns": 25, "ties": 350, "seed": 1} | given))


def test_every_figure_is_described_and_every_description_has_a_figure() -> None:
    assert set(measure_set(state_of())) == STANDARD
    assert set(measure_set(state_of(), "full")) == set(SET_METRICS)
    assert all(
        metric.name == name and metric.doc and metric.unit and metric.source for name, metric in SET_METRICS.items()
    )
    with pytest.raises(ValueError, match="standard or full"):
        measure_set(state_of(), cast("Literal['full']", "headline"))


def test_order_of_rows_does_not_show() -> None:
    first = measure_set(state_of(), "full")
    for seed in range(3):
        again = measure_set(
            measured_state(permuted(make_world(300, rows=20, columns=25, ties=350, seed=1), seed)), "full"
        )
        assert {name: value.hex() for name, value in first.items()} == {
            name: value.hex() for name, value in again.items()
        }


def test_a_name_that_is_also_in_the_series_is_the_same_measure() -> None:
    world = make_world(300, ties=400, seed=2)
    measure(world)
    found = measure_set(measured_state(world), "full")
    shared = set(found) & set(METRICS)
    assert shared == {"mean_degree", "cross_type_share"}
    for name in shared:
        assert found[name] == pytest.approx(world.series[-1][name], rel=1e-12)
    assert found["concentration_m_5km"] == pytest.approx(world.series[-1]["concentration_m"], rel=1e-12)


def test_places_firm_by_firm() -> None:
    world = make_world(400, rows=20, columns=30, ties=10, seed=3)
    a, found = world.actors, measure_set(measured_state(world))
    firms = pd.DataFrame(
        {"sector": a.sector, "employees": a.employees, "x": world.grid.x()[a.cell], "y": world.grid.y()[a.cell]}
    )
    firms = firms[a.alive & (a.kind == Kind.FIRM)]
    firms["zone"] = [f"{int(x // 5)} {int(y // 5)}" for x, y in zip(firms["x"], firms["y"], strict=True)]
    firms["target"] = TARGET[firms["sector"]]
    jobs = firms.groupby("zone")["employees"].sum()
    target = firms[firms["target"]]
    held = target.groupby("zone")["employees"].sum().reindex(jobs.index, fill_value=0.0)
    quotient = (held / jobs) / (held.sum() / jobs.sum())
    assert found["location_quotient"] == pytest.approx((quotient * held).sum() / held.sum())
    gamma = metrics.ellison_glaeser(target["employees"], target["sector"], target["zone"], dict(jobs))
    weight = target.groupby("sector")["employees"].sum()
    assert found["ellison_glaeser"] == pytest.approx((gamma * weight).sum() / weight.sum())
    assert found["coagglomeration"] == pytest.approx(
        metrics.coagglomeration(target["employees"], target["sector"], target["zone"], dict(jobs))
    )
    share = firms.groupby("sector")["employees"].sum() / firms["employees"].sum()
    assert found["herfindahl"] == pytest.approx((share**2).sum())
    within = share.groupby(share.index // 2).sum()  # sectors a, b and c, d are groups
    assert found["related_variety"] == pytest.approx((within * np.log2(within)).sum() - (share * np.log2(share)).sum())


def test_network_as_in_the_full_measures() -> None:
    shown = state_of()
    found, full = measure_set(shown), measure_set(shown, "full")
    plain = metrics.network_metrics(shown.kind, shown.sector, shown.first, shown.second, shown.strength, shown.seed)
    names = {"density": "network_density", "network_strength": "mean_strength"}
    for name, value in plain.items():
        assert full[names.get(name, name)] == pytest.approx(value, rel=1e-9, nan_ok=True), name
    for name in ("global_efficiency", "mean_distance_giant"):
        assert full[f"{name}_error"] == 0.0 < found[f"{name}_error"]
        assert abs(found[name] - full[name]) < 4.0 * found[f"{name}_error"]
    for name in STANDARD - {
        "global_efficiency",
        "mean_distance_giant",
        "global_efficiency_error",
        "mean_distance_giant_error",
    }:
        assert found[name] == full[name]
    graph = networkx.Graph(zip(shown.first.tolist(), shown.second.tolist(), strict=True))
    related = [
        shown.relatedness[shown.sector[i], shown.sector[j]]
        for i, j in graph.edges
        if shown.sector[i] >= 0 and shown.sector[j] >= 0
    ]
    assert found["tie_relatedness"] == pytest.approx(np.mean(related))
    assert sum(found[f"tie_share_{cause.name.lower()}"] for cause in TIE_CAUSES) == pytest.approx(1.0)


def test_kd_of_firms_scattered_and_gathered() -> None:
    scattered = measure_set(state_of(), "full")
    assert scattered["kd_localisation"] == scattered["kd_dispersion"] == 0.0
    shown = state_of()
    gathered = shown.cell.copy()
    firms = np.flatnonzero((shown.kind == Kind.FIRM) & TARGET[shown.sector])
    gathered[firms[::2]] = 210  # half of the target firms in one cell
    found = measure_set(shown._replace(cell=gathered), "full")
    assert found["kd_localisation"] > 0.05 and found["kd_dispersion"] == 0.0
    assert found["kd_0km"] > found["kd_upper_0km"] > found["kd_lower_0km"]
    assert found["hot_spots"] == 1.0 and found["hot_spot_largest"] > len(firms) / 2 - 1
    assert found["g_star_share"] > 0.0


def test_zones_are_five_km_wide_whatever_the_cells() -> None:
    for grid in (Grid(20, 30, 1.0), Grid(40, 60, 0.5), Grid(10, 15, 2.0)):
        number = zones(grid)
        assert len(np.unique(number)) == 24
        for zone in np.unique(number):
            assert np.ptp(grid.x()[number == zone]) < 5.0 and np.ptp(grid.y()[number == zone]) < 5.0


def test_cells_outside_the_region_do_not_count_for_moran() -> None:
    values = np.random.default_rng(4).poisson(2.0, (6, 7)).astype(float)
    inside = np.zeros((8, 9), dtype=bool)
    inside[1:7, 1:8] = True
    framed = np.full((8, 9), 99.0)
    framed[1:7, 1:8] = values
    for neighbourhood in ("rook", "queen"):
        assert metrics.morans_i(framed, neighbourhood, inside) == pytest.approx(metrics.morans_i(values, neighbourhood))
        np.testing.assert_allclose(
            metrics.local_g_star(framed, neighbourhood, inside)[1:7, 1:8], metrics.local_g_star(values, neighbourhood)
        )
    assert np.isnan(metrics.local_g_star(framed, "rook", inside)[0]).all()
    inside[0, 0] = inside[7, 8] = True  # touches the others at a corner only: no neighbour by edges
    assert metrics.morans_i(framed, "rook", inside) == pytest.approx(metrics.morans_i(values, "rook"))


def undefined(world: World) -> set[str]:
    return {name for name, value in measure_set(measured_state(world), "full").items() if math.isnan(value)}


def test_empty_region_and_one_firm() -> None:
    counted = {"hot_spots", "hot_spot_largest", "kd_localisation", "kd_dispersion"}
    assert set(SET_METRICS) - undefined(make_world(0, institutions=0)) <= counted
    world = make_world(1, institutions=0)
    world.actors.sector[:] = 0
    defined = set(SET_METRICS) - undefined(world)
    assert {"herfindahl", "location_quotient", "mean_degree", "giant_share", "hot_spots"} <= defined
    assert (
        not {
            "ellison_glaeser",
            "coagglomeration",
            "kd_localisation",
            "kd_5km",
            "network_density",
            "global_efficiency",
            "transitivity",
        }
        & defined
    )


def test_no_firm_of_the_target_sectors() -> None:
    world = make_world(100, ties=100, seed=5)
    world.actors.sector[4:] = 2
    lost = undefined(world)
    assert {
        "location_quotient",
        "locational_gini",
        "ellison_glaeser",
        "coagglomeration",
        "morans_i",
        "hot_spot_share",
        "kd_1km",
    } <= lost
    assert not {"herfindahl", "transitivity", "bridges", "hot_spots"} & lost
