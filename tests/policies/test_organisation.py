from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import curve_fit

from clustersim.policies.organisation import Organisation, OrganisationNumbers
from clustersim.spec.actions import Convene
from clustersim.spec.levers import BROKERING, REACH_FACTOR
from tests.helpers.policy_worlds import case_of, decisions, differing, run, settings, small_case, trace, with_tasks

# K20: members of ZRW at its founding (11 April 2012), 2014, September 2016, 2019, October 2020, 2022
YEARS = np.array([2012.28, 2014.5, 2016.71, 2019.5, 2020.79, 2022.5]) - 2012.28
MEMBERS = np.array([14.0, 163.0, 257.0, 354.0, 365.0, 380.0])


def logistic(years, final, growth, midpoint):
    return final / (1.0 + np.exp(-growth * (years - midpoint)))


def test_membership_follows_the_fit_to_k20():
    (final, growth, midpoint), _ = curve_fit(logistic, YEARS, MEMBERS, p0=(380.0, 0.8, 3.0))
    default = OrganisationNumbers()
    assert default.growth == pytest.approx(growth, abs=0.005)
    assert default.midpoint == pytest.approx(midpoint, abs=0.03)
    fitted = logistic(YEARS, final, growth, midpoint)
    printed = Organisation.__doc__
    assert ", ".join(f"{value:.0f}" for value in fitted) in printed
    assert f"{final:.0f} / (1 + exp(-{growth:.2f} (t - {midpoint:.2f})))" in printed
    assert f"{math.sqrt(float(np.mean((fitted - MEMBERS) ** 2))):.0f} members" in printed


def test_members_and_reach_rise_together():
    found = [
        (levers[REACH_FACTOR], levers[BROKERING], agency.reported["members"])
        for _, levers, agency in decisions(case_of({"organisation": settings("organisation")}), 20)
    ]
    reach, brokering, members = np.array(found).T
    assert np.all(np.diff(reach) > 0.0)
    assert np.all(np.diff(members) > 0.0)
    assert members[12] == pytest.approx(0.5 * 0.3 * 270)  # the midpoint: half of 30 % of the 270 firms served
    assert reach[12] == pytest.approx(1.4)
    assert brokering[-1] == pytest.approx(1.15, abs=1e-4)


def test_office_costs_less_and_does_less():
    def last(host):
        *_, (_, levers, agency) = decisions(
            case_of({"organisation": settings("organisation", host=host, member_cost=0.0)}), 3
        )
        return levers[REACH_FACTOR] - 1.0, agency.spent["organisation"]

    office, organisation = last("existing_office"), last("own_organisation")
    assert office[0] == pytest.approx(0.4 * organisation[0])
    assert (office[1], organisation[1]) == pytest.approx((75_000 / 4, 195_000 / 4))


def test_widens_the_reach_of_other_tasks():
    def reach(**tasks):
        *_, (outcome, _, _) = decisions(case_of(tasks), 3)
        return next(action.reach for action in outcome.agenda if isinstance(action, Convene))

    networking = settings("networking", events_least=4.0)
    alone = reach(networking=networking)
    assert alone == 0.3
    assert reach(networking=networking, organisation=settings("organisation")) > 1.3 * alone
    assert (
        reach(networking=networking, organisation=settings("organisation", reach_gain=2.0, midpoint=0.0, growth=5.0))
        <= 1.0
    )


def test_alone_it_changes_nothing_but_the_books():
    world = run(with_tasks({"organisation": {}}), 16)
    assert differing(trace(world, books=False), trace(run(small_case(), 16), books=False)) == []
    assert sum(row["cost"] for row in world.series) > 4 * 195_000
