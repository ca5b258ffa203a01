"""Backgrounds of maps: GeoJSON as people have it, in the region's kilometres, and what is said of files that are none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clustersim.errors import InputError
from clustersim.scenario import Scenario
from clustersim.scenario.background import read_background
from clustersim.scenario.files.projection import local_km
from clustersim.scenario.parts import Region

PLACE = [7.76, 49.44]  # in Kaiserslautern
LINE = {"type": "LineString", "coordinates": [PLACE, [7.80, 49.46]]}


@pytest.fixture(scope="module")
def region() -> Region:
    return Scenario.load("kaiserslautern").region


def write(folder: Path, data: object) -> Path:
    path = folder / "map.geojson"
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return path


def features(*geometries: object, **more: object) -> dict[str, Any]:
    found = [{"type": "Feature", "properties": {}, "geometry": one} for one in geometries]
    return {"type": "FeatureCollection", "features": found, **more}


def test_lines_and_borders_stand_where_the_places_of_the_scenario_do(tmp_path: Path, region: Region) -> None:
    ring = [PLACE, [7.80, 49.44], [7.80, 49.46], PLACE]
    geometries: list[tuple[dict[str, Any], int]] = [
        (LINE, 1),
        ({"type": "MultiLineString", "coordinates": [LINE["coordinates"], ring]}, 2),
        ({"type": "Polygon", "coordinates": [ring, ring]}, 2),
        ({"type": "MultiPolygon", "coordinates": [[ring], [ring, ring]]}, 3),
        ({"type": "GeometryCollection", "geometries": [LINE, {"type": "Point", "coordinates": PLACE}]}, 1),
    ]
    assert region.longitude is not None
    assert region.latitude is not None
    corner = (region.longitude, region.latitude)
    for geometry, count in geometries:
        for data in (geometry, features(geometry), features(None, geometry)):
            lines = read_background(write(tmp_path, data), region).lines
            assert len(lines) == count
            assert lines[0][0] == local_km(*PLACE, corner, region.width, region.height)
    third = {"type": "LineString", "coordinates": [[*PLACE, 251.0], [7.8, 49.46, 260.0]]}  # heights are left out
    assert read_background(write(tmp_path, third), region).lines[0][0] == lines[0][0]


def test_a_border_around_all_of_the_region_is_taken(tmp_path: Path, region: Region) -> None:
    ring = [[0.0, 40.0], [20.0, 40.0], [20.0, 60.0], [0.0, 60.0], [0.0, 40.0]]
    assert read_background(write(tmp_path, {"type": "Polygon", "coordinates": [ring]}), region).lines


def test_whom_to_credit_comes_from_the_file_or_from_the_option(tmp_path: Path, region: Region) -> None:
    assert read_background(write(tmp_path, LINE), region).credit == ""
    said = features(LINE, attribution=" © OpenStreetMap ")
    assert read_background(write(tmp_path, said), region).credit == "© OpenStreetMap"
    inside = features(LINE)
    inside["features"][0]["properties"] = {"name": "river", "credit": "the land survey"}
    assert read_background(write(tmp_path, inside), region).credit == "the land survey"
    assert read_background(write(tmp_path, said), region, "somebody else").credit == "somebody else"


WRONG: dict[str, tuple[object, str]] = {
    "no JSON": ('{"type": "LineString",', "is no JSON: .* in line 1"),
    "empty": ("", "is no JSON"),
    "a list": ([1, 2], "is no GeoJSON: its type is None"),
    "another type": ({"type": "Circle"}, "is no GeoJSON: its type is 'Circle'; known are LineString"),
    "TopoJSON": ({"type": "Topology"}, "is TopoJSON"),
    "points only": (features({"type": "Point", "coordinates": PLACE}), "holds no lines and no areas"),
    "nothing": (features(), "holds no lines and no areas"),
    "metres": ({"type": "LineString", "coordinates": [[412345.0, 5476543.0]]}, "the place 412345, 5476543; .*WGS 84"),
    "named system": (
        {**LINE, "crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::25832"}}},
        "another coordinate system",
    ),
    "swapped": ({"type": "LineString", "coordinates": [PLACE[::-1], [49.46, 7.8]]}, "are they swapped"),
    "elsewhere": ({"type": "LineString", "coordinates": [[13.3, 52.5], [13.4, 52.6]]}, "longitude 13.300 to 13.400"),
    "texts": ({"type": "LineString", "coordinates": [["7.7", "49.4"]]}, "where longitude and latitude should be"),
    "too flat": ({"type": "Polygon", "coordinates": [PLACE]}, "where longitude and latitude|without places"),
    "no coordinates": ({"type": "MultiPolygon"}, "without coordinates"),
    "no features": ({"type": "FeatureCollection"}, "without a list of its parts"),
    "a feature that is none": ({"type": "FeatureCollection", "features": [3]}, "holds 3 where"),
    "infinite": ('{"type": "LineString", "coordinates": [[Infinity, 49.4]]}', "has the place inf"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_files_are_told_in_one_line(case: str, tmp_path: Path, region: Region) -> None:
    data, message = WRONG[case]
    path = write(tmp_path, data)
    with pytest.raises(InputError, match=message) as caught:
        read_background(path, region)
    (problem,) = caught.value.problems
    assert (problem.file, problem.key) == (str(path), "--background")


def test_files_that_are_no_text_or_not_there(tmp_path: Path, region: Region) -> None:
    with pytest.raises(InputError, match=r"cannot be read: No such file"):
        read_background(tmp_path / "none.geojson", region)
    (tmp_path / "shape.shp").write_bytes(b"\x00\x00\x27\x0a\xff\xfe")
    with pytest.raises(InputError, match="is no text in UTF-8"):
        read_background(tmp_path / "shape.shp", region)


def test_a_region_without_a_place_on_earth_refuses(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the region has no place on earth: give longitude and latitude"):
        read_background(write(tmp_path, LINE), Scenario.load("baseline").region)
