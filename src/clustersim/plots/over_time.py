"""Figures of a batch over time: the arms themselves, and their paired differences to their baselines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np

from clustersim.analysis.compare import SEEN, seeds_of
from clustersim.core.frames import of_arm
from clustersim.core.intervals import half_width
from clustersim.metrics.registry import HEADLINE
from clustersim.metrics.titles import metric_title, metric_unit
from clustersim.plots import style
from clustersim.plots.arms import (
    OTHERS,
    QUIET,
    QUIET_TEXT,
    colours,
    dashes,
    name_ends,
    note,
    panels,
    quiet_arms,
    shown_arms,
    what_varies,
    with_others,
)
from clustersim.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from clustersim.analysis.compare import Effect
    from clustersim.core.columns import F64
    from clustersim.plots.style import Dash
    from clustersim.texts import Language


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
        for metric, ax in panels(figure, metrics):
            quiet = quiet_arms(effects, [metric]) - set(bases)
            values = {arm: of_arm(wides[metric], arm).to_numpy() for arm in arms}
            ends = _draw_lines(ax, wides[metric].index.to_numpy(), values, tone, dashes(arms, bases), quiet)
            _finish(ax, metric, metric_unit(metric, language), language)
            name_ends(ax, ends, with_others(titles, quiet, language), tone | {OTHERS: QUIET_TEXT})
            if ax.get_ylim()[0] > 0.0:
                ax.set_xlabel(f"{ax.get_xlabel()}\n{say(language, 'figure.cut')}")
        note(figure, effects, shown, language, key="figure.note levels")
    return figure


def differences_figure(
    wides: Mapping[str, pd.DataFrame],
    effects: Sequence[Effect],
    titles: Mapping[str, str],
    language: Language = "en",
    metrics: Sequence[str] = HEADLINE,
) -> Figure:
    """Return the paired difference of every arm to its baseline over time: the mean over seeds with its 95 % band.

    The same seeds in both, so the band is that of what the policy did; bands of the arms themselves are far wider.
    """
    shown = shown_arms(effects)
    tone = colours(shown, [])
    bases = {effect.arm: effect.baseline for effect in effects}
    with mpl.rc_context(style.RC):
        figure = style.new_figure()
        style.set_title(figure, say(language, f"figure.differences {what_varies(shown)}"))
        for metric, ax in panels(figure, metrics, left=1.05):
            quiet = quiet_arms(effects, [metric], SEEN)
            pairs = {arm: seeds_of(wides[metric], arm, bases[arm], True) for arm in shown}
            values = {arm: (with_it - without).to_numpy() for arm, (with_it, without) in pairs.items()}
            ax.axhline(0.0, color="black", linewidth=0.9, zorder=1)
            count = max((effect.family for effect in effects if effect.metric == metric), default=1)
            ends = _draw_lines(ax, wides[metric].index.to_numpy(), values, tone, dashes(shown, []), quiet, count)
            unit = say(language, "figure.difference axis", unit=metric_unit(metric, language))
            _finish(ax, metric, unit, language)
            name_ends(ax, ends, with_others(titles, quiet, language), tone | {OTHERS: QUIET_TEXT})
        note(figure, effects, shown, language)
    return figure


def _finish(ax: Axes, metric: str, unit: str, language: Language) -> None:
    """Write what the axes of a metric over time show."""
    ax.set(xlabel=say(language, "figure.years"), ylabel=unit, title=metric_title(metric, language))
    ax.grid(axis="y", alpha=0.25)
    style.write_numbers(ax, language)


def _draw_lines(
    ax: Axes,
    years: F64,
    arms: Mapping[str, F64],
    tone: Mapping[str, str],
    dash: Mapping[str, Dash],
    quiet: set[str],
    family: int = 1,
) -> dict[str, float]:
    """Draw means and bands of the values of each arm, shape (ticks, seeds); return where each line ends.

    Bands are those of a family of this size, as the intervals of the effects are.

    Arms without a clear effect are thin grey lines.
    """
    ends = {}
    for arm, values in arms.items():
        mean, count = values.mean(axis=1), values.shape[1]
        if arm in quiet:
            ax.plot(years, mean, color=QUIET, linewidth=1.2, zorder=1)
            ends[OTHERS] = float(mean[-1])
            continue
        if count > 1:
            band = half_width(values, family)
            ax.fill_between(years, mean - band, mean + band, color=tone[arm], alpha=0.10, linewidth=0)
        ax.plot(years, mean, color=tone[arm], linewidth=2.4, linestyle=dash[arm])
        known = mean[np.isfinite(mean)]
        if len(known):
            ends[arm] = float(known[-1])
    ax.margins(x=0.0)
    return ends
