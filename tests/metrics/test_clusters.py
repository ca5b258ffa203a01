"""Hot spots: planted clusters are found, chance makes none, definitions hold cell by cell."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.stats import false_discovery_control, poisson

from clustersim.core.geography import Grid
from clustersim.metrics import benjamini_hochberg, find_hot_spots

if TYPE_CHECKING:
    from clustersim.core.columns import F64

GRID = Grid(30, 30, 1.0)


def scattered(firms: int, seed: int, cells: int = GRID.cells) -> F64:
    return np.bincount(np.random.default_rng(seed).integers(0, cells, firms), minlength=cells).astype(float)


def block(row: int, column: int, size: int = 3) -> list[int]:
    return [(row + i) * GRID.columns + column + j for i in range(size) for j in range(size)]


def test_planted_clusters_are_found_and_counted() -> None:
    counts = scattered(100, 1)
    counts[block(5, 5)] += 8.0
    counts[block(20, 22)] += 4.0
    found = find_hot_spots(counts, GRID)
    assert len(found.firms) == 2
    assert set(block(5, 5)) <= set(np.flatnonzero(found.label == 0))
    assert set(block(20, 22)) <= set(np.flatnonzero(found.label == 1))
    for number in range(2):
        assert found.firms[number] == counts[found.label == number].sum()
        assert found.cells[number] == (found.label == number).sum()
    assert found.share == pytest.approx(counts[found.label >= 0].sum() / counts.sum())


def test_significance_cell_by_cell() -> None:
    counts, firms = scattered(150, 2), scattered(400, 3)
    counts[block(12, 12)] += 5.0
    firms += counts
    inside = np.random.default_rng(4).random(GRID.cells) < 0.8
    counts[~inside], firms[~inside] = 0.0, 0.0
    x, y = GRID.x(), GRID.y()
    near = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :]) <= 2.0 + 1e-9
    for relative_to, base in (("area", inside.astype(float)), ("firms", firms)):
        expected = counts.sum() * (near @ base) / base.sum()
        chance = poisson.sf(near @ counts - 1.0, expected)
        significant = np.zeros(GRID.cells, dtype=bool)
        significant[inside] = false_discovery_control(chance[inside]) <= 0.05
        found = find_hot_spots(counts, GRID, relative_to=relative_to, firms=firms, inside=inside, least=0)
        np.testing.assert_array_equal(found.label >= 0, significant)


def test_more_firms_where_all_firms_are_many_is_no_hot_spot_relative_to_firms() -> None:
    firms = scattered(500, 5)
    firms[block(10, 10)] += 30.0
    counts = np.random.default_rng(7).binomial(firms.astype(int), 1 / 3).astype(float)
    assert len(find_hot_spots(counts, GRID).firms) == 1
    assert len(find_hot_spots(counts, GRID, relative_to="firms", firms=firms).firms) == 0


def test_corner_contiguity() -> None:
    counts = np.zeros(GRID.cells)
    counts[[0, GRID.columns + 1]] = 50.0  # two cells that touch at a corner
    for neighbourhood, groups in (("rook", 2), ("queen", 1)):
        found = find_hot_spots(counts, GRID, radius=0.5, neighbourhood=neighbourhood)
        assert len(found.firms) == groups


def test_fewer_than_least_members_are_no_cluster() -> None:
    counts = np.zeros(GRID.cells)
    counts[GRID.columns * 5 + 5] = 9.0
    assert len(find_hot_spots(counts, GRID).firms) == 0
    counts[GRID.columns * 5 + 5] = 10.0
    assert find_hot_spots(counts, GRID).firms.tolist() == [10]


def test_nothing_to_find() -> None:
    empty = find_hot_spots(np.zeros(GRID.cells), GRID)
    assert len(empty.firms) == 0 and math.isnan(empty.share) and (empty.label == -1).all()
    one = find_hot_spots(np.array([20.0]), Grid(1, 1, 1.0))  # all firms where all the area is: nothing to compare with
    assert len(one.firms) == 0 and one.share == 0.0


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(ValueError, match="needs the counts of all firms"):
        find_hot_spots(np.ones(GRID.cells), GRID, relative_to="firms")
    with pytest.raises(ValueError, match="'area' or 'firms'"):
        find_hot_spots(np.ones(GRID.cells), GRID, relative_to="jobs")  # type: ignore[arg-type]


def test_benjamini_hochberg_as_scipy() -> None:
    random = np.random.default_rng(6)
    for size in (1, 2, 50):
        chance = random.random(size) ** 4
        np.testing.assert_array_equal(benjamini_hochberg(chance, 0.1), false_discovery_control(chance) <= 0.1)
    assert benjamini_hochberg(np.zeros(0), 0.1).shape == (0,)


@pytest.mark.slow
@pytest.mark.parametrize("firms", [54, 360, 2000])
def test_false_positives_under_complete_spatial_randomness(firms: int) -> None:
    """At a false discovery rate of 5 % at most 5 % of random maps show any significant cell (least = 0), and some do."""
    runs = 1000
    hits = sum(len(find_hot_spots(scattered(firms, 1000 + seed), GRID, least=0).firms) > 0 for seed in range(runs))
    assert hits <= runs * 0.05 + 3.0 * math.sqrt(runs * 0.05 * 0.95)
    assert hits >= 1  # a test that never fires would not be a test
