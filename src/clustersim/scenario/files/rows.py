"""From the rows of CSV tables to the tables of a scenario: cells, sectors, institutions, firms."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clustersim.errors import Problem, did_you_mean
from clustersim.scenario.files import paths
from clustersim.scenario.files.projection import local_km
from clustersim.scenario.files.tables import REMARKS, CsvTable, Kinds, read_table
from clustersim.spec.nace import mistake_in, sector_of, tidy_code
from clustersim.texts import command_line, say

Entry = dict[str, Any]
WHERE: Kinds = {"x_km": "number", "y_km": "number", "longitude": "number", "latitude": "number"}
CELLS: Kinds = {
    "column": "whole",
    "row": "whole",
    "inside": "flag",
    "accessibility": "number",
    "floor_space": "number",
}
INSTITUTIONS: Kinds = {
    "key": "text",
    "name": "text",
    "name_de": "text",
    "kind": "text",
    **WHERE,
    "employees": "number",
    "sectors": "text",
}
FIRMS: Kinds = {
    "name": "text",
    **WHERE,
    "sector": "text",
    "nace": "code",
    "employees": "size",
    "age": "number",
    "founded": "year",
}
TOTALS: Kinds = {"sector": "text", "nace": "code", "firms": "count", "employees": "number"}
SECTORS: Kinds = {
    "key": "text",
    "title": "text",
    "title_de": "text",
    "group": "text",
    "target": "flag",
    "local": "flag",
    "firms": "count",
    "employees": "number",
    "entry_rate": "number",
    "tradable_share": "number",
    "nace": "text",
}
# columns that are worked out, not taken over as they stand: all others reach the scenario under their names
WORKED_OUT = {*WHERE, "sector", "nace", "sectors", "firms", "employees", "founded"}
PLACE_COLUMNS = {"x": "x_km", "y": "y_km"}


@dataclass
class MapFrame:
    """What places on the grid are reckoned from."""

    corner: tuple[float, float] | None
    width: float
    height: float

    def position(self, longitude: float, latitude: float) -> tuple[float, float] | None:
        """Return the position in km, rounded to a metre, or None if it cannot be told."""
        if self.corner is None or not (abs(longitude) <= 180 and abs(latitude) <= 80):
            return None
        x, y = local_km(longitude, latitude, self.corner, self.width, self.height)
        return round(x, 3), round(y, 3)

    def holds(self, place: tuple[float, float] | None) -> bool:
        """Say whether a position in km lies on the grid."""
        return place is not None and 0.0 <= place[0] <= self.width and 0.0 <= place[1] <= self.height

    @property
    def refusal(self) -> str:
        """What to say when it cannot be told."""
        if self.corner is None:
            return "needs longitude and latitude of the south-west corner in [region]"
        return "is no place on earth (longitude -180 to 180, latitude -80 to 80)"


@dataclass
class Read:
    """Entries read from a table, the line of each, and what was wrong."""

    entries: list[Entry] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    firms: float | None = None
    """all firms, if the table counts them"""
    columns: dict[str, str] = field(default_factory=dict)
    """the column of fields that have another name"""


def read_cells(path: Path, shown: str) -> Read:
    """Return the entries of region.cells."""
    table = read_table(path, shown, CELLS, ["column", "row"])
    entries = [{name: value for name, value in row.items() if name != "note"} for row in table.rows]
    for entry, line in zip(entries, table.lines, strict=True):
        for name in ("column", "row"):
            if name not in entry:
                table.wrong(line, name, "is empty")
                entry[name] = 0
    return Read(entries, table.lines, table.problems)


def read_institutions(path: Path, shown: str, ground: MapFrame, sectors: list[str]) -> Read:
    """Return the entries of institutions; the profile stands in `sectors`, or in a column for each sector.

    Without sectors (their table could not be read) a column is not held against them.
    """
    table = read_table(path, shown, INSTITUTIONS, ["key", "kind", ("x_km", "longitude")], "shares of a sector")
    known = [*INSTITUTIONS, "source", "confidence", "note"]
    own = [name for name in table.columns if name not in known]
    unknown = [name for name in own if sectors and name not in sectors]
    for name in unknown:
        hint = did_you_mean(name, known + sectors)
        table.wrong(
            1,
            name,
            f"is neither a column nor a sector; columns: {', '.join(known)}; sectors: {', '.join(sectors)}.{hint}",
        )
    read = Read(
        [],
        table.lines,
        table.problems,
        columns=PLACE_COLUMNS | {"profile": "sectors"} | {f"profile.{name}": name for name in own},
    )
    for row, line in zip(table.rows, table.lines, strict=True):
        entry: Entry = {
            name: row[name]
            for name in (*INSTITUTIONS, "source", "confidence")
            if name in row and (name == "employees" or name not in WORKED_OUT)
        }
        profile = {name: row[name] for name in own if name not in unknown and row.get(name)}
        entry["profile"] = profile | _profile(row.get("sectors", ""), table, line)
        read.entries.append(entry | _position(row, table, line, ground))
    return read


def read_firms(path: Path, shown: str, ground: MapFrame, sectors: list[Entry], year: int | None) -> Read:
    """Return the entries of start.given. What registers leave open is refused, with the command that fills it in."""
    command = f"`{command_line('region', Path(paths.one_line(shown)))}"
    needed: list[str | tuple[str, ...]] = [("x_km", "longitude"), ("sector", "nace"), "employees"]
    table = read_table(path, shown, FIRMS, needed, way_out=f" {command}` reads a register as it is")
    if "founded" in table.columns and year is None:
        table.wrong(1, "founded", "needs `year` in [start], the calendar year in which the run begins")
    read = Read([], table.lines, table.problems, columns=PLACE_COLUMNS)
    prefixes = nace_prefixes(sectors)
    for row, line in zip(table.rows, table.lines, strict=True):
        entry: Entry = {name: row[name] for name in FIRMS if name in row and name not in WORKED_OUT}
        if "founded" in row and "age" not in row and year is not None and abs(year) <= LAST_YEAR:
            entry["age"] = max(float(year - row["founded"]), 0.0)
            if row["founded"] > year:
                table.wrong(line, "founded", f"is {row['founded']}, after the start of the run in {year}")
        unknown = f"; {command} --extends SCENARIO --unknown-sector KEY` puts such rows into a sector"
        entry |= {"sector": _sector(row, table, line, prefixes, unknown) or FIRST, "line": line}
        entry["employees"] = _employees(row, table, line, command)
        read.entries.append(entry | _on_grid(_position(row, table, line, ground), row, table, line, ground, command))
    return read


def _employees(row: Entry, table: CsvTable, line: int, command: str) -> float:
    """Return the employees of a firm; a mistake is noted and 1 returned."""
    size = row.get("employees")
    if size is None:
        table.wrong(line, "employees", f"is empty; {command}` draws sizes that are not known")
    elif size < 1.0:
        table.wrong(line, "employees", f"is {size:g}; must be at least 1, also where nobody but the owner works")
    return max(float(size or 1.0), 1.0)


def _on_grid(
    place: dict[str, float], row: Entry, table: CsvTable, line: int, ground: MapFrame, command: str
) -> dict[str, float]:
    """Return the place of a firm; off the grid a mistake is noted and the middle returned."""
    x, y = place["x"], place["y"]
    if 0.0 <= x < ground.width and 0.0 <= y < ground.height:
        return place
    size = f"{ground.width:g} x {ground.height:g} km"
    where = f"lies {x:g} km east and {y:g} km north of the south-west corner, off the grid of {size}"
    column = "x_km" if "x_km" in row else "longitude"
    table.wrong(line, column, f"{where}; {command} --extends SCENARIO --drop outside` leaves such rows out")
    return {"x": ground.width / 2, "y": ground.height / 2}


LAST_YEAR = 3000  # a start beyond it is refused by `scenario.parts.Start`; no age is worked out from it
FIRST = ""  # the sector of a firm whose sector is unknown and already reported; the loader puts in any that exists


def read_sectors(path: Path, shown: str, sectors: list[Entry]) -> Read:
    """Return the entries of sectors: a table with a column `key` defines them, one without counts those there are."""
    heading = read_table(path, shown, {**SECTORS, **TOTALS}, [("key", "sector", "nace"), "firms"])
    if heading.problems and not heading.rows:
        return Read(problems=heading.problems)
    defines = "key" in heading.columns
    own = [*(SECTORS if defines else TOTALS), *REMARKS]
    for name in heading.columns:
        if name not in own:  # known, but of the other kind of table
            kind = "defines sectors, as it has a column key" if defines else "counts sectors, as it has no column key"
            heading.wrong(1, name, f"is no column of a table that {kind}; allowed: {', '.join(own)}")
    return _definitions(heading) if defines else _totals(heading, sectors)


def _definitions(table: CsvTable) -> Read:
    read = Read([], table.lines, table.problems, columns={"share": "firms"})
    for row, line in zip(table.rows, table.lines, strict=True):
        entry = {name: row[name] for name in SECTORS if name in row and (name == "employees" or name not in WORKED_OUT)}
        entry["share"] = _count(row, table, line)
        entry["nace"] = row.get("nace", "").replace(";", " ").split()
        read.entries.append(entry)
    read.firms = math.fsum(entry["share"] for entry in read.entries)
    return read


def _totals(table: CsvTable, sectors: list[Entry]) -> Read:
    prefixes = nace_prefixes(sectors)
    read = Read([dict(entry, share=0.0) for entry in sectors], [0] * len(sectors), table.problems)
    by_key = {entry.get("key"): number for number, entry in enumerate(sectors)}
    _refuse_overlaps(table)
    for row, line in zip(table.rows, table.lines, strict=True):
        key = _sector(row, table, line, prefixes)
        if key is not None and key not in by_key:
            names = [str(name) for name in by_key]
            table.wrong(
                line,
                "sector",
                f"is {paths.shown(key)}, an unknown sector; allowed: {', '.join(names)}.{did_you_mean(key, names)}",
            )
        if key not in by_key:
            continue
        entry = read.entries[by_key[key]]
        entry["share"] += _count(row, table, line)
        if "employees" in row:
            entry["employees"] = entry.get("employees", 0.0) + row["employees"]
        entry |= {name: row[name] for name in TOTALS if name in row and name not in WORKED_OUT}
        read.lines[by_key[key]] = line
    read.firms = math.fsum(entry["share"] for entry in read.entries)
    return read


def _count(row: Entry, table: CsvTable, line: int) -> float:
    """Return the firms that a row counts; an empty cell is not zero."""
    if "firms" in table.columns and "firms" not in row:
        table.wrong(line, "firms", "is empty; write 0 if there are none")
    return float(row.get("firms", 0.0))


def _refuse_overlaps(table: CsvTable) -> None:
    """Refuse rows whose firms other rows count too: the same code or sector twice, a total beside its parts."""
    seen: dict[str, tuple[int, str, str]] = {}  # what a row counts -> its line, column, and how it is written
    for row, line in zip(table.rows, table.lines, strict=True):
        column = "sector" if "sector" in row else "nace"
        written = str(row.get(column, ""))
        mark = written if column == "sector" else tidy_code(written)
        if not mark:
            continue
        for other, (before, of, as_written) in seen.items():
            if of != column:
                continue
            if mark == other:
                table.wrong(line, column, f"{written} stands in line {before} already; its firms would count twice")
                break
            if column == "nace" and mark.startswith(other):
                table.wrong(
                    line, column, f"{written} is part of {as_written} (line {before}); its firms would count twice"
                )
                break
            if column == "nace" and other.startswith(mark):
                table.wrong(line, column, f"{written} holds {as_written} (line {before}); its firms would count twice")
                break
        seen.setdefault(mark, (line, column, written))


def nace_prefixes(sectors: list[Entry]) -> list[tuple[str, str]]:
    """Return pairs of sector key and NACE prefix."""
    return [
        (entry["key"], code)
        for entry in sectors
        if isinstance(entry.get("nace"), list | tuple)
        for code in entry["nace"]
        if isinstance(code, str)
    ]


def _sector(row: Entry, table: CsvTable, line: int, prefixes: list[tuple[str, str]], way_out: str = "") -> str | None:
    """Return the key of the sector that a row names or whose NACE code it has; `way_out` says what else to do."""
    if "sector" in row:
        return str(row["sector"])
    code = row.get("nace")
    if code is None:
        table.wrong(
            line,
            "sector" if "sector" in table.columns else "nace",
            f"is empty; each row needs a sector or a NACE code{way_out}",
        )
        return None
    mistake = mistake_in(code)
    if mistake:
        table.wrong(line, "nace", f"is {paths.shown(code)}{say('en', f'nace.{mistake.name}', **mistake.values)}")
        return None
    found = sector_of(code, prefixes)
    if found is None:
        table.wrong(
            line,
            "nace",
            f"is {paths.shown(code)}, which belongs to no sector; sectors with NACE codes: "
            f"{', '.join(dict.fromkeys(key for key, _ in prefixes)) or 'none'}{way_out}",
        )
    return found


def _profile(text: str, table: CsvTable, line: int) -> dict[str, float]:
    """Return the profile written as `digital:1;electronics:0.5`; a sector without a number counts 1."""
    profile: dict[str, float] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        sector, colon, share = (piece.strip() for piece in part.partition(":"))
        try:
            profile[sector] = float(share) if colon else 1.0
        except ValueError:
            table.wrong(line, "sectors", f"has {paths.shown(part)}; must be as digital:1;electronics:0.5")
    return profile


def _position(row: Entry, table: CsvTable, line: int, ground: MapFrame) -> dict[str, float]:
    """Return x and y of a row; a mistake is noted and the middle of the grid returned."""
    middle = {"x": ground.width / 2, "y": ground.height / 2}
    if "x_km" in row and "y_km" in row:
        return {"x": row["x_km"], "y": row["y_km"]}
    if "longitude" in row and "latitude" in row:
        place = ground.position(row["longitude"], row["latitude"])
        if (
            place is not None
            and not ground.holds(place)
            and ground.holds(ground.position(row["latitude"], row["longitude"]))
        ):
            table.wrong(line, "longitude", "and latitude look swapped: the other way round the place is in the region")
            return middle
        if place is not None:
            return {"x": place[0], "y": place[1]}
        table.wrong(line, "longitude", ground.refusal)
        return middle
    pair = ("x_km", "y_km") if {"x_km", "y_km"} & row.keys() or "x_km" in table.columns else ("longitude", "latitude")
    table.wrong(
        line, next(name for name in pair if name not in row), f"is missing; a place needs {pair[0]} and {pair[1]}"
    )
    return middle
