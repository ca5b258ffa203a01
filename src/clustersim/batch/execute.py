"""One run of a batch, wherever it is executed: from a scenario and a seed to a record of bytes."""

from __future__ import annotations

import os
import pickle
import time
import traceback
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.batch.plan_parts import Outputs
from clustersim.batch.records import Header, pack
from clustersim.core import threads
from clustersim.errors import InputError, Problem
from clustersim.policies.registry import POLICIES
from clustersim.runs.arrow import digest_of, to_arrow
from clustersim.runs.extensions import Baggage, fingerprint_of
from clustersim.runs.observer import Observer
from clustersim.runs.simulate import simulate
from clustersim.runs.tables import Columns, events_table, firms_table, institutions_table, series_table, ties_table
from clustersim.start.cache import Starts, start_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustersim.batch.plan import Plan
    from clustersim.scenario import Scenario
    from clustersim.world.state import World


class Order(NamedTuple):
    """What an engine hands to a process: which arm of the workload, with which seed."""

    id: str
    arm: int
    seed: int


class Done(NamedTuple):
    """What comes back: the record of a finished run, or why it failed."""

    order: Order
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
        """Return the workload of a plan."""
        return cls([arm.scenario for arm in plan.arms], plan.ticks, plan.outputs)

    def packed(self) -> bytes:
        """Return the workload as bytes, for `runner`; regions that arms share are in them once.

        Raises InputError if a task or metric of somebody's own cannot be sent to another process.
        """
        try:
            baggage = pickle.dumps(Baggage(self.scenarios), protocol=pickle.HIGHEST_PROTOCOL)
        except (AttributeError, TypeError, pickle.PicklingError) as error:
            message = (
                f"a task or metric of your own cannot be sent to the processes that execute runs ({error}); write it "
                "at the top of a module of its own, not in a function or a notebook"
            )
            raise InputError([Problem("", 0, "", message)]) from None
        return pickle.dumps((baggage, pickle.dumps(self, protocol=pickle.HIGHEST_PROTOCOL)))

    def scenario_of(self, order: Order) -> Scenario:
        """Return the scenario of a run."""
        return self.scenarios[order.arm]

    def run(self, order: Order) -> Done:
        """Execute one run; an error of the model becomes part of the answer."""
        try:
            return Done(order, self._record(order))
        except Exception:  # the batch goes on, whatever it was
            return Done(order, None, traceback.format_exc())

    def _record(self, order: Order) -> bytes:
        started = time.perf_counter()
        scenario = self.scenario_of(order)
        if order.arm not in self.keys:
            self.keys[order.arm] = start_key(scenario)
        observer = Observer(self.outputs.metrics, tuple(sorted({0, self.ticks // 2, self.ticks})))
        before: dict[str, Columns] = {}

        def keep_start(world: World) -> None:
            if world.tick == 0 and self.outputs.firms:
                before["firms_start"] = firms_table(world)

        world = simulate(
            scenario,
            order.seed,
            (observer.look, keep_start),
            ticks=self.ticks,
            events=self.outputs.events,
            build=partial(self.starts.world, key=self.keys[order.arm]),
        )
        tables = {"series": same_columns(series_table(world)), **observer.tables(world), **before}
        if self.outputs.firms:
            tables |= {"firms": firms_table(world), "institutions": institutions_table(world)}
        if self.outputs.ties:
            tables["ties"] = ties_table(world)
        if self.outputs.events:
            tables["events"] = events_table(world.events.drain(), world.grid.columns)
        seconds = time.perf_counter() - started
        return pack(
            Header(order.id, order.seed, fingerprint_of(scenario), digest_of(tables), seconds),
            {name: to_arrow(table) for name, table in tables.items()},
        )


def runner(packed: bytes) -> Callable[[Order], Done]:
    """Return what executes the orders of a packed workload in this process.

    If this process cannot read it (a task of somebody's own is missing here, or is another version), every order fails
    with the reason.
    """
    try:
        baggage, rest = pickle.loads(packed)
        pickle.loads(baggage).adopt()  # before the rest, whose scenarios may hold what is registered here
        workload: Workload = pickle.loads(rest)
    except Exception:
        reason = traceback.format_exc()
        return lambda order: Done(order, None, reason)
    return workload.run


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
