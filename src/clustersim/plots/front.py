"""The front of a search: density against network strength, coloured by cost, with what fresh seeds left of each mix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl

from clustersim.core.frames import records
from clustersim.metrics.titles import metric_title
from clustersim.plots import style
from clustersim.texts import say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from clustersim.texts import Language


def front_figure(front: pd.DataFrame, title: str, budget: float, language: Language = "en") -> Figure:
    """Return the mixes as dots (fresh seeds, with intervals), each joined to the hollow dot that the search saw."""
    with mpl.rc_context(style.RC):
        figure = style.new_figure()
        style.set_title(figure, say(language, "front.title", budget=budget, title=title))
        ax = figure.add_axes(style.box(1.1, 1.2, style.WIDTH - 3.2, 5.2))
        x, y = front["fresh_cluster_density"], front["fresh_network_strength"]
        for row in records(front):
            ax.plot(
                [row.search_cluster_density, row.fresh_cluster_density],
                [row.search_network_strength, row.fresh_network_strength],
                color="#999999",
                linewidth=1.2,
            )
            ax.plot(
                [row.low_cluster_density, row.high_cluster_density],
                [row.fresh_network_strength] * 2,
                color="#666666",
                linewidth=1.0,
            )
            ax.plot(
                [row.fresh_cluster_density] * 2,
                [row.low_network_strength, row.high_network_strength],
                color="#666666",
                linewidth=1.0,
            )
            ax.annotate(
                str(row.mix),
                (row.fresh_cluster_density, row.fresh_network_strength),
                (8, 8),
                textcoords="offset points",
                size=style.SMALL,
            )
        ax.plot(
            front["search_cluster_density"],
            front["search_network_strength"],
            "o",
            markerfacecolor="white",
            markeredgecolor="#999999",
            markersize=8,
        )
        dots = ax.scatter(x, y, c=front["cost"] / 1e6, cmap="viridis_r", s=140, edgecolor="black", zorder=4)
        bar = figure.colorbar(dots, ax=None, cax=figure.add_axes(style.box(style.WIDTH - 1.7, 1.2, 0.3, 5.2)))
        bar.set_label(say(language, "front.cost"))
        density, strength = (metric_title(metric, language) for metric in ("cluster_density", "network_strength"))
        if language == "en":
            density, strength = density.lower(), strength.lower()
        ax.set(
            xlabel=say(language, "front.change", metric=density), ylabel=say(language, "front.change", metric=strength)
        )
        style.write_numbers(ax, language)
        style.write_numbers(bar.ax, language, "y")
        ax.grid(alpha=0.25)
        figure.text(0.35 / style.WIDTH, 0.25 / style.HEIGHT, say(language, "front.note"), size=style.SMALL, va="center")
    return figure
