"""The options of commands that draw: as what kinds of files, and how fine."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from clustersim.plots import FileForm


class FigureKind(StrEnum):
    """A kind of file for figures (an enumeration: options that repeat take no literals)."""

    PNG = "png"
    SVG = "svg"
    PDF = "pdf"


Formats = Annotated[
    list[FigureKind] | None,
    typer.Option("--format", help="Kind of figures: png, svg or pdf, as often as wanted [default: png]."),
]
Dpi = Annotated[int, typer.Option(min=36, max=1200, help="Dots per inch of figures in PNG.")]


def form_of(kinds: list[FigureKind] | None, dpi: int) -> FileForm:
    """Return the kinds of files and their resolution as figures are written."""
    from clustersim.plots import FileForm

    return FileForm(tuple(dict.fromkeys(kinds or [FigureKind.PNG])), float(dpi))
