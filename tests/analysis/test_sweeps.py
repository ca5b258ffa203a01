"""Sweeps: points are compared with one of them, named by what was set, and their levels stand in the tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from clustersim.analysis.compare import compare
from clustersim.analysis.sweeps import levels_table, short_key, sweep_table, varied
from clustersim.analysis.titles import arm_titles, table_names
from clustersim.batch.driver import run_batch
from clustersim.batch.plan import Plan
from clustersim.batch.results import Results, load
from clustersim.plots.sweeps import sweep_figure
from clustersim.texts import LANGUAGES

pytestmark = pytest.mark.process  # many runs of a batch

INTENSITY, CRITICAL = "policies.networking.intensity", "parameters.mass.critical"
PLAN = """
name = "sweep"
scenario = "baseline"
seeds = 2
ticks = 6
{more}
[changes]
start.firms = 60
[[designs]]
kind = "grid"
levels = {{ {levels} }}
"""
ONE = f'"{INTENSITY}" = [0.0, 0.5, 1.0]'
TWO = f'{ONE}, "{CRITICAL}" = [4.0, 8.0]'


def plan_of(folder: Path, levels: str, more: str = "", each: str = "") -> Plan:
    path = folder / "sweep.toml"
    path.write_text(PLAN.format(levels=levels, more=more) + each, encoding="utf-8")
    return Plan.load(path)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    folder = tmp_path_factory.mktemp("sweep")
    run_batch(plan_of(folder, TWO), folder / "out", processes=1)
    return load(folder / "out")


def test_the_first_point_is_the_baseline_of_the_others(tmp_path: Path) -> None:
    assert [arm.baseline for arm in plan_of(tmp_path, ONE).arms] == ["", "p0", "p0"]


def test_another_point_may_be_the_baseline(tmp_path: Path) -> None:
    assert [arm.baseline for arm in plan_of(tmp_path, ONE, 'baseline = "p2"').arms] == ["p2", "p2", ""]


def test_points_with_arms_of_their_own_keep_their_own_baselines(tmp_path: Path) -> None:
    each = "[designs.each]\nnone = {}\nnet = { policies.networking.intensity = 1.0 }\n"
    arms = plan_of(tmp_path, f'"{CRITICAL}" = [4.0, 8.0]', each=each).arms
    assert [(arm.name, arm.baseline) for arm in arms] == [
        ("p0-none", ""),
        ("p0-net", "p0-none"),
        ("p1-none", ""),
        ("p1-net", "p1-none"),
    ]


def test_points_are_named_by_what_was_set(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, TWO)
    assert arm_titles(plan)["p2"] == "networking.intensity = 0.5, mass.critical = 4"
    assert arm_titles(plan, "de")["p2"] == "Netzwerkmanagement 50 %, mass.critical = 4"
    assert table_names(plan, "en")["p2"] == "p2: networking.intensity = 0.5, mass.critical = 4"
    assert short_key("region.cell_km") == "region.cell_km"


def test_levels_are_columns_of_runs_and_series_but_no_metrics(results: Results) -> None:
    for table in (results.runs, results.series):
        found = {(row["arm"], row[INTENSITY], row[CRITICAL]) for _, row in table.iterrows()}
        assert found == {
            (f"p{number}", intensity, critical)
            for number, (intensity, critical) in enumerate((i, c) for i in (0.0, 0.5, 1.0) for c in (4.0, 8.0))
        }
    assert not {INTENSITY, CRITICAL} & set(results.metrics)


def test_a_table_holds_each_point_with_its_levels(results: Results) -> None:
    assert varied(results.plan) == [INTENSITY, CRITICAL]
    assert levels_table(results.plan).loc["p5"].to_dict() == {INTENSITY: 1.0, CRITICAL: 8.0}
    table = sweep_table(results, ["network_strength"])
    assert list(table["arm"]) == [f"p{number}" for number in range(6)]
    by_hand = (
        results.series[results.series["arm"] == "p4"].query("years > 0.5").groupby("seed")["network_strength"].mean()
    )
    row = table.set_index("arm").loc["p4"]
    assert (row["mean"], row[INTENSITY], row[CRITICAL]) == (pytest.approx(by_hand.mean()), 1.0, 4.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_numbers_make_a_heatmap_and_one_a_line(results: Results, tmp_path: Path, language: str) -> None:
    effects = compare(results)
    figure = sweep_figure(results, effects, ["network_strength"], language)  # type: ignore[arg-type]
    assert figure is not None
    (image,) = figure.axes[0].get_images()
    table = sweep_table(results, ["network_strength"]).set_index([CRITICAL, INTENSITY])["mean"]
    assert image.get_array().tolist() == [  # type: ignore[union-attr]
        [pytest.approx(table[critical, intensity]) for intensity in (0.0, 0.5, 1.0)] for critical in (4.0, 8.0)
    ]
    plan = plan_of(tmp_path, ONE)
    run_batch(plan, tmp_path / "line", processes=1)
    one = load(tmp_path / "line")
    effects = compare(one)
    line = sweep_figure(one, effects, ["network_strength"], language)  # type: ignore[arg-type]
    assert line is not None
    first, *bars = line.axes[0].get_lines()
    assert first.get_xdata().tolist() == [0.0, 0.5, 1.0]  # type: ignore[union-attr]
    known = {
        (effect.base + effect.low, effect.base + effect.high)
        for effect in effects
        if effect.metric == "network_strength"
    }
    assert {tuple(bar.get_ydata()) for bar in bars} == known  # type: ignore[arg-type]


def test_other_plans_are_no_sweeps() -> None:
    plan = Plan.load("nine-tasks")
    assert varied(plan) == []
    assert levels_table(plan).empty


def test_arms_that_somebody_wrote_are_no_points(tmp_path: Path) -> None:
    (tmp_path / "written.toml").write_text(
        'name = "written"\nscenario = "baseline"\nseeds = 1\n[[arms]]\nname = "none"\n'
        f'[[arms]]\nname = "half"\nchanges = {{ "{INTENSITY}" = 0.5 }}\n',
        encoding="utf-8",
    )
    plan = Plan.load(tmp_path / "written.toml")
    assert (arm_titles(plan)["half"], table_names(plan, "en"), varied(plan)) == ("half", {}, [])
    assert levels_table(plan).empty
