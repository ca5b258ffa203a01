"""A region that is scaled: its land, firms and institutions stay in proportion, or a warning says how far they do not."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from clustersim.scenario import Scenario
from clustersim.start.build import empty_world, solve_laws
from clustersim.start.ground import lay_out, make_ground
from clustersim.start.institutions import add_institutions
from clustersim.world.state import World


def drawn(name: str) -> Scenario:
    """Return a scenario as it was drawn, with one entry rate for all sectors, so that their law is solved once."""
    scenario = Scenario.load(name)
    return scenario.changed_by({f"sectors.{sector.key}.entry_rate": 0.08 for sector in scenario.sectors})


def ground_of(scenario: Scenario) -> World:
    """Return a world with its cells and institutions, without firms."""
    layout = lay_out(scenario.region)
    world = empty_world(scenario, 1, layout, make_ground(scenario, layout), *solve_laws(scenario))
    add_institutions(world, scenario, layout)
    return world


@pytest.mark.parametrize(
    ("name", "times"), [("baseline", 2), ("baseline", 3), ("baseline", 4), ("baseline", 7), ("kaiserslautern", 5)]
)
def test_whole_multiples_keep_all_densities(name: str, times: int) -> None:
    small = drawn(name)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        large = small.with_firms(times * small.start.firms)
    one, many = ground_of(small), ground_of(large)
    assert many.institutions == times * one.institutions
    assert many.cells.inside.sum() == times * one.cells.inside.sum()
    assert many.sectors.stock == pytest.approx(times * one.sectors.stock)
    assert bool(np.all(many.cells.inside[many.actors.cell]))
    assert len(set(many.actors.key.tolist())) == many.institutions
    np.testing.assert_allclose(many.references.density, one.references.density)


@pytest.mark.parametrize(("firms", "institutions"), [(1500, 4), (2600, 6), (1800, 4), (2100, 4), (500, 2), (250, 2)])
def test_other_sizes_keep_the_density_of_firms_and_warn_of_institutions(firms: int, institutions: int) -> None:
    said = (
        rf"a region of {firms} firms has {1000 * institutions / firms:.3g} institutions per 1,000 firms instead of 2,"
    )
    with pytest.warns(UserWarning, match=said):
        scaled = drawn("baseline").with_firms(firms)
    world = ground_of(scaled)
    assert world.institutions == institutions
    area = float(world.cells.inside.sum()) * world.grid.cell_area
    assert firms / area == pytest.approx(1000 / 1600, rel=0.05)
    assert bool(np.all(world.cells.inside[world.actors.cell]))


def test_a_region_without_institutions_has_any_size() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Scenario.load("baseline").changed("institutions", []).with_firms(1500)


def test_the_warning_names_sizes_that_are_in_proportion() -> None:
    with pytest.warns(UserWarning, match="whole multiples of 1000 firms, the nearest: 2000 and 3000$"):
        Scenario.load("baseline").with_firms(2600)
    with pytest.warns(UserWarning, match="the nearest: 1000$"):
        Scenario.load("baseline").with_firms(1000).with_firms(300)
    with pytest.warns(UserWarning, match="whole multiples of 1000 firms, the nearest: 2000 and 3000$"):
        Scenario.load("baseline").with_firms(3000).with_firms(2600)
