"""Maps of the region: firms by sector and size, ties, the density field, centres, named institutions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from clustersim.codes import Kind
from clustersim.plots import style
from clustersim.randomness import uniform

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from clustersim.columns import F64
    from clustersim.snapshots import Snapshot

MOST_TIES = 4000  # more lines than this make a map unreadable; the strongest are drawn


def region_maps(snapshots: Sequence[Snapshot], title: str) -> Figure:
    """Return maps of the region side by side, one per snapshot, with one legend and one scale of density."""
    with mpl.rc_context(style.RC):
        figure = style.new_figure(5.6 * len(snapshots) + 0.9, 8.2)
        axes = figure.subplots(1, len(snapshots), squeeze=False)[0]
        top = max(max(float(np.max(snapshot.cluster_density)) for snapshot in snapshots), 1e-9)
        image = None
        for number, (ax, snapshot) in enumerate(zip(axes, snapshots, strict=True)):
            image = _map(ax, snapshot, top, labels=number == len(snapshots) - 1)
            if number:
                ax.set_ylabel("")
        figure.colorbar(image, ax=list(axes), shrink=0.72, pad=0.01, label="related firms per km² (target cluster)")
        figure.legend(handles=_legend(snapshots[-1]), loc="outside lower center", ncols=4, frameon=False)
        figure.suptitle(title, fontsize=17)
    return figure


def positions(snapshot: Snapshot) -> tuple[F64, F64]:
    """Return where to draw each actor in km: in its cell, scattered by its birth number so that firms do not hide."""
    column, row = snapshot.cell % snapshot.columns, snapshot.cell // snapshot.columns
    scatter = np.array([[uniform(0, int(birth), axis) for axis in (0, 1)] for birth in snapshot.birth]).reshape(-1, 2)
    firm = snapshot.kind == Kind.FIRM
    inner = np.where(firm[:, None], 0.08 + 0.84 * scatter, 0.5)
    return (column + inner[:, 0]) * snapshot.cell_km, (row + inner[:, 1]) * snapshot.cell_km


def _map(ax: Axes, snapshot: Snapshot, top: float, *, labels: bool) -> object:
    width, height = snapshot.columns * snapshot.cell_km, snapshot.rows * snapshot.cell_km
    field = np.where(snapshot.inside, snapshot.cluster_density, np.nan).reshape(snapshot.rows, snapshot.columns)
    image = ax.imshow(field, origin="lower", extent=(0, width, 0, height), cmap=style.FIELD, vmin=0.0, vmax=top, alpha=0.75, interpolation="bilinear")
    x, y = positions(snapshot)
    _draw_ties(ax, snapshot, x, y)
    colours = style.sector_colours(snapshot.target, snapshot.sector_names)
    crowd = float(np.clip(900.0 / max((snapshot.kind == Kind.FIRM).sum(), 1), 0.22, 1.6))
    for target in (False, True):
        rows = np.flatnonzero((snapshot.kind == Kind.FIRM) & (snapshot.target[snapshot.sector] == target))
        rows = rows[np.argsort(-snapshot.employees[rows])]
        shades = [colours[sector] for sector in snapshot.sector[rows]]
        ax.scatter(
            x[rows], y[rows], s=crowd * (4.0 + 6.0 * np.sqrt(snapshot.employees[rows])), c=shades, alpha=0.9 if target else 0.45,
            linewidths=0.25 if target else 0.0, edgecolors="white", zorder=4 if target else 3,
        )  # fmt: skip
    _draw_institutions(ax, snapshot, x, y, labels)
    ax.set(xlim=(0, width), ylim=(0, height), aspect="equal", xlabel="km east", ylabel="km north", title=f"year {snapshot.years:g}")
    return image


def _draw_ties(ax: Axes, snapshot: Snapshot, x: F64, y: F64) -> None:
    order = np.argsort(-snapshot.tie_strength, kind="stable")[:MOST_TIES]
    a, b = snapshot.tie_a[order], snapshot.tie_b[order]
    segments = np.stack([np.column_stack([x[a], y[a]]), np.column_stack([x[b], y[b]])], axis=1)
    opacity = float(np.clip(120.0 / max(len(order), 1), 0.05, 0.4))
    widths = 0.3 + 1.4 * snapshot.tie_strength[order]
    ax.add_collection(LineCollection(list(segments), colors=style.TIE_COLOUR, linewidths=widths, alpha=opacity, zorder=2))


def _draw_institutions(ax: Axes, snapshot: Snapshot, x: F64, y: F64, labels: bool) -> None:
    looks = {Kind.UNIVERSITY: ("D", style.UNIVERSITY_COLOUR), Kind.CHAMBER: ("s", style.CHAMBER_COLOUR)}
    seen: dict[tuple[float, float], int] = {}
    for kind, (marker, colour) in looks.items():
        rows = np.flatnonzero(snapshot.kind == kind)
        ax.scatter(x[rows], y[rows], s=70, marker=marker, c=colour, edgecolors="white", linewidths=0.9, zorder=6)
    for row in np.flatnonzero(snapshot.kind != Kind.FIRM)[: 14 if labels else 0]:
        name = snapshot.institution_names[int(snapshot.birth[row])] if int(snapshot.birth[row]) < len(snapshot.institution_names) else ""
        place = (round(float(x[row]) / 2.5), round(float(y[row]) / 1.2))
        stacked = seen.get(place, 0)
        seen[place] = stacked + 1
        ax.annotate(
            name, (x[row], y[row]), xytext=(9, 7 + 12 * stacked), textcoords="offset points", fontsize=9.5, zorder=7,
            bbox={"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none", "alpha": 0.72},
        )  # fmt: skip
    if len(snapshot.centre_cell):
        column, line = snapshot.centre_cell % snapshot.columns, snapshot.centre_cell // snapshot.columns
        place_x, place_y = (column + 0.5) * snapshot.cell_km, (line + 0.5) * snapshot.cell_km
        ax.scatter(place_x, place_y, s=260, marker="*", c=style.CENTRE_COLOUR, edgecolors="black", linewidths=0.8, zorder=8)


def _legend(snapshot: Snapshot) -> list[Line2D]:
    colours = style.sector_colours(snapshot.target, snapshot.sector_names)
    handles = [
        Line2D([], [], marker="o", linestyle="", color=colour, markersize=8, label=title + (" (target)" if target else ""))
        for colour, title, target in zip(colours, snapshot.sector_titles, snapshot.target, strict=True)
    ]
    handles.append(Line2D([], [], marker="D", linestyle="", color=style.UNIVERSITY_COLOUR, markersize=8, label="university, institute"))
    handles.append(Line2D([], [], marker="s", linestyle="", color=style.CHAMBER_COLOUR, markeredgecolor="grey", markersize=8, label="chamber"))
    if len(snapshot.centre_cell):
        handles.append(Line2D([], [], marker="*", linestyle="", color=style.CENTRE_COLOUR, markeredgecolor="black", markersize=13, label="technology centre"))
    handles.append(Line2D([], [], color=style.TIE_COLOUR, linewidth=1.2, alpha=0.6, label="co-operation (wider: stronger)"))
    return handles
