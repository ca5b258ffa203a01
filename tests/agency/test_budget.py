from __future__ import annotations

import math

import pytest

from clustersim.agency.regime import RULES, within
from clustersim.policies.registry import POLICIES
from clustersim.scenario.parts import Agency as AgencyPart
from clustersim.spec.codes import Event
from clustersim.spec.regimes import REGIMES
from tests.helpers.policy_worlds import case_of, decisions, observation, run, settings, with_tasks

TASKS = tuple(POLICIES)


def everything(**given):
    return case_of({task: settings(task, **given) for task in TASKS})


def test_a_sufficient_budget_changes_nothing():
    free, rich = (
        [dict(agency.spent) for _, _, agency in decisions(everything(), 4, budget=budget)] for budget in (math.inf, 1e9)
    )
    assert free == rich


@pytest.mark.parametrize("budget", [1.0, 50_000.0, 300_000.0])
def test_a_tight_budget_is_spent_and_scales_all_tasks_by_one_factor(budget):
    for tick, (_, _, agency) in enumerate(decisions(everything(), 4, budget=budget)):
        assert set(agency.granted) == set(TASKS)
        assert len({round(intensity, 12) for intensity in agency.granted.values()}) == 1
        assert sum(agency.spent.values()) <= budget / 4 * (1 + 1e-12)
        if tick < 8:  # while a centre is being built money is short
            assert sum(agency.spent.values()) == pytest.approx(budget / 4)
            assert agency.granted["networking"] < 0.1


def test_scaling_keeps_the_proportions_of_the_scenario():
    scenario = case_of(
        {"networking": settings("networking", intensity=0.8), "organisation": settings("organisation", intensity=0.4)}
    )
    *_, (_, _, agency) = decisions(scenario, 1, budget=100_000.0)
    assert agency.granted["networking"] == pytest.approx(2 * agency.granted["organisation"])
    assert agency.granted["networking"] < 0.8


def test_no_money_no_task():
    for outcome, levers, agency in decisions(everything(), 1, budget=0.0):
        assert not outcome.agenda
        assert not outcome.notes
        assert not levers.values
        assert not agency.granted


def test_partners_relieve_the_budget():
    *_, (_, _, alone) = decisions(everything(), 1, budget=1e6)
    *_, (_, _, helped) = decisions(everything(role="contribute"), 1, budget=1e6)
    assert helped.granted["networking"] == pytest.approx(2 * alone.granted["networking"])


def test_calendar_keeps_each_tasks_own_time():
    scenario = case_of(
        {"networking": settings("networking", start=1.0, stop=2.0), "organisation": settings("organisation", start=0.5)}
    )
    running = [set(agency.granted) for _, _, agency in decisions(scenario, 3)]
    assert (
        running == [set()] * 2 + [{"organisation"}] * 2 + [{"organisation", "networking"}] * 4 + [{"organisation"}] * 4
    )


@pytest.mark.parametrize("regime", ["simultaneous", "calendar"])
def test_own_times_and_those_of_the_agency_both_limit(regime):
    scenario = case_of(
        {"networking": settings("networking", start=1.0, stop=2.0), "organisation": settings("organisation")},
        start=0.5,
        stop=2.5,
    )
    running = [set(agency.granted) for _, _, agency in decisions(scenario, 3, regime=regime)]
    assert (
        running
        == [set()] * 2
        + [{"organisation"}] * 2
        + [{"organisation", "networking"}] * 4
        + [{"organisation"}] * 2
        + [set()] * 2
    )


def test_every_regime_of_the_scenario_exists():
    named = AgencyPart.model_fields["regime"].annotation.__args__
    assert set(named) == set(RULES) == set(REGIMES)
    for rule in RULES.values():
        assert rule({}, observation()) == []


@pytest.mark.parametrize(
    ("years", "inside"),
    [(0.99, False), (1.0, True), (1.0 - 1e-12, True), (1.9, True), (2.0, False), (2.0 - 1e-12, False)],
)
def test_within_a_period(years, inside):
    assert within(years, 1.0, 2.0) is inside
    assert within(years, 1.0, None) is (inside or years > 1.9)


def test_starts_and_stops_are_noted_once():
    scenario = case_of({"networking": settings("networking", start=1.0, stop=2.0, intensity=0.5)})
    notes = [
        (tick, *note)
        for tick, (outcome, _, _) in enumerate(decisions(scenario, 3))
        for note in outcome.notes
        if note[0] != Event.PAYMENT
    ]
    assert notes == [(4, Event.TASK_STARTED, "networking", 0.5), (8, Event.TASK_STOPPED, "networking", 0.5)]


def test_the_books_of_a_run():
    """Payments in the events, costs in the series and the budget of the scenario agree."""
    world = run(with_tasks({task: {} for task in TASKS}, budget=200_000.0), 8)
    events = world.events.table()
    paid = events["value"][events["event"] == Event.PAYMENT]
    assert len(paid) == 8 * len(TASKS)
    assert paid.sum() == pytest.approx(sum(row["cost"] for row in world.series))
    for row in world.series[1:]:
        assert row["cost"] == pytest.approx(50_000.0)
        assert row["cost"] == pytest.approx(sum(row[f"cost_{task}"] for task in TASKS))


def test_staff_is_that_of_all_tasks_together():
    """A task ties up its posts at its intensity; without an organisation nothing is saved."""
    tasks = [task for task in TASKS if task not in ("organisation", "alignment")]
    *_, (_, _, agency) = decisions(case_of({task: settings(task, intensity=0.5) for task in tasks}), 1)
    assert agency.staff_used == pytest.approx(sum(0.5 * POLICIES[task].numbers().staff for task in tasks))
    for task in tasks:
        *_, (_, _, alone) = decisions(case_of({task: settings(task, intensity=0.5)}), 1)
        assert alone.staff_used == pytest.approx(0.5 * POLICIES[task].numbers().staff)
