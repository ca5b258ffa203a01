"""The world at tick 0: deterministic, keyed, near its long run, and defined for every odd region."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from clustersim.core.randomness import absorb, hashed, stream
from clustersim.phases.compute_fields import compute_fields
from clustersim.phases.schedule import advance
from clustersim.scenario import Scenario
from clustersim.spec.codes import Kind
from clustersim.spec.decisions import Decision
from clustersim.start.build import build_world
from clustersim.start.cohort import initial_keys
from clustersim.start.given_firms import rescaled
from clustersim.start.ground import centroids
from clustersim.start.institutions import institution_key
from clustersim.world.state import World
from tests.helpers.made_regions import CHAMBER, SECTORS, UNIVERSITY, region


def by_key(world: World, *names: str) -> dict[int, tuple[Any, ...]]:
    """Return columns of the firms by key."""
    rows = world.firm_rows()
    columns = [getattr(world.actors, name)[rows].tolist() for name in names]
    return dict(zip(world.actors.key[rows].tolist(), zip(*columns, strict=True), strict=True))


@pytest.fixture(scope="module")
def mature() -> World:
    return build_world(region(), 5)


def test_the_same_seed_builds_the_same_world(mature: World) -> None:
    again = build_world(region(), 5)
    for name, column in mature.actors.as_columns().items():
        assert np.array_equal(column, getattr(again.actors, name)), name
    for name, column in mature.ties.as_columns().items():
        assert np.array_equal(column, getattr(again.ties, name)), name
    np.testing.assert_equal(mature.series, again.series)
    other = build_world(region(), 6)
    assert not set(mature.actors.key.tolist()) & set(other.actors.key.tolist())


def test_firms_are_counted_by_share(mature: World) -> None:
    assert np.bincount(mature.actors.sector[mature.firm_rows()]).tolist() == [75, 75, 100]
    assert mature.sectors.stock.tolist() == pytest.approx([75, 75, 100])
    emerging = build_world(region("emerging"), 5)
    rows = emerging.firm_rows()
    assert np.bincount(emerging.actors.sector[rows]).tolist() == [11, 11, 100]
    target = emerging.sectors.target[emerging.actors.sector[rows]]
    assert emerging.actors.age[rows][target].max() < 5.0
    assert emerging.actors.age[rows][~target].max() > 30.0


def test_keys_follow_from_sector_and_number(mature: World) -> None:
    state = absorb(stream(5, Decision.KEY_INITIAL, 0), 1)
    assert initial_keys(5, 1, 3).tolist() == [absorb(state, number) for number in range(3)]
    assert set(initial_keys(5, 1, 75).tolist()) <= set(mature.actors.key.tolist())


def test_traits_do_not_depend_on_other_firms(mature: World) -> None:
    traits = ("openness", "absorption", "constrained")
    larger = build_world(region(firms=300), 5)
    here, there = by_key(mature, *traits), by_key(larger, *traits)
    assert len(here.keys() & there.keys()) == len(here)
    assert all(here[key] == there[key] for key in here)


def test_institutions_keep_their_identity_when_another_comes(mature: World) -> None:
    more = region(institutions=[{**UNIVERSITY, "key": "first", "x": 1.0}, UNIVERSITY, CHAMBER])
    world = build_world(more, 5)
    assert set(mature.actors.key[:2].tolist()) < set(world.actors.key[:3].tolist())
    assert mature.institutions == 2
    assert mature.actors.kind[:2].tolist() == [Kind.UNIVERSITY, Kind.CHAMBER]
    university = mature.scenario.institutions[0]
    assert institution_key(5, university, 3) == hashed(institution_key(5, university, 0), 3)
    assert mature.actors.technology_x[0] == pytest.approx(mature.sectors.centroid_x[0])


def test_fields_and_references_are_those_of_tick_0(mature: World) -> None:
    cells, refs, a = mature.cells, mature.references, mature.actors
    rows = mature.firm_rows()
    before = (cells.density.copy(), cells.log_rent.copy(), cells.reach.copy())
    compute_fields(mature)
    for one, other in zip(before, (cells.density, cells.log_rent, cells.reach), strict=True):
        assert np.array_equal(one, other)
    assert cells.log_rent[a.cell[rows]].mean() == pytest.approx(0.0, abs=1e-12)
    assert refs.jobs == pytest.approx(a.employees[rows].sum())
    assert refs.tradable_jobs == pytest.approx(a.employees[rows][a.sector[rows] < 2].sum())
    assert refs.area == 400.0
    assert a.knowledge[rows].mean() == pytest.approx(0.0, abs=0.08)
    assert 0.2 < a.knowledge[rows].std() < 0.4
    assert mature.tick == 0
    assert mature.series[0]["tick"] == 0
    assert len(mature.series) == 1


def test_learning_targets_average_to_nothing(mature: World) -> None:
    from clustersim.phases.learn import learning_terms

    terms, sector = learning_terms(mature), mature.actors.sector
    for number in range(3):
        rows = mature.firm_rows()[sector[mature.firm_rows()] == number]
        assert terms[rows].mean() == pytest.approx(mature.references.learning[number], abs=1e-3)


def test_ties_at_tick_0_are_between_living_firms_old_enough(mature: World) -> None:
    a, ties = mature.actors, mature.ties
    assert len(ties) > 20
    assert ties.born.max() < 0
    assert ties.born.min() >= -20
    for end in (ties.a, ties.b):
        firms = end >= mature.institutions
        assert np.all(ties.born[firms] > a.entered[end[firms]])
    assert np.array_equal(a.degree, np.bincount(np.concatenate([ties.a, ties.b]), minlength=len(a)))
    assert np.all(a.key[ties.a] < a.key[ties.b])
    assert mature.counts == {}


def test_burn_in_leaves_no_events(mature: World) -> None:
    assert mature.events.active
    assert len(mature.events.table()["tick"]) == 0
    assert not build_world(region(), 1, events=False).events.active


def test_chambers_take_the_sectors_they_represent(mature: World) -> None:
    rows = mature.firm_rows()
    chamber, sector = mature.actors.chamber[rows], mature.actors.sector[rows]
    assert np.all(chamber[sector != 1] == 1)
    assert np.all(chamber[sector == 1] == -1)


def test_floor_space_holds_those_who_are_there() -> None:
    tight = {"space": {"floor_base": 0.5, "floor_access": 0.5}, "start": {"burn_in": 0.0}}
    cells = build_world(region(parameters=tight), 1).cells
    assert np.all(cells.floor_space >= cells.total)
    assert cells.total.max() > 1.0


def test_a_scaled_region_repeats_its_tile() -> None:
    world = build_world(region(parameters={"start": {"burn_in": 0.0}}).with_firms(1000), 2)
    assert (world.grid.rows, world.grid.columns) == (40, 40)
    assert len(world.firm_rows()) == 1000
    assert world.institutions == 8
    assert len(set(world.actors.key[:8].tolist())) == 8
    access = world.cells.accessibility.reshape(40, 40)
    assert np.array_equal(access[:20, :20], access[20:, 20:])
    drawn = build_world(region(parameters={"start": {"burn_in": 0.0}}).with_firms(60), 2)
    assert (drawn.grid.rows, drawn.institutions) == (10, 2)


def test_given_firms_stay_as_they_are() -> None:
    given = [
        {"x": 1.2, "y": 2.7, "sector": "a", "employees": 12.5, "age": 3.0},
        {"x": 19.9, "y": 19.9, "sector": "local", "employees": 800.0},
    ]
    world = build_world(region(start={"given": given, "firms": 2}), 1)
    found = sorted(by_key(world, "sector", "cell", "employees").values())
    assert found == [(0, 2 * 20 + 1, 12.5), (2, 399, 800.0)]
    assert world.actors.age[world.firm_rows()].tolist().count(3.0) == 1
    assert np.all(world.actors.age[world.firm_rows()] > 0)


def test_given_jobs_of_a_sector_are_met() -> None:
    sectors = [{**SECTORS[0], "employees": 2000.0}, {**SECTORS[1], "employees": 10.0}, SECTORS[2]]
    world = build_world(region(sectors=sectors), 1)
    assert world.references.local_jobs[:2].tolist() == pytest.approx([2000.0, 75.0])


def test_rescaled_sizes_keep_their_order_and_sum() -> None:
    sizes = np.array([1.0, 1.5, 4.0, 100.0])
    for jobs in (20.0, 106.5, 5000.0):
        found = rescaled(sizes, jobs)
        assert found.sum() == pytest.approx(jobs)
        assert found.min() >= 1.0
        assert np.all(np.diff(found) >= 0)


def test_groups_of_sectors_lie_on_a_circle() -> None:
    x, y = centroids(region().sectors)
    assert np.hypot(x[2], y[2]) == pytest.approx(2.0)
    assert np.hypot(x[0] - x[1], y[0] - y[1]) == pytest.approx(1.0)
    assert np.hypot(x[0] + x[1], y[0] + y[1]) == pytest.approx(4.0)


ODD: dict[str, dict[str, Any]] = {
    "one sector, nothing else": {"sectors": SECTORS[:1], "institutions": [], "region": {"columns": 8, "rows": 8}},
    "no firms": {"start": {"given": []}},
    "one cell": {"region": {"columns": 1, "rows": 1}, "institutions": []},
    "one firm": {"start": {"kind": "emerging", "firms": 1}},
    "no target": {"sectors": SECTORS[2:], "institutions": []},
    "uniform": {"start": {"kind": "uniform", "firms": 250}},
    "a sector without firms": {"sectors": [*SECTORS, {"key": "none", "share": 0.0}]},
    "no towns": {"region": {"columns": 6, "rows": 9}, "institutions": [{**UNIVERSITY, "x": 2.0}]},
    "no room": {"parameters": {"space": {"floor_base": 0.0, "floor_access": 0.0}, "start": {"burn_in": 0.0}}},
    "no exit": {"channels": {"exit": 0}},
    "no entry": {"channels": {"entry": 0}},
    "no shocks": {"channels": {"growth_shock": 0}},
    "half a year": {"tick_years": 0.5},
}


@pytest.mark.parametrize("name", ODD)
def test_odd_regions_are_built_and_run(name: str) -> None:
    fields = {"start": {"kind": "mature", "firms": 40}} | ODD[name]
    world = build_world(region(**fields), 3)
    advance(world)
    advance(world)
    assert world.tick == 2
    assert np.all(np.isfinite(world.actors.employees))
    assert np.all(np.isfinite(world.actors.knowledge))


def test_listed_cells_make_the_region() -> None:
    cells = [{"column": c, "row": r, "accessibility": 0.5, "floor_space": 3.0} for c in range(10) for r in range(20)]
    world = build_world(region(region={"columns": 20, "rows": 20, "cells": cells}), 1)
    assert world.cells.inside.reshape(20, 20)[:, :10].all()
    assert not world.cells.inside.reshape(20, 20)[:, 10:].any()
    assert world.cells.inside[world.actors.cell[world.firm_rows()]].all()
    assert world.references.area == 200.0
    assert np.all(world.cells.accessibility[world.cells.inside] == 0.5)


@pytest.mark.slow
def test_a_mature_region_stays_as_it_is() -> None:
    # firms and jobs within 5 %, cluster density within 15 % over 20 years, in the mean over seeds (dynamics prototype)
    start, end = np.zeros(3), np.zeros(3)
    for seed in range(12):
        world = build_world(Scenario.load("mature"), seed, events=False)
        for _ in range(80):
            advance(world)
        for place, row in ((start, world.series[0]), (end, world.series[-1])):
            place += [row["firms"], row["jobs"], row["cluster_density"]]
    drift = end / start - 1.0
    assert abs(drift[0]) < 0.05
    assert abs(drift[1]) < 0.05
    assert abs(drift[2]) < 0.15
