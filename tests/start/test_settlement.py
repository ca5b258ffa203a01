"""Where firms are in the long run: entry, spin-offs, moves and exit balance in every cell, and places are a fixed point."""

from __future__ import annotations

import numpy as np
import pytest

from clustersim.start.build import empty_world, long_run_places, solve_laws
from clustersim.start.ground import lay_out, make_ground
from clustersim.start.institutions import add_institutions
from clustersim.start.settlement import _balance, _exit_factor, _fixed_point, scattered
from clustersim.world.state import World
from tests.helpers.made_regions import SECTORS, region


def empty_region() -> World:
    """Return a region with its institutions and without firms."""
    scenario = region()
    layout, (laws, giant) = lay_out(scenario.region), solve_laws(scenario)
    world = empty_world(scenario, 1, layout, make_ground(scenario, layout), laws, giant)
    add_institutions(world, scenario, layout)
    return world


@pytest.mark.parametrize(("sector", "served"), [(0, True), (1, False)])
def test_what_begins_and_what_ends_balance_in_every_cell(sector: int, served: bool) -> None:
    """By hand: firms of a cell = (entries + moves in) / (exit rate + rate of moves out), scaled to the sector's total."""
    world, random = empty_region(), np.random.default_rng(1)
    p = world.parameters.entry._replace(spin_off_share=0.3, academic_share=0.2, settlement_share=0.15)
    world.parameters = world.parameters._replace(entry=p)
    world.cells.density[:] = random.uniform(0.2, 6.0, world.cells.density.shape)
    weights, number, move_in, move_out = (random.uniform(0.1, 1.0, 400) for _ in range(4))
    move_in, move_out = 0.05 * move_in, 0.05 * move_out
    free, total, rate = world.cells.inside, number.sum(), SECTORS[sector]["entry_rate"]
    university = np.zeros(400)
    university[8 * 20 + 6] = 1.0
    independent = 1.0 - 0.3 - 0.15 - 0.2 * served
    entry = (independent + 0.15) * weights / weights.sum() + 0.3 * scattered(
        world, number / total, p.spin_off_near, free
    )
    entry += 0.2 * served * scattered(world, university, p.academic_near, free)
    expected = (rate * total * entry + move_in) / (rate * _exit_factor(world, sector, number, 0.7) + move_out)
    found = _balance(world, sector, weights, number, move_in, move_out, 0.7)
    np.testing.assert_allclose(found, expected * total / expected.sum(), rtol=1e-12)


def test_the_places_of_a_mature_region_are_a_fixed_point() -> None:
    scenario, world = region(), empty_region()
    layout, (laws, giant) = lay_out(scenario.region), solve_laws(scenario)
    places = long_run_places(scenario, 1, layout, make_ground(scenario, layout), laws, giant)
    assert places is not None
    assert places.sum(axis=1) == pytest.approx([75, 75, 100])
    elasticity = np.array([law.life_elasticity for law in laws])
    free = np.ones(3, dtype=bool)
    again = _fixed_point(world, places, free, elasticity)
    assert np.abs(again - places).max() < 1e-3 * places.max()
    mixed = 0.5 * places + 0.5 * np.roll(places, 7, axis=1)  # started elsewhere it comes to the same places
    assert np.abs(_fixed_point(world, mixed, free, elasticity) - places).max() < 5e-3 * places.max()
    assert places[0].max() > 2 * places[0].mean()


def test_where_related_firms_are_dense_fewer_firms_close() -> None:
    """By hand: knowledge follows density and lowers exit, so that dense cells keep more firms."""
    world = empty_region()
    cells, p, channels = world.cells, world.parameters, world.channels
    dense, thin = np.flatnonzero(cells.inside)[:2]
    cells.density[0] = 1.0
    cells.density[0, dense], cells.density[0, thin] = 4.0, 0.5
    number = np.ones(400)
    number[dense] = 50.0  # a mean over firms, not over cells
    factor = _exit_factor(world, 0, number, 0.7)
    know = [
        p.learning.density_elasticity
        * np.log(cells.density[0, c] - 1.0 / cells.kernel_area[c] + p.entry.density_offset)
        for c in (dense, thin)
    ]
    assert factor[dense] < 1.0 < factor[thin]
    assert np.log(factor[dense] / factor[thin]) == pytest.approx(-p.exit.knowledge_effect * 0.7 * (know[0] - know[1]))
    assert np.average(factor, weights=number) == pytest.approx(1.0)
    for off in ("density_learning", "knowledge_exit"):  # then density does not reach exit
        world.channels = channels._replace(**{off: 0})
        assert _exit_factor(world, 0, number, 0.7).tolist() == [1.0] * 400


def test_who_moves_is_missing_there_and_comes_on_top_here() -> None:
    world = empty_region()
    world.cells.density[0] = 1.0
    one, other = np.flatnonzero(world.cells.inside)[:2]
    even, still = np.ones(400), np.zeros(400)
    stays = _balance(world, 0, even, even, still, still, 0.7)
    leaves, comes = still.copy(), still.copy()
    leaves[one], comes[other] = 0.05, 0.05
    assert _balance(world, 0, even, even, still, leaves, 0.7)[one] < stays[one]
    assert _balance(world, 0, even, even, comes, still, 0.7)[other] > stays[other]


def test_spin_offs_scatter_around_their_parents() -> None:
    world = empty_region()
    origin = np.zeros(400)
    origin[8 * 20 + 6] = 1.0
    free = np.ones(400, dtype=bool)
    found = scattered(world, origin, 0.9, free)
    assert found.sum() == pytest.approx(1.0, abs=1e-6)
    assert np.argmax(found) == 8 * 20 + 6
    closed = free.copy()
    closed[8 * 20 + 6] = False
    assert scattered(world, origin, 0.9, closed)[8 * 20 + 6] == 0.0


def test_without_forces_places_are_even() -> None:
    off = dict.fromkeys(
        ("density_entry", "first_nature", "services", "rent", "floor", "spin_offs", "relocation", "density_learning"), 0
    )
    scenario = region(
        channels=off, institutions=[], parameters={"start": {"burn_in": 0.0}, "entry": {"academic_share": 0.0}}
    )
    layout, (laws, giant) = lay_out(scenario.region), solve_laws(scenario)
    places = long_run_places(scenario, 1, layout, make_ground(scenario, layout), laws, giant)
    assert places is not None
    assert np.ptp(places[0]) < 1e-9
