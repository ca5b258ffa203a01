"""Where plants are: degrees, kilometres of a grid, or projected coordinates; and which of them lie apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from clustersim.errors import InputError, Problem
from clustersim.plant_register.reading import number
from clustersim.scenario.files.tables import MISSING
from clustersim.texts import Language, say
from clustersim.texts import number as written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clustersim.plant_register.reading import Register

Place = tuple[float, float]  # longitude and latitude, or kilometres to the east and north
Unit = Literal["degrees", "km"]
METRES = "metres"  # as --crs: metres from any origin, without a place on earth
FAR = 3.0  # a plant is outside if it lies this many times as far from the median place as 95 % of all plants
NEAR_KM = 30.0  # and farther than this
KM_PER_DEGREE = 111.2


def unit_of(columns: Mapping[str, str], crs: str | None) -> tuple[Unit, tuple[str, str]] | None:
    """Return in what places are reckoned and the two meanings that hold them, None if there are none."""
    pairs: dict[tuple[str, str], Unit] = {("longitude", "latitude"): "degrees", ("x_km", "y_km"): "km"}
    if crs is not None:
        for pair in (("x", "y"), ("longitude", "latitude"), ("x_km", "y_km")):
            if set(pair) <= columns.keys() and (crs != METRES or pair == ("x", "y")):
                return ("km" if crs == METRES else "degrees"), pair
    for pair, unit in pairs.items():
        if set(pair) <= columns.keys():
            return unit, pair
    return None


def missing_places(register: Register, columns: Mapping[str, str], crs: str | None, lang: Language) -> list[Problem]:
    """Return what is wrong with a register in which no places are found."""
    if unit_of(columns, crs) is not None:
        return []
    if {"x", "y"} <= columns.keys():
        message = say(lang, "region.projected", x=columns["x"], y=columns["y"])
        return [Problem(register.file, 1, columns["x"], message)]
    return [Problem(register.file, 1, "", say(lang, "region.no places", heading=", ".join(register.columns)))]


def read_places(
    register: Register, columns: Mapping[str, str], crs: str | None, lang: Language, problems: list[Problem]
) -> tuple[Unit, list[Place | None]]:
    """Return the unit and the place of every row, None where it is missing; mistakes are added to `problems`."""
    unit, pair = unit_of(columns, crs) or ("degrees", ("longitude", "latitude"))
    texts = [register.column(columns[meaning]) for meaning in pair]
    read: list[Place | None] = []
    for row, line in enumerate(register.lines):
        values = []
        for meaning, column in zip(pair, texts, strict=True):
            text = "" if column[row].lower() in MISSING else column[row]
            value = number(text, register.decimal) if text else None
            if text and value is None:
                problems.append(
                    Problem(register.file, line, columns[meaning], say(lang, "region.no number", text=text))
                )
            values.append(value)
        nowhere = None in values or (values == [0.0, 0.0] and pair != ("x_km", "y_km"))
        read.append(None if nowhere else (values[0], values[1]))  # type: ignore[arg-type]
    if crs == METRES and pair == ("x", "y"):
        return "km", [place and (place[0] / 1000.0, place[1] / 1000.0) for place in read]
    if crs is not None and crs != METRES:
        read = projected(read, crs, lang)
    if unit == "degrees" and any(place and (abs(place[1]) > 90.0 or abs(place[0]) > 180.0) for place in read):
        text = say(lang, "region.no degrees") + ("" if crs else say(lang, "region.give crs"))
        problems.append(Problem(register.file, 1, columns[pair[0]], text))
    return unit, read


def projected(places: list[Place | None], crs: str, lang: Language) -> list[Place | None]:
    """Return longitude and latitude of projected places, None where they lie nowhere on earth."""
    try:
        from pyproj import CRS, Transformer
        from pyproj.exceptions import CRSError
    except ImportError:
        raise InputError([Problem("", 0, "--crs", say(lang, "region.pyproj"))]) from None
    try:
        system = CRS.from_user_input(crs)
        turn = Transformer.from_crs(system, "EPSG:4326", always_xy=True)
    except CRSError:
        raise InputError([Problem("", 0, "--crs", say(lang, "region.no crs", crs=crs))]) from None
    found: list[Place | None] = []
    for place in places:
        east, north = turn.transform(*place) if place else (0.0, 0.0)
        found.append((round(east, 6), round(north, 6)) if place and abs(east) < 181 and abs(north) < 91 else None)
    area, placed = system.area_of_use, sorted(place for place in found if place is not None)
    if area is not None and placed:
        east, north = placed[len(placed) // 2][0], sorted(place[1] for place in placed)[len(placed) // 2]
        if not (area.west <= east <= area.east and area.south <= north <= area.north):
            said = {name: written(value, lang, ".2f") for name, value in (("east", east), ("north", north))}
            raise InputError(
                [Problem("", 0, "--crs", say(lang, "region.outside crs", crs=crs, area=area.name, **said))]
            )
    return found


def far_away(lines: Sequence[int], places: Sequence[Place | None], unit: Unit) -> list[int]:
    """Return the lines of plants that lie far from all others."""
    import numpy as np

    placed = [(line, place) for line, place in zip(lines, places, strict=True) if place is not None]
    if len(placed) < 3:
        return []
    where = np.array([place for _, place in placed], dtype=np.float64)
    middle = np.median(where, axis=0)
    scale = KM_PER_DEGREE * np.array([np.cos(np.radians(middle[1])), 1.0]) if unit == "degrees" else np.ones(2)
    away = np.hypot(*((where - middle) * scale).T)
    limit = max(NEAR_KM, FAR * float(np.quantile(away, 0.95 if len(placed) >= 20 else 0.5)))
    return [line for (line, _), distance in zip(placed, away, strict=True) if distance > limit]
