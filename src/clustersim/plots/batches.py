"""Figures of a batch: effects with intervals, trajectories with bands, the path through density and network, cost
against effect.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
from scipy import stats

from clustersim.core.frames import of_arm
from clustersim.metrics.registry import HEADLINE
from clustersim.metrics.titles import metric_title, metric_unit
from clustersim.plots import style
from clustersim.plots.comparison import spread_out
from clustersim.texts import number as written
from clustersim.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from clustersim.analysis.compare import Effect
    from clustersim.texts import Language

MOST = 10  # arms in one figure
NAME, VERDICT, END = 2.9, 1.75, 2.1  # inches for names of arms, verdicts, names at the end of lines
MARK_YEARS = 5.0
FEW = 4  # arms up to which each has its own colour and name, whatever it did
QUIET, OTHERS = "#AAAAAA", "others"


def shown_arms(effects: Sequence[Effect], most: int = MOST) -> list[str]:
    """Return the arms a figure shows: all, or those with the largest effects (in standard errors) on any metric, in
    their order.
    """
    arms = list(dict.fromkeys(effect.arm for effect in effects))
    if len(arms) <= most:
        return arms
    size: dict[str, float] = {}
    for effect in effects:
        width = effect.high - effect.low
        size[effect.arm] = max(size.get(effect.arm, 0.0), abs(effect.difference) / width if width > 0.0 else 0.0)
    chosen = set(sorted(arms, key=lambda arm: -size[arm])[:most])
    return [arm for arm in arms if arm in chosen]


def quiet_arms(effects: Sequence[Effect], metrics: Sequence[str]) -> set[str]:
    """Return the arms without a clear effect on any of the metrics; none where there are few arms, which can all be
    named.
    """
    arms = list(dict.fromkeys(effect.arm for effect in effects))
    clear = {effect.arm for effect in effects if effect.metric in metrics and effect.verdict in ("rises", "falls")}
    return set(arms) - clear if len(arms) > FEW and len(set(arms) - clear) > 1 else set()


def colours(arms: Sequence[str], bases: Sequence[str]) -> dict[str, str]:
    """Return the colour of each arm, the same in all figures of a batch; baselines are black."""
    found = dict.fromkeys(bases, style.ARM_COLOURS[0])
    rest = [arm for arm in arms if arm not in found]
    return found | {
        arm: style.ARM_COLOURS[1:][number % (len(style.ARM_COLOURS) - 1)] for number, arm in enumerate(rest)
    }


def _note(figure: Figure, effects: Sequence[Effect], shown: Sequence[str], language: Language, more: str = "") -> None:
    seeds, arms = max(effect.seeds for effect in effects), len({effect.arm for effect in effects})
    text = say(language, "figure.note", seeds=seeds) if seeds > 1 else say(language, "figure.note one")
    if len(shown) < arms:
        text += " " + say(language, "figure.some", shown=len(shown), all=arms)
    figure.text(
        0.35 / style.WIDTH,
        0.25 / style.HEIGHT,
        style.fit(f"{text} {more}", style.WIDTH - 0.6, style.SMALL),
        size=style.SMALL,
        va="center",
    )


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
    arms = shown_arms(effects)
    tone = colours(arms, [])
    with mpl.rc_context(style.RC):
        figure = style.new_figure()
        at = effects[0].at
        when = say(language, f"figure.{at}") if at in ("end", "mean") else say(language, "figure.tick", at=at)
        style.set_title(figure, say(language, "figure.effects", when=when))
        high = min(0.75 * len(arms) + 0.3, 4.9)
        each = (style.WIDTH - 0.45 - NAME) / len(metrics)
        for number, metric in enumerate(metrics):
            chosen = {effect.arm: effect for effect in effects if effect.metric == metric}
            ax = figure.add_axes(style.box(0.3 + NAME + number * each, 6.05 - high, each - VERDICT - 0.15, high))
            _draw_effects(
                ax, [chosen[arm] for arm in arms if arm in chosen], tone, bases or titles, metric, language, each - 0.2
            )
            if number == 0:
                names = ["\n".join(style.wrap(titles[arm], NAME - 0.2, style.NORMAL)[:2]) for arm in arms]
                ax.set_yticks(range(len(arms)), names, size=style.NORMAL)
        _note(figure, effects, arms, language)
    return figure


def level(value: float, language: Language) -> str:
    """Return the level of a metric: two decimals for small numbers, whole ones for large."""
    return written(value, language, ",.0f" if abs(value) >= 100.0 else ".2f")


def _draw_effects(
    ax: Axes,
    rows: Sequence[Effect],
    tone: Mapping[str, str],
    bases: Mapping[str, str],
    metric: str,
    language: Language,
    width: float,
) -> None:
    """Draw one row an arm; the level of the baseline stands in at most `width` inches above."""
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
        share = f"{written(effect.percent, language, '+.1f')} %" if math.isfinite(effect.percent) else "–"
        ax.text(
            1.04,
            place,
            "\n".join([share, *style.wrap(say(language, f"verdict.{effect.verdict}"), VERDICT - 0.2, style.SMALL)]),
            transform=ax.get_yaxis_transform(),
            va="center",
            size=style.SMALL,
        )
    ax.set_title(metric_title(metric, language), loc="left", pad=24.0)
    levels = {effect.baseline: effect.base for effect in rows}
    if len(levels) == 1:
        base, value = next(iter(levels.items()))
        text = f"{bases.get(base, base)}: {level(value, language)} {metric_unit(metric, language)}"
        ax.text(0.0, 1.02, style.fit(text, width, style.SMALL), transform=ax.transAxes, size=style.SMALL, va="bottom")
    ax.set(xlabel=say(language, "figure.change"), ylim=(len(rows) - 0.5, -0.5), yticks=[])
    ax.margins(x=0.12)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.locator_params(axis="x", nbins=5)
    ax.grid(axis="x", alpha=0.25)
    style.write_numbers(ax, language, "x")


def trajectories_figure(
    wides: Mapping[str, pd.DataFrame],
    effects: Sequence[Effect],
    titles: Mapping[str, str],
    language: Language = "en",
    metrics: Sequence[str] = HEADLINE,
) -> Figure:
    """Return the mean of every arm and baseline over time with the 95 % band of the mean; `wides` from
    `Results.metric`.
    """
    shown = shown_arms(effects)
    bases = list(dict.fromkeys(effect.baseline for effect in effects if effect.arm in shown))
    arms = [*bases, *(arm for arm in shown if arm not in bases)]
    tone = colours(arms, bases)
    with mpl.rc_context(style.RC):
        figure = style.new_figure()
        style.set_title(figure, say(language, "figure.trajectories"))
        each = (style.WIDTH - 0.3) / len(metrics)
        for number, metric in enumerate(metrics):
            ax = figure.add_axes(style.box(0.95 + number * each, 1.15, each - END - 0.85, 5.15))
            quiet = quiet_arms(effects, [metric]) - set(bases)
            ends = _draw_lines(ax, wides[metric], arms, tone, quiet)
            ax.set(
                xlabel=say(language, "figure.years"),
                ylabel=metric_unit(metric, language),
                title=metric_title(metric, language),
            )
            ax.grid(axis="y", alpha=0.25)
            style.write_numbers(ax, language)
            _name_ends(ax, ends, _with_others(titles, quiet, language), tone | {OTHERS: "#666666"})
        _note(figure, effects, shown, language)
    return figure


def _with_others(titles: Mapping[str, str], quiet: set[str], language: Language) -> dict[str, str]:
    return {**titles, OTHERS: say(language, "figure.others", count=len(quiet))}


def _draw_lines(
    ax: Axes, wide: pd.DataFrame, arms: Sequence[str], tone: Mapping[str, str], quiet: set[str]
) -> dict[str, float]:
    """Draw means and bands, arms without a clear effect as thin grey lines; return where each line ends."""
    years, ends = wide.index.to_numpy(), {}
    for number, arm in enumerate(arms):
        values = of_arm(wide, arm).to_numpy()
        mean, count = values.mean(axis=1), values.shape[1]
        if arm in quiet:
            ax.plot(years, mean, color=QUIET, linewidth=1.2, zorder=1)
            ends[OTHERS] = float(mean[-1])
            continue
        if count > 1:
            band = values.std(axis=1, ddof=1) / math.sqrt(count) * stats.t.ppf(0.975, count - 1)
            ax.fill_between(years, mean - band, mean + band, color=tone[arm], alpha=0.10, linewidth=0)
        ax.plot(years, mean, color=tone[arm], linewidth=2.4, linestyle=style.ARM_DASHES[number % len(style.ARM_DASHES)])
        known = mean[np.isfinite(mean)]
        if len(known):
            ends[arm] = float(known[-1])
    ax.margins(x=0.0)
    return ends


def _name_ends(ax: Axes, ends: Mapping[str, float], titles: Mapping[str, str], tone: Mapping[str, str]) -> None:
    """Write the name of every line at its end, apart from each other."""
    low, high = ax.get_ylim()
    inches = ax.get_position().height * style.HEIGHT / (high - low)
    texts = {arm: style.wrap(titles[arm], END - 0.35, style.SMALL)[:2] for arm in ends}
    heights = [style.SMALL / 72.0 * 1.2 * len(texts[arm]) + 0.06 for arm in ends]
    side, beside = ax.get_yaxis_transform(), 1.0 + 0.25 / (ax.get_position().width * style.WIDTH)
    for arm, y in zip(ends, spread_out([end * inches for end in ends.values()], heights), strict=True):
        ax.annotate(
            "\n".join(texts[arm]),
            (1.0, ends[arm]),
            (beside, y / inches),
            xycoords=side,
            textcoords=side,
            va="center",
            size=style.SMALL,
            color=tone[arm],
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": tone[arm],
                "linewidth": 0.8,
                "shrinkA": 0.0,
                "shrinkB": 0.0,
                "relpos": (0.0, 0.5),
            },
        )


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
    density, strength = (_yearly(wides[metric]) for metric in HEADLINE)
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
        ends = {}
        for arm in arms:
            x, y = of_arm(density, arm).mean(axis=1).to_numpy(), of_arm(strength, arm).mean(axis=1).to_numpy()
            if arm in quiet:
                ax.plot(x, y, color=QUIET, linewidth=1.0, zorder=1)
                ends[OTHERS] = (x[-1], y[-1])
                continue
            ax.plot(x, y, color=tone[arm], linewidth=2.2)
            ax.plot(x[dots], y[dots], ".", color=tone[arm], markersize=9)
            ax.plot(x[:1], y[:1], "o", markerfacecolor="white", markeredgecolor=tone[arm], markersize=10, zorder=5)
            turn = _turn(_yearly(wides["stage"]), arm) if "stage" in wides else None
            if turn is not None:
                ax.plot(x[turn], y[turn], "D", color=tone[arm], markeredgecolor="black", markersize=11, zorder=6)
            ends[arm] = (x[-1], y[-1])
        ax.set(
            xlabel=f"{metric_title(HEADLINE[0], language)}, {metric_unit(HEADLINE[0], language)}",
            ylabel=f"{metric_title(HEADLINE[1], language)}, {metric_unit(HEADLINE[1], language)}",
        )
        ax.grid(alpha=0.25)
        style.write_numbers(ax, language)
        _name_points(ax, ends, _with_others(titles, quiet, language), tone | {OTHERS: "#666666"})
        _note(figure, effects, shown, language, say(language, "figure.marks"))
    return figure


def _yearly(wide: pd.DataFrame) -> pd.DataFrame:
    """Return the start and the mean of every year: single ticks would make paths jitter."""
    return wide.groupby(np.ceil(wide.index.to_numpy() - 1e-9)).mean()


def _turn(stage: pd.DataFrame, arm: str) -> int | None:
    """Return the row in which the median agency of an arm has turned to networks, None if it never does."""
    turned = np.flatnonzero(of_arm(stage, arm).median(axis=1).to_numpy() >= 2.0)
    return int(turned[0]) if len(turned) else None


def _name_points(
    ax: Axes,
    ends: Mapping[str, tuple[float, float]],
    titles: Mapping[str, str],
    tone: Mapping[str, str],
    width: float = 3.0,
) -> None:
    """Write names in a column at the right, each joined to the end of its path."""
    low, high = ax.get_ylim()
    inches = ax.get_position().height * style.HEIGHT / (high - low)
    texts = {arm: style.wrap(titles[arm], width, style.SMALL)[:2] for arm in ends}
    heights = [style.SMALL / 72.0 * 1.2 * len(texts[arm]) + 0.06 for arm in ends]
    side, beside = ax.get_yaxis_transform(), 1.0 + 0.25 / (ax.get_position().width * style.WIDTH)
    for arm, y in zip(ends, spread_out([end[1] * inches for end in ends.values()], heights), strict=True):
        ax.annotate(
            "\n".join(texts[arm]),
            ends[arm],
            (beside, y / inches),
            textcoords=side,
            va="center",
            size=style.SMALL,
            color=tone[arm],
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": tone[arm], "linewidth": 0.7, "relpos": (0.0, 0.5), "alpha": 0.6},
        )


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
        each = (style.WIDTH - 0.3) / len(metrics)
        for number, metric in enumerate(metrics):
            ax = figure.add_axes(style.box(0.95 + number * each, 1.15, each - END - 0.85, 5.15))
            ends, quiet = {}, quiet_arms(effects, [metric])
            ax.axhline(0.0, color="black", linewidth=1.0)
            for effect in effects:
                if effect.metric != metric or effect.arm not in arms or not effect.base:
                    continue
                scale, x = 100.0 / effect.base, effect.cost / 1e6
                if effect.arm in quiet:
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
            _name_points(ax, ends, _with_others(titles, quiet, language), tone | {OTHERS: "#666666"}, END - 0.3)
        _note(figure, effects, arms, language)
    return figure
