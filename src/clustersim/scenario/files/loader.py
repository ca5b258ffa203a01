"""`read`: a scenario file, what it extends, its tables and the overrides, with every mistake reported at its
place.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from clustersim.errors import InputError, Problem, did_you_mean
from clustersim.scenario.files import paths, rows
from clustersim.scenario.files.documents import Document, Place, read_document
from clustersim.scenario.files.overrides import Override, apply_override, parse_key, parse_overrides

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from os import PathLike

    from pydantic import BaseModel

Made = TypeVar("Made", bound="BaseModel")
Default = TypeVar("Default")
Ranked = tuple[int, Problem]  # a problem with the rank of its file
FILE_OF = {"cells_file": ("region", "cells"), "institutions_file": ("institutions",), "firms_file": ("start", "given")}
MOST_ROWS = 20  # of a table in which the same column is wrong that are told one by one
FROM_TABLES = re.compile(r"(sectors|institutions|region\.cells|start\.given)(?![A-Za-z0-9_-])")


def read(source: str | PathLike[str], overrides: Mapping[str, object] | Sequence[str], make: type[Made]) -> Made:
    """Return a scenario of the class `make`; see `Scenario.load`."""
    wanted, unread = parse_overrides(overrides)
    document = read_document(source if isinstance(source, str) else Path(source))
    problems: list[Ranked] = [(0, problem) for problem in unread]
    late = [override for override in wanted if FROM_TABLES.match(override[0])]  # they may concern rows of tables
    _apply([override for override in wanted if override not in late], document, problems)
    tables = _Tables(document, make.model_fields["region"].default)
    problems += tables.fill_in()
    _apply(late, document, problems)
    return _made(document, problems, make, tables.unread)


def changed(scenario: Made, changes: Mapping[str, object]) -> Made:
    """Return a scenario with some values changed; see `Scenario.changed`.

    Sections without a change are taken over as they are, checked and shared: hundreds of arms of a region with many
    cells are then made in little time and memory.
    """
    make = type(scenario)
    document = Document(scenario.model_dump(mode="json", by_alias=True))
    problems: list[Ranked] = []
    _apply([(key, value, key) for key, value in changes.items()], document, problems)
    if not problems:
        touched = {str(parse_key(key)[0]) for key in changes}
        try:
            return make(
                **{
                    name: document.data[name] if name in touched else getattr(scenario, name)
                    for name in make.model_fields
                    if name in document.data
                }
            )
        except (InputError, KeyError):
            pass  # once more below, where every mistake finds its place
    return _made(document, problems, make)


def _apply(overrides: list[Override], document: Document, problems: list[Ranked]) -> None:
    for key, value, name in overrides:
        try:
            apply_override(document, key, value, name)
        except InputError as error:
            problems += [(0, problem) for problem in error.problems]


def _made(document: Document, problems: list[Ranked], make: type[Made], unread: Collection[str] = ()) -> Made:
    """Return the scenario, or raise all problems in the order of files and lines.

    `unread` are tables that are empty only because they could not be read.
    """
    try:
        scenario = make(**document.data)
    except InputError as error:
        problems += [_placed(problem, document) for problem in error.problems if problem.key not in unread]
    else:
        if not problems:
            return scenario
    ordered = sorted(problems, key=lambda ranked: (ranked[0], ranked[1].file, ranked[1].line))
    raise InputError(_condensed(list(dict.fromkeys(problem for _, problem in ordered))))


def _condensed(problems: list[Problem]) -> list[Problem]:
    """Return the problems with at most some of each column of a table, and how many more rows have them."""
    told: list[Problem] = []
    counts: Counter[tuple[str, str]] = Counter()
    for problem in problems:
        column = (problem.file, problem.key)
        counts[column] += 1
        if counts[column] <= MOST_ROWS or not problem.file.lower().endswith(".csv"):
            told.append(problem)
    left = [(column, count - MOST_ROWS) for column, count in counts.items() if count > MOST_ROWS]
    more = [
        Problem(file, 0, key, f"... and {count} more rows")
        for (file, key), count in left
        if file[-4:].lower() == ".csv"
    ]
    return told + more


def _placed(problem: Problem, document: Document) -> Ranked:
    """Return a problem of the whole scenario with the file and line its value came from."""
    place, rest = document.place(problem.key)
    if place is None:
        return 0, problem
    key = problem.key
    if place.columns is not None:
        name = rest.split(".")[0].split("[")[0]
        key = place.columns.get(rest) or place.columns.get(name) or place.columns.get("", rest)
    return place.rank, Problem(place.file, place.line, key, problem.message)


class _Extent(Protocol):
    """The default of the grid's size (a `Region`)."""

    @property
    def columns(self) -> int: ...
    @property
    def rows(self) -> int: ...
    @property
    def cell_km(self) -> float: ...


class _Tables:
    """Puts what CSV files and geographic positions say into the scenario's data."""

    def __init__(self, document: Document, default: _Extent) -> None:
        self.document = document
        self.data = document.data
        given = document.data.get("region", {})
        self.region: dict[str, object] = given if isinstance(given, dict) else {}
        self.problems: list[Ranked] = []
        self.unread: set[str] = set()  # tables of which nothing could be read
        region = self.region
        cell_km = _number(region.get("cell_km"), default.cell_km)
        width = _number(region.get("columns"), default.columns) * cell_km
        height = _number(region.get("rows"), default.rows) * cell_km
        longitude, latitude = _number(region.get("longitude"), None), _number(region.get("latitude"), None)
        corner = None
        if longitude is not None and latitude is not None and abs(longitude) <= 180 and abs(latitude) <= 80:
            corner = longitude, latitude
        self.ground = rows.MapFrame(corner, width, height)

    def fill_in(self) -> list[Ranked]:
        """Read all tables that the scenario names and return what is wrong with them."""
        self.geographic_positions()
        self.sectors()
        self.cells()
        self.institutions()
        self.firms()
        self.follow_given_firms()
        return self.problems

    def file(self, name: str) -> tuple[Path, str, Place] | None:
        """Take region.<name> out of the data and return the file it means."""
        key = f"region.{name}"
        value = self.region.pop(name, None)
        if value is None:
            return None
        place, _ = self.document.place(key)
        place = place or Place(0, "", 0)
        if not isinstance(value, str) or not value:
            self.wrong(place, key, f"must be the path of a CSV file in quotes, not {paths.shown(value)}")
            return None
        table = self.table_of(name)
        given = self.document.places.get(table)
        if given is not None and given.rank == place.rank and table != "sectors":
            self.wrong(place, key, f"and {table} are both given; only one of them may be")
            return None
        folder = Path(place.file).parent if place.file else Path()
        shown = str(folder / value) if place.file else value
        missing = _missing(folder / value)
        if missing:
            self.wrong(place, key, f"is {paths.shown(value)}, {missing}")
            self.unread.add(table)
            return None
        return folder / value, shown, place

    @staticmethod
    def table_of(name: str) -> str:
        """Return the table that a file fills."""
        return paths.dotted(FILE_OF.get(name, ("sectors",)))

    def wrong(self, place: Place, key: str, message: str) -> None:
        if place.columns is not None:
            key = place.columns.get("", key)
        self.problems.append((place.rank, Problem(place.file, place.line, key, message)))

    def take(self, read: rows.Read, target: tuple[str, ...], place: Place, shown: str) -> None:
        """Put the entries of a table into the data and remember the line of each."""
        self.problems += [(place.rank, problem) for problem in read.problems]
        dotted = paths.dotted(target)
        entries: list[rows.Entry] | None = read.entries
        if read.problems and not entries:
            self.unread.add(dotted)
            if dotted == "region.cells":  # not known which cells there are, so no place is outside the region
                entries = None
        into = self.data
        for part in target[:-1]:
            inside = into.setdefault(part, {})
            if not isinstance(inside, dict):
                return
            into = inside
        into[target[-1]] = entries
        self.document.forget(dotted)
        file = paths.one_line(shown)
        self.document.places[dotted] = Place(place.rank, file, 1, read.columns)
        for number, line in enumerate(read.lines):
            self.document.places[f"{dotted}[{number}]"] = Place(place.rank, file, line, read.columns)

    def geographic_positions(self) -> None:
        """Turn longitude and latitude of towns, institutions and the agency into x and y."""
        towns, institutions, agency = self.region.get("towns"), self.data.get("institutions"), self.data.get("agency")
        lists = [("region.towns", towns), ("institutions", institutions)]
        entries = [
            (f"{key}[{number}]", entry)
            for key, found in lists
            if isinstance(found, list)
            for number, entry in enumerate(found)
        ]
        for key, entry in [*entries, ("agency", agency)]:
            if not isinstance(entry, dict) or not {"longitude", "latitude"} & entry.keys():
                continue
            place, _ = self.document.place(f"{key}.longitude" if "longitude" in entry else f"{key}.latitude")
            place = place or Place(0, "", 0)
            longitude, latitude = (_number(entry.pop(name, None), None) for name in ("longitude", "latitude"))
            where = None
            if longitude is None or latitude is None:
                self.wrong(place, f"{key}.longitude", "and latitude must both be given, as numbers of degrees")
            else:
                where = self.ground.position(longitude, latitude)
                if where is None:
                    self.wrong(place, f"{key}.longitude", self.ground.refusal)
            entry["x"], entry["y"] = where or (self.ground.width / 2, self.ground.height / 2)
            self.document.places[f"{key}.x"] = self.document.places[f"{key}.y"] = place

    def sectors(self) -> None:
        found = self.file("sectors_file")
        if found is None:
            return
        path, shown, place = found
        sectors = [entry for entry in _list(self.data.get("sectors")) if isinstance(entry, dict)]
        read = rows.read_sectors(path, shown, sectors)
        start = self.data.setdefault("start", {})
        firms, _ = self.document.place("start.firms") if "start.firms" in self.document.places else (None, "")
        if isinstance(start, dict) and read.firms and (firms is None or firms.rank > place.rank):
            start["firms"] = max(1, round(min(read.firms, 1e18)))
            self.document.places["start.firms"] = Place(place.rank, paths.one_line(shown), 1, {"": "firms"})
        self.take(read, ("sectors",), place, shown)

    def cells(self) -> None:
        found = self.file("cells_file")
        if found is not None:
            self.take(rows.read_cells(*found[:2]), ("region", "cells"), found[2], found[1])

    def institutions(self) -> None:
        found = self.file("institutions_file")
        if found is not None:
            read = rows.read_institutions(*found[:2], self.ground, self.keys())
            self.take(read, ("institutions",), found[2], found[1])

    def firms(self) -> None:
        found = self.file("firms_file")
        if found is None:
            return
        sectors = [entry for entry in _list(self.data.get("sectors")) if isinstance(entry, dict)]
        start = self.data.get("start")
        year = start.get("year") if isinstance(start, dict) else None
        read = rows.read_firms(*found[:2], self.ground, sectors, year if isinstance(year, int) else None)
        for entry in read.entries:
            entry["sector"] = entry["sector"] or next(iter(self.keys()), "")
        self.take(read, ("start", "given"), found[2], found[1])

    def follow_given_firms(self) -> None:
        """Forget the number of firms and the shares that were meant for other firms than those given one by one.

        What a file says of them itself, or one that extends it, stays; what it inherits goes. `checks.complete` then
        counts the firms.
        """
        start, given = self.data.get("start"), self.document.places.get("start.given")
        if not (isinstance(start, dict) and start.get("given") and given is not None):
            return
        firms = self.document.places.get("start.firms")
        if firms is not None and firms.rank > given.rank:
            start.pop("firms", None)
            self.document.forget("start.firms")
        for number, entry in enumerate(_list(self.data.get("sectors"))):
            place, _ = self.document.place(f"sectors[{number}].share")
            if isinstance(entry, dict) and place is not None and place.rank > given.rank:
                for key in ("share", "employees"):
                    entry.pop(key, None)
                    self.document.forget(f"sectors[{number}].{key}")

    def keys(self) -> list[str]:
        """Return the keys of the sectors as far as they are known."""
        return [
            str(entry["key"]) for entry in _list(self.data.get("sectors")) if isinstance(entry, dict) and "key" in entry
        ]


def _missing(path: Path) -> str:
    """Return why a file that a scenario names is not there, '' if it is."""
    if any(ord(sign) < 32 for sign in str(path)):  # "data\new" is data, a line break, ew
        return "which a backslash in double quotes has changed: write paths with / or in 'single quotes'"
    try:
        if path.exists():
            return ""
        others = sorted(other.name for other in path.parent.glob("*.csv")) if path.parent.is_dir() else []
    except (OSError, ValueError):
        return ""  # reading it will say what is wrong
    return f"but there is no such file; paths count from the folder of this file.{did_you_mean(path.name, others)}"


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _number(value: object, default: Default) -> float | Default:
    """Return a sound number, else the default."""
    if isinstance(value, int | float) and not isinstance(value, bool) and -1e9 < value < 1e9:
        return value
    return default
