from __future__ import annotations

import numpy as np
import pytest

from clustersim.core.geography import field_weights, spread_field
from clustersim.policies.infrastructure import Infrastructure, supply_around
from clustersim.spec.actions import OpenCentre
from clustersim.spec.codes import Event, Origin
from tests.helpers.policy_worlds import COLUMNS, ROWS, case_of, decisions, observation, run, settings, with_tasks


def opened(years=4, dt=0.25, **given):
    """Return (time, action) of all centres opened."""
    scenario = case_of({"infrastructure": settings("infrastructure", **given)})
    return [
        (tick * dt, action)
        for tick, (outcome, _, _) in enumerate(decisions(scenario, years, dt))
        for action in outcome.agenda
    ]


@pytest.mark.parametrize("dt", [0.125, 0.25, 0.5, 1.0])
def test_opens_once_after_the_lead_time(dt):
    found = opened(dt=dt)
    assert [time for time, _ in found] == [2.0]
    assert found[0][1] == OpenCentre("infrastructure", "infrastructure 1", 31, 47, (0, 1))


def test_half_the_money_builds_half_the_places():
    assert [action.places for _, action in opened(intensity=0.5)] == [24]
    assert opened(intensity=0.001) == []


def test_stopped_while_building_nothing_opens():
    assert opened(stop=1.0) == []


def test_places_are_given_or_found():
    assert [action.cell for _, action in opened(cells=[[2, 3], [4, 1]])] == [3 * COLUMNS + 2, COLUMNS + 4]
    assert [action.cell for _, action in opened(cells=[[2, 3]], centres=3)] == [3 * COLUMNS + 2, 31, 5]
    assert [action.cell for _, action in opened(location="periphery", centres=2)] == [0, 62]
    assert [action.cell for _, action in opened(centres=3)] == [31, 5, 31]  # the review found two: they share
    assert [action.name for _, action in opened(centres=2)] == ["infrastructure 1", "infrastructure 2"]


def test_levers_stay_neutral_until_the_doors_open():
    for tick, (_, levers, _) in enumerate(decisions(case_of({"infrastructure": settings("infrastructure")}), 4)):
        neutral = [levers.is_neutral(lever) for lever in Infrastructure.levers]
        assert neutral == [tick < 8] * 3


def test_supply_falls_with_the_field_kernel():
    seen, weights = observation(), field_weights(3.0, 1.0)
    spread, across = np.empty(COLUMNS * ROWS), np.empty(COLUMNS * ROWS)
    for cell in (0, 31, COLUMNS * ROWS - 1):
        at = np.zeros(COLUMNS * ROWS)
        at[cell] = 1.0
        spread_field(at, weights, ROWS, COLUMNS, across, spread)
        np.testing.assert_allclose(supply_around(seen, (cell,), 0.5), 0.5 * spread, atol=1e-15)
    both, one, other = (supply_around(seen, cells, 0.5) for cells in ((0, 31), (0,), (31,)))
    np.testing.assert_allclose(both, 1.0 - (1.0 - one) * (1.0 - other), atol=1e-15)


def test_building_is_paid_over_the_lead_time_then_running():
    paid = [
        agency.spent["infrastructure"]
        for _, _, agency in decisions(case_of({"infrastructure": settings("infrastructure")}), 4)
    ]
    assert sum(paid[:8]) == pytest.approx(47 * 150_000)
    assert sum(paid[8:12]) == pytest.approx(47 * 4_000 + 4 * 10_000)


@pytest.mark.parametrize("lead_time", [0.1, 0.6, 1.3])
def test_building_costs_the_same_whatever_the_lead_time(lead_time):
    scenario = case_of(
        {"infrastructure": settings("infrastructure", lead_time=lead_time, running_cost=0.0, service_cost=0.0)}
    )
    assert sum(agency.spent["infrastructure"] for _, _, agency in decisions(scenario, 3)) == pytest.approx(47 * 150_000)
    assert [action.places for _, action in opened(lead_time=lead_time)] == [47]


def test_leaves_the_building_and_its_tenants():
    scenario = with_tasks({"infrastructure": {"lead_time": 0.5, "stop": 5.0, "starts": 20.0, "cells": [[13, 16]]}})
    world = run(scenario, 24)
    assert (world.grid.columns, world.grid.rows) == (
        15,
        15,
    )  # of 40 x 40: the region is drawn together, and the cell with it
    assert world.centres.cell.tolist() == [6 * 15 + 4]
    assert world.centres.opened.tolist() == [2]
    entered = world.actors.alive & (world.actors.origin == Origin.CENTRE_START_UP)
    assert np.count_nonzero(entered) > 5
    assert np.all(world.actors.entered[entered] >= 2)
    assert np.all(world.actors.entered[entered] < 20)  # no lever, no pull
    assert np.count_nonzero(world.actors.alive & (world.actors.centre == 0)) > 0  # tenants stay
    assert np.count_nonzero(world.events.table()["event"] == Event.CENTRE_OPENED) == 1
