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
from clustersim.analysis.front import best_table, front_table
from clustersim.analysis.mixes import NOTHING, Mix, beats, changes_of, describe, front_of, name_of
from clustersim.analysis.optimise import Found, expected, optimise
from clustersim.analysis.search import Search, first_guesses, relative
from clustersim.batch.plan_parts import FILE_NAME
from clustersim.cli.optimise import found_text
from clustersim.errors import InputError
from clustersim.policies.registry import POLICIES
from clustersim.spec.regimes import REGIMES
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
    assert describe(OFF) == "do nothing"
    assert name_of(params) == "networking-50_finance-100"
    assert name_of(OFF | dict.fromkeys(TASKS[:3], 1.0)) == "organ-100_strat-100_align-100"


def mix(density: float, strength: float, cost: float, **params: float) -> Mix:
    return Mix(OFF | params, (density, strength, cost))


def test_doing_nothing_beats_what_costs_something_for_nothing() -> None:
    front = front_of([mix(0.0, 0.0, 5e5, strategy=1.0), mix(-2.0, -1.0, 3e5, marketing=1.0)])
    assert front == {}
    front = front_of(
        [
            mix(0.0, 4.0, 5e5, networking=1.0),
            mix(0.0, 3.0, 6e5, finance=1.0),  # beaten by networking
            mix(-1.0, 5.0, 6e5, networking=1.0, finance=0.5),
            mix(0.0, 0.0, 1.0, strategy=1.0),
            mix(1.0, 4.0, 5.5e5, networking=1.0, start_networking=2),
        ]
    )
    assert list(front) == ["networking-100", "networking-100-no2", "networking-100_finance-50"]
    assert beats((0.0, 0.0, 0.0), (0.0, 0.0, 1.0))
    assert not beats((0.0, 0.0, 0.0), (0.0, 0.0, 0.0))


def test_no_mix_at_all_is_an_answer() -> None:
    front, best = front_table({}, None), best_table(None, [])
    assert list(front["mix"]) == [NOTHING]
    assert best["points"].tolist() == [0]
    assert "No mix that was tried brought more" in found_text(Found(front, best, 7, {}), 1e5)


def test_objectives_are_relative_to_the_same_seeds() -> None:
    assert relative(
        np.array([[1.2, 3.0, 50.0], [1.0, 5.0, 70.0]]), np.array([[1.0, 2.0, 0.0], [1.0, 2.0, 0.0]])
    ) == pytest.approx((10.0, 100.0, 60.0))


def test_a_search_finds_the_cheap_and_the_good_and_owns_up(search: Search, tmp_path: Path) -> None:
    found = optimise(search, tmp_path / "s", SerialEngine)
    front = found.front
    assert found.trials == 30
    assert front["cost"].min() < front["cost"].max()
    assert next(iter(front["mix"])) == NOTHING
    offered = front[(front["beaten_by"] == "") & (front["mix"] != NOTHING)]
    for _, one in offered.iterrows():  # neither the search nor fresh seeds leave it without any gain
        for kind in ("search", "fresh"):
            assert max(one[f"{kind}_cluster_density"], one[f"{kind}_network_strength"]) > 0.0
    nowhere = front[(front["fresh_cluster_density"] <= 0.0) & (front["fresh_network_strength"] <= 0.0)].iloc[1:]
    assert set(nowhere["beaten_by"]) <= {NOTHING}
    for _, one in front.iterrows():  # nobody on the front is beaten by another in what the search saw
        better = (front["search_cluster_density"] >= one["search_cluster_density"]) & (
            front["search_network_strength"] >= one["search_network_strength"]
        )
        strictly = (front["search_cluster_density"] > one["search_cluster_density"]) | (
            front["search_network_strength"] > one["search_network_strength"]
        )
        assert not (better & strictly & (front["cost"] < 0.5 * one["cost"])).any()
    optimism = front["search_network_strength"] - front["fresh_network_strength"]
    assert np.allclose(front["optimism_network_strength"].iloc[1:], optimism.iloc[1:])
    assert found.best["best_both"].sum() == pytest.approx(1.0)
    for name in front["mix"].iloc[1:]:
        assert Scenario.load(str(tmp_path / "s" / f"{name}.toml")).agency.budget == 500_000.0
        assert name_of(found.params[name]) in name
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


def test_time_and_runs_are_said_before(search: Search, tmp_path: Path) -> None:
    seconds, runs, count = expected(search, tmp_path / "s", 1)
    assert runs == 30 * 2 + 13 * 3 + 7 * 3 * 2
    assert count == 1
    assert 0.0 < seconds < 1000.0
    optimise(search._replace(trials=12), tmp_path / "s", SerialEngine)
    assert expected(search, tmp_path / "s", 1)[1] == runs - 12 * 2  # what is left


def test_another_search_in_the_same_folder_is_refused(search: Search, tmp_path: Path) -> None:
    optimise(search._replace(trials=1), tmp_path / "s", SerialEngine)
    with pytest.raises(InputError, match=r"holds another search .different: budget"):
        optimise(search._replace(budget=1.0), tmp_path / "s", SerialEngine)


def test_starts_of_the_search_are_what_a_person_would_try(search: Search) -> None:
    guesses = first_guesses(search)
    assert sum(sum(guess[task] for task in TASKS) == 1.0 for guess in guesses) == 9
    assert {guess["regime"] for guess in guesses if sum(guess[task] for task in TASKS) == 9.0} == set(REGIMES)


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
        8,
        "--processes",
        1,
        "--set",
        "start.firms=80",
        "--set",
        "parameters.start.burn_in=1.0",
    )
    assert done.code == 0, done.err
    assert done.out.startswith("about ")
    assert "for at most" in done.out.splitlines()[0]
    assert "optimism of the search" in done.out
    assert "mix-0" not in done.out
    assert (tmp_path / "results" / "optimise-baseline" / "front.png").stat().st_size > 10_000
    assert command("optimise", "basline", "--budget", 1).code == 2


def test_a_mix_of_all_tasks_has_a_name_that_a_file_can_have() -> None:
    assert FILE_NAME.fullmatch(name_of(dict.fromkeys(TASKS, 0.75) | {"regime": "simultaneous"}))
