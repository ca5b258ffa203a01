"""Starts that arms share are those that each would build; what makes another start makes another key."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from clustersim.scenario import Scenario
from clustersim.start.build import build_world
from clustersim.start.cache import Starts, start_key


@pytest.mark.process
@pytest.mark.parametrize(
    "name", ["baseline", "wrong-sector", "all-nine-staged", "anchor-closes", "no-university", "one-task-rich"]
)
def test_a_start_that_arms_share_is_the_one_that_each_would_build(name: str) -> None:
    starts = Starts()
    scenario = Scenario.load(name, {"start.firms": 120, "parameters.start.burn_in": 2.0})
    other = scenario.changed_by({"policies": {"finance": {}}, "agency.budget": 1000.0})
    assert start_key(scenario) == start_key(other)
    starts.world(other, 5, start_key(other))
    shared, own = starts.world(scenario, 5, start_key(scenario), events=True), build_world(scenario, 5)
    assert repr(shared.series) == repr(own.series)
    for part in ("actors", "ties", "centres", "cells", "references", "labour", "agency", "levers", "projects"):
        one, other_one = vars(getattr(shared, part)), vars(getattr(own, part))
        names = [name for name in other_one if not name.startswith("_")]
        assert [name for name in names if pickle.dumps(one[name]) != pickle.dumps(other_one[name])] == [], part
    assert shared.scenario is scenario
    assert shared.events.active


def test_what_makes_a_start_another_one_changes_its_key() -> None:
    scenario = Scenario.load("baseline")
    changes: list[dict[str, Any]] = [
        {"start.firms": 900},
        {"parameters.ties.capacity": 12.0},
        {"tick_years": 0.5},
        {"channels.closure": 0},
        {"region.cell_km": 1.5},
    ]
    assert len({start_key(scenario), *(start_key(scenario.changed_by(change)) for change in changes)}) == 1 + len(
        changes
    )
