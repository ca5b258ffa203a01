"""What each task contributes: alone, last, and as a fair share, with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.lines import Line2D

from clustersim.core.frames import records
from clustersim.metrics.registry import HEADLINE
from clustersim.metrics.titles import metric_title, metric_unit
from clustersim.plots import style
from clustersim.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from clustersim.texts import Language

KINDS = ("alone", "last", "shapley")
TONES = {"alone": "#88CCEE", "last": "#DDCC77", "shapley": "#332288"}
MARKS = {"alone": "^", "last": "s", "shapley": "o"}


def contributions_figure(
    found: pd.DataFrame, titles: Mapping[str, str], language: Language = "en", metrics: Sequence[str] = HEADLINE
) -> Figure:
    """Return the contributions of every task to two metrics as dots with intervals."""
    shown = [metric for metric in metrics if metric in set(found["metric"])] or list(dict.fromkeys(found["metric"]))[:2]
    tasks = list(dict.fromkeys(found.loc[found["kind"].isin(KINDS), "task"]))
    with mpl.rc_context(style.RC):
        figure = style.new_figure()
        style.set_title(figure, say(language, "figure.shares"))
        each = (style.WIDTH - 3.3) / len(shown)
        for number, metric in enumerate(shown):
            ax = figure.add_axes(style.box(3.0 + number * each, 1.35, each - 0.45, 4.85))
            _draw(ax, found[found["metric"] == metric], tasks, metric, language)
            ax.set_yticks(
                range(len(tasks)),
                ["\n".join(style.wrap(titles.get(task, task), 2.6, style.NORMAL)[:2]) for task in tasks]
                if number == 0
                else [],
            )
        there = [kind for kind in KINDS if kind in set(found["kind"])]
        handles = [
            Line2D(
                [],
                [],
                color=TONES[kind],
                marker=MARKS[kind],
                linewidth=3,
                markersize=9,
                label=say(language, f"figure.{kind}"),
            )
            for kind in there
        ]
        figure.legend(handles=handles, loc="lower center", ncols=3, frameon=False, bbox_to_anchor=(0.5, 0.0))
    return figure


def _draw(ax: Axes, rows: pd.DataFrame, tasks: Sequence[str], metric: str, language: Language) -> None:
    ax.axvline(0.0, color="black", linewidth=1.0)
    for row in records(rows[rows["kind"].isin(KINDS)]):
        place = tasks.index(str(row.task)) + 0.22 * (KINDS.index(str(row.kind)) - 1)
        ax.plot([row.low, row.high], [place, place], color=TONES[str(row.kind)], linewidth=3.0, solid_capstyle="round")
        ax.plot(
            [row.value],
            [place],
            MARKS[str(row.kind)],
            color=TONES[str(row.kind)],
            markersize=8,
            markeredgecolor="black",
            markeredgewidth=0.6,
        )
    ax.set(ylim=(len(tasks) - 0.5, -0.5), xlabel=metric_unit(metric, language))
    ax.set_title(metric_title(metric, language), loc="left")
    ax.grid(axis="x", alpha=0.25)
    ax.locator_params(axis="x", nbins=5)
    style.write_numbers(ax, language, "x")
