"""Lead projects: who takes part, how they end, and along which ties their technologies spread."""

from __future__ import annotations

import numpy as np
import pytest

from clustersim.core import randomness
from clustersim.phases.run_projects import run_projects
from clustersim.scenario import Scenario
from clustersim.spec.actions import StartProject
from clustersim.spec.codes import Cause, Event, Outcome
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import PROJECT_SUPPORT
from clustersim.start.build import build_world
from clustersim.world.network import summarise_ties
from clustersim.world.state import World


@pytest.fixture(scope="module")
def built() -> World:
    return build_world(Scenario.load("mature", {"parameters.start.burn_in": 2.0}).with_firms(1000), 3)


@pytest.fixture
def world(built: World) -> World:
    return built.fork()


def project(number: int = 0, **given) -> StartProject:
    return StartProject(
        "lighthouse",
        number,
        f"test {number}",
        **({"sector": 0, "firms": 6, "years": 3.0, "reach": 0.5, "targeting": 0.5} | given),
    )


def start(world, *actions: StartProject, support: float = 1.0) -> None:
    world.levers.reset()
    world.levers.apply(PROJECT_SUPPORT, support)
    world.agenda[:] = actions
    run_projects(world)
    world.agenda.clear()


def test_a_consortium_is_a_university_and_reached_related_firms(world):
    start(world, project())
    a = world.actors
    members = np.flatnonzero(a.project == 1)
    assert len(members) == 6
    assert (world.sectors.relatedness[0, a.sector[members]] >= 0.5).all()
    reached = randomness.stream(world.seed, Decision.REACH, 0)
    assert all(randomness.uniform(reached, int(key)) < 0.5 for key in a.key[members])
    assert world.projects.university[0] in a.key[: world.institutions]
    start(world, project(1))
    assert np.count_nonzero(a.project == 1) == np.count_nonzero(a.project == 2) == 6  # nobody is in two


def test_no_project_without_a_university_or_with_one_firm():
    bare = build_world(Scenario.load("no-university", {"parameters.start.burn_in": 1.0}).with_firms(1000), 3)
    start(bare, project())
    assert len(bare.projects) == 0
    assert not bare.actors.project.any()
    small = build_world(Scenario.load("mature", {"parameters.start.burn_in": 1.0}).with_firms(1000), 3)
    start(small, project(firms=1))
    assert len(small.projects) == 0


@pytest.mark.parametrize("dt", [0.25, 0.1])
def test_a_project_lasts_its_years(world, dt):
    world.dt = dt
    start(world, project(years=1.0))
    for _ in range(round(1.0 / dt) - 1):
        start(world)
    assert world.projects.outcome[0] == Outcome.RUNNING
    start(world)
    assert world.projects.outcome[0] in (Outcome.SUCCESS, Outcome.FAILURE)
    assert not world.actors.project.any()


def test_about_half_succeed_and_failures_leave_nothing(world):
    outcomes = []
    for number in range(60):
        start(world, project(number, years=0.25, firms=2))
        before = world.actors.adopted.copy(), world.actors.knowledge.copy(), world.actors.outside.copy()
        members = np.flatnonzero(world.actors.project == number + 1)
        start(world)
        outcome = Outcome(int(world.projects.outcome[number]))
        outcomes.append(outcome)
        gained = world.actors.outside - before[2]
        assert (gained[members] == (1 if outcome == Outcome.SUCCESS else 0)).all()
        assert (world.actors.adopted[members] == number + 1).all() == (outcome == Outcome.SUCCESS)
    assert 18 <= outcomes.count(Outcome.SUCCESS) <= 42


def test_without_support_projects_break_off(world):
    start(world, project())
    start(world, support=0.0)
    assert world.projects.outcome[0] == Outcome.BROKEN_OFF
    assert not world.actors.adopted.any()
    events = world.events.table()
    assert events["value"][events["event"] == Event.PROJECT_ENDED].tolist() == [-1.0]


def test_technologies_spread_along_ties_to_related_firms_only(world):
    a, ties = world.actors, world.ties
    start(world, project(firms=2))
    world.projects.outcome[0] = Outcome.SUCCESS
    a.project[:] = 0
    related = world.sectors.relatedness[0, a.sector] >= 0.5
    firms = world.firm_rows()
    source = int(firms[related[firms]][0])
    near = [int(row) for row in firms[related[firms]][1:4]]
    far = [int(row) for row in firms[~related[firms]][:3]]
    apart = [int(row) for row in firms[related[firms]][4:30]]
    ties.keep(np.zeros(len(ties), dtype=np.bool_))
    others = np.array([*near, *far], dtype=np.int32)
    swap = a.key[source] < a.key[others]
    ties.append(
        {
            "a": np.where(swap, source, others).astype(np.int32),
            "b": np.where(swap, others, source).astype(np.int32),
            "strength": np.ones(len(others)),
            "born": np.zeros(len(others), dtype=np.int32),
            "cause": np.full(len(others), int(Cause.ENCOUNTER), dtype=np.int8),
        }
    )
    summarise_ties(world)
    a.adopted[source] = 1
    knowledge = a.knowledge.copy()
    for tick in range(200):
        world.tick = tick
        start(world)
    assert (a.adopted[near] == 1).all()
    assert a.knowledge[near] == pytest.approx(knowledge[near] + 0.03)
    assert not a.adopted[far].any() and not a.adopted[apart].any()


def leaders(world, projects: int) -> list[int]:
    """Return which institution (row) leads each of some projects of sector 0."""
    for number in range(projects):
        start(world, project(number, firms=2, years=0.25))
        start(world)  # it ends, so that its firms are free again
    rows = {int(key): row for row, key in enumerate(world.actors.key[: world.institutions])}
    return [rows[int(key)] for key in world.projects.university]


def science(switch: int, profiles: tuple[float, ...], staff: tuple[float, ...]):
    """Return a region with institutes of these profiles in sector 0 and this staff, without ties."""
    places = [
        {
            "key": f"i{n}",
            "kind": "institute",
            "x": 10.5,
            "y": 10.5,
            "employees": size,
            "profile": {"electronics": share},
        }
        for n, (share, size) in enumerate(zip(profiles, staff, strict=True))
    ]
    changes = {"institutions": places, "channels.project_leaders": switch, "parameters.start.burn_in": 0.0}
    return build_world(Scenario.load("mature", changes).with_firms(1000), 3)


def test_a_small_institute_with_the_best_profile_does_not_lead_all_projects():
    profiles, staff = (1.0, 0.7), (30.0, 1360.0)
    assert set(leaders(science(0, profiles, staff), 20)) == {0}
    led = leaders(science(1, profiles, staff), 120)
    odds = 0.7 / 1.0 * (1360.0 / 30.0) ** 0.5  # of the large one: neither has ties
    assert abs(led.count(1) / 120 - odds / (1.0 + odds)) < 0.12


def test_an_institution_over_its_capacity_seldom_leads():
    world = science(1, (1.0, 1.0), (250.0, 250.0))
    firms = world.firm_rows()[:40].astype(np.int32)
    full = np.zeros(40, dtype=np.int32)
    low = np.where(world.actors.key[full] < world.actors.key[firms], full, firms).astype(np.int32)
    world.ties.append(
        {
            "a": low,
            "b": np.where(low == full, firms, full).astype(np.int32),
            "strength": np.full(40, 0.5),
            "born": np.zeros(40, dtype=np.int32),
            "cause": np.full(40, int(Cause.ENCOUNTER), dtype=np.int8),
        }
    )
    summarise_ties(world)
    led = leaders(world, 60)
    assert led.count(0) < 12 < led.count(1)
