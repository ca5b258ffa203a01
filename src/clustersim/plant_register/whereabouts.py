"""Where plants are: degrees, kilometres of a grid, or projected coordinates; and which of them lie apart."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from clustersim.errors import InputError, Problem
from clustersim.plant_register.columns import plain
from clustersim.plant_register.coordinates import AmbiguousSideError, degrees, east_of
from clustersim.plant_register.coordinates import pair as pair_in
from clustersim.plant_register.reading import number
from clustersim.scenario.files.tables import MISSING
from clustersim.texts import Language, say
from clustersim.texts import number as written

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from clustersim.plant_register.reading import Register

Place = tuple[float, float]  # longitude and latitude, or kilometres to the east and north
Unit = Literal["degrees", "km"]
METRES = "metres"  # as --crs: metres from any origin, without a place on earth
FAR = 3.0  # a plant is outside if it lies this many times as far from the median place as 95 % of all plants
NEAR_KM = 30.0  # and farther than this
MOST_INSIDE = 2.0 / 3.0  # share of the plants that are inside in any case
KM_PER_DEGREE = 111.2


def unit_of(columns: Mapping[str, str], crs: str | None) -> tuple[Unit, tuple[str, str]] | None:
    """Return in what places are reckoned and the two meanings that hold them, None if there are none."""
    pairs: dict[tuple[str, str], Unit] = {
        ("longitude", "latitude"): "degrees",
        ("place", "place"): "degrees",  # both in one field
        ("x_km", "y_km"): "km",
    }
    if crs is not None:
        for pair in (("x", "y"), ("longitude", "latitude"), ("place", "place"), ("x_km", "y_km")):
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
        return [Problem(register.file, register.heading, columns["x"], message)]
    return [
        Problem(register.file, register.heading, "", say(lang, "region.no places", heading=", ".join(register.columns)))
    ]


def read_places(
    register: Register, columns: Mapping[str, str], crs: str | None, lang: Language, problems: list[Problem]
) -> tuple[Unit, list[Place | None]]:
    """Return the unit and the place of every row, None where it is missing; mistakes are added to `problems`."""
    unit, pair = unit_of(columns, crs) or ("degrees", ("longitude", "latitude"))
    if pair == ("place", "place"):
        read = _pairs(register, columns["place"], crs, lang, problems)
    else:
        read = _places(register, (columns[pair[0]], columns[pair[1]]), pair, lang, problems)
    if crs == METRES and pair == ("x", "y"):
        return "km", [place and (place[0] / 1000.0, place[1] / 1000.0) for place in read]
    if crs is not None and crs != METRES:
        read = projected(read, crs, lang)
    if unit == "degrees" and any(place and (abs(place[1]) > 90.0 or abs(place[0]) > 180.0) for place in read):
        text = say(lang, "region.no degrees") + ("" if crs else say(lang, "region.give crs"))
        problems.append(Problem(register.file, register.heading, columns[pair[0]], text))
    return unit, read


def _places(
    register: Register, columns: tuple[str, str], pair: tuple[str, str], lang: Language, problems: list[Problem]
) -> list[Place | None]:
    """Return what two columns hold, None where one is missing."""
    readers = [_reader(register, column, meaning) for column, meaning in zip(columns, pair, strict=True)]
    read: list[Place | None] = []
    for row, line in enumerate(register.lines):
        values: list[float | None] = []
        for column, value_in in zip(columns, readers, strict=True):
            text = register.rows[row][register.columns.index(column)]
            text = "" if text.lower() in MISSING else text
            try:
                value, said = value_in(text) if text else None, "region.no number"
            except AmbiguousSideError:
                value, said = None, "region.which side"
            if text and value is None:
                problems.append(Problem(register.file, line, column, say(lang, said, text=text)))
            values.append(value)
        nowhere = None in values or (values == [0.0, 0.0] and pair != ("x_km", "y_km"))
        read.append(None if nowhere else (values[0], values[1]))  # type: ignore[arg-type]
    return read


def _reader(register: Register, column: str, meaning: str) -> Callable[[str], float | None]:
    """Return what reads the numbers of a column: angles in their many forms, or plain numbers."""
    if meaning in ("longitude", "latitude"):
        o_side = east_of(column, register.column(column))
        return lambda text: number(text, register.decimal) if _is_large(text) else degrees(text, o_side)
    return lambda text: number(text, register.decimal)


def _is_large(text: str) -> bool:
    """Say whether a number is too large for an angle: metres, under the heading of degrees."""
    return bool(re.search(r"\d{4}", re.split(r"[.,](?=\d*$)", text)[0]))


def _pairs(
    register: Register, column: str, crs: str | None, lang: Language, problems: list[Problem]
) -> list[Place | None]:
    """Return what a column holds in which both coordinates stand, None where it is missing."""
    east_first = crs is not None or plain(column).startswith(("lon", "lng", "x"))
    read: list[Place | None] = []
    for line, text in zip(register.lines, register.column(column), strict=True):
        known = "" if text.lower() in MISSING else text
        found = pair_in(known, east_first=east_first) if known else None
        if known and found is None:
            problems.append(Problem(register.file, line, column, say(lang, "region.no pair", text=text)))
        read.append(None if found is None or found == (0.0, 0.0) else (found.east, found.north))
    return read


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
    for place in _without_zone(places, system.utm_zone, crs, lang):
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


def _without_zone(places: list[Place | None], zone: str | None, crs: str, lang: Language) -> list[Place | None]:
    """Return places in a UTM zone without the number of the zone in front of their eastings (32 410 000)."""
    fronts = Counter(int(place[0] // 1e6) for place in places if place)
    if zone is None or not all(10 <= front <= 60 for front in fronts):
        return places
    own = int(zone.rstrip("NS"))
    if set(fronts) != {own}:
        text = say(lang, "region.other zones", crs=crs, zone=own, zones=", ".join(map(str, sorted(fronts))))
        raise InputError([Problem("", 0, "--crs", text)])
    return [place and (place[0] - own * 1e6, place[1]) for place in places]


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
    ordered = np.sort(away)[int(MOST_INSIDE * len(placed)) :]
    for near, next_one in pairwise(ordered):  # a gap between most plants and a few: places of another zone, or of none
        if next_one - near > NEAR_KM and next_one > FAR * near:
            limit = min(limit, max(float(near), NEAR_KM))
            break
    return [line for (line, _), distance in zip(placed, away, strict=True) if distance > limit]
