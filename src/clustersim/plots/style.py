"""One look for all figures: slides of 13.33 x 7.5 inches, and colours with fixed meanings that colour-blind readers can
tell apart.
"""

from __future__ import annotations

import base64
import io
import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import matplotlib as mpl
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path
from matplotlib.ticker import ScalarFormatter

from clustersim.texts import minus, number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from matplotlib.axes import Axes

    from clustersim.core.columns import Bool
    from clustersim.texts import Language

WIDTH, HEIGHT = 13.33, 7.5  # inches: a slide of 16 : 9
LEAST_CONTRAST = 4.5  # of text against what is behind it (WCAG 2.2, level AA)
SMALL, NORMAL, LARGE, TITLE = 12.0, 13.0, 15.0, 19.0  # points
SPACING = 1.25  # of lines, in sizes of their letters
LEAST, STEPS = 10.0, 5  # points to which the letters of long texts are made smaller, and in how many steps

# strong colours of the sectors of the target cluster: Okabe and Ito (2008), continued with Tol (2021, "muted")
TARGET_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#882255", "#332288")
OTHER_COLOURS = ("#F0C35A", "#8FCBF0", "#C5B0DC", "#D9C79B")  # pale, so that the target cluster stands out
LOCAL_COLOUR = "#BDBDBD"
UNIVERSITY_COLOUR = "#000000"
CHAMBER_COLOUR = "#F0E442"
CENTRE_COLOUR = "#AA3377"
SOFT = "#555555"  # of what stands under a title
TIE_COLOUR = "#333333"
# arms of a comparison have colours of their own, never those of sectors: Tol (2021, "muted"), and black for the arm
# without policy
ARM_COLOURS = (
    "#000000",
    "#332288",
    "#44AA99",
    "#999933",
    "#AA4499",
    "#117733",
    "#661100",
    "#6699CC",
    "#CC6677",
    "#882255",
    "#555555",
)
Dash = str | tuple[int, tuple[float, ...]]
ARM_DASHES: tuple[Dash, ...] = ("-", (0, (6, 2)), (0, (2, 1.2)), (0, (7, 2, 2, 2)))

FONT = "DejaVu Sans"  # comes with Matplotlib: the same letters on every machine
RC: dict[Any, Any] = {  # on top of Matplotlib's own defaults, so that no matplotlibrc changes a figure
    **{
        name: value
        for name, value in mpl.rcParamsDefault.items()
        if not name.startswith(("backend", "webagg", "interactive"))
    },
    "font.family": FONT,
    "font.size": NORMAL,
    "axes.titlesize": LARGE,
    "axes.labelsize": NORMAL,
    "legend.fontsize": SMALL,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.dpi": 100,
    "savefig.dpi": 150,
    "svg.hashsalt": "clustersim",  # names in the file that are the same every time
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
}


def new_figure() -> Figure:
    """Return an empty slide, drawn without any window system."""
    with mpl.rc_context(RC):
        return Figure(figsize=(WIDTH, HEIGHT))


def set_title(figure: Figure, title: str) -> None:
    """Write the title over the figure, smaller if it is long and cut only where it would be hard to read; `set_about`
    has room under it.
    """
    size = size_for(title, WIDTH - 0.6, TITLE)
    figure.text(0.5, 1.0 - 0.25 / HEIGHT, fit(title, WIDTH - 0.6, size), size=size, ha="center", va="center")


def write_note(figure: Figure, text: str, height: float = 0.25, points: float = SMALL) -> None:
    """Write a line at the foot of the figure, in letters in which it fits, `height` inches above its edge."""
    size = size_for(text, WIDTH - 0.6, points)
    figure.text(0.35 / WIDTH, height / HEIGHT, fit(text, WIDTH - 0.6, size), size=size, va="center")


def set_about(figure: Figure, about: str) -> Figure:
    """Write under the title what was simulated, cut to the width of the slide; return the figure."""
    with mpl.rc_context(RC):
        size = size_for(about, WIDTH - 0.6, SMALL)
        text = fit(about, WIDTH - 0.6, size)
        figure.text(0.5, 1.0 - 0.54 / HEIGHT, text, size=size, ha="center", va="center", color=SOFT, gid="about")
    return figure


def contrast(one: str, other: str = "white") -> float:
    """Return the contrast of two colours, 1 to 21, as the Web Content Accessibility Guidelines (2.2) define it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@lru_cache(maxsize=256)
def readable(colour: str) -> str:
    """Return a colour for text on white: the same, darkened as far as is needed to be read."""
    shade = to_rgb(colour)
    while contrast(to_hex(shade)) < LEAST_CONTRAST:
        shade = (0.95 * shade[0], 0.95 * shade[1], 0.95 * shade[2])
    return to_hex(shade)


class AxisNumbers(ScalarFormatter):
    """Numbers at an axis as a language writes them: all with the same decimals, thousands marked, no exponents."""

    def __init__(self, language: Language) -> None:
        super().__init__(useOffset=False, useMathText=False)
        self.set_scientific(False)
        self.language: Language = language

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Return the text of a tick."""
        text = super().__call__(x, pos).replace("\N{MINUS SIGN}", "-")
        decimals = len(text.partition(".")[2])
        return minus(number(x, self.language, f",.{decimals}f")) if text else text


def write_numbers(ax: Axes, language: Language, which: str = "xy") -> None:
    """Write the numbers at the axes (`x`, `y` or both) as a language does."""
    for name in which:
        (ax.xaxis if name == "x" else ax.yaxis).set_major_formatter(AxisNumbers(language))


# what a file says of itself: who made it, and no date, so that equal figures are equal files
METADATA: dict[str, dict[str, str | None]] = {
    "png": {"Software": "clustersim"},
    "svg": {"Creator": "clustersim", "Date": None},
    "pdf": {"Creator": "clustersim", "CreationDate": None},
}


DPI = 150.0  # of a PNG file


class FileForm(NamedTuple):
    """As what figures are written: the kinds of files, and dots per inch (of PNG; 72 to 600)."""

    kinds: tuple[str, ...] = ("png",)
    dpi: float = DPI


def save(figure: Figure, path: Path | BinaryIO, dpi: float = DPI) -> None:
    """Write a figure as its suffix says (png, svg or pdf; png without one): equal figures are equal files."""
    kind = getattr(path, "suffix", "").lstrip(".").lower() or "png"
    with mpl.rc_context(RC):
        figure.savefig(path, format=kind, facecolor="white", dpi=dpi, metadata=METADATA[kind])


def as_data(figure: Figure, dpi: float = 120) -> str:
    """Return a figure as an address that carries its data, for pages without other files."""
    buffer = io.BytesIO()
    save(figure, buffer, dpi)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def box(left: float, bottom: float, width: float, height: float) -> tuple[float, float, float, float]:
    """Return a rectangle given in inches from the lower left corner of the slide as fractions of the slide."""
    return left / WIDTH, bottom / HEIGHT, width / WIDTH, height / HEIGHT


def sector_colours(target: Bool | Sequence[bool], names: Sequence[str]) -> list[str]:
    """Return the colour of each sector: strong for the target cluster, pale for the others, grey for the last of these.

    In the shipped scenarios the last sector that is not a target is the local market. Where there are more sectors than
    colours, the last target colour, or grey, stands for all that are left over.
    """
    others = [number for number in range(len(names)) if not target[number]]
    pale = dict(zip(others[:-1], OTHER_COLOURS, strict=False))
    strong = iter(TARGET_COLOURS)
    return [
        next(strong, TARGET_COLOURS[-1]) if target[number] else pale.get(number, LOCAL_COLOUR)
        for number in range(len(names))
    ]


@lru_cache(maxsize=4096)
def text_width(text: str, points: float) -> float:
    """Return the width of a line of text in inches."""
    width, _, _ = text_to_path.get_text_width_height_descent(
        text, FontProperties(family=FONT, size=points), ismath=False
    )
    return float(width) / 72.0


def fit(text: str, width: float, points: float) -> str:
    """Return the text, cut and ended with three dots if it is wider than `width` inches."""
    if text_width(text, points) <= width:
        return text
    while text and text_width(text + "…", points) > width:
        text = text[:-1]
    return text.rstrip(" ,;:-") + "…"


def size_for(text: str, width: float, points: float) -> float:
    """Return the size of letters in which a line of text is at most `width` inches wide: `points`, or as much smaller
    as needed, down to LEAST.
    """
    return min(points, max(LEAST, 0.995 * points * width / max(text_width(text, points), 1e-9)))


def lines(text: str, width: float, points: float, most: int = 2, high: float = math.inf) -> tuple[str, float]:
    """Return the text in at most so many lines, which are together at most `high` inches high, and the size of its
    letters: smaller ones before anything is cut.
    """
    for step in range(STEPS + 1):
        size = points - (points - LEAST) * step / STEPS
        found = wrap(text, width, size)
        if len(found) <= most and len(found) * size * SPACING <= 72.0 * high and " ".join(found) == _whole(text):
            return "\n".join(found), size
    left = _whole(text)[len(" ".join(found[: most - 1])) :].strip()
    return "\n".join([*found[: most - 1], fit(left, width, size)]), size


def name_rows(ax: Axes, names: Sequence[str], width: float, points: float) -> None:
    """Write names in front of rows at 0, 1, 2 and so on, each in letters and lines that fit."""
    high = 0.92 * ax.get_position().height * HEIGHT / max(len(names), 1)
    most = 3 if high > 3 * SPACING * LEAST / 72.0 else 2
    texts = [lines(name, width, points, most, high) for name in names]
    ax.set_yticks(range(len(names)), [text for text, _ in texts], size=points)
    for label, (_, size) in zip(ax.get_yticklabels(), texts, strict=True):
        label.set_fontsize(size)


def _whole(text: str) -> str:
    """Return a text with single spaces, and with hard ones where a line must not break: `= 0.5` and `50 %`."""
    return re.sub(r" (?=%)| (?==)|(?<==) |(?<=Jahr|year) (?=\d)", "\u00a0", " ".join(text.split()))


def wrap(text: str, width: float, points: float) -> list[str]:
    """Return the text broken between words into lines of at most `width` inches; a longer word is cut."""
    lines = [""]
    for word in _whole(text).split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer, points) <= width:
            lines[-1] = longer
        elif lines[-1]:
            lines.append(fit(word, width, points))
        else:
            lines[-1] = fit(word, width, points)
    return lines
