"""Time series: the headline measures of one run, and arms against the arm without policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
from scipy import stats

from clustersim.metrics.registry import METRICS
from clustersim.plots import style

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from clustersim.experiments.paired import Effect

PANELS = ("cluster_density", "network_strength", "cluster_jobs", "firms", "connected_share", "self_sustaining_share")
TITLES = {
    "cluster_density": "Cluster density",
    "network_strength": "Network strength",
    "cluster_jobs": "Jobs in the cluster",
    "firms": "Firms in the region",
    "connected_share": "Connected share",
    "self_sustaining_share": "Self-sustaining share",
}


def axis_label(metric: str) -> str:
    """Return the unit of a metric as an axis label."""
    return METRICS[metric].unit if metric in METRICS else metric


def headline_series(series: pd.DataFrame, title: str) -> Figure:
    """Return the headline measures and companions of one run over time."""
    with mpl.rc_context(style.RC):
        figure = style.new_figure(13.5, 7.4)
        for ax, metric in zip(figure.subplots(2, 3).flat, PANELS, strict=True):
            ax.plot(series["years"], series[metric], color=style.TARGET_COLOURS[0], linewidth=2.2)
            _dress(ax, metric)
        figure.suptitle(title, fontsize=17)
    return figure


def arm_series(series: pd.DataFrame, titles: Mapping[str, str], base: str, metrics: Sequence[str]) -> Figure:
    """Return paired differences to the arm without policy over time: mean over seeds with a 95 % band."""
    with mpl.rc_context(style.RC):
        figure = style.new_figure(13.5, 5.8)
        axes = figure.subplots(1, len(metrics), squeeze=False)[0]
        for ax, metric in zip(axes, metrics, strict=True):
            wide = series.pivot_table(index="years", columns=["arm", "seed"], values=metric)
            for number, (arm, label) in enumerate(titles.items()):
                if arm == base:
                    continue
                difference = wide[arm] - wide[base]
                mean, count = difference.mean(axis=1), difference.shape[1]
                band = difference.std(axis=1, ddof=1) / np.sqrt(count) * stats.t.ppf(0.975, max(count - 1, 1))
                colour = style.ARM_COLOURS[number % len(style.ARM_COLOURS)]
                ax.fill_between(mean.index, mean - band, mean + band, color=colour, alpha=0.18, linewidth=0)
                ax.plot(mean.index, mean, color=colour, linewidth=2.3, label=label)
            ax.axhline(0.0, color="black", linewidth=0.9)
            _dress(ax, metric)
            ax.set_title(f"{TITLES.get(metric, metric)}: difference to no policy")
        handles, labels = axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=2, frameon=False)
    return figure


def effect_bars(found: Sequence[Effect], titles: Mapping[str, str], metrics: Sequence[str]) -> Figure:
    """Return the effect of every arm on the headline measures as points with intervals, and what it cost."""
    with mpl.rc_context(style.RC):
        arms = list(dict.fromkeys(effect.arm for effect in found))
        figure = style.new_figure(13.5, 1.9 + 0.85 * len(arms))
        axes = figure.subplots(1, len(metrics), sharey=True, squeeze=False)[0]
        order = list(titles)
        for ax, metric in zip(axes, metrics, strict=True):
            for place, arm in enumerate(arms):
                effect = next(e for e in found if e.arm == arm and e.metric == metric)
                scale = 100.0 / effect.base if effect.base else np.nan
                colour = style.ARM_COLOURS[order.index(arm) % len(style.ARM_COLOURS)]
                ax.plot([effect.low * scale, effect.high * scale], [place, place], color=colour, linewidth=3.2, solid_capstyle="round")
                ax.plot(effect.percent, place, "o", color=colour, markersize=10)
                cost = f"{effect.cost / 1e6:.1f} million EUR"
                ax.annotate(cost, (effect.percent, place), xytext=(0, 10), textcoords="offset points", fontsize=10.5, ha="center")
            ax.axvline(0.0, color="black", linewidth=0.9)
            ax.set(xlabel="effect in % of no policy (last year, 95 % interval)", title=TITLES.get(metric, metric))
            ax.margins(x=0.18, y=0.25)
        axes[0].set_yticks(range(len(arms)), [titles.get(arm, arm) for arm in arms])
        axes[0].invert_yaxis()
    return figure


def _dress(ax: Axes, metric: str) -> None:
    ax.set(xlabel="years", ylabel=axis_label(metric), title=TITLES.get(metric, metric))
    ax.grid(axis="y", alpha=0.25)
