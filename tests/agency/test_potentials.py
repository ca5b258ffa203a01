"""Potentials for stimulating and complementing: the formulas, the noise, what must not matter."""

from __future__ import annotations

import math

import numpy as np
import pytest

from clustersim.agency.facts import gather_facts
from clustersim.agency.potentials import find_potentials
from clustersim.spec.parameters import InsightNumbers, ProcessNumbers
from tests.helpers.policy_worlds import run, small_case, with_tasks
from tests.helpers.surveys import FACTS

CLEAR = InsightNumbers(potential_noise=0.0)


def found(facts=FACTS, insight=CLEAR, process=None, tick=0):
    scores = np.zeros(10)
    scores[3] = 0.6
    every = find_potentials(facts, (3, scores), process or ProcessNumbers(), insight, 7, tick)
    return {(one.task, one.kind, one.group, one.sector): one for one in every}


def test_without_noise_the_scores_are_the_formulas():
    scores = {key: one.score for key, one in found().items()}
    assert scores["networking", "complement", "firms", 0] == pytest.approx(
        0.8 * 0.4
    )  # linked 0.6: activity that exists
    assert scores["networking", "stimulate", "firms", 1] == pytest.approx(0.4 * 0.7)  # linked 0.3: latent
    assert scores["infrastructure", "complement", "firms", 0] == pytest.approx(0.8 * 0.5)
    assert scores["lighthouse", "complement", "firms", 0] == pytest.approx(0.6 * 0.9)
    assert scores["lighthouse", "stimulate", "science", -1] == pytest.approx(0.6 * 0.5)
    assert scores["networking", "stimulate", "chambers", -1] == pytest.approx(0.6 * 0.7)
    assert scores["marketing", "complement", "firms", 1] == pytest.approx(0.3 * 0.5)
    assert scores["finance", "complement", "firms", 1] == pytest.approx(0.2)
    assert scores["qualification", "stimulate", "firms", 0] == pytest.approx(0.8 * 0.1)
    assert scores["qualification", "stimulate", "firms", 1] == 0.0  # more young firms than its entry rate brings
    assert scores["qualification", "complement", "firms", 1] == pytest.approx(0.3 * 0.6)
    assert scores["infrastructure", "stimulate", "firms", -1] == pytest.approx(0.6 / 2.4)
    assert found()["infrastructure", "stimulate", "firms", -1].cell == 3
    assert not any(sector == 2 for *_, sector in scores)  # no target sector


def test_the_best_come_first_and_noise_has_its_size():
    order = [one.score for one in find_potentials(FACTS, (-1, np.zeros(10)), ProcessNumbers(), CLEAR, 7, 0)]
    assert order == sorted(order, reverse=True)
    key = ("finance", "complement", "firms", 0)
    logs = [
        math.log(found(insight=InsightNumbers(potential_noise=0.5), tick=tick)[key].score / 0.1) for tick in range(400)
    ]
    assert np.mean(logs) == pytest.approx(0.0, abs=0.08)
    assert np.std(logs) == pytest.approx(0.5, rel=0.12)


def test_how_a_potential_is_seen_does_not_depend_on_what_else_there_is():
    noisy = InsightNumbers(potential_noise=0.5)
    every = found(insight=noisy)
    fewer = found(
        FACTS._replace(firms=FACTS.firms * [0.0, 1.0, 1.0], science=math.nan), insight=noisy
    )  # no firms in sector 0, no university
    kept = [key for key in fewer if key[2] == "firms" and key[3] == 1]
    assert len(kept) >= 6
    assert {key: fewer[key].score for key in kept} == {key: every[key].score for key in kept}


def test_no_two_potentials_share_their_luck():
    noisy = InsightNumbers(potential_noise=0.5)
    luck = [found(insight=noisy)[key].score / one.score for key, one in found().items() if 0.0 < one.score < 0.3]
    assert len({round(value, 6) for value in luck}) == len(luck) > 5


def test_without_institutions_there_is_no_potential_of_theirs():
    groups = {group for _, _, group, _ in found(FACTS._replace(science=math.nan, chambers=math.nan))}
    assert groups == {"firms"}


def test_facts_do_not_depend_on_the_order_of_rows_and_are_shares():
    world = run(with_tasks({"networking": {}, "finance": {}}), 6)
    facts = gather_facts(world)
    for name in ("yields", "linked", "served", "constrained", "unpartnered", "closed", "unskilled"):
        values = getattr(facts, name)
        assert ((values >= 0.0) & (values <= 1.0)).all(), name
    a = world.actors
    firms = a.alive & (a.kind == 0)
    assert facts.firms.tolist() == [np.count_nonzero(firms & (a.sector == s)) for s in range(6)]
    assert facts.linked[0] == pytest.approx((a.degree[firms & (a.sector == 0)] > 0).mean())
    assert 0.0 <= facts.own <= 1.0
    assert gather_facts(run(small_case(), 6)).own == 1.0  # nobody brokered anything
