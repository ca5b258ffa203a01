"""Evaluation: planted selection, spill-over and effects, and who finds them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from batch_worlds import run_here
from scipy import stats

from clustersim.errors import InputError
from clustersim.experiments import evaluate as evaluating
from clustersim.experiments.plan_file import load_plan
from clustersim.experiments.results import load

Command = Callable[..., Any]


def planted(effect: float = 0.5, selection: float = 0.0, spill: float = 0.0, trend: float = 0.0, seen: bool = True, firms: int = 1600) -> pd.DataFrame:
    """Return data with a known effect; `selection` by ability (seen before or not), `trend` makes the able grow anyway."""
    ability, noise, luck, u = (stats.norm.rvs(size=firms, random_state=key) for key in (1, 2, 3, 4))
    before = 2.0 + (ability if seen else stats.norm.rvs(size=firms, random_state=5))
    supported = (selection * ability + u > 0).astype(float)
    without = before + trend * ability + 0.1 * noise if seen else before + ability + 0.1 * noise
    return pd.DataFrame(
        {
            "seed": np.arange(firms) % 8, "key": [f"{number:016x}" for number in range(firms)], "sector": np.where(luck > 0, "a", "b"), "age": 5.0 + np.abs(luck),
            "degree": 1, "constrained": 0.0, "employees_before": before, "knowledge_before": 0.1 * luck, "ties_before": 0.5 * u * 0.0, "before": before,
            "without": without, "after": without + np.where(supported == 1.0, effect, spill), "supported": supported,
        }
    )  # fmt: skip


def by_method(data: pd.DataFrame) -> dict[str, evaluating.Estimate]:
    names = ("naive", "regression", "matched", "weighted", "did", "truth")
    return dict(zip(names, evaluating.estimates(data), strict=True))


def holds(estimate: evaluating.Estimate, value: float) -> bool:
    return estimate.low <= value <= estimate.high


def test_without_selection_every_method_is_right() -> None:
    found = by_method(planted(effect=0.5))
    assert found["truth"].value == pytest.approx(0.5)
    for name in ("regression", "matched", "weighted", "did"):
        assert found[name].value == pytest.approx(0.5, abs=0.06), name
    assert found["naive"].value == pytest.approx(0.5, abs=0.15)


def test_selection_on_what_is_seen_misleads_only_the_naive() -> None:
    found = by_method(planted(effect=0.5, selection=1.5))
    assert found["naive"].value > 1.2
    assert not holds(found["naive"], 0.5)
    for name in ("regression", "matched", "did"):
        assert found[name].value == pytest.approx(0.5, abs=0.12), name


def test_those_who_would_have_grown_anyway_mislead_differences_in_differences() -> None:
    found = by_method(planted(effect=0.5, selection=1.5, trend=0.5))
    assert found["did"].value > 0.9
    assert not holds(found["did"], 0.5)
    assert found["regression"].value == pytest.approx(0.5, abs=0.1)


def test_selection_on_what_nobody_sees_misleads_all() -> None:
    found = by_method(planted(effect=0.5, selection=1.5, seen=False))
    for name in ("naive", "regression", "matched", "weighted", "did"):
        assert found[name].value > 1.0, name
    assert found["truth"].value == pytest.approx(0.5)


def test_a_spill_over_on_the_controls_is_taken_for_no_effect() -> None:
    data = planted(effect=0.5, spill=0.5)
    found = by_method(data)
    assert found["did"].value == pytest.approx(0.0, abs=0.02)
    assert found["truth"].value == pytest.approx(0.5)
    assert evaluating.reasons(data).spill_over == pytest.approx(0.5)


@pytest.mark.parametrize("options", [{}, {"selection": 1.5}, {"spill": -0.3}, {"selection": -1.0, "spill": 0.2, "trend": 0.3}])
def test_the_reasons_add_up_to_the_naive_estimate(options: dict[str, float]) -> None:
    data = planted(**options)  # type: ignore[arg-type]
    data.loc[data.index[::37], "without"] = np.nan  # closed in the baseline
    why = evaluating.reasons(data)
    assert why.truth + why.selection - why.spill_over + why.survivors == pytest.approx(evaluating.naive(data).value)
    assert why.only_with_policy == int((data["without"].isna() & (data["supported"] == 1.0)).sum())


def test_the_truth_does_not_use_firms_that_closed_in_the_baseline() -> None:
    data = planted()
    data.loc[data["supported"] == 1.0, "without"] = np.nan
    data.loc[data.index[:0], "without"] = 0.0
    assert np.isnan(evaluating.truth(data).value)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("evaluation")
    (base / "e.toml").write_text(
        'name = "e"\nseeds = 5\nticks = 16\nscenario = "mature"\nchanges.start.firms = 250\nchanges.parameters.start.burn_in = 2.0\n'
        'outputs = { firms = true }\n[[designs]]\nkind = "one-at-a-time"\ntasks = ["networking", "marketing"]\n'
    )
    run_here(load_plan(base / "e.toml"), base / "r")
    return base / "r"


def test_the_data_set_is_what_the_runs_say(folder: Path) -> None:
    results = load(folder)
    data = evaluating.data_set(results, "networking", "tie_strength").set_index(["seed", "key"])
    end = results.firms.set_index(["arm", "seed", "key"])
    start = results.firms_start.set_index(["arm", "seed", "key"])
    for seed, key in data.index[:: max(1, len(data) // 40)]:
        row = data.loc[(seed, key)]
        assert row["after"] == end.loc[("networking", seed, key), "tie_strength"]
        assert row["before"] == start.loc[("networking", seed, key), "tie_strength"]
        assert row["supported"] == float(end.loc[("networking", seed, key), "supports"] > 0)
        if ("none", seed, key) in end.index:
            assert row["without"] == end.loc[("none", seed, key), "tie_strength"]
        else:
            assert np.isnan(row["without"])


def test_firms_at_the_start_are_the_same_in_all_arms(folder: Path) -> None:
    start = load(folder).firms_start.drop(columns="run")
    one, other = (start[start["arm"] == arm].drop(columns="arm").reset_index(drop=True) for arm in ("none", "networking"))
    assert one.equals(other)


def test_the_command_writes_data_estimates_page_and_figure(command: Command, folder: Path) -> None:
    done = command("evaluate", folder, "--arm", "networking", "--metric", "tie_strength")
    assert done.code == 0, done.err
    into = folder / "evaluation-networking"
    assert {path.name for path in into.iterdir()} == {"evaluator.csv", "estimates.csv", "evaluation.md", "evaluation.png"}
    table = pd.read_csv(into / "estimates.csv")
    assert table["method"].iloc[-1] == "paired truth"
    assert f"{table['value'].iloc[0]:+.4f}" in (into / "evaluation.md").read_text()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--arm", "marketing"), "supported and"),
        (("--arm", "netwrking"), "Did you mean 'networking'?"),
        (("--arm", "networking", "--metric", "employes"), "Did you mean 'employees'?"),
        (("--arm", "none"), "is a baseline itself"),
    ],
)
def test_what_cannot_be_evaluated_is_said(command: Command, folder: Path, options: tuple[str, ...], words: str) -> None:
    done = command("evaluate", folder, *options)
    assert (done.code, words in done.err, "Traceback" in done.err) == (2, True, False), done.err


def test_firms_that_were_not_kept_are_asked_for(tmp_path: Path) -> None:
    from batch_worlds import tiny_plan

    run_here(tiny_plan(tmp_path, seeds=1), tmp_path / "r")
    with pytest.raises(InputError, match=r"set outputs.firms = true"):
        evaluating.data_set(load(tmp_path / "r"), "networking")
