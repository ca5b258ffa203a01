"""`report`: one page that an agency can hand to its council."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clustersim.cli.batch import Folder
from clustersim.cli.terminal import Lang
from clustersim.texts import say


def report(
    folder: Folder,
    lang: Lang = "en",
    mixed: Annotated[bool, typer.Option("--mixed", help="Report runs of different versions of the model.")] = False,
    out: Annotated[Path | None, typer.Option(help="File to write [default: DIR/report-LANG.html].")] = None,
) -> None:
    """Write a report: one HTML file that needs no network and prints well.

    A report of an earlier call is replaced.
    """
    from clustersim.batch.results import load
    from clustersim.report.build import write_report

    path = out or folder / f"report-{lang}.html"
    write_report(load(folder), path, lang, mixed=mixed)
    print(say(lang, "report.written", path=path, size=path.stat().st_size / 1e6))
