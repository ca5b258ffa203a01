"""The process: what the agency spent on which task in which year, and the stage it was in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np

from clustersim.core.clock import MOMENT
from clustersim.plots import style
from clustersim.policies.registry import POLICIES, short_name
from clustersim.texts import millions, say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from clustersim.texts import Language

UNKNOWN = "#555555"
NAME = 2.75  # inches for the name of a task
STAGES = {1.0: "#F0F0F0", 2.0: "#D8D8D8"}


def task_colour(task: str) -> str:
    """Return the colour of a task, the same in all figures; grey for one that is not installed here."""
    policy = POLICIES.get(task)
    return UNKNOWN if policy is None else policy.colour


def spending(series: pd.DataFrame, title: str, language: Language = "en") -> Figure:
    """Return what one run spent by task and year, as one row of bars a task, with the stages of the regime behind.

    `series` is that of one run; rows of tasks that never ran are left out.
    """
    costs = [str(name) for name in series.columns if str(name).startswith("cost_")]
    paid = [name.removeprefix("cost_") for name in costs if series[name].sum() > 0.0]
    tasks = sorted(paid, key=[*POLICIES, *paid].index)
    with mpl.rc_context(style.RC):
        figure = style.new_figure()
        style.set_title(figure, say(language, "spending.title", title=title))
        ax = figure.add_axes(style.box(NAME, 1.05, style.WIDTH - NAME - 1.7, 5.3))
        run = series[series["tick"] > 0]
        year = np.ceil(run["years"].to_numpy() - MOMENT).astype(int)
        _draw_stages(ax, run, language)
        most = max((run.groupby(year)[f"cost_{task}"].sum().max() for task in tasks), default=1.0)
        for place, task in enumerate(tasks):
            spent = run.groupby(year)[f"cost_{task}"].sum()
            ax.bar(
                spent.index - 0.5,
                0.85 * spent / most,
                width=0.9,
                bottom=len(tasks) - 1 - place,
                color=task_colour(task),
                zorder=3,
            )
            text = millions(float(spent.sum()), language)
            ax.text(
                1.02, len(tasks) - 1 - place, text, transform=ax.get_yaxis_transform(), size=style.NORMAL, va="bottom"
            )
        ax.text(
            1.02,
            len(tasks),
            say(language, "spending.total"),
            transform=ax.get_yaxis_transform(),
            size=style.SMALL,
            va="bottom",
        )
        style.name_rows(ax, [short_name(task, language) for task in reversed(tasks)], NAME - 0.3, style.SMALL)
        for label in ax.get_yticklabels():
            label.set_verticalalignment("bottom")
        ax.set(
            xlabel=say(language, "spending.year"),
            ylim=(0, len(tasks)),
            xlim=(0, max(float(series["years"].max()), 1.0)),
        )
        ax.tick_params(axis="y", length=0)
        ax.locator_params(axis="x", integer=True)
        ax.grid(axis="y", alpha=0.4)
        note = say(language, "spending.note", most=millions(float(most), language))
        style.write_note(figure, note)
    return figure


def _draw_stages(ax: Axes, run: pd.DataFrame, language: Language) -> None:
    """Shade the stages behind the bars and name each where it begins."""
    if "stage" not in run or not run["stage"].any():
        return
    years, stage = run["years"].to_numpy(), run["stage"].to_numpy()
    starts = np.flatnonzero(np.append(True, stage[1:] != stage[:-1]))
    dt = years[0]
    for first, last in zip(starts, np.append(starts[1:], len(stage)), strict=True):
        if stage[first] in STAGES:
            begin, end = years[first] - dt, years[last - 1]
            ax.axvspan(begin, end, color=STAGES[stage[first]], zorder=0, linewidth=0)
            if end - begin >= 2.0:
                ax.text(
                    (begin + end) / 2,
                    1.01,
                    say(language, f"spending.stage{int(stage[first])}"),
                    transform=ax.get_xaxis_transform(),
                    ha="center",
                    va="bottom",
                    size=style.SMALL,
                )
