"""One run for other programs: GraphML for Gephi, GeoJSON for QGIS, CSV for R and spreadsheets."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd

from clustersim.core.frames import records
from clustersim.errors import InputError, Problem
from clustersim.runs.files import check_free, whole
from clustersim.runs.stored import read_run, read_table
from clustersim.scenario import Scenario
from clustersim.scenario.files.projection import degrees

if TYPE_CHECKING:
    from pathlib import Path

    from clustersim.batch.results import Results

NOT_GEOGRAPHIC = (
    "coordinates are km from the south-west corner: this region has no place on the map, or is not simulated at its "
    "own size"
)
ACTOR = [
    "key",
    "birth",
    "kind",
    "name",
    "sector",
    "employees",
    "age_years",
    "knowledge",
    "x_km",
    "y_km",
    "degree",
    "tie_strength",
    "supports",
]
CSV_FILES = ("actors.csv", "ties.csv", "series.csv")
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Exported:
    """The tables of one run, and where on the map it lies (None: nowhere)."""

    title: str
    actors: pd.DataFrame
    ties: pd.DataFrame
    series: pd.DataFrame
    corner: tuple[float, float] | None  # longitude and latitude of the south-west corner
    extent: tuple[float, float]  # of the grid in km

    def position(self, x: float, y: float) -> tuple[float, float]:
        """Return longitude and latitude of a place, or km where there are none."""
        return (x, y) if self.corner is None else degrees(x, y, self.corner, *self.extent)


def of_batch(results: Results, name: str) -> Exported:
    """Return the run ARM:SEED, ARM (its first seed) or the beginning of a run's number; InputError if it is not
    there.
    """
    runs = results.runs
    arm, _, seed = name.partition(":")
    mine = (
        runs[runs["run"].str.startswith(name)]
        if len(name) >= 6 and arm not in set(runs["arm"]) and not seed
        else pd.DataFrame()
    )
    if mine.empty:
        results.arm(arm)
        mine = runs[(runs["arm"] == arm) & ((runs["seed"].astype(str) == seed) | (seed == ""))]
    if mine.empty:
        shown = ", ".join(map(str, runs.loc[runs["arm"] == arm, "seed"].head(20)))
        raise InputError([Problem("", 0, name, f"is no finished run; seeds of {arm}: {shown or 'none'}")])
    row = mine.iloc[0]
    whole = _kept(results)
    tables = {table: _one(frame, row["arm"], row["seed"]) for table, frame in whole.items()}
    tables["series"] = tables["series"].dropna(axis="columns", how="all")  # what only other arms measure
    return _exported(f"{row['arm']}, seed {row['seed']}", tables, results.plan.arm(row["arm"]).scenario)


def _kept(results: Results) -> dict[str, pd.DataFrame]:
    """Return the tables an export needs, of all runs; InputError that names all that were not kept, as each new one
    costs the batch again.
    """
    found: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    for table in ("firms", "institutions", "ties", "series"):
        try:
            found[table] = results.table(table)
        except InputError as error:
            if table != "institutions" or "firms" in found:  # they are kept together with the firms
                problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def _one(frame: pd.DataFrame, arm: str, seed: int) -> pd.DataFrame:
    chosen = frame[(frame["arm"] == arm) & (frame["seed"] == seed)]
    return chosen.drop(columns=["arm", "seed", "run"]).reset_index(drop=True)


def of_single(folder: Path) -> Exported:
    """Return the run in a folder of `clustersim run`; InputError if there is none."""
    told = read_run(folder)
    tables = {name: read_table(folder, name) for name in ("firms", "institutions", "ties", "series")}
    return _exported(f"{told.scenario}, seed {told.seed}", tables, told.whole_scenario())


def is_single(folder: Path) -> bool:
    """Say whether a folder holds a single run, not a batch."""
    return (folder / "series.parquet").is_file()


def _exported(title: str, tables: dict[str, pd.DataFrame], scenario: Scenario) -> Exported:
    firms = tables["firms"].assign(kind="firm")
    firms["name"] = firms["name"].fillna("") if "name" in firms else ""  # of firms that the scenario gives by name
    institutions = tables["institutions"].assign(sector="", supports=0)
    actors = pd.concat([institutions, firms], ignore_index=True)
    for name, empty in (("age_years", 0.0), ("knowledge", 0.0)):
        actors[name] = actors[name].astype(float) if name in actors else empty
    if "input_row" in actors:
        actors["input_row"] = actors["input_row"].fillna(0).astype(int)
    region = scenario.region
    whole = (region.world_columns, region.world_rows) == (
        region.columns,
        region.rows,
    )  # else places are repeated or drawn together
    corner = (
        (region.longitude, region.latitude)
        if whole and region.longitude is not None and region.latitude is not None
        else None
    )
    return Exported(
        title,
        actors[[*ACTOR, *(name for name in firms.columns if name not in ACTOR)]],
        tables["ties"],
        tables["series"],
        corner,
        (region.width, region.height),
    )


# ---- formats
# -------------------------------------------------------------------------------------------------------------


def graphml(run: Exported, path: Path) -> None:
    """Write the network with the attributes of actors and ties; places as longitude and latitude where there
    are any.
    """
    graph = nx.Graph(name=run.title)
    for row in _rows(run.actors[_named(run)]):
        values = {name: value for name, value in row.items() if not (isinstance(value, float) and pd.isna(value))}
        x, y = run.position(row["x_km"], row["y_km"])
        place = {"x": x, "y": y} if run.corner is None else {"longitude": x, "latitude": y}
        values["name"] = NOT_IN_XML.sub(" ", row["name"])
        graph.add_node(row["key"], label=values["name"] or row["key"], **values, **place)
    for row in _rows(run.ties):
        graph.add_edge(
            row["a_key"], row["b_key"], weight=row["strength"], cause=row["cause"], born_tick=int(row["born_tick"])
        )
    nx.write_graphml(graph, path, named_key_ids=True)


def geojson(run: Exported, path: Path, *, ties: bool = True) -> None:
    """Write actors as points and ties as lines, in WGS 84 where the region has a place on the map (RFC 7946), else in
    km.
    """
    features: list[dict[str, object]] = []
    where = {row.key: run.position(row.x_km, row.y_km) for row in records(run.actors)}
    for row in _rows(run.actors[_named(run)]):
        features.append(
            _feature(
                "Point",
                list(where[row["key"]]),
                {name: None if pd.isna(value) else value for name, value in row.items()},
            )
        )
    if ties:
        for row in _rows(run.ties):
            line = [list(where[row["a_key"]]), list(where[row["b_key"]])]
            features.append(
                _feature(
                    "LineString",
                    line,
                    {name: row[name] for name in ("a_key", "b_key", "strength", "born_tick", "cause")},
                )
            )
    whole: dict[str, object] = {"type": "FeatureCollection", "name": run.title, "features": features}
    if run.corner is None:
        whole["note"] = NOT_GEOGRAPHIC
    path.write_text(json.dumps(whole, ensure_ascii=False, default=_plain), encoding="utf-8")


def _named(run: Exported) -> list[str]:
    """Return the columns that name and describe an actor."""
    return [*ACTOR, *(name for name in ("input_row",) if name in run.actors)]


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _feature(kind: str, coordinates: object, properties: dict[str, Any]) -> dict[str, object]:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": properties}


def _plain(value: np.generic) -> object:
    return value.item()  # a number of NumPy's


def csv(run: Exported, folder: Path) -> None:
    """Write actors, ties and series as CSV files."""
    folder.mkdir()
    actors = run.actors.copy()
    if run.corner is not None:
        places = [run.position(x, y) for x, y in zip(actors["x_km"], actors["y_km"], strict=True)]
        actors["longitude"], actors["latitude"] = [place[0] for place in places], [place[1] for place in places]
    for name, frame in (("actors", actors), ("ties", run.ties), ("series", run.series)):
        frame.to_csv(folder / f"{name}.csv", index=False)


def export(run: Exported, kind: str, path: Path, *, ties: bool = True, replace: bool = False) -> None:
    """Write one run in a format (graphml, geojson, csv) to `path`, whole or not at all.

    Raises OutputExistsError if something is there and `replace` is not set, InputError if it cannot be written.
    """
    folder = kind == "csv"
    check_free(path, replace, folder=folder, ours=lambda there: all(file.name in CSV_FILES for file in there.iterdir()))
    try:
        with whole(path) as beside:
            if kind == "graphml":
                graphml(run, beside)
            elif kind == "geojson":
                geojson(run, beside, ties=ties)
            else:
                csv(run, beside)
    except OSError as error:
        raise InputError([Problem("", 0, "--out", f"{path} cannot be written: {error.strerror or error}")]) from None
