"""Arguments and options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from clustersim.errors import InputError, Problem
from clustersim.texts import Language

if TYPE_CHECKING:
    from clustersim.scenario import Scenario
    from clustersim.scenario.background import Background

Lang = Annotated[
    Language, typer.Option("--lang", "--language", "-l", help="Language of tables, figures and pages: English, German.")
]
PlanArgument = Annotated[str, typer.Argument(help="Name of a shipped plan, or path of a plan file.", metavar="PLAN")]
Folder = Annotated[Path, typer.Argument(help="Folder of a batch, as results/nine-tasks.", metavar="DIR")]
Processes = Annotated[int, typer.Option("--processes", "-j", min=0, help="Processes; 0 is one per core.")]
Verbose = Annotated[
    int, typer.Option("--verbose", "-v", count=True, help="Say more about what happens (-vv: everything).")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]
Force = Annotated[bool, typer.Option("--force", help="Replace results that are already there.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
TableKind = Literal["csv", "csv-de", "xlsx"]  # `analysis.table_files.TableForm`, which would load pandas
Tables = Annotated[
    TableKind | None,
    typer.Option(
        "--tables",
        help="Form of the tables: csv; csv-de as a German Excel opens it; xlsx, a workbook "
        "(pip install 'clustersim[excel]').",
    ),
]
Csv = Annotated[
    Literal["de", "en"] | None, typer.Option("--csv", help="de: the same as --tables csv-de; en: as --tables csv.")
]


BackgroundFile = Annotated[
    Path | None,
    typer.Option(
        "--background", metavar="FILE", help="GeoJSON whose lines and borders are drawn faintly behind the maps."
    ),
]
BackgroundCredit = Annotated[
    str | None,
    typer.Option(
        "--background-credit",
        metavar="TEXT",
        help="Whom to credit for it on the map [default: what the file says in `credit` or `attribution`].",
    ),
]


def background_of(path: Path | None, credit: str | None, scenario: Scenario) -> Background | None:
    """Return the background of the maps that two options ask for, None if none does.

    Raises
    ------
    InputError
        If the file is wrong, the region has no coordinates, or a credit stands alone.
    """
    if path is None:
        if credit is not None:
            raise InputError([Problem("", 0, "--background-credit", "needs --background FILE")])
        return None
    from clustersim.scenario.background import read_background

    return read_background(path, scenario.region, credit or "")


def table_kind(tables: TableKind | None, csv: Literal["de", "en"] | None) -> TableKind | None:
    """Return the form of tables that two options ask for, None if neither does.

    Raises
    ------
    InputError
        If they contradict each other, or what writes the form is not installed.
    """
    asked: TableKind | None = None if csv is None else "csv-de" if csv == "de" else "csv"
    if tables is not None and asked is not None and tables != asked:
        raise InputError([Problem("", 0, "--csv", f"{csv} is --tables {asked}; --tables {tables} was given as well")])
    form = tables or asked
    if form is not None:
        from clustersim.analysis.table_files import check_form

        check_form(form)
    return form
