"""The network of the target cluster by actor type: who is tied to whom, and how strongly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import PowerNorm, to_hex, to_rgba_array
from scipy.sparse import csr_array
from scipy.sparse.csgraph import minimum_spanning_tree

from clustersim.plots import style
from clustersim.plots.labels import short_sector
from clustersim.plots.layout import lay_out
from clustersim.plots.places import drawn_ties
from clustersim.spec.codes import Kind
from clustersim.texts import number as written
from clustersim.texts import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from clustersim.core.columns import F64, I64
    from clustersim.texts import Language
    from clustersim.world.snapshot import Snapshot

MOST_NODES = 600  # the best connected actors are drawn
MOST_CLEAR = 150  # actors up to which all ties can be told apart; beyond, the backbone is drawn
TIES_A_NODE = 1.2  # of the backbone
ROOMY, LEAST_AREA = 250, 0.4  # actors up to which dots are drawn in full, and how small they become
LEAST_REACH = 9.0  # a small network is not blown up to the whole panel
MOST_SECTORS = 5  # of the target cluster with a row of their own in the matrix
LABEL = 2.35  # inches for the name of a type beside the matrix


class Types(NamedTuple):
    """The rows of the matrix: the type of each actor, the names of the types, and the colours under which they are
    drawn.
    """

    number: I64  # (actors,)
    labels: list[str]
    colours: list[list[str]]
    markers: list[str]


def actor_network(snapshot: Snapshot, title: str, language: Language = "en") -> Figure:
    """Return the network of the target cluster beside the strength of ties between types of actors."""
    with mpl.rc_context(style.RC):
        figure = style.new_figure()
        style.set_title(figure, say(language, "network.title", title=title, years=snapshot.years))
        graph = figure.add_axes(style.box(0.25, 1.05, 5.95, 5.05))
        note, ties, nodes = _draw_graph(graph, snapshot, language)
        figure.text(*style.box(0.35, 6.2, 0, 0)[:2], ties, size=style.NORMAL)
        figure.text(*style.box(0.35, 6.5, 0, 0)[:2], say(language, "network.left"), size=style.LARGE)
        figure.text(*style.box(6.85, 6.5, 0, 0)[:2], say(language, "network.right"), size=style.LARGE)
        figure.text(*style.box(6.85, 6.2, 0, 0)[:2], say(language, "network.matrix"), size=style.NORMAL)
        _draw_scales(figure.add_axes(style.box(0.25, 0.42, 5.95, 0.55)), nodes, language)
        types = actor_types(snapshot, language)
        rows = max(len(types.labels), 1)
        high, wide = min(0.82 * rows, 4.9), min(0.82 * rows, 4.0)
        matrix = figure.add_axes(style.box(6.85 + LABEL, 5.65 - high, wide, high))
        _draw_matrix(matrix, snapshot, types, language)
        style.write_note(figure, note, 0.18)
    return figure


def actor_types(snapshot: Snapshot, language: Language = "en") -> Types:
    """Return the types of actors: sectors of the target cluster, universities, chambers, and all other sectors
    together.
    """
    colours = style.sector_colours(snapshot.target, snapshot.sector_names)
    own = [sector for sector in range(len(snapshot.sector_names)) if snapshot.target[sector]][:MOST_SECTORS]
    labels = [short_sector(snapshot.sector_titles[sector]) for sector in own]
    shades = [[colours[sector]] for sector in own]
    further = [sector for sector in range(len(colours)) if snapshot.target[sector] and sector not in own]
    others = [sector for sector in range(len(colours)) if not snapshot.target[sector]]
    by_sector = np.zeros(len(colours), dtype=np.int64)
    by_sector[own] = np.arange(len(own))
    number = by_sector[snapshot.sector]
    groups = (
        (
            "further",
            np.isin(snapshot.sector, further) & (snapshot.kind == Kind.FIRM),
            [colours[sector] for sector in further],
        ),
        ("universities", snapshot.kind == Kind.UNIVERSITY, [style.UNIVERSITY_COLOUR]),
        ("chambers", snapshot.kind == Kind.CHAMBER, [style.CHAMBER_COLOUR]),
        (
            "others",
            np.isin(snapshot.sector, others) & (snapshot.kind == Kind.FIRM),
            list(dict.fromkeys(colours[sector] for sector in others)),
        ),
    )
    markers = ["o"] * len(own)
    for group, members, palette in groups:
        if members.any():
            number = np.where(members, len(labels), number)
            labels.append(say(language, f"network.{group}"))
            shades.append(palette)
            markers.append({"universities": "D", "chambers": "s"}.get(group, "o"))
    return Types(number, labels, shades, markers)


def node_colours(snapshot: Snapshot) -> F64:
    """Return the colour of each actor as red, green, blue, opacity: that of its sector or of its kind. Shape (actors,
    4).
    """
    shades = to_rgba_array(
        [*style.sector_colours(snapshot.target, snapshot.sector_names), style.UNIVERSITY_COLOUR, style.CHAMBER_COLOUR]
    )
    sectors = len(snapshot.sector_names)
    look = np.select(
        [snapshot.kind == Kind.UNIVERSITY, snapshot.kind == Kind.CHAMBER], [sectors, sectors + 1], snapshot.sector
    )
    return np.asarray(shades[look])


def _draw_graph(ax: Axes, snapshot: Snapshot, language: Language) -> tuple[str, str, int]:
    """Draw the target cluster, institutions and direct partners; return sentences that say who, and which ties, and how
    many actors are drawn.
    """
    ties, _ = drawn_ties(snapshot, len(snapshot.tie_a))
    a, b, strength = snapshot.tie_a[ties], snapshot.tie_b[ties], snapshot.tie_strength[ties]
    degree = np.bincount(np.concatenate([a, b]), minlength=len(snapshot.kind))
    tied = np.flatnonzero(degree)
    chosen = tied[np.lexsort((snapshot.birth[tied], -degree[tied]))][:MOST_NODES]
    kept = np.isin(a, chosen) & np.isin(b, chosen)
    chosen = chosen[
        np.isin(chosen, np.concatenate([a[kept], b[kept]]))
    ]  # nobody stands alone because partners were cut
    place = np.full(len(degree), -1)
    place[chosen] = np.arange(len(chosen))
    edges, weight = np.column_stack([place[a[kept]], place[b[kept]]]), strength[kept]
    every = len(edges)
    if len(chosen) > MOST_CLEAR:
        drawn = backbone(len(chosen), edges, weight)
        edges, weight = edges[drawn], weight[drawn]
    at = lay_out(len(chosen), edges)
    if len(edges):
        ax.add_collection(
            LineCollection(
                list(at[edges]), colors=style.TIE_COLOUR, linewidths=_tie_width(weight), alpha=0.35, zorder=1
            )
        )
    colours = node_colours(snapshot)
    for kind, marker in ((Kind.FIRM, "o"), (Kind.UNIVERSITY, "D"), (Kind.CHAMBER, "s")):
        rows = chosen[snapshot.kind[chosen] == kind]
        ax.scatter(
            at[place[rows], 0],
            at[place[rows], 1],
            s=_node_area(degree[rows], len(chosen)),
            marker=marker,
            c=colours[rows],
            linewidths=0.6,
            edgecolors="black" if kind == Kind.CHAMBER else "white",
            zorder=2 if kind == Kind.FIRM else 3,
        )
    reach = max(float(np.abs(at).max(initial=0.0)) * 1.04, LEAST_REACH)
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    ax.set_axis_off()
    if not len(chosen):
        ax.text(0.5, 0.5, say(language, "network.none"), transform=ax.transAxes, size=style.NORMAL, ha="center")
    firm = (snapshot.kind == Kind.FIRM) & snapshot.target[snapshot.sector]
    key = "network.best" if len(tied) > len(chosen) else "network.all"
    which = say(language, key, shown=len(chosen), all=len(tied))
    alone = int((firm & (degree == 0)).sum())
    note = say(language, "network.note", which=which, alone=alone, firms=int(firm.sum()))
    cut = len(edges) < every
    return note, say(language, "network.backbone", shown=len(edges), all=every) if cut else "", len(chosen)


def backbone(nodes: int, edges: I64, strength: F64) -> I64:
    """Return which ties hold a network together: the strongest ones without which it would fall into more parts (a
    maximum spanning forest), and beside them the strongest, together `TIES_A_NODE` times the nodes.
    """
    order = np.argsort(-strength, kind="stable")
    pairs = np.sort(edges, axis=1)[order]
    _, once = np.unique(pairs, axis=0, return_index=True)  # a tie that is there twice counts with its strongest
    ranks = 1.0 + once  # all different, so that the forest is the same every time
    tree = minimum_spanning_tree(csr_array((ranks, (pairs[once, 0], pairs[once, 1])), shape=(nodes, nodes)))
    needed = np.rint(tree.tocoo().data).astype(np.int64) - 1  # places in `order`
    more = np.setdiff1d(once, needed)[: max(int(TIES_A_NODE * nodes) - len(needed), 0)]
    return np.asarray(np.sort(order[np.concatenate([needed, more])]))


def _tie_width(strength: F64) -> F64:
    return np.asarray(0.4 + 2.2 * strength)


def _node_area(degree: I64, nodes: int) -> F64:
    """Return the areas of dots: smaller where there are many, so that they do not hide the ties."""
    return np.asarray((16.0 + 9.0 * degree) * min(1.0, max(ROOMY / max(nodes, 1), LEAST_AREA)))


def _draw_scales(ax: Axes, nodes: int, language: Language) -> None:
    """Draw what widths of lines and areas of dots mean, as drawn for so many nodes."""
    ax.set(xlim=(0.0, 5.95), ylim=(0.0, 0.55))
    ax.set_axis_off()
    ax.text(0.05, 0.41, say(language, "network.strength"), size=style.SMALL, va="center")
    ax.text(0.05, 0.12, say(language, "network.degree"), size=style.SMALL, va="center")
    for number, (strength, count) in enumerate(((0.1, 1), (0.5, 5), (1.0, 20))):
        left = 1.75 + 1.4 * number
        ax.plot(
            [left, left + 0.5],
            [0.41, 0.41],
            color=style.TIE_COLOUR,
            alpha=0.7,
            linewidth=float(_tie_width(np.array([strength]))[0]),
        )
        ax.text(left + 0.62, 0.41, written(strength, language, "g"), size=style.SMALL, va="center")
        ax.scatter(
            [left + 0.25],
            [0.12],
            s=_node_area(np.array([count]), nodes),
            color="white",
            edgecolors="black",
            linewidths=0.8,
        )
        ax.text(left + 0.62, 0.12, f"{count}", size=style.SMALL, va="center")


def mean_strength(snapshot: Snapshot, types: Types) -> F64:
    """Return the sum of tie strengths with each type (column) of an actor of each type (row), on average. Shape (types,
    types).
    """
    size = len(types.labels)
    total = np.zeros((size, size))
    a, b = types.number[snapshot.tie_a], types.number[snapshot.tie_b]
    np.add.at(total, (a, b), snapshot.tie_strength)
    np.add.at(total, (b, a), snapshot.tie_strength)
    return np.asarray(total / np.maximum(np.bincount(types.number, minlength=size), 1)[:, None])


def _draw_matrix(ax: Axes, snapshot: Snapshot, types: Types, language: Language) -> None:
    """Draw the matrix; dots in the colours of the figure stand for the types, so that columns need no second set of
    names.
    """
    mean, size = mean_strength(snapshot, types), len(types.labels)
    top = max(float(mean.max(initial=0.0)), 1e-12)
    colours = ax.imshow(mean, cmap="Greys", norm=PowerNorm(0.5, 0.0, 1.4 * top), aspect="auto")
    for i in range(size):
        for j in range(size):
            red, green, blue = (float(part) for part in colours.to_rgba(np.array([mean[i, j]]))[0, :3])
            shade = to_hex((red, green, blue))
            ax.text(
                j,
                i,
                written(mean[i, j], language, ".2f"),
                ha="center",
                va="center",
                size=style.SMALL,
                color=max(("black", "white"), key=lambda tone: style.contrast(tone, shade)),
            )
    wide, high = (
        ax.get_position().width * style.WIDTH / size,
        ax.get_position().height * style.HEIGHT / size,
    )  # inches of a field
    for number, (label, palette) in enumerate(zip(types.labels, types.colours, strict=True)):
        marker = types.markers[number]
        text, points = style.lines(label, LABEL - 0.5, style.SMALL)
        ax.text(-0.5 - 0.5 / wide, number, text, ha="right", va="center", size=points)
        for place, colour in enumerate(palette[:4]):
            shift = (place - (min(len(palette), 4) - 1) / 2.0) * 0.09
            edge: dict[str, Any] = {
                "markeredgecolor": "black",
                "markeredgewidth": 0.6,
                "markersize": 9,
                "clip_on": False,
            }
            ax.plot(-0.5 - (0.25 - shift) / wide, number, marker, color=colour, **edge)
            ax.plot(number + shift / wide, -0.5 - 0.22 / high, marker, color=colour, **edge)
    ax.set(xlim=(-0.5, size - 0.5), ylim=(size - 0.5, -0.5), xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
