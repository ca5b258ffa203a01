"""Tables as files that people open: CSV, CSV as a German Excel reads it, or one workbook."""

from __future__ import annotations

import csv
import importlib.util
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

import pandas as pd

from clustersim.analysis.spreadsheets import sheet_name, to_read_first, worded
from clustersim.errors import InputError, Problem
from clustersim.runs.files import together
from clustersim.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from clustersim.analysis.spreadsheets import Told
    from clustersim.texts import Language

TableForm = Literal["csv", "csv-de", "xlsx"]
FORMS: tuple[TableForm, ...] = get_args(TableForm)
WORKBOOK = "tables"  # stem of the workbook's file
NO_DATE = datetime(2000, 1, 1)  # of a workbook, so that equal tables are equal files
FIRST_COLUMN = 32.0  # characters, of the lines to read first
AS_IT_STANDS = {"strings_to_formulas": False, "strings_to_urls": False}  # a name that begins with = is a name


class GermanCsv(NamedTuple):
    """What a German Excel takes for CSV when it opens a file by a double click."""

    sep: str = ";"
    decimal: str = ","
    encoding: str = "utf-8-sig"  # with a mark, without which it takes umlauts for others
    float_format: str = "%.15g"  # whole numbers without a zero behind the comma


def check_form(form: TableForm) -> None:
    """Refuse a workbook where the package that writes it is not installed; InputError says how to get it."""
    if form == "xlsx" and importlib.util.find_spec("xlsxwriter") is None:
        message = "xlsx needs the package XlsxWriter: pip install 'clustersim[excel]'; csv-de opens in Excel as well"
        raise InputError([Problem("", 0, "--tables", message)])


def language_of(form: TableForm, asked: Language) -> Language:
    """Return the language of headings and words in tables of a form: what programs read is English."""
    return "de" if form == "csv-de" else asked if form == "xlsx" else "en"


def file_names(tables: Sequence[str], form: TableForm, stem: str = WORKBOOK) -> list[str]:
    """Return the names of the files that hold tables of these names."""
    if form == "xlsx":
        return [f"{stem}.xlsx"]
    return [f"{name}.csv" if form == "csv" else f"{name}-de.csv" for name in tables]


def write_tables(
    tables: Mapping[str, pd.DataFrame],
    folder: Path,
    form: TableForm = "csv",
    *,
    earlier: Sequence[str] = (),
    stem: str = WORKBOOK,
    told: Told | None = None,
) -> list[Path]:
    """Write tables into a folder, all or none, and return their files.

    With `told`, what is no plain CSV says what was simulated and what its columns mean, in words of that language.
    Tables named `earlier` are taken away in whatever form they are, so that what lies in the folder belongs
    together. Raises InputError as `check_form`.
    """
    check_form(form)
    names = file_names(list(tables), form, stem)
    with together(folder, [name for each in FORMS if earlier for name in file_names(earlier, each, stem)]) as staged:
        if form == "xlsx":
            _write_workbook(tables, staged / names[0], told)
        for file, (name, table) in zip(names, tables.items(), strict=False):
            if form == "csv":
                table.to_csv(staged / file, index=False)
            elif form == "csv-de":
                _write_german(name, table, staged / file, told)
    return [folder / name for name in names]


def titled(table: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """Return a table of arms with a column `title` beside their names, for people who do not know these."""
    if "arm" not in table:
        return table
    found = table.copy()
    found.insert(list(table.columns).index("arm") + 1, "title", [titles.get(str(arm), "") for arm in table["arm"]])
    return found


def _write_german(name: str, table: pd.DataFrame, path: Path, told: Told | None) -> None:
    """Write a table as a German Excel opens it, below the lines to read first; data for statistics without these."""
    how = GermanCsv()
    if told is None or told.data:
        (table if told is None else worded(table, told)).to_csv(path, index=False, **how._asdict())
        return
    with path.open("w", encoding=how.encoding, newline="") as file:
        first = csv.writer(file, delimiter=how.sep, lineterminator="\n")
        first.writerows([*to_read_first({name: table}, told), []])
        worded(table, told).to_csv(file, index=False, **how._asdict())


def _write_workbook(tables: Mapping[str, pd.DataFrame], path: Path, told: Told | None) -> None:
    """Write a sheet for each table: its head stays in sight, columns are as wide as what stands in them. What to read
    first is the first sheet; of data for statistics, which programs read from the first, the last.
    """
    shown = tables if told is None else {sheet_name(name, told.language): worded(tables[name], told) for name in tables}
    with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs={"options": AS_IT_STANDS}) as writer:
        writer.book.set_properties({"created": NO_DATE})
        if told is not None and not told.data:
            _add_lines(writer, tables, told)
        for name, table in shown.items():
            table.to_excel(writer, sheet_name=name, index=False, freeze_panes=(1, 0), inf_rep="")
            sheet = writer.sheets[name]
            sheet.autofit()
            sheet.autofilter(0, 0, len(table), max(len(table.columns) - 1, 0))
        if told is not None and told.data:
            _add_lines(writer, tables, told)


def _add_lines(writer: pd.ExcelWriter[Any], tables: Mapping[str, pd.DataFrame], told: Told) -> None:
    """Add the sheet with what to read first."""
    sheet = writer.book.add_worksheet(say(told.language, "readme.title"))
    for row, cells in enumerate(to_read_first(tables, told)):
        sheet.write_row(row, 0, cells)
    sheet.set_column(0, 0, FIRST_COLUMN)
