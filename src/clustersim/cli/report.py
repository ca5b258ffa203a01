"""`report`: one page that an agency can hand to its council."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clustersim.cli.options import Folder, Lang, TableKind
from clustersim.texts import say

if TYPE_CHECKING:
    from clustersim.analysis.table_files import TableForm
    from clustersim.batch.results import Results
    from clustersim.texts import Language


def report(
    folder: Folder,
    lang: Lang = "en",
    mixed: Annotated[bool, typer.Option("--mixed", help="Report runs of different versions of the model.")] = False,
    tables: Annotated[
        TableKind | None,
        typer.Option(help="Write the numbers as well: csv; csv-de as a German Excel opens it; xlsx, one workbook."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="File to write [default: DIR/report-LANG.html].")] = None,
) -> None:
    """Write a report: one HTML file that needs no network and prints well.

    A report of an earlier call is replaced. With --tables, the numbers go beside it: into REPORT.xlsx, or into the
    folder REPORT-tables.
    """
    from clustersim.analysis.table_files import check_form
    from clustersim.batch.results import load
    from clustersim.report.build import write_report

    if tables is not None:
        check_form(tables)
    results = load(folder)
    path = out or folder / f"report-{lang}.html"
    write_report(results, path, lang, mixed=mixed)
    if tables is not None:
        _write_numbers(results, path, tables, lang)
    print(say(lang, "report.written", path=path, size=path.stat().st_size / 1e6))


def _write_numbers(results: Results, path: Path, form: TableForm, lang: Language) -> None:
    """Write the numbers behind a report beside it."""
    from clustersim.analysis.compare import compare
    from clustersim.analysis.table_files import titled, write_tables
    from clustersim.analysis.titles import arm_titles
    from clustersim.cli.compare import comparison_tables

    titles = arm_titles(results.plan, lang)
    found = {name: titled(table, titles) for name, table in comparison_tables(compare(results), results).items()}
    into = path.parent if form == "xlsx" else path.with_name(f"{path.stem}-tables")
    write_tables(found, into, form, stem=path.stem)
    print(say(lang, "report.tables", path=into / f"{path.stem}.xlsx" if form == "xlsx" else into))
