"""What every task of cluster policy must keep, written once for all tasks there are and all to come."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest

from clustersim.agency.act import check_declared, decide
from clustersim.agency.settings import read_settings
from clustersim.phases.schedule import advance
from clustersim.policies.base import Wish, choices_of
from clustersim.policies.registry import POLICIES
from clustersim.spec.levers import ENTRY_PULL, LEVERS
from clustersim.spec.parameters import Number, describe
from clustersim.world.agency_state import AgencyState
from clustersim.world.levers import Levers
from tests.helpers.policy_worlds import (
    COLUMNS,
    ROWS,
    SECTORS,
    begin,
    case_of,
    decisions,
    differing,
    observation,
    run,
    settings,
    small_case,
    trace,
    with_tasks,
)

TASKS = tuple(POLICIES)
CANONICAL = (
    "organisation",
    "strategy",
    "alignment",
    "infrastructure",
    "networking",
    "marketing",
    "lighthouse",
    "finance",
    "qualification",
)
SHORT = {"infrastructure": {"lead_time": 0.5}}  # so that a short run sees all of a task
TICKS = 16
SOURCE = re.compile(r"\b(assumption|F-P\d[a-z]?|[A-EKP]\d\d)\b")


NEEDS = {"marketing": ("strategy",)}  # settlements need a diagnosed profile
SERVING = {"organisation", "strategy", "alignment"}  # tasks that change what others do, and nothing by themselves


def with_needed(task: str, **given: Any) -> dict[str, dict[str, Any]]:
    """Return a task with the others without which a part of it does nothing."""
    return {other: settings(other) for other in NEEDS.get(task, ())} | {task: settings(task, **given)}


def choices(task: str) -> list[dict[str, Any]]:
    """Return all combinations of a task's settings that are words, also with the rules on that a number of 0 leaves off."""
    known, numbers = choices_of(POLICIES[task]), describe(POLICIES[task].numbers, task)
    asleep = {row.key.partition(".")[2]: 0.1 * row.number.high for row in numbers if row.default == 0.0}
    words = [dict(zip(known, said, strict=True)) for said in product(*(choice.values for _, choice in known.values()))]
    return [*words, *(said | asleep for said in words if asleep)]


@cache
def baseline(ticks: int) -> dict[str, bytes]:
    return trace(run(small_case(), ticks))


# --- what a task declares ---------------------------------------------------------------------------------------------


def test_tasks_stand_in_the_canonical_order():
    assert list(POLICIES)[: len(CANONICAL)] == list(CANONICAL)  # the nine of the text; others come after them
    assert [policy.place for policy in POLICIES.values()] == sorted(policy.place for policy in POLICIES.values())
    assert all(task == policy.key for task, policy in POLICIES.items())


@pytest.mark.parametrize("task", TASKS)
def test_texts_in_both_languages(task):
    policy = POLICIES[task]
    for text in (policy.title_en, policy.title_de, policy.mechanism_en, policy.mechanism_de, policy.leaves):
        assert len(text.strip()) > 10
    assert policy.title_en != policy.title_de
    assert policy.mechanism_en != policy.mechanism_de
    assert policy.evidence or task not in CANONICAL
    assert all(SOURCE.fullmatch(row) for row in policy.evidence)


@pytest.mark.parametrize("task", TASKS)
def test_every_number_has_a_range_and_a_source(task):
    rows = describe(POLICIES[task].numbers, task)
    assert "partner_share" in POLICIES[task].numbers._fields
    for row in rows:
        assert isinstance(row.number, Number)
        assert row.number.low <= row.default <= row.number.high, row.key
        assert row.number.doc, row.key
        assert row.number.unit, row.key
        assert SOURCE.search(row.number.source), row.key
    for name, (word, choice) in choices_of(POLICIES[task]).items():
        assert word in choice.values, name
        assert SOURCE.search(choice.source), name


@pytest.mark.parametrize("task", TASKS)
def test_settings_do_not_hide_each_other(task):
    common = {"intensity", "start", "stop", "sectors", "cells", "role"}
    own = [*POLICIES[task].numbers._fields, *POLICIES[task].choices._fields]
    assert not common.intersection(own)
    assert len(own) == len(set(own))


@pytest.mark.parametrize("task", TASKS)
def test_declared_levers_exist(task):
    assert set(POLICIES[task].levers) <= set(LEVERS.values())


@pytest.mark.process
def test_registry_imports_nothing_heavy():
    code = "import sys, clustersim.policies.registry; print([m for m in ('numpy', 'numba', 'mesa', 'pandas', 'matplotlib', 'scipy') if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


# --- what a task asks for ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("task", TASKS)
def test_only_declared_levers_and_actions(task):
    asked, moved = set(), set()
    for given in choices(task):
        for outcome, levers, _ in decisions(case_of(with_needed(task, **given)), years=4):
            moved |= {lever for lever in LEVERS.values() if not levers.is_neutral(lever)}
            asked |= {type(action) for action in outcome.agenda}
            assert all(action.task == task for action in outcome.agenda)
    needed = {lever for other in NEEDS.get(task, ()) for lever in POLICIES[other].levers}
    assert moved - needed == set(POLICIES[task].levers)  # and each of them at some time
    assert asked == set(POLICIES[task].actions)


def test_undeclared_wishes_are_refused():
    organisation = POLICIES["organisation"]
    with pytest.raises(ValueError, match="entry_pull"):
        check_declared(organisation, Wish(((ENTRY_PULL, 2.0),)))
    meeting = next(
        outcome.agenda[0]
        for outcome, _, _ in decisions(case_of({"networking": settings("networking")}), 1)
        if outcome.agenda
    )
    with pytest.raises(ValueError, match="does not declare"):
        check_declared(organisation, Wish(actions=(meeting,)))


@pytest.mark.parametrize("task", TASKS)
def test_nothing_remains_set_after_the_stop(task):
    for tick, (outcome, levers, agency) in enumerate(decisions(case_of({task: settings(task, stop=3.0)}), years=4)):
        running = tick < 12
        assert (task in agency.running) is running
        if not running:
            assert all(levers.is_neutral(lever) for lever in LEVERS.values())
            assert not outcome.agenda
            assert agency.memory == agency.spent == agency.granted == agency.since == {}
            assert agency.reported == {}


@pytest.mark.parametrize("task", TASKS)
def test_cost_is_positive_proportional_to_intensity_and_shared_with_partners(task):
    for running_for in (0.0, 1.0, 5.0):
        seen = replace(observation(), running_for=running_for)
        full, half = (
            read_settings(case_of({task: settings(task, intensity=intensity)}))[task] for intensity in (1.0, 0.5)
        )
        whole, part = POLICIES[task].cost(seen, full), POLICIES[task].cost(seen, half)
        assert min(whole.fixed, whole.variable) >= 0.0
        assert whole.total > 0.0
        assert part.fixed == pytest.approx(whole.fixed / 2, rel=1e-12)
        assert part.variable == pytest.approx(whole.variable / 2, rel=1e-12)
    paid = {
        role: next(decisions(case_of({task: settings(task, role=role, partner_share=0.3)}), 1))[2].spent[task]
        for role in ("lead", "contribute")
    }
    assert paid["contribute"] == pytest.approx(0.7 * paid["lead"], rel=1e-12)


@pytest.mark.parametrize("task", TASKS)
def test_cost_does_not_depend_on_the_length_of_a_tick(task):
    def cost(dt: float) -> float:
        return sum(agency.spent[task] for _, _, agency in decisions(case_of({task: settings(task)}), 4, dt))

    assert cost(0.125) == pytest.approx(cost(0.25), rel=1e-3)
    assert cost(0.25) == pytest.approx(cost(0.5), rel=1e-3)


@pytest.mark.parametrize("task", TASKS)
def test_levers_scale_with_intensity(task):
    """No jump at 0: a hundredth of the intensity moves levers about a hundredth of the way."""

    def moved(intensity: float) -> dict[str, float]:
        """Return how far each lever is moved at most, whatever the settings that are words."""
        found = {}
        for given in choices(task):
            *_, (_, levers, _) = decisions(case_of(with_needed(task, intensity=intensity, **given)), 4)
            for lever in POLICIES[task].levers:
                by = abs(float(np.max(levers[lever])) - lever.neutral)
                found[lever.name] = max(found.get(lever.name, 0.0), by)
        return found

    assert set(POLICIES[task].levers) or POLICIES[task].actions
    little, much = moved(0.01), moved(1.0)
    for name, value in much.items():
        assert 0.0 < little[name] <= 0.02 * value, name


def test_intensity_zero_is_absence_for_the_agency():
    scenario = case_of({task: settings(task, intensity=0.0) for task in TASKS})
    assert read_settings(scenario) == {}  # no regime even gets to see it
    for outcome, levers, agency in decisions(scenario, 2):
        assert not outcome.agenda
        assert not outcome.notes
        assert not levers.values
        assert not levers.arrays
        assert agency == AgencyState(regime="calendar")


def test_order_of_declaration_does_not_matter_to_the_agency():
    def asked(tasks: tuple[str, ...]) -> list[object]:
        scenario = case_of({task: settings(task) for task in tasks})
        return [
            (outcome.agenda, outcome.notes, dict(levers.values), dict(agency.spent))
            for outcome, levers, agency in decisions(scenario, 3)
        ]

    assert asked(TASKS) == asked(TASKS[::-1])


def test_same_observation_same_wish():
    """Tasks have no state of their own: asked twice, they answer the same."""
    scenario = case_of({task: settings(task) for task in TASKS})
    first, second = ([outcome.agenda for outcome, _, _ in decisions(scenario, 3)] for _ in range(2))
    assert first == second
    levers = Levers(SECTORS, COLUMNS * ROWS)
    assert decide(scenario, AgencyState(), levers, observation()).agenda == first[0]


# --- what that does to a region ---------------------------------------------------------------------------------------


@pytest.mark.process
@pytest.mark.parametrize("regime", ["calendar", "simultaneous"])
def test_zero_intensity_is_the_baseline_bit_for_bit(regime):
    world = run(with_tasks({task: {"intensity": 0.0} for task in TASKS}, regime), TICKS)
    assert differing(trace(world), baseline(TICKS)) == []
    assert all(row["cost"] == 0.0 for row in world.series)


def test_zero_budget_is_the_baseline_bit_for_bit():
    assert differing(trace(run(with_tasks({task: {} for task in TASKS}, budget=0.0), TICKS)), baseline(TICKS)) == []


@pytest.mark.parametrize("task", TASKS)
def test_identical_before_the_start(task):
    assert differing(trace(run(with_tasks({task: {"start": 3.0}}), 12)), baseline(12)) == []
    assert differing(trace(run(with_tasks({task: {"start": 3.0}}), 13)), baseline(13)) != []


@pytest.mark.parametrize("task", TASKS)
def test_neutral_and_free_after_the_stop(task):
    world = begin(with_tasks({task: {"stop": 2.0} | SHORT.get(task, {})}))
    for tick in range(TICKS):
        advance(world)
        assert (world.counts.get(f"cost_{task}", 0.0) > 0.0) is (tick < 8)
        assert world.series[-1]["cost"] == world.counts.get("cost", 0.0)
        if tick >= 8:
            assert all(world.levers.is_neutral(lever) for lever in LEVERS.values())
            assert world.agenda == []


def test_order_of_declaration_does_not_matter():
    one, other = (
        trace(run(with_tasks({task: SHORT.get(task, {}) for task in order}), TICKS)) for order in (TASKS, TASKS[::-1])
    )
    assert differing(one, other) == []


@pytest.mark.parametrize("task", [task for task in TASKS if task not in SERVING])
def test_task_changes_the_region(task):
    """So that the tests above cannot pass because nothing happens at all."""
    world = run(with_tasks({task: SHORT.get(task, {})}), TICKS)
    changed = differing(trace(world, books=False), trace(run(small_case(), TICKS), books=False))
    assert "series" in changed
