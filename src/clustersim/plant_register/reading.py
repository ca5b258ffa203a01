"""The text of a register as rows: encoding, delimiter and decimal sign are found out."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clustersim.errors import InputError, Problem
from clustersim.scenario.files.csv_records import DELIMITERS, SPREADSHEET, NotCsvError, csv_records
from clustersim.texts import Language, say

if TYPE_CHECKING:
    from pathlib import Path

MOST_PROBLEMS = 20  # that are told at once
LOOKED_AT = 200  # records from which the delimiter is told
_COMMA = re.compile(r"[+-]?[\d.' \u00a0\u202f]*\d,\d+")
_POINT = re.compile(r"[+-]?[\d,' \u00a0\u202f]*\d\.\d+")
_CODE = re.compile(r"\d\d\.\d{1,2}")  # may be a NACE code
_THREE = re.compile(r"[+-]?\d{1,3}[.,]\d{3}")  # may be thousands or a fraction: says nothing


@dataclass(frozen=True)
class Register:
    """The rows of a file as text, and how it was read."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]  # on which each row begins
    encoding: str
    delimiter: str
    decimal: str  # "," or "."

    def column(self, name: str) -> list[str]:
        """Return the texts of a column."""
        place = self.columns.index(name)
        return [row[place] for row in self.rows]


def read_register(path: Path, lang: Language = "en") -> Register:
    """Return the rows of a register.

    Raises
    ------
    InputError
        The file cannot be read, holds no rows, or its rows do not have the fields that the heading names.
    """
    text, encoding = _decoded(path, lang)
    lines = text.splitlines()
    skipped = 1 if lines and lines[0].strip().lower().startswith(SPREADSHEET) else 0
    delimiter = lines[0].strip()[len(SPREADSHEET) :][:1] if skipped else _delimiter(text)
    try:
        records = csv_records("\n" * skipped + "\n".join(lines[skipped:]), delimiter or ",")
    except NotCsvError as error:
        raise InputError([Problem(str(path), error.line, "", say(lang, "region.no csv", why=error.why))]) from None
    if len(records) < 2:
        raise InputError([Problem(str(path), 0, "", say(lang, "region.no rows"))])
    (_, heading), body = records[0], records[1:]
    names = _names(heading)
    wrong = [(line, len(fields)) for line, fields in body if len(fields) != len(names)]
    if wrong:
        raise InputError(
            Problem(str(path), line, "", say(lang, "region.fields", count=count, heading=len(names)))
            for line, count in wrong[:MOST_PROBLEMS]
        )
    rows = tuple(tuple(field.strip() for field in fields) for _, fields in body)
    return Register(str(path), names, rows, tuple(line for line, _ in body), encoding, delimiter, _decimal(rows))


def _decoded(path: Path, lang: Language) -> tuple[str, str]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            [Problem(str(path), 0, "", say(lang, "region.unreadable", why=error.strerror or error))]
        ) from None
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16"), "UTF-16"
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "Windows-1252"


def _delimiter(text: str) -> str:
    """Return the sign that cuts the records into most fields, alike in (nearly) all of them."""

    def score(sign: str) -> tuple[float, int]:
        sample = io.StringIO("\n".join(text.splitlines()[:LOOKED_AT]), newline="")
        records = [fields for fields in csv.reader(sample, delimiter=sign) if any(fields)]
        width = len(records[0]) if records else 0
        alike = sum(len(fields) == width for fields in records) / max(len(records), 1)
        return (alike if width > 1 else 0.0, width)

    return max(DELIMITERS, key=score)


def _names(heading: list[str]) -> tuple[str, ...]:
    """Return the names of the columns; those without a name, or with one that stood before, get a number."""
    names: list[str] = []
    for place, raw in enumerate(heading, 1):
        name = raw.strip()
        names.append(f"{name or 'column'} {place}".strip() if not name or name in names else name)
    return tuple(names)


def _decimal(rows: tuple[tuple[str, ...], ...]) -> str:
    """Return the decimal sign; columns that hold codes (62.01) only count where nothing else tells."""
    columns = list(zip(*rows, strict=True))
    plain = [fields for fields in columns if not all(_CODE.fullmatch(field) or not field for field in fields)]
    for chosen in (plain, columns):
        fields = [field for column in chosen for field in column if not _THREE.fullmatch(field)]
        commas = sum(bool(_COMMA.fullmatch(field)) for field in fields)
        points = sum(bool(_POINT.fullmatch(field)) for field in fields)
        if commas or points:
            return "," if commas > points else "."
    return "."


def number(text: str, decimal: str) -> float | None:
    """Return a number as people write it, with whatever separates thousands; None if it is none."""
    plain = re.sub(r"[\s'\u00a0\u202f]", "", text)
    plain = plain.replace("." if decimal == "," else ",", "").replace(decimal, ".")
    return float(plain) if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", plain) else None
