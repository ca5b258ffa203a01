"""Shocks: the same in every arm, nothing before they are due, and what they do when they come."""

from __future__ import annotations

import numpy as np
import pytest

from clustersim.errors import InputError
from clustersim.scenario import Scenario
from clustersim.spec.codes import Cause, Event
from tests.helpers.policy_worlds import differing, run, small_case, trace


def shocked(*shocks: dict[str, object], **given: object) -> Scenario:
    data = small_case().as_dict()
    data["shocks"] = list(shocks)
    data["channels"] |= given
    return Scenario(**data)


ALL = (
    {"kind": "demand", "start": 1.0, "years": 1.0, "size": 0.2},
    {"kind": "technology", "start": 1.0, "years": 1.0, "size": 2.0, "sector": "software"},
    {"kind": "anchor", "start": 1.0, "firms": 2},
)


@pytest.mark.parametrize("shock", ALL)
def test_nothing_before_it_is_due_and_nothing_with_the_channel_off(shock):
    assert differing(trace(run(shocked(shock), 4)), trace(run(small_case(), 4))) == []
    assert differing(trace(run(shocked(shock, shocks=0), 8)), trace(run(small_case(), 8))) == []
    assert differing(trace(run(shocked(shock), 5)), trace(run(small_case(), 5)))


def test_a_demand_shock_changes_growth_by_its_size():
    hit, plain = run(shocked(ALL[0]), 8), run(small_case(), 8)
    jobs = [world.series[8]["cluster_jobs"] / world.series[4]["cluster_jobs"] for world in (hit, plain)]
    assert np.log(jobs[0] / jobs[1]) == pytest.approx(0.2, abs=0.05)  # one year at 0.2
    assert hit.shock_push.tolist() == [0.2, 0.2, 0.2, 0.0, 0.0, 0.0]
    assert run(shocked(ALL[0]), 9).shock_push.tolist() == [0.0] * 6


def test_part_of_a_tick_counts_in_part():
    assert run(shocked(ALL[0] | {"start": 0.1, "years": 0.05}), 1).shock_push[0] == pytest.approx(0.2 * 0.05 / 0.25)


def test_the_largest_firms_of_the_cluster_close_and_no_other():
    before, hit = run(small_case(), 4), run(shocked(ALL[2]), 5)
    a = before.actors
    rows = np.flatnonzero(a.alive & (a.kind == 0) & before.sectors.target[a.sector])
    largest = a.key[rows[np.argsort(-a.employees[rows])[:2]]]
    events = hit.events.table()
    closed = (events["event"] == Event.EXIT) & (events["cause"] == Cause.SHOCK)
    assert set(events["actor"][closed].tolist()) == set(largest.tolist())
    assert np.count_nonzero(events["event"] == Event.SHOCK) == 1


def test_a_technology_shift_moves_entrants_and_costs_incumbents():
    hit, plain = run(shocked(ALL[1] | {"direction": 90.0, "loss": 0.5}), 8), run(small_case(), 8)
    software = hit.sectors.names.index("software")
    assert hit.sectors.centroid_y[software] - plain.sectors.centroid_y[software] == pytest.approx(2.0)
    assert hit.sectors.centroid_x[software] == pytest.approx(plain.sectors.centroid_x[software])
    means = [
        world.actors.knowledge[
            world.actors.alive & (world.actors.sector == software) & (world.actors.entered < 0)
        ].mean()
        for world in (hit, plain)
    ]
    assert -1.0 < means[0] - means[1] < -0.7  # 0.5 per unit of 2 units, less what is learned again
    assert small_case().as_dict()["shocks"] == []


@pytest.mark.parametrize(
    ("shock", "message"),
    [
        ({"kind": "demand", "start": 1.0, "size": 0.1, "sector": "sofware"}, "Did you mean 'software'"),
        ({"kind": "demand", "start": 99.0, "size": 0.1}, "not before the end of the run"),
        ({"kind": "demand", "start": 1.0}, "needs a size"),
        ({"kind": "anchor", "start": 1.0, "size": 0.4}, "has no meaning for a shock of kind anchor"),
        ({"kind": "flood", "start": 1.0}, "must be"),
    ],
)
def test_mistakes_are_told(shock, message):
    with pytest.raises(InputError, match=message):
        shocked(shock)
