from __future__ import annotations

import copy
import math
from dataclasses import replace

import numpy as np
import pytest

from clustersim.agency.diagnose import FINDERS, PAIRS, appeal, diagnose, observed_density, observed_ties
from clustersim.agency.observe import observe, survey
from clustersim.agency.repair import neighbour_lists
from clustersim.agency.settings import read_settings
from clustersim.core import randomness
from clustersim.phases.schedule import advance
from clustersim.policies.registry import POLICIES
from clustersim.spec.codes import Event, Kind
from clustersim.spec.decisions import Decision
from clustersim.spec.parameters import InsightNumbers, ProcessNumbers
from clustersim.start.build import build_world
from tests.helpers.policy_worlds import run, small_case, with_tasks
from tests.helpers.surveys import seen

CLEAR = InsightNumbers(tie_sight=1.0, density_noise=0.0)


@pytest.fixture(scope="module")
def world():
    return run(small_case(), 4)


def test_observation_counts_firms(world):
    a = world.actors
    firms = observe(world).firms
    assert len(firms) == len(world.sectors.names)
    assert sum(firms) == np.count_nonzero(a.alive & (a.kind == Kind.FIRM))
    assert firms[1] == sum(
        1 for row in range(len(a)) if a.alive[row] and a.kind[row] == Kind.FIRM and a.sector[row] == 1
    )


def test_the_agency_knows_institutions_and_the_firms_it_reaches(world):
    a, target = world.actors, world.sectors.target
    state = randomness.stream(world.seed, Decision.REACH, 0)
    reached = [
        int(k)
        for k, kind, sector, alive in zip(a.key, a.kind, a.sector, a.alive, strict=True)
        if alive and kind == Kind.FIRM and target[sector] and randomness.uniform(state, int(k)) < 0.3
    ]
    assert 3 < len(reached) < np.count_nonzero(a.alive)
    known = survey(world)
    assert known.actors.tolist() == sorted(reached + a.key[:2].tolist())
    both = {frozenset((int(a.key[x]), int(a.key[y]))) for x, y in zip(world.ties.a, world.ties.b, strict=True)}
    among = {pair for pair in both if pair <= set(known.actors.tolist())}
    assert {frozenset((int(known.actors[x]), int(known.actors[y]))) for x, y in known.ties} == among
    assert among


def test_contacts_limit_whom_it_knows(world):
    few = copy.deepcopy(world)
    few.parameters = few.parameters._replace(insight=InsightNumbers(contacts=3))
    assert len(survey(few).actors) == 3 + 2
    assert set(survey(few).actors.tolist()) < set(survey(world).actors.tolist())


def test_row_order_does_not_matter(world):
    shuffled = copy.deepcopy(world)
    n, first = len(world.actors), world.institutions
    order = np.concatenate((np.arange(first), first + np.random.default_rng(2).permutation(n - first)))
    place = np.empty(n, dtype=np.int64)
    place[order] = np.arange(n)
    shuffled.actors.reorder(order)
    shuffled.ties.a[:], shuffled.ties.b[:] = place[world.ties.a], place[world.ties.b]
    shuffled.ties.reorder(np.random.default_rng(3).permutation(len(world.ties)))
    one, other = (
        diagnose(survey(w), w.parameters.insight, 1.0, dict.fromkeys(FINDERS, 5), ProcessNumbers())
        for w in (world, shuffled)
    )
    assert one == other
    assert observe(world).firms == observe(shuffled).firms


def test_density_is_seen_with_noise_of_the_stated_size():
    flat = seen(density=np.full(120, 2.0))
    assert np.all(observed_density(flat, 0.0) == 2.0)
    many = replace(flat, density=np.full(20_000, 2.0))
    logs = np.log(observed_density(many, 0.3) / 2.0)
    assert np.std(logs) == pytest.approx(0.3, rel=0.03)  # relative standard error about 0.3 %
    assert abs(np.mean(logs)) < 0.01


def test_a_share_of_the_ties_is_seen():
    n = 200
    ties = np.array([(i, j) for i in range(n) for j in range(i + 1, n)])
    many = seen(actors=np.arange(n, dtype=np.uint64), ties=ties)
    assert len(observed_ties(many, 1.0)) == len(ties)
    assert len(observed_ties(many, 0.0)) == 0
    assert len(observed_ties(many, 0.8)) / len(ties) == pytest.approx(0.8, abs=0.012)  # 4 standard errors
    assert observed_ties(many, 0.8).tolist() != observed_ties(replace(many, tick=12), 0.8).tolist()


def test_weak_spots_are_counted():
    made = seen(actors=np.arange(8, dtype=np.uint64), ties=np.array([(0, 1), (1, 2), (2, 3), (4, 5)]))
    found = diagnose(made, CLEAR, 2.0, {}, ProcessNumbers())
    assert (found.tick, found.years, found.sought, found.introductions, found.places) == (8, 2.0, set(), {}, {})
    spots = {
        "isolates": 2,
        "separate_parts": 1,
        "articulation_points": 2,
        "bridges": 4,
        "dependence": 0.2,
        "one_type": 0.9,
        "lock_in": 0.3,
    }
    told = found.weak_spots._asdict()
    assert {name: told[name] for name in spots} == pytest.approx(spots)
    assert math.isnan(told["fragmentation"])  # nobody asked for a diagnosis of what to mend
    assert math.isnan(told["fragility"])
    assert (found.worst, told.keys() - spots.keys()) == ("", {"fragmentation", "fragility"})
    assert found.weak_spots.to_mend() == 2 + 1 + 2
    assert found.degree == pytest.approx(2 * 4 / 8)


def test_findings_are_pairs_of_keys():
    made = seen(actors=np.array([10, 20, 30, 40, 50], dtype=np.uint64), ties=np.array([(0, 1), (1, 2), (2, 3)]))
    found = diagnose(made, CLEAR, 2.0, {"fragmentation": 3, "fragility": 1}, ProcessNumbers()).introductions
    assert len(found["fragmentation"]) == 1
    assert found["fragmentation"][0][0] == 50
    assert found["fragility"] in (((30, 10),), ((20, 40),))


@pytest.mark.parametrize("targeting", [0.0, 1.0])
def test_targeting_shifts_whom_the_agency_puts_forward(targeting):
    """Over many reviews: between a hub and an isolate, winners are picked in 7 of 8 cases (u/2 against a gap of 1: always)."""
    made = seen(actors=np.arange(6, dtype=np.uint64), ties=np.array([(0, i) for i in range(1, 5)]), targeting=targeting)
    neighbours = neighbour_lists(6, made.ties.tolist())
    for tick in range(20):
        scores = appeal(replace(made, tick=tick), neighbours)
        assert (scores[0] > scores[5]) is (targeting == 1.0)


def test_winners_are_dense_places_and_potentials_attractive_ones():
    density, pull = np.zeros(120), np.zeros(120)
    density[40], pull[80] = 1.0, 1.0
    for targeting, best in ((1.0, 40), (0.0, 80)):
        assert diagnose(
            seen(density=density, pull=pull, targeting=targeting), CLEAR, 0.0, {"core": 1}, ProcessNumbers()
        ).places["core"] == (best,)
    assert diagnose(
        seen(density=density, pull=pull, targeting=0.9), CLEAR, 0.0, {"periphery": 1}, ProcessNumbers()
    ).places["periphery"] == (80,)


def test_places_lie_apart_and_inside():
    inside = np.arange(120) % 12 < 7
    made = seen(inside=inside)
    for kind in ("core", "periphery"):
        cells = diagnose(made, CLEAR, 0.0, {kind: 4}, ProcessNumbers()).places[kind]
        assert len(cells) >= 2
        assert inside[list(cells)].all()
        for a in cells:
            for b in cells:
                assert a == b or math.dist(divmod(a, 12), divmod(b, 12)) >= 3.0
    quiet = diagnose(made, CLEAR, 0.0, {"periphery": 4}, ProcessNumbers()).places["periphery"]
    assert np.all(made.density[list(quiet)] <= np.median(made.density[inside]))


def test_an_empty_region_can_be_reviewed():
    made = seen(
        actors=np.zeros(0, dtype=np.uint64),
        ties=np.zeros((0, 2), dtype=np.int64),
        density=np.zeros(120),
        pull=np.zeros(120),
    )
    found = diagnose(made, InsightNumbers(), 0.0, dict.fromkeys(FINDERS, 2), ProcessNumbers())
    assert found.weak_spots[:4] == (0, 0, 0, 0)
    assert found.introductions == dict.fromkeys(PAIRS, ())
    assert found.places["core"][0] == 0  # all places are alike: the first


def test_what_nobody_can_find_is_refused():
    with pytest.raises(ValueError, match="promise, not luck"):
        diagnose(seen(), CLEAR, 0.0, {"luck": 1}, ProcessNumbers())


def test_what_tasks_seek_can_be_found(world):
    for task, policy in POLICIES.items():
        scenario = with_tasks({task: {}})
        assert {kind for kind, _ in policy.seeks(read_settings(scenario)[task])} <= set(FINDERS)


def test_reviews_take_place_every_year_while_tasks_run():
    def reviews(**given):
        events = run(with_tasks({"networking": given}), 16).events.table()
        return events["tick"][events["event"] == Event.REVIEW].tolist()

    assert reviews() == [0, 4, 8, 12]
    assert reviews(start=1.5, stop=3.0) == [6, 10]


def test_a_task_that_starts_later_gets_a_review_of_its_own():
    world = build_world(with_tasks({"networking": {}, "infrastructure": {"start": 0.5, "lead_time": 0.5}}), 4)
    for _ in range(5):
        advance(world)
    assert len(world.centres) == 1
    assert world.cells.inside[world.centres.cell[0]]
    events = world.events.table()
    assert events["tick"][events["event"] == Event.REVIEW].tolist() == [0, 2]
