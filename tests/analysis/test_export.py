"""Exports: what Gephi, QGIS and R read is what the tables say."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
import pytest

from clustersim import Scenario
from clustersim.analysis import export as exporting
from clustersim.batch.plan import Plan
from clustersim.batch.results import load
from clustersim.runs.files import NEW
from clustersim.scenario.files.projection import degrees, local_km
from tests.helpers.batch_worlds import run_here, tiny_plan

pytestmark = pytest.mark.process  # many runs of a batch

Command = Callable[..., Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("export")
    run_here(tiny_plan(base, seeds=2, ticks=8, outputs="firms = true\nties = true"), base / "r")
    return base / "r"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a region that has a place on the map."""
    base = tmp_path_factory.mktemp("real")
    (base / "k.toml").write_text(
        'name = "k"\nseeds = 1\nticks = 0\nscenario = "kaiserslautern"\noutputs = { firms = true, ties = true }\n[[arms]]\nname = "base"\n'
    )
    run_here(Plan.load(base / "k.toml"), base / "r")
    return base / "r"


def one(frame: pd.DataFrame, arm: str, seed: int) -> pd.DataFrame:
    return frame[(frame["arm"] == arm) & (frame["seed"] == seed)]


@pytest.mark.parametrize(("longitude", "latitude"), [(7.3, 49.2), (-70.0, -33.5), (100.0, 0.0), (25.0, 60.0)])
def test_places_go_to_degrees_and_back(longitude: float, latitude: float) -> None:
    corner = (longitude, latitude)
    for x, y in itertools.product((0.0, 13.7, 80.0), (0.0, 5.5, 60.0)):
        assert local_km(*degrees(x, y, corner, 80.0, 60.0), corner, 80.0, 60.0) == pytest.approx((x, y), abs=1e-6)


def test_graphml_holds_actors_ties_and_their_attributes(command: Command, folder: Path) -> None:
    done = command("export", folder, "all:1", "--format", "graphml", "--out", "g.graphml")
    assert done.code == 0, done.err
    graph = nx.read_graphml("g.graphml")
    results = load(folder)
    firms, ties = one(results.firms, "all", 1), one(results.ties, "all", 1)
    kinds = nx.get_node_attributes(graph, "kind")
    assert sum(kind == "firm" for kind in kinds.values()) == len(firms)
    assert graph.number_of_edges() == len(ties)
    assert sum(nx.get_edge_attributes(graph, "weight").values()) == pytest.approx(ties["strength"].sum())
    assert sum(
        value for node, value in nx.get_node_attributes(graph, "employees").items() if kinds[node] == "firm"
    ) == pytest.approx(firms["employees"].sum())
    row = firms.iloc[3]
    assert graph.nodes[row["key"]]["sector"] == row["sector"]
    assert graph.degree(row["key"]) == row["degree"]
    assert len(ties) > 0
    said = {(frozenset(ends), data["cause"], data["born_tick"]) for *ends, data in graph.edges(data=True)}
    assert said == {(frozenset((tie.a_key, tie.b_key)), tie.cause, tie.born_tick) for tie in ties.itertuples()}


def test_geojson_of_a_real_region_is_on_the_map(command: Command, real: Path) -> None:
    assert command("export", real, "base", "--format", "geojson", "--out", "k.geojson").code == 0
    data = json.loads(Path("k.geojson").read_text(encoding="utf-8"))
    points = [feature for feature in data["features"] if feature["geometry"]["type"] == "Point"]
    lines = [feature for feature in data["features"] if feature["geometry"]["type"] == "LineString"]
    results = load(real)
    assert len(lines) == len(results.ties)
    scenario = Scenario.load("kaiserslautern")
    for feature in points[:: max(1, len(points) // 50)]:
        longitude, latitude = feature["geometry"]["coordinates"]
        x, y = local_km(
            longitude,
            latitude,
            (scenario.region.longitude, scenario.region.latitude),
            scenario.region.width,
            scenario.region.height,
        )  # type: ignore[arg-type]
        assert (x, y) == pytest.approx((feature["properties"]["x_km"], feature["properties"]["y_km"]), abs=1e-6)
    university = next(feature for feature in points if feature["properties"]["name"].startswith("RPTU"))
    assert university["geometry"]["coordinates"] == pytest.approx([7.75, 49.42], abs=0.02)
    assert "note" not in data
    assert command("export", real, "base", "--format", "geojson", "--no-ties", "--out", "points.geojson").code == 0
    assert len(json.loads(Path("points.geojson").read_text())["features"]) == len(points)


def test_geojson_of_a_made_up_region_says_that_it_is_nowhere(command: Command, folder: Path) -> None:
    done = command("export", folder, "none", "--format", "geojson")
    assert done.code == 0
    assert "a GIS has to be told so" in done.err
    assert "note" in json.loads((folder / "export" / "none.geojson").read_text())


def test_csv_is_read_back_as_it_was(command: Command, folder: Path) -> None:
    assert command("export", folder, "networking:0", "--format", "csv", "--out", "tables").code == 0
    results = load(folder)
    ties = pd.read_csv("tables/ties.csv")
    assert ties["strength"].tolist() == one(results.ties, "networking", 0)["strength"].tolist()
    actors = pd.read_csv("tables/actors.csv")
    assert set(ties["a_key"]) | set(ties["b_key"]) <= set(actors["key"].astype(str))
    assert len(pd.read_csv("tables/series.csv")) == 9


def test_a_single_run_can_be_exported(command: Command, tmp_path: Path) -> None:
    assert (
        command(
            "run",
            "baseline",
            "--set",
            "start.firms=80",
            "--set",
            "parameters.start.burn_in=1.0",
            "--ticks",
            2,
            "--out",
            "one",
            "--no-figures",
        ).code
        == 0
    )
    done = command("export", "one", "--format", "graphml")
    assert done.code == 0, done.err
    graph = nx.read_graphml(tmp_path / "one" / "export" / "one.graphml")
    assert graph.number_of_edges() == len(pd.read_parquet("one/ties.parquet"))


def test_nothing_is_replaced_without_force_and_nothing_is_half_written(
    command: Command, folder: Path, tmp_path: Path
) -> None:
    Path("g.graphml").write_text("mine")
    done = command("export", folder, "all", "--out", "g.graphml")
    assert done.code == 2
    assert Path("g.graphml").read_text() == "mine"
    assert command("export", folder, "all", "--out", "g.graphml", "--force").code == 0
    Path("thesis").mkdir()
    Path("thesis/chapter.tex").write_text("x")
    assert command("export", folder, "all", "--format", "csv", "--out", "thesis", "--force").code == 2
    assert [path.name for path in Path("thesis").iterdir()] == ["chapter.tex"]
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".new")] == []


@pytest.mark.parametrize(
    ("name", "words"), [("al", "Did you mean 'all'?"), ("all:9", "is no finished run"), ("", "is missing")]
)
def test_runs_that_are_not_there(command: Command, folder: Path, name: str, words: str) -> None:
    done = command("export", folder, *([name] if name else []))
    assert (done.code, words in done.err, "Traceback" in done.err) == (2, True, False), done.err


def test_ties_that_were_not_kept_are_asked_for(command: Command, tmp_path: Path) -> None:
    run_here(tiny_plan(tmp_path, seeds=1, outputs="firms = true"), tmp_path / "r")
    assert "set outputs.ties = true" in command("export", tmp_path / "r", "all").err


def test_a_run_is_found_by_the_beginning_of_its_number(command: Command, folder: Path) -> None:
    for run in load(folder).runs.itertuples():
        done = command("export", folder, str(run.run)[:8], "--out", f"{run.run}.graphml")
        assert done.out.startswith(f"{run.arm}, seed {run.seed}: "), done.err


def test_every_format_puts_an_actor_at_the_same_place(command: Command, real: Path) -> None:
    for kind in ("graphml", "geojson", "csv"):
        assert command("export", real, "base", "--format", kind, "--out", kind).code == 0
    features = json.loads(Path("geojson").read_text(encoding="utf-8"))["features"]
    points = {
        feature["properties"]["key"]: feature["geometry"]["coordinates"]
        for feature in features
        if feature["geometry"]["type"] == "Point"
    }
    nodes = {key: [data["longitude"], data["latitude"]] for key, data in nx.read_graphml("graphml").nodes(data=True)}
    table = pd.read_csv("csv/actors.csv", dtype={"key": str})
    rows = dict(zip(table["key"], table[["longitude", "latitude"]].to_numpy().tolist(), strict=True))
    assert nodes.keys() == rows.keys() == points.keys()
    for key in list(points)[:200]:
        assert nodes[key] == pytest.approx(points[key], abs=1e-9)
        assert rows[key] == pytest.approx(points[key], abs=1e-9)
    lines = [feature for feature in features if feature["geometry"]["type"] == "LineString"]
    assert lines
    for line in lines:
        assert line["geometry"]["coordinates"] == [
            points[line["properties"]["a_key"]],
            points[line["properties"]["b_key"]],
        ]


@pytest.mark.parametrize("firms", [300, 6000])
def test_a_real_region_at_another_size_is_not_put_on_the_map(real: Path, firms: int) -> None:
    results = load(real)
    tables = {name: results.table(name) for name in ("firms", "institutions", "ties", "series")}
    scenario = Scenario.load("kaiserslautern")
    assert exporting._exported("", tables, scenario).corner == (scenario.region.longitude, scenario.region.latitude)
    assert exporting._exported("", tables, scenario.with_firms(firms)).corner is None


def test_a_run_without_ties_or_firms_keeps_the_columns(folder: Path, tmp_path: Path) -> None:
    results = load(folder)
    results._read |= {
        name: frame[frame["arm"] != "all"] for name, frame in (("ties", results.ties), ("firms", results.firms))
    }
    run = exporting.of_batch(results, "all")
    exporting.csv(run, tmp_path / "tables")
    assert {"a_key", "b_key", "strength"} <= set(pd.read_csv(tmp_path / "tables" / "ties.csv").columns)
    assert (
        len(pd.read_csv(tmp_path / "tables" / "actors.csv"))
        == len(run.actors)
        == len(one(results.table("institutions"), "all", 0))
    )


def test_all_tables_that_are_missing_are_named_at_once(command: Command, tmp_path: Path) -> None:
    run_here(tiny_plan(tmp_path, seeds=1, ticks=1), tmp_path / "r")
    done = command("export", tmp_path / "r", "all")
    assert done.code == 2
    assert [name in done.err for name in ("outputs.firms = true", "outputs.ties = true")] == [True, True]
    assert done.err.count("\n") == 2


def test_a_name_with_control_characters_is_still_xml(folder: Path, tmp_path: Path) -> None:
    run = exporting.of_batch(load(folder), "all")
    run.actors.loc[0, "name"] = "one\x01two"
    exporting.graphml(run, tmp_path / "g.graphml")
    assert nx.read_graphml(tmp_path / "g.graphml").nodes[run.actors.loc[0, "key"]]["name"] == "one two"


def test_an_export_that_fails_leaves_what_was_there(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = exporting.of_batch(load(folder), "all")
    exporting.export(run, "csv", tmp_path / "tables")
    before = {path.name: path.read_bytes() for path in (tmp_path / "tables").iterdir()}

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    real_write = pd.DataFrame.to_csv
    monkeypatch.setattr(
        pd.DataFrame,
        "to_csv",
        lambda frame, path, **options: full() if path.name == "series.csv" else real_write(frame, path, **options),
    )
    with pytest.raises(exporting.InputError, match="No space left"):
        exporting.export(run, "csv", tmp_path / "tables", replace=True)
    assert {path.name: path.read_bytes() for path in (tmp_path / "tables").iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["tables"]
    monkeypatch.undo()
    rename = Path.rename
    monkeypatch.setattr(
        Path, "rename", lambda path, target: full() if path.name.startswith(NEW) else rename(path, target)
    )
    with pytest.raises(exporting.InputError, match="No space left"):
        exporting.export(run, "csv", tmp_path / "tables", replace=True)
    assert {path.name: path.read_bytes() for path in (tmp_path / "tables").iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["tables"]
    monkeypatch.undo()
    exporting.export(exporting.of_batch(load(folder), "none"), "csv", tmp_path / "tables", replace=True)
    assert (tmp_path / "tables" / "actors.csv").read_bytes() != before["actors.csv"]
    assert [path.name for path in tmp_path.iterdir()] == ["tables"]


def test_places_that_cannot_be_written_are_refused_in_one_line(command: Command, folder: Path) -> None:
    Path("file").write_text("mine")
    for out in ("n" * 300, "file/below"):
        done = command("export", folder, "all", "--out", out)
        assert (done.code, done.err.count("\n"), done.err.startswith("--out: ")) == (2, 1, True), done.err
    assert command("export", folder, "all", "--format", "csv", "--out", ".", "--force").code == 2
    assert [path.name for path in Path().iterdir()] == ["file"]


def test_the_folder_one_stands_in(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sets = ("--set", "start.firms=80", "--set", "parameters.start.burn_in=1.0")
    assert command("run", "baseline", *sets, "--ticks", 0, "--out", "one", "--no-figures").code == 0
    monkeypatch.chdir(tmp_path / "one")
    assert command("export", ".").code == 0
    assert [path.name for path in Path("export").iterdir()] == ["one.graphml"]
    done = command("export", ".", "all:1", "--out", "x.graphml")
    assert (done.code, "holds a single run" in done.err, Path("x.graphml").exists()) == (2, True, False)
