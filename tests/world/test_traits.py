"""Traits that firms are born with."""

from __future__ import annotations

import math

import numpy as np
import pytest

from clustersim.scenario import Scenario
from clustersim.start.build import build_world
from tests.helpers.small_worlds import alike


def openness(least: float, seed: int = 3) -> np.ndarray:
    """Return the openness of 2,000 firms outside local-market sectors, of which the least open are left out."""
    changes = {"parameters__entry__openness_from": least, "parameters__start__burn_in": 0.0}
    world = build_world(alike("mature", 2000, **changes), seed)
    rows = world.firm_rows()
    return world.actors.openness[rows[~world.sectors.local[world.actors.sector[rows]]]]


def test_only_firms_above_the_quantile_occur() -> None:
    shape = 0.6
    quantile = (-math.log(0.4)) ** (1.0 / shape) / math.gamma(1.0 + 1.0 / shape)
    everybody, active = openness(0.0), openness(0.6)
    assert np.mean(everybody > quantile) == pytest.approx(0.4, abs=0.05)
    assert active.min() >= quantile
    assert np.sort(active)[len(active) // 2] == pytest.approx(np.quantile(everybody, 0.8), rel=0.15)


def test_the_check_cluster_is_26_open_firms_of_one_sector() -> None:
    world = build_world(Scenario.load("check-cluster", {"parameters.start.burn_in": 0.0}), 1)
    rows = world.firm_rows()
    assert len(rows) == 26
    assert len(world.sectors.names) == 1
    assert world.actors.openness[rows].min() > 0.5
