"""Manifest and plan of a batch that were damaged: every command says so in words, and the same batch mends them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clustersim.analysis.compare import check_versions, compare
from clustersim.analysis.jobs import jobs_table
from clustersim.batch.plan import Plan, check_plan
from clustersim.batch.plan_parts import Arm
from clustersim.batch.results import load
from clustersim.batch.verify import verify
from clustersim.errors import InputError
from clustersim.scenario import Scenario
from tests.helpers.batch_worlds import contents, run_here, same, tiny_plan
from tests.helpers.damage import MISSING, TEXTS, WRONG, damaged, places

pytestmark = pytest.mark.filterwarnings("ignore:.*left out; `clustersim verify`:UserWarning")
Command = Callable[..., Any]
INSIDE = {  # fields of lists and tables that are named one by one
    "manifest.json": [("parts", 0, "arm"), ("parts", 0, "name"), ("parts", 0, "files"), ("parts", 0, "files", "runs")],
    "plan.json": [
        ("arms", 0, "case", "start"),
        ("arms", 0, "case", "tick_years"),
        ("arms", 1, "settings", "networking"),
    ],
}


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("finished") / "tiny"
    run_here(tiny_plan(folder.parent, seeds=2), folder)
    return folder


@pytest.fixture
def hurt(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished, tmp_path / "hurt"))


def look(folder: Path) -> None:
    """Do what verify, status and compare do with a folder."""
    verify(folder)
    results = load(folder)
    check_versions(results)
    len(results.runs)
    jobs_table(results)
    compare(results)


@pytest.mark.process
@pytest.mark.parametrize("name", ["manifest.json", "plan.json"])
@pytest.mark.parametrize(
    "value", [*WRONG, MISSING], ids=lambda value: "missing" if value is MISSING else repr(value)[:20]
)
def test_whatever_stands_in_a_field_nobody_gets_a_traceback(name: str, value: Any, hurt: Path) -> None:
    told = json.loads((hurt / name).read_text())
    refused = 0
    for path in (*places(told, 3), *INSIDE[name]):
        if path[0] == "sections" and len(path) == 3:
            continue  # values of a scenario: tests/scenario/test_fuzz.py
        wrong = damaged(told, path, value)
        if wrong == told:
            continue
        (hurt / name).write_text(json.dumps(wrong))
        try:
            look(hurt)
        except InputError as error:
            refused += 1
            assert all("\n" not in str(problem) for problem in error.problems)
            assert len(error.problems) < 30
    assert refused > 3


@pytest.mark.process
@pytest.mark.parametrize("text", TEXTS, ids=lambda text: repr(text)[:12])
@pytest.mark.parametrize("name", ["manifest.json", "plan.json"])
def test_whatever_stands_in_the_file_commands_say_so_and_the_batch_mends_it(
    name: str, text: str, hurt: Path, command: Command, finished: Path
) -> None:
    (hurt / name).write_text(text)
    for word in ("verify", "status", "compare", "report", "attribute"):
        said = command(word, hurt)
        assert said.code == (1 if word == "verify" and name == "plan.json" else 2), (word, said.err)
        assert len(said.err.splitlines()) <= 3, word
        assert f"{name}: " in said.err
    assert run_here(Plan.load(finished.parent / "tiny.toml"), hurt).executed == 0
    assert verify(hurt).problems == []
    assert same(contents(hurt), contents(finished))


def test_verify_says_what_is_not_true_of_the_whole(hurt: Path) -> None:
    assert verify(hurt).problems == []
    told = json.loads((hurt / "manifest.json").read_text())
    for path, value, expected in (
        (("contents_sha256",), "0" * 64, "contents_sha256 is not that of the runs that are here"),
        (("counts", "finished"), 99, "counts 99 finished runs of the plan, 8 are here"),
        (("plan",), "other", "is of the plan other, plan.json of tiny"),
        (("parts", 0, "runs"), told["parts"][1]["runs"], "holds other runs than the manifest says"),
        (("parts", 0, "files", "series"), "0" * 64, "is not as it was written (2 runs of arm none)"),
    ):
        (hurt / "manifest.json").write_text(json.dumps(damaged(told, path, value)))
        problems = verify(hurt).problems
        assert any(expected in problem for problem in problems), (path, problems)


def test_a_part_that_the_manifest_names_wrongly_is_executed_again(hurt: Path, finished: Path) -> None:
    told = json.loads((hurt / "manifest.json").read_text())
    for path, value in ((("parts", 0, "runs"), told["parts"][1]["runs"]), (("parts", 0, "files", "runs"), MISSING)):
        (hurt / "manifest.json").write_text(json.dumps(damaged(told, path, value)))
        assert run_here(Plan.load(finished.parent / "tiny.toml"), hurt).executed == 2
        assert verify(hurt).problems == []
        assert same(contents(hurt), contents(finished))


@pytest.mark.parametrize(
    ("arms", "expected"),
    [
        (["a", "a"], "arms[1].name: is 'a', as that of another arm"),
        (["a/b"], "arms[0].name: is 'a/b', which cannot be the name of a file"),
        (["..", "a\n"], "arms[1].name: is 'a\\n', which cannot"),
        (["x" * 201], "which cannot be the name of a file"),
        ([""], "which cannot be the name of a file"),
        ([], "arms: are missing"),
    ],
)
def test_a_plan_made_in_python_is_refused_before_anything_is_run(
    arms: list[str], expected: str, tmp_path: Path
) -> None:
    scenario = Scenario.load("baseline", {"start.firms": 150})
    plan = Plan("p", "", "", tuple(Arm(name, scenario) for name in arms), (0,), 1)
    with pytest.raises(InputError) as error:
        run_here(plan, tmp_path / "r")
    assert expected in str(error.value)
    assert not (tmp_path / "r").exists()


def test_a_plan_says_what_baselines_and_seeds_it_cannot_have() -> None:
    scenario = Scenario.load("baseline", {"start.firms": 150})
    arms = (Arm("ä ö", scenario), Arm("b", scenario, "c", seeds=()))
    with pytest.raises(InputError) as error:
        check_plan(Plan("p/q", "", "", arms, (1, 1), 1))
    assert [problem.key for problem in error.value.problems] == ["arms[1].baseline", "seeds", "arms[1].seeds", "name"]
