"""The plants of a register: place, code, size and year of every row, and what is odd about the rows."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clustersim.errors import InputError, Problem
from clustersim.plant_register.reading import number
from clustersim.plant_register.sizes import drawn_in, law_of_sizes, luck, size_class
from clustersim.scenario.files.tables import MISSING
from clustersim.spec.nace import mistake_in, tidy_code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clustersim.plant_register.reading import Register

ODD = ("duplicates", "no-place", "outside", "no-code")  # kinds of odd rows, as `--drop` names them
FAR = 3.0  # a plant is outside if it lies this many times as far from the median place as 95 % of all plants
NEAR_KM = 30.0  # and farther than this
KM_PER_DEGREE = 111.2


@dataclass
class Plant:
    """One row of the register."""

    line: int
    name: str
    longitude: float | None
    latitude: float | None
    nace: str  # as written; empty if missing
    code: str  # tidy, "" if it is none
    employees: float
    drawn: str  # how the size was drawn, "" if it is given
    founded: int | None
    sector: str = ""


@dataclass
class Plants:
    """All plants, and the lines of the rows that are odd, by kind."""

    plants: list[Plant]
    odd: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    notes: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # what was assumed, and for how many rows


def read_plants(register: Register, columns: Mapping[str, str], crs: str | None = None) -> Plants:
    """Return the plants of a register.

    Raises
    ------
    InputError
        There is no column for places or for codes, codes that cannot be read, or numbers that are none.
    """
    _require(register, columns, crs)
    texts = {meaning: register.column(name) for meaning, name in columns.items()}
    problems: list[Problem] = []
    places = _places(register, columns, texts, crs, problems)
    found = Plants([])
    sirene = all(re.fullmatch(r"\d\d|NN|", text) for text in texts.get("size_class", ()))
    seen: dict[tuple[str, ...], int] = {}
    law = None
    for row, line in enumerate(register.lines):
        name = _text(texts, "name", row) or f"row {line}"
        nace = _text(texts, "nace", row)
        mistake = mistake_in(nace) if nace else ""
        if mistake and not mistake.startswith("must be"):
            problems.append(Problem(register.file, line, columns["nace"], f'is "{nace}" and {mistake}'))
        size, how = _size(register, columns, texts, row, name, sirene, problems)
        if size is None:
            law = law or law_of_sizes(len(register.rows))
            size, how = float(law(luck(f"{line} {name}"))), "law of sizes"
        if how:
            found.notes[how] += 1
        place = places[row]
        code = tidy_code(nace) or ""
        found.plants.append(
            Plant(
                line,
                name,
                place and place[0],
                place and place[1],
                nace,
                code,
                employees=size,
                drawn=how,
                founded=_year(_text(texts, "founded", row)),
            )
        )
        if place is None:
            found.odd["no-place"].append(line)
        if not code and "nace" in columns:
            found.odd["no-code"].append(line)
        if register.rows[row] in seen:
            found.odd["duplicates"].append(line)
        seen.setdefault(register.rows[row], line)
        found.plants[-1].sector = _text(texts, "sector", row)
    if problems:
        raise InputError(problems)
    found.odd["outside"] = _far_away(found.plants)
    found.odd = {kind: lines for kind, lines in found.odd.items() if lines}
    return found


def _require(register: Register, columns: Mapping[str, str], crs: str | None) -> None:
    """Refuse a register without places, or without anything that tells sectors apart."""
    problems = []
    heading = ", ".join(register.columns)
    if not ({"longitude", "latitude"} <= columns.keys() or {"x", "y"} <= columns.keys()):
        message = (
            f"no columns for places were found among: {heading}. Name them: --column longitude=... --column "
            "latitude=... (or x and y with --crs)"
        )
        problems.append(Problem(register.file, 1, "", message))
    elif not {"longitude", "latitude"} <= columns.keys() and crs is None:
        message = (
            f"{columns['x']} and {columns['y']} look like projected coordinates; say which: --crs EPSG:25832 "
            "(UTM 32, most of Germany), "
            "EPSG:25833, EPSG:2154 (Lambert 93), EPSG:27700 (British grid), ..."
        )
        problems.append(Problem(register.file, 1, columns["x"], message))
    if not {"nace", "sector"} & columns.keys():
        message = f"no column for NACE codes or sectors was found among: {heading}. Name it: --column nace=..."
        problems.append(Problem(register.file, 1, "", message))
    if problems:
        raise InputError(problems)


def _text(texts: Mapping[str, list[str]], meaning: str, row: int) -> str:
    """Return a field, empty if it says that nothing is known."""
    text = texts[meaning][row] if meaning in texts else ""
    return "" if text.lower() in MISSING and meaning != "name" else text


def _places(
    register: Register,
    columns: Mapping[str, str],
    texts: Mapping[str, list[str]],
    crs: str | None,
    problems: list[Problem],
) -> list[tuple[float, float] | None]:
    """Return longitude and latitude of every row, None where they are missing."""
    pair = ("longitude", "latitude") if {"longitude", "latitude"} <= columns.keys() and crs is None else ("x", "y")
    pair = pair if set(pair) <= columns.keys() else ("longitude", "latitude")
    read: list[tuple[float, float] | None] = []
    for row, line in enumerate(register.lines):
        values = []
        for meaning in pair:
            text = _text(texts, meaning, row)
            value = number(text, register.decimal) if text else None
            if text and value is None:
                problems.append(Problem(register.file, line, columns[meaning], f'must be a number, not "{text}"'))
            values.append(value)
        read.append(None if None in values or values == [0.0, 0.0] else (values[0], values[1]))  # type: ignore[arg-type]
    if crs is not None:
        read = _projected(read, crs)
    if any(place and (abs(place[1]) > 90.0 or abs(place[0]) > 180.0) for place in read):
        hint = "" if crs else "; give --crs if they are projected"
        problems.append(Problem(register.file, 1, columns[pair[0]], f"holds numbers that are no degrees{hint}"))
    return read


def _projected(places: list[tuple[float, float] | None], crs: str) -> list[tuple[float, float] | None]:
    """Return longitude and latitude of projected places."""
    try:
        from pyproj import CRS, Transformer
        from pyproj.exceptions import CRSError
    except ImportError:
        message = 'needs the package pyproj: pip install "clustersim[geo]"'
        raise InputError([Problem("", 0, "--crs", message)]) from None
    try:
        turn = Transformer.from_crs(CRS.from_user_input(crs), "EPSG:4326", always_xy=True)
    except CRSError:
        raise InputError([Problem("", 0, "--crs", f"{crs} is no coordinate system; as EPSG:25832")]) from None
    found = []
    for place in places:
        east, north = turn.transform(*place) if place else (0.0, 0.0)
        found.append((round(east, 6), round(north, 6)) if place and abs(east) < 181 and abs(north) < 91 else None)
    return found


def _size(
    register: Register,
    columns: Mapping[str, str],
    texts: Mapping[str, list[str]],
    row: int,
    name: str,
    sirene: bool,
    problems: list[Problem],
) -> tuple[float | None, str]:
    """Return the employees of a row and how they were drawn; None where nothing is known."""
    line = register.lines[row]
    for meaning in ("employees", "size_class"):
        text = _text(texts, meaning, row)
        if not text:
            continue
        value = number(text, register.decimal) if meaning == "employees" else None
        if value is not None and value >= 1.0:
            return value, ""
        if value is not None and value >= 0.0:
            return 1.0, "nobody employed, counted as its owner"
        bounds = size_class(text, sirene and meaning == "size_class")
        if bounds is not None:
            return float(drawn_in(bounds, luck(f"{line} {name}"))), "size class"
        problems.append(
            Problem(register.file, line, columns[meaning], f'must be a number or a class as 10-19, not "{text}"')
        )
        return 1.0, ""
    return None, ""


def _year(text: str) -> int | None:
    """Return the year of a date as people write it (1998, 1998-11-06, 06.11.1998)."""
    found = re.search(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)", text)
    return int(found[1]) if found else None


def _far_away(plants: list[Plant]) -> list[int]:
    """Return the lines of plants that lie far from all others."""
    import numpy as np

    placed = [plant for plant in plants if plant.longitude is not None and plant.latitude is not None]
    if len(placed) < 3:
        return []
    where = np.array([(plant.longitude, plant.latitude) for plant in placed], dtype=np.float64)
    middle = np.median(where, axis=0)
    scale = KM_PER_DEGREE * np.array([np.cos(np.radians(middle[1])), 1.0])
    away = np.hypot(*((where - middle) * scale).T)
    limit = max(NEAR_KM, FAR * float(np.quantile(away, 0.95 if len(placed) >= 20 else 0.5)))
    return [plant.line for plant, distance in zip(placed, away, strict=True) if distance > limit]
