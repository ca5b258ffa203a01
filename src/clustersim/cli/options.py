"""Arguments and options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from clustersim.texts import Language

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
