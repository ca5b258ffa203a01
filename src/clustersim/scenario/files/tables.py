"""CSV tables: reading them so that every mistake is found with its line and column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from clustersim.errors import InputError, Problem, did_you_mean
from clustersim.scenario.files import paths
from clustersim.scenario.files.csv_records import (
    DELIMITERS,
    SPREADSHEET,
    ControlCharacterError,
    NotCsvError,
    csv_records,
)
from clustersim.scenario.files.documents import read_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FieldKind = Literal["text", "code", "number", "size", "whole", "count", "year", "flag"]
Kinds = Mapping[str, FieldKind]  # of the columns of a table, by name
REMARKS: Kinds = {"source": "text", "confidence": "text", "note": "text"}  # allowed in every table
FALLBACK: dict[FieldKind, str | float] = {
    "text": "",
    "code": "",
    "number": 1.0,
    "size": 1.0,
    "year": 1900,
    "whole": 1,
    "count": 1.0,
    "flag": True,
}  # stands in for a value already reported
FLAGS = {"true": True, "false": False, "1": True, "0": False}
MISSING = {  # how tables say that nothing is known
    *("na", "n/a", "#n/a", "nan", "nn", "null", "none", "-", "--", ".", "?", "k.a.", "k. a.", "n.d.", "nd"),
    *("unknown", "unbekannt", "inconnu", "none supplied", "not available", "keine angabe"),
}
ALIASES = {"lon": "longitude", "lng": "longitude", "long": "longitude", "lat": "latitude"}
_THOUSANDS = re.compile(r"[+-]?\d{1,3}([ .,'\u00a0\u202f]\d{3})+")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_DATE = re.compile(r"(\d{4})(?:-\d\d(?:-\d\d(?:[T ].*)?)?)?|\d{1,2}[./]\d{1,2}[./](\d{4})")
_CLASS = re.compile(r"\d\s*(-|–|\+|[a-zà-ü])|[<>]\s*\d|[a-z]\s*\d", re.IGNORECASE)  # 10-19, 250+, 50 und mehr
_WHOLE = re.compile(r"[+-]?\d{1,18}")


@dataclass
class CsvTable:
    """The rows of a CSV file, converted; empty fields are left out."""

    file: str
    columns: tuple[str, ...] = ()
    rows: list[dict[str, Any]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, line: int, column: str, message: str) -> None:
        """Note a mistake."""
        self.problems.append(Problem(self.file, line, column, message))


def read_table(
    path: Path,
    shown: str,
    kinds: Kinds,
    needed: Sequence[str | tuple[str, ...]],
    others: str = "",
    way_out: str = "",
) -> CsvTable:
    """Return the rows of a CSV file.

    Parameters
    ----------
    path, shown
        The file, and how to name it to the user.
    kinds
        What each column holds: text, code (text that may be missing), number, size (a number of employees), whole
        (number), count (a whole number that is at least 0), year (also out of a date) or flag (true, false, 1, 0).
        Names are found whatever their capitals.
    needed
        Columns that must be there; a tuple means one of them.
    others
        If given, further columns hold numbers, and this says what they are; else they are refused.
    way_out
        What else to do with a table whose columns are not known.
    """
    table = CsvTable(paths.one_line(shown))
    try:
        records = csv_records(read_text(path, shown), strict=True)
    except InputError as error:
        table.problems.extend(error.problems)
        return table
    except ControlCharacterError as error:
        table.wrong(error.line, "", error.why)
        return table
    except NotCsvError as error:
        table.wrong(error.line, "", f"is not valid CSV: {error.why}")
        return table
    if records and records[0][1][0].strip().lower().startswith(SPREADSHEET):
        del records[0]
    if not records:
        table.wrong(0, "", "is empty; the first line must name the columns")
        return table
    kinds = {**kinds, **REMARKS}
    records = _without_empty_columns(records)
    line, heading = records[0]
    table.columns = tuple(_known_name(name.strip(), kinds) for name in heading)
    if _heading_is_sound(table, line, kinds, needed, others, way_out):
        for line, fields in records[1:]:
            _read_row(table, line, fields, kinds)
        if not table.rows and not table.problems:
            table.wrong(line, "", "has no rows")
    return table


def _without_empty_columns(records: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Return the records without columns that have neither a name nor any value; spreadsheets leave such behind."""
    heading = records[0][1]
    empty = {
        place
        for place, name in enumerate(heading)
        if not name.strip() and not any(fields[place].strip() for _, fields in records if place < len(fields))
    }
    if not empty:
        return records
    return [(line, [part for place, part in enumerate(fields) if place not in empty]) for line, fields in records]


def _known_name(name: str, kinds: Kinds) -> str:
    """Return a column's name as it is known here: capitals do not matter, and some names are written short."""
    if name in kinds:
        return name
    plain = ALIASES.get(name.lower(), name.lower())
    return plain if plain in kinds else name


def _heading_is_sound(
    table: CsvTable,
    line: int,
    kinds: Kinds,
    needed: Sequence[str | tuple[str, ...]],
    others: str,
    way_out: str,
) -> bool:
    names = table.columns
    if not _names_are_sound(table, line):
        table.columns = ()  # so that nobody holds against the scenario what are no names
        return False
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            table.wrong(line, name, "stands twice in the heading")
    if not others:
        _refuse_unknown(table, line, list(kinds), way_out)
    for need in needed:
        choices = (need,) if isinstance(need, str) else need
        if not any(choice in names for choice in choices):
            table.wrong(line, choices[0], f"is missing; the heading must have a column {' or '.join(choices)}")
    return not table.problems


def _names_are_sound(table: CsvTable, line: int) -> bool:
    """Say whether the heading is made of names at all; note what it is instead."""
    names = table.columns
    for place, name in enumerate(names, 1):
        if not name:
            table.wrong(line, "", f"column {place} has no name")
        elif not name.replace("\t", " ").isprintable():
            message = "has a line break or another sign that does not print; is a quotation mark missing or too many?"
            table.wrong(line, "", f"the name of column {place} {message}")
    for mark, word in DELIMITERS.items():
        if not table.problems and len(names) == 1 and mark != "," and mark in names[0]:
            decimals = " and write decimals with a point" if mark == ";" else ""
            table.wrong(line, "", f"columns are separated by {word}; separate them by commas{decimals}")
    return not table.problems


def _refuse_unknown(table: CsvTable, line: int, known: list[str], way_out: str) -> None:
    """Refuse columns that are not known: those that may be misspelt one by one, all others together."""
    unknown = [name for name in dict.fromkeys(table.columns) if name not in known]
    strange = [name for name in unknown if not did_you_mean(name, known)]
    for name in unknown:
        if name not in strange or strange == [name]:
            hint = did_you_mean(name, known) or way_out
            table.wrong(line, name, f"is an unknown column; allowed: {', '.join(known)}.{hint}")
    if len(strange) > 1:
        table.wrong(line, ", ".join(strange), f"are unknown columns; allowed: {', '.join(known)}.{way_out}")


def _read_row(table: CsvTable, line: int, fields: list[str], kinds: Kinds) -> None:
    if len(fields) != len(table.columns):
        table.wrong(line, "", f"has {len(fields)} fields, the heading has {len(table.columns)}")
        return
    row: dict[str, Any] = {}
    for name, raw in zip(table.columns, fields, strict=True):
        text, kind = raw.strip(), kinds.get(name, "number")
        if text and (kind == "text" or text.lower() not in MISSING):
            value = _converted(text, kind)
            if value is None:
                table.wrong(line, name, f"must be {_NAMES[kind]}, not {paths.shown(text)}{_hint(text, kind)}")
                value = FALLBACK[kind]
            row[name] = value
    table.rows.append(row)
    table.lines.append(line)


_NAMES = {
    "number": "a number",
    "size": "a number of employees",
    "year": "a year, or a date as 1998-11-06",
    "whole": "a whole number",
    "count": "a whole number from 0 on",
    "flag": "true, false, 1 or 0",
    "text": "text",
    "code": "text",
}


def _converted(text: str, kind: str) -> str | float | bool | None:
    if kind in ("number", "size"):
        return float(text) if _NUMBER.fullmatch(text) else None
    if kind == "whole":
        return int(text) if _WHOLE.fullmatch(text) else None
    if kind == "year":
        found = _DATE.fullmatch(text)
        return int(found[1] or found[2]) if found else None
    if kind == "count":
        plain = _NUMBER.fullmatch(text) and not _THOUSANDS.fullmatch(text)
        return float(text) if plain and float(text) >= 0 and float(text).is_integer() else None  # inf is no integer
    return FLAGS.get(text.lower()) if kind == "flag" else text


def _hint(text: str, kind: str) -> str:
    """Return what to do about a number as people write it."""
    if kind in ("number", "size", "whole", "count") and _THOUSANDS.fullmatch(text):
        whole = re.sub(r"\D", "", text)
        decimal = text.replace(",", ".")
        either = (
            f", or {decimal} if it is a fraction" if kind in ("number", "size") and _NUMBER.fullmatch(decimal) else ""
        )
        return f"; numbers have no separator of thousands: write {whole}{either}"
    if kind == "size" and _CLASS.search(text):
        return "; `clustersim region` draws sizes in classes"
    decimals = kind in ("number", "size")
    return "; write decimals with a point" if decimals and _NUMBER.fullmatch(text.replace(",", ".")) else ""
