"""Regions at the edge of what can be simulated, and books that must balance after every phase."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from clustersim import ClusterModel
from clustersim.core import threads
from clustersim.errors import AgentError
from clustersim.mesa_view.agents import Firm
from clustersim.phases import compute_fields
from clustersim.phases.schedule import SCHEDULE, Phase, advance
from clustersim.scenario import Scenario
from clustersim.start.build import build_world
from clustersim.world.membership import chambers_of
from clustersim.world.state import World
from tests.helpers.small_worlds import alike, contents, simulate

UNDEFINED = {
    "cluster_density",
    "concentration_m",
    "critical_share",
    "network_strength",
    "network_strength_initial_cohort",
    "connected_share",
}
UNDEFINED |= {
    "self_sustaining_share",
    "services",
    "mean_knowledge",
    "mean_rent",
    "cross_type_share",
    "mean_degree",
    "isolate_share",
    "network_strength_firms",
}
UNDEFINED |= {"focus", "outside_ties", "constrained_share", "targeting_error"}


def check_books(world: World, after: str) -> None:
    """Check that everything that is kept up to date by differences equals a fresh count."""
    actors, cells, ties, centres = world.actors, world.cells, world.ties, world.centres
    firm = actors.alive & (actors.kind == 0)
    rows = np.flatnonzero(firm)
    counted = np.zeros_like(cells.firms)
    np.add.at(counted, (actors.sector[rows], actors.cell[rows]), 1.0)
    assert np.array_equal(cells.firms, counted), after
    assert np.array_equal(cells.total, counted.sum(axis=0)), after
    assert actors.alive[ties.a].all() and actors.alive[ties.b].all(), after
    assert (actors.key[ties.a] < actors.key[ties.b]).all(), after
    assert len({*zip(ties.a.tolist(), ties.b.tolist(), strict=True)}) == len(ties), after
    degree, strength = np.zeros(len(actors), dtype=np.int32), np.zeros(len(actors))
    for end in (ties.a, ties.b):
        np.add.at(degree, end, 1)
        np.add.at(strength, end, ties.strength)
    assert np.array_equal(actors.degree, degree), after
    assert np.allclose(actors.strength, strength, rtol=0.0, atol=1e-9), after
    tenants = rows[actors.centre[rows] >= 0]
    assert np.array_equal(centres.tenants, np.bincount(actors.centre[tenants], minlength=len(centres))), after
    assert (centres.tenants <= centres.places).all(), after
    assert np.array_equal(actors.cell[tenants], centres.cell[actors.centre[tenants]]), after
    assert np.array_equal(actors.chamber[rows], chambers_of(world, actors.cell[rows], actors.sector[rows])), after
    for name in ("key", "birth"):
        assert len(np.unique(getattr(actors, name)[actors.alive])) == np.count_nonzero(actors.alive), (after, name)
    for name in (
        "employees",
        "knowledge",
        "age",
        "technology_x",
        "technology_y",
        "openness",
        "trust",
        "centre_age",
        "strength",
    ):
        assert np.isfinite(getattr(actors, name)[actors.alive]).all(), (after, name)
    assert (actors.employees[rows] >= 1.0).all(), after


def checked(phase: Phase) -> Phase:
    """Return a phase after which the books are checked."""

    def run(world: World) -> None:
        phase(world)
        check_books(world, phase.__name__)

    return run


def run_checked(scenario: Scenario, ticks: int = 6, seed: int = 1) -> World:
    """Return the world after some ticks, with the books checked after every phase."""
    world = build_world(scenario, seed)
    check_books(world, "build_world")
    schedule = [checked(phase) for phase in SCHEDULE]
    for _ in range(ticks):
        advance(world, schedule)
    return world


def busy() -> Scenario:
    """Return a region in which much happens: centres open early, tenants leave soon, firms move and close often."""
    return alike(
        policies__infrastructure__lead_time=0.5,
        policies__infrastructure__starts=20.0,
        parameters__centres__stay=1.0,
        parameters__relocation__hazard=0.5,
        parameters__exit__young=0.6,
    )


@pytest.mark.process
def test_books_balance_after_every_phase_and_every_change_by_hand() -> None:
    model = ClusterModel(busy(), 1, schedule=[checked(phase) for phase in SCHEDULE])
    world, generator, refused = model.world, random.Random(1), 0
    places = [(column, row) for column in range(world.grid.columns) for row in range(world.grid.rows)]

    def change(number: int, do: Callable[[Firm], Any], after: str) -> int:
        wrong = 0
        for firm in generator.sample(list(model.agents_by_type[Firm]), number):
            try:
                do(firm)
            except AgentError:
                wrong += 1
            check_books(world, after)
        return wrong

    for _ in range(30):
        model.step()
        change(3, lambda firm: firm.remove(), "remove")
        refused += change(5, lambda firm: setattr(firm, "cell", generator.choice(places)), "cell")
        change(5, lambda firm: setattr(firm, "sector", generator.choice(world.sectors.names)), "sector")
        refused += change(
            4,
            lambda _: Firm(model, cell=generator.choice(places), sector=generator.choice(world.sectors.names)),
            "found",
        )
    events = set(world.events.table()["event"].tolist())
    assert {1, 2, 3, 4, 5, 7, 9, 20} <= events  # entries, exits, moves, ties, a centre, graduates, changes of sector
    assert refused < 100
    assert world.births > len(world.actors) + 50  # rows were used again


def with_data(change: Callable[[dict[str, Any]], None], **changes: Any) -> Scenario:
    """Return the small region with its data changed."""
    data = alike(**changes).as_dict()
    change(data)
    return Scenario(**data)


def without(*kinds: str) -> Callable[[dict[str, Any]], None]:
    """Return a change that takes away institutions."""

    def change(data: dict[str, Any]) -> None:
        data["institutions"] = [one for one in data["institutions"] if one["kind"] not in kinds]

    return change


def no_target(data: dict[str, Any]) -> None:
    for sector in data["sectors"]:
        sector["target"] = False


def one_sector(data: dict[str, Any]) -> None:
    data["sectors"] = [data["sectors"][0] | {"target": True}]
    for one in data["institutions"]:
        one["profile"] = {key: weight for key, weight in one["profile"].items() if key == data["sectors"][0]["key"]}


def grid(columns: int, rows: int, cell_km: float = 1.0) -> Callable[[dict[str, Any]], None]:
    """Return a change to another grid, with everything in its first cell and 30 firms."""

    def change(data: dict[str, Any]) -> None:
        data["region"] |= {"columns": columns, "rows": rows, "cell_km": cell_km, "scale": 1.0, "towns": []}
        for one in (*data["institutions"], data["agency"]):
            one["x"] = one["y"] = 0.5
        data["start"]["firms"] = 30

    return change


NO_MEETINGS = {
    "channels__encounters": 0,
    "channels__closure": 0,
    "channels__chambers": 0,
    "channels__spin_offs": 0,
    "parameters__entry__academic_share": 0.0,
    "policies": {},
}
CASES: dict[str, Callable[[], Scenario]] = {
    "no university": lambda: with_data(without("university", "institute")),
    "no chamber": lambda: with_data(without("chamber")),
    "no institution": lambda: with_data(without("university", "institute", "chamber")),
    "no target sector": lambda: with_data(no_target),
    "one sector": lambda: with_data(one_sector),
    "one cell": lambda: with_data(grid(1, 1, 5.0)),
    "one row": lambda: with_data(grid(30, 1)),
    "one column": lambda: with_data(grid(1, 30)),
    "nobody at the start": lambda: with_data(lambda data: data["start"].update(given=[])),
    "one firm": lambda: alike(firms=1),
    "no budget to speak of": lambda: alike(agency__budget=1e-9),
    "short ticks": lambda: alike(tick_years=0.125),
    "long ticks": lambda: alike(tick_years=1.0),
    "odd ticks": lambda: alike(tick_years=0.3),
    "all of the rent relieved": lambda: alike(
        parameters__centres__rent_relief=1.0, policies__infrastructure__lead_time=0.1
    ),
    "nothing acts": lambda: alike(**{f"channels__{name}": 0 for name in alike().channels._fields}),
}


@pytest.mark.process
@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", CASES)
def test_extreme_regions_run(name: str) -> None:
    world = run_checked(CASES[name]())
    for row in world.series:
        wrong = {key for key, value in row.items() if not math.isfinite(value)}
        assert wrong <= UNDEFINED
    assert world.tick == 6
    assert len(contents(world)) == 64


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("entry", [0, 1])
def test_a_region_whose_firms_all_close_runs_on(entry: int) -> None:
    world = build_world(alike(channels__entry=entry), 3)
    world.sectors.hazard[:] = 20.0
    schedule = [checked(phase) for phase in SCHEDULE]
    advance(world, schedule)
    assert not entry or world.series[-1]["firms"] < 20
    assert entry or world.series[-1]["firms"] == 0
    world.sectors.hazard[:] = -20.0
    for _ in range(12):
        advance(world, schedule)
    last = world.series[-1]
    assert (last["firms"] > 0) == bool(entry)
    if not entry:
        assert math.isnan(last["cluster_density"]) and math.isnan(last["mean_rent"])
        assert last["jobs"] == 0.0
        assert last["network_strength"] >= 0.0  # institutions are actors too


def test_without_meetings_there_are_no_ties() -> None:
    world = run_checked(alike(**NO_MEETINGS))
    assert len(world.ties) == 0
    assert world.series[-1]["total_strength"] == 0.0
    assert math.isnan(world.series[-1]["self_sustaining_share"])


def test_a_run_of_no_ticks_has_its_start_only() -> None:
    world = simulate(alike(ticks=0), ticks=0)
    assert [row["tick"] for row in world.series] == [0.0]
    model = ClusterModel(alike(ticks=0), 1).run()
    assert not model.running
    assert model.series["tick"].tolist() == [0.0]


def state(world: World) -> dict[str, list[Any]]:
    """Return the columns of actors and ties, and the series without the costs of single tasks."""
    found = {f"actors.{name}": getattr(world.actors, name).tolist() for name in world.actors.COLUMNS}
    found |= {f"ties.{name}": getattr(world.ties, name).tolist() for name in world.ties.COLUMNS}
    names = [name for name in world.series[0] if not name.startswith("cost_")]
    return found | {name: [repr(row[name]) for row in world.series] for name in names}


NO_POLICY: dict[str, dict[str, Any]] = {
    "no budget": {"agency__budget": 0.0},
    "it starts when the run ends": {"agency__start": 3.0},
    "it stops when it starts": {"agency__stop": 0.0},
    "no intensity": {f"policies__{task}__intensity": 0.0 for task in ("organisation", "infrastructure", "networking")},
}


@pytest.mark.parametrize("name", NO_POLICY)
def test_a_policy_that_does_nothing_changes_no_bit(name: str) -> None:
    assert state(simulate(alike(**NO_POLICY[name]))) == state(simulate(alike(policies={})))


def test_a_policy_in_the_last_tick_is_felt() -> None:
    assert state(simulate(alike(agency__start=2.75))) != state(simulate(alike(policies={})))


def test_recording_events_changes_nothing_else() -> None:
    quiet = build_world(alike(), 1, events=False)
    for _ in range(12):
        advance(quiet)
    assert state(quiet) == state(simulate(alike()))
    assert len(quiet.events.table()["tick"]) == 0


@pytest.mark.parametrize("years", [0.25, 0.1])
def test_a_task_runs_from_its_start_to_just_before_its_stop(years: float) -> None:
    world = simulate(
        alike(tick_years=years, agency__start=3 * years, agency__stop=0.7 if years == 0.1 else 7 * years), ticks=9
    )
    assert [row["tick"] - 1 for row in world.series if row["cost"] > 0.0] == [3.0, 4.0, 5.0, 6.0]
    table = world.events.table()
    assert table["tick"][np.isin(table["event"], [12, 13])].tolist() == [3, 3, 3, 7, 7, 7]


@pytest.mark.process
def test_a_centre_can_serve_the_last_of_64_sectors() -> None:
    def many(data: dict[str, Any]) -> None:
        data["sectors"] = [
            data["sectors"][0] | {"key": f"s{number}", "target": number == 63, "share": 1.0} for number in range(64)
        ]
        for one in data["institutions"]:
            one["profile"] = {"s63": 1.0}

    early = {
        "policies__infrastructure__lead_time": 0.1,
        "policies__infrastructure__starts": 50.0,
        "parameters__entry__additionality": 1.0,
    }
    world = run_checked(with_data(many, **early))
    assert world.centres.tenants.sum() > 0
    assert set(world.actors.sector[world.actors.centre >= 0].tolist()) == {63}


def test_jobs_add_up_however_large_a_firm_is() -> None:
    def giants(data: dict[str, Any]) -> None:
        sizes = (1e7, 1e7, 2.0**22 - 0.25, 3.125)
        data["start"]["given"] = [
            {"x": 0.5, "y": 0.5, "sector": data["sectors"][0]["key"], "employees": size} for size in sizes
        ]

    assert build_world(with_data(giants), 1).series[0]["jobs"] == 2e7 + 2.0**22 - 0.25 + 3.125


def test_results_do_not_depend_on_the_number_of_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = contents(simulate(busy(), ticks=8))
    monkeypatch.setattr(threads, "LEAST", 1)  # so that a small region is shared among threads too
    monkeypatch.setattr(compute_fields, "LEAST", 1)
    monkeypatch.setenv(threads.VARIABLE, "3")
    assert len(threads.parts(10)) == 3
    assert contents(simulate(busy(), ticks=8)) == alone


@pytest.mark.parametrize("seed", [-1, 2**64, True, 1.5, "3.0"])
def test_a_seed_that_would_stand_for_another_one_is_refused(seed: Any) -> None:
    with pytest.raises(ValueError, match="from 0 to 2\\^64 - 1"):
        ClusterModel(alike(ticks=0), seed)


def test_the_largest_seed_is_a_seed() -> None:
    assert contents(simulate(alike(), seed=2**64 - 1, ticks=2)) != contents(simulate(alike(), seed=0, ticks=2))
