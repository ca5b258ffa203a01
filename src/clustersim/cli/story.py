"""`story`: what the agency saw, decided and paid in a run, in plain sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clustersim.cli.options import Lang


def story(
    folder: Annotated[Path, typer.Argument(help="Folder of a run, as results/baseline/seed-0000.", metavar="DIR")],
    lang: Lang = "en",
) -> None:
    """Tell the story of a run: what the agency saw, decided and paid."""
    from clustersim.report.story import tell

    print(tell(folder, lang), end="")
