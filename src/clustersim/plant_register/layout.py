"""Which records of a file are its table: lines of title stand above it, units below its heading, totals at its end."""

from __future__ import annotations

import re
from collections import Counter
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

Record = tuple[int, list[str]]  # the line on which it begins, and its fields
FULL = 0.6  # a heading names at least this share of as many columns as rows fill, by and large
TOTALS = re.compile(
    r"(grand |sub)?total(e|es|s|en)?|totaal|sum|summe|gesamt|gesamtsumme|insgesamt|zusammen|somme|ensemble|totale|"
    r"somma|suma|razem|summa|i alt|totalt",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")


class FoundTable(NamedTuple):
    """The parts of a file: the heading, the rows below it, and the lines that are no rows."""

    heading: Record
    rows: list[Record]
    others: list[int]


def lay_out(records: Sequence[Record]) -> FoundTable:
    """Return the table in the records of a file (at least two).

    Above the heading stand lines that fill fewer columns than rows do by and large, as titles that a spreadsheet
    leaves; below it one without any digit where the columns hold numbers (units); at the end notes, and totals
    anywhere. All of them are listed, none is a plant.
    """
    typical = median(_filled(fields) for _, fields in records)
    first = next((place for place, (_, fields) in enumerate(records) if _filled(fields) >= FULL * typical), 0)
    heading, body = records[first], list(records[first + 1 :])
    others = [line for line, _ in records[:first]]
    width = len(heading[1])
    while body and typical > 1 and _filled(body[-1][1]) == 1:
        others.append(body.pop()[0])
    if len(body) > 1 and _are_units(body[0][1], [fields for _, fields in body[1:]]):
        others.append(body.pop(0)[0])
    rows = []
    for line, fields in body:
        if _filled(fields) < FULL * typical and any(TOTALS.fullmatch(field.strip(" :")) for field in fields):
            others.append(line)
        else:
            rows.append((line, _trimmed(fields, width)))
    return FoundTable(heading, rows, sorted(others))


def widest(records: Sequence[Sequence[str]]) -> tuple[float, int]:
    """Return how well a delimiter cuts records, given as their fields: the share of those that have as many fields as
    most, 0 if that is one, and that number.

    The first of them is the heading: a delimiter that leaves numbers in it is none, but the decimal comma.
    """
    widths = Counter(len(fields) for fields in records)
    width = max(widths, key=lambda each: (widths[each], each), default=0)
    if width < 2:
        return 0.0, width
    heading = next(fields for fields in records if len(fields) == width)
    numbers = sum(bool(re.fullmatch(r"[\d.,\s]+", field)) for field in heading)
    share = widths[width] / len(records)
    return (share if not numbers else share / 2.0), width


def without_empty(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the places of the columns that have a name or hold anything."""
    return [
        place
        for place, name in enumerate(heading)
        if name.strip() or any(place < len(fields) and fields[place].strip() for fields in rows)
    ]


def _filled(fields: Sequence[str]) -> int:
    return sum(bool(field.strip()) for field in fields)


def _trimmed(fields: list[str], width: int) -> list[str]:
    """Return the fields of a row without empty ones behind the last column of the heading."""
    behind = fields[width:]
    return fields[:width] if behind and not any(field.strip() for field in behind) else fields


def _are_units(first: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Say whether a row holds no digit where at least two columns hold numbers in most rows."""
    if any(_DIGIT.search(field) for field in first):
        return False
    numbers = 0
    for place in range(len(first)):
        column = [fields[place] for fields in rows if place < len(fields) and fields[place].strip()]
        numbers += bool(column) and 2 * sum(bool(re.fullmatch(r"[\d\s.,'+-]+", field)) for field in column) > len(
            column
        )
    return numbers >= 2
