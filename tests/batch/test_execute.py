"""What a run of a batch leaves behind: the tables of a single run, or a reason that can be repeated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from clustersim.batch.execute import Done, Workload, same_columns
from clustersim.batch.plan import Plan
from clustersim.batch.results import load
from clustersim.runs.simulate import simulate
from tests.helpers.batch_worlds import SerialEngine, contents, orders_of, run_here, same


@pytest.mark.process
def test_the_tables_of_a_batch_are_those_of_single_runs(plan: Plan, whole: Path) -> None:
    stored = load(whole).series
    for arm in plan.arms:
        single = pd.DataFrame(simulate(arm.scenario, 1, ticks=plan.ticks, events=False).series)
        rows = stored[(stored["arm"] == arm.name) & (stored["seed"] == 1)]
        for name in single.columns:
            assert rows[name].to_numpy().tobytes() == single[name].to_numpy().astype(rows[name].dtype).tobytes(), name


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


class Failing(SerialEngine):
    """Fails the runs of one seed."""

    def run(self, orders):  # type: ignore[no-untyped-def]
        for order in orders:
            if order.seed == 1:
                yield Done(order, None, "Traceback: planted\n")
            else:
                yield self.workload.run(order)


@pytest.mark.process
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


@pytest.mark.process
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


@pytest.mark.process
def test_an_error_of_the_model_is_a_failure_with_its_traceback(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(world: object, schedule: object) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr("clustersim.runs.simulate.advance", broken)
    done = Workload.of(plan).run(orders_of(plan)[0])
    assert done.record is None
    assert "ZeroDivisionError: planted" in done.error
