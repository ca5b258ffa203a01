"""The text of a register as rows: encoding, delimiter and decimal sign are found out."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clustersim.errors import InputError, Problem
from clustersim.plant_register.decoding import decoded
from clustersim.plant_register.layout import lay_out, widest, without_empty
from clustersim.scenario.files.csv_records import (
    DELIMITERS,
    SPREADSHEET,
    ControlCharacterError,
    NotCsvError,
    csv_records,
)
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
    heading: int = 1  # the line on which the columns are named
    others: tuple[int, ...] = ()  # lines that are no rows: titles, units, totals, notes

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
    text, encoding = decoded(path, lang)
    first, _, rest = text.partition("\n")
    told = first.strip().lower().startswith(SPREADSHEET)
    delimiter = first.strip()[len(SPREADSHEET) :][:1] if told else _delimiter(text)
    try:
        records = csv_records("\n" + rest if told else text, delimiter or ",")
    except ControlCharacterError as error:
        raise InputError([Problem(str(path), error.line, "", say(lang, "region.control", code=error.code))]) from None
    except NotCsvError as error:
        raise InputError([Problem(str(path), error.line, "", say(lang, "region.no csv", why=error.why))]) from None
    found = lay_out(records) if len(records) > 1 else None
    if found is None or not found.rows:
        raise InputError([Problem(str(path), 0, "", say(lang, "region.no rows"))])
    names, body = found.heading[1], found.rows
    wrong = [(line, len(fields)) for line, fields in body if len(fields) != len(names)]
    if wrong:
        raise InputError(
            Problem(str(path), line, "", say(lang, "region.fields", count=count, heading=len(names)))
            for line, count in wrong[:MOST_PROBLEMS]
        )
    kept = without_empty(names, [fields for _, fields in body])
    rows = tuple(tuple(fields[place].strip() for place in kept) for _, fields in body)
    return Register(
        str(path),
        _names([names[place] for place in kept]),
        rows,
        tuple(line for line, _ in body),
        encoding=encoding,
        delimiter=delimiter,
        decimal=_decimal(rows),
        heading=found.heading[0],
        others=tuple(found.others),
    )


def _delimiter(text: str) -> str:
    """Return the sign that cuts the records into most fields, alike in (nearly) all of them."""

    def score(sign: str) -> tuple[float, int]:
        sample = io.StringIO("\n".join(text.split("\n", LOOKED_AT)[:LOOKED_AT]), newline="")
        return widest([fields for fields in csv.reader(sample, delimiter=sign) if any(fields)])

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
    """Return a number as people write it, with whatever separates thousands; None if it is none.

    The other sign separates thousands where it stands between threes, and decimals where it cannot (410000.5).
    """
    plain = re.sub(r"[\s'’\u00a0\u202f]", "", text)
    other = "." if decimal == "," else ","
    if re.fullmatch(rf"[+-]?\d{{1,3}}(?:\{other}\d{{3}})+(?:\{decimal}\d*)?", plain):
        plain = plain.replace(other, "").replace(decimal, ".")
    elif other in plain:
        plain = plain.replace(other, ".") if decimal not in plain else ""
    else:
        plain = plain.replace(decimal, ".")
    return float(plain) if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", plain) else None
