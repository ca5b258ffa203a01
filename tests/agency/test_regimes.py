"""Regimes and stages: what runs when, on made-up observations."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from clustersim.agency.regime import adaptive, staged, wishes
from clustersim.agency.settings import read_settings
from clustersim.policies.registry import POLICIES
from clustersim.spec.diagnosis import Diagnosis, Potential
from tests.helpers.policy_worlds import case_of, observation, run, settings, small_case, with_tasks

TASKS = read_settings(case_of({task: settings(task) for task in POLICIES}))
ENABLING = {"organisation", "strategy", "alignment"}
BOTH = {"marketing", "qualification"}


def office(**given):
    return SimpleNamespace(
        **({"start": 0.0, "stop": None, "entry_point": "all", "breadth": 9, "focus": "balanced"} | given)
    )


def see(years: float = 5.0, stage: str = "", **found: float):
    potentials = tuple(Potential(task, "stimulate", "firms", 0, -1, score) for task, score in found.items())
    return replace(observation(), years=years, stage=stage, diagnosis=Diagnosis(tick=0, potentials=potentials))


def test_the_stage_decides_what_runs():
    assert set(staged(TASKS, see(stage="density"))) == ENABLING | BOTH | {"infrastructure", "finance"}
    assert set(staged(TASKS, see(stage="networks"))) == ENABLING | BOTH | {"networking", "lighthouse"}
    assert staged(TASKS, see(stage="networks"))[-3:] == ["organisation", "strategy", "alignment"]  # they give way first


def test_adaptive_funds_the_greatest_potentials_and_what_serves_them():
    order = adaptive(TASKS, see(finance=0.3, networking=0.6, marketing=0.05))
    assert order == ["networking", "finance", "organisation", "strategy", "alignment"]
    assert adaptive(TASKS, see(networking=0.6)) == ["networking"]  # nobody to be served but one
    assert adaptive(TASKS, see()) == []


@pytest.mark.parametrize("regime", ["adaptive", "staged", "simultaneous", "reversed", "calendar"])
def test_times_of_the_agency_and_of_tasks_limit_every_regime(regime):
    seen = see(stage="networks", networking=0.9, lighthouse=0.9)
    assert "networking" in wishes(office(), regime, TASKS, seen)
    assert wishes(office(stop=5.0), regime, TASKS, seen) == {}
    assert wishes(office(start=5.5), regime, TASKS, seen) == {}
    late = read_settings(case_of({task: settings(task, start=6.0) for task in POLICIES}))
    assert wishes(office(), regime, late, seen) == {}


def test_breadth_keeps_the_most_important():
    assert list(wishes(office(breadth=2), "adaptive", TASKS, see(finance=0.3, networking=0.6, lighthouse=0.5))) == [
        "networking",
        "lighthouse",
    ]
    assert len(wishes(office(breadth=4), "simultaneous", TASKS, see())) == 4
    assert not ENABLING & set(wishes(office(breadth=6), "simultaneous", TASKS, see()))


def test_focus_lowers_what_lies_beside_it():
    found = wishes(office(focus="networks"), "simultaneous", TASKS, see())
    assert {task for task, intensity in found.items() if intensity == 0.5} == {"infrastructure", "finance"}
    assert {task for task, intensity in found.items() if intensity == 1.0} == ENABLING | BOTH | {
        "networking",
        "lighthouse",
    }
    assert set(wishes(office(), "simultaneous", TASKS, see()).values()) == {1.0}


def test_the_entry_point_holds_for_its_years():
    for point, expected in (("density", ENABLING | BOTH | {"infrastructure", "finance"}), ("organisation", ENABLING)):
        assert set(wishes(office(entry_point=point), "simultaneous", TASKS, see(1.99))) == expected
        assert set(wishes(office(entry_point=point), "simultaneous", TASKS, see(2.0))) == set(POLICIES)


@pytest.mark.parametrize("regime", ["adaptive", "staged", "reversed"])
def test_a_real_region_goes_through_it(regime):
    world = run(with_tasks({task: {} for task in POLICIES}, regime, 400_000.0), 16)
    assert sum(row["cost"] for row in world.series) <= 4 * 400_000.0 * (1 + 1e-9)
    assert sum(row["cost"] for row in world.series) > 0.0
    assert (world.series[-1]["stage"] > 0.0) == (regime != "adaptive")


@pytest.mark.parametrize("regime", ["adaptive", "staged", "reversed", "simultaneous", "calendar"])
def test_zero_intensity_is_the_baseline_in_every_regime(regime):
    from tests.helpers.policy_worlds import differing, trace

    idle = run(with_tasks({task: {"intensity": 0.0} for task in POLICIES}, regime), 6)
    assert differing(trace(idle), trace(run(small_case(), 6))) == []
