"""The Dask engine: the same tables as everywhere, killed workers, refused schedulers, Slurm's job script without Slurm."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from clustersim.batch import dask_engine
from clustersim.batch.dask_engine import DaskEngine, read_slurm, slurm_script
from clustersim.batch.execute import Done, Order, Workload
from clustersim.batch.plan import Plan
from clustersim.errors import InputError
from tests.helpers.batch_worlds import contents, run_here, same, tiny_plan, tiny_text

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(find_spec("distributed") is None, reason="Dask is not installed (extra cluster)"),
]
Command = Callable[..., Any]

SLURM = """\
jobs = 4
queue = "short"
account = "geo"
cores = 16
memory = "32GB"
walltime = "02:00:00"
job_extra_directives = ["--exclusive"]
job_script_prologue = ["module load python"]
"""


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return tiny_plan(tmp_path)


def test_a_cluster_of_this_machine_makes_the_same_tables(plan: Plan, tmp_path: Path) -> None:
    run_here(plan, tmp_path / "here")
    run_here(plan, tmp_path / "dask", lambda workload: DaskEngine(workload, processes=2))  # type: ignore[arg-type,return-value]
    assert same(contents(tmp_path / "here"), contents(tmp_path / "dask"))


def test_killed_workers_cost_nothing(tmp_path: Path) -> None:
    plan = tiny_plan(tmp_path, seeds=12)
    numbers = {arm.name: place for place, arm in enumerate(plan.arms)}
    orders = [Order(run.id, numbers[run.arm], run.seed) for run in plan.runs()]
    found: dict[str, Done] = {}
    with DaskEngine(Workload.of(plan), processes=2) as engine:
        for done in engine.run(orders):
            found[done.order.id] = done
            if len(found) in (4, 20):
                os.kill(next(iter(engine._client.run(os.getpid).values())), signal.SIGKILL)
    assert len(found) == len(orders)
    assert all(done.record is not None for done in found.values())


@pytest.fixture
def scheduler() -> Iterator[str]:
    """Start a scheduler and a worker on this machine, as a user would."""
    processes = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        )
        processes.append(process)
        return process

    server = start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    assert server.stderr is not None
    address = next(line.split()[-1] for line in server.stderr if "Scheduler at:" in line)
    start("worker", address, "--nthreads", "1", "--no-dashboard")
    yield address
    for process in reversed(processes):
        process.terminate()
        process.communicate()


def test_the_command_uses_a_scheduler_that_is_running(
    command: Command, scheduler: str, plan: Plan, tmp_path: Path
) -> None:
    run_here(plan, tmp_path / "here")
    (tmp_path / "tiny.toml").write_text(tiny_text())
    done = command("batch", "tiny.toml", "--engine", "dask", "--scheduler", scheduler, "--out", "there")
    assert done.code == 0, done.err
    assert same(contents(tmp_path / "here"), contents(tmp_path / "there"))


def test_workers_with_another_version_are_refused(scheduler: str, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    class Other(DaskEngine):
        pass

    real = dask_engine.fingerprint
    calls: list[int] = []

    def changing() -> str:
        calls.append(1)
        return "0123456789abcdef"

    monkeypatch.setattr(dask_engine, "fingerprint", changing)
    monkeypatch.setattr(dask_engine, "remote_fingerprint", real)
    with pytest.raises(InputError, match="another version of clustersim"):
        Other(Workload.of(plan), scheduler=scheduler)
    assert calls


def test_a_scheduler_that_does_not_answer_is_said(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_engine, "WAIT_S", 1)
    (tmp_path / "tiny.toml").write_text(tiny_text())
    done = command("batch", "tiny.toml", "--engine", "dask", "--scheduler", "tcp://127.0.0.1:9")
    assert (done.code, "does not answer" in done.err, "Traceback" in done.err) == (2, True, False)


@pytest.mark.parametrize(
    "options", [("--scheduler", "tcp://a:1"), ("--engine", "dask", "--scheduler", "tcp://a:1", "--slurm", "x.toml")]
)
def test_options_that_do_not_go_together(command: Command, tmp_path: Path, options: tuple[str, ...]) -> None:
    (tmp_path / "tiny.toml").write_text(tiny_text())
    assert command("batch", "tiny.toml", *options).code == 2


def test_the_job_script_is_shown_without_slurm(command: Command, tmp_path: Path) -> None:
    pytest.importorskip("dask_jobqueue")
    (tmp_path / "tiny.toml").write_text(tiny_text())
    (tmp_path / "slurm.toml").write_text(SLURM)
    script = slurm_script(tmp_path / "slurm.toml")
    for line in (
        "# 4 of these",
        "#SBATCH -p short",
        "#SBATCH -A geo",
        "#SBATCH --cpus-per-task=16",
        "#SBATCH -t 02:00:00",
        "#SBATCH --exclusive",
        "module load python",
    ):
        assert line in script
    assert "--nworkers 16 " in script  # one run a process
    assert "--nthreads 1 " in script
    done = command("batch", "tiny.toml", "--engine", "dask", "--slurm", "slurm.toml", "--dry-run")
    assert done.code == 0, done.err
    assert "#SBATCH -p short" in done.out
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cores = 4\n", "memory: is missing"),
        ("cores = '4'\nmemory = '1GB'\n", "cores: must be a whole number"),
        ("cores = 4\nmemory = '1GB'\nqueu = 'x'\n", "Did you mean 'queue'?"),
        ("cores = ", "cannot be read"),
    ],
)
def test_mistakes_in_a_slurm_file(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "s.toml").write_text(text)
    with pytest.raises(InputError) as caught:
        read_slurm(tmp_path / "s.toml")
    assert words in str(caught.value)
