from __future__ import annotations

import numpy as np
import pytest

from clustersim.spec.actions import Broker, Convene
from clustersim.spec.codes import Cause, Event
from tests.helpers.policy_worlds import DIAGNOSIS, case_of, decisions, run, settings, small_case, with_tasks


def actions(years, dt=0.25, **given):
    """Return all actions of a run, tick by tick."""
    return [
        outcome.agenda
        for outcome, _, _ in decisions(case_of({"networking": settings("networking", **given)}), years, dt)
    ]


def number(kind, agenda):
    return sum(isinstance(action, kind) for tick in agenda for action in tick)


def test_events_follow_the_firms_served_with_a_floor():
    assert number(Convene, actions(5, events_least=0.0, events_per_thousand=20.0)) == round(5 * 20 * 0.27)
    assert number(Convene, actions(5, events_least=4.0, events_per_thousand=1.0)) == 20
    assert number(Convene, actions(5, events_least=4.0, events_per_thousand=1.0, intensity=0.25)) == 5


@pytest.mark.parametrize("dt", [0.125, 0.25, 0.5, 1.0])
def test_numbers_do_not_depend_on_the_length_of_a_tick(dt):
    agenda = actions(6, dt, events_per_thousand=13.0, repairs_per_year=3.0)
    assert number(Convene, agenda) == int(6 * 13 * 0.27)
    assert number(Broker, agenda) == 18


def test_events_invite_the_sectors_served():
    for action in (action for tick in actions(2, events_least=4.0) for action in tick if isinstance(action, Convene)):
        assert action.sectors == (0, 1)
        assert (action.attendees, action.meetings, action.cross_weight, action.trust, action.reach) == (
            25,
            2.0,
            3.0,
            0.5,
            0.3,
        )


def test_numbers_within_a_tick_tell_actions_apart():
    for tick in actions(3, events_least=30.0, repairs_per_year=20.0):
        numbers = [action.number for action in tick]
        assert numbers == list(range(len(numbers)))


@pytest.mark.parametrize("objective", ["fragmentation", "fragility"])
def test_repairs_take_the_best_findings_in_order(objective):
    pairs = [
        (action.a, action.b)
        for tick in actions(3, objective=objective, repairs_per_year=4.0)
        for action in tick
        if isinstance(action, Broker)
    ]
    assert pairs == list(DIAGNOSIS.introductions[objective][:12])


def test_without_repairs_there_is_no_compensation():
    assert number(Broker, actions(5, repairs_per_year=0.0)) == 0


def test_brokering_multiplies_repairs():
    scenario = case_of(
        {
            "networking": settings("networking", repairs_per_year=4.0),
            "organisation": settings("organisation", midpoint=0.0, growth=5.0, brokering_gain=0.25),
        }
    )
    agenda = [outcome.agenda for outcome, _, _ in decisions(scenario, 4)]
    assert number(Broker, agenda) == pytest.approx(4 * 4 * 1.25, abs=1.0)


def test_cost_by_default():
    *_, (_, _, agency) = decisions(case_of({"networking": settings("networking")}), 1)
    assert agency.spent["networking"] * 4 == pytest.approx(80_000 + 0.27 * 8 * 6_000 + 2 * 2_000)


def test_leaves_ties_and_trust_that_fades():
    """In the region: event ties and trust appear while it runs; after the stop trust fades and no event tie is added."""
    world = run(with_tasks({"networking": {"stop": 4.0, "events_least": 16.0}}), 32)
    events = world.events.table()
    formed = events["event"] == Event.TIE_FORMED
    brokered = formed & np.isin(events["cause"], [Cause.AGENCY_EVENT, Cause.REPAIR])
    assert np.count_nonzero(brokered) > 10
    assert events["tick"][brokered].max() < 16
    halved = run(with_tasks({"networking": {"stop": 4.0, "events_least": 16.0}}), 24)
    alive = np.intersect1d(world.actors.key[world.actors.trust > 0.0], halved.actors.key[halved.actors.trust > 0.0])
    trust = [
        w.actors.trust[np.argsort(w.actors.key)[np.searchsorted(np.sort(w.actors.key), alive)]] for w in (world, halved)
    ]
    np.testing.assert_allclose(trust[0], trust[1] / 2.0, rtol=1e-9)  # two years later: one half-life
    assert not np.any(run(small_case(), 24).actors.trust > 0.0)
