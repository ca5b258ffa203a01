"""Support of single firms: whom the agency chooses, what it changes and for how long; advice to founders."""

from __future__ import annotations

import numpy as np
import pytest

from clustersim.core import randomness
from clustersim.phases.schedule import advance
from clustersim.phases.support_firms import support_firms
from clustersim.scenario import Scenario
from clustersim.spec.actions import SupportFirms
from clustersim.spec.decisions import Decision
from clustersim.start.build import build_world
from clustersim.world.state import World


@pytest.fixture(scope="module")
def built() -> World:
    return build_world(Scenario.load("mature", {"parameters.start.burn_in": 1.0}).with_firms(1000), 3)


@pytest.fixture
def world(built: World) -> World:
    return built.fork()


def grant(kind: str = "finance", **given) -> SupportFirms:
    numbers = {
        "number": 0,
        "count": 10,
        "reach": 0.6,
        "oldest": 12.0,
        "effect": 0.8,
        "years": 1.0,
        "targeting": 0.5,
        "sectors": (0, 1, 2),
        "weights": (1.0, 1.0, 1.0),
    }
    return SupportFirms("finance", kind=kind, **(numbers | given))


def support(world, *actions: SupportFirms) -> np.ndarray:
    world.agenda[:] = actions
    support_firms(world)
    world.agenda.clear()
    return np.flatnonzero(world.actors.supports > 0)


def test_only_young_reached_firms_of_the_sectors_are_supported(world):
    rows, a = support(world, grant(sectors=(0, 2), weights=(1.0, 1.0))), world.actors
    assert len(rows) == 10
    assert set(a.sector[rows].tolist()) <= {0, 2}
    assert (a.age[rows] <= 12.0).all()
    reached = randomness.stream(world.seed, Decision.REACH, 0)
    assert all(randomness.uniform(reached, int(key)) < 0.6 for key in a.key[rows])
    assert (a.relief[rows] == 0.8).all() and (a.relief_left[rows] == 1.0).all()


def test_targeting_picks_winners_or_those_in_need(world):
    a = world.actors
    in_need = support(world, grant(targeting=0.0, reach=1.0, oldest=100.0, count=60))
    constrained = a.constrained[in_need].mean()
    a.supports[:], a.relief[:] = 0, 0.0
    winners = support(world, grant(targeting=1.0, reach=1.0, oldest=100.0, count=60))
    assert constrained > 2.0 * a.constrained[winners].mean()
    assert a.knowledge[winners].mean() > a.knowledge[in_need].mean() + 0.1


def test_weights_of_sectors_shift_the_choice(world):
    def share(weight: float) -> float:
        world.actors.supports[:], world.actors.relief[:] = 0, 0.0
        rows = support(world, grant(weights=(weight, 1.0, 1.0), reach=1.0, oldest=100.0, count=60))
        return float(np.mean(world.actors.sector[rows] == 0))

    assert share(8.0) > share(1.0) + 0.15
    assert share(0.0) == 0.0


@pytest.mark.parametrize("dt", [0.25, 0.1, 0.5])
def test_relief_lasts_its_years_and_skills_halve(world, dt):
    world.dt = dt
    rows = support(world, grant(), grant("skills", number=1, effect=0.2, oldest=np.inf))
    a = world.actors
    relieved, trained = rows[a.relief[rows] > 0.0], rows[a.skills[rows] > 0.0]
    keys = a.key[trained]
    for _ in range(round(1.0 / dt) - 1):
        support(world)
    assert (a.relief[relieved] == 0.8).all()
    support(world)
    assert not a.relief.any() and not a.relief_left.any()
    for _ in range(round(4.0 / dt)):
        support(world)
    assert len(keys) > 5
    assert a.skills[trained] == pytest.approx(0.1, rel=1e-9)  # five years


def test_skills_have_a_ceiling(world):
    for number in range(12):
        support(world, grant("skills", number=number, effect=0.2, oldest=np.inf, reach=0.02, count=100))
    assert world.actors.skills.max() == pytest.approx(0.5, rel=1e-9)


def test_relief_lowers_the_exits_of_constrained_firms_and_of_no_other():
    """Same draws, so that every firm that closes in spite of relief would have closed without it."""

    def exits(relief: float) -> tuple[set[int], set[int]]:
        world = build_world(
            Scenario.load(
                "mature", {"parameters.start.burn_in": 1.0, "parameters.exit.constrained_ratio": 5.0}
            ).with_firms(1000),
            3,
        )
        a = world.actors
        constrained = set(a.key[a.constrained].tolist())
        a.relief[:], a.relief_left[:] = relief, 10.0
        living = set(a.key[a.alive].tolist())
        for _ in range(4):
            advance(world)
        gone = living - set(a.key[a.alive].tolist())
        return gone & constrained, gone - constrained

    without, with_relief = exits(0.0), exits(1.0)
    assert len(with_relief[0]) < 0.6 * len(without[0])
    assert abs(len(with_relief[1]) - len(without[1])) <= 3


def test_a_share_of_founders_is_advised_and_begins_better():
    scenario = (
        Scenario.load("mature", {"parameters.start.burn_in": 1.0})
        .with_firms(1000)
        .changed("policies.qualification.advised_share", 1.0)
    )
    base, advised = (
        build_world(one, 3)
        for one in (
            scenario.changed("policies.qualification.founding_gain", 0.0).changed("policies.qualification.advice", 0.0),
            scenario,
        )
    )
    for world in (base, advised):
        for _ in range(12):
            advance(world)
    count = sum(row["advised_foundings"] for row in advised.series)
    target = sum(
        1 for row in np.flatnonzero(advised.actors.advised) if advised.sectors.target[advised.actors.sector[row]]
    )
    assert 0 < target <= count
    entrants = advised.actors.alive & (advised.actors.entered >= 0) & (advised.actors.kind == 0)
    served = entrants & advised.sectors.target[advised.actors.sector]
    assert not (advised.actors.advised & entrants & ~served).any()
    assert 0.15 < advised.actors.advised[served].mean() < 0.45  # the reach is 0.3
    assert not base.actors.advised.any()
