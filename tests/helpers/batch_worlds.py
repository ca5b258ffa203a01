"""Small batches for tests: plans that run in moments, and an engine in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from clustersim.batch.driver import Summary, run_batch
from clustersim.batch.execute import Done, Order, Workload
from clustersim.batch.plan import Plan
from clustersim.batch.store import Store

TINY = """\
name = "tiny"
title = "A tiny experiment"
title_de = "Ein winziges Experiment"
question = "Does it work?"
question_de = "Geht es?"
seeds = {seeds}
ticks = {ticks}
scenario = "baseline"
changes.start.firms = 80
changes.start.kind = "uniform"
changes.parameters.start.burn_in = 1.0

[outputs]
{outputs}

[[designs]]
kind = "one-at-a-time"
tasks = ["networking", "infrastructure"]
"""


def tiny_text(seeds: object = 3, ticks: int = 4, outputs: str = "") -> str:
    """Return the file of a plan with four arms."""
    return TINY.format(seeds=seeds, ticks=ticks, outputs=outputs)


def tiny_plan(folder: Path, seeds: object = 3, ticks: int = 4, outputs: str = "", more: str = "") -> Plan:
    """Return a plan with four arms, from a file in `folder`."""
    path = folder / "tiny.toml"
    path.write_text(tiny_text(seeds, ticks, outputs) + more, encoding="utf-8")
    return Plan.load(path)


class SerialEngine:
    """Executes runs one after the other in this process; counts them."""

    executed = 0

    def __init__(self, workload: Workload) -> None:
        self.workload = workload

    def run(self, orders: Iterable[Order]) -> Iterator[Done]:
        for order in orders:
            type(self).executed += 1
            yield self.workload.run(order)

    def close(self) -> None:
        pass


def run_here(
    plan: Plan, folder: Path, engine: Callable[[Workload], SerialEngine] = SerialEngine, **options: object
) -> Summary:
    """Run a batch in this process."""
    return run_batch(plan, folder, engine, **options)  # type: ignore[arg-type]


def contents(folder: Path) -> dict[str, pd.DataFrame]:
    """Return all tables of a batch as they stand in its part files; seconds, which differ from run to run, are left out."""
    found = {}
    for table in sorted(path for path in folder.iterdir() if path.is_dir() and path.name != "failed"):
        frame = pd.concat(
            [pq.read_table(path).to_pandas() for path in sorted(table.glob("*.parquet"))], ignore_index=True
        )
        found[table.name] = frame.drop(columns="seconds", errors="ignore").sort_values(
            ["arm", "seed"], kind="stable", ignore_index=True
        )
    return found


def same(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> bool:
    """Say whether two batches hold the same tables with the same contents, bit for bit."""
    return one.keys() == other.keys() and all(one[name].equals(other[name]) for name in one)


def orders_of(plan: Plan) -> list[Order]:
    """Return the units of work of a batch, in their order."""
    numbers = {arm.name: place for place, arm in enumerate(plan.arms)}
    return [Order(run.id, numbers[run.arm], run.seed) for run in plan.runs()]


def filled(folder: Path, plan: Plan, count: int) -> Path:
    """Execute the first runs of a batch and return its journal, which holds them."""
    workload = Workload.of(plan)
    with Store(folder, plan) as store:
        for order in orders_of(plan)[:count]:
            store.add(workload.run(order).record or b"")
    return folder / "journal.bin"
