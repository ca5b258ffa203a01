"""Given firms keep their name, the row they come from and their exact place in every output; M is that of the data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from clustersim.analysis import export as exports
from clustersim.metrics.points import marcon_puech_m
from clustersim.metrics.set_metrics import M_RADII
from clustersim.metrics.sets import measure_set
from clustersim.plots.maps import region_maps
from clustersim.plots.places import positions
from clustersim.runs.run import run_scenario
from clustersim.runs.tables import firms_table
from clustersim.scenario import Scenario
from clustersim.start.build import build_world
from clustersim.world.measured_state import measured_state
from clustersim.world.snapshot import take_snapshot

REGION = """
[region]
columns = 12
rows = 12
longitude = 7.5
latitude = 49.3
firms_file = "firms.csv"
[[region.towns]]
x = 6.0
y = 6.0
[[sectors]]
key = "aero"
target = true
[[sectors]]
key = "other"
"""


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    """Two hundred firms at exact places, those of the target sector near the middle."""
    rng = np.random.default_rng(5)
    aero = np.arange(200) % 4 == 0
    near = np.clip(rng.normal(6.0, 0.8, (200, 2)), 0.1, 11.9)
    far = rng.uniform(0.1, 11.9, (200, 2))
    places = np.round(np.where(aero[:, None], near, far), 3)
    return pd.DataFrame(
        {
            "name": [f"Betrieb Nr. {number}" for number in range(200)],
            "x_km": places[:, 0],
            "y_km": places[:, 1],
            "sector": np.where(aero, "aero", "other"),
            "employees": rng.integers(1, 60, 200),
        }
    )


@pytest.fixture(scope="module")
def scenario(data: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    folder = tmp_path_factory.mktemp("given")
    data.to_csv(folder / "firms.csv", index=False)
    (folder / "given.toml").write_text(REGION)
    return Scenario.load(folder / "given.toml")


def same_as_data(found: pd.DataFrame, data: pd.DataFrame) -> None:
    """Check names, rows and places of firms, in whatever order, against the lines of the table (the heading is 1)."""
    chosen = data.iloc[found["input_row"].to_numpy() - 2]
    assert found["name"].tolist() == chosen["name"].tolist()
    assert np.array_equal(found[["x_km", "y_km"]].to_numpy(), chosen[["x_km", "y_km"]].to_numpy())


def test_tables_name_every_given_firm_at_its_place(scenario: Scenario, data: pd.DataFrame) -> None:
    found = pd.DataFrame(firms_table(build_world(scenario, 3)))
    assert len(found) == 200 and set(found["input_row"]) == set(range(2, 202))
    same_as_data(found, data)


def test_the_m_function_is_that_of_the_data(scenario: Scenario, data: pd.DataFrame) -> None:
    found = measure_set(measured_state(build_world(scenario, 3)), "full")
    of_data = marcon_puech_m(
        data[["x_km", "y_km"]].to_numpy(), np.ones(200), data["sector"].to_numpy(), M_RADII, "aero", "aero"
    )
    assert [found[f"concentration_m_{radius}km"] for radius in M_RADII] == pytest.approx(of_data, rel=1e-12)
    assert of_data[0] > 2.0


def test_maps_draw_every_given_firm_at_its_place(scenario: Scenario, data: pd.DataFrame) -> None:
    snapshot = take_snapshot(build_world(scenario, 3))
    drawn = set(zip(*(axis.tolist() for axis in positions(snapshot)), strict=True))
    assert drawn == set(zip(data["x_km"], data["y_km"], strict=True))
    assert set(snapshot.names) == set(data["name"])


def test_runs_and_exports_keep_them_and_leave_entrants_without(
    scenario: Scenario, data: pd.DataFrame, tmp_path: Path
) -> None:
    run_scenario(scenario, 3, tmp_path / "run", ticks=12)
    firms = pd.read_parquet(tmp_path / "run" / "firms.parquet")
    given = firms[firms["input_row"] > 0]
    assert 0 < len(given) < 200 < len(given) + len(firms)
    assert set(firms.loc[firms["input_row"] == 0, "name"]) == {""}
    cell = (np.floor(firms["x_km"]) == firms["column"]) & (np.floor(firms["y_km"]) == firms["row"])
    assert cell.all()
    lines = data.iloc[given["input_row"].to_numpy() - 2]
    stayed = (np.floor(lines["x_km"].to_numpy()) == given["column"]) & (
        np.floor(lines["y_km"].to_numpy()) == given["row"]
    )
    same_as_data(given[stayed.to_numpy()], data)
    assert given["name"].tolist() == lines["name"].tolist()  # also of those that have moved

    run = exports.of_single(tmp_path / "run")
    exports.export(run, "csv", tmp_path / "csv")
    exports.export(run, "geojson", tmp_path / "run.geojson")
    exports.export(run, "graphml", tmp_path / "run.graphml")
    actors = pd.read_csv(tmp_path / "csv" / "actors.csv", keep_default_na=False).query("input_row > 0")
    assert actors["name"].tolist() == given["name"].tolist()
    assert np.allclose(actors[["x_km", "y_km"]], given[["x_km", "y_km"]], atol=1e-12)
    properties = [point["properties"] for point in features(tmp_path / "run.geojson")]
    assert {one["name"] for one in properties if one["input_row"] > 0} == set(given["name"])
    assert given["name"].iloc[0] in (tmp_path / "run.graphml").read_text(encoding="utf-8")


def features(path: Path) -> list[dict[str, Any]]:
    whole = json.loads(path.read_text(encoding="utf-8"))
    return [one for one in whole["features"] if one["geometry"]["type"] == "Point"]


def test_a_firm_that_moves_is_at_the_centre_of_its_new_cell(scenario: Scenario) -> None:
    world = build_world(scenario, 3)
    row = int(np.flatnonzero(world.actors.given == 7)[0])
    before = (world.actors.cell[row] + 1) % world.grid.columns
    world.actors.cell[row] = before
    found = pd.DataFrame(firms_table(world)).set_index("input_row").loc[9]
    assert (found["x_km"], found["y_km"]) == (before % 12 + 0.5, before // 12 + 0.5)


def test_maps_name_the_largest_firms_of_the_cluster(scenario: Scenario, data: pd.DataFrame) -> None:
    picture = take_snapshot(build_world(scenario, 3))
    drawn = region_maps([picture], "title")
    named = [text.get_text() for text in drawn.findobj(Text) if text.get_gid() == "firm"]
    largest = data[data["sector"] == "aero"].nlargest(len(named), "employees", keep="all")
    assert len(named) == 3
    assert set(named) <= set(largest["name"])
