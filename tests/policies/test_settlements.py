"""Who attracts settlements from outside: a profile that a strategy has diagnosed, and nobody by mistake."""

from __future__ import annotations

import pytest

from clustersim.mechanisms.attract import entry_weights, place_odds
from clustersim.mechanisms.inflow import inflow
from clustersim.phases.apply_tasks import apply_tasks
from clustersim.spec.levers import ENTRY_PULL, FOUNDING, SETTLEMENT_PULL
from tests.helpers.policy_worlds import case_of, decisions, run, settings, with_tasks


def attracts(**others):
    """Say whether marketing that asks for a diagnosed profile ever attracts settlements beside these tasks."""
    tasks = {task: settings(task, **given) for task, given in others.items()}
    tasks["marketing"] = settings("marketing", profile="diagnosed")
    return any(not levers.is_neutral(SETTLEMENT_PULL) for _, levers, _ in decisions(case_of(tasks), 12))


def test_only_a_diagnosed_profile_attracts():
    assert attracts(strategy={"pick": "diagnosed"})
    assert not attracts()
    assert not attracts(strategy={"pick": "given"})
    assert not attracts(alignment={"call_share": 1.0})  # a focus of funding is no profile


def test_with_any_focus_that_of_funding_attracts_too():
    tasks = {
        "alignment": settings("alignment", call_share=1.0),
        "marketing": settings("marketing", profile="any focus"),
    }
    assert any(not levers.is_neutral(SETTLEMENT_PULL) for _, levers, _ in decisions(case_of(tasks), 2))


def test_only_the_sectors_of_the_profile_gain():
    tasks = {"strategy": settings("strategy"), "marketing": settings("marketing", profile="diagnosed")}
    *_, (_, levers, agency) = decisions(case_of(tasks), 4)
    picked = agency.memory["strategy"].picked
    gaining = [sector for sector, pull in enumerate(levers[SETTLEMENT_PULL]) if pull > 1.0]
    assert gaining == sorted(picked)


def flows(draws):
    """Return (independent, settlements) a year with advice, and without, in the same region."""
    found = []
    for gain in (1.0, 0.0):
        tasks = {"qualification": {"draws": draws, "founding_gain": gain}}
        world = run(with_tasks(tasks), 1)
        apply_tasks(world)
        odds = place_odds(world)
        flow = inflow(world, entry_weights(world, odds, neutral=False), entry_weights(world, odds, neutral=True))
        found.append((flow.independent.sum(), flow.settlement.sum()))
        assert world.levers.is_neutral(FOUNDING if draws == "everybody" else ENTRY_PULL)
    return found


def test_founders_advice_wins_founders_of_the_region_only():
    (founders, settlers), (fewer, same) = flows("founders")
    assert founders > fewer
    assert settlers == same


def test_advice_to_everybody_brings_settlements_as_well():
    (founders, settlers), (fewer, same) = flows("everybody")
    assert founders > fewer
    assert settlers > same


@pytest.mark.parametrize("reach", [0.1, 0.4])
def test_advice_wins_in_proportion_to_its_reach(reach):
    from dataclasses import replace

    from clustersim.agency.settings import read_settings
    from clustersim.policies.registry import POLICIES
    from tests.helpers.policy_worlds import observation

    given = read_settings(case_of({"qualification": settings("qualification", draws="founders", founding_gain=0.5)}))
    wish = POLICIES["qualification"].act(replace(observation(), reach=reach), given["qualification"])
    founding = dict(wish.levers)[FOUNDING]
    assert founding[0] == pytest.approx(1.0 + 0.5 * reach)
