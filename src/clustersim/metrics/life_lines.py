"""Clusters on the map over time: which of a later moment is which of an earlier one, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypedDict, Unpack

import numpy as np
import pandas as pd

from clustersim.metrics.clusters import find_hot_spots

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import ArrayLike

    from clustersim.core.columns import F64, I32, I64, Bool
    from clustersim.core.geography import Grid
    from clustersim.metrics.lattice import Neighbourhood

LifeEvent = Literal["present", "birth", "growth", "decline", "unchanged", "splitting", "merging", "death"]
COLUMNS = ("cluster", "time", "event", "partner", "firms", "cells", "x", "y")
NOBODY = -1


class Criteria(TypedDict, total=False):
    """What `find_hot_spots` may be told of what a cluster is."""

    radius: float
    level: float
    least: int
    neighbourhood: Neighbourhood


class _Moment(NamedTuple):
    """The clusters found at one moment, largest first (more firms, more cells, smaller first cell)."""

    time: float
    label: I32  # (cells,) number of the cluster a cell belongs to, -1 for none
    firms: I64  # (clusters,)
    cells: I64
    x: F64  # (clusters,) centre of its firms in km
    y: F64


def find_clusters(
    moments: Iterable[tuple[float, ArrayLike]],
    grid: Grid,
    *,
    inside: Bool | None = None,
    all_firms: Sequence[ArrayLike] | None = None,
    overlap: float = 0.5,
    change: float = 0.0,
    **criteria: Unpack[Criteria],
) -> pd.DataFrame:
    """Find the clusters of every moment and follow them: the life line of each from birth to death.

    At each moment clusters are what `find_hot_spots` finds. An earlier and a later cluster are *linked* if the cells
    that they share are at least the share `overlap` of the cells of the smaller of the two. Of the linked pairs, those
    with the most shared cells come first (then those of larger earlier, then larger later clusters: more firms, more
    cells, smaller first cell), and each cluster takes part once: the later one *continues* the earlier one and keeps
    its number. What is left over:

    - a later cluster linked with an earlier one that another continues has *split* off from it (a new number);
    - a later cluster without a link is a *birth*; at the first moment it is *present*, nobody knows since when;
    - an earlier cluster linked with a later one that continues another *merges* into it;
    - an earlier cluster without a link has come to its *death*.

    Where several are linked, the partner of a split or a merger is the largest of them.

    Parameters
    ----------
    moments
        (time, firms by cell) in the order of time; counts of shape (cells,), for instance of the target sectors.
    grid
        The grid of the cells.
    inside
        Cells of the region, shape (cells,); all if not given.
    all_firms
        Counts of all firms at each moment, each of shape (cells,): more firms than those around explain
        (`relative_to="firms"`). If not given, more than the area explains.
    overlap
        Least share of shared cells, above 0, at most 1.
    change
        Change of the number of firms, relative to the earlier one, up to which a cluster counts as `unchanged`.
    **criteria
        radius, level, least, neighbourhood of `find_hot_spots`.

    Returns
    -------
    DataFrame
        One row per cluster and moment, in the order of time and cluster: cluster (numbers from 0 in the order of
        appearance), time, event (a `LifeEvent`), partner (the cluster it merged into or split off from, else -1),
        firms, cells (0 when it has just ended), x, y (centre of its firms in km, NaN when it has ended).

    Notes
    -----
    A cluster that is not significant at one moment ends there, and another is born if it comes back: choose moments
    some years apart. Kinds of events as in Palla, Barabási and Vicsek (2007, Nature 446:664); the matching rule is a
    definition of this model.
    """
    if not 0.0 < overlap <= 1.0:
        message = f"overlap is a share above 0, not {overlap}"
        raise ValueError(message)
    rows: list[tuple[object, ...]] = []
    before: _Moment | None = None
    known, fresh = np.zeros(0, dtype=np.int64), 0  # numbers of the clusters of `before`; the next free number
    for index, (time, counts) in enumerate(moments):
        around = None if all_firms is None else np.asarray(all_firms[index], dtype=np.float64)
        now = _look(time, np.asarray(counts, dtype=np.float64), grid, inside, around, criteria)
        if before is not None and not time > before.time:
            message = f"moments are in the order of time, but {time} follows {before.time}"
            raise ValueError(message)
        continued, linked = (
            (np.full(len(now.firms), NOBODY), np.zeros((0, len(now.firms)), bool))
            if before is None
            else _match(before, now, overlap)
        )
        numbers = np.where(continued >= 0, known[continued] if len(known) else NOBODY, NOBODY)
        born = np.flatnonzero(continued < 0)
        numbers[born] = np.arange(fresh, fresh + len(born))
        fresh += len(born)
        rows += _living(before, now, known, numbers, continued, linked, change)
        rows += _ended(now, known, numbers, continued, linked)
        before, known = now, numbers
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table = table.astype(
        {
            "cluster": "int64",
            "time": "float64",
            "event": "object",
            "partner": "int64",
            "firms": "int64",
            "cells": "int64",
        }
    )
    return table.sort_values(["time", "cluster"], ignore_index=True)


def _look(time: float, counts: F64, grid: Grid, inside: Bool | None, around: F64 | None, criteria: Criteria) -> _Moment:
    relative: dict[str, Any] = {} if around is None else {"relative_to": "firms", "firms": around}
    found = find_hot_spots(counts, grid, inside=inside, **relative, **criteria)
    member = found.label >= 0
    of, held, number = found.label[member], counts[member], len(found.firms)

    def centre(place: F64) -> F64:
        return np.asarray(np.bincount(of, weights=held * place[member], minlength=number) / found.firms)

    return _Moment(float(time), found.label, found.firms, found.cells, centre(grid.x()), centre(grid.y()))


def _match(before: _Moment, now: _Moment, overlap: float) -> tuple[I64, Bool]:
    """Return which earlier cluster each later one continues (-1 none), and which are linked, shape (earlier, later)."""
    earlier, later = len(before.firms), len(now.firms)
    both = (before.label >= 0) & (now.label >= 0)
    shared = np.zeros((earlier, later), dtype=np.int64)
    np.add.at(shared, (before.label[both], now.label[both]), 1)
    linked = (shared > 0) & (shared >= overlap * np.minimum(before.cells[:, None], now.cells[None, :]) - 1e-9)
    continued, taken = np.full(later, NOBODY), np.zeros(earlier, dtype=np.bool_)
    one, two = np.nonzero(linked)
    for pair in np.lexsort((two, one, -shared[one, two])):  # clusters are numbered by size, then first cell
        if not taken[one[pair]] and continued[two[pair]] < 0:
            taken[one[pair]], continued[two[pair]] = True, one[pair]
    return continued, linked


def _living(
    before: _Moment | None, now: _Moment, known: I64, numbers: I64, continued: I64, linked: Bool, change: float
) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for place, number in enumerate(numbers):
        parents = np.flatnonzero(linked[:, place])
        partner = NOBODY
        event: LifeEvent
        if before is None:
            event = "present"
        elif continued[place] >= 0:
            event = _compare(float(before.firms[continued[place]]), float(now.firms[place]), change)
        elif len(parents):
            event, partner = "splitting", int(known[parents[0]])
        else:
            event = "birth"
        rows.append((number, now.time, event, partner, now.firms[place], now.cells[place], now.x[place], now.y[place]))
    return rows


def _ended(now: _Moment, known: I64, numbers: I64, continued: I64, linked: Bool) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for place, number in enumerate(known):
        if place in continued:
            continue
        heirs = np.flatnonzero(linked[place])
        event: LifeEvent = "merging" if len(heirs) else "death"
        partner = int(numbers[heirs[0]]) if len(heirs) else NOBODY
        rows.append((number, now.time, event, partner, 0, 0, np.nan, np.nan))
    return rows


def _compare(earlier: float, later: float, change: float) -> LifeEvent:
    if abs(later - earlier) <= change * earlier:
        return "unchanged"
    return "growth" if later > earlier else "decline"
