"""The search for the best mixes: what it finds in a case with a known answer, that it goes on, and that it owns up to luck."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from clustersim import Scenario
from clustersim.analysis import optimise as optimising
from clustersim.analysis.optimise import Search, changes_of, describe, optimise, relative
from clustersim.errors import InputError
from clustersim.policies.registry import POLICIES
from tests.helpers.batch_worlds import SerialEngine

pytestmark = pytest.mark.process

Command = Callable[..., Any]
TASKS = POLICIES.shipped
OFF: dict[str, Any] = dict.fromkeys(TASKS, 0.0) | {f"start_{task}": 0 for task in TASKS} | {"regime": "staged"}


@pytest.fixture
def search() -> Search:
    scenario = Scenario.load(
        "baseline", {"start.firms": 80, "start.kind": "uniform", "parameters.start.burn_in": 1.0, "ticks": 8}
    )
    return Search(scenario, 500_000.0, 8, trials=30, seeds=2, fresh=3, points=3)


def test_a_mix_becomes_a_scenario() -> None:
    params = OFF | {"networking": 0.5, "start_networking": 3, "finance": 1.0}
    scenario = Scenario.load("baseline").changed_by(changes_of(params, 700_000.0))
    assert set(scenario.policies) == {"networking", "finance"}
    assert (scenario.policies["networking"].intensity, scenario.policies["networking"].start) == (0.5, 3.0)
    assert (scenario.agency.regime, scenario.agency.budget) == ("staged", 700_000.0)
    assert describe(params) == "networking 0.5 from year 3, finance 1"
    assert describe(OFF) == "nothing"


def test_objectives_are_relative_to_the_same_seeds() -> None:
    assert relative(
        np.array([[1.2, 3.0, 50.0], [1.0, 5.0, 70.0]]), np.array([[1.0, 2.0, 0.0], [1.0, 2.0, 0.0]])
    ) == pytest.approx((10.0, 100.0, 60.0))


def test_a_search_finds_the_cheap_and_the_good_and_owns_up(search: Search, tmp_path: Path) -> None:
    found = optimise(search, tmp_path / "s", SerialEngine)
    front = found.front
    assert found.trials == 30
    assert front["cost"].min() < front["cost"].max()
    for _, one in front.iterrows():  # nobody on the front is beaten by another in what the search saw
        better = (front["search_cluster_density"] >= one["search_cluster_density"]) & (
            front["search_network_strength"] >= one["search_network_strength"]
        )
        strictly = (front["search_cluster_density"] > one["search_cluster_density"]) | (
            front["search_network_strength"] > one["search_network_strength"]
        )
        assert not (better & strictly & (front["cost"] < 0.5 * one["cost"])).any()
    assert np.allclose(
        front["optimism_network_strength"], front["search_network_strength"] - front["fresh_network_strength"]
    )
    assert found.best["best_both"].sum() == pytest.approx(1.0)
    for mix in front["mix"]:
        assert Scenario.load(str(tmp_path / "s" / f"{mix}.toml")).agency.budget == 500_000.0
    fresh = json.loads((tmp_path / "s" / "fresh" / "plan.json").read_text())
    assert fresh["seeds"] == [2, 3, 4]  # none of the seeds of the search


def test_a_search_goes_on_where_it_was_ended(search: Search, tmp_path: Path) -> None:
    class Stopping(SerialEngine):
        left = 31

        def run(self, tasks):  # type: ignore[no-untyped-def]
            for done in super().run(tasks):
                type(self).left -= 1
                if type(self).left < 0:
                    raise KeyboardInterrupt
                yield done

    with pytest.raises(KeyboardInterrupt):
        optimise(search, tmp_path / "s", Stopping)
    SerialEngine.executed = 0
    found = optimise(search, tmp_path / "s", SerialEngine)
    assert found.trials == 30
    SerialEngine.executed = 0
    again = optimise(search, tmp_path / "s", SerialEngine)
    assert SerialEngine.executed == 0
    pd.testing.assert_frame_equal(found.front, again.front)


def test_another_search_in_the_same_folder_is_refused(search: Search, tmp_path: Path) -> None:
    optimise(search._replace(trials=1), tmp_path / "s", SerialEngine)
    with pytest.raises(InputError, match=r"holds another search .different: budget"):
        optimise(search._replace(budget=1.0), tmp_path / "s", SerialEngine)


def test_starts_of_the_search_are_what_a_person_would_try(search: Search) -> None:
    guesses = optimising._first_guesses(search)
    assert sum(sum(guess[task] for task in TASKS) == 1.0 for guess in guesses) == 9
    assert {guess["regime"] for guess in guesses if sum(guess[task] for task in TASKS) == 9.0} == set(
        optimising.designs.REGIMES
    )


def test_the_command(command: Command, tmp_path: Path) -> None:
    done = command(
        "optimise",
        "baseline",
        "--budget",
        300000,
        "--trials",
        15,
        "--seeds",
        1,
        "--fresh",
        2,
        "--points",
        2,
        "--ticks",
        4,
        "--processes",
        1,
        "--set",
        "start.firms=80",
        "--set",
        "parameters.start.burn_in=1.0",
    )
    assert done.code == 0, done.err
    assert "optimism of the search" in done.out
    assert (tmp_path / "results" / "optimise-baseline" / "front.png").stat().st_size > 10_000
    assert command("optimise", "basline", "--budget", 1).code == 2
