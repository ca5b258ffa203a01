"""Weak spots on small networks made by hand: is the right one found worst, are the right two introduced?"""

from __future__ import annotations

import math

import numpy as np
import pytest

from clustersim.agency.diagnose import diagnose
from clustersim.agency.mending import judge, liked_pairs, useful_pairs, worst_spot
from clustersim.agency.repair import neighbour_lists
from clustersim.spec.codes import Kind
from clustersim.spec.diagnosis import BY_DIAGNOSIS, WeakSpots, by_utility
from clustersim.spec.parameters import InsightNumbers, ProcessNumbers, TiesNumbers
from tests.helpers.surveys import firms, seen

RULES, PROCESS = TiesNumbers(), ProcessNumbers()
CHAIN = [(0, 1), (1, 2), (2, 3)]
STAR = [(0, leaf) for leaf in range(1, 8)]


def network(count, ties, insight=None, **traits):
    """Return a survey of firms tied so, and the neighbours."""
    insight = insight or InsightNumbers(tie_sight=1.0, density_noise=0.0)
    survey = seen(
        actors=np.arange(10, 10 + count, dtype=np.uint64),
        ties=np.array(sorted(ties), dtype=np.int64).reshape(-1, 2),
        known=firms(count, **traits),
        insight=insight,
    )
    return survey, neighbour_lists(count, ties)


def pairs(spot, count, ties, number=9, **traits):
    survey, neighbours = network(count, ties, **traits)
    return useful_pairs(spot, survey, neighbours, number, PROCESS)


# --- how severe it is ---------------------------------------------------------------------------------------------------


def test_fragmentation_is_what_is_apart_from_the_largest_part():
    assert judge(*network(8, CHAIN), PROCESS).fragmentation == pytest.approx(0.5)
    assert judge(*network(4, CHAIN), PROCESS).fragmentation == 0.0
    assert judge(*network(4, []), PROCESS) == pytest.approx((0.75, math.nan), nan_ok=True)
    assert all(math.isnan(value) for value in judge(*network(0, []), PROCESS))


def test_those_who_could_not_be_tied_do_not_count():
    openness = [0.0, 0.0, 0.0, 0.0, 1.0, 0.01, 0.01, 0.01]  # a tie that is seen is enough
    strict = InsightNumbers(open_least=0.1)
    assert judge(*network(8, CHAIN, strict, openness=openness), PROCESS).fragmentation == pytest.approx(1 - 4 / 5)


def test_fragility_is_what_the_largest_part_loses_with_its_hubs():
    assert judge(*network(8, STAR), PROCESS).fragility == pytest.approx(7 / 8)
    ring = [(i, i + 1) for i in range(7)] + [(0, 7)]
    assert judge(*network(8, ring), PROCESS).fragility == pytest.approx(1 / 8)
    assert judge(*network(8, ring), PROCESS._replace(hub_share=0.25)).fragility == pytest.approx(2 / 8)


@pytest.mark.parametrize(
    ("spots", "worst"),
    [
        ((0.3, 0.3, 0.9, 0.1), "fragmentation"),
        ((0.3, 0.6, 0.9, 0.1), "fragility"),
        ((0.1, 0.1, 0.96, 0.1), "one_type"),
        ((0.3, 0.3, 0.9, 0.45), "lock_in"),
        ((0.25, 0.4, 0.95, 0.3), ""),  # tolerable, all of them
        ((math.nan, math.nan, math.nan, math.nan), ""),
        ((math.nan, 0.5, math.nan, 0.1), "fragility"),
    ],
)
def test_the_worst_is_what_exceeds_the_tolerable_most(spots, worst):
    names = ("fragmentation", "fragility", "one_type", "lock_in")
    found, severity = worst_spot(WeakSpots(**dict(zip(names, spots, strict=True))), PROCESS)
    assert found == worst
    assert severity > 1.0 if worst else severity == 0.0


def test_a_diagnosis_mends_the_worst_spot_and_nothing_if_all_are_tolerable():
    useful = by_utility(BY_DIAGNOSIS)
    apart, _ = network(8, CHAIN)
    found = diagnose(apart, apart.insight, 0.0, {useful: 9}, PROCESS)
    assert (found.worst, found.severity) == ("fragmentation", pytest.approx(2.0))
    assert {guest for guest, _ in found.introductions[useful]} == {14, 15, 16, 17}
    star, _ = network(8, STAR)
    assert diagnose(star, star.insight, 0.0, {useful: 9}, PROCESS).worst == "fragility"
    calm = PROCESS._replace(fragility_tolerated=1.0, lock_in_tolerated=0.5)
    found = diagnose(star, star.insight, 0.0, {useful: 9}, calm)
    assert (found.worst, found.introductions) == ("", {useful: ()})


# --- who is introduced to whom --------------------------------------------------------------------------------------------


def test_fragmentation_takes_the_most_open_of_each_other_part_large_parts_first():
    ties = [*CHAIN, (4, 5), (5, 6)]
    found = pairs("fragmentation", 9, ties, openness=[1, 1, 1, 1, 0.2, 0.3, 0.9, 2.0, 3.0])
    assert [guest for guest, _ in found] == [6, 8, 7]
    assert {host for _, host in found} <= {0, 1, 2, 3}
    assert len(pairs("fragmentation", 9, ties, number=2)) == 2


def test_the_host_is_the_one_with_whom_both_gain_most_and_who_is_not_busy():
    far = [RULES.distance_optimum, 5.0, 5.0, 5.0, 0.0]
    assert pairs("fragmentation", 5, CHAIN, technology_x=far) == [(4, 0)]
    busy = [30, 3, 3, 3, 0]  # ties at a capacity of 8
    assert pairs("fragmentation", 5, CHAIN, technology_x=far, degree=busy)[0][1] != 0
    assert pairs("fragmentation", 5, CHAIN, degree=[9, 9, 0, 9, 0]) == [(4, 2)]


def test_a_host_on_the_list_counts_as_busier():
    far = [RULES.distance_optimum, 0.5 * RULES.distance_optimum] + [5.0] * 2 + [0.0] * 8
    hosts = [host for _, host in pairs("fragmentation", 12, CHAIN, technology_x=far)]
    assert hosts[0] == 0
    assert {0, 1} <= set(hosts)


def test_only_so_many_hosts_are_compared_and_the_lots_are_keyed():
    few = InsightNumbers(tie_sight=1.0, hosts_compared=1)
    ties = [(i, i + 1) for i in range(29)]
    survey, neighbours = network(50, ties, few)
    found = useful_pairs("fragmentation", survey, neighbours, 20, PROCESS)
    assert len({host for _, host in found}) > 8  # by lot, all being alike
    assert useful_pairs("fragmentation", survey, neighbours, 20, PROCESS) == found


def test_fragility_joins_the_pieces_that_fall_off():
    ties = [*STAR, (1, 2), (2, 3), (4, 5)]
    found = pairs("fragility", 10, ties, openness=[1, 1, 1, 1, 0.1, 2, 1, 3, 9, 9])
    assert [guest for guest, _ in found] == [5, 7, 6]  # not 8 and 9, who are apart anyway
    assert {host for _, host in found} <= {1, 2, 3}


def test_one_type_brings_those_without_another_type_to_another_type():
    kind = [Kind.FIRM] * 4 + [Kind.UNIVERSITY, Kind.CHAMBER]
    found = pairs("one_type", 6, [(0, 1), (1, 4), (2, 3)], kind=kind, openness=[1, 1, 2, 3, 1, 1])
    guests = [guest for guest, _ in found]
    assert 1 not in guests
    assert 4 not in guests
    assert guests[:2] == [3, 2]
    assert all(kind[guest] != kind[host] for guest, host in found)
    assert len({frozenset(pair) for pair in found}) == len(found)


def test_lock_in_brings_firms_with_close_ties_only_nearer_to_the_best_distance():
    best = RULES.distance_optimum
    x = [0.0, 0.1 * best, best, 2.0 * best, 5.0]
    kind = [Kind.FIRM] * 5
    found = pairs("lock_in", 5, [(0, 1), (2, 3)], kind=kind, technology_x=x)
    assert [guest for guest, _ in found] == [0, 1]  # 2 and 3 are at the best distance of each other, 4 has no tie
    assert {host for _, host in found} == {2}
    assert (
        pairs("lock_in", 3, [(0, 1), (0, 2)], technology_x=[0.0, 0.1 * best, best])[0][0] == 1
    )  # 0 has a wide tie too


@pytest.mark.parametrize("spot", ["fragmentation", "fragility", "one_type", "lock_in"])
def test_nobody_is_introduced_to_a_partner_or_to_himself(spot):
    dice = np.random.default_rng(4)
    ties = {tuple(sorted(map(int, dice.choice(30, 2, replace=False)))) for _ in range(30)}
    kind = [Kind.UNIVERSITY, Kind.CHAMBER] + [Kind.FIRM] * 28
    survey, neighbours = network(30, sorted(ties), kind=kind, technology_x=0.5 * dice.random(30))
    appeal = dice.random(30).tolist()
    for found in (
        useful_pairs(spot, survey, neighbours, 20, PROCESS),
        liked_pairs(spot, survey, neighbours, appeal, 20, PROCESS),
    ):
        assert found
        assert len({guest for guest, _ in found}) == len(found)
        assert all(guest != host and tuple(sorted((guest, host))) not in ties for guest, host in found)
