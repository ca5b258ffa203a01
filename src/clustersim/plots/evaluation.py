"""Estimates of an evaluation beside the truth."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import matplotlib as mpl

from clustersim.plots import style
from clustersim.texts import estimate, minus, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from clustersim.analysis.evaluate import PolicyEstimate
    from clustersim.texts import Language

TRUTH, OTHER = "#117733", "#332288"


def evaluation_figure(
    found: Sequence[PolicyEstimate], arm: str, unit: str, language: Language = "en", *, known: bool = True
) -> Figure:
    """Return each method's estimate with its interval; the truth, if it is known, is the last of `found` and a band
    across.
    """
    with mpl.rc_context(style.RC):
        figure = style.new_figure()
        style.set_title(figure, say(language, "evaluation.title" if known else "evaluation.title unknown", arm=arm))
        ax = figure.add_axes(style.box(4.0, 1.2, style.WIDTH - 5.6, 5.1))
        if known:
            real = found[-1]
            ax.axvspan(real.low, real.high, color=TRUTH, alpha=0.15, linewidth=0)
            ax.axvline(real.value, color=TRUTH, linewidth=1.6)
        ax.axvline(0.0, color="black", linewidth=1.0)
        for place, row in enumerate(found):
            tone = TRUTH if known and place == len(found) - 1 else OTHER
            ax.plot([row.low, row.high], [place, place], color=tone, linewidth=3.4, solid_capstyle="round")
            ax.plot([row.value], [place], "o", color=tone, markersize=10, markeredgecolor="white")
            text = estimate(row.value, row.low, row.high, language)[0]
            text = minus(text) if math.isfinite(row.value) else say(language, "evaluation.none")
            ax.text(1.03, place, text, transform=ax.get_yaxis_transform(), color=tone, va="center", size=style.NORMAL)
        style.name_rows(ax, [say(language, f"method.{one.method}") for one in found], 3.5, style.NORMAL)
        ax.set(ylim=(len(found) - 0.5, -0.5), xlabel=say(language, "evaluation.axis", unit=unit))
        style.write_numbers(ax, language, "x")
        ax.grid(axis="x", alpha=0.25)
        style.write_note(figure, say(language, "evaluation.note" if known else "evaluation.note unknown"))
    return figure
