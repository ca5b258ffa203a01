"""What must not matter does not matter: the order of rows, and firms that are out of reach."""

from __future__ import annotations

import numpy as np
import pytest

from clustersim.phases.admit_firms import add_firms
from clustersim.phases.compute_fields import compute_fields, count_firms
from clustersim.phases.entrants import Entrants
from clustersim.phases.schedule import advance
from clustersim.world.build import build_world
from clustersim.world.state import World
from small_worlds import contents, keys, shuffle_rows, simulate, small


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
    "channels__labour": 0, "channels__local_demand": 0, "channels__regional_entry": 0, "channels__relocation": 0,
    "channels__encounter_distance": 1, "channels__chambers": 0, "channels__rent": 0,
}  # fmt: skip


def lonely(extra: bool) -> World:
    """Return a wide region whose firms live in the west, with or without one more firm in the far east."""
    scenario = small("mature", 60, **UNCOUPLED)
    scenario = scenario.changed("region.columns", 400).changed("region.rows", 12).changed("region.scale", 1.0)
    world = build_world(scenario, 2)
    a, grid = world.actors, world.grid
    firms = world.firm_rows()
    a.cell[firms] = (a.cell[firms] // grid.columns) * grid.columns + a.cell[firms] % grid.columns % 60
    if extra:
        place = np.array([grid.columns * 6 + 396], dtype=np.int32)
        one = np.ones(1)
        entrant = Entrants(
            np.array([12345], dtype=np.uint64), place, np.zeros(1, dtype=np.int16), one.astype(np.int8), np.zeros(1, dtype=np.uint64),
            -one.astype(np.int32), -one.astype(np.int32),
        )  # fmt: skip
        world.births += 0 * len(add_firms(world, entrant, employees=np.array([50.0])))
    count_firms(world)
    compute_fields(world)
    return world


def test_a_firm_beyond_reach_changes_nothing_else() -> None:
    without, with_one = lonely(extra=False), lonely(extra=True)
    for _ in range(12):
        advance(without)
        advance(with_one)
    own = {12345}
    children = {int(key) for key, parent in zip(with_one.actors.key, with_one.actors.parent, strict=True) if int(parent) in own}
    east = {
        int(with_one.actors.key[row]) for row in with_one.firm_rows() if with_one.actors.cell[row] % with_one.grid.columns > 300
    }  # fmt: skip
    assert keys(with_one) - own - children - east == keys(without) - east - {
        int(without.actors.key[row]) for row in without.firm_rows() if without.actors.cell[row] % without.grid.columns > 300
    }
    rows = {int(key): row for row, key in enumerate(without.actors.key) if without.actors.alive[row]}
    compared = 0
    for row in with_one.firm_rows():
        other = rows.get(int(with_one.actors.key[row]))
        if other is None or with_one.actors.cell[row] % with_one.grid.columns > 300:
            continue
        compared += 1
        for name in ("employees", "knowledge", "strength", "technology_x", "cell"):
            assert getattr(with_one.actors, name)[row] == getattr(without.actors, name)[other], name
    assert compared > 30
