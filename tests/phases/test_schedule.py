"""The schedule: its clock, and what happens to time in schedules of one's own."""

from __future__ import annotations

from typing import get_args

from clustersim import SCHEDULE, ClusterModel, World, advance, build_world
from clustersim.phases.schedule import Phase
from clustersim.spec.schedule import PhaseName
from tests.helpers.small_worlds import small


def test_the_phases_that_a_scenario_may_name_are_those_that_run_in_their_order() -> None:
    assert get_args(PhaseName) == tuple(phase.__name__ for phase in SCHEDULE)


def without(*left_out: str) -> list[Phase]:
    return [phase for phase in SCHEDULE if phase.__name__ not in left_out]


def test_the_clock_is_a_phase_and_what_is_measured_is_the_next_tick() -> None:
    ticks: list[tuple[str, int]] = []

    def noted(phase: Phase) -> Phase:
        def run(world: World) -> None:
            phase(world)
            ticks.append((phase.__name__, world.tick))

        return run

    world = build_world(small(), 1)
    advance(world, [noted(phase) for phase in SCHEDULE])
    assert ticks == [
        (name, int(name in ("advance_clock", "measure"))) for name in (phase.__name__ for phase in SCHEDULE)
    ]
    assert [row["tick"] for row in world.series] == [0.0, 1.0]


def test_a_schedule_without_the_clock_stays_in_its_tick() -> None:
    world = build_world(small(), 1)
    for _ in range(3):
        advance(world, without("advance_clock"))
    assert world.tick == 0
    assert [row["tick"] for row in world.series] == [0.0] * 4


def test_a_schedule_that_measures_nothing_still_advances() -> None:
    world = build_world(small(), 1)
    advance(world, without("measure"))
    assert world.tick == 1
    assert len(world.series) == 1


def test_a_model_whose_clock_stands_still_ends_after_a_step() -> None:
    model = ClusterModel(small(ticks=5), 1, without("advance_clock"))
    assert model.running
    model.run_model()
    assert not model.running
    assert model.world.tick == 0
