"""Lines behind a map: borders, rivers, roads from a GeoJSON file, in the kilometres of the region's grid."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from clustersim.errors import InputError, Problem
from clustersim.scenario.files.projection import local_km

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from clustersim.scenario.parts import Region

Place = tuple[float, float]
Json: TypeAlias = dict[str, Any]  # an object of a JSON file
DEPTH = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}  # lists around a line of places
NOT_DRAWN = ("Point", "MultiPoint")
KINDS = (*DEPTH, *NOT_DRAWN, "GeometryCollection", "Feature", "FeatureCollection")
CREDITS = ("credit", "attribution", "licence", "license")  # properties that say whom to credit
OPTION = "--background"
WGS84 = ("CRS84", "4326")  # what the old member `crs` may name
TO_WGS84 = (
    "places must be longitude and latitude (WGS 84), as `ogr2ogr -t_srs EPSG:4326 new.geojson {name}` writes them"
)


class Background(NamedTuple):
    """Lines behind a map, each as places in km from the south-west corner of the grid, and whom to credit."""

    lines: list[list[Place]]
    credit: str = ""


class _WrongFileError(Exception):
    """What is wrong with a file, in words."""


def read_background(path: Path, region: Region, credit: str = "") -> Background:
    """Return the lines and borders of areas in a GeoJSON file; points in it are not drawn.

    `credit` stands in place of what the file says of itself (a member or property `credit` or `attribution`).

    Raises
    ------
    InputError
        If the region has no coordinates, the file cannot be read, is no GeoJSON, has places that are no degrees, or
        nothing of it lies in the region.
    """
    if region.longitude is None or region.latitude is None:
        message = (
            "the region has no place on earth: give longitude and latitude of its south-west corner in [region], or "
            "leave the background out"
        )
        raise InputError([Problem("", 0, OPTION, message)])
    corner = region.longitude, region.latitude
    try:
        data = _read(path)
        lines = [_line(places, path.name) for geometry in _geometries(data) for places in _lines_of(geometry)]
        if not lines:
            raise _WrongFileError(f"holds no lines and no areas; {', '.join(DEPTH)} are drawn")
        placed = [[local_km(*place, corner, region.width, region.height) for place in line] for line in lines]
        if not any(_meets(line, region) for line in placed):
            turned = [[local_km(*place[::-1], corner, region.width, region.height) for place in line] for line in lines]
            swapped = any(_meets(line, region) for line in turned)
            hint = "; longitude comes first in GeoJSON: are they swapped?" if swapped else _extent(lines)
            raise _WrongFileError(f"nothing in it lies in the region{hint}")
    except _WrongFileError as error:
        raise InputError([Problem(str(path), 0, OPTION, str(error))]) from None
    return Background(placed, credit or _credit(data))


def _read(path: Path) -> Json:
    """Return the object in a file, which says that it is GeoJSON in degrees."""
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise _WrongFileError(f"cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise _WrongFileError("is no text in UTF-8; GeoJSON is (a shapefile is turned into it by `ogr2ogr`)") from None
    except RecursionError:
        raise _WrongFileError("is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise _WrongFileError(f"is no JSON: {error.msg} in line {error.lineno}") from None
    kind = data.get("type") if isinstance(data, dict) else None
    if kind == "Topology":
        raise _WrongFileError("is TopoJSON; GeoJSON is needed (`mapshaper in.json -o format=geojson out.geojson`)")
    if kind not in KINDS:
        raise _WrongFileError(f"is no GeoJSON: its type is {kind!r}; known are {', '.join(KINDS)}")
    system = json.dumps(data.get("crs") or "4326")
    if not any(name in system for name in WGS84):
        raise _WrongFileError(f"is in another coordinate system ({system}); {TO_WGS84.format(name=path.name)}")
    found: Json = data
    return found


def _geometries(data: object) -> Iterator[Json]:
    """Yield the geometries of features and collections, one by one."""
    if not isinstance(data, dict):
        raise _WrongFileError(f"holds {data!r:.40} where a geometry or a feature should be")
    kind = data.get("type")
    if kind in ("FeatureCollection", "GeometryCollection"):
        parts = data.get("features" if kind == "FeatureCollection" else "geometries")
        if not isinstance(parts, list):
            raise _WrongFileError(f"has a {kind} without a list of its parts")
        for part in parts:
            yield from _geometries(part)
    elif kind == "Feature":
        if data.get("geometry") is not None:
            yield from _geometries(data["geometry"])
    elif kind in KINDS:
        yield data
    else:
        raise _WrongFileError(f"holds a geometry of type {kind!r}; known are {', '.join(KINDS)}")


def _lines_of(geometry: Json) -> Iterable[object]:
    """Return the lists of places of a geometry: a line each, or a border of an area."""
    if geometry["type"] in NOT_DRAWN:
        return []
    found: list[Any] = [geometry.get("coordinates")]
    for _ in range(DEPTH[geometry["type"]]):
        if not all(isinstance(part, list) for part in found):
            raise _WrongFileError(f"has a {geometry['type']} without coordinates")
        found = [inner for part in found for inner in part]
    return found


def _line(places: object, name: str) -> list[Place]:
    """Return a list of places as longitudes and latitudes."""
    if not isinstance(places, list) or not places:
        raise _WrongFileError("has a line or an area without places")
    found = []
    for place in places:
        numbers = place[:2] if isinstance(place, list) else []
        if len(numbers) < 2 or any(isinstance(one, bool) or not isinstance(one, int | float) for one in numbers):
            raise _WrongFileError(f"has {json.dumps(place)[:40]} where longitude and latitude should be")
        x, y = float(numbers[0]), float(numbers[1])
        if not (math.isfinite(x) and math.isfinite(y) and abs(x) <= 180.0 and abs(y) <= 90.0):
            raise _WrongFileError(f"has the place {x:.10g}, {y:.10g}; {TO_WGS84.format(name=name)}")
        found.append((x, y))
    return found


def _meets(line: list[Place], region: Region) -> bool:
    """Return whether the box around a line meets the region: a border around all of it is there too."""
    (left, right), (low, high) = ((min(part), max(part)) for part in zip(*line, strict=True))
    return bool(left <= region.width and right >= 0.0 and low <= region.height and high >= 0.0)


def _extent(lines: list[list[Place]]) -> str:
    xs, ys = zip(*(place for line in lines for place in line), strict=True)
    return f": longitude {min(xs):.3f} to {max(xs):.3f}, latitude {min(ys):.3f} to {max(ys):.3f}"


def _credit(data: Json) -> str:
    """Return whom the file wants to be credited: what it says itself, or its first feature that says so."""
    features = data.get("features")
    parts: list[object] = [data, data.get("properties")]
    parts += [one.get("properties") for one in features if isinstance(one, dict)] if isinstance(features, list) else []
    for part in parts:
        said = [part.get(name) for name in CREDITS] if isinstance(part, dict) else []
        for text in said:
            if isinstance(text, str) and text.strip():
                return text.strip()
    return ""
