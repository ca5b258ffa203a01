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
REST = ("together", "unshared", "total")  # what is of no single task, each in a line of its own
TONES = {"alone": "#88CCEE", "last": "#DDCC77", "shapley": "#332288"} | dict.fromkeys(REST, "#555555")
MARKS = {"alone": "^", "last": "s", "shapley": "o"} | dict.fromkeys(REST, "D")


def contributions_figure(
    found: pd.DataFrame, titles: Mapping[str, str], language: Language = "en", metrics: Sequence[str] = HEADLINE
) -> Figure:
    """Return the contributions of every task to two metrics as dots with intervals, and what is of no single task."""
    known = list(dict.fromkeys(found["metric"]))
    shown = [metric for metric in metrics if metric in known] or known[:2]
    rows = found[found["metric"].isin(shown)]
    tasks = list(dict.fromkeys(rows.loc[rows["kind"].isin((*KINDS, "booked")), "task"]))
    rest = [kind for kind in REST if kind in set(rows["kind"])]
    lines = {
        **{task: titles.get(task, task) for task in tasks},
        **{kind: say(language, f"figure.{kind}") for kind in rest},
    }
    apart = "shapley" not in set(rows["kind"])
    with mpl.rc_context(style.RC):
        figure = style.new_figure()
        style.set_title(figure, say(language, "figure.shares apart" if apart else "figure.shares"))
        each = (style.WIDTH - 3.3) / len(shown)
        for number, metric in enumerate(shown):
            ax = figure.add_axes(style.box(3.0 + number * each, 1.55, each - 0.45, 4.65))
            _draw(ax, rows[rows["metric"] == metric], list(lines), metric, language)
            style.name_rows(ax, list(lines.values()) if number == 0 else [], 2.6, style.NORMAL)
        _key(figure, rows, language)
    return figure


def _key(figure: Figure, rows: pd.DataFrame, language: Language) -> None:
    """Write what the marks mean, and how far the intervals reach."""
    there = [kind for kind in KINDS if kind in set(rows["kind"])]
    handles = [
        Line2D(
            [],
            [],
            color=TONES[kind],
            marker=MARKS[kind],
            linewidth=3,
            markersize=9,
            markeredgecolor="black",
            markeredgewidth=0.6,
            label=say(language, f"figure.{kind}"),
        )
        for kind in there
    ]
    figure.legend(handles=handles, loc="lower center", ncols=3, frameon=False, bbox_to_anchor=(0.5, 0.045))
    text = say(language, "figure.shares note")
    if "shapley" in there and not rows.loc[rows["kind"] == "shapley", "exact"].all():
        text += " " + say(language, "figure.shares estimated")
    style.write_note(figure, text)


def _draw(ax: Axes, rows: pd.DataFrame, lines: Sequence[str], metric: str, language: Language) -> None:
    ax.axvline(0.0, color="black", linewidth=1.0)
    there = [kind for kind in KINDS if kind in set(rows["kind"])]
    for row in records(rows[rows["kind"].isin((*there, *REST))]):
        kind = str(row.kind)
        beside = 0.0 if kind in REST else 0.22 * (there.index(kind) - (len(there) - 1) / 2.0)
        place = lines.index(kind if kind in REST else str(row.task)) + beside
        ax.plot([row.low, row.high], [place, place], color=TONES[kind], linewidth=3.0, solid_capstyle="round")
        ax.plot(
            [row.value],
            [place],
            MARKS[kind],
            color=TONES[kind],
            markersize=8,
            markeredgecolor="black",
            markeredgewidth=0.6,
        )
    ax.set(ylim=(len(lines) - 0.5, -0.5), xlabel=metric_unit(metric, language))
    ax.set_title(metric_title(metric, language), loc="left")
    ax.grid(axis="x", alpha=0.25)
    ax.locator_params(axis="x", nbins=5)
    style.write_numbers(ax, language, "x")
