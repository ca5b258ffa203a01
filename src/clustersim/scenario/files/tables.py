"""CSV tables: reading them so that every mistake is found with its line and column."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from clustersim.errors import InputError, Problem, did_you_mean
from clustersim.scenario.files import paths
from clustersim.scenario.files.documents import read_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Kind = Literal["text", "number", "whole", "flag"]
REMARKS = {"source": "text", "confidence": "text", "note": "text"}  # allowed in every table
FALLBACK = {"text": "", "number": 1.0, "whole": 1, "flag": True}  # stands in for a value already reported
FLAGS = {"true": True, "false": False, "1": True, "0": False}
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
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
    path: Path, shown: str, kinds: Mapping[str, str], needed: Sequence[str | tuple[str, ...]], others: str = ""
) -> CsvTable:
    """Return the rows of a CSV file.

    Parameters
    ----------
    path, shown
        The file, and how to name it to the user.
    kinds
        What each column holds: text, number, whole (number) or flag (true, false, 1, 0).
    needed
        Columns that must be there; a tuple means one of them.
    others
        If given, further columns hold numbers, and this says what they are; else they are refused.
    """
    table = CsvTable(paths.one_line(shown))
    try:
        text = read_text(path, shown)
        records = _records(text, table)
    except InputError as error:
        table.problems.extend(error.problems)
        return table
    if not records:
        table.wrong(0, "", "is empty; the first line must name the columns")
        return table
    line, heading = records[0]
    table.columns = tuple(name.strip() for name in heading)
    kinds = {**kinds, **REMARKS}
    if _heading_is_sound(table, line, kinds, needed, others):
        for line, fields in records[1:]:
            _read_row(table, line, fields, kinds)
        if not table.rows and not table.problems:
            table.wrong(line, "", "has no rows")
    return table


def _records(text: str, table: CsvTable) -> list[tuple[int, list[str]]]:
    """Return the records with the line on which each begins; blank lines are left out."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for fields in reader:
            if any(part.strip() for part in fields):
                records.append((line, fields))
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError([Problem(table.file, line, "", f"is not valid CSV: {error}")]) from None
    return records


def _heading_is_sound(
    table: CsvTable, line: int, kinds: Mapping[str, str], needed: Sequence[str | tuple[str, ...]], others: str
) -> bool:
    names = table.columns
    if len(names) == 1 and ";" in names[0]:
        table.wrong(
            line, "", "columns are separated by semicolons; separate them by commas and write decimals with a point"
        )
        return False
    known = list(kinds)
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            table.wrong(line, name, "stands twice in the heading")
        if name not in kinds and not others:
            table.wrong(line, name, f"is an unknown column; allowed: {', '.join(known)}.{did_you_mean(name, known)}")
    for need in needed:
        choices = (need,) if isinstance(need, str) else need
        if not any(choice in names for choice in choices):
            table.wrong(line, choices[0], f"is missing; the heading must have a column {' or '.join(choices)}")
    return not table.problems


def _read_row(table: CsvTable, line: int, fields: list[str], kinds: Mapping[str, str]) -> None:
    if len(fields) != len(table.columns):
        table.wrong(line, "", f"has {len(fields)} fields, the heading has {len(table.columns)}")
        return
    row: dict[str, Any] = {}
    for name, raw in zip(table.columns, fields, strict=True):
        text = raw.strip()
        if text:
            kind = kinds.get(name, "number")
            value = _converted(text, kind)
            if value is None:
                table.wrong(line, name, f"must be {_NAMES[kind]}, not {paths.shown(text)}{_hint(text, kind)}")
                value = FALLBACK[kind]
            row[name] = value
    table.rows.append(row)
    table.lines.append(line)


_NAMES = {"number": "a number", "whole": "a whole number", "flag": "true, false, 1 or 0", "text": "text"}


def _converted(text: str, kind: str) -> Any:
    if kind == "number":
        return float(text) if _NUMBER.fullmatch(text) else None
    if kind == "whole":
        return int(text) if _WHOLE.fullmatch(text) else None
    return FLAGS.get(text.lower()) if kind == "flag" else text


def _hint(text: str, kind: str) -> str:
    return "; write decimals with a point" if kind == "number" and _NUMBER.fullmatch(text.replace(",", ".")) else ""
