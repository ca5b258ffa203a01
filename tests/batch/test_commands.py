"""`batch`, `status`, `retry`, `verify` as a user calls them; results of an earlier version of the store."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import clustersim
from clustersim.batch.manifest import SCHEMA_VERSION
from clustersim.batch.results import load
from clustersim.batch.verify import verify
from clustersim.errors import InputError
from tests.helpers.batch_worlds import run_here, tiny_plan, tiny_text

pytestmark = pytest.mark.process

Command = Callable[..., Any]
OLD = Path(__file__).parents[1] / "data" / "batch-v1"


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.toml"
    path.write_text(tiny_text())
    return path


def test_a_batch_in_words(command: Command, plan_file: Path, tmp_path: Path) -> None:
    done = command("batch", plan_file, "--processes", 2)
    assert done.code == 0, done.err
    assert "12 of 12 runs finished, 12 of them now" in done.out
    folder = tmp_path / "results" / "tiny"
    assert "12 of 12 runs finished, 0 of them now" in command("batch", plan_file).out
    said = command("status", folder)
    assert said.code == 0
    assert "3 of 3" in said.out
    assert "12 of 12 runs finished, 0 failed" in said.out
    assert "all sound" in command("verify", folder).out
    assert clustersim.load(folder).series["arm"].nunique() == 4


def test_one_line_reads_a_table(plan_file: Path, command: Command, tmp_path: Path) -> None:
    command("batch", plan_file, "--jobs", 1)  # the old name
    frame = pd.read_parquet(tmp_path / "results" / "tiny" / "series")
    assert len(frame) == 12 * 5
    assert [f"cost_{task}" in frame for task in ("networking", "finance", "strategy")] == [True] * 3
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed (extra analysis)")
    count = duckdb.sql(
        f"select count(*), count(distinct arm) from '{tmp_path}/results/tiny/series/*.parquet'"
    ).fetchall()[0]
    assert count == (60, 4)


def test_damage_is_named_and_ends_with_code_1(command: Command, tmp_path: Path) -> None:
    run_here(tiny_plan(tmp_path), tmp_path / "r")
    victim = next((tmp_path / "r" / "series").glob("all-*.parquet"))
    victim.unlink()
    done = command("verify", "r")
    assert done.code == 1
    assert victim.name in done.err
    assert "stays usable" in done.err


def test_failures_end_with_code_1_and_retry_mends_them(
    command: Command, plan_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clustersim.batch import local_engine
    from clustersim.batch.execute import Done

    real = local_engine.LocalEngine.run

    def failing(self: Any, orders: Any) -> Any:
        for done in real(self, orders):
            yield Done(done.order, None, "planted\n") if done.order.seed == 2 else done

    with monkeypatch.context() as patch:
        patch.setattr(local_engine.LocalEngine, "run", failing)
        done = command("batch", plan_file, "--processes", 2)
    assert done.code == 1
    assert "8 of 12 runs finished" in done.out
    assert "4 runs failed" in done.err
    assert "clustersim retry" in done.err
    assert command("status", "results/tiny").out.count("2 of 3") == 4
    done = command("retry", "results/tiny")
    assert done.code == 0, done.err
    assert "12 of 12 runs finished" in done.out


def test_a_dry_run_runs_nothing(command: Command, plan_file: Path, tmp_path: Path) -> None:
    assert "12 runs would go to" in command("batch", plan_file, "--dry-run").out
    assert not (tmp_path / "results").exists()


def test_replication_adds_seeds_until_intervals_are_narrow(tmp_path: Path) -> None:
    """The wanted width is one that the first seeds miss: more are added, at most `most`, and the same again adds none."""
    more = '\n[replication]\nmetrics = ["jobs"]\nhalf_width = 1e-9\nstep = 2\nmost = 7\n'
    done = run_here(tiny_plan(tmp_path, more=more), tmp_path / "r")
    assert done.seeds == 7
    assert sorted(load(tmp_path / "r").runs["seed"].unique()) == list(range(7))
    assert run_here(tiny_plan(tmp_path, more=more), tmp_path / "r").executed == 0
    easy = more.replace("1e-9", "0.99")
    assert run_here(tiny_plan(tmp_path, more=easy), tmp_path / "easy").seeds == 3


# ---- results of an earlier version ---------------------------------------------------------------------------------------


def test_results_of_the_first_version_of_the_store_are_read() -> None:
    """The fixture was written by schema version 1 and never changes."""
    found = load(OLD)
    assert json.loads((OLD / "manifest.json").read_text())["schema_version"] == 1
    assert len(found.runs) == 8
    assert set(found.series["arm"]) == {"none", "networking", "infrastructure", "all"}
    assert found.plan.arm("networking").scenario.policies["networking"].intensity == 1.0
    assert len(found.series) == 8 * 3
    assert found.series["firms"].between(40, 160).all()
    assert verify(OLD).problems == []


def test_results_of_a_later_version_are_refused(tmp_path: Path) -> None:
    shutil.copytree(OLD, tmp_path / "r")
    manifest = json.loads((tmp_path / "r" / "manifest.json").read_text())
    (tmp_path / "r" / "manifest.json").write_text(json.dumps(manifest | {"schema_version": SCHEMA_VERSION + 1}))
    with pytest.raises(InputError, match=r"schema_version: is 2; this version of clustersim reads up to 1: update it"):
        load(tmp_path / "r")
