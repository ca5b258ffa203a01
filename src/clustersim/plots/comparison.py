"""Paired comparisons: what every arm changed against the arm without policy, at the end and over time, and what it
cost.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
from scipy import stats

from clustersim.metrics.titles import metric_title, metric_unit
from clustersim.plots import style
from clustersim.plots.labels import short_arms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from clustersim.analysis.paired import Effect

NAME, VERDICT, COST = 2.55, 1.55, 1.05  # inches for the names of arms, a verdict, a cost
END = 1.95  # inches for the name of an arm at the end of its line
MOST_NAMED = 5  # arms up to which each is drawn in colour and named, whatever it did
QUIET, QUIET_TEXT, OTHERS = "#BBBBBB", "#666666", "other arms"


def arm_colours(titles: Mapping[str, str]) -> dict[str, str]:
    """Return the colour of each arm, the same in all figures of a comparison."""
    return {arm: style.ARM_COLOURS[number % len(style.ARM_COLOURS)] for number, arm in enumerate(titles)}


def effect_intervals(
    found: Sequence[Effect], titles: Mapping[str, str], base: str, metrics: Sequence[str], series: pd.DataFrame
) -> Figure:
    """Return the effect of every arm on `metrics` in per cent as dots with intervals, with the verdict, beside what it
    cost.
    """
    seeds, years = series["seed"].nunique(), float(series["years"].max())
    with mpl.rc_context(style.RC):
        figure = style.new_figure()
        style.set_title(figure, f"Effects of the policies after {years:g} years")
        arms = [arm for arm in titles if any(effect.arm == arm for effect in found)]
        names, colours = short_arms(titles, base), arm_colours(titles)
        high = min(1.05 * len(arms) + 0.4, 4.7)
        bottom = 6.0 - high
        each = (style.WIDTH - 0.55 - NAME - COST) / len(metrics)
        for number, metric in enumerate(metrics):
            ax = figure.add_axes(style.box(0.35 + NAME + number * each, bottom, each - VERDICT - 0.15, high))
            chosen = {effect.arm: effect for effect in found if effect.metric == metric}
            _draw_effects(ax, [chosen[arm] for arm in arms], [colours[arm] for arm in arms], metric)
            if number == 0:
                labels = ["\n".join(style.wrap(names[arm], NAME - 0.2, style.NORMAL)[:2]) for arm in arms]
                ax.set_yticks(range(len(arms)), labels, size=style.NORMAL)
        costs = figure.add_axes(style.box(style.WIDTH - COST - 0.3, bottom, COST, high), ylim=(len(arms) - 0.5, -0.5))
        costs.set_axis_off()
        costs.text(
            1.0, 1.02, "Public cost,\nmillion EUR", transform=costs.transAxes, ha="right", va="bottom", size=style.SMALL
        )
        for place, arm in enumerate(arms):
            cost = next(effect.cost for effect in found if effect.arm == arm)
            costs.text(
                1.0,
                place,
                f"{cost / 1e6:.1f}",
                transform=costs.get_yaxis_transform(),
                ha="right",
                va="center",
                size=style.NORMAL,
            )
        _write_note(figure, titles[base], "Means of the last year", seeds)
    return figure


def _draw_effects(ax: Axes, rows: Sequence[Effect], colours: Sequence[str], metric: str) -> None:
    """Draw one row per arm; an effect without a measurable base has no percentage and no dot."""
    ax.axvline(0.0, color="black", linewidth=1.0, zorder=1)
    for place, (effect, colour) in enumerate(zip(rows, colours, strict=True)):
        scale = 100.0 / effect.base if effect.base else math.nan
        ax.plot(
            [effect.low * scale, effect.high * scale],
            [place, place],
            color=colour,
            linewidth=3.4,
            solid_capstyle="round",
            zorder=2,
        )
        ax.plot([effect.percent], [place], "o", color=colour, markersize=9, markeredgecolor="white", zorder=3)
        share = f"{effect.percent:+.1f} %" if math.isfinite(effect.percent) else "no base"
        ax.text(
            1.04,
            place,
            f"{share}\n{verdict(effect)}",
            transform=ax.get_yaxis_transform(),
            va="center",
            size=style.SMALL,
        )
    base = f"{rows[0].base:.2f} {metric_unit(metric)}" if rows else ""
    ax.set_title(metric_title(metric), loc="left", pad=24.0)
    ax.text(0.0, 1.02, f"without policy {base}", transform=ax.transAxes, size=style.SMALL, va="bottom")
    ax.set(xlabel="change in %", ylim=(len(rows) - 0.5, -0.5), yticks=[])
    ax.margins(x=0.12)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.locator_params(axis="x", nbins=5)
    ax.grid(axis="x", alpha=0.25)


def verdict(effect: Effect) -> str:
    """Return the verdict of an effect as it stands in a figure: one seed has no interval, so nothing can be said."""
    return "no interval" if effect.verdict == "undefined" else effect.verdict


def arm_differences(series: pd.DataFrame, titles: Mapping[str, str], base: str, metrics: Sequence[str]) -> Figure:
    """Return paired differences to the arm without policy over time: mean over seeds with a 95 % band."""
    with mpl.rc_context(style.RC):
        figure = style.new_figure()
        style.set_title(figure, "Difference to the same region without policy")
        each = (style.WIDTH - 0.3) / len(metrics)
        for number, metric in enumerate(metrics):
            ax = figure.add_axes(style.box(1.15 + number * each, 1.15, each - END - 1.0, 5.15))
            wide = series.pivot_table(index="years", columns=["arm", "seed"], values=metric, dropna=False)
            _draw_arms(ax, wide, titles, base)
            ax.set(
                xlabel="years since the start",
                ylabel=f"difference in {metric_unit(metric)}",
                title=metric_title(metric),
            )
            ax.grid(axis="y", alpha=0.25)
        _write_note(figure, titles[base], "Means", series["seed"].nunique())
    return figure


def _draw_arms(ax: Axes, wide: pd.DataFrame, titles: Mapping[str, str], base: str) -> None:
    """Draw each arm with its name at the end of its line; broken lines, so that arms on one another can all be seen."""
    colours, names, ends = arm_colours(titles), short_arms(titles, base), {}
    ax.axhline(0.0, color="black", linewidth=0.9, zorder=1)
    years = wide.index.to_numpy()
    present = [arm for arm in titles if arm != base and arm in wide]
    quiet: list[str] = []  # of many arms, those without a clear effect at the end: grey, with one name for all
    for number, arm in enumerate(present):
        difference = (
            wide.xs(arm, axis="columns", level="arm").to_numpy() - wide.xs(base, axis="columns", level="arm").to_numpy()
        )
        mean, count = difference.mean(axis=1), difference.shape[1]
        if count > 1:
            band = difference.std(axis=1, ddof=1) / np.sqrt(count) * stats.t.ppf(0.975, count - 1)
            if len(present) > MOST_NAMED and not abs(mean[-1]) > band[-1]:
                quiet.append(arm)
                ax.plot(years, mean, color=QUIET, linewidth=1.4, zorder=2)
                continue
            ax.fill_between(years, mean - band, mean + band, color=colours[arm], alpha=0.15, linewidth=0)
        ax.plot(
            years,
            mean,
            color=colours[arm],
            linewidth=2.8,
            linestyle=style.ARM_DASHES[number % len(style.ARM_DASHES)],
            zorder=3 + number,
        )
        known = mean[np.isfinite(mean)]
        ends[arm] = float(known[-1]) if len(known) else 0.0
    ax.margins(x=0.0)
    texts = {arm: style.wrap(names[arm], END - 0.15, style.SMALL)[:3] for arm in ends}
    if quiet:
        ends[OTHERS], texts[OTHERS], colours[OTHERS] = 0.0, ["no effect seen:", f"{len(quiet)} other arms"], QUIET_TEXT
    low, high = ax.get_ylim()
    inches = ax.get_position().height * style.HEIGHT / (high - low)
    heights = [style.SMALL / 72.0 * 1.2 * len(texts[arm]) + 0.08 for arm in ends]
    side, beside = ax.get_yaxis_transform(), 1.0 + 0.22 / (ax.get_position().width * style.WIDTH)
    for arm, y in zip(ends, spread_out([end * inches for end in ends.values()], heights), strict=True):
        ax.annotate(
            "\n".join(texts[arm]),
            (1.0, ends[arm]),
            (beside, y / inches),
            xycoords=side,
            textcoords=side,
            va="center",
            size=style.SMALL,
            color=colours[arm],
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": colours[arm],
                "linewidth": 0.8,
                "shrinkA": 0.0,
                "shrinkB": 0.0,
                "relpos": (0.0, 0.5),
            },
        )


def spread_out(places: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Return places of labels of these heights as near as possible to `places`, in the same order and without overlap.

    Labels that would overlap form a block around the mean of their places (pool adjacent violators).
    """
    order = sorted(range(len(places)), key=lambda number: (places[number], number))
    blocks: list[tuple[list[int], float]] = []  # members from below, centre
    for number in order:
        members, centre = [number], places[number]
        while blocks and _top(blocks[-1], heights) > centre - sum(heights[member] for member in members) / 2.0:
            members = blocks.pop()[0] + members
            centre = sum(places[member] for member in members) / len(members)
        blocks.append((members, centre))
    found = [0.0] * len(places)
    for members, centre in blocks:
        edge = centre - sum(heights[member] for member in members) / 2.0
        for member in members:
            found[member] = edge + heights[member] / 2.0
            edge += heights[member]
    return found


def _top(block: tuple[list[int], float], heights: Sequence[float]) -> float:
    return block[1] + sum(heights[member] for member in block[0]) / 2.0


def _write_note(figure: Figure, base: str, means: str, seeds: int) -> None:
    over = f"of {seeds} paired seeds with 95 % interval" if seeds > 1 else "of one paired seed, without interval"
    text = style.fit(f"{means} {over}. Compared with: {base}.", style.WIDTH - 0.6, style.SMALL)
    figure.text(0.35 / style.WIDTH, 0.25 / style.HEIGHT, text, size=style.SMALL, va="center")
