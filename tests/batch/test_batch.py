"""Batches: content-addressed runs, what is executed again and what is not, engines, versions, failures."""

from __future__ import annotations

import errno
import json
import os
import pickle
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from clustersim.batch import driver as batches
from clustersim.batch import store as stores
from clustersim.batch.execute import Done, Order, Workload, same_columns
from clustersim.batch.journal import Journal, scan
from clustersim.batch.local_engine import LocalEngine
from clustersim.batch.plan import Plan
from clustersim.batch.results import load
from clustersim.batch.store import Store, clear
from clustersim.batch.verify import verify
from clustersim.errors import InputError, OutputExistsError
from clustersim.runs.simulate import simulate
from clustersim.start.build import build_world
from clustersim.start.cache import Starts, start_key
from tests.helpers.batch_worlds import SerialEngine, contents, run_here, same, tiny_plan

pytestmark = pytest.mark.process


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return tiny_plan(tmp_path)


@pytest.fixture
def whole(plan: Plan, tmp_path: Path) -> Path:
    """Return the folder of a batch that ran undisturbed."""
    folder = tmp_path / "whole"
    run_here(plan, folder)
    return folder


def orders_of(plan: Plan) -> list[Order]:
    numbers = {arm.name: place for place, arm in enumerate(plan.arms)}
    return [Order(run.id, numbers[run.arm], run.seed) for run in plan.runs()]


def test_runs_are_ordered_so_that_half_a_batch_is_balanced(plan: Plan) -> None:
    runs = plan.runs()
    assert len(runs) == len({run.id for run in runs}) == 12
    for count in range(1, len(runs) + 1):
        numbers = [sum(run.arm == arm.name for run in runs[:count]) for arm in plan.arms]
        assert max(numbers) - min(numbers) <= 1


def test_the_tables_of_a_batch_are_those_of_single_runs(plan: Plan, whole: Path) -> None:
    stored = load(whole).series
    for arm in plan.arms:
        single = pd.DataFrame(simulate(arm.scenario, 1, ticks=plan.ticks, events=False).series)
        rows = stored[(stored["arm"] == arm.name) & (stored["seed"] == 1)]
        for name in single.columns:
            assert rows[name].to_numpy().tobytes() == single[name].to_numpy().astype(rows[name].dtype).tobytes(), name


@pytest.mark.parametrize(
    "name", ["baseline", "wrong-sector", "all-nine-staged", "anchor-closes", "no-university", "one-task-rich"]
)
def test_a_start_that_arms_share_is_the_one_that_each_would_build(name: str) -> None:
    from clustersim import Scenario

    starts = Starts()
    scenario = Scenario.load(name, {"start.firms": 120, "parameters.start.burn_in": 2.0})
    other = scenario.changed_by({"policies": {"finance": {}}, "agency.budget": 1000.0})
    assert start_key(scenario) == start_key(other)
    starts.world(other, 5, start_key(other))
    shared, own = starts.world(scenario, 5, start_key(scenario), events=True), build_world(scenario, 5)
    assert repr(shared.series) == repr(own.series)
    for part in ("actors", "ties", "centres", "cells", "references", "labour", "agency", "levers", "projects"):
        one, other_one = vars(getattr(shared, part)), vars(getattr(own, part))
        names = [name for name in other_one if not name.startswith("_")]
        assert [name for name in names if pickle.dumps(one[name]) != pickle.dumps(other_one[name])] == [], part
    assert shared.scenario is scenario
    assert shared.events.active


def test_what_makes_a_start_another_one_changes_its_key() -> None:
    from clustersim import Scenario

    scenario = Scenario.load("baseline")
    changes: list[dict[str, Any]] = [
        {"start.firms": 900},
        {"parameters.ties.capacity": 12.0},
        {"tick_years": 0.5},
        {"channels.closure": 0},
        {"region.cell_km": 1.5},
    ]
    assert len({start_key(scenario), *(start_key(scenario.changed_by(change)) for change in changes)}) == 1 + len(
        changes
    )


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
    from clustersim.batch.plan_file import load_plan

    assert [run.id for run in load_plan(path).runs()] == [run.id for run in plan.runs()]


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


def test_engines_and_workers_make_the_same_tables(plan: Plan, whole: Path, tmp_path: Path) -> None:
    run_here(plan, tmp_path / "two", lambda workload: LocalEngine(workload, 2))
    assert same(contents(whole), contents(tmp_path / "two"))
    for path in sorted((whole / "series").glob("*.parquet")):
        assert path.read_bytes() == (tmp_path / "two" / "series" / path.name).read_bytes()
    manifests = [json.loads((folder / "manifest.json").read_text()) for folder in (whole, tmp_path / "two")]
    assert manifests[0]["contents_sha256"] == manifests[1]["contents_sha256"]


def test_order_does_not_matter(plan: Plan, whole: Path, tmp_path: Path) -> None:
    class Backwards(SerialEngine):
        def run(self, orders):  # type: ignore[no-untyped-def]
            return super().run(reversed(list(orders)))

    run_here(plan, tmp_path / "backwards", Backwards)
    assert same(contents(whole), contents(tmp_path / "backwards"))


def test_results_are_read_from_the_journal_before_they_are_in_parts(plan: Plan, whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "half"
    workload = Workload.of(plan)
    with Store(folder, plan) as store:
        for order in orders_of(plan)[:7]:
            record = workload.run(order).record
            assert record is not None
            store.add(record)
    found, all_of_it = load(folder), load(whole)
    assert len(found.runs) == 7
    runs = list(found.runs["run"])
    expected = all_of_it.series[all_of_it.series["run"].isin(runs)].reset_index(drop=True)
    assert found.series.equals(expected)


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


class Failing(SerialEngine):
    """Fails the runs of one seed."""

    def run(self, orders):  # type: ignore[no-untyped-def]
        for order in orders:
            if order.seed == 1:
                yield Done(order, None, "Traceback: planted\n")
            else:
                yield self.workload.run(order)


def test_a_failed_run_is_kept_with_its_reason_and_the_rest_goes_on(plan: Plan, whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "failing"
    done = run_here(plan, folder, Failing)
    assert (done.finished, done.failed) == (8, 4)
    failed = load(folder).failed
    text = (folder / "failed" / f"{failed[0]}.txt").read_text()
    assert "planted" in text
    assert f"clustersim run {folder}/failed/{failed[0]}.toml --seed 1 --ticks 4" in text
    SerialEngine.executed = 0
    assert run_here(plan, folder).executed == 0  # not tried for ever
    again = run_here(plan, folder, retry=True)
    assert (again.executed, again.failed, again.finished) == (4, 0, 12)
    assert same(contents(folder), contents(whole))


def test_the_command_of_a_failed_run_repeats_it(plan: Plan, tmp_path: Path, command: Any) -> None:
    folder = tmp_path / "failing"
    run_here(plan, folder, Failing)
    line = next(
        line
        for line in sorted((folder / "failed").glob("*.txt"))[0].read_text().splitlines()
        if line.startswith("to repeat it: ")
    )
    done = command(*line.removeprefix("to repeat it: clustersim ").split(), "--no-figures")
    assert done.code == 0, done.err


def test_an_error_of_the_model_is_a_failure_with_its_traceback(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(world: object, schedule: object) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr("clustersim.runs.simulate.advance", broken)
    done = Workload.of(plan).run(orders_of(plan)[0])
    assert done.record is None
    assert "ZeroDivisionError: planted" in done.error


class Poison(Workload):
    """A workload in which one run kills its process."""

    def run(self, order: Order) -> Done:
        if (order.arm, order.seed) == (1, 0):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().run(order)


def test_a_run_that_kills_its_process_is_given_up_and_the_others_finish(
    plan: Plan, whole: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "poison"
    done = run_here(
        plan, folder, lambda workload: LocalEngine(Poison(workload.scenarios, workload.ticks, workload.outputs), 2)
    )
    assert (done.finished, done.failed) == (11, 1)
    assert "ended 3 times (signal 9)" in (folder / "failed" / f"{load(folder).failed[0]}.txt").read_text()
    run_here(plan, folder, retry=True)
    assert same(contents(folder), contents(whole))


def test_two_batches_do_not_write_to_one_folder(plan: Plan, whole: Path) -> None:
    with Store(whole, plan), pytest.raises(OutputExistsError, match="being written by another"):
        run_here(plan, whole)


@pytest.mark.parametrize(
    "answer", [NotImplementedError("no flock"), OSError(errno.ENOLCK, "No locks available"), OSError(errno.ENOTSUP, "")]
)
def test_a_file_system_without_locks_is_written_to_and_said(
    answer: Exception, plan: Plan, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(lock: object, **options: object) -> None:
        raise answer

    monkeypatch.setattr("filelock.FileLock.acquire", refuse)
    said: list[str] = []
    folder = tmp_path / "shared"
    done = batches.run_batch(plan, folder, SerialEngine, progress=batches.Progress(say=said.append))
    assert done.finished == 12
    assert said == [f"The file system of {folder} has no locks: see that no other batch writes there meanwhile."]
    assert same(contents(folder), contents(whole))
    clear(folder)
    assert not (folder / "manifest.json").exists()


def test_a_lock_that_fails_otherwise_is_a_mistake_that_is_named(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(lock: object, **options: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("filelock.FileLock.acquire", refuse)
    with pytest.raises(InputError, match="cannot be used: Permission denied"):
        run_here(plan, tmp_path / "theirs")


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


# ---- journal and parts -------------------------------------------------------------------------------------------------


def filled(folder: Path, plan: Plan, count: int) -> Path:
    workload = Workload.of(plan)
    with Store(folder, plan) as store:
        for order in orders_of(plan)[:count]:
            store.add(workload.run(order).record or b"")
    return folder / "journal.bin"


def test_a_torn_record_is_cut_off_wherever_it_was_torn(plan: Plan, tmp_path: Path) -> None:
    path = filled(tmp_path / "torn", plan, 3)
    data = path.read_bytes()
    two = sorted(place for place, _ in scan(path).frames.values())[2]
    for end in [two, two + 1, two + 3, two + 20, (two + len(data)) // 2, len(data) - 1]:
        path.write_bytes(data[:end])
        assert len(scan(path).frames) == 2
        journal = Journal(path)
        assert path.stat().st_size == two
        journal.append(data[two:])
        journal.close()
        assert path.read_bytes() == data


def test_a_damaged_record_in_the_middle_costs_only_itself(plan: Plan, tmp_path: Path) -> None:
    path = filled(tmp_path / "bad", plan, 3)
    data = bytearray(path.read_bytes())
    places = sorted(place for place, _ in scan(path).frames.values())
    for at in (places[1] + 2, places[1] + 6, places[1] + 500):
        damaged = bytearray(data)
        damaged[at] ^= 0xFF
        path.write_bytes(damaged)
        found = scan(path)
        assert len(found.frames) == 2
        assert found.damaged == [places[1]]
    assert any("unreadable" in line for line in verify_with_manifest(path.parent))


def verify_with_manifest(folder: Path) -> list[str]:
    return verify(folder).problems


def test_a_batch_goes_on_after_damage_and_ends_as_if_there_had_been_none(plan: Plan, whole: Path) -> None:
    before = contents(whole)
    victim = sorted((whole / "series").glob("*.parquet"))[1]
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 0x10
    victim.write_bytes(data)
    problems = verify(whole).problems
    assert len(problems) == 1
    assert victim.name in problems[0]
    with pytest.warns(UserWarning, match="damaged and left out"):
        rest = load(whole).series
    assert set(rest["arm"]) == {"none", "infrastructure", "networking", "all"} - {victim.name.split("-0000")[0]}
    SerialEngine.executed = 0
    run_here(plan, whole)
    assert SerialEngine.executed == 3
    assert verify(whole).problems == []
    assert same(contents(whole), before)


def test_verify_finds_contents_that_were_changed_with_their_hash(plan: Plan, whole: Path) -> None:
    path = next((whole / "series").glob("networking-*.parquet"))
    table = pq.read_table(path)
    frame = table.to_pandas()
    frame.loc[3, "firms"] += 1.0
    pq.write_table(type(table).from_pandas(frame, schema=table.schema, preserve_index=False), path)
    manifest = json.loads((whole / "manifest.json").read_text())
    for part in manifest["parts"]:
        if part["arm"] == "networking":
            part["files"]["series"] = stores.sha256_of(path)
    (whole / "manifest.json").write_text(json.dumps(manifest))
    assert [line for line in verify(whole).problems if "differ from its hash" in line]


def test_a_lost_manifest_is_made_anew_from_the_parts(plan: Plan, whole: Path) -> None:
    before = contents(whole)
    (whole / "manifest.json").write_text("{ half")
    with pytest.raises(InputError, match="damaged"):
        load(whole)
    SerialEngine.executed = 0
    run_here(plan, whole)
    assert SerialEngine.executed == 0
    assert same(contents(whole), before)


def test_parts_hold_about_a_hundred_runs_of_one_arm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "PART_RUNS", 2)
    folder = tmp_path / "parts"
    run_here(tiny_plan(tmp_path, seeds=5), folder)
    names = sorted(path.name for path in (folder / "series").glob("none-*.parquet"))
    assert [name.rsplit("-", 1)[0] for name in names] == ["none-0000", "none-0001", "none-0002"]
    assert [len(pd.read_parquet(folder / "runs" / name)) for name in names] == [2, 2, 1]


class Killed(BaseException):
    """Stands for a process that ends at once."""


@pytest.mark.parametrize("stage", ["first", "more seeds", "changed arm"])
def test_a_process_that_ends_at_any_step_of_the_compaction_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    """Every call that changes the file system is once the last one that happens; after each, the batch is completed."""
    first = tiny_plan(tmp_path, seeds=2)
    final = {
        "first": first,
        "more seeds": tiny_plan(tmp_path, seeds=3),
        "changed arm": tiny_plan(tmp_path, seeds=2, more="\n[designs.settings.networking]\nintensity = 0.5\n"),
    }[stage]
    run_here(final, tmp_path / "expected")
    expected = contents(tmp_path / "expected")
    replace, unlink = Path.replace, Path.unlink
    for steps in range(1, 200):
        folder = tmp_path / f"{steps}"
        left = [10**9]

        def count(left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise Killed

        monkeypatch.setattr(Path, "replace", lambda self, target, count=count: (count(), replace(self, target))[1])
        monkeypatch.setattr(
            Path, "unlink", lambda self, missing_ok=False, count=count: (count(), unlink(self, missing_ok))[1]
        )
        if stage != "first":
            run_here(first, folder)
        left[0] = steps
        try:
            run_here(final, folder)
        except Killed:
            ended = False
        else:
            ended = True
        left[0] = 10**9
        SerialEngine.executed = 0
        if (folder / "manifest.json").exists():
            seen = load(folder)  # whatever a reader sees meanwhile is whole
            with pytest.MonkeyPatch.context():
                assert len(seen.series) == 5 * len(seen.runs)
        run_here(final, folder)
        assert same(contents(folder), expected)
        if steps > 3:  # the first steps write plan and manifest, before anything is executed
            assert SerialEngine.executed == 0
        if ended:
            return
    pytest.fail("never came to the end")


def test_the_costs_of_a_task_of_ones_own_are_kept() -> None:
    series = {
        "tick": np.arange(3),
        "cost_dummy": np.array([0.0, 2.0, 3.0]),
        "cost_networking": np.ones(3),
        "jobs": np.full(3, 9.0),
    }
    kept = same_columns(series)
    assert kept["cost_dummy"].tolist() == [0.0, 2.0, 3.0]
    assert kept["cost_networking"].tolist() == [1.0, 1.0, 1.0]
    assert kept["cost_finance"].tolist() == [0.0, 0.0, 0.0]
    assert set(series) < set(kept)
