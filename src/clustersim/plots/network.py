"""The network by actor type: who is tied to whom, and how strongly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import igraph
import matplotlib as mpl
import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from clustersim.codes import Kind
from clustersim.plots import style
from clustersim.randomness import uniform

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from clustersim.columns import F64, I64
    from clustersim.snapshots import Snapshot

MOST_NODES = 500  # the best connected actors are drawn


def actor_network(snapshot: Snapshot, title: str) -> Figure:
    """Return the network drawn by actor type, beside the strength of ties between the types."""
    with mpl.rc_context(style.RC):
        figure = style.new_figure(14.5, 7.8)
        left, right = figure.subplots(1, 2, width_ratios=(1.45, 1.0))
        types, labels, colours = actor_types(snapshot)
        _draw_graph(left, snapshot, types, colours)
        _draw_matrix(right, snapshot, types, labels)
        handles = [
            Line2D([], [], marker="o", linestyle="", color=colour, markeredgecolor="grey", markersize=9, label=label)
            for label, colour in zip(labels, colours, strict=True)
        ]
        figure.legend(handles=handles, loc="outside lower center", ncols=4, frameon=False)
        figure.suptitle(f"{title}: network by actor type, year {snapshot.years:g}", fontsize=17)
    return figure


def actor_types(snapshot: Snapshot) -> tuple[I64, list[str], list[str]]:
    """Return the type of each actor (its sector, or university, or chamber), and labels and colours of the types."""
    sectors = len(snapshot.sector_names)
    types = snapshot.sector.astype(np.int64)
    types[snapshot.kind == Kind.UNIVERSITY] = sectors
    types[snapshot.kind == Kind.CHAMBER] = sectors + 1
    labels = [*snapshot.sector_titles, "universities, institutes", "chambers"]
    colours = [*style.sector_colours(snapshot.target, snapshot.sector_names), style.UNIVERSITY_COLOUR, style.CHAMBER_COLOUR]
    return types, labels, colours


def _draw_graph(ax: Axes, snapshot: Snapshot, types: I64, colours: list[str]) -> None:
    degree = np.bincount(np.concatenate([snapshot.tie_a, snapshot.tie_b]), minlength=len(types))
    chosen = np.lexsort((snapshot.birth, -degree))[:MOST_NODES]
    chosen = chosen[degree[chosen] > 0]
    place = np.full(len(types), -1)
    place[chosen] = np.arange(len(chosen))
    both = (place[snapshot.tie_a] >= 0) & (place[snapshot.tie_b] >= 0)
    edges = np.column_stack([place[snapshot.tie_a[both]], place[snapshot.tie_b[both]]])
    at = _layout(len(chosen), edges, snapshot.birth[chosen])
    if len(edges):
        ax.add_collection(LineCollection(list(at[edges]), colors=style.TIE_COLOUR, linewidths=0.3 + 1.5 * snapshot.tie_strength[both], alpha=0.3, zorder=1))
    shades = [colours[number] for number in types[chosen]]
    ax.scatter(at[:, 0], at[:, 1], s=18 + 9 * degree[chosen], c=shades, edgecolors="white", linewidths=0.6, zorder=2)
    ax.set_axis_off()
    ax.set_title(f"{len(chosen)} best connected of {int((degree > 0).sum())} tied actors; size: number of ties")
    ax.margins(0.03)


def _layout(nodes: int, edges: I64, births: I64) -> F64:
    """Return positions by the method of Fruchterman and Reingold, from a keyed start so that they never change."""
    if nodes == 0:
        return np.empty((0, 2))
    start = [[uniform(1, int(birth), axis) * np.sqrt(nodes) for axis in (0, 1)] for birth in births]
    graph = igraph.Graph(n=nodes, edges=edges.tolist())
    return np.array(graph.layout_fruchterman_reingold(seed=start, niter=300, grid=False).coords).reshape(-1, 2)


def _draw_matrix(ax: Axes, snapshot: Snapshot, types: I64, labels: list[str]) -> None:
    size = len(labels)
    total = np.zeros((size, size))
    a, b = types[snapshot.tie_a], types[snapshot.tie_b]
    np.add.at(total, (a, b), snapshot.tie_strength)
    np.add.at(total, (b, a), snapshot.tie_strength)
    members = np.maximum(np.bincount(types, minlength=size), 1)
    mean = total / members[:, None]
    image = ax.imshow(mean, cmap="Blues", vmin=0.0)
    for i in range(size):
        for j in range(size):
            dark = mean[i, j] > 0.6 * max(mean.max(), 1e-12)
            ax.text(j, i, f"{mean[i, j]:.2f}", ha="center", va="center", fontsize=9.5, color="white" if dark else "black")
    ax.set_xticks(range(size), labels, rotation=40, ha="right", fontsize=10.5)
    ax.set_yticks(range(size), labels, fontsize=10.5)
    ax.set_title("mean strength of an actor's ties (row) with a type (column)")
    ax.spines[:].set_visible(False)
    ax.figure.colorbar(image, ax=ax, shrink=0.7, label="tie strength per actor")
