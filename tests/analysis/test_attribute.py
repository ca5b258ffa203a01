"""Attribution: Shapley values of games with known answers, and of a real factorial."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from clustersim.analysis.attribute import Worth, attribute, fitted_shapley, shapley
from clustersim.batch.plan_file import load_plan
from clustersim.batch.results import Results, load
from clustersim.errors import InputError
from tests.helpers.batch_worlds import run_here, tiny_plan

TASKS = ("networking", "finance", "marketing")


def game(value: Callable[[frozenset[str]], float], tasks: tuple[str, ...] = TASKS, seeds: int = 2) -> Worth:
    sets = [frozenset(chosen) for size in range(len(tasks) + 1) for chosen in itertools.combinations(tasks, size)]
    return Worth(
        tasks,
        {chosen: np.array([value(chosen) * (seed + 1) for seed in range(seeds)]) for chosen in sets},
        tuple(range(seeds)),
    )


def test_contributions_that_add_up_are_their_own_shares() -> None:
    single = {"networking": 3.0, "finance": -1.0, "marketing": 0.0}
    found = shapley(game(lambda chosen: 10.0 + sum(single[task] for task in chosen)))
    assert found[:, 0].tolist() == pytest.approx([3.0, -1.0, 0.0])
    assert found[:, 1].tolist() == pytest.approx([6.0, -2.0, 0.0])


def test_what_only_two_do_together_is_shared_evenly() -> None:
    found = shapley(game(lambda chosen: 6.0 if {"networking", "finance"} <= chosen else 0.0))
    assert found[:, 0].tolist() == pytest.approx([3.0, 3.0, 0.0])


def test_the_glove_game() -> None:
    """One left glove, two right ones: 2/3, 1/6, 1/6 (Shapley 1953)."""
    found = shapley(game(lambda chosen: float("networking" in chosen and len(chosen) >= 2)))
    assert found[:, 0].tolist() == pytest.approx([2 / 3, 1 / 6, 1 / 6])


def test_shares_are_the_mean_over_all_orders() -> None:
    values = {chosen: float(number**2 % 17) for number, chosen in enumerate(game(lambda _: 0.0).values)}
    worth = game(lambda chosen: values[chosen], seeds=1)
    by_order = np.zeros(3)
    orders = list(itertools.permutations(range(3)))
    for order in orders:
        there: set[str] = set()
        for place in order:
            before = values[frozenset(there)]
            there.add(TASKS[place])
            by_order[place] += (values[frozenset(there)] - before) / len(orders)
    assert shapley(worth)[:, 0].tolist() == pytest.approx(by_order.tolist())


def test_main_effects_and_pairs_are_found_from_part_of_the_sets() -> None:
    def value(chosen: frozenset[str]) -> float:
        return (
            2.0 * ("networking" in chosen) + 1.0 * ("finance" in chosen) + 4.0 * ({"networking", "marketing"} <= chosen)
        )

    whole = game(value)
    part = Worth(
        whole.tasks,
        {chosen: worth for chosen, worth in whole.values.items() if chosen != frozenset({"finance", "marketing"})},
        whole.seeds,
    )
    found = fitted_shapley(part)
    assert found is not None
    assert found[:, 0].tolist() == pytest.approx(shapley(whole)[:, 0].tolist())
    lone = Worth(
        whole.tasks, {chosen: worth for chosen, worth in whole.values.items() if len(chosen) in (0, 3)}, whole.seeds
    )
    assert fitted_shapley(lone) is None


@pytest.fixture(scope="module")
def factorial(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Return a real factorial over three tasks."""
    base = tmp_path_factory.mktemp("factorial")
    path = base / "tiny.toml"
    tiny_plan(base, seeds=4, ticks=8)
    path.write_text(
        path.read_text()
        .replace("one-at-a-time", "full-factorial")
        .replace('["networking", "infrastructure"]', '["networking", "infrastructure", "organisation"]')
    )
    run_here(load_plan(path), base / "r")
    return load(base / "r")


@pytest.mark.process
def test_shares_add_up_to_the_total_with_their_intervals(factorial: Results) -> None:
    table = attribute(factorial)
    for _, rows in table.groupby("metric"):
        shares = rows[rows["kind"] == "shapley"]
        total = rows[rows["kind"] == "total"].iloc[0]
        assert shares["exact"].all()
        assert shares["value"].sum() == pytest.approx(total["value"], abs=1e-9)
        assert total["low"] <= total["value"] <= total["high"]


def test_alone_last_and_pairs_are_differences_of_arms(factorial: Results) -> None:
    table = attribute(factorial, ["network_strength"]).set_index(["kind", "task"])["value"]
    wide = factorial.metric("network_strength")
    mean = {arm.name: float(wide[arm.name][wide.index > 1.0].mean().mean()) for arm in factorial.plan.arms}
    assert table["alone", "networking"] == pytest.approx(mean["networking"] - mean["none"])
    assert table["last", "networking"] == pytest.approx(
        mean["all"] - mean["organ+infra"] if "organ+infra" in mean else mean["all"] - mean["infra+organ"]
    )
    both = mean.get("netwo+infra", math.nan)
    assert table["pair", "infrastructure with networking"] == pytest.approx(
        both - mean["networking"] - mean["infrastructure"] + mean["none"]
    )
    assert table["alone", "organisation"] == 0.0


def test_without_an_arm_without_tasks_nothing_can_be_attributed(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text(
        'seeds = 1\nticks = 1\nchanges.start.firms = 80\n[[arms]]\nname = "a"\nchanges.policies.networking = {}\n'
    )
    run_here(load_plan(tmp_path / "p.toml"), tmp_path / "r")
    with pytest.raises(InputError, match="no arm without tasks"):
        attribute(load(tmp_path / "r"))


def test_the_command_prints_and_writes(command: Any, factorial: Results) -> None:
    done = command("attribute", factorial.folder)
    assert done.code == 0, done.err
    assert "Shapley values exact" in done.out
    table = pd.read_csv(factorial.folder / "attribution" / "contributions.csv")
    assert set(table["kind"]) == {"alone", "last", "pair", "shapley", "total"}
    assert (factorial.folder / "attribution" / "contributions.png").stat().st_size > 10_000
