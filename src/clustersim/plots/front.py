"""The front of a search: density against network strength, coloured by cost, with what fresh seeds left of each mix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import matplotlib as mpl

from clustersim.core.frames import records
from clustersim.metrics.titles import metric_title
from clustersim.plots import style
from clustersim.plots.arms import spread_out
from clustersim.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from clustersim.texts import Language


class FrontPoint(Protocol):
    """A row of the front, as far as it is drawn."""

    number: int
    search_cluster_density: float
    fresh_cluster_density: float
    low_cluster_density: float
    high_cluster_density: float
    search_network_strength: float
    fresh_network_strength: float
    low_network_strength: float
    high_network_strength: float


KEY = 4.35  # inches for the names of the mixes
LINE, APART = 0.2, 0.3  # inches from line to line of the names; lines between two names
NEAR = 0.3  # inches: dots closer to each other have numbers that stand apart
AREA = style.box(1.1, 1.2, style.WIDTH - 3.2 - KEY, 5.2)
SEEN, FRESH = "#999999", "#666666"


def front_figure(
    front: pd.DataFrame, names: Mapping[str, str], region: str, budget: float, language: Language = "en"
) -> Figure:
    """Return the mixes as numbered dots (fresh seeds, with intervals), each joined to the hollow dot that the search
    saw; beside them what each does. Mixes that fresh seeds leave beaten are not drawn.
    """
    front = front[front["beaten_by"] == ""]
    with mpl.rc_context(style.RC):
        figure = style.new_figure()
        style.set_title(figure, say(language, "front.title", budget=budget, region=region))
        ax = figure.add_axes(AREA)
        for row in records(front):
            _draw_mix(ax, row)
        shown = front["search_cluster_density"], front["search_network_strength"]
        ax.plot(*shown, "o", markerfacecolor="white", markeredgecolor=SEEN, markersize=8)
        x, y = front["fresh_cluster_density"], front["fresh_network_strength"]
        dots = ax.scatter(x, y, c=front["cost"] / 1e6, cmap="viridis_r", s=140, edgecolor="black", zorder=4)
        left = style.WIDTH - 1.75 - KEY
        bar = figure.colorbar(dots, ax=None, cax=figure.add_axes(style.box(left, 1.2, 0.3, 5.2)))
        bar.set_label(say(language, "front.cost"))
        density, strength = (metric_title(metric, language) for metric in ("cluster_density", "network_strength"))
        if language == "en":
            density, strength = density.lower(), strength.lower()
        ax.set(
            xlabel=say(language, "front.change", metric=density), ylabel=say(language, "front.change", metric=strength)
        )
        ax.margins(0.1)
        _write_numbers(ax, records(front))
        style.write_numbers(ax, language)
        style.write_numbers(bar.ax, language, "y")
        ax.grid(alpha=0.25)
        _write_names(figure, [(str(row.number), names[str(row.mix)]) for row in records(front)])
        style.write_note(figure, say(language, "front.note"))
    return figure


def _draw_mix(ax: Axes, row: FrontPoint) -> None:
    """Draw what fresh seeds say of a mix, joined to what the search saw."""
    x, y = row.fresh_cluster_density, row.fresh_network_strength
    ax.plot([row.search_cluster_density, x], [row.search_network_strength, y], color=SEEN, linewidth=1.2)
    ax.plot([row.low_cluster_density, row.high_cluster_density], [y, y], color=FRESH, linewidth=1.0)
    ax.plot([x, x], [row.low_network_strength, row.high_network_strength], color=FRESH, linewidth=1.0)


def _write_numbers(ax: Axes, rows: Sequence[FrontPoint]) -> None:
    """Write the number of every mix to the right of its dot; those of dots close to each other stand apart."""
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    wide, inches = AREA[2] * style.WIDTH / (right - left), AREA[3] * style.HEIGHT / (high - low)
    order = sorted(rows, key=lambda row: row.fresh_cluster_density)
    while order:  # groups of dots beside each other
        near = [row for row in order if (row.fresh_cluster_density - order[0].fresh_cluster_density) * wide < NEAR]
        order = order[len(near) :]
        wanted = [row.fresh_network_strength * inches + NEAR / 2.0 for row in near]
        heights = [style.NORMAL / 72.0 * 1.15] * len(near)
        for row, y in zip(near, spread_out(wanted, heights), strict=True):
            ax.annotate(
                str(row.number),
                (row.fresh_cluster_density, row.fresh_network_strength),
                (row.fresh_cluster_density + 0.14 / wide, y / inches),
                textcoords="data",
                size=style.NORMAL,
                weight="bold",
                va="center",
                gid="mix",
            )


def _write_names(figure: Figure, names: list[tuple[str, str]]) -> None:
    """Write numbers and names of the mixes on the right, each in as many lines as there is room for."""
    left, top, bottom = style.WIDTH - KEY, style.HEIGHT - 1.05, 0.75
    y, texts, size, line = top, *_that_fit([name for _, name in names], top - bottom)
    for (number, _), lines in zip(names, texts, strict=True):
        figure.text(
            (left + 0.28) / style.WIDTH, y / style.HEIGHT, number, size=size, weight="bold", ha="right", va="top"
        )
        for text in lines:
            figure.text((left + 0.4) / style.WIDTH, y / style.HEIGHT, text, size=size, va="top")
            y -= line
        y -= APART * line


def _that_fit(names: Sequence[str], high: float) -> tuple[list[list[str]], float, float]:
    """Return the lines of all names, the size of letters and the distance of lines in which they fit into `high`
    inches; what does not fit even in the smallest letters is cut, the longest names first.
    """
    for size in (style.SMALL, 11.0, style.LEAST):
        line = LINE * size / style.SMALL
        texts = [style.wrap(name, KEY - 0.65, size) for name in names]
        room = int(high / line - APART * len(names))
        if sum(len(lines) for lines in texts) <= room:
            return texts, size, line
    while sum(len(lines) for lines in texts) > max(room, len(names)):
        longest = max(texts, key=len)
        longest[-2:] = [style.fit(" ".join(longest[-2:]) + " …", KEY - 0.65, size)]
    return texts, size, line
