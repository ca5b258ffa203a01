"""One run of a batch, wherever it is executed: from a scenario and a seed to a record of bytes."""

from __future__ import annotations

import os
import pickle
import time
import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.batch.plan import Outputs
from clustersim.batch.records import Header, pack
from clustersim.core import threads
from clustersim.core.fingerprint import fingerprint
from clustersim.phases.schedule import advance
from clustersim.policies.registry import POLICIES
from clustersim.runs.arrow import digest_of, to_arrow
from clustersim.runs.observer import Observer
from clustersim.runs.tables import Columns, events_table, firms_table, institutions_table, series_table, ties_table
from clustersim.start.cache import Starts, start_key

if TYPE_CHECKING:
    from clustersim.batch.plan import Plan
    from clustersim.scenario import Scenario


class Order(NamedTuple):
    """What an engine hands to a process: which arm of the job, with which seed."""

    id: str
    arm: int
    seed: int


class Done(NamedTuple):
    """What comes back: the record of a finished run, or why it failed."""

    task: Order
    record: bytes | None
    error: str = ""


@dataclass
class Workload:
    """Everything the runs of a batch share; sent to every process once."""

    scenarios: list[Scenario]
    ticks: int
    outputs: Outputs
    starts: Starts = field(default_factory=Starts)
    keys: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: Plan) -> Workload:
        """Return the job of a plan."""
        return cls([arm.scenario for arm in plan.arms], plan.ticks, plan.outputs)

    def packed(self) -> bytes:
        """Return the job as bytes; regions that arms share are in them once."""
        return pickle.dumps(self, protocol=pickle.HIGHEST_PROTOCOL)

    def case_of(self, task: Order) -> Scenario:
        """Return the scenario of a run."""
        return self.scenarios[task.arm]

    def run(self, task: Order) -> Done:
        """Execute one run; an error of the model becomes part of the answer."""
        try:
            return Done(task, self._record(task))
        except Exception:  # the batch goes on, whatever it was
            return Done(task, None, traceback.format_exc())

    def _record(self, task: Order) -> bytes:
        started = time.perf_counter()
        scenario = self.case_of(task)
        if task.arm not in self.keys:
            self.keys[task.arm] = start_key(scenario)
        world = self.starts.world(scenario, task.seed, self.keys[task.arm], events=self.outputs.events)
        observer = Observer(self.outputs.metrics, tuple(sorted({0, self.ticks // 2, self.ticks})))
        observer.look(world)
        before = {"firms_start": firms_table(world)} if self.outputs.firms else {}
        for _ in range(self.ticks):
            advance(world)
            observer.look(world)
        tables = {"series": same_columns(series_table(world)), **observer.tables(world)}
        if self.outputs.firms:
            tables |= {**before, "firms": firms_table(world), "institutions": institutions_table(world)}
        if self.outputs.ties:
            tables["ties"] = ties_table(world)
        if self.outputs.events:
            tables["events"] = events_table(world.events.drain(), world.grid.columns)
        seconds = time.perf_counter() - started
        return pack(
            Header(task.id, task.seed, fingerprint(), digest_of(tables), seconds),
            {name: to_arrow(table) for name, table in tables.items()},
        )


def same_columns(series: Columns) -> Columns:
    """Return the series with a column of cost for every task of the package: a task that is off has cost nothing.

    Costs stand last; those of tasks that are not of the package are kept behind the others.
    """
    nothing = np.zeros(len(series["tick"]))
    others = {name: values for name, values in series.items() if not name.startswith("cost_")}
    costs = {name: values for name, values in series.items() if name.startswith("cost_")}
    return others | {f"cost_{task}": nothing for task in POLICIES.shipped} | costs


def use_one_thread() -> None:
    """Let kernels of this process use one thread: the processes share the cores already."""
    os.environ[threads.VARIABLE] = "1"
