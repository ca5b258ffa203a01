"""Time series of one run: the headline measures and their companions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np

from clustersim.metrics.titles import is_share, metric_title, metric_unit
from clustersim.plots import style
from clustersim.texts import level, number, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from clustersim.runs.observer import Closure
    from clustersim.texts import Language

PANELS = ("cluster_density", "network_strength", "cluster_jobs", "firms", "connected_share", "self_sustaining_share")
MOST_MARKS = 4  # closures that are marked
TWIN = "#8a8a8a"  # the same region and seed without policy
LINE = "#333333"  # no colour of a sector: the measures are of all target sectors together
# inches
LEFT, BOTTOM, WIDE, HIGH, STEP_X, STEP_Y = 1.0, 0.98, 3.2, 2.3, 4.3, 3.08


def headline_series(
    series: pd.DataFrame,
    title: str,
    language: Language = "en",
    *,
    twin: pd.DataFrame | None = None,
    closures: Sequence[Closure] = (),
) -> Figure:
    """Return the headline measures and companions of one run over time, every axis from zero.

    `twin` is the series of the same region and seed without policy, drawn behind; `closures` are marked at the jobs.
    """
    marked = sorted(sorted(closures, key=lambda one: -one.employees)[:MOST_MARKS])
    with mpl.rc_context(style.RC):
        figure = style.new_figure()
        style.set_title(figure, title)
        for number, metric in enumerate(PANELS):
            row, column = divmod(number, 3)
            ax = figure.add_axes(style.box(LEFT + column * STEP_X, BOTTOM + (1 - row) * STEP_Y, WIDE, HIGH))
            _draw_panel(ax, series, metric, language, twin)
            if metric == "cluster_jobs":
                _mark_closures(ax, series, marked, language)
            if row == 1:
                ax.set_xlabel(say(language, "figure.years"))
        notes = [] if twin is None else [say(language, "series.twin")]
        if marked:
            key = "series.closures" if len(marked) == len(closures) else "series.largest closures"
            notes.append(say(language, key, shown=len(marked), count=len(closures)))
        style.write_note(figure, " ".join(notes), 0.2)
    return figure


def _draw_panel(ax: Axes, series: pd.DataFrame, metric: str, language: Language, twin: pd.DataFrame | None) -> None:
    years, values = series["years"].to_numpy(), series[metric].to_numpy(dtype=np.float64)
    known = np.flatnonzero(np.isfinite(values))
    unit = "\n".join(style.wrap(metric_unit(metric, language), HIGH + 0.3, style.NORMAL))
    ax.set(ylabel=unit, title=metric_title(metric, language))
    ax.set_xlim(0.0, max(float(years[-1]), 1e-9))
    ax.grid(axis="y", alpha=0.25)
    if not len(known):
        ax.set(ylim=(0.0, 1.0), yticks=[])
        ax.text(0.5, 0.5, say(language, "series.undefined"), transform=ax.transAxes, ha="center", size=style.SMALL)
        return
    highest = float(values[known].max())
    if twin is not None:
        ghost = twin[metric].to_numpy(dtype=np.float64)
        ax.plot(twin["years"].to_numpy(), ghost, color=TWIN, linewidth=1.6, linestyle=(0, (4, 2)), zorder=1, gid="twin")
        highest = max(highest, float(np.nanmax(ghost, initial=0.0)))
    ax.plot(years, values, color=LINE, linewidth=2.4, marker="o" if len(known) == 1 else "", clip_on=False)
    ax.set_ylim(0.0, 1.0 if is_share(metric) else max(1.15 * highest, 1e-9))
    ax.yaxis.set_major_formatter(
        lambda value, _: number(value, language, ",.0f" if ax.get_ylim()[1] >= 10.0 else ".3g")
    )
    style.write_numbers(ax, language, "x")
    recent, top = values[known[-1 - len(known) // 4 :]], ax.get_ylim()[1]
    above = float(recent.max()) < 0.9 * top  # the number stands above or below the line, never on it
    ax.annotate(
        level(float(values[known[-1]]), language),
        (years[known[-1]], float(recent.max() if above else recent.min())),
        xytext=(0, 7 if above else -7),
        textcoords="offset points",
        ha="right",
        va="bottom" if above else "top",
        size=style.SMALL,
    )


def _mark_closures(ax: Axes, series: pd.DataFrame, marked: Sequence[Closure], language: Language) -> None:
    """Mark when a large firm closed with a dotted line, and write how many jobs it had beside it."""
    middle = float(series["years"].iloc[-1]) / 2.0
    for place, one in enumerate(marked):
        right = one.years < middle
        ax.axvline(one.years, ymax=0.84, color=LINE, linewidth=1.0, linestyle=":", zorder=0, gid="closure")
        ax.annotate(
            f"−{number(one.employees, language, ',.0f')}",
            (one.years, (0.06 + 0.1 * (place % 3)) * ax.get_ylim()[1]),
            xytext=(3 if right else -3, 0),
            textcoords="offset points",
            ha="left" if right else "right",
            size=style.SMALL,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5, "alpha": 0.8},
        )
