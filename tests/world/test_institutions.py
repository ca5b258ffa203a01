"""What size gives to universities and institutes, and what chambers keep."""

from __future__ import annotations

import pytest

from clustersim.mechanisms.ties import soft_capacity
from clustersim.spec.codes import Kind
from clustersim.start.build import build_world
from clustersim.world.state import World
from tests.helpers.small_worlds import alike


def kaiserslautern(**ties: float) -> World:
    """Return the district with its ten institutions, without a past."""
    changes = {f"parameters__ties__{name}": value for name, value in ties.items()}
    return build_world(alike("kaiserslautern", 300, parameters__start__burn_in=0.0, **changes), 1)


def by_name(world: World, values: object) -> dict[str, float]:
    """Return a column of the institutions by the beginning of their names."""
    return {name.split()[0]: float(values[row]) for row, name in enumerate(world.institution_names)}  # type: ignore[index]


@pytest.mark.filterwarnings("ignore")
def test_capacity_and_openness_follow_staff() -> None:
    world = kaiserslautern(institution_exponent=0.7, chamber_capacity=10.0)
    factor = (1360.0 / 250.0) ** 0.7
    capacity, openness = by_name(world, soft_capacity(world)), by_name(world, world.actors.openness)
    assert capacity["RPTU"] == pytest.approx(40.0 * factor)
    assert openness["RPTU"] == pytest.approx(4.0 * factor)
    assert capacity["IHK"] == capacity["Handwerkskammer"] == 10.0, "chambers keep theirs, whatever their staff"
    assert openness["IHK"] == openness["Handwerkskammer"] == 2.0


@pytest.mark.filterwarnings("ignore")
def test_at_an_exponent_of_0_all_are_alike() -> None:
    world = kaiserslautern(institution_exponent=0.0, institution_size=77.0)
    universities = world.actors.kind[: world.institutions] == Kind.UNIVERSITY
    assert set(soft_capacity(world)[: world.institutions][universities]) == {40.0}
    assert set(world.actors.openness[: world.institutions][universities]) == {4.0}
