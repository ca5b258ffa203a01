"""`story`: what the agency saw, decided and paid in a run, in plain sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer


def story(
    folder: Annotated[Path, typer.Argument(help="Folder of a run, as results/baseline/seed-0000.", metavar="DIR")],
    language: Annotated[Literal["en", "de"], typer.Option("--language", "-l", help="Language of the story.")] = "en",
) -> None:
    """Tell the story of a run: what the agency saw, decided and paid."""
    from clustersim.report.story import tell

    print(tell(folder, language), end="")
