"""Runs on the processors of this machine: warm processes, each with a pipe of its own.

A pool of the standard library breaks as a whole when one of its processes is killed, since they share queues. Here a
process that dies takes only its own pipe with it: the run it was busy with is known, and is given to another.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import Counter, deque
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from types import ModuleType
from typing import TYPE_CHECKING

from clustersim.batch.execute import Done, Order, Workload, runner, use_one_thread
from clustersim.core.cores import cores
from clustersim.runs.interrupts import interrupts_ignored

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from multiprocessing.process import BaseProcess

AHEAD = 2  # runs a process is given at a time, so that it never waits for the next
MOST_DEATHS = 3  # processes a run may take with it before it is given up


def work(pipe: Connection, packed: bytes) -> None:
    """Execute runs until the pipe closes (the main function of a process)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the driver
    threading.Thread(target=_end_with_parent, daemon=True).start()
    use_one_thread()
    execute = runner(packed)
    try:
        while True:
            pipe.send(execute(pipe.recv()))
    except (EOFError, OSError):  # the driver is gone or needs no more
        return


def _end_with_parent() -> None:
    """Do not go on computing for a driver that was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@dataclass
class Worker:
    """One process, its pipe, and the runs it has been given."""

    process: BaseProcess
    pipe: Connection
    given: deque[Order] = field(default_factory=deque)


@contextmanager
def _script_not_repeated() -> Iterator[None]:
    """Let a process that starts in it not import the script that was started: a script would start its batch again.

    Nothing of the script is needed there, unless it holds a task or metric of somebody's own: then it is imported, and
    must call `run_batch` under `if __name__ == "__main__":`.
    """
    script = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script


class SameProcess:
    """Executes runs one after the other in this process."""

    def __init__(self, workload: Workload) -> None:
        self._workload = workload

    def run(self, orders: Iterable[Order]) -> Iterator[Done]:
        """Yield what becomes of every run."""
        yield from map(self._workload.run, orders)

    def close(self) -> None:
        """Nothing was started."""


def local_engine(workload: Workload, processes: int = 0) -> LocalEngine | SameProcess:
    """Return an engine on some processes of this machine: 0 is one per core, 1 stays in this one."""
    count = processes or cores()
    return SameProcess(workload) if count == 1 else LocalEngine(workload, count)


class LocalEngine:
    """Executes runs on `processes` processes of this machine; use as a context."""

    def __init__(self, workload: Workload, processes: int) -> None:
        self.processes = max(1, processes)
        self._packed = workload.packed()
        self._workers: list[Worker] = []
        # forkserver: modules are loaded once; fork itself does not agree with threads
        linux = sys.platform.startswith("linux")
        self._context = multiprocessing.get_context("forkserver") if linux else multiprocessing.get_context("spawn")
        if linux:
            self._context.set_forkserver_preload(["clustersim.batch.execute"])
            with interrupts_ignored():
                forkserver.ensure_running()

    def __enter__(self) -> LocalEngine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, orders: Iterable[Order]) -> Iterator[Done]:
        """Yield what becomes of every run, as they finish."""
        waiting, deaths = deque(orders), Counter[str]()
        while waiting or any(worker.given for worker in self._workers):
            while len(self._workers) < min(
                self.processes, len(waiting) + sum(1 for worker in self._workers if worker.given)
            ):
                self._workers.append(self._start())
            for worker in self._workers:
                self._feed(worker, waiting)
            yield from self._collect(waiting, deaths)

    def close(self) -> None:
        """End all processes; what they are busy with is given up."""
        for worker in self._workers:
            worker.pipe.close()
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
        self._workers.clear()

    def _start(self) -> Worker:
        mine, theirs = self._context.Pipe()
        process = self._context.Process(target=work, args=(theirs, self._packed), daemon=True)
        with _script_not_repeated() if b"__main__" not in self._packed else nullcontext():
            process.start()
        theirs.close()
        return Worker(process, mine)

    def _feed(self, worker: Worker, waiting: deque[Order]) -> None:
        """Give a process runs up to `AHEAD`, fewer when few are left, so that the last are shared evenly."""
        most = AHEAD if len(waiting) >= self.processes * AHEAD else 1
        while waiting and len(worker.given) < most:
            try:
                worker.pipe.send(waiting[0])
            except OSError:
                return  # it has died; seen when its end is collected
            worker.given.append(waiting.popleft())

    def _collect(self, waiting: deque[Order], deaths: Counter[str]) -> Iterator[Done]:
        """Wait for something to happen, and yield what is finished."""
        by_pipe = {worker.pipe: worker for worker in self._workers}
        for pipe in wait(list(by_pipe)):
            worker = by_pipe[pipe]  # type: ignore[index]
            try:
                done: Done = worker.pipe.recv()
            except (EOFError, OSError):
                yield from self._bury(worker, waiting, deaths)
                continue
            worker.given.popleft()
            yield done

    def _bury(self, worker: Worker, waiting: deque[Order], deaths: Counter[str]) -> Iterator[Done]:
        """Take a dead process out; its first run is the one it died in, and is given up after `MOST_DEATHS`."""
        worker.process.join()
        worker.pipe.close()
        self._workers.remove(worker)
        if not worker.given:
            return
        busy = worker.given.popleft()
        waiting.extendleft(reversed(worker.given))
        deaths[busy.id] += 1
        if deaths[busy.id] < MOST_DEATHS:
            waiting.appendleft(busy)
        else:
            code = worker.process.exitcode
            reason = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
            yield Done(
                busy,
                None,
                f"The process that executed this run ended {MOST_DEATHS} times ({reason}); perhaps the memory "
                "did not suffice.\n",
            )
