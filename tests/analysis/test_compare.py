"""Comparison: paired effects, intervals, verdicts, prices; and what a policy that does nothing must give."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scipy import stats

from clustersim.analysis import compare as comparing
from clustersim.analysis.jobs import jobs_table, who_gains
from clustersim.analysis.points import over_points
from clustersim.batch.results import Results, load
from clustersim.core import draws
from clustersim.core.intervals import paired, together, welch
from clustersim.errors import InputError
from clustersim.spec.decisions import Decision
from tests.helpers.batch_worlds import run_here, tiny_plan

pytestmark = pytest.mark.process  # many runs of a batch

Command = Callable[..., Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a batch of tiny runs with firms and with an arm that cannot do anything."""
    base = tmp_path_factory.mktemp("compare")
    more = '\n[[arms]]\nname = "idle"\nbaseline = "none"\nchanges.policies.organisation = {}\n'
    plan = tiny_plan(base, seeds=6, ticks=16, outputs="firms = true", more=more)
    run_here(plan, base / "r")
    return base / "r"


@pytest.fixture
def results(folder: Path) -> Results:
    return load(folder)


# ---- effects -----------------------------------------------------------------------------------------------------------


def test_effects_are_the_mean_differences_by_seed(results: Results) -> None:
    effect = next(effect for effect in comparing.compare(results, ["network_strength"]) if effect.arm == "networking")
    series = results.series
    last = series[series["years"] > series["years"].max() - 1.0]
    means = last.groupby(["arm", "seed"])["network_strength"].mean()
    difference = (means["networking"] - means["none"]).to_numpy()
    assert effect.difference == pytest.approx(difference.mean(), rel=1e-12)
    assert effect.p == pytest.approx(stats.ttest_rel(means["networking"], means["none"]).pvalue, rel=1e-9)
    assert effect.base == pytest.approx(means["none"].mean())
    assert effect.effect_size == pytest.approx(difference.mean() / means["none"].std(ddof=1))
    assert effect.variance_ratio == pytest.approx(
        (means["networking"].var() + means["none"].var()) / difference.var(ddof=1)
    )
    assert effect.seeds == 6
    cost = series[series["arm"] == "networking"].groupby("seed")["cost"].sum().mean()
    assert effect.cost == pytest.approx(cost)


def test_a_policy_that_does_nothing_gives_exactly_zero_and_says_so(results: Results) -> None:
    for effect in comparing.compare(results, results.metrics[:20]):
        if effect.arm == "idle" and effect.metric != "cost":
            assert (effect.difference, effect.low, effect.high, effect.verdict) == (0.0, 0.0, 0.0, "no difference"), (
                effect.metric
            )
            assert math.isnan(effect.visible_after)


@pytest.mark.parametrize("at", ["end", "mean", "0", "16"])
def test_when_effects_are_taken(results: Results, at: str) -> None:
    effects = comparing.compare(results, ["ties"], at=at)
    wide = results.metric("ties")
    rows = {"end": wide.index > 3.0, "mean": wide.index > 0.0, "0": wide.index == 0.0, "16": wide.index == 4.0}[at]
    expected = (wide["networking"][rows].mean() - wide["none"][rows].mean()).mean()
    assert next(effect for effect in effects if effect.arm == "networking").difference == pytest.approx(expected)


def frame(values: np.ndarray, tick: float = 0.25) -> pd.DataFrame:
    return pd.DataFrame(values, index=np.arange(len(values)) * tick)


def test_an_effect_is_visible_from_when_it_stays() -> None:
    noise = np.tile([-1.0, 1.0, -0.5, 0.5], (41, 1))
    jump = np.where(np.arange(41) >= 20, 5.0, 0.0)[:, None]
    assert comparing.visible_after(frame(noise + jump), 1.0) == 5.0
    assert math.isnan(comparing.visible_after(frame(noise + jump), -1.0))  # with the sign of the verdict only
    assert math.isnan(comparing.visible_after(frame(noise + jump), 1.0, 1_000))  # nor among a thousand effects
    flash = np.where(np.arange(41) == 8, 5.0, 0.0)[:, None]
    assert math.isnan(comparing.visible_after(frame(noise + flash), 1.0))
    late = np.where(np.arange(41) >= 39, 5.0, 0.0)[:, None]
    assert math.isnan(comparing.visible_after(frame(noise + late), 1.0))  # not yet for a year
    assert math.isnan(comparing.visible_after(frame(noise), 1.0))


def test_persistence_is_what_is_left_of_the_effect_at_the_stop() -> None:
    years = np.arange(41) * 0.25
    effect = np.where(years <= 5.0, years, 5.0 * np.exp(-(years - 5.0)))
    values = effect[:, None] + np.array([0.01, -0.02, 0.01])[None, :]
    left = comparing.persistence(frame(values), 5.0)
    assert left == pytest.approx(5.0 * np.exp(-(years[years > 9.0] - 5.0)).mean() / 5.0, rel=0.02)
    assert math.isnan(comparing.persistence(frame(values), math.nan))


def test_a_lasting_effect_of_a_policy_that_stops_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "stop"
    plan = tiny_plan(tmp_path, seeds=6, ticks=16, more="\n[designs.settings.networking]\nstop = 2.0\n")
    run_here(plan, path)
    effects = {effect.arm: effect for effect in comparing.compare(load(path), ["network_strength"])}
    assert comparing.stop_year(plan.arm("networking")) == 2.0
    assert math.isnan(comparing.stop_year(plan.arm("infrastructure")))
    assert math.isnan(effects["infrastructure"].persistence)


def test_arms_without_shared_seeds_are_refused_unless_unpaired(tmp_path: Path) -> None:
    more = '\n[[arms]]\nname = "other"\nbaseline = ""\nseeds = [10, 11, 12]\n'
    path = tmp_path / "r"
    run_here(tiny_plan(tmp_path, more=more), path)
    with pytest.raises(InputError, match="shares no seed with none"):
        comparing.compare(load(path), ["firms"], baseline="none")
    effect = next(
        effect
        for effect in comparing.compare(load(path), ["firms"], baseline="none", paired=False)
        if effect.arm == "other"
    )
    wide = load(path).metric("firms")
    expected = stats.ttest_ind(wide["other"].iloc[-4:].mean(), wide["none"].iloc[-4:].mean(), equal_var=False)
    assert effect.p == pytest.approx(expected.pvalue)


def test_what_others_gain_is_shown_as_a_gain() -> None:
    from clustersim.analysis.jobs import DISPLACED, Row, for_readers

    shown = for_readers(Row("one", DISPLACED, "jobs", -5.0, -9.0, 1.0))
    assert (shown.mean, shown.low, shown.high) == (5.0, -1.0, 9.0)
    net = Row("one", "net jobs", "jobs", -5.0, -9.0, 1.0)
    assert for_readers(net) == net


def test_jobs_are_created_displaced_and_net(results: Results) -> None:
    table = jobs_table(results).set_index(["arm", "what"])["mean"]
    for arm in ("networking", "infrastructure", "all"):
        assert table[arm, "jobs created in the cluster"] - table[arm, "jobs displaced elsewhere"] == pytest.approx(
            table[arm, "net jobs"], abs=1e-9
        )
    cost, ties = table["networking", "public cost"], table["networking", "self-sustaining ties"]
    price = table["networking", "cost per self-sustaining tie"]
    assert math.isnan(price) or price == pytest.approx(cost / ties)
    assert math.isnan(table["idle", "cost per net job"])


def test_who_gains_adds_up_whichever_way_it_is_cut(results: Results) -> None:
    table = who_gains(results)
    mine = table[table["arm"] == "all"].set_index("what")["mean"]
    by_firm = (
        mine["jobs gained by firms that have more than their twins"]
        + mine["jobs lost by firms that have fewer than their twins"]
    )
    by_sector = mine[[name for name in mine.index if name.startswith("jobs, sector")]].sum()
    by_size = mine[[name for name in mine.index if name.startswith("jobs, firms of")]].sum()
    by_place = mine[["jobs within 5 km of the cluster's centre", "jobs farther away"]].sum()
    wide = results.metric("jobs").iloc[-1]
    net = (wide["all"] - wide["none"]).mean()
    assert [by_firm, by_sector, by_size, by_place] == pytest.approx([net] * 4, abs=1e-6)


def test_points_say_what_an_effect_goes_with(results: Results) -> None:
    numbers = np.linspace(0.0, 1.0, 12)
    template = comparing.compare(results, ["ties"])[0]
    effects = [
        replace(template, arm=f"p{place:02d}-x", difference=template.base * (value - 0.25))
        for place, value in enumerate(numbers)
    ]

    class Arm:
        def __init__(self, name: str, value: float, place: int) -> None:
            self.name, self.settings = (
                name,
                (("parameters.a", value), ("parameters.b", float(place % 3)), ("policy", "x")),
            )

    arms: Any = tuple(
        Arm(effect.arm, value, place) for place, (effect, value) in enumerate(zip(effects, numbers, strict=True))
    )
    row = over_points(replace(results, plan=replace(results.plan, arms=arms)), effects).iloc[0]
    assert (row["most_with"], row["rank_correlation"], row["points"]) == ("parameters.a", pytest.approx(1.0), 12)
    assert row["share_rises"] == pytest.approx(np.mean(numbers > 0.25))


# ---- what chance may do ------------------------------------------------------------------------------------------------


def p_values(tmp_path: Path, count: int, run_other: Callable[[int], list[float]]) -> np.ndarray:
    return np.array([run_other(number) for number in range(count)])


@pytest.mark.slow
def test_two_baselines_with_disjoint_seeds_give_uniform_p_values(tmp_path: Path) -> None:
    """A comparison of nothing with nothing: 120 comparisons of 6 against 6 runs; the distribution of p is flat."""
    plan = tiny_plan(tmp_path, seeds=1440, ticks=4)
    base = plan.arm("none").scenario
    from clustersim.analysis.search import values_of
    from clustersim.batch.execute import Order, Workload
    from clustersim.batch.plan_parts import Outputs

    workload = Workload([base], 4, Outputs())
    values = np.array([values_of(workload.run(Order(str(seed), 0, seed)))[0] for seed in range(1440)])
    pairs = [(values[k * 12 : k * 12 + 6], values[k * 12 + 6 : k * 12 + 12]) for k in range(120)]
    found = [together([welch(*pair)])[0].p for pair in pairs]
    assert stats.kstest(found, "uniform").pvalue > 0.001
    assert 0.0 < np.mean(np.array(found) < 0.05) < 0.12


@pytest.mark.slow
def test_a_placebo_that_redraws_one_decision_gives_uniform_p_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same seeds, but growth is drawn with another key: paired, without any effect on average."""
    from clustersim.analysis.search import values_of
    from clustersim.batch.execute import Order, Workload
    from clustersim.batch.plan_parts import Outputs

    base = tiny_plan(tmp_path, seeds=1, ticks=4).arm("none").scenario
    runs = 960

    def outcomes() -> np.ndarray:
        workload = Workload([base], 4, Outputs())
        rows = [values_of(workload.run(Order(str(seed), 0, seed))) for seed in range(runs)]
        return np.array(rows)[:, 1] + np.array(rows)[:, 0]

    before = outcomes()
    true = draws._of_decision
    monkeypatch.setattr(
        draws,
        "_of_decision",
        lambda seed, decision: true(
            seed, 900 + int(decision) if decision == Decision.ENCOUNTER_PLACE else int(decision)
        ),
    )
    after = outcomes()
    difference = (after - before).reshape(-1, 8)
    assert (difference != 0.0).mean() > 0.5
    found = [together([paired(row)])[0].p for row in difference if row.any()]
    assert stats.kstest(found, "uniform").pvalue > 0.001


# ---- the command -------------------------------------------------------------------------------------------------------


def test_the_command_writes_tables_and_figures(command: Command, folder: Path) -> None:
    done = command("compare", folder)
    assert done.code == 0, done.err
    assert "no difference" in done.out
    into = folder / "comparison"
    assert {path.stem for path in into.glob("*.png")} == {"effects", "differences", "trajectories", "path", "cost"}
    table = pd.read_csv(into / "effects.csv")
    assert len(table) == 4 * len(comparing.METRICS)
    assert (into / "who.csv").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--metric", "network_strenght"), "Did you mean 'network_strength'?"),
        (("--baseline", "non"), "Did you mean 'none'?"),
        (("--at", "17"), "a tick from 0 to 16"),
        (("--at", "ende"), "Did you mean 'end'?"),
    ],
)
def test_what_does_not_exist_is_named(command: Command, folder: Path, options: tuple[str, ...], words: str) -> None:
    done = command("compare", folder, *options)
    assert (done.code, words in done.err, "Traceback" in done.err) == (2, True, False), done.err


@pytest.mark.parametrize("name", ["compare", "attribute", "report", "status", "verify"])
def test_empty_missing_and_other_folders_end_with_a_sentence(command: Command, name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "single").mkdir()
    (tmp_path / "single" / "manifest.json").write_text('{"seed": 1}')
    for folder, words in (
        ("empty", "holds no results of a batch"),
        ("nowhere", "no such folder"),
        ("single", "a single run"),
    ):
        done = command(name, folder)
        assert (done.code, words in done.err, "Traceback" in done.err) == (2, True, False), (folder, done.err)


def test_results_of_two_versions_are_refused(command: Command, folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "r", ignore=shutil.ignore_patterns("comparison"))
    from clustersim.batch.parts import sha256_of

    path = next((tmp_path / "r" / "runs").glob("networking-*.parquet"))
    table = pq.read_table(path)
    other = pa.array(["0123456789abcdef"] * len(table))
    pq.write_table(table.set_column(table.schema.get_field_index("fingerprint"), "fingerprint", other), path)
    manifest = json.loads((tmp_path / "r" / "manifest.json").read_text())
    for part in manifest["parts"]:
        if part["arm"] == "networking":
            part["files"]["runs"] = sha256_of(path)
    (tmp_path / "r" / "manifest.json").write_text(json.dumps(manifest))
    for name in ("compare", "attribute", "report"):
        done = command(name, "r")
        assert done.code == 2
        assert "2 versions of the model" in done.err
    assert command("compare", "r", "--mixed", "--no-figures").code == 0
