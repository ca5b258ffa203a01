"""Maps of the region: firms by sector and size, ties, the density field, centres, numbered institutions."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, to_rgba_array

from clustersim.plots import style
from clustersim.plots.key import KeyEntry, draw_key, sector_entries
from clustersim.plots.places import (
    Box,
    cell_centres,
    drawn_ties,
    institution_names,
    named_firms,
    place_labels,
    positions,
    sites,
)
from clustersim.spec.codes import Kind
from clustersim.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.image import AxesImage

    from clustersim.core.columns import F64
    from clustersim.scenario.background import Background
    from clustersim.texts import Language
    from clustersim.world.snapshot import Snapshot

BACKGROUND = "#A87B4F"  # lines behind a map: not the grey of ties
MOST_TIES = 400  # more lines than this hide the points
SCALE_JOBS = (10, 100)  # of the dots in the key
TIE_WIDTH = (0.25, 0.9)  # points: of no strength, and what strength 1 adds
MOST_NAMES, NAME_LENGTH, SMALLEST = 3, 30, 10.5  # of firms that are named on a map; points
MARKERS = {Kind.UNIVERSITY: ("D", style.UNIVERSITY_COLOUR, "white"), Kind.CHAMBER: ("s", style.CHAMBER_COLOUR, "black")}
FIELD = LinearSegmentedColormap.from_list("density", ["#FFFFFF", "#DCD3EA", "#B7A6D3", "#8C76B8"])

# inches
LEFT, RIGHT, BETWEEN, TOP, HIGHEST = 0.85, 1.25, 0.35, 0.98, 3.66
KEY_BOTTOM, KEY_HEIGHT = 0.36, 1.90


def region_maps(
    snapshots: Sequence[Snapshot], title: str, language: Language = "en", *, background: Background | None = None
) -> Figure:
    """Return maps of the region side by side, one per snapshot, with one key and one scale of density; `background` are
    lines that are drawn faintly behind everything.
    """
    with mpl.rc_context(style.RC):
        figure = style.new_figure()
        style.set_title(figure, title)
        width, height = _panel_size(snapshots)
        left = (style.WIDTH - LEFT - RIGHT - len(snapshots) * width - (len(snapshots) - 1) * BETWEEN) / 2.0 + LEFT
        bottom = style.HEIGHT - TOP - (HIGHEST + height) / 2.0
        top = max(*(float(np.max(snapshot.cluster_density)) for snapshot in snapshots), 1e-9)
        crowd, shown = _crowd(snapshots), []
        for number, snapshot in enumerate(snapshots):
            ax = figure.add_axes(style.box(left + number * (width + BETWEEN), bottom, width, height))
            image, ties = _draw_map(ax, snapshot, top, width * 72.0, crowd, language)
            shown.append((snapshot.years, *ties))
            if background is not None:
                _draw_background(ax, background)
            style.write_numbers(ax, language)
            if number:
                ax.tick_params(labelleft=False)
            else:
                ax.set_ylabel(say(language, "map.north"))
        scale = figure.add_axes(
            style.box(left + len(snapshots) * (width + BETWEEN) - BETWEEN + 0.15, bottom, 0.16, height)
        )
        figure.colorbar(image, cax=scale).set_label(say(language, "map.density"), size=style.SMALL)
        style.write_numbers(scale, language, "y")
        draw_key(
            figure,
            KEY_BOTTOM,
            KEY_HEIGHT,
            [sector_entries(snapshots[-1], language), _symbols(snapshots, crowd, language)],
            institution_names(snapshots[-1]),
            language,
        )
        credit = "" if background is None or not background.credit else background.credit
        style.write_note(figure, _caption(shown, language), 0.28 if credit else 0.18)
        if credit:
            style.write_note(figure, say(language, "map.credit", credit=credit), 0.1, style.LEAST)
    return figure


def _panel_size(snapshots: Sequence[Snapshot]) -> tuple[float, float]:
    """Return width and height of a map in inches: as large as the slide allows, all directions to the same scale."""
    first, count = snapshots[0], len(snapshots)
    widest = (style.WIDTH - LEFT - RIGHT - (count - 1) * BETWEEN) / count
    height = min(HIGHEST, widest * first.rows / first.columns)
    return height * first.columns / first.rows, height


def _caption(shown: Sequence[tuple[float, int, int]], language: Language) -> str:
    """Return which ties are drawn, from year, drawn and all ties of every map."""
    counts = "; ".join(
        say(language, "map.all" if drawn == total else "map.strongest", years=years, drawn=drawn, total=total)
        for years, drawn, total in shown
    )
    return say(language, "map.caption", counts=counts)


def _draw_map(
    ax: Axes, snapshot: Snapshot, top: float, points: float, crowd: float, language: Language
) -> tuple[AxesImage, tuple[int, int]]:
    """Draw one map of a width of so many `points`; return the image of the field and how many ties of how many are
    drawn.
    """
    width, height = snapshot.columns * snapshot.cell_km, snapshot.rows * snapshot.cell_km
    field = np.where(snapshot.inside, snapshot.cluster_density, np.nan).reshape(snapshot.rows, snapshot.columns)
    image = ax.imshow(
        field, origin="lower", extent=(0, width, 0, height), cmap=FIELD, vmin=0.0, vmax=top, interpolation="bilinear"
    )
    x, y = positions(snapshot)
    ties = _draw_ties(ax, snapshot, x, y)
    _draw_firms(ax, snapshot, x, y, crowd)
    taken = _draw_institutions(ax, snapshot, points / width)
    _draw_names(ax, snapshot, (x, y), points / width, taken)
    _draw_centres(ax, snapshot, points / width)
    ax.set(xlim=(0, width), ylim=(0, height), aspect="equal", xlabel=say(language, "map.east"))
    ax.set_title(say(language, "map.year", years=snapshot.years))
    ax.spines[:].set_visible(True)
    return image, ties


def _draw_background(ax: Axes, background: Background) -> None:
    """Draw lines under ties and points; what lies outside the map is not seen."""
    ax.add_collection(
        LineCollection(
            background.lines, colors=BACKGROUND, linewidths=0.8, zorder=1.2, gid="background", capstyle="round"
        ),
        autolim=False,
    )


def _draw_ties(ax: Axes, snapshot: Snapshot, x: F64, y: F64) -> tuple[int, int]:
    chosen, total = drawn_ties(snapshot, MOST_TIES)
    a, b = snapshot.tie_a[chosen], snapshot.tie_b[chosen]
    segments = np.stack([np.column_stack([x[a], y[a]]), np.column_stack([x[b], y[b]])], axis=1)
    opacity = float(np.clip(100.0 / max(len(chosen), 1), 0.25, 0.5))
    ax.add_collection(
        LineCollection(
            list(segments),
            colors=style.TIE_COLOUR,
            linewidths=TIE_WIDTH[0] + TIE_WIDTH[1] * snapshot.tie_strength[chosen],
            alpha=opacity,
            zorder=1.5,  # under all points
        )
    )
    return len(chosen), total


def _draw_firms(ax: Axes, snapshot: Snapshot, x: F64, y: F64, crowd: float) -> None:
    """Draw the other sectors pale and below, the target cluster above them, large firms below small ones."""
    colours = to_rgba_array(style.sector_colours(snapshot.target, snapshot.sector_names))
    firm, ours = snapshot.kind == Kind.FIRM, snapshot.target[snapshot.sector]
    for target in (False, True):
        rows = np.flatnonzero(firm & (ours == target))
        rows = rows[np.argsort(-snapshot.employees[rows], kind="stable")]
        ax.scatter(
            x[rows],
            y[rows],
            s=_dot_area(snapshot.employees[rows], crowd),
            c=colours[snapshot.sector[rows]],
            alpha=0.9 if target else 0.8,
            linewidths=0.3 if target else 0.0,
            edgecolors="white",
            zorder=4 if target else 2,
        )


def _draw_names(ax: Axes, snapshot: Snapshot, places: tuple[F64, F64], scale: float, taken: Sequence[Box]) -> None:
    """Write the names of the largest firms of the target cluster that have one, where there is room beside what is
    `taken`; `scale` is points per km.
    """
    rows = named_firms(snapshot, MOST_NAMES)
    at = [(float(places[0][row]) * scale, float(places[1][row]) * scale) for row in rows]
    texts = [textwrap.shorten(snapshot.names[row], NAME_LENGTH, placeholder="…") for row in rows]
    sizes = [(72.0 * style.text_width(text, SMALLEST) + 4.0, 13.0) for text in texts]
    panel = snapshot.columns * snapshot.cell_km * scale, snapshot.rows * snapshot.cell_km * scale
    boxes = place_labels(at, sizes, *panel, 8.0, taken)
    for text, (from_x, from_y), label in zip(texts, at, boxes, strict=True):
        if (label.x, label.y) == (from_x, from_y):  # no free place
            continue
        line = ([from_x / scale, label.x / scale], [from_y / scale, label.y / scale])
        ax.plot(*line, color="#444444", linewidth=0.6, zorder=5)
        box = {"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.8}
        where = (label.x / scale, label.y / scale)
        ax.text(*where, text, size=SMALLEST, ha="center", va="center", zorder=6, gid="firm", bbox=box)


def _crowd(snapshots: Sequence[Snapshot]) -> float:
    """Return the scale of dots, the same on all maps of a figure: smaller where there are many firms."""
    most = max(
        max(int(ours.sum()), int((firm & ~ours).sum()) / 3.0)
        for snapshot in snapshots
        for firm in [snapshot.kind == Kind.FIRM]
        for ours in [firm & snapshot.target[snapshot.sector]]
    )
    return float(np.clip(250.0 / max(most, 1.0), 0.12, 1.0))


def _dot_area(employees: F64, crowd: float) -> F64:
    return np.asarray(crowd * (4.0 + 3.0 * employees).clip(max=500.0))


def _draw_institutions(ax: Axes, snapshot: Snapshot, scale: float) -> list[Box]:
    """Draw the institutions of each cell as one marker (two if of both kinds) with their numbers, and names of towns;
    `scale` is points per km. Return the room they take, in points.
    """
    found = sites(snapshot)
    x, y = cell_centres(np.array([site.cell for site in found], dtype=np.int64), snapshot)
    for site, place_x, place_y in zip(found, x, y, strict=True):
        kinds = sorted({int(snapshot.kind[row]) for row in site.rows})
        for number, kind in enumerate(kinds):
            marker, colour, edge = MARKERS[Kind(kind)]
            shift = 8.0 * (number - (len(kinds) - 1) / 2.0) / scale
            ax.plot(
                place_x + shift,
                place_y,
                marker,
                color=colour,
                markersize=7,
                markeredgecolor=edge,
                markeredgewidth=0.8,
                zorder=6,
            )
    sizes = [(72.0 * style.text_width(site.label, style.SMALL) + 6.0, 16.0) for site in found]
    at = [(float(a) * scale, float(b) * scale) for a, b in zip(x, y, strict=True)]
    towns = [(x * scale, y * scale) for _, x, y in snapshot.towns]
    sizes += [(72.0 * style.text_width(name, style.SMALL) + 6.0, 16.0) for name, _, _ in snapshot.towns]
    boxes = place_labels(
        at + towns, sizes, snapshot.columns * snapshot.cell_km * scale, snapshot.rows * snapshot.cell_km * scale, 11.0
    )
    for (name, _, _), label in zip(snapshot.towns, boxes[len(found) :], strict=True):
        look = {"facecolor": "white", "edgecolor": "none", "alpha": 0.7, "pad": 0.6}
        where = label.x / scale, label.y / scale
        ax.text(
            *where, name, size=style.SMALL, ha="center", va="center", style="italic", zorder=6, gid="town", bbox=look
        )
    for site, (from_x, from_y), label in zip(found, at, boxes, strict=False):
        ax.plot(
            [from_x / scale, label.x / scale], [from_y / scale, label.y / scale], color="black", linewidth=0.8, zorder=5
        )
        ax.text(
            label.x / scale,
            label.y / scale,
            site.label,
            size=style.SMALL,
            ha="center",
            va="center",
            zorder=7,
            gid="institution",
            bbox={
                "boxstyle": "round,pad=0.1",
                "facecolor": "white",
                "edgecolor": "#666666",
                "linewidth": 0.6,
                "alpha": 0.9,
            },
        )
    return [*boxes, *(Box(x, y, 11.0, 11.0) for x, y in at)]


def _draw_centres(ax: Axes, snapshot: Snapshot, scale: float) -> None:
    """Draw technology centres as stars, a little beside institutions of the same cell."""
    x, y = cell_centres(snapshot.centre_cell, snapshot)
    shared = np.isin(snapshot.centre_cell, snapshot.cell[snapshot.kind != Kind.FIRM])
    ax.scatter(
        x - shared * 9.0 / scale,
        y,
        s=190,
        marker="*",
        c=style.CENTRE_COLOUR,
        edgecolors="white",
        linewidths=0.8,
        zorder=8,
    )


def _symbols(snapshots: Sequence[Snapshot], crowd: float, language: Language) -> list[KeyEntry]:
    """Return the lines of the key that explain symbols and lines; only what is drawn somewhere is explained."""
    kinds = {int(kind) for snapshot in snapshots for kind in np.unique(snapshot.kind)}
    entries = [KeyEntry(say(language, "map.symbols"), heading=True)]
    for kind, name in ((Kind.UNIVERSITY, "university"), (Kind.CHAMBER, "chamber")):
        if kind in kinds:
            marker, colour, edge = MARKERS[kind]
            entries.append(
                KeyEntry(
                    say(language, f"map.{name}"),
                    {"marker": marker, "color": colour, "markeredgecolor": edge, "markersize": 8},
                )
            )
    if any(len(snapshot.centre_cell) for snapshot in snapshots):
        entries.append(
            KeyEntry(
                say(language, "map.centre"),
                {"marker": "*", "color": style.CENTRE_COLOUR, "markeredgecolor": "white", "markersize": 14},
            )
        )
    for jobs in SCALE_JOBS:
        size = float(np.sqrt(_dot_area(np.array([float(jobs)]), crowd)[0]))
        look = {"marker": "o", "color": "white", "markeredgecolor": "black", "markeredgewidth": 0.8, "markersize": size}
        entries.append(KeyEntry(say(language, "map.jobs", count=jobs), look))
    for strength in (0.2, 1.0):
        entries.append(
            KeyEntry(
                say(language, "map.tie", strength=strength),
                {"color": style.TIE_COLOUR, "linewidth": TIE_WIDTH[0] + TIE_WIDTH[1] * strength},
            )
        )
    return entries
