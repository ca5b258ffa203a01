"""Tables as files that people open: CSV, CSV as a German Excel reads it, or one workbook."""

from __future__ import annotations

import importlib.util
from datetime import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

import pandas as pd

from clustersim.errors import InputError, Problem
from clustersim.runs.files import together

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

TableForm = Literal["csv", "csv-de", "xlsx"]
FORMS: tuple[TableForm, ...] = get_args(TableForm)
WORKBOOK = "tables"  # stem of the workbook's file
NO_DATE = datetime(2000, 1, 1)  # of a workbook, so that equal tables are equal files
AS_IT_STANDS = {"strings_to_formulas": False, "strings_to_urls": False}  # a name that begins with = is a name


class GermanCsv(NamedTuple):
    """What a German Excel takes for CSV when it opens a file by a double click."""

    sep: str = ";"
    decimal: str = ","
    encoding: str = "utf-8-sig"  # with a mark, without which it takes umlauts for others


def check_form(form: TableForm) -> None:
    """Refuse a workbook where the package that writes it is not installed; InputError says how to get it."""
    if form == "xlsx" and importlib.util.find_spec("xlsxwriter") is None:
        message = "xlsx needs the package XlsxWriter: pip install 'clustersim[excel]'; csv-de opens in Excel as well"
        raise InputError([Problem("", 0, "--tables", message)])


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
) -> list[Path]:
    """Write tables into a folder, all or none, and return their files.

    Tables named `earlier` are taken away in whatever form they are, so that what lies in the folder belongs
    together. Raises InputError as `check_form`.
    """
    check_form(form)
    names = file_names(list(tables), form, stem)
    with together(folder, [name for each in FORMS if earlier for name in file_names(earlier, each, stem)]) as staged:
        if form == "xlsx":
            _write_workbook(tables, staged / names[0])
        else:
            how = {} if form == "csv" else GermanCsv()._asdict()
            for name, table in zip(names, tables.values(), strict=True):
                table.to_csv(staged / name, index=False, **how)
    return [folder / name for name in names]


def titled(table: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """Return a table of arms with a column `title` beside their names, for people who do not know these."""
    if "arm" not in table:
        return table
    found = table.copy()
    found.insert(list(table.columns).index("arm") + 1, "title", [titles.get(str(arm), "") for arm in table["arm"]])
    return found


def _write_workbook(tables: Mapping[str, pd.DataFrame], path: Path) -> None:
    """Write a sheet for each table: its head stays in sight, columns are as wide as what stands in them."""
    with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs={"options": AS_IT_STANDS}) as writer:
        writer.book.set_properties({"created": NO_DATE})
        for name, table in tables.items():
            table.to_excel(writer, sheet_name=name, index=False, freeze_panes=(1, 0), inf_rep="")
            sheet = writer.sheets[name]
            sheet.autofit()
            sheet.autofilter(0, 0, len(table), max(len(table.columns) - 1, 0))
