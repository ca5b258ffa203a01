"""The same runs on a Dask cluster: a scheduler that is running, one made for this machine, or Slurm jobs."""

from __future__ import annotations

import hashlib
import tomllib
from collections import deque
from typing import TYPE_CHECKING, Any, Protocol

from clustersim.batch.execute import Done, Order, Workload, runner, use_one_thread
from clustersim.core.fingerprint import fingerprint
from clustersim.errors import InputError, Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from types import ModuleType

AHEAD = 4  # runs that wait at the scheduler for every process
WAIT_S = 30  # for a scheduler to answer
MISSING = "needs Dask, which is not installed; pip install 'clustersim[cluster]'"

# keys of a Slurm file, as dask-jobqueue names them; `jobs` is how many are asked for
SLURM_KEYS = {
    "jobs": int,
    "queue": str,
    "account": str,
    "cores": int,
    "processes": int,
    "memory": str,
    "walltime": str,
    "interface": str,
    "python": str,
    "local_directory": str,
    "log_directory": str,
    "job_extra_directives": list,
    "job_script_prologue": list,
    "worker_extra_args": list,
}
REQUIRED = ("cores", "memory")
_runners: dict[str, Callable[[Order], Done]] = {}  # in a worker: what executes the workload it has unpacked


# what is used of Dask, whose own classes are there only if it is installed
class _Future(Protocol):
    """What becomes of one run."""

    def exception(self) -> BaseException | None: ...
    def result(self) -> Done: ...
    def release(self) -> None: ...


class _Cluster(Protocol):
    """Workers that were started here."""

    def close(self) -> object: ...


class _SlurmCluster(_Cluster, Protocol):
    """Workers that are jobs of Slurm."""

    def scale(self, *, jobs: int) -> object: ...
    def job_script(self) -> str: ...


class DaskEngine:
    """Executes runs on a Dask cluster; use as a context.

    Without `scheduler` and `slurm`, a cluster of that many processes is started on this machine. Raises InputError if
    Dask is not installed, the scheduler does not answer, or its workers have another version of the model.
    """

    def __init__(
        self, workload: Workload, *, processes: int = 1, scheduler: str | None = None, slurm: Path | None = None
    ) -> None:
        distributed = _distributed()
        self._cluster: _Cluster | None = None
        if scheduler is None:
            self._cluster = (
                _slurm_cluster(slurm)
                if slurm
                else distributed.LocalCluster(n_workers=max(1, processes), threads_per_worker=1, dashboard_address=None)
            )
        try:
            self._client: Any = distributed.Client(scheduler or self._cluster, timeout=WAIT_S, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            self._end_cluster()
            raise InputError(
                [
                    Problem(
                        "",
                        0,
                        "--scheduler",
                        f"{scheduler} does not answer ({type(error).__name__}); is a Dask scheduler running there?",
                    )
                ]
            ) from None
        try:
            self._check_workers()
            # submitted, not scattered data: if the worker that holds it dies, the scheduler makes it again
            packed = workload.packed()
            self._workload = self._client.submit(
                unchanged, packed, key=f"workload-{hashlib.sha256(packed).hexdigest()[:16]}", pure=True
            )
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> DaskEngine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _check_workers(self) -> None:
        self._client.wait_for_workers(1)  # a batch system may take its time
        found = set(self._client.run(remote_fingerprint).values())
        if found - {fingerprint()}:
            raise InputError(
                [
                    Problem(
                        "",
                        0,
                        "--scheduler",
                        "its workers have another version of clustersim than this one; install the same on all "
                        "machines",
                    )
                ]
            )

    def run(self, orders: Iterable[Order]) -> Iterator[Done]:
        """Yield what becomes of every run, as they finish; a run whose worker dies is given to another, four times at
        most.
        """
        distributed = _distributed()
        waiting = deque(orders)
        given: dict[_Future, Order] = {}
        finished = distributed.as_completed([], loop=self._client.loop)
        while waiting or given:
            room = AHEAD * max(1, len(self._client.scheduler_info()["workers"])) - len(given)
            for order in [waiting.popleft() for _ in range(min(max(room, 0), len(waiting)))]:
                future = self._client.submit(execute, self._workload, order, key=f"run-{order.id}", pure=False)
                given[future] = order
                finished.add(future)
            future = next(finished)
            yield _answer(future, given.pop(future))
            future.release()

    def close(self) -> None:
        """Give up what is not finished, and end the cluster if it was started here."""
        if hasattr(self, "_client"):
            self._client.close(timeout=WAIT_S)
        self._end_cluster()

    def _end_cluster(self) -> None:
        if self._cluster is not None:
            self._cluster.close()


def remote_fingerprint() -> str:
    """Return the model's version of the machine this runs on."""
    return fingerprint()


def unchanged(packed: bytes) -> bytes:
    """Return a packed workload as it is."""
    return packed


def execute(packed: bytes, order: Order) -> Done:
    """Execute one run in a worker; the workload is unpacked once."""
    mark = hashlib.sha256(packed).hexdigest()
    if mark not in _runners:
        use_one_thread()
        _runners.clear()
        _runners[mark] = runner(packed)
    return _runners[mark](Order(*order))


def _answer(future: _Future, order: Order) -> Done:
    """Return what a future holds; a run that could not be executed anywhere becomes a failure."""
    error = future.exception()
    if error is not None:
        return Done(order, None, f"{type(error).__name__}: {error}\n")
    return future.result()


def _distributed() -> ModuleType:
    try:
        import distributed
    except ModuleNotFoundError:
        raise InputError([Problem("", 0, "--engine dask", MISSING)]) from None
    return distributed


# ---- Slurm -----------------------------------------------------------------------------------------------------------


def read_slurm(path: Path) -> dict[str, Any]:
    """Return what a Slurm file says; InputError with every mistake in it."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            [Problem(str(path), 0, "", f"cannot be read: {getattr(error, 'strerror', None) or error}")]
        ) from None
    problems = []
    for key, value in data.items():
        if key not in SLURM_KEYS:
            problems.append(
                Problem(
                    str(path),
                    0,
                    key,
                    f"is unknown here; allowed: {', '.join(SLURM_KEYS)}.{did_you_mean(key, list(SLURM_KEYS))}",
                )
            )
        elif not isinstance(value, SLURM_KEYS[key]) or isinstance(value, bool):
            problems.append(Problem(str(path), 0, key, f"must be a {_word(SLURM_KEYS[key])}"))
    problems += [Problem(str(path), 0, key, "is missing") for key in REQUIRED if key not in data]
    if problems:
        raise InputError(problems)
    return data


def _word(kind: type) -> str:
    return {int: "whole number", str: "text in quotes", list: "list of texts"}[kind]


def _slurm_cluster(path: Path) -> _SlurmCluster:
    """Return a cluster that asks Slurm for the jobs of a file."""
    cluster, jobs = _described(path)
    cluster.scale(jobs=jobs)
    return cluster


def _described(path: Path) -> tuple[_SlurmCluster, int]:
    try:
        from dask_jobqueue.slurm import SLURMCluster
    except ModuleNotFoundError:
        raise InputError([Problem("", 0, "--slurm", MISSING)]) from None
    said = read_slurm(path)
    jobs = said.pop("jobs", 1)
    said.setdefault("processes", said["cores"])  # one run a process: kernels use one thread
    return SLURMCluster(**said, scheduler_options={"dashboard_address": None}), jobs


def slurm_script(path: Path) -> str:
    """Return the script that Slurm would be given for each job, without asking Slurm for anything."""
    cluster, jobs = _described(path)
    try:
        return f"# {jobs} of these\n{cluster.job_script()}"
    finally:
        cluster.close()
