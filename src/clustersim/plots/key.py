"""The key under the maps: sectors, symbols, and the names of the numbered institutions, in columns of equal lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from clustersim.plots import style
from clustersim.plots.labels import short_sector
from clustersim.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from clustersim.texts import Language
    from clustersim.world.snapshot import Snapshot

LINE = 0.236  # inches from line to line
SYMBOL = 0.36  # inches before a text with a symbol
NUMBER = 0.40  # inches before the name of an institution
GAP = 0.30  # inches between columns
WIDEST = 3.3  # inches: a longer name of a sector is cut
MOST_COLUMNS = 3  # of institutions
SIZES = (style.SMALL, 11.0, style.LEAST)  # points of their names, of which the first is taken that holds all


class KeyEntry(NamedTuple):
    """A line of the key: a symbol (how Matplotlib draws it), or a number, or a heading, and a text of some size."""

    text: str
    symbol: dict[str, Any] | None = None
    number: str = ""
    heading: bool = False
    size: float = style.SMALL


def draw_key(
    figure: Figure,
    bottom: float,
    height: float,
    groups: Sequence[Sequence[KeyEntry]],
    institutions: Sequence[tuple[int, str]],
    language: Language = "en",
) -> None:
    """Draw the key over the whole width of the slide, `height` inches high from `bottom`; each group begins a
    column.
    """
    rows = max(int(height / LINE), 2)
    ax = figure.add_axes(style.box(0.0, bottom, style.WIDTH, height))
    ax.set(xlim=(0.0, style.WIDTH), ylim=(0.0, height))
    ax.set_axis_off()
    left = 0.35
    for column in [column for group in groups for column in _columns(group, rows)]:
        _draw_column(ax, left, height, column)
        left += (
            SYMBOL
            + max(style.text_width(entry.text, entry.size) * (1.1 if entry.heading else 1.0) for entry in column)
            + GAP
        )
    if institutions:
        room = style.WIDTH - 0.25 - left, height
        columns, width, line = _institution_columns(institutions, *room, language)
        for number, column in enumerate(columns):
            _draw_column(ax, left + number * (width + GAP), height, column, line)


def sector_entries(snapshot: Snapshot, language: Language = "en") -> list[KeyEntry]:
    """Return the lines that say which colour is which sector, the target cluster first."""
    colours = style.sector_colours(snapshot.target, snapshot.sector_names)
    entries = []
    for target, heading in ((True, say(language, "map.target")), (False, say(language, "map.other"))):
        titles: dict[str, list[str]] = {}
        for colour, title, ours in zip(colours, snapshot.sector_titles, snapshot.target, strict=True):
            if ours == target:
                titles.setdefault(colour, []).append(short_sector(title))
        if titles:
            entries.append(KeyEntry(heading, heading=True))
        for colour, names in titles.items():
            text = names[0] if len(names) == 1 else say(language, "map.further", count=len(names))
            symbol = {"marker": "o", "color": colour, "markersize": 9 if target else 7}
            size = style.size_for(text, WIDEST, style.SMALL)
            entries.append(KeyEntry(style.fit(text, WIDEST, size), symbol, size=size))
    return entries


def _columns(entries: Sequence[KeyEntry], rows: int) -> list[list[KeyEntry]]:
    """Return the entries in columns of at most `rows` lines; a heading never ends a column."""
    columns: list[list[KeyEntry]] = [[]]
    for entry in entries:
        if len(columns[-1]) >= rows - entry.heading:
            columns.append([])
        columns[-1].append(entry)
    return [column for column in columns if column]


def _institution_columns(
    names: Sequence[tuple[int, str]], width: float, height: float, language: Language
) -> tuple[list[list[KeyEntry]], float, float]:
    """Return the names in as few columns and as large letters as hold them within `width` and `height` inches, the
    width of a column, and inches from line to line.

    Where nothing holds them all, the smallest letters show the most, and the last line says how many more there are.
    """
    fewest, best = len(names) + 1, ([[KeyEntry("")]], width, LINE)
    for size in SIZES:
        line = LINE * size / style.SMALL
        rows = max(int(height / line), 2)
        for count in range(1, MOST_COLUMNS + 1):
            each = (width - GAP * (count - 1)) / count
            groups = [_name_entries(number, name, each - NUMBER, size) for number, name in names]
            columns, left = _fill(groups, count, rows, say(language, "map.institutions"))
            if not left:
                return columns, each, line
            if left < fewest:
                fewest, best = left, (columns, each, line)
    columns, each, line = best
    last = columns[-1]
    gone = last.pop()  # the last name makes room for how many more there are
    while not gone.number.strip():
        gone = last.pop()
    last.append(KeyEntry(say(language, "map.more", count=fewest + 1), number=" ", size=gone.size))
    return columns, each, line


def _name_entries(number: int, name: str, width: float, size: float) -> list[KeyEntry]:
    lines = style.wrap(name, max(width, 0.8), size)
    return [KeyEntry(text, number=str(number) if not place else " ", size=size) for place, text in enumerate(lines)]


def _fill(groups: list[list[KeyEntry]], count: int, rows: int, heading: str) -> tuple[list[list[KeyEntry]], int]:
    """Return `count` columns filled with whole names under a heading, and how many names are left over."""
    columns = [[KeyEntry(heading if not number else "", heading=True)] for number in range(count)]
    place = 0
    for done, group in enumerate(groups):
        if len(columns[place]) + len(group) > rows:
            place += 1
            if place == count:
                return columns, len(groups) - done
        columns[place].extend(group)
    return columns, 0


def _draw_column(ax: Axes, left: float, height: float, column: Sequence[KeyEntry], line: float = LINE) -> None:
    for place, entry in enumerate(column):
        y = height - 0.5 * LINE - line * place
        if entry.heading:
            ax.text(left, y, entry.text, size=style.SMALL, weight="bold", va="center")
        elif entry.number:
            ax.text(left + NUMBER - 0.12, y, entry.number, size=entry.size, va="center", ha="right")
            ax.text(left + NUMBER, y, entry.text, size=entry.size, va="center")
        else:
            if entry.symbol is not None:
                line_only = "linewidth" in entry.symbol
                ax.plot(
                    [left, left + 0.24] if line_only else [left + 0.12], [y, y] if line_only else [y], **entry.symbol
                )
            ax.text(left + SYMBOL, y, entry.text, size=entry.size, va="center")
