"""Figures of a batch at its end: effects with intervals and costs, the path through density and network, cost against
effect.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np

from clustersim.core.frames import of_arm, yearly
from clustersim.metrics.registry import HEADLINE
from clustersim.metrics.titles import metric_title, metric_unit
from clustersim.plots import style
from clustersim.plots.arms import (
    END,
    OTHERS,
    QUIET,
    QUIET_TEXT,
    colours,
    name_points,
    note,
    panels,
    quiet_arms,
    shown_arms,
    what_varies,
    with_others,
)
from clustersim.texts import level, millions, minus, percent, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from clustersim.analysis.compare import Effect
    from clustersim.texts import Language

NAME, VERDICT, COST = 2.75, 2.3, 1.15  # inches for names of arms, verdicts, costs
MARK_YEARS = 5.0


def effects_figure(
    effects: Sequence[Effect],
    titles: Mapping[str, str],
    language: Language = "en",
    metrics: Sequence[str] = HEADLINE,
    bases: Mapping[str, str] | None = None,
) -> Figure:
    """Return the effect of every arm on two metrics in per cent of its baseline: dots with intervals and verdicts.

    `bases` says what the level of each baseline is called, if not by its title.
    """
    arms, costs = shown_arms(effects), {effect.arm: effect.cost for effect in effects}
    tone = colours(arms, [])
    with mpl.rc_context(style.RC):
        figure = style.new_figure()
        at = effects[0].at
        when = say(language, f"figure.{at}") if at in ("end", "mean") else say(language, "figure.tick", at=at)
        style.set_title(figure, say(language, f"figure.effects {what_varies(arms)}", when=when))
        high = min(0.75 * len(arms) + 0.3, 4.9)
        each = (style.WIDTH - 0.45 - NAME - COST) / len(metrics)
        rows = {metric: [one for one in effects if one.metric == metric and one.arm in arms] for metric in metrics}
        levels = {metric: _level(rows[metric], bases or titles, language, each - 0.2) for metric in metrics}
        deep = any("\n" in text for text, _ in levels.values())
        for number, metric in enumerate(metrics):
            ax = figure.add_axes(style.box(0.3 + NAME + number * each, 6.05 - high, each - VERDICT - 0.15, high))
            ax.set_title(metric_title(metric, language), loc="left", pad=38.0 if deep else 24.0)
            text, size = levels[metric]
            ax.text(0.0, 1.02, text, transform=ax.transAxes, size=size, va="bottom")
            _draw_effects(ax, rows[metric], tone, language)
            if number == 0:
                style.name_rows(ax, [titles[arm] for arm in arms], NAME - 0.2, style.NORMAL)
        _write_costs(figure, {arm: cost for arm, cost in costs.items() if arm in arms}, 6.05 - high, high, language)
        note(figure, effects, arms, language)
    return figure


def _write_costs(figure: Figure, costs: Mapping[str, float], bottom: float, high: float, language: Language) -> None:
    """Write what each arm cost beside its effects, in a column at the right."""
    box = style.box(style.WIDTH - COST - 0.3, bottom, COST, high)
    ax = figure.add_axes(box, ylim=(len(costs) - 0.5, -0.5))
    ax.set_axis_off()
    ax.text(
        1.0,
        1.02,
        say(language, "figure.cost column"),
        transform=ax.transAxes,
        ha="right",
        va="bottom",
        size=style.SMALL,
    )
    for place, cost in enumerate(costs.values()):
        ax.text(
            1.0,
            place,
            millions(cost, language),
            transform=ax.get_yaxis_transform(),
            ha="right",
            va="center",
            size=style.SMALL,
        )


def _level(rows: Sequence[Effect], bases: Mapping[str, str], language: Language, width: float) -> tuple[str, float]:
    """Return the level of the baseline with its unit, in at most two lines of `width` inches (without the unit where
    it does not fit), and the size of letters; nothing where arms have different baselines.
    """
    levels = {effect.baseline: effect.base for effect in rows}
    if len(levels) != 1:
        return "", style.SMALL
    base, value = next(iter(levels.items()))
    short = f"{bases.get(base, base)}: {level(value, language)}"
    whole = f"{short} {metric_unit(rows[0].metric, language)}"
    tries = [style.lines(text, width, style.SMALL, most) for text, most in ((whole, 1), (whole, 2))]
    fitting = [one for one in tries if not one[0].endswith("…")]
    return max(fitting, key=lambda one: one[1]) if fitting else style.lines(short, width, style.SMALL)


def _draw_effects(
    ax: Axes,
    rows: Sequence[Effect],
    tone: Mapping[str, str],
    language: Language,
) -> None:
    """Draw one row an arm."""
    ax.axvline(0.0, color="black", linewidth=1.0, zorder=1)
    for place, effect in enumerate(rows):
        scale = 100.0 / effect.base if effect.base else math.nan
        ax.plot(
            [effect.low * scale, effect.high * scale],
            [place, place],
            color=tone[effect.arm],
            linewidth=3.4,
            solid_capstyle="round",
            zorder=2,
        )
        ax.plot([effect.percent], [place], "o", color=tone[effect.arm], markersize=9, markeredgecolor="white", zorder=3)
        share = f"{minus(percent(effect.percent, language))} %" if math.isfinite(effect.percent) else "–"
        ax.text(
            1.04,
            place,
            "\n".join([share, *style.wrap(_said(effect, language), VERDICT - 0.2, style.SMALL)]),
            transform=ax.get_yaxis_transform(),
            va="center",
            size=style.SMALL,
        )
    ax.set(xlabel=say(language, "figure.change"), ylim=(len(rows) - 0.5, -0.5), yticks=[])
    ax.margins(x=0.12)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.locator_params(axis="x", nbins=5)
    ax.grid(axis="x", alpha=0.25)
    style.write_numbers(ax, language, "x")


def _said(effect: Effect, language: Language) -> str:
    """Return the verdict in few words: how many seeds it rests on stands below the figure."""
    key = "figure.not decided" if effect.verdict == "not decided" else f"verdict.{effect.sized_verdict}"
    return say(language, key)


def path_figure(
    wides: Mapping[str, pd.DataFrame], effects: Sequence[Effect], titles: Mapping[str, str], language: Language = "en"
) -> Figure:
    """Return the path of every arm through density and network strength, with five-year dots and the turn to
    networks.
    """
    shown = shown_arms(effects)
    bases = list(dict.fromkeys(effect.baseline for effect in effects if effect.arm in shown))
    arms = [*bases, *(arm for arm in shown if arm not in bases)]
    tone = colours(arms, bases)
    density, strength = (yearly(wides[metric]) for metric in HEADLINE)  # single ticks would make paths jitter
    years = density.index.to_numpy()
    quiet = quiet_arms(effects, HEADLINE) - set(bases)
    with mpl.rc_context(style.RC):
        figure = style.new_figure()
        style.set_title(figure, say(language, "figure.path", years=float(years.max())))
        ax = figure.add_axes(style.box(0.95, 1.15, style.WIDTH - 4.6, 5.25))
        dots = [
            place
            for place, year in enumerate(years)
            if abs(year / MARK_YEARS - round(year / MARK_YEARS)) < 1e-9 and year > 0
        ]
        ends, turned = {}, False
        for arm in arms:
            x, y = of_arm(density, arm).mean(axis=1).to_numpy(), of_arm(strength, arm).mean(axis=1).to_numpy()
            if arm in quiet:
                ax.plot(x, y, color=QUIET, linewidth=1.0, zorder=1)
                ends[OTHERS] = (x[-1], y[-1])
                continue
            ax.plot(x, y, color=tone[arm], linewidth=2.2)
            ax.plot(x[dots], y[dots], ".", color=tone[arm], markersize=9)
            ax.plot(x[:1], y[:1], "o", markerfacecolor="white", markeredgecolor=tone[arm], markersize=10, zorder=5)
            turn = _turn(yearly(wides["stage"]), arm) if "stage" in wides else None
            if turn is not None:
                turned = True
                ax.plot(x[turn], y[turn], "D", color=tone[arm], markeredgecolor="black", markersize=11, zorder=6)
            ends[arm] = (x[-1], y[-1])
        ax.set(
            xlabel=f"{metric_title(HEADLINE[0], language)}, {metric_unit(HEADLINE[0], language)}",
            ylabel=f"{metric_title(HEADLINE[1], language)}, {metric_unit(HEADLINE[1], language)}",
        )
        ax.grid(alpha=0.25)
        style.write_numbers(ax, language)
        name_points(ax, ends, with_others(titles, quiet, language), tone | {OTHERS: QUIET_TEXT})
        cut = min(ax.get_xlim()[0], ax.get_ylim()[0]) > 0.0
        note(figure, effects, shown, language, _marks(bool(dots), turned, cut, language), "figure.note path")
    return figure


def _marks(dots: bool, turned: bool, cut: bool, language: Language) -> str:
    """Return what the marks of a path mean, of those that are drawn, and whether its axes are cut."""
    keys = ["start", *(["dots"] if dots else []), *(["turn"] if turned else []), *(["cut"] if cut else [])]
    return " ".join(say(language, f"figure.mark {key}") for key in keys)


def _turn(stage: pd.DataFrame, arm: str) -> int | None:
    """Return the row in which the median agency of an arm has turned to networks, None if it never does."""
    turned = np.flatnonzero(of_arm(stage, arm).median(axis=1).to_numpy() >= 2.0)
    return int(turned[0]) if len(turned) else None


def cost_figure(
    effects: Sequence[Effect],
    titles: Mapping[str, str],
    years: float,
    language: Language = "en",
    metrics: Sequence[str] = HEADLINE,
) -> Figure:
    """Return the effect of every arm in per cent against what it cost over these years."""
    arms = shown_arms(effects)
    tone = colours(arms, [])
    with mpl.rc_context(style.RC):
        figure = style.new_figure()
        style.set_title(figure, say(language, "figure.cost"))
        for metric, ax in panels(figure, metrics):
            ends, quiet = {}, quiet_arms(effects, [metric])
            ax.axhline(0.0, color="black", linewidth=1.0)
            for effect in effects:
                if effect.metric != metric or effect.arm not in arms or not effect.base:
                    continue
                scale, x = 100.0 / effect.base, effect.cost / 1e6
                if effect.arm in quiet:
                    ends_of = [effect.low * scale, effect.high * scale]
                    ax.plot([x, x], ends_of, color=QUIET, linewidth=1.2, zorder=1)
                    ax.plot([x], [effect.percent], "o", color=QUIET, markersize=7, markeredgecolor="white")
                    ends[OTHERS] = (x, effect.percent)
                    continue
                ax.plot(
                    [x, x],
                    [effect.low * scale, effect.high * scale],
                    color=tone[effect.arm],
                    linewidth=3.0,
                    solid_capstyle="round",
                )
                ax.plot([x], [effect.percent], "o", color=tone[effect.arm], markersize=10, markeredgecolor="white")
                ends[effect.arm] = (x, effect.percent)
            ax.set(
                xlabel=say(language, "figure.cost axis", years=years),
                ylabel=say(language, "figure.change"),
                title=metric_title(metric, language),
            )
            ax.set_xlim(left=min(0.0, *(x for x, _ in ends.values())) if ends else 0.0)
            ax.grid(alpha=0.25)
            style.write_numbers(ax, language)
            name_points(ax, ends, with_others(titles, quiet, language), tone | {OTHERS: QUIET_TEXT}, END - 0.3)
        note(figure, effects, arms, language)
    return figure
