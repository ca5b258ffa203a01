"""Figures of a sweep: a line where one number varies, a heatmap where two do."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np

from clustersim.analysis.sweeps import POLICY, sweep_table, varied
from clustersim.analysis.titles import setting_name, setting_value
from clustersim.metrics.titles import metric_title, metric_unit
from clustersim.plots import style
from clustersim.texts import level, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from clustersim.analysis.compare import Effect
    from clustersim.batch.results import Results
    from clustersim.texts import Language

MAP = "viridis"  # even in lightness, and told apart by everybody
DARK = 0.55  # share of the range from which numbers in cells are written in black
MOST_WRITTEN = 64  # cells of a heatmap with numbers in them


def sweep_figure(
    results: Results, effects: Sequence[Effect], metrics: Sequence[str], language: Language = "en"
) -> Figure | None:
    """Return the levels of metrics over the points of a sweep; None if not one or two keys vary.

    Where each point has several arms (`policy`), lines are drawn for each; a heatmap shows the first of them.
    """
    keys = varied(results.plan)
    if len(keys) not in (1, 2):
        return None
    at = effects[0].at
    table = sweep_table(results, metrics, at)
    names = " × ".join(setting_name(key, language) for key in keys)
    with mpl.rc_context(style.RC):
        figure = style.new_figure()
        style.set_title(figure, say(language, "figure.sweep", names=names))
        each = (style.WIDTH - 0.6) / len(metrics)
        for place, metric in enumerate(metrics):
            ax = figure.add_axes(style.box(1.15 + place * each, 1.45, each - 1.6, 4.65))
            rows = table[table["metric"] == metric]
            ax.set_title(metric_title(metric, language))
            if len(keys) == 1:
                _draw_line(ax, rows, keys[0], [one for one in effects if one.metric == metric], language)
            else:
                _draw_heatmap(ax, rows, keys, metric, language)
        _write_note(figure, table, keys, language)
    return figure


def _write_note(figure: Figure, table: pd.DataFrame, keys: Sequence[str], language: Language) -> None:
    seeds = int(table["seeds"].max())
    what = "figure.sweep one" if seeds == 1 else "figure.sweep line" if len(keys) == 1 else "figure.sweep map"
    text = say(language, what, seeds=seeds)
    if len(keys) == 2 and POLICY in table:
        text += " " + say(language, "figure.sweep policy", policy=table[POLICY].iloc[0])
    style.write_note(figure, text)


def _levels(rows: pd.DataFrame, key: str) -> list[object]:
    """Return the levels of a key: numbers in their order, words in that of the plan."""
    found = list(dict.fromkeys(rows[key]))
    return sorted(found) if all(isinstance(value, int | float) for value in found) else found


def _draw_line(ax: Axes, rows: pd.DataFrame, key: str, effects: Sequence[Effect], language: Language) -> None:
    """Draw the means of the points. Bars are the intervals of the table of effects: of the difference to the baseline
    with the same luck, at the height of the baseline; a point without one has none.
    """
    ends = {one.arm: (one.base + one.low, one.base + one.high) for one in effects if math.isfinite(one.low)}
    levels = _levels(rows, key)
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in levels)
    policies = list(dict.fromkeys(rows[POLICY])) if POLICY in rows else [""]
    for place, policy in enumerate(policies):
        mine = rows[rows[POLICY] == policy] if policy else rows
        mine = mine.assign(at=[float(value) if numbers else float(levels.index(value)) for value in mine[key]])
        mine = mine.sort_values("at")
        colour = style.ARM_COLOURS[place % len(style.ARM_COLOURS)]
        ax.plot(mine["at"], mine["mean"], color=colour, marker="o", label=policy or None)
        for x, arm in zip(mine["at"], mine["arm"], strict=True):
            if arm in ends:
                ax.plot([x, x], ends[arm], color=colour, linewidth=2.0, marker="_", markersize=10)
    if not numbers:
        ax.set_xticks(range(len(levels)), [setting_value(value, language) for value in levels])
    cut = f"\n{say(language, 'figure.cut')}" if ax.get_ylim()[0] > 0.0 else ""
    ax.set(xlabel=setting_name(key, language) + cut, ylabel=metric_unit(rows["metric"].iloc[0], language))
    ax.grid(axis="y", alpha=0.25)
    style.write_numbers(ax, language, "xy" if numbers else "y")
    if len(policies) > 1:
        ax.legend(frameon=False)


def _draw_heatmap(ax: Axes, rows: pd.DataFrame, keys: Sequence[str], metric: str, language: Language) -> None:
    across, up = _levels(rows, keys[0]), _levels(rows, keys[1])
    if POLICY in rows:
        rows = rows[rows[POLICY] == rows[POLICY].iloc[0]]
    values = np.full((len(up), len(across)), np.nan)
    for x, y, mean in zip(rows[keys[0]], rows[keys[1]], rows["mean"], strict=True):
        values[up.index(y), across.index(x)] = mean
    image = ax.imshow(values, origin="lower", aspect="auto", cmap=MAP)
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    if values.size <= MOST_WRITTEN:
        for (y, x), value in np.ndenumerate(values):
            bright = high > low and (value - low) / (high - low) > DARK
            text = level(float(value), language)
            ax.text(x, y, text, ha="center", va="center", color="black" if bright else "white", size=style.SMALL)
    ax.set_xticks(range(len(across)), [setting_value(value, language) for value in across])
    ax.set_yticks(range(len(up)), [setting_value(value, language) for value in up])
    ax.set(xlabel=setting_name(keys[0], language), ylabel=setting_name(keys[1], language))
    bar = ax.figure.colorbar(image, ax=ax, pad=0.02)
    bar.set_label(metric_unit(metric, language))
    style.write_numbers(bar.ax, language, "y")
