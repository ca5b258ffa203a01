"""Tasks 1 to 3 (organisation, strategy, alignment): alone they do nothing, beside others they change what these do."""

from __future__ import annotations

import math

import numpy as np
import pytest

from clustersim.policies.registry import POLICIES
from clustersim.spec.codes import Event
from tests.helpers.policy_worlds import case_of, decisions, differing, run, settings, small_case, trace, with_tasks

SERVING = ("organisation", "strategy", "alignment")
TICKS = 20
QUICK = {"strategy": {"writing_years": 0.5}, "alignment": {"call_share": 1.0}}


def tasks(*names: str, **given: dict[str, object]) -> dict[str, dict[str, object]]:
    return {name: QUICK.get(name, {}) | given.get(name, {}) for name in names}


@pytest.fixture(scope="module")
def plain():
    return trace(run(small_case(), TICKS), books=False)


@pytest.mark.parametrize("names", [*((name,) for name in SERVING), SERVING])
def test_alone_they_do_nothing_bit_for_bit(names, plain):
    world = run(with_tasks(tasks(*names)), TICKS)
    assert differing(trace(world, books=False), plain) == []
    assert sum(row["cost"] for row in world.series) > 0.0


@pytest.mark.parametrize("name", ["organisation", "strategy"])
def test_they_change_what_networking_does(name):
    strong = {"networking": {"events_least": 8.0, "attendees": 4}}
    alone = run(with_tasks(tasks("networking", **strong)), TICKS)
    beside = run(with_tasks(tasks(name, "networking", **strong)), TICKS)
    assert differing(trace(alone, books=False), trace(beside, books=False))


def supported_by_sector(*names: str) -> np.ndarray:
    world = run(with_tasks(tasks(*names, "qualification", qualification={"courses_least": 40.0})), TICKS)
    firm = world.actors.alive & (world.actors.kind == 0)
    return np.bincount(world.actors.sector[firm], weights=world.actors.supports[firm], minlength=6)


def test_a_strategy_shifts_effort_towards_the_sector_it_picks():
    world = run(with_tasks(tasks("strategy")), TICKS)
    events = world.events.table()
    picked = int(events["value"][events["event"] == Event.STRATEGY_CHOSEN][0])
    before, after = supported_by_sector(), supported_by_sector("strategy")
    assert after[picked] / after.sum() > 1.2 * before[picked] / before.sum()
    assert world.series[-1]["focus"] == pytest.approx(1.0 + 0.6 * 2.0)
    assert world.series[-1]["targeting_error"] >= 0.0


def test_programmes_of_higher_levels_pay_their_share_and_no_more():
    scenario = case_of({"networking": settings("networking"), "alignment": settings("alignment", call_share=1.0)})
    alone = [dict(agency.spent) for _, _, agency in decisions(case_of({"networking": settings("networking")}), 4)]
    for tick, (_, _, agency) in enumerate(decisions(scenario, 4)):
        share = 0.0 if tick == 0 else 0.25  # what is won in a tick pays from the next one on
        assert agency.spent["networking"] == pytest.approx((1.0 - share) * alone[tick]["networking"])
        assert agency.outside["networking"] == pytest.approx(share * alone[tick]["networking"])
        assert agency.outside["alignment"] == 0.0  # only tasks that are fundable


def test_a_tight_budget_reaches_further_with_programmes():
    def intensity(*names: str) -> float:
        special = {"alignment": {"call_share": 1.0}, "infrastructure": {"centres": 6}}
        scenario = case_of({name: settings(name, **special[name]) for name in names})
        *_, (_, _, agency) = decisions(scenario, 3, budget=1_000_000.0)
        return float(agency.granted["infrastructure"])

    assert intensity("alignment", "infrastructure") > intensity("infrastructure")


def test_staff_limits_all_tasks_alike_and_coordination_saves_some():
    def granted(*names: str, posts: float) -> dict[str, float]:
        scenario = case_of({name: settings(name) for name in names})
        from clustersim.world.agency_state import AgencyState
        from clustersim.world.levers import Levers
        from tests.helpers.policy_worlds import COLUMNS, ROWS, SECTORS, decide, observation, replace

        agency, levers = AgencyState(budget=math.inf, posts=posts, regime="calendar"), Levers(SECTORS, COLUMNS * ROWS)
        for tick in range(40):
            levers.reset()
            decide(scenario, agency, levers, replace(observation(0.25), tick=tick, years=tick * 0.25))
        return dict(agency.granted)

    need = sum(POLICIES[name].numbers._field_defaults["staff"] for name in ("networking", "finance"))
    assert granted("networking", "finance", posts=need) == {"networking": 1.0, "finance": 1.0}
    assert granted("networking", "finance", posts=need / 2) == pytest.approx({"networking": 0.5, "finance": 0.5})
    own = POLICIES["organisation"].numbers._field_defaults["staff"]
    helped = granted("organisation", "networking", "finance", posts=need / 2 + own)
    assert helped["networking"] > (need / 2 + own) / (need + own) * 1.05


def test_the_error_of_a_strategy_shrinks_with_those_who_take_part():
    from dataclasses import replace

    from clustersim.agency.diagnose import promising_sectors
    from tests.helpers.surveys import seen

    def misses(actors: int) -> int:
        keys = np.arange(actors, dtype=np.uint64)
        looks = (replace(seen(actors=keys, ties=np.zeros((0, 2), dtype=np.int64)), tick=tick) for tick in range(400))
        return sum(promising_sectors(look, 3)[0].sector != 0 for look in looks)

    assert misses(300) < 0.6 * misses(0)
    assert misses(0) > 20
