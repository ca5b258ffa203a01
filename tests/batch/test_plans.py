"""Plan files: what they make, and what is said of mistakes."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from clustersim import Scenario
from clustersim.batch import designs
from clustersim.batch.plan import Plan
from clustersim.batch.plan_file import shipped_plans
from clustersim.batch.plan_json import plan_from
from clustersim.errors import InputError
from clustersim.policies.registry import POLICIES
from clustersim.spec.regimes import REGIMES
from tests.helpers.batch_worlds import tiny_text

Command = Callable[..., Any]


def problems(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "bad.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Plan.load(path)
    return [str(problem).removeprefix(f"{path}") for problem in caught.value.problems]


ARMS = {
    "demo": 11,
    "nine-tasks": 11,
    "leave-one-out": 20,
    "regimes-equal-budget": 6,
    "factorial-512": 512,
    "sensitivity-assumptions": 192,
    "region-types": 12,
    "evaluation": 5,
}


@pytest.mark.process
@pytest.mark.parametrize("name", sorted(ARMS))
def test_shipped_plans_load_and_survive_being_stored(name: str) -> None:
    plan = Plan.load(name)
    assert len(plan.arms) == ARMS[name]
    assert plan.title_de
    assert plan.question
    assert plan.question_de
    again = plan_from(json.loads(json.dumps(plan.as_dict())), Plan)
    assert again == plan
    assert [run.id for run in again.runs()] == [run.id for run in plan.runs()]


def test_every_shipped_plan_is_known_here() -> None:
    assert set(shipped_plans()) == set(ARMS)


@pytest.mark.process
def test_only_the_tasks_differ_between_the_arms_of_a_factorial() -> None:
    plan = Plan.load("factorial-512")
    bare = plan.arm("none").scenario
    sets = set()
    for arm in plan.arms:
        titles = {"title": bare.title, "title_de": bare.title_de}  # they follow the tasks
        assert arm.scenario.model_copy(update={"policies": {}} | titles) == bare
        assert {name for name, value in arm.settings if value} == set(arm.scenario.policies)
        sets.add(frozenset(arm.scenario.policies))
    assert len(sets) == 512


def test_regimes_differ_in_nothing_but_the_regime() -> None:
    plan = Plan.load("regimes-equal-budget")
    scenarios = [arm.scenario for arm in plan.arms if arm.baseline]
    assert {scenario.agency.budget for scenario in scenarios} == {1_500_000.0}
    assert {scenario.agency.regime for scenario in scenarios} == set(REGIMES)
    same = {
        json.dumps(scenario.changed("agency.regime", "adaptive").as_dict(), sort_keys=True)
        for scenario in scenarios
        if scenario.agency.regime != "calendar"
    }
    assert len(same) == 1
    calendar = plan.arm("calendar").scenario
    assert {task for task, settings in calendar.policies.items() if settings.start == 5.0} == {
        "networking",
        "lighthouse",
    }


def test_a_point_of_a_sample_is_compared_with_itself_without_policy() -> None:
    plan = Plan.load("sensitivity-assumptions")
    for arm in plan.arms[:12]:
        if arm.baseline:
            base = plan.arm(arm.baseline).scenario
            assert base.policies == {}
            assert arm.scenario.parameters == base.parameters
            assert arm.scenario.policies
    default = Scenario.load("mature").parameters
    assert all(arm.scenario.parameters != default for arm in plan.arms)


# ---- designs -----------------------------------------------------------------------------------------------------------


def signs(drafts: list[designs.Draft]) -> np.ndarray:
    return np.array([[2 * value - 1 for value in draft.settings.values()] for draft in drafts])


@pytest.mark.parametrize("factors", [2, 3, 5, 7, 9])
@pytest.mark.parametrize("resolution", [3, 4, 5])
def test_fractional_factorials_have_their_resolution(factors: int, resolution: int) -> None:
    table = designs._regular(factors, resolution)
    effects = {(): np.ones(len(table))} | {
        chosen: np.prod(table[:, chosen], axis=1)
        for size in (1, 2)
        for chosen in itertools.combinations(range(factors), size)
    }
    for one, other in itertools.combinations(effects, 2):
        if len(one) + len(other) < resolution and set(one) != set(other):
            assert effects[one] @ effects[other] == 0, (one, other)
    assert len(table) < 2**factors or factors <= 3 or (factors, resolution) == (5, 5)


@pytest.mark.parametrize("factors", [2, 3, 4, 7, 8, 9])
def test_plackett_burman_is_orthogonal_and_balanced(factors: int) -> None:
    drafts = [draft for draft in designs.plackett_burman(list(POLICIES.shipped[:factors]), {}) if draft.settings]
    table = signs(drafts)
    if len(table) % 2:
        table = np.array([row for row in table if not (row == -1).all()])  # `none` was added for the comparison
    assert (table.sum(axis=0) == 0).all()
    assert np.array_equal(table.T @ table, len(table) * np.eye(factors))


def test_a_latin_hypercube_has_one_point_in_every_slice() -> None:
    ranges = {
        "a": designs.Range(1.0, 3.0),
        "b": designs.Range(0.01, 100.0, log=True),
        "c": designs.Range(1, 4, whole=True),
    }
    drafts = designs.latin_hypercube(ranges, 40, 7, {})
    a = np.array([draft.changes["a"] for draft in drafts])
    b = np.log([draft.changes["b"] for draft in drafts])
    assert sorted(np.floor((a - 1.0) / 2.0 * 40).astype(int)) == list(range(40))
    assert sorted(np.floor((b - np.log(0.01)) / np.log(1e4) * 40).astype(int)) == list(range(40))
    assert {draft.changes["c"] for draft in drafts} == {1, 2, 3, 4}
    assert drafts == designs.latin_hypercube(ranges, 40, 7, {})
    assert drafts != designs.latin_hypercube(ranges, 40, 8, {})


def test_sobol_points_are_more_even_than_chance() -> None:
    ranges = {"a": designs.Range(0.0, 1.0), "b": designs.Range(0.0, 1.0)}
    points = np.array([list(draft.changes.values()) for draft in designs.sobol(ranges, 64, 1, {})])
    counts, _, _ = np.histogram2d(points[:, 0], points[:, 1], bins=8, range=[[0, 1], [0, 1]])
    assert (counts == 1).all()


def test_a_grid_has_every_combination(tmp_path: Path) -> None:
    path = tmp_path / "grid.toml"
    path.write_text(
        'seeds = 1\n[[designs]]\nkind = "grid"\nlevels = { "parameters.entry.additionality" = [0.1, 0.3], "policies.networking.intensity" = [0.0, 0.5, 1.0] }\n'
    )
    plan = Plan.load(path)
    found = {
        (arm.scenario.parameters.entry.additionality, arm.scenario.policies["networking"].intensity)
        for arm in plan.arms
    }
    assert found == set(itertools.product((0.1, 0.3), (0.0, 0.5, 1.0)))


def test_settings_of_a_design_hold_wherever_the_task_is_on(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(
        '[[designs]]\nkind = "one-at-a-time"\ntasks = ["networking", "finance"]\nsettings.networking = { intensity = 0.25, start = 2.0 }\n'
    )
    plan = Plan.load(path)
    assert {
        arm.scenario.policies["networking"].start for arm in plan.arms if "networking" in arm.scenario.policies
    } == {2.0}
    assert plan.arm("finance").scenario.policies["finance"].start == 0.0


# ---- mistakes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("seeds = 0\n[[designs]]\nkind = 'grid'\nlevels.a = [1]\n", 1, "number of seeds"),
        ("seeds = [1, 1]\n[[arms]]\nname = 'a'\n", 1, "more than once"),
        ("seeds = [-1]\n[[arms]]\nname = 'a'\n", 1, "whole number from 0"),
        ("seeds = []\n[[arms]]\nname = 'a'\n", 1, "empty list"),
        ("sceds = 3\n[[arms]]\nname = 'a'\n", 1, "Did you mean 'seeds'?"),
        ("scenario = 'basline'\n[[arms]]\nname = 'a'\n", 1, "Did you mean 'baseline'?"),
        ("\n[[arms]]\nname = 'a'\n[arms.changes]\nticks = 'x'\n", 5, "whole number"),
        ("\n[[arms]]\nname = 'a'\n[arms.changes.policies.netwroking]\n", 4, "Did you mean 'networking'?"),
        ("[[arms]]\nname = 'a'\n\n[[arms]]\nname = 'a'\nchanges.ticks = 3\n", 4, "two different arms are called a"),
        ("[[arms]]\nname = 'a'\n[[arms]]\nname = 'A'\n", 3, "differ in capitals only"),
        ("[[arms]]\nname = 'a'\n[[arms]]\nname = 'b'\nbaseline = 'c'\n", 5, "no such arm"),
        ("baseline = 'b'\n[[arms]]\nname = 'a'\n", 1, "no such arm"),
        ("[[arms]]\nname = 'a b'\n", 2, "is"),
        ("seeds = [1, 2]\n[[arms]]\nname = 'a'\n[[arms]]\nname = 'b'\nseeds = [3]\n", 6, "shares no seed with a"),
        ("[[designs]]\nkind = 'one at a time'\n", 2, "Did you mean 'one-at-a-time'?"),
        ("[[designs]]\nkind = 'grid'\n", 1, "must give a list of values"),
        ("[[designs]]\nkind = 'sobol'\n", 1, "must name what to vary"),
        (
            "[[designs]]\nkind = 'sobol'\nranges = { 'parameters.entry.additionalty' = {} }\n",
            3,
            "Did you mean 'parameters.entry.additionality'?",
        ),
        ("[[designs]]\nkind = 'sobol'\nranges = { 'start.firms' = {} }\n", 3, "needs low and high"),
        (
            "[[designs]]\nkind = 'sobol'\nranges = { 'parameters.entry.additionality' = { low = 2, high = 1 } }\n",
            3,
            "is no range",
        ),
        ("[[designs]]\nkind = 'full-factorial'\ntasks = ['finance', 'finance']\n", 3, "more than once"),
        ("[[designs]]\nkind = 'full-factorial'\ntasks = ['finanze']\n", 3, "Did you mean 'finance'?"),
        (
            "[[designs]]\nkind = 'full-factorial'\ntasks = ['finance']\nsettings.finance.intensity = 2.0\n",
            4,
            "from 0 to 1",
        ),
        ("[[arms]]\nname = 'a'\n[replication]\nmetrics = ['networkstrength']\n", 4, "Did you mean 'network_strength'?"),
        ("title = 'nothing else'\n", 0, "has no arms"),
        ("[outputs]\nmetrics = 'some'\n[[arms]]\nname = 'a'\n", 2, "must be"),
    ],
)
def test_mistakes_are_named_with_their_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    found = problems(tmp_path, text)
    assert any(words in problem for problem in found), found
    if line:
        assert any(problem.startswith(f":{line}:") for problem in found), found


def test_all_mistakes_are_said_at_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path, "seeds = 0\nscenario = 'basline'\n[[arms]]\nname = 'a'\n[[arms]]\nname = 'b'\nscenario = 'nothere'\n"
    )
    assert len(found) == 3


def test_a_plan_that_is_no_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    assert problems(tmp_path, "seeds = 3\n[[arms\n")[0].startswith(":2:")


def test_scenarios_are_found_from_the_folder_of_the_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "mine.toml").write_text('extends = "baseline"\nticks = 7\n')
    (tmp_path / "sub" / "p.toml").write_text('scenario = "mine.toml"\n[[arms]]\nname = "a"\n')
    monkeypatch.chdir(tmp_path)
    assert Plan.load("sub/p.toml").ticks == 7


@pytest.mark.process
def test_the_command_shows_arms_runs_time_and_disk(command: Command, tmp_path: Path) -> None:
    (tmp_path / "tiny.toml").write_text(tiny_text())
    done = command("plan", "tiny.toml")
    assert done.code == 0
    assert "4 arms, 12 runs of 4 ticks" in done.out
    assert "on disk" in done.out
    assert "infrastructure" in done.out
    listed = command("plan")
    assert all(name in listed.out for name in ARMS)


def test_a_wrong_plan_ends_with_code_2_and_without_traceback(command: Command) -> None:
    done = command("batch", "nine-task")
    assert done.code == 2
    assert "Did you mean 'nine-tasks'?" in done.err
    assert "Traceback" not in done.err


def test_what_makes_another_run_makes_another_name(tmp_path: Path) -> None:
    """The name of a run follows from everything its contents depend on, and from nothing else."""

    def ids(text: str) -> tuple[str, ...]:
        (tmp_path / "p.toml").write_text(text)
        return tuple(run.id for run in Plan.load(tmp_path / "p.toml").runs())

    base = "seeds = [1]\nticks = 4\n[outputs]\n{}\n[[arms]]\nname = 'a'\n{}\n"
    first = ids(base.format("", ""))
    others = [
        ids(base.format("", "").replace("[1]", "[2]")),
        ids(base.format("", "").replace("ticks = 4", "ticks = 5")),
        ids(base.format("firms = true", "")),
        ids(base.format("metrics = 'standard'", "")),
        ids(base.format("", "changes.policies.networking = {}")),
        ids(base.format("", "changes.start.firms = 7")),
    ]
    assert len({first, *others}) == 7
    assert ids(base.format("", "").replace("name = 'a'", "name = 'b'\ntitle = 'x'")) == first


def test_mistakes_of_all_kinds_come_in_one_round(tmp_path: Path) -> None:
    """What the schema refuses, tasks that are not known, values out of range, designs, metrics, seeds, a baseline."""
    text = """\
name = "all"
seeds = [1, 1]
tikcs = 4
baseline = "nothing"
changes.start.firms = -5

[outputs]
firms = "yes"

[[arms]]
name = "bad name"

[[arms]]
name = "one"
changes.policies.networking.intensity = 7

[[arms]]
name = "two"
changes.policies.netwrking = {}

[[arms]]
name = "three"
baseline = "thre"

[[designs]]
kind = "one-at-a-time"
tasks = ["networking", "finanse"]
settings.networking.events_per_thousand = -1

[[designs]]
kind = "grid"
levels."policies.networking.intensity" = [0.5, 0.5]

[[designs]]
kind = "sobol"
ranges."parameters.entry.additonality" = {}

[[designs]]
kind = "nonsense"
tasks = ["marketing", "marketing"]

[replication]
metrics = ["cluster_densty"]
half_width = 2
"""
    path = tmp_path / "all.toml"
    path.write_text(text)
    with pytest.raises(InputError) as error:
        Plan.load(path)
    lines = text.splitlines()
    told = {(problem.key, lines[problem.line - 1]) for problem in error.value.problems}
    assert told == {
        ("seeds", "seeds = [1, 1]"),
        ("tikcs", "tikcs = 4"),
        ("changes.start.firms", "changes.start.firms = -5"),
        ("outputs.firms", 'firms = "yes"'),
        ("arms[0].name", 'name = "bad name"'),
        ("arms[1].changes.policies.networking.intensity", "changes.policies.networking.intensity = 7"),
        ("arms[2].changes.policies.netwrking", "changes.policies.netwrking = {}"),
        ("designs[0].tasks[1]", 'tasks = ["networking", "finanse"]'),
        ("designs[0].settings.networking.events_per_thousand", "settings.networking.events_per_thousand = -1"),
        ('designs[1].levels."policies.networking.intensity"', 'levels."policies.networking.intensity" = [0.5, 0.5]'),
        ('designs[2].ranges."parameters.entry.additonality"', 'ranges."parameters.entry.additonality" = {}'),
        ("designs[3].kind", 'kind = "nonsense"'),
        ("designs[3].tasks", 'tasks = ["marketing", "marketing"]'),
        ("replication.metrics", 'metrics = ["cluster_densty"]'),
        ("replication.half_width", "half_width = 2"),
    } | {(key, line) for key, line in told if key == "designs[2].ranges"}


def test_a_baseline_that_is_no_arm_is_told_beside_other_mistakes(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(
        'seeds = 0\nbaseline = "nothing"\n[[arms]]\nname = "none"\n[[arms]]\nname = "one"\nbaseline = "nune"\n'
    )
    with pytest.raises(InputError) as error:
        Plan.load(path)
    assert [problem.key for problem in error.value.problems] == ["seeds", "baseline", "arms[1].baseline"]


@pytest.mark.parametrize(
    ("values", "twice"),
    [("[0.5, 0.5]", "0.5"), ("[1, 0.2, 1.0]", "1.0"), ('["a", "b", "a"]', '"a"'), ("[true, false, true]", "true")],
)
def test_levels_of_a_grid_are_different(values: str, twice: str, tmp_path: Path) -> None:
    path = tmp_path / "grid.toml"
    path.write_text(f'[[designs]]\nkind = "grid"\nlevels."policies.networking.intensity" = {values}\n')
    with pytest.raises(InputError) as error:
        Plan.load(path)
    assert [str(problem) for problem in error.value.problems] == [
        f'{path}:3: designs[0].levels."policies.networking.intensity": names {twice} more than once'
    ]
