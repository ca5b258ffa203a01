"""One look for all figures: sizes for slides, colours that colour-blind readers can tell apart, fixed meanings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from clustersim.columns import Bool

# Okabe and Ito (2008): told apart with all common kinds of colour blindness
TARGET_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#882255", "#332288")
OTHER_COLOURS = ("#E69F00", "#56B4E9", "#AA9C3A", "#88CCEE")
LOCAL_COLOUR = "#9A9A9A"
UNIVERSITY_COLOUR = "#000000"
CHAMBER_COLOUR = "#F0E442"
CENTRE_COLOUR = "#CC79A7"
TIE_COLOUR = "#444444"
ARM_COLOURS = ("#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#882255", "#AA9C3A")
FIELD = "Blues"

RC = {
    "font.size": 13,
    "axes.titlesize": 15,
    "axes.labelsize": 13,
    "legend.fontsize": 11,
    "xtick.labelsize": 12,
    "ytick.labelsize": 12,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.dpi": 110,
    "savefig.dpi": 150,
    "svg.hashsalt": "clustersim",
}


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure of this size in inches, drawn without any window system."""
    with mpl.rc_context(RC):
        return Figure(figsize=(width, height), layout="constrained")


def save(figure: Figure, path: Path) -> None:
    """Write a figure; the file carries no date, so that equal figures are equal files."""
    with mpl.rc_context(RC):
        figure.savefig(path, facecolor="white", metadata={"Software": "clustersim"})


def sector_colours(target: Bool, names: Sequence[str], local: Sequence[bool] | None = None) -> list[str]:
    """Return the colour of each sector: strong for the target cluster, light for the others, grey for the last one.

    The last sector that is not a target stands for local markets unless `local` says which ones do.
    """
    colours, strong, light = [], 0, 0
    others = [number for number in range(len(names)) if not target[number]]
    grey = {number for number in range(len(names)) if local[number]} if local is not None else set(others[-1:])
    for number in range(len(names)):
        if target[number]:
            colours.append(TARGET_COLOURS[strong % len(TARGET_COLOURS)])
            strong += 1
        elif number in grey:
            colours.append(LOCAL_COLOUR)
        else:
            colours.append(OTHER_COLOURS[light % len(OTHER_COLOURS)])
            light += 1
    return colours
