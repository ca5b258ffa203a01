"""What becomes of tasks that were started: with commitments they go on, keep what they know, and come first."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from clustersim.agency.act import decide
from clustersim.policies.registry import POLICIES
from clustersim.spec.actions import OpenCentre
from clustersim.spec.codes import Event
from clustersim.world.agency_state import AgencyState
from clustersim.world.levers import Levers
from tests.helpers.policy_worlds import (
    COLUMNS,
    ROWS,
    SECTORS,
    case_of,
    decisions,
    observation,
    run,
    settings,
    with_tasks,
)

NEW = {"commitments": "kept", "budgeting": "queue", "progress": "share"}


def staged(years, turn, budget=float("inf"), tasks=("infrastructure", "networking"), rules=NEW, **given):
    """Let a staged agency decide year after year; it turns to networks at the year `turn`."""
    scenario = case_of(
        {
            task: settings(task, opening="whole", **given) if task == "infrastructure" else settings(task)
            for task in tasks
        },
        **rules,
    )
    agency, levers = AgencyState(budget=budget, regime="staged", stage="density"), Levers(SECTORS, COLUMNS * ROWS)
    for tick in range(4 * years):
        levers.reset()
        if tick == 4 * turn:
            agency.stage = "networks"
        outcome = decide(scenario, agency, levers, replace(observation(), tick=tick, years=tick / 4))
        yield tick / 4, outcome, levers, agency


def test_a_centre_outlives_the_stage_that_built_it():
    """The stage turns in the year in which the centre opens: it opens, goes on, and is paid once."""
    opened, ran, paid = [], [], 0.0
    for years, outcome, _, agency in staged(6, turn=2):
        opened += [years for action in outcome.agenda if isinstance(action, OpenCentre)]
        ran.append("infrastructure" in agency.granted)
        paid += agency.spent.get("infrastructure", 0.0)
    n = POLICIES["infrastructure"].numbers()
    assert opened == [2.0]
    assert all(ran)
    running = 4 * (n.places * n.running_cost + n.service_cost * n.starts)
    assert paid == pytest.approx(n.places * n.building_cost + running)


def test_without_commitments_it_is_given_up():
    old = {"commitments": "dropped", "budgeting": "proportional", "progress": "mean"}
    found = list(staged(6, turn=1, rules=old))
    assert not any(isinstance(action, OpenCentre) for _, outcome, _, _ in found for action in outcome.agenda)


def test_a_building_short_of_money_opens_late_and_whole():
    n = POLICIES["infrastructure"].numbers()
    half = n.places * n.building_cost / n.lead_time / 2.0
    opened = [
        (years, action.places)
        for years, outcome, _, _ in staged(
            9, turn=0, budget=half, tasks=("infrastructure",), rules=NEW | {"entry_point": "density"}
        )
        for action in outcome.agenda
        if isinstance(action, OpenCentre)
    ]
    assert opened == []  # the stage of networks begins no building
    opened = [
        (years, action.places)
        for years, outcome, _, _ in staged(9, turn=8, budget=half, tasks=("infrastructure",))
        for action in outcome.agenda
        if isinstance(action, OpenCentre)
    ]
    assert opened == [(4.0, n.places)]


def test_what_was_started_is_paid_before_what_is_new():
    """Networking costs more than is left beside the building's reserve: it waits, and starts when the centre is paid."""
    n = POLICIES["infrastructure"].numbers()
    budget = 0.9 * n.places * n.building_cost / n.lead_time
    started, waited = {}, []
    for years, outcome, _, _ in staged(6, turn=1, budget=budget):
        for event, task, _ in outcome.notes:
            if event == Event.TASK_STARTED:
                started[task] = years
            if event == Event.TASK_WAITING:
                waited.append((years, task))
    assert started["infrastructure"] == 0.0
    assert started["networking"] == 1.0
    assert waited == []


def test_a_task_without_money_waits_and_says_so_once():
    tasks = {"networking": settings("networking"), "organisation": settings("organisation")}
    scenario = case_of(tasks, **NEW)
    fixed = POLICIES["networking"].numbers().staff_cost
    waits = [
        (tick, task)
        for tick, (outcome, _, agency) in enumerate(decisions(scenario, 4, regime="simultaneous", budget=0.9 * fixed))
        for event, task, _ in outcome.notes
        if event == Event.TASK_WAITING
    ]
    assert (0, "networking") in waits
    assert len(waits) == len({task for _, task in waits})


def test_what_is_not_spent_is_carried_over_up_to_a_year():
    scenario = case_of({"networking": settings("networking")}, **NEW)
    budget = 0.9 * POLICIES["networking"].numbers().staff_cost
    saved, notes = [], []
    for outcome, _, agency in decisions(scenario, 4, regime="simultaneous", budget=budget):
        saved.append(agency.saved)
        notes += [value for event, _, value in outcome.notes if event == Event.CARRIED_OVER]
    assert saved[:4] == pytest.approx([budget / 4 * number for number in (1, 2, 3, 4)])
    assert max(saved) == pytest.approx(budget)
    assert notes == pytest.approx([budget] * 4)


def test_breadth_counts_what_was_started():
    tasks = ("infrastructure", "networking", "lighthouse", "finance")
    for years, _, _, agency in staged(4, turn=1, tasks=tasks, rules=NEW | {"breadth": 3}):
        assert len(agency.granted) <= 3
        if years >= 1.0:
            assert list(agency.begun) == ["infrastructure", "finance", "networking"]


def test_a_task_that_is_over_keeps_what_it_knows_and_is_no_commitment():
    scenario = case_of({"networking": settings("networking", stop=1.0)}, **NEW)
    *_, (_, _, agency) = decisions(scenario, 2)
    assert not agency.begun
    assert not agency.granted
    assert "networking" in agency.memory


def test_before_it_exists_the_agency_saves_nothing():
    scenario = case_of({"networking": settings("networking")}, start=5.0, **NEW)
    saved = [agency.saved for _, _, agency in decisions(scenario, 8, regime="simultaneous", budget=70_000.0)]
    assert saved[:20] == [0.0] * 20
    assert saved[20] == pytest.approx(70_000.0 / 4)


def test_what_was_begun_keeps_the_order_of_its_importance():
    """Tasks that only serve others come last, also when all begin in the same tick."""
    tasks = {task: settings(task) for task in POLICIES}
    *_, (_, _, agency) = decisions(case_of(tasks, **NEW), 1, regime="simultaneous")
    assert [POLICIES[task].stage == "enabling" for task in agency.begun] == [False] * 6 + [True] * 3


def test_short_money_neither_breaks_off_projects_nor_drives_members_away():
    """All tasks at a budget that is short run at one level in every tick, those without variable costs too."""
    changes = {"organisation": {"membership": "state"}, "lighthouse": {"years_least": 2.0, "years_most": 2.0}}
    tasks = {task: changes.get(task, {}) for task in ("organisation", "networking", "lighthouse", "finance")}
    world = run(with_tasks(tasks, "simultaneous", 520_000.0, **NEW), 24)
    members = [row["members"] for row in world.series][2:]
    assert members == sorted(members) or min(b - a for a, b in pairwise(members)) > -3.0  # some close
    ended = world.events.table()
    values = ended["value"][ended["event"] == Event.PROJECT_ENDED]
    assert not (values < 0.0).any()
    levels = {round(value, 12) for value in world.agency.granted.values()}
    assert len(levels) == 1
    assert 0.25 <= levels.pop() < 1.0


@pytest.mark.parametrize("regime", ["simultaneous", "staged", "adaptive"])
def test_no_task_pays_its_fixed_cost_for_nothing(regime):
    """Found by a referee: at a short budget networking ran at next to no intensity, and no centre ever opened."""
    tasks = {task: {} for task in POLICIES} | {"infrastructure": {"opening": "whole", "places": 12}}
    world = run(with_tasks(tasks, regime, 1_600_000.0, **NEW), 40)
    events = world.events.table()
    granted = events["value"][np.isin(events["event"], (Event.TASK_STARTED, Event.TASK_CHANGED))]
    assert granted.min() >= 0.25
    assert len(world.centres) == 1
    broken = events["value"][events["event"] == Event.PROJECT_ENDED] < 0.0
    assert not broken.any()
