"""Critical mass: only firms that are related enough count against it, wherever it is counted."""

from __future__ import annotations

import numpy as np
import pytest

from clustersim.agency.facts import gather_facts, related_in_reach
from clustersim.mechanisms.critical_mass import mass_yield
from clustersim.phases.compute_fields import compute_fields
from clustersim.phases.measure import measure
from clustersim.start.build import build_world
from clustersim.world.state import World
from tests.helpers.small_worlds import small

FROM = "parameters__mass__related_from"


def region(least: float, **changes: float) -> World:
    """Return a region (relatedness 0.5 within a group, 0.1 across) whose fields are up to date."""
    world = build_world(small("mature", 400, parameters__start__burn_in=0.0, **{FROM: least}, **changes), 2)
    compute_fields(world)
    return world


def counts(world: World) -> dict[str, float]:
    """Return all that is counted against m*."""
    firm = world.actors.alive & (world.actors.sector >= 0)
    facts = gather_facts(world)
    measure(world)
    return {
        "reach": float(world.cells.reach.sum()),
        "yield of firms and institutions": float(mass_yield(world).sum()),
        "related": float(related_in_reach(world, firm).sum()),
        "progress": facts.progress,
        "yields": float(facts.yields.sum()),
        "critical_share": world.series[-1]["critical_share"],
    }


@pytest.fixture(scope="module")
def tables() -> dict[float, dict[str, float]]:
    return {least: counts(region(least)) for least in (0.0, 0.1, 0.3)}


def test_a_threshold_at_the_least_relatedness_changes_nothing(tables: dict[float, dict[str, float]]) -> None:
    assert tables[0.0] == tables[0.1]


@pytest.mark.parametrize(
    "name", ["reach", "yield of firms and institutions", "related", "progress", "yields", "critical_share"]
)
def test_unrelated_firms_count_nowhere(tables: dict[float, dict[str, float]], name: str) -> None:
    assert tables[0.3][name] < tables[0.0][name]


def test_what_counts_is_the_same_number_everywhere() -> None:
    world = region(0.3)
    a = world.actors
    firm = a.alive & (a.sector >= 0)
    phi = world.sectors.relatedness
    rows = np.flatnonzero(firm)[:40]
    apart = np.hypot(
        *(axis[a.cell[firm]][None, :] - axis[a.cell[rows]][:, None] for axis in (world.grid.x(), world.grid.y()))
    )
    weight = np.where(phi >= 0.3, phi, 0.0)[a.sector[rows]][:, a.sector[firm]]
    plain = (weight * (apart <= world.parameters.space.reach_radius + 1e-9)).sum(axis=1) - 1.0
    assert related_in_reach(world, firm)[rows] == pytest.approx(plain)
    assert world.cells.reach[a.sector[rows], a.cell[rows]] - 1.0 == pytest.approx(plain)


def test_densities_weigh_all_firms() -> None:
    assert np.array_equal(region(0.0).cells.density, region(0.3).cells.density)
