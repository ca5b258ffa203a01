"""A batch: the runs of a plan that are not finished yet are executed, stored one by one, and brought into parts at the
end.
"""

from __future__ import annotations

import errno
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from clustersim.batch.execute import Done, Order, Workload
from clustersim.batch.local_engine import local_engine
from clustersim.batch.plan import Plan, check_plan
from clustersim.batch.precision import too_wide
from clustersim.batch.results import load
from clustersim.batch.store import Store
from clustersim.errors import ClusterSimError, InputError, Problem
from clustersim.runs.extensions import fingerprint_of
from clustersim.runs.interrupts import interruptible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from clustersim.batch.plan_parts import PlannedRun

NO_ROOM = {errno.ENOSPC, errno.EFBIG, errno.EROFS, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC)}
RESULTS = Path("results")
Others = Literal["refuse", "keep", "rerun"]


class Engine(Protocol):
    """Executes runs somewhere and gives back what becomes of each, in any order."""

    def run(self, orders: Iterable[Order]) -> Iterator[Done]:
        """Yield one answer for every order."""

    def close(self) -> None:
        """End everything that was started."""


class StorageError(ClusterSimError):
    """Results could not be written (the disk is full); what was finished before is safe."""


@dataclass
class Summary:
    """What a batch did and what is there now."""

    planned: int
    finished: int  # of the planned, altogether
    executed: int  # now
    failed: int
    interrupted: bool
    seconds: float
    arms: int
    seeds: int


@dataclass
class Progress:
    """Told about a batch while it goes on; every method may be replaced."""

    begin: Callable[[int, int], object] = lambda total, done: None
    step: Callable[[int], object] = lambda failed: None
    say: Callable[[str], object] = lambda text: None


def run_batch(
    plan: Plan | str | Path,
    folder: str | Path | None = None,
    make_engine: Callable[[Workload], Engine] | None = None,
    *,
    processes: int = 0,
    others: Others = "refuse",
    retry: bool = False,
    progress: Progress | None = None,
) -> Summary:
    """Execute what is missing of a plan into `folder`.

    Parameters
    ----------
    plan
        A `Plan`, the name of a shipped one, or the path of a plan file.
    folder
        Where the results go; without it, results/NAME. What is finished there is not executed again.
    processes
        Processes of this machine that share the runs; 0 is one per core, 1 stays in this process.
    make_engine
        For an engine of another kind (`dask_engine`), instead of `processes`.
        Makes an engine for the workload; called only if something is missing.
    others
        What to do with finished runs of another version of the model: refuse (InputError), keep them, or run them
        again.
    retry
        Whether runs that failed before are tried again.

    Raises
    ------
    InputError, OutputExistsError
        If the folder cannot be used.
    StorageError
        If the disk is full; the batch can go on when there is room.
    """
    plan = plan if isinstance(plan, Plan) else Plan.load(plan)
    check_plan(plan)
    folder = RESULTS / plan.name if folder is None else Path(folder)
    make = make_engine or partial(local_engine, processes=processes)
    try:
        return _run_batch(plan, folder, make, others, retry, progress or Progress())
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        text = (
            f"Results cannot be written to {folder}: {error.strerror or error}. What was finished is safe; make room "
            "and run the same command again"
        )
        raise StorageError(text) from None


def _run_batch(
    plan: Plan, folder: Path, make_engine: Callable[[Workload], Engine], others: Others, retry: bool, told: Progress
) -> Summary:
    started = time.perf_counter()
    with Store(folder, plan) as store:
        if not store.locked:
            told.say(f"The file system of {folder} has no locks: see that no other batch writes there meanwhile.")
        for part in store.damaged:
            told.say(f"Part {part.name} is damaged; its {len(part.runs)} runs are executed again.")
        if store.journal.entries.damaged:
            told.say("The journal holds a damaged stretch; what was in it is executed again.")
        if retry:
            store.clear_failures(store.failed())
        executed, interrupted = 0, False
        while True:
            _check_versions(store, plan, others)
            done, interrupted = _execute(store, plan, make_engine, told)
            executed += done
            more = None if interrupted else _more_seeds(store, plan)
            if more is None:
                break
            told.say(f"{len(more.seeds)} seeds a run now: some intervals are still too wide.")
            plan = store.plan = more
        runs = plan.runs()
        store.compact()
        finished = len(store.finished(runs))
        failed = len(store.failed() & {run.id for run in runs} - store.headers.keys())
    return Summary(
        len(runs),
        finished,
        executed,
        failed,
        interrupted,
        time.perf_counter() - started,
        len(plan.arms),
        len(plan.seeds),
    )


def _check_versions(store: Store, plan: Plan, others: Others) -> None:
    """Never mix silently what different versions of the model made."""
    ours = {arm.name: fingerprint_of(arm.scenario) for arm in plan.arms}
    foreign = [run for run in store.finished(plan.runs()) if store.headers[run.id].fingerprint != ours[run.arm]]
    if not foreign:
        return
    if others == "rerun":
        store.forget(run.id for run in foreign)
    elif others == "refuse":
        theirs = sorted({store.headers[run.id].fingerprint for run in foreign})
        mine = ", ".join(sorted({ours[run.arm] for run in foreign}))
        message = (
            f"{len(foreign)} finished runs were made by another version of the model ({', '.join(theirs)}; this "
            f"one is {mine}). "
            "Add --rerun to execute them again, or --keep to keep them beside new ones"
        )
        raise InputError([Problem(str(store.folder), 0, "", message)])


def _execute(store: Store, plan: Plan, make_engine: Callable[[Workload], Engine], told: Progress) -> tuple[int, bool]:
    """Execute what is missing; return how many runs that was, and whether Ctrl-C ended it."""
    runs = plan.runs()
    known = store.headers.keys() | store.failed()
    missing = {run.id: run for run in reversed(runs) if run.id not in known}  # of equal runs, the first
    todo = [run for run in runs if missing.get(run.id) is run]
    told.begin(len({run.id for run in runs}), len({run.id for run in runs}) - len(todo))
    if not todo:
        return 0, False
    numbers = {arm.name: place for place, arm in enumerate(plan.arms)}
    orders = [Order(run.id, numbers[run.arm], run.seed) for run in todo]
    count, failures = 0, 0
    engine = make_engine(Workload.of(plan))
    try:
        with interruptible() as stop:
            for done in engine.run(orders):
                count += 1
                failures += not _keep(store, missing[done.order.id], done)
                told.step(failures)
                if stop.is_set():
                    break
        return count, stop.is_set() and count < len(orders)
    finally:
        engine.close()


def _keep(store: Store, run: PlannedRun, done: Done) -> bool:
    """Store what became of a run; return whether it finished."""
    if done.record is None:
        store.add_failure(run, done.error)
        return False
    store.add(done.record)
    return True


def _more_seeds(store: Store, plan: Plan) -> Plan | None:
    """Return the plan with more seeds if its intervals are not yet narrow enough, None if they are or the limit is
    reached.
    """
    wanted = plan.replication
    if wanted is None or len(plan.seeds) >= wanted.most or len(store.finished(plan.runs())) < len(plan.runs()):
        return None
    store.compact()  # intervals are taken from stored results
    if not too_wide(load(store.folder), wanted):
        return None
    count = min(wanted.most, len(plan.seeds) + wanted.step)
    first = max(plan.seeds) + 1
    return plan.with_seeds((*plan.seeds, *range(first, first + count - len(plan.seeds))))
