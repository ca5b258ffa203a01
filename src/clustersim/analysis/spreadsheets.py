"""What a spreadsheet says beside its numbers: German headings and words, rounding, and lines to read first.

The names of columns in `csv` and in English workbooks are those of the tables (docs/stability.md); programs read them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from clustersim.analysis.attribute import ALL
from clustersim.analysis.titles import about_results, arm_titles
from clustersim.metrics.titles import metric_title
from clustersim.policies.registry import short_name
from clustersim.texts import known, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clustersim.batch.results import Results
    from clustersim.texts import Language

DIGITS, DATA_DIGITS = 4, 6  # significant digits of results, and of data for statistics
SECTOR = "jobs, sector "  # in front of a sector's name, in `who`
WITH = " with "  # between the tasks of a pair


@dataclass(frozen=True)
class Told:
    """What a spreadsheet needs to say more than its numbers: language, what was simulated, what arms and sectors are
    called, and whether it is data for statistics, whose head stands in the first line of the first sheet.
    """

    language: Language = "en"
    about: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    sectors: Mapping[str, str] = field(default_factory=dict)
    data: bool = False

    @property
    def digits(self) -> int:
        """Significant digits of numbers."""
        return DATA_DIGITS if self.data else DIGITS


def told_of(results: Results, language: Language, *, data: bool = False) -> Told:
    """Return what the spreadsheets of a batch say."""
    sectors = {
        sector.key: (sector.title_de if language == "de" else "") or sector.title or sector.key
        for arm in results.plan.arms
        for sector in arm.scenario.sectors
    }
    return Told(language, about_results(results, language), arm_titles(results.plan, language), sectors, data)


def heading(column: str, language: Language) -> str:
    """Return what a column is called; in English by its name."""
    return say(language, f"heading.{column}") if known(f"heading.{column}") else column


def sheet_name(table: str, language: Language) -> str:
    """Return what a table's sheet is called; in English by the table's name."""
    return say(language, f"sheet.{table}") if known(f"sheet.{table}") else table


def worded(table: pd.DataFrame, told: Told) -> pd.DataFrame:
    """Return a table as people read it: in German with German headings and words, rounded, and empty where a number has
    no end; in English as it is.
    """
    if told.language == "en":
        return table
    found = table.copy()
    for name in table:
        column, values = str(name), table[name]
        if pd.api.types.is_bool_dtype(values):
            found[name] = [say(told.language, "table.yes" if value else "table.no") for value in values]
        elif pd.api.types.is_float_dtype(values):
            found[name] = [rounded(float(value), told.digits) for value in values]
        elif column == "verdict":
            counts = table.get("seeds", pd.Series(0, index=table.index))
            found[name] = [
                say(told.language, f"verdict.{value}", seeds=int(seeds))
                for value, seeds in zip(values, counts, strict=True)
            ]
        elif column in WORDS:
            found[name] = [WORDS[column](str(value), told) for value in values]
    return found.rename(columns=lambda column: heading(str(column), told.language))


def rounded(value: float, digits: int) -> float:
    """Return a number with so many significant digits, whole ones in full; NaN for what has no end."""
    if not math.isfinite(value):
        return math.nan
    return round(value, max(0, digits - 1 - math.floor(math.log10(abs(value))))) if value else 0.0


def to_read_first(tables: Mapping[str, pd.DataFrame], told: Told) -> list[list[str]]:
    """Return the lines to read first, as cells: what was simulated, and what every column of these tables means."""
    lines = [[say(told.language, "readme.title")], [told.about], [say(told.language, "readme.empty")]]
    if told.language == "de":
        lines.append([say(told.language, "readme.rounded", digits=told.digits)])
    for name, table in tables.items():
        lines += [[], [say(told.language, "readme.table", name=sheet_name(name, told.language))]]
        lines += [[heading(str(column), told.language), meaning(str(column), told.language)] for column in table]
    return lines


def meaning(column: str, language: Language) -> str:
    """Return what a column says; nothing of one that is not known here."""
    return say(language, f"column.{column}") if known(f"column.{column}") else ""


# ---- words of columns --------------------------------------------------------------------------------------------


def _or_itself(group: str) -> Callable[[str, Told], str]:
    """Return what looks a word up in a group of texts, and leaves what has no text."""

    def word(value: str, told: Told) -> str:
        key = f"{group}.{value}"
        return say(told.language, key) if known(key) else value

    return word


def _what(value: str, told: Told) -> str:
    if value.startswith(SECTOR):
        sector = value.removeprefix(SECTOR)
        return say(told.language, "table.sector", sector=told.sectors.get(sector, sector))
    return _or_itself("what")(value, told)


def _at(value: str, told: Told) -> str:
    return say(told.language, "table.tick", at=value) if value.isdigit() else _or_itself("when")(value, told)


def _task(value: str, told: Told) -> str:
    one, pair, other = value.partition(WITH)
    if pair:
        return say(told.language, "attribute.pair", one=_task(one, told), other=_task(other, told))
    return say(told.language, "table.all tasks") if value == ALL else short_name(value, told.language)


WORDS: dict[str, Callable[[str, Told], str]] = {
    "baseline": lambda value, told: told.titles.get(value) or value,
    "metric": lambda value, told: metric_title(value, told.language),
    "at": _at,
    "what": _what,
    "unit": _or_itself("counted"),
    "kind": _or_itself("contribution"),
    "task": _task,
    "policy": lambda value, told: short_name(value, told.language),
    "sector": lambda value, told: told.sectors.get(value, value),
}
