from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from clustersim.spec.actions import Broker, Convene, Mend
from clustersim.spec.codes import Cause, Event
from clustersim.spec.diagnosis import Introduced
from tests.helpers import policy_worlds
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


VERIFIED = {"verified": "yes", "payment": "made", "repairs_per_year": 12.0, "list_length": 3.0}


def lists(made, **given):
    """Return the lists of a run of which `made` introductions of the first that are due come about, one in two tried."""
    found = []
    for outcome, _, agency in decisions(case_of({"networking": settings("networking", **VERIFIED | given)}), 1):
        here = [action for action in outcome.agenda if isinstance(action, Mend)]
        found += here
        agency.introduced = {"networking": Introduced(min(made, here[0].quota), 2 * made)} if here else {}
    return found


def test_list_and_quota_go_with_the_action():
    first, second, third, _ = lists(3)
    assert (first.spot, first.quota, first.pairs) == ("fragmentation", 3, DIAGNOSIS.introductions["fragmentation"])
    assert second.pairs == first.pairs[6:]  # what was looked at is not looked at again
    assert third.pairs == first.pairs[12:]
    assert [action.quota for action in lists(0)] == [3, 3, 3, 3]


def test_the_diagnosis_says_what_is_mended(monkeypatch):
    found = replace(
        DIAGNOSIS, worst="lock_in", introductions={"diagnosis by utility": ((1, 2), (3, 4)), "fragmentation": ((5, 6),)}
    )
    monkeypatch.setattr(policy_worlds, "DIAGNOSIS", found)
    (action, *_) = lists(0, objective="diagnosis", pairing="utility")
    assert (action.spot, action.pairs) == ("lock_in", ((1, 2), (3, 4)))
    monkeypatch.setattr(
        policy_worlds, "DIAGNOSIS", replace(found, worst="", introductions={"diagnosis by utility": ()})
    )
    assert lists(0, objective="diagnosis", pairing="utility") == []


@pytest.mark.parametrize("intensity", [1.0, 0.5])
def test_introductions_are_paid_when_they_are_made(intensity):
    def variable(made):
        case = case_of({"networking": settings("networking", events_least=0.0, intensity=intensity, **VERIFIED)})
        spent = []
        for _, _, agency in decisions(case, 0.75):
            spent.append(agency.spent["networking"])
            agency.introduced = {"networking": Introduced(made, 9)}
        return spent

    fixed = 0.25 * intensity * (80_000.0 + 8 * 0.27 * 6_000.0)
    assert variable(2) == pytest.approx([fixed, fixed + 2 * 2_000.0, fixed + 2 * 2_000.0])
    assert variable(0) == pytest.approx([fixed] * 3)


def test_in_a_region_what_is_made_is_what_is_paid():
    ways = VERIFIED | {
        "objective": "fragmentation",
        "pairing": "utility",
        "events_least": 0.0,
        "events_per_thousand": 0.0,
    }
    world = run(with_tasks({"networking": ways}), 12)
    events = world.events.table()
    asked = events["tick"][events["event"] == Event.REPAIR_PROPOSED]
    assert len(asked) > 12
    for tick in range(1, 12):
        paid = world.series[tick + 1]["cost_networking"] - 20_000.0
        assert paid == pytest.approx(2_000.0 * np.count_nonzero(asked == tick - 1))
