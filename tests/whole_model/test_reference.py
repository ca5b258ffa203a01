"""The package and the reference, agent by agent on plain Mesa, give the same runs: keys, cells, ties, events, numbers.

When they differ, the message names the first tick and phase, the actor, both values and the margin.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from clustersim.phases import schedule as package
from clustersim.phases.measure import measure
from clustersim.scenario import Scenario
from clustersim.start.build import build_world
from clustersim.world.state import World
from tests.reference.compare import Phase, compare
from tests.reference.generate import random_script, random_world
from tests.reference.model import SCHEDULE, Reference
from tests.reference.scenarios import random_scenario

FILES = sorted(path.stem for path in (Path(__file__).parents[2] / "scenarios").glob("*.toml"))
FIRMS = 250


def agree(make: Callable[[], tuple[World, Reference]], ticks: int, schedule: Sequence[Phase] | None = None) -> None:
    """Fail with the first differences, if there are any."""
    found = compare(make, ticks, schedule)
    assert not found, f"{len(found)} differences\n" + "\n".join(map(str, found[:20]))


def both(scenario: Scenario, seed: int) -> Callable[[], tuple[World, Reference]]:
    """Return what makes both implementations of a scenario."""

    def make() -> tuple[World, Reference]:
        world = build_world(scenario, seed)
        return world, Reference(world)

    return make


def shipped(name: str, firms: int) -> Scenario:
    """Return a scenario file with at most so many firms."""
    scenario = Scenario.load(name)
    if scenario.start.given is not None or scenario.start.firms <= firms:
        return scenario
    return scenario.with_firms(firms)


def world_agrees(number: int, ticks: int) -> None:
    """Compare on a world made by hand, with or without levers and actions out of the blue."""
    script = random_script(number, random_world(number)) if number % 3 else None

    def make() -> tuple[World, Reference]:
        world = random_world(number)
        reference = Reference(world, script)
        measure(world)
        return world, reference

    agree(make, ticks, scripted(script))


def scripted(script: Callable[[Any], None] | None) -> list[Phase]:
    """Return the schedule in which a script stands in for the agency."""

    def review_agency(world: World) -> None:
        """Nobody looks."""

    def apply_tasks(world: World) -> None:
        world.levers.reset()
        world.agenda.clear()
        if script is not None:
            script(world)

    return [
        {"review_agency": review_agency, "apply_tasks": apply_tasks}.get(phase.__name__, phase)
        for phase in package.SCHEDULE
    ]


def test_both_have_the_same_phases() -> None:
    assert [phase.__name__ for phase in package.SCHEDULE] == list(SCHEDULE)


@pytest.mark.process
@pytest.mark.parametrize("name", ["mature", "three-tasks", "kaiserslautern-three-tasks"])
def test_shipped_scenarios_agree(name: str) -> None:
    agree(both(shipped(name, 120), 7), 20)


@pytest.mark.parametrize("number", [3, *(pytest.param(number, marks=pytest.mark.process) for number in (0, 9))])
def test_random_scenarios_agree(number: int) -> None:
    agree(both(random_scenario(number), number), 24)


@pytest.mark.process
@pytest.mark.parametrize("number", [1, 5, 8, 15, 35])
def test_random_worlds_agree(number: int) -> None:
    world_agrees(number, 16)


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_every_scenario_file_agrees(name: str) -> None:
    agree(both(shipped(name, FIRMS), 11), 60)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(50))
def test_fifty_random_scenarios_agree(number: int) -> None:
    agree(both(random_scenario(number), number), 60)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(60))
def test_sixty_random_worlds_agree(number: int) -> None:
    world_agrees(number, 30)


def disturbed(phase: str, disturb: Callable[[World], None]) -> list[Phase]:
    """Return the schedule with something wrong at the end of one phase."""

    def wrap(original: Phase) -> Phase:
        def wrong(world: World) -> None:
            original(world)
            if world.tick == 2:
                disturb(world)

        wrong.__name__ = original.__name__
        return wrong if original.__name__ == phase else original

    return [wrap(original) for original in package.SCHEDULE]


def one_employee_more(world: World) -> None:
    """Change a number by very little."""
    row = world.firm_rows()[3]
    world.actors.employees[row] *= 1.0 + 1e-7


def forget_tie(world: World) -> None:
    """Drop a tie without a word."""
    keep = world.ties.strength == world.ties.strength
    keep[0] = False
    world.ties.keep(keep)


def untold(world: World) -> None:
    """Lose the events."""
    world.events.drain()


@pytest.mark.parametrize(
    ("phase", "disturb", "table"),
    [("grow_firms", one_employee_more, "actor"), ("fade_ties", forget_tie, "tie"), ("form_ties", untold, "event")],
)
def test_a_planted_error_is_found_where_it_happens(phase: str, disturb: Callable[[World], None], table: str) -> None:
    found = compare(both(shipped("three-tasks", 150), 3), 5, disturbed(phase, disturb))
    assert found
    assert (found[0].tick, found[0].phase) == (2, phase)
    assert table in {difference.table for difference in found}


@pytest.fixture(scope="module")
def region() -> Reference:
    """Return a region some ticks on."""
    reference = both(shipped("mature", 150), 5)()[1]
    for _ in range(3):
        reference.step()
    return reference


def test_density_is_what_it_says(region: Reference) -> None:
    """Density again by its definition, pair of cell and firm by pair."""
    SCHEDULE["compute_fields"](region)
    half, phi = region.p.space.half_distance, region.relatedness
    for place in region.places[::97]:
        across: list[float] = []
        for firm in region.firms:
            east, north = abs(firm.cell.x - place.x), abs(firm.cell.y - place.y)
            if max(east, north) <= 3.0 * half + 1e-9:
                across.append(phi[0][firm.sector] * 2.0 ** -((east**2 + north**2) / half**2))
        assert place.density[0] * place.kernel_area == pytest.approx(math.fsum(across), rel=1e-12, abs=1e-12)


def test_concentration_is_what_it_says(region: Reference) -> None:
    """Marcon and Puech's M again, pair of firms by pair."""
    cluster = [firm for firm in region.firms if region.target[firm.sector]]
    shares = []
    for firm in cluster:
        others = [
            o
            for o in region.firms
            if o is not firm and math.dist((o.cell.x, o.cell.y), (firm.cell.x, firm.cell.y)) <= 5.0
        ]
        if others:
            shares.append(sum(region.target[o.sector] for o in others) / len(others))
    expected = math.fsum(shares) / len(shares) / ((len(cluster) - 1) / (len(region.firms) - 1))
    SCHEDULE["measure"](region)
    assert region.series[-1]["concentration_m"] == pytest.approx(expected, rel=1e-12)
