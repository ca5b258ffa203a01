"""Chambers as providers of advice and training, with a seat where it is planned, stimulated and complemented."""

from __future__ import annotations

import numpy as np
import pytest

from clustersim.spec.codes import Cause, Event, Kind
from clustersim.world.state import World
from tests.helpers.policy_worlds import differing, run, small_case, trace, with_tasks

TICKS = 16
SEAT = {"chamber_seat": 1.0}


def events(world: World, kind: Event) -> dict[str, np.ndarray]:
    """Return the events of a kind."""
    table = world.events.table()
    return {name: column[table["event"] == kind] for name, column in table.items()}


def with_task(task: str, ticks: int = TICKS, **given: object) -> World:
    """Run the small region with one task."""
    return run(with_tasks({task: given}), ticks)


@pytest.fixture(scope="module")
def half() -> World:
    """A region in which chambers give half of much advice and training."""
    return with_task("qualification", chamber_share=0.5, courses_least=40.0)


def test_chambers_give_their_share_of_training_to_members_whom_no_task_reaches(half: World) -> None:
    support = events(half, Event.SUPPORT)
    theirs = support["cause"] == Cause.CHAMBER
    assert np.mean(theirs) == pytest.approx(0.5, abs=0.05)
    reached = {int(key) for key in events(with_task("qualification", courses_least=40.0), Event.SUPPORT)["actor"]}
    assert {int(key) for key in support["actor"][theirs]} - reached


def test_advice_names_who_gave_it(half: World) -> None:
    advice = events(half, Event.ADVICE)
    chambers = half.actors.key[: half.institutions][half.actors.kind[: half.institutions] == Kind.CHAMBER]
    theirs = advice["cause"] == Cause.CHAMBER
    assert theirs.any()
    assert np.isin(advice["other"][theirs], chambers).all()
    assert not advice["other"][~theirs].any()
    assert len(advice["actor"]) == sum(row["advised_foundings"] for row in half.series)
    assert np.isin(advice["actor"], events(half, Event.ENTRY)["actor"]).all()


def test_without_a_chamber_the_agency_does_it_all() -> None:
    data = with_tasks({"qualification": {"chamber_share": 0.5}}).as_dict()
    data["institutions"] = [one for one in data["institutions"] if one["kind"] != "chamber"]
    plain = with_tasks({"qualification": {}}).as_dict() | {"institutions": data["institutions"]}
    two, one = (run(type(small_case())(**given), TICKS) for given in (data, plain))
    assert differing(trace(one), trace(two)) == []


@pytest.mark.parametrize("task", ["organisation", "strategy"])
def test_a_seat_does_nothing_alone_and_makes_tasks_reach_more_members(task: str) -> None:
    plain = trace(run(small_case(), TICKS), books=False)
    assert differing(plain, trace(with_task(task, **SEAT), books=False)) == []
    much = {"networking": {"events_least": 8.0, "attendees": 500}}
    start = {"midpoint": 0.0, "growth": 5.0, "reach_gain": 0.0} if task == "organisation" else {}
    at_events = [
        float(np.mean(events(run(with_tasks({task: start | more} | much), TICKS), Event.MEETING_HELD)["value"][-8:]))
        for more in ({}, SEAT)
    ]
    assert at_events[1] > 1.3 * at_events[0], "half of the seat's gain at least: reach goes from 0.3 to 0.6"


def test_a_stimulus_fades_with_its_half_life() -> None:
    scenario = with_tasks({"networking": {"chamber_stimulus": 2.0, "stop": 2.0}})
    at_stop, later = run(scenario, 8), run(scenario, 16)
    chamber = np.flatnonzero(at_stop.actors.kind[: at_stop.institutions] == Kind.CHAMBER)
    assert at_stop.actors.impulse[chamber] == pytest.approx(2.0)
    assert later.actors.impulse[chamber] == pytest.approx(1.0), "two years, one half-life, after the stop"
    told = events(later, Event.STIMULATED)
    assert told["actor"].tolist() == later.actors.key[chamber].tolist(), "once, not in every tick"


def own_ties(world: World) -> int:
    """Return how many ties chambers formed at their own events."""
    table = world.events.table()
    chambers = world.actors.key[: world.institutions][world.actors.kind[: world.institutions] == Kind.CHAMBER]
    formed = (table["event"] == Event.TIE_FORMED) & (table["cause"] == Cause.CHAMBER_EVENT)
    return int(np.count_nonzero(formed & (np.isin(table["actor"], chambers) | np.isin(table["other"], chambers))))


def chamber_ties(world: World) -> int:
    """Return how many ties formed at events of chambers."""
    return int(np.count_nonzero(events(world, Event.TIE_FORMED)["cause"] == Cause.CHAMBER_EVENT))


def test_stimulated_chambers_tie_more_themselves_complemented_ones_bring_more_members_together() -> None:
    plain = with_task("networking", 40)
    assert own_ties(with_task("networking", 40, chamber_stimulus=5.0)) > own_ties(plain)
    assert chamber_ties(with_task("networking", 40, chamber_support=2.0)) > 1.3 * chamber_ties(plain)


def test_what_is_done_for_chambers_costs_money_and_nothing_at_0() -> None:
    plain, more = (with_task("networking", 4, **given) for given in ({}, {"chamber_support": 0.2}))
    year = [sum(row["cost"] for row in world.series[1:5]) for world in (plain, more)]
    assert year[1] - year[0] == pytest.approx(10_000.0, rel=0.2)
    assert differing(trace(plain), trace(with_task("networking", 4, chamber_cost=1e6))) == []
