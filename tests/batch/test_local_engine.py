"""Engines, workers and the order of runs make no difference; a run that kills its process is given up."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from clustersim.batch.execute import Done, Order, Workload
from clustersim.batch.local_engine import LocalEngine
from clustersim.batch.plan import Plan
from clustersim.batch.results import load
from tests.helpers.batch_worlds import SerialEngine, contents, run_here, same

pytestmark = pytest.mark.process


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
