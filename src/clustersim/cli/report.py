"""`report`: one page that an agency can hand to its council."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clustersim.cli.options import Csv, Folder, Lang, Tables, table_kind
from clustersim.texts import say

if TYPE_CHECKING:
    from clustersim.analysis.table_files import TableForm
    from clustersim.batch.results import Results
    from clustersim.texts import Language


def report(
    folder: Folder,
    lang: Lang = "en",
    mixed: Annotated[bool, typer.Option("--mixed", help="Report runs of different versions of the model.")] = False,
    tables: Tables = None,
    csv: Csv = None,
    out: Annotated[Path | None, typer.Option(help="File to write [default: DIR/report-LANG.html].")] = None,
) -> None:
    """Write a report: one HTML file that needs no network and prints well.

    A report of an earlier call is replaced. With --tables, the numbers go beside it: into REPORT.xlsx, or into the
    folder REPORT-tables.
    """
    from clustersim.batch.results import load
    from clustersim.report.build import write_report

    form = table_kind(tables, csv)
    results = load(folder)
    path = out or folder / f"report-{lang}.html"
    if form is None:
        write_report(results, path, lang, mixed=mixed)
    else:
        _write_with_numbers(results, path, form, lang, mixed=mixed)
    print(say(lang, "report.written", path=path, size=path.stat().st_size / 1e6))


def _write_with_numbers(results: Results, path: Path, form: TableForm, lang: Language, *, mixed: bool) -> None:
    """Write a report and the numbers behind it beside it, both or none."""
    from clustersim.analysis.compare import compare
    from clustersim.analysis.table_files import FORMS, file_names
    from clustersim.cli.compare import TABLES, comparison_tables, write_comparison
    from clustersim.report.build import write_report
    from clustersim.runs.files import together

    into = path.parent if form == "xlsx" else path.with_name(f"{path.stem}-tables")
    earlier = [] if form == "xlsx" else [name for each in FORMS for name in file_names(TABLES, each)]
    with together(into, earlier) as staged:
        write_comparison(comparison_tables(compare(results), results), results, staged, form, lang, stem=path.stem)
        write_report(results, path, lang, mixed=mixed)
    print(say(lang, "report.tables", path=into / f"{path.stem}.xlsx" if form == "xlsx" else into))
