"""What a batch executes, what it does not execute again, and what it refuses to touch."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from clustersim.batch import driver as batches
from clustersim.batch.execute import Workload
from clustersim.batch.plan import Plan
from clustersim.batch.results import load
from clustersim.batch.store import Store
from clustersim.errors import InputError
from tests.helpers.batch_worlds import SerialEngine, contents, filled, orders_of, run_here, same, tiny_plan

pytestmark = pytest.mark.process


def test_runs_are_ordered_so_that_half_a_batch_is_balanced(plan: Plan) -> None:
    runs = plan.runs()
    assert len(runs) == len({run.id for run in runs}) == 12
    for count in range(1, len(runs) + 1):
        numbers = [sum(run.arm == arm.name for run in runs[:count]) for arm in plan.arms]
        assert max(numbers) - min(numbers) <= 1


def test_finished_runs_are_not_executed_again(plan: Plan, whole: Path) -> None:
    SerialEngine.executed = 0
    done = run_here(plan, whole)
    assert (SerialEngine.executed, done.executed, done.finished) == (0, 0, 12)


def test_changing_one_arm_executes_only_that_arm(plan: Plan, whole: Path, tmp_path: Path) -> None:
    before = contents(whole)
    text = (tmp_path / "tiny.toml").read_text()
    changed = tiny_plan(tmp_path, more="\n[designs.settings.networking]\nintensity = 0.5\n")
    SerialEngine.executed = 0
    run_here(changed, whole)
    assert SerialEngine.executed == 6  # networking alone, and both tasks, three seeds each
    after = contents(whole)
    kept = before["series"]["arm"].isin(["none", "infrastructure"])
    assert before["series"][kept].equals(after["series"][after["series"]["arm"].isin(["none", "infrastructure"])])
    assert text != (tmp_path / "tiny.toml").read_text()
    SerialEngine.executed = 0
    run_here(plan, whole)  # the first version of the plan: what it had finished was kept
    assert SerialEngine.executed == 0
    assert same(contents(whole), before)


def test_more_seeds_execute_only_the_new_ones(plan: Plan, whole: Path, tmp_path: Path) -> None:
    SerialEngine.executed = 0
    run_here(tiny_plan(tmp_path, seeds=5), whole)
    assert SerialEngine.executed == 8
    run_here(tiny_plan(tmp_path, seeds=5), tmp_path / "at-once")
    assert same(contents(whole), contents(tmp_path / "at-once"))


def test_titles_and_names_of_scenarios_do_not_make_another_run(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "tiny.toml"
    path.write_text(path.read_text().replace("A tiny experiment", "Another title"))
    from clustersim.batch.plan import Plan

    assert [run.id for run in Plan.load(path).runs()] == [run.id for run in plan.runs()]


def test_an_arm_twice_is_executed_once_and_stands_under_both_names(tmp_path: Path) -> None:
    twice = tiny_plan(tmp_path, more='\n[[arms]]\nname = "again"\nchanges.policies.networking = {}\n')
    SerialEngine.executed = 0
    done = run_here(twice, tmp_path / "twice")
    assert (SerialEngine.executed, done.planned, done.finished) == (12, 15, 15)
    series = load(tmp_path / "twice").series
    one, other = (
        series[series["arm"] == name].drop(columns="arm").reset_index(drop=True) for name in ("networking", "again")
    )
    assert one.equals(other)


def test_another_version_of_the_model_is_noticed_and_never_mixed_silently(
    plan: Plan, whole: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(batches, "fingerprint_of", lambda scenario: "0123456789abcdef")
    with pytest.raises(InputError, match=r"another version of the model.*--rerun.*--keep"):
        run_here(plan, whole)
    more = tiny_plan(tmp_path, seeds=4)
    monkeypatch.setattr("clustersim.batch.execute.fingerprint_of", lambda scenario: "0123456789abcdef")
    run_here(more, whole, others="keep")
    assert set(load(whole).runs["fingerprint"]) == {
        "0123456789abcdef",
        *json.loads((whole / "manifest.json").read_text())["fingerprints"],
    }
    from clustersim.analysis.compare import check_versions

    with pytest.raises(InputError, match="2 versions of the model"):
        check_versions(load(whole))
    SerialEngine.executed = 0
    run_here(more, whole, others="rerun")
    assert SerialEngine.executed == 12
    assert set(load(whole).runs["fingerprint"]) == {"0123456789abcdef"}


def test_a_rerun_that_is_interrupted_does_not_take_old_runs_for_new(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Finished runs of another version may still be in the journal only; executing one anew must not bring back the others."""
    folder = tmp_path / "old"
    filled(folder, plan, 4)
    monkeypatch.setattr(batches, "fingerprint_of", lambda scenario: "0123456789abcdef")
    monkeypatch.setattr("clustersim.batch.execute.fingerprint_of", lambda scenario: "0123456789abcdef")
    with Store(folder, plan) as store:
        batches._check_versions(store, plan, "rerun")
        store.add(Workload.of(plan).run(orders_of(plan)[0]).record or b"")
        assert {header.fingerprint for header in store.headers.values()} == {"0123456789abcdef"}
        assert len(store.headers) == 1


def test_results_of_another_plan_are_refused(whole: Path, tmp_path: Path) -> None:
    other = tiny_plan(tmp_path)
    with pytest.raises(InputError, match="results of the plan tiny, not of other"):
        run_here(replace(other, name="other"), whole)


def test_a_folder_with_other_things_is_refused(plan: Plan, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "thesis.tex").write_text("x")
    with pytest.raises(InputError, match="something else"):
        run_here(plan, folder)
    assert [path.name for path in folder.iterdir()] == ["thesis.tex"]
