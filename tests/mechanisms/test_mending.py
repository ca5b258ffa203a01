"""Introductions are held against the network as it is: what would not help any more is passed over."""

from __future__ import annotations

import numpy as np
import pytest

from clustersim.mechanisms.mending import introduce
from clustersim.phases.form_ties import form_ties
from clustersim.spec.actions import Mend
from clustersim.spec.codes import Cause, Event, Kind
from clustersim.spec.diagnosis import Introduced
from clustersim.world.network import adjacency, summarise_ties
from tests.reference.generate import random_world


def world_of(ties, kinds=(), x=()):
    """Return a world of some firms (the kinds of the first rows may differ) that are tied so, at these places in
    technology space.
    """
    world = random_world(0)
    a = world.actors
    a.kind[:] = Kind.FIRM
    a.kind[: len(kinds)] = kinds
    a.technology_x[:], a.technology_y[:] = 0.0, 0.0
    a.technology_x[: len(x)] = x
    world.parameters = type(world.parameters)()
    world.ties.keep(np.zeros(len(world.ties), dtype=np.bool_))
    ends = [sorted(pair, key=lambda row: int(a.key[row])) for pair in ties]
    world.ties.append(
        {
            "a": np.array([one for one, _ in ends], dtype=np.int32),
            "b": np.array([other for _, other in ends], dtype=np.int32),
            "strength": np.full(len(ends), 0.5),
        }
    )
    summarise_ties(world)
    world.events.drain()
    return world


def met(world, spot, pairs, quota=99):
    """Return the rows of those introduced of a list of rows."""
    key = world.actors.key
    world.agenda[:] = [Mend("networking", 7, spot, tuple((int(key[a]), int(key[b])) for a, b in pairs), quota)]
    return [(one.guest, one.host) for one in introduce(world, adjacency(world))]


def test_fragmentation_is_mended_only_between_parts_of_the_true_network():
    world = world_of([(0, 1), (1, 2), (3, 4)])
    assert met(world, "fragmentation", [(0, 2), (3, 0), (4, 1), (5, 2)]) == [(3, 0), (5, 2)]  # (4, 1): joined by (3, 0)


def test_an_introduction_that_came_too_late_leaves_its_place_to_the_next():
    plan = [(0, 3), (5, 6)]
    assert met(world_of([(0, 1), (3, 4)]), "fragmentation", plan, 1) == [(0, 3)]
    changed = world_of([(0, 1), (3, 4), (1, 4)])  # meanwhile they have become one part
    assert met(changed, "fragmentation", plan, 1) == [(5, 6)]
    assert changed.agency.introduced == {"networking": Introduced(1, 2)}


def test_quota_and_numbers():
    world = world_of([])
    assert met(world, "fragmentation", [(i, i + 1) for i in range(9)], 3) == [(0, 1), (1, 2), (2, 3)]
    assert [one.number for one in introduce(world, adjacency(world))] == [7, 8, 9]
    assert world.agency.introduced["networking"] == Introduced(3, 3)
    assert met(world, "fragmentation", [(0, 1)], 0) == []


def test_who_is_gone_tied_or_the_same_is_passed_over():
    world = world_of([(0, 1)])
    world.actors.alive[2] = False
    assert met(world, "fragmentation", [(0, 1), (0, 0), (0, 2), (3, 0)]) == [(3, 0)]
    world.agenda[:] = [Mend("networking", 0, "fragmentation", ((1, 2),), 5)]  # keys that nobody has
    assert introduce(world, adjacency(world)) == []


def test_fragility_is_mended_only_past_the_best_connected():
    star = [(0, leaf) for leaf in range(1, 6)]
    world = world_of(star)  # one of six with ties is more than 5 %: the hub
    assert met(world, "fragility", [(0, 7), (1, 2), (2, 1), (3, 4)]) == [(1, 2), (3, 4)]
    assert met(world_of([*star, (1, 2)]), "fragility", [(1, 2), (2, 1)]) == []


def test_one_type_is_mended_only_if_the_guest_has_no_tie_across():
    world = world_of([(1, 0), (2, 3)], kinds=(Kind.UNIVERSITY,))
    assert met(world, "one_type", [(1, 0), (2, 4), (2, 0), (3, 2), (4, 0)]) == [(2, 0), (4, 0)]
    assert met(world_of([(2, 0)], kinds=(Kind.UNIVERSITY, Kind.CHAMBER)), "one_type", [(2, 1)]) == []


def test_lock_in_is_mended_only_if_it_widens():
    best = 0.6
    place = (0.0, 0.1, best, 0.05, 9.0)
    assert met(world_of([(0, 1)], x=place), "lock_in", [(0, 2), (1, 3), (0, 4)]) == [(0, 2)]
    assert met(world_of([(0, 1), (0, 2)], x=place), "lock_in", [(0, 2), (0, 3)]) == []  # it has a wide tie by now
    assert met(world_of([(0, 1), (0, 4)], x=(0.0, 0.1, best, 0.0, 0.8 * best)), "lock_in", [(0, 2)]) == []  # likewise
    assert met(world_of([(0, 1), (0, 2)], x=(0.0, 0.1, 0.2)), "lock_in", [(0, 2)]) == []  # tied already
    assert met(world_of([], x=place), "lock_in", [(0, 2)]) == []  # no ties, no lock-in


@pytest.mark.parametrize("effect", [-2.0, 5.0])
def test_a_tie_that_comes_of_it_is_stronger_and_told_as_mended(effect):
    world = world_of([])
    ties = world.parameters.ties._replace(repair_effect=effect, repair_strength=0.2, constant=0.0, encounter_rate=0.0)
    world.parameters = world.parameters._replace(ties=ties)
    world.channels = type(world.channels)(closure=0, chambers=0)
    met(world, "fragmentation", [(2 * i, 2 * i + 1) for i in range(20)])
    world.events.drain()
    form_ties(world)
    table = world.events.table()
    proposed, mended = (table["event"] == event for event in (Event.REPAIR_PROPOSED, Event.SPOT_MENDED))
    new = world.ties.cause == Cause.REPAIR
    assert np.count_nonzero(proposed) == 20
    assert np.count_nonzero(mended) == np.count_nonzero(new)
    assert set(table["value"][proposed | mended].tolist()) == {1.0}
    assert np.all(world.ties.strength[new] == ties.strength_at_birth + 0.2)
    assert np.count_nonzero(new) > 15 if effect > 0 else np.count_nonzero(new) < 10
