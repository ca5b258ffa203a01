"""Mesa's own `batch_run` over our models: a scenario is one value, and runs of a seed are paired."""

from __future__ import annotations

import inspect
import warnings
from typing import Any

import pytest
from mesa.batchrunner import batch_run

from clustersim.mesa_view.model import ClusterModel
from clustersim.runs.simulate import simulate
from clustersim.scenario import Scenario

SMALL: dict[str, object] = {"start.firms": 150, "parameters.start.burn_in": 1.0, "ticks": 4}
SEEDS = [1, 2]


def rows(**given: Any) -> list[dict[str, Any]]:
    """Return what Mesa hands back of runs in this process."""
    return batch_run(ClusterModel, display_progress=False, **given)


def test_a_bare_scenario_is_one_value() -> None:
    found = rows(parameters={"scenario": Scenario.load("mature", SMALL)})
    assert len(found) == 1
    assert found[0]["scenario"].name == "mature"


def test_the_way_of_the_documentation_pairs_seeds() -> None:
    """As docs/mesa.md has it for either version of Mesa; the numbers are those of `simulate`."""
    without = Scenario.load("mature", SMALL)
    with_policy = without.changed("policies.networking", {})
    scenarios = {"scenario": [without, with_policy]}
    if "rng" in inspect.signature(batch_run).parameters:
        found = rows(parameters=scenarios, rng=SEEDS)
    else:
        found = rows(parameters={**scenarios, "seed": SEEDS})
    assert [(row["scenario"], row["seed"]) for row in sorted(found, key=lambda row: (row["seed"], row["RunId"]))] == [
        (scenario, seed) for seed in SEEDS for scenario in (without, with_policy)
    ]
    for row in found:
        series = simulate(row["scenario"], row["seed"], events=False).series
        shown = series[-1 if "rng" in inspect.signature(batch_run).parameters else -2]  # Mesa 3.3 leaves out the last
        assert row["cluster_density"] == shown["cluster_density"]
        assert row["network_strength"] == shown["network_strength"]


def test_a_newer_mesa_replaces_a_seed_among_the_parameters() -> None:
    """What docs/mesa.md warns of; when Mesa mends it the page can say so."""
    if "rng" not in inspect.signature(batch_run).parameters:
        pytest.skip("this Mesa takes seeds among the parameters")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = rows(parameters={"scenario": Scenario.load("mature", SMALL), "seed": SEEDS})
    assert [row["seed"] for row in found] == [None, None]
