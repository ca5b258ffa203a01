"""Life lines of clusters: planted births, growth, mergers, splits and deaths are told as they happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest

from clustersim.core.geography import Grid
from clustersim.metrics import find_clusters, find_hot_spots
from clustersim.metrics.life_lines import COLUMNS, LifeEvent

if TYPE_CHECKING:
    import pandas as pd

    from clustersim.core.columns import F64

GRID = Grid(30, 40, 1.0)
EXACT = {"radius": 0.5, "least": 5}  # a cell by itself: clusters are the planted blocks


def blocks(*planted: tuple[int, int, int, int, float]) -> F64:
    """Return firms by cell with blocks (row, column, height, width, firms a cell)."""
    counts = np.zeros((GRID.rows, GRID.columns))
    for row, column, height, width, firms in planted:
        counts[row : row + height, column : column + width] += firms
    return counts.ravel()


def told(table: pd.DataFrame) -> list[tuple[float, int, str, int, int]]:
    return list(table[["time", "cluster", "event", "partner", "firms"]].itertuples(index=False, name=None))


def test_growth_decline_and_death() -> None:
    table = find_clusters(
        [
            (0.0, blocks((5, 5, 3, 3, 6.0))),
            (5.0, blocks((5, 5, 3, 4, 6.0), (20, 20, 2, 2, 6.0))),
            (10.0, blocks((5, 6, 3, 3, 6.0), (20, 20, 2, 2, 6.0))),
            (15.0, blocks((20, 20, 2, 2, 6.0))),
        ],
        GRID,
        **EXACT,
    )
    assert told(table) == [
        (0.0, 0, "present", -1, 54),
        (5.0, 0, "growth", -1, 72),
        (5.0, 1, "birth", -1, 24),
        (10.0, 0, "decline", -1, 54),
        (10.0, 1, "unchanged", -1, 24),
        (15.0, 0, "death", -1, 0),
        (15.0, 1, "unchanged", -1, 24),
    ]
    assert tuple(table.columns) == COLUMNS and set(table["event"]) <= set(get_args(LifeEvent))
    first = table.iloc[0]
    assert (first["cells"], first["x"], first["y"]) == (9, 6.5, 6.5)
    assert table.iloc[5][["x", "y"]].isna().all() and table.iloc[5]["cells"] == 0


def test_merging_and_splitting() -> None:
    apart = blocks((5, 5, 3, 4, 6.0), (5, 10, 3, 3, 6.0))
    together = blocks((5, 5, 3, 8, 6.0))
    table = find_clusters([(0.0, apart), (1.0, together), (2.0, apart)], GRID, **EXACT)
    assert told(table) == [
        (0.0, 0, "present", -1, 72),
        (0.0, 1, "present", -1, 54),
        (1.0, 0, "growth", -1, 144),
        (1.0, 1, "merging", 0, 0),
        (2.0, 0, "decline", -1, 72),
        (2.0, 2, "splitting", 0, 54),
    ]


def test_small_overlap_is_another_cluster() -> None:
    moments = [(0.0, blocks((5, 5, 3, 6, 6.0))), (1.0, blocks((5, 9, 3, 6, 6.0)))]  # a third is shared
    assert told(find_clusters(moments, GRID, **EXACT)) == [
        (0.0, 0, "present", -1, 108),
        (1.0, 0, "death", -1, 0),
        (1.0, 1, "birth", -1, 108),
    ]
    assert told(find_clusters(moments, GRID, overlap=1 / 3, **EXACT))[1] == (1.0, 0, "unchanged", -1, 108)


def test_small_changes_count_as_none_where_asked() -> None:
    moments = [(0.0, blocks((5, 5, 3, 3, 10.0))), (1.0, blocks((5, 5, 3, 3, 10.0), (5, 5, 1, 1, 4.0)))]
    assert told(find_clusters(moments, GRID, **EXACT))[1][2] == "growth"
    assert told(find_clusters(moments, GRID, change=0.05, **EXACT))[1][2] == "unchanged"


def test_ties_go_to_the_larger_then_to_the_first_cell() -> None:
    # two clusters alike fall into the two halves of one: the one with the first cell goes on
    alike = blocks((5, 5, 3, 3, 6.0), (5, 9, 3, 3, 6.0))
    table = find_clusters([(0.0, alike), (1.0, blocks((5, 5, 3, 7, 6.0)))], GRID, **EXACT)
    assert told(table)[2:] == [(1.0, 0, "growth", -1, 126), (1.0, 1, "merging", 0, 0)]
    second_larger = blocks((5, 5, 3, 3, 6.0), (5, 9, 3, 3, 7.0))
    table = find_clusters([(0.0, second_larger), (1.0, blocks((5, 5, 3, 7, 6.0)))], GRID, **EXACT)
    assert table.loc[0, "x"] == 10.5 and told(table)[2:] == [(1.0, 0, "growth", -1, 126), (1.0, 1, "merging", 0, 0)]


def test_every_moment_has_the_hot_spots_found_then() -> None:
    random = np.random.default_rng(1)
    moments = []
    for time in range(6):
        counts = random.poisson(0.15, GRID.cells).astype(float)
        for row, column in random.integers(0, 25, (3, 2)):
            counts += blocks((row, column, 3, 3, 5.0))
        moments.append((float(time), counts))
    table = find_clusters(moments, GRID)
    for time, counts in moments:
        found = find_hot_spots(counts, GRID)
        living = table[(table["time"] == time) & (table["cells"] > 0)]
        assert sorted(living["firms"]) == sorted(found.firms) and sorted(living["cells"]) == sorted(found.cells)
    # a life line is one stretch: it begins once, goes on without a gap and ends at most once, at its last moment
    for _, line in table.groupby("cluster"):
        events = line["event"].tolist()
        assert events[0] in ("present", "birth", "splitting") and not set(events[1:]) & {
            "present",
            "birth",
            "splitting",
        }
        assert not set(events[:-1]) & {"death", "merging"}
        assert np.diff(line["time"]).tolist() == [1.0] * (len(line) - 1)
        assert events[-1] in ("death", "merging") or line["time"].iloc[-1] == 5.0


def test_relative_to_all_firms() -> None:
    target, everybody = (
        blocks((5, 5, 3, 3, 8.0), (20, 20, 3, 3, 8.0)),
        blocks((5, 5, 3, 3, 90.0), (20, 20, 3, 3, 9.0), (0, 0, 30, 40, 0.5)),
    )
    table = find_clusters([(0.0, target)], GRID, all_firms=[everybody], **EXACT)
    assert table["y"].tolist() == [21.5]


def test_nothing() -> None:
    for moments in ([], [(0.0, np.zeros(GRID.cells)), (1.0, np.zeros(GRID.cells))]):
        table = find_clusters(moments, GRID)
        assert len(table) == 0 and tuple(table.columns) == COLUMNS
    with pytest.raises(ValueError, match="order of time"):
        find_clusters([(1.0, np.zeros(GRID.cells)), (1.0, np.zeros(GRID.cells))], GRID)
    with pytest.raises(ValueError, match="overlap"):
        find_clusters([], GRID, overlap=0.0)
