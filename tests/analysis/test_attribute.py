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
from scipy import stats

from clustersim.analysis.attribute import attribute, fitted_shapley, shapley
from clustersim.analysis.coalitions import Worth
from clustersim.analysis.compare import compare
from clustersim.batch.designs import fractional_factorial
from clustersim.batch.plan import Plan
from clustersim.batch.results import Results, load
from clustersim.core.frames import records
from clustersim.errors import InputError
from clustersim.plots import contributions_figure
from clustersim.policies.registry import POLICIES
from tests.helpers.batch_worlds import run_here, tiny_plan
from tests.helpers.made_results import MadeResults, arms_of, on

TASKS = ("networking", "finance", "marketing")


def game(value: Callable[[frozenset[str]], float], tasks: tuple[str, ...] = TASKS, seeds: int = 2) -> Worth:
    sets = [frozenset(chosen) for size in range(len(tasks) + 1) for chosen in itertools.combinations(tasks, size)]
    return Worth(
        tasks,
        {chosen: np.array([value(chosen) * (seed + 1) for seed in range(seeds)]) for chosen in sets},
        tuple(range(seeds)),
    )


def shares(worth: Worth, seed: int = 0) -> list[float]:
    found = shapley(worth)
    return [float(found[task][seed]) for task in worth.tasks]


def test_contributions_that_add_up_are_their_own_shares() -> None:
    single = {"networking": 3.0, "finance": -1.0, "marketing": 0.0}
    worth = game(lambda chosen: 10.0 + sum(single[task] for task in chosen))
    assert shares(worth) == pytest.approx([3.0, -1.0, 0.0])
    assert shares(worth, 1) == pytest.approx([6.0, -2.0, 0.0])


def test_what_only_two_do_together_is_shared_evenly() -> None:
    found = shares(game(lambda chosen: 6.0 if {"networking", "finance"} <= chosen else 0.0))
    assert found == pytest.approx([3.0, 3.0, 0.0])


def test_the_glove_game() -> None:
    """One left glove, two right ones: 2/3, 1/6, 1/6 (Shapley 1953)."""
    found = shares(game(lambda chosen: float("networking" in chosen and len(chosen) >= 2)))
    assert found == pytest.approx([2 / 3, 1 / 6, 1 / 6])


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
    assert shares(worth) == pytest.approx(by_order.tolist())


def test_main_effects_and_pairs_are_found_from_part_of_the_sets() -> None:
    def value(chosen: frozenset[str]) -> float:
        return (
            2.0 * ("networking" in chosen) + 1.0 * ("finance" in chosen) + 4.0 * ({"networking", "marketing"} <= chosen)
        )

    whole = game(value)
    sets = [chosen for chosen in whole.values if chosen != frozenset(TASKS)]
    part = Worth(whole.tasks, {chosen: whole.values[chosen] for chosen in sets}, whole.seeds)
    found, exact = fitted_shapley(part), shapley(whole)
    for task in TASKS:
        assert found[task].tolist() == pytest.approx(exact[task].tolist())


def part_of(worth: Worth, sizes: set[int]) -> Worth:
    return Worth(worth.tasks, {tasks: one for tasks, one in worth.values.items() if len(tasks) in sizes}, worth.seeds)


@pytest.mark.parametrize("count", [3, 4, 6])
def test_designs_that_do_not_identify_shares_give_none(count: int) -> None:
    """Single tasks and all; all but each; both together: sums can be told there, the parts of which shares are made not."""
    tasks = tuple(POLICIES)[:count]
    worth = game(lambda chosen: float(len(chosen) ** 2), tasks)
    for sizes in ({0, 1, count}, {0, count - 1, count}, {0, count}):
        assert fitted_shapley(part_of(worth, sizes)) == {}
    if count > 3:
        assert fitted_shapley(part_of(worth, {0, 1, count - 1, count})) == {}
        found = fitted_shapley(part_of(worth, {0, 1, 2}))
        assert list(found) == list(tasks)
        assert found[tasks[0]][0] == pytest.approx(float(count))  # 1 alone, and half of 2 with each of the others


def test_a_fraction_gives_the_shares_that_its_resolution_identifies() -> None:
    tasks = tuple(POLICIES)[:6]
    worth = game(lambda chosen: len(chosen) + 3.0 * ({tasks[0], tasks[1]} <= chosen), tasks)
    expected = [2.5, 2.5, 1.0, 1.0, 1.0, 1.0]
    for resolution, known in ((5, 6), (3, 0)):
        drafts = fractional_factorial(tasks, {}, resolution)
        sets = {frozenset(draft.changes["policies"]) for draft in drafts}
        assert len(sets) < 2**6
        found = fitted_shapley(Worth(tasks, {chosen: worth.values[chosen] for chosen in sets}, worth.seeds))
        assert len(found) == known
        assert [float(found[task][0]) for task in found] == pytest.approx(expected[:known])


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
    run_here(Plan.load(path), base / "r")
    return load(base / "r")


@pytest.mark.process
def test_shares_add_up_to_the_total_with_their_intervals(factorial: Results) -> None:
    table = attribute(factorial)
    for metric, rows in table.groupby("metric"):
        shares = rows[rows["kind"] == "shapley"]
        total = rows[rows["kind"] == "total"].iloc[0]
        if metric == "cost":
            assert shares.empty
            shares = rows[rows["kind"] == "booked"]
        assert shares["exact"].all()
        assert shares["value"].sum() == pytest.approx(total["value"], abs=1e-9)
        assert total["low"] <= total["value"] <= total["high"]


@pytest.mark.process
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
    run_here(Plan.load(tmp_path / "p.toml"), tmp_path / "r")
    with pytest.raises(InputError, match="no arm without tasks"):
        attribute(load(tmp_path / "r"))


@pytest.mark.process
def test_the_command_prints_and_writes(command: Any, factorial: Results) -> None:
    done = command("attribute", factorial.folder)
    assert done.code == 0, done.err
    assert "Shapley values exact" in done.out
    table = pd.read_csv(factorial.folder / "attribution" / "contributions.csv")
    assert set(table["kind"]) == {"alone", "last", "pair", "shapley", "total", "booked"}
    assert (factorial.folder / "attribution" / "contributions.png").stat().st_size > 10_000


# ---- what designs identify, on numbers that are known --------------------------------------------------------------------

NINE = tuple(POLICIES)[:9]
TRUE = dict(zip(NINE, (0.0, 0.0, 0.0, 0.036, 0.31, 0.003, 0.056, 0.005, 0.006), strict=True))
BESIDE = 0.043  # what all do together beyond the sum
BOOKED = 1_000_000.0


def made(sets: dict[str, tuple[str, ...]], seeds: int = 20, **changes: Any) -> Any:
    """Return results in which tasks add up but for `BESIDE`, which only all nine together bring."""

    def value(tasks: tuple[str, ...]) -> Callable[[str, int, np.ndarray], float]:
        def of(metric: str, seed: int, years: np.ndarray) -> float:
            if metric.startswith("cost_"):
                return BOOKED * (metric.removeprefix("cost_") in tasks) / len(years)
            if metric == "cost":
                return BOOKED * len(tasks) / len(years)
            rng = np.random.default_rng([seed, len(metric)])
            level, noise = rng.normal(), 1.0 + 0.05 * rng.normal()
            return 10.0 + level + noise * (sum(TRUE[task] for task in tasks) + BESIDE * (len(tasks) == 9))

        return of

    arms = arms_of({name: on(*tasks) | changes.get(name, {}) for name, tasks in sets.items()})
    return MadeResults(arms, {name: value(tasks) for name, tasks in sets.items()}, seeds)


SINGLE = {"none": (), **{task: (task,) for task in NINE}, "all": NINE}


def values_of(found: pd.DataFrame, metric: str, kind: str) -> dict[str, float]:
    rows = found[(found["metric"] == metric) & (found["kind"] == kind)]
    return {str(row.task): float(row.value) for row in records(rows)}


def test_single_tasks_and_all_leave_a_remainder_that_is_nobodys() -> None:
    results = made(SINGLE)
    found = attribute(results, ["network_strength", "cost"])
    alone = values_of(found, "network_strength", "alone")
    assert alone == pytest.approx(TRUE, rel=0.05)
    assert [alone[task] for task in NINE[:3]] == [0.0, 0.0, 0.0]  # not a ninth of the remainder
    (rest,) = values_of(found, "network_strength", "together").values()
    (total,) = values_of(found, "network_strength", "total").values()
    assert rest == pytest.approx(total - sum(alone.values()))
    assert rest == pytest.approx(BESIDE, rel=0.05)
    assert set(found["kind"]) == {"alone", "together", "total", "booked"}
    assert values_of(found, "cost", "booked") == pytest.approx(dict.fromkeys(NINE, BOOKED))
    assert values_of(found, "cost", "alone") == pytest.approx(dict.fromkeys(NINE, BOOKED))
    assert values_of(found, "cost", "total") == pytest.approx({"all": 9 * BOOKED})


def test_all_but_each_gives_what_is_missing_and_no_shares() -> None:
    sets = {"none": (), "all": NINE, **{f"without-{task}": tuple(set(NINE) - {task}) for task in NINE}}
    found = attribute(made(sets), ["network_strength"])
    assert set(found["kind"]) == {"last", "total"}
    expected = {task: value + BESIDE for task, value in TRUE.items()}
    assert values_of(found, "network_strength", "last") == pytest.approx(expected, rel=0.05)


def test_what_a_task_does_alone_is_the_effect_of_its_arm() -> None:
    results = made({name: tasks for name, tasks in SINGLE.items() if name != "all"})
    alone = {row.task: row for row in records(attribute(results, ["network_strength"]))}
    for effect in compare(results, ["network_strength"]):
        row = alone[effect.arm]
        assert (row.value, row.low, row.high) == pytest.approx((effect.difference, effect.low, effect.high))


INTENSITY = {"half": {"policies": {"networking": {"intensity": 0.5}}}, "whole": on("networking")}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {**INTENSITY, "finance": on("finance")},
            "policies.networking.intensity is not the same in all arms: 0.5 in half; 1 in whole",
        ),
        (
            {"whole": on("networking"), "late": on("networking", start=5.0)},
            "policies.networking.start is not the same in all arms: 0 in whole; 5 in late",
        ),
        (
            {"whole": on("networking"), "rich": on("finance") | {"agency.budget": 4e6}},
            "agency.budget is not the same in all arms: not set in whole; 4,000,000 in rich",
        ),
        (
            {"whole": on("networking"), "tuned": on("networking", events_per_thousand=1.0)},
            "policies.networking.events_per_thousand is not the same",
        ),
        (
            {"whole": on("networking"), "other": on("finance") | {"start.firms": 300}},
            "start.firms is not the same in all arms: 1000 in whole; 300 in other",
        ),
        (
            {"half": INTENSITY["half"], "both": on("networking", "finance"), "finance": on("finance")},
            "policies.networking.intensity is not the same in all arms: 0.5 in half; 1 in both",
        ),
    ],
)
def test_arms_that_differ_in_more_than_their_tasks_are_refused_by_name(changes: dict[str, Any], words: str) -> None:
    arms = arms_of({"none": {}, **changes})
    results: Any = MadeResults(arms, {arm.name: lambda *_: 1.0 for arm in arms}, 3)
    with pytest.raises(InputError, match="--arms") as refused:
        attribute(results, ["jobs"])
    assert words in str(refused.value)
    chosen = str(refused.value).partition("--arms ")[2].split()[0].split(",")
    assert not attribute(results, ["jobs"], arms=chosen).empty  # what the message proposes does


def test_a_grid_of_intensities_is_no_exact_game_until_two_levels_are_chosen() -> None:
    levels = [(one, other) for one in (0.0, 0.5, 1.0) for other in (0.0, 1.0)]
    changes = {
        f"p{number}": {"policies": {"networking": {"intensity": one}, "finance": {"intensity": other}}}
        for number, (one, other) in enumerate(levels)
    }
    arms = arms_of(changes, "p0")
    worth = {f"p{number}": 3.0 * one + other for number, (one, other) in enumerate(levels)}
    results: Any = MadeResults(arms, {arm.name: lambda *_, name=arm.name: worth[name] for arm in arms}, 3)
    with pytest.raises(InputError, match=r"intensity is not the same in all arms: 0\.5 in p2, p3; 1 in p4, p5"):
        attribute(results, ["jobs"])
    for chosen, networking in ((["p1", "p2", "p3"], 1.5), (["p1", "p4", "p5"], 3.0)):
        found = attribute(results, ["jobs"], arms=chosen)
        assert found.loc[found["kind"] == "shapley", "exact"].all()
        assert values_of(found, "jobs", "shapley") == pytest.approx({"networking": networking, "finance": 1.0})


def test_the_same_scenario_under_two_names_is_no_conflict() -> None:
    arms = arms_of(
        {"none": {}, "idle": on("finance", intensity=0.0), "one": on("networking"), "again": on("networking")}
    )
    results: Any = MadeResults(arms, {arm.name: lambda *_, name=arm.name: float(name != "none") for arm in arms}, 3)
    assert values_of(attribute(results, ["jobs"]), "jobs", "alone") == {"networking": 1.0}


def test_arms_that_say_nothing_of_a_single_task_are_refused() -> None:
    results = made({"none": (), "all": NINE})
    with pytest.raises(InputError, match="run single tasks"):
        attribute(results, ["network_strength"])
    with pytest.raises(InputError, match="no arm of these results"):
        attribute(results, ["network_strength"], arms=["allx"])
    with pytest.raises(InputError, match="nothing to attribute"):
        attribute(results, ["network_strength"], arms=["none"])


def test_one_seed_has_contributions_without_intervals() -> None:
    found = attribute(made(SINGLE, seeds=1), ["network_strength"])
    assert found["low"].isna().all()
    assert values_of(found, "network_strength", "alone")["networking"] == pytest.approx(0.31, rel=0.2)


@pytest.mark.parametrize("language", ["en", "de"])
def test_table_and_figure_show_what_is_nobodys(language: Any) -> None:
    from clustersim.cli.attribute import contributions_text
    from clustersim.texts import say

    found = attribute(made(SINGLE), ["cluster_density", "network_strength", "cost"])
    text = contributions_text(found, language)
    rest = say(language, "attribute.together")
    assert text.count(rest) == 2
    assert ("keine anteiligen Beiträge" if language == "de" else "no fair shares") in text
    figure = contributions_figure(found, {task: task for task in NINE}, language)
    labels = [label.get_text().replace("\n", " ") for label in figure.axes[0].get_yticklabels()]
    assert labels == [*NINE, say(language, "figure.together"), say(language, "figure.total")]


def made_game(sets: list[tuple[str, ...]], seeds: int = 5) -> MadeResults:
    """Return results in which every task adds 1, each two of them together 0.3 more, with the luck of a seed each."""
    arms = arms_of({"+".join(chosen) or "none": on(*chosen) for chosen in sets})

    def value(chosen: tuple[str, ...]) -> Callable[..., Any]:
        def of(metric: str, seed: int, years: np.ndarray) -> float:
            luck = np.random.default_rng([seed, len(metric), *(ord(task[0]) for task in chosen)]).normal()
            return 10.0 + len(chosen) + 0.3 * math.comb(len(chosen), 2) + 0.1 * luck + 0.5 * seed

        return of

    return MadeResults(arms, {"+".join(chosen) or "none": value(chosen) for chosen in sets}, seeds)


@pytest.mark.parametrize("count", [1, 2])
def test_the_same_contrast_has_one_interval_whatever_it_answers(count: int) -> None:
    """Of one task: alone, last, its share and the total; of two: what they do together, and as a pair."""
    tasks = TASKS[:count]
    sets = [chosen for size in range(count + 1) for chosen in itertools.combinations(tasks, size)]
    found = attribute(made_game(sets), ["cluster_density"])  # type: ignore[arg-type]
    same = found if count == 1 else found[found["kind"].isin(["pair", "together"])]
    if count == 1:
        assert set(found["kind"]) == {"alone", "last", "shapley", "total"}
    for column in ("value", "low", "high"):
        assert same[column].to_numpy() == pytest.approx(same[column].iloc[0], abs=1e-12)
    assert found["low"].notna().all()


def test_the_one_contrast_of_a_single_task_is_a_family_of_one() -> None:
    found = attribute(made_game([(), ("networking",)]), ["cluster_density"])  # type: ignore[arg-type]
    values = made_game([(), ("networking",)]).metric("cluster_density")
    gains = (values["networking"] - values["none"]).iloc[-1].to_numpy()
    half = float(stats.t.isf(0.025, len(gains) - 1)) * gains.std(ddof=1) / math.sqrt(len(gains))
    assert found["low"].to_numpy() == pytest.approx(gains.mean() - half)


def test_a_sum_that_is_zero_but_for_rounding_is_zero() -> None:
    """0.1 + 0.2 - 0.3 is no effect that two tasks have together."""
    sets = [(), ("networking",), ("finance",), ("networking", "finance")]
    worth = {"none": 0.0, "networking": 0.1, "finance": 0.2, "networking+finance": 0.3}
    arms = arms_of({"+".join(chosen) or "none": on(*chosen) for chosen in sets})

    def value(name: str) -> Callable[..., Any]:
        return lambda metric, seed, years: worth[name] * (1.0 + 0.1 * seed)

    found = attribute(MadeResults(arms, {arm.name: value(arm.name) for arm in arms}, 5), ["cluster_density"])  # type: ignore[arg-type]
    (pair,) = records(found[found["kind"] == "pair"])
    assert (pair.value, pair.low, pair.high) == (0.0, 0.0, 0.0)
