"""Arms in figures of a batch: which are shown, in which colours, and their names apart from each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim.plots import style
from clustersim.policies.registry import POLICIES
from clustersim.texts import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from clustersim.analysis.compare import Effect
    from clustersim.plots.style import Dash
    from clustersim.texts import Language

MOST = 10  # arms in one figure
END = 2.65  # inches for names at the end of lines
MOST_LINES = 3  # of a name
FEW = 4  # arms up to which each has its own colour and name, whatever it did
QUIET, QUIET_TEXT, OTHERS = "#AAAAAA", "#666666", "others"


def shown_arms(effects: Sequence[Effect], most: int = MOST) -> list[str]:
    """Return the arms a figure shows: all, or those with the largest effects (in standard errors) on any metric, in
    their order.
    """
    arms = list(dict.fromkeys(effect.arm for effect in effects))
    if len(arms) <= most:
        return arms
    size: dict[str, float] = {}
    for effect in effects:
        width = effect.high - effect.low
        size[effect.arm] = max(size.get(effect.arm, 0.0), abs(effect.difference) / width if width > 0.0 else 0.0)
    chosen = set(sorted(arms, key=lambda arm: -size[arm])[:most])
    return [arm for arm in arms if arm in chosen]


def what_varies(arms: Sequence[str]) -> str:
    """Return what the arms of a figure are: `task` where most are named as a task, else `arm`."""
    return "task" if 2 * sum(arm in POLICIES for arm in arms) >= len(arms) else "arm"


def quiet_arms(
    effects: Sequence[Effect], metrics: Sequence[str], clear: Sequence[str] = ("rises", "falls")
) -> set[str]:
    """Return the arms without a clear effect on any of the metrics; none where there are few arms, which can all be
    named.
    """
    arms = list(dict.fromkeys(effect.arm for effect in effects))
    named = {effect.arm for effect in effects if effect.metric in metrics and effect.verdict in clear}
    return set(arms) - named if len(arms) > FEW and len(set(arms) - named) > 1 else set()


def colours(arms: Sequence[str], bases: Sequence[str]) -> dict[str, str]:
    """Return the colour of each arm, the same in all figures of a batch; baselines are black.

    An arm that is named as a task has that task's colour, which figures of spending give it too.
    """
    found = dict.fromkeys(bases, style.ARM_COLOURS[0])
    found |= {arm: POLICIES[arm].colour for arm in arms if arm in POLICIES and arm not in found}
    free = [colour for colour in style.ARM_COLOURS[1:] if colour not in found.values()] or style.ARM_COLOURS[1:]
    rest = [arm for arm in arms if arm not in found]
    return found | {arm: free[number % len(free)] for number, arm in enumerate(rest)}


def dashes(arms: Sequence[str], bases: Sequence[str]) -> dict[str, Dash]:
    """Return the dashes of each arm's line, the same in all figures of a batch; those of baselines are none."""
    rest = [arm for arm in arms if arm not in bases]
    kinds = style.ARM_DASHES
    return dict.fromkeys(bases, kinds[0]) | {arm: kinds[number % len(kinds)] for number, arm in enumerate(rest)}


def note(
    figure: Figure,
    effects: Sequence[Effect],
    shown: Sequence[str],
    language: Language,
    more: str = "",
    key: str = "figure.note",
) -> None:
    """Write under a figure how many seeds it rests on, what its intervals are (`key`), and which arms it shows."""
    seeds, arms = max(effect.seeds for effect in effects), len({effect.arm for effect in effects})
    text = say(language, key, seeds=seeds) if seeds > 1 else say(language, "figure.note one")
    if len(shown) < arms:
        text += " " + say(language, "figure.some", shown=len(shown), all=arms)
    style.write_note(figure, f"{text} {more}")


def with_others(titles: Mapping[str, str], quiet: set[str], language: Language) -> dict[str, str]:
    """Return the titles with one for all arms that are not named."""
    return {**titles, OTHERS: say(language, "figure.others", count=len(quiet))}


def panels(figure: Figure, metrics: Sequence[str], left: float = 0.95) -> Iterator[tuple[str, Axes]]:
    """Yield axes for each metric beside each other, with room for names of arms at the right of each; `left` inches for
    the numbers of an axis.
    """
    each = (style.WIDTH - 0.3) / len(metrics)
    for number, metric in enumerate(metrics):
        ax = figure.add_axes(style.box(left + number * each, 1.35, each - END - left + 0.1, 4.95))
        yield metric, ax


def name_ends(ax: Axes, ends: Mapping[str, float], titles: Mapping[str, str], tone: Mapping[str, str]) -> None:
    """Write the name of every line at its end, apart from each other."""
    edge = {arm: (1.0, y) for arm, y in ends.items()}
    _write_names(ax, edge, titles, tone, END - 0.35, at_edge=True)


def name_points(
    ax: Axes,
    ends: Mapping[str, tuple[float, float]],
    titles: Mapping[str, str],
    tone: Mapping[str, str],
    width: float = 3.0,
) -> None:
    """Write names in a column at the right, each joined to the end of its path."""
    _write_names(ax, ends, titles, tone, width, at_edge=False)


def _write_names(
    ax: Axes,
    ends: Mapping[str, tuple[float, float]],
    titles: Mapping[str, str],
    tone: Mapping[str, str],
    width: float,
    *,
    at_edge: bool,
) -> None:
    """Write names of at most `width` inches beside the axes, joined to points of the data or of the edge."""
    low, high = ax.get_ylim()
    inches = ax.get_position().height * style.HEIGHT / (high - low)
    texts = {arm: style.lines(titles[arm], width, style.SMALL, MOST_LINES) for arm in ends}
    heights = [_height(*texts[arm]) for arm in ends]
    side, beside = ax.get_yaxis_transform(), 1.0 + 0.25 / (ax.get_position().width * style.WIDTH)
    line: dict[str, object] = {"arrowstyle": "-", "shrinkA": 0.0, "shrinkB": 0.0, "relpos": (0.0, 0.5)}
    line |= {"linewidth": 0.8} if at_edge else {"linewidth": 0.7, "alpha": 0.6, "patchA": None}
    for arm, y in zip(ends, spread_out([y * inches for _, y in ends.values()], heights), strict=True):
        ax.annotate(
            texts[arm][0],
            ends[arm],
            (beside, y / inches),
            xycoords=side if at_edge else "data",
            textcoords=side,
            va="center",
            size=texts[arm][1],
            color=style.readable(tone[arm]),
            annotation_clip=False,
            arrowprops=line | {"color": tone[arm]},
        )


def _height(text: str, size: float) -> float:
    """Return how high a label is, in inches, with a little air."""
    return size / 72.0 * 1.2 * (text.count("\n") + 1) + 0.06


def spread_out(places: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Return places of labels of these heights as near as possible to `places`, in the same order and without overlap.

    Labels that would overlap form a block around the mean of their places (pool adjacent violators).
    """
    order = sorted(range(len(places)), key=lambda number: (places[number], number))
    blocks: list[tuple[list[int], float]] = []  # members from below, centre
    for number in order:
        members, centre = [number], places[number]
        while blocks and _top(blocks[-1], heights) > centre - sum(heights[member] for member in members) / 2.0:
            members = blocks.pop()[0] + members
            centre = sum(places[member] for member in members) / len(members)
        blocks.append((members, centre))
    found = [0.0] * len(places)
    for members, centre in blocks:
        edge = centre - sum(heights[member] for member in members) / 2.0
        for member in members:
            found[member] = edge + heights[member] / 2.0
            edge += heights[member]
    return found


def _top(block: tuple[list[int], float], heights: Sequence[float]) -> float:
    return block[1] + sum(heights[member] for member in block[0]) / 2.0
