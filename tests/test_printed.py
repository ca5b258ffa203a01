"""What Python shows of an object is one short line that says what it is; a scenario is one value, not its fields."""

from __future__ import annotations

from pathlib import Path

import pytest

from clustersim import ClusterModel, Scenario, build_world, load
from tests.helpers.batch_worlds import run_here, tiny_plan

LONGEST = 240


def test_a_scenario() -> None:
    printed = repr(Scenario.load("three-tasks", {"policies.networking.intensity": 0.5}))
    assert printed == (
        "<Scenario 'three-tasks': 1,000 firms in 6 sectors, 40 x 40 cells of 1 km, 80 ticks of 0.25 years; "
        "tasks: organisation 1, infrastructure 1, networking 0.5>"
    )
    assert str(Scenario.load("baseline")).endswith("tasks: none>")


def test_a_world_and_its_model_say_how_far_they_are() -> None:
    scenario = Scenario.load("mature", {"start.firms": 150, "parameters.start.burn_in": 1.0})
    model = ClusterModel(scenario, 3).run(2)
    firms, ties = len(model.world.firm_rows()), len(model.world.ties)
    assert repr(model.world) == (
        f"<World of 'mature', seed 3, tick 2 (year 0.5): {firms} firms, 2 institutions, {ties} ties>"
    )
    assert repr(model) == f"<ClusterModel: {repr(model.world)[1:]}"
    assert repr(build_world(scenario, 3)).startswith("<World of 'mature', seed 3, tick 0 (year 0): ")


def test_a_plan_and_its_results(tmp_path: Path) -> None:
    plan = tiny_plan(tmp_path, seeds=2)
    arms = ", ".join(arm.name for arm in plan.arms)
    assert repr(plan) == f"<Plan 'tiny': 4 arms ({arms}), 2 seeds, 4 ticks, 8 runs>"
    run_here(plan, tmp_path / "done")
    printed = repr(load(tmp_path / "done"))
    assert printed == f"<Results in '{tmp_path / 'done'}': 8 runs finished of {repr(plan)[1:]}"
    assert all(len(line) < LONGEST and "\n" not in line for line in (repr(plan), printed.replace(str(tmp_path), "")))


def test_a_scenario_is_no_list_of_its_fields() -> None:
    with pytest.raises(TypeError, match="not iterable"):
        list(Scenario.load("baseline"))
