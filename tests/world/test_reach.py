"""Whom tasks reach: the same firms for ever, or others after a while and for each task; members always."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from clustersim.core import draws
from clustersim.phases.join_organisation import join_organisation
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import MEMBERSHIP
from clustersim.world.reach import reach_numbers, reaching
from tests.helpers.policy_worlds import run, small_case


@pytest.fixture(scope="module")
def world():
    return run(small_case(), 1)


def reached(world, task="networking", tick=0, share=0.3, **insight):
    world.tick = tick
    world.parameters = world.parameters._replace(insight=world.parameters.insight._replace(**insight))
    rows = np.arange(len(world.actors))
    return reach_numbers(reaching(world, share, task), rows) < share


def many(world, count=20_000):
    """Give the world as many actors, so that shares have small errors."""
    world.actors = type(world.actors)(count)
    world.actors.key[:] = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return world


def test_without_renewal_it_is_the_plain_draw(world):
    numbers = [draws.uniform(draws.stream(world.seed, Decision.REACH, 0), key) for key in world.actors.key]
    for tick, task in ((0, "networking"), (40, "finance")):
        found = reached(world, task, tick, reach_years=0.0, reach_by_task=0)
        assert found.tolist() == [number < 0.3 for number in numbers]


def test_after_half_the_time_half_have_been_drawn_anew(world):
    world = many(run(small_case(), 1))
    then = reached(world, tick=0, reach_years=6.0)
    later = reached(world, tick=12, reach_years=6.0)  # 3 years
    assert then.mean() == pytest.approx(0.3, abs=0.01)
    assert later.mean() == pytest.approx(0.3, abs=0.01)
    assert later[then].mean() == pytest.approx(0.5 + 0.5 * 0.3, abs=0.02)
    late = reached(world, tick=24, reach_years=6.0)
    assert late[then].mean() == pytest.approx(0.3, abs=0.02)


def test_nobody_changes_often(world):
    """Each firm changes once in the time, at a moment of its own: from tick to tick few do."""
    world = many(run(small_case(), 1))
    found = [reached(world, tick=tick, reach_years=6.0) for tick in range(24)]
    changes = [np.mean(a != b) for a, b in pairwise(found)]
    assert max(changes) < 0.03
    assert min(changes) > 0.01


def test_tasks_reach_firms_of_their_own(world):
    world = many(run(small_case(), 1))
    one, other = (reached(world, task, reach_by_task=1, reach_years=0.0) for task in ("networking", "finance"))
    assert other[one].mean() == pytest.approx(0.3, abs=0.02)
    same = (reached(world, task, reach_by_task=0) for task in ("networking", "finance"))
    assert np.array_equal(*same)


def test_members_are_always_reached_and_the_open_ones_join_first():
    world = run(small_case(), 1)
    tradable = np.flatnonzero(~world.sectors.local)  # firms that serve the local market are less open
    firms = world.actors.alive & np.isin(world.actors.sector, tradable)
    before = np.zeros(len(world.actors), dtype=bool)
    for share in (0.0, 0.2, 0.5, 0.5):
        world.levers.reset()
        world.levers.apply(MEMBERSHIP, np.full(len(world.sectors.names), share))
        join_organisation(world)
        member = world.actors.member
        assert not (before & ~member).any()  # who has joined stays
        before = member.copy()
        expected = (1.0 - (1.0 - share) ** world.actors.openness[firms]).mean()
        assert member[firms].mean() == pytest.approx(expected, abs=0.1)
        assert not member[: world.institutions].any()
    assert world.actors.openness[firms & member].mean() > world.actors.openness[firms & ~member].mean() + 0.2
    assert reached(world, share=0.01)[member].all()
    world.levers.reset()
    join_organisation(world)
    assert not world.actors.member.any()
