"""What must not matter does not matter: the order of rows, and firms that are out of reach."""

from __future__ import annotations

import numpy as np
import pytest

from clustersim.mechanisms.counting import count_firms
from clustersim.mechanisms.entrants import Entrants
from clustersim.mechanisms.firms import add_firms
from clustersim.phases.compute_fields import compute_fields
from clustersim.phases.schedule import advance
from clustersim.start.build import build_world
from clustersim.world.state import World
from tests.helpers.small_worlds import contents, keys, shuffle_rows, simulate, small


@pytest.mark.parametrize("name", ["three-tasks", "mature"])
def test_results_do_not_depend_on_the_order_of_rows(name: str) -> None:
    scenario = small(name)
    plain, shuffled = build_world(scenario, 3), build_world(scenario, 3)
    for tick in range(16):
        shuffle_rows(shuffled, tick)
        advance(plain)
        advance(shuffled)
    assert len(plain.ties) > 20
    assert contents(plain) == contents(shuffled)


def test_same_scenario_and_seed_give_the_same_results_and_another_seed_does_not() -> None:
    scenario = small()
    first = contents(simulate(scenario, seed=5))
    assert first == contents(simulate(scenario, seed=5))
    assert first != contents(simulate(scenario, seed=6))


UNCOUPLED = {
    "channels__labour": 0,
    "channels__local_demand": 0,
    "channels__regional_entry": 0,
    "channels__relocation": 0,
    "channels__encounter_distance": 1,
    "channels__chambers": 0,
    "channels__rent": 0,
    "channels__critical_mass": 0,
}


WEST, EXTRA = 60, 12345
SPEED = 42.0  # km: the farthest that a meeting reaches in one tick (six times its decay distance)


def lonely(extra: bool) -> World:
    """Return a wide region whose firms live in the west, with or without one more firm in the far east."""
    scenario = small("mature", 150, **UNCOUPLED)
    scenario = scenario.changed("region.scale", 1.0).changed("region.columns", 400)
    world = build_world(scenario, 2)
    a, grid = world.actors, world.grid
    firms = world.firm_rows()
    a.cell[firms] = (a.cell[firms] // grid.columns) * grid.columns + a.cell[firms] % grid.columns % WEST
    if extra:
        place = np.array([grid.columns * 6 + 396], dtype=np.int32)
        nobody, nowhere = np.zeros(1, dtype=np.uint64), np.array([-1], dtype=np.int32)
        entrant = Entrants(
            np.array([EXTRA], dtype=np.uint64),
            place,
            np.zeros(1, dtype=np.int16),
            np.ones(1, dtype=np.int8),
            nobody,
            nowhere,
            nowhere,
        )
        add_firms(world, entrant, employees=np.array([50.0]))
    count_firms(world)
    compute_fields(world)
    return world


def western(world: World) -> dict[int, int]:
    """Return the row of every firm in the west by its key."""
    rows = world.firm_rows()
    return {int(world.actors.key[row]): int(row) for row in rows if world.actors.cell[row] % world.grid.columns < WEST}


def test_a_firm_beyond_reach_changes_nothing_else() -> None:
    without, with_one = lonely(extra=False), lonely(extra=True)
    assert EXTRA in keys(with_one)
    for _ in range(int((396 - WEST) / SPEED) - 1):
        advance(without)
        advance(with_one)
    here, there = western(without), western(with_one)
    assert here.keys() == there.keys()
    assert len(here) > 40
    for name in ("employees", "knowledge", "strength", "degree", "technology_x", "cell", "age", "trust", "outside"):
        first, second = (
            getattr(without.actors, name)[list(here.values())],
            getattr(with_one.actors, name)[[there[key] for key in here]],
        )
        assert first.tolist() == second.tolist(), name
    assert without.actors.degree[list(here.values())].sum() > 10


def test_with_the_couplings_on_one_more_firm_is_felt() -> None:
    # the other side of the test above: labour market and shared entry reach everywhere, so the test can fail
    scenario = small("mature")
    plain, disturbed = build_world(scenario, 2), build_world(scenario, 2)
    disturbed.actors.employees[disturbed.firm_rows()[0]] *= 40.0
    for _ in range(3):
        advance(plain)
        advance(disturbed)
    assert plain.labour.tightness != disturbed.labour.tightness
