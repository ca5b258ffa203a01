"""Real processes, killed for real: workers, the driver, Ctrl-C, a full disk. The batch is completed to the same contents."""

from __future__ import annotations

import os
import re
import resource
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clustersim.batch.journal import scan
from tests.helpers.batch_worlds import contents, same, tiny_text

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="signals and /proc as on Linux"),
]

SEEDS, TICKS = 8, 24
RUNS = 4 * SEEDS  # long enough to be killed in, short enough to be killed often


@pytest.fixture(scope="module")
def plan_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plan") / "tiny.toml"
    path.write_text(tiny_text(SEEDS, TICKS, "ties = true"))
    return path


@pytest.fixture(scope="module")
def undisturbed(plan_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the results of a batch nobody disturbed."""
    folder = tmp_path_factory.mktemp("undisturbed") / "results"
    assert start(plan_file, folder).wait() == 0
    return folder


def start(plan: Path, folder: Path, before: Callable[[], None] | None = None) -> subprocess.Popen[bytes]:
    """Start a real `clustersim batch`."""
    command = [sys.executable, "-m", "clustersim", "batch", str(plan), "--processes", "2", "--out", str(folder)]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=before,  # noqa: PLW1509
        start_new_session=True,
    )


def finished(folder: Path) -> int:
    return len(scan(folder / "journal.bin").frames)


def wait_for_runs(process: subprocess.Popen[bytes], folder: Path, count: int) -> None:
    """Wait until so many runs are in the journal, or the batch has ended."""
    while finished(folder) < count:
        try:
            process.wait(0.02)  # it may end by itself
        except subprocess.TimeoutExpired:
            continue
        return


def descendants(pid: int) -> list[int]:
    """Return the processes below one, read from /proc."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        if parent == pid:
            child = int(path.parent.name)
            found += [child, *descendants(child)]
    return found


def workers(driver: int) -> list[int]:
    """Return the processes that execute runs: the leaves below the driver that hold a model (not the resource tracker)."""
    found = []
    for pid in descendants(driver):
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            continue
        if b"resource_tracker" not in command and not descendants(pid):
            found.append(pid)
    return found


def ends(pid: int) -> None:
    """Wait until a process has ended; fail if it does not."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        assert select.select([handle], [], [], 60)[0], f"process {pid} lives on"
    finally:
        os.close(handle)


def complete(plan: Path, folder: Path, expected: Path) -> None:
    process = start(plan, folder)
    _, err = process.communicate()
    assert process.returncode == 0, err
    assert same(contents(folder), contents(expected))


def moments(count: int) -> Iterator[int]:
    """Yield numbers of finished runs at which to strike, spread over the batch, others at every call of the suite."""
    for number in range(count):
        yield (number * RUNS + os.getpid()) // count % (RUNS - 2)


def test_workers_killed_at_random_moments_cost_nothing(plan_file: Path, undisturbed: Path, tmp_path: Path) -> None:
    process = start(plan_file, tmp_path / "r")
    killed = 0
    for count in sorted(moments(5)):
        wait_for_runs(process, tmp_path / "r", count)
        for pid in workers(process.pid)[:1]:
            if process.poll() is None:
                os.kill(pid, signal.SIGKILL)
                killed += 1
    _, err = process.communicate()
    assert process.returncode == 0, err
    assert killed >= 2
    assert same(contents(tmp_path / "r"), contents(undisturbed))


@pytest.mark.parametrize("strike", range(3))
def test_a_driver_killed_at_a_random_moment_loses_nothing_and_leaves_nobody_behind(
    strike: int, plan_file: Path, undisturbed: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "r"
    process = start(plan_file, folder)
    wait_for_runs(process, folder, list(moments(3))[strike])
    below = descendants(process.pid)
    process.kill()
    process.communicate()
    before = finished(folder)
    for pid in below:
        ends(pid)
    assert finished(folder) == before  # nobody writes any more
    complete(plan_file, folder, undisturbed)


def test_ctrl_c_keeps_what_is_finished_and_says_how_to_go_on(
    plan_file: Path, undisturbed: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "r"
    process = start(plan_file, folder)
    wait_for_runs(process, folder, 10)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert process.returncode == 130
    assert b"goes on from here" in err
    assert b"Traceback" not in err
    done = int(re.match(rb"(\d+) of 32 runs finished", out)[1])  # type: ignore[index]
    assert 10 <= done < RUNS
    parts = contents(folder)  # compacted on the way out
    assert len(parts["runs"]) == done
    complete(plan_file, folder, undisturbed)


def test_ctrl_c_that_reaches_the_workers_too_is_left_to_the_driver(
    plan_file: Path, undisturbed: Path, tmp_path: Path
) -> None:
    """A terminal sends Ctrl-C to every process in front of it."""
    folder = tmp_path / "r"
    process = start(plan_file, folder)
    wait_for_runs(process, folder, 5)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate()
    assert process.returncode == 130
    assert b"Traceback" not in err
    complete(plan_file, folder, undisturbed)


@pytest.mark.parametrize("room", [50_000, 300_000])
def test_a_full_disk_is_said_and_nothing_finished_is_lost(
    room: int, plan_file: Path, undisturbed: Path, tmp_path: Path
) -> None:
    """A limit on the size of files makes writing fail like a full disk, at the first or at a later record."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    folder = tmp_path / "r"
    process = start(plan_file, folder, limit)
    _, err = process.communicate()
    assert process.returncode == 2, err
    assert b"make room and run the same command again" in err
    assert b"Traceback" not in err
    before = finished(folder) if folder.exists() else 0
    assert (
        not (folder / "journal.bin").exists()
        or scan(folder / "journal.bin").end == (folder / "journal.bin").stat().st_size
    )
    process = start(plan_file, folder)
    out, err = process.communicate()
    assert process.returncode == 0, err
    assert f"{RUNS} of {RUNS} runs finished, {RUNS - before} of them now".encode() in out
    assert same(contents(folder), contents(undisturbed))


def test_a_small_file_system_that_is_full(plan_file: Path, undisturbed: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"mounting is not permitted here: {mounted.stderr.decode().strip()}")
    try:
        process = start(plan_file, disk / "r")
        _, err = process.communicate()
        assert process.returncode == 2, err
        assert b"No space left" in err
        assert finished(disk / "r") > 0
        shutil.copytree(disk / "r", tmp_path / "roomy")
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    complete(plan_file, tmp_path / "roomy", undisturbed)


@pytest.mark.slow
@pytest.mark.parametrize("strike", range(40))
def test_many_kills_of_the_driver(strike: int, plan_file: Path, undisturbed: Path, tmp_path: Path) -> None:
    """Killed three times in a row, at moments that differ from call to call, also while it starts and while it compacts."""
    folder = tmp_path / "r"
    for kill in range(3):
        process = start(plan_file, folder)
        wait_for_runs(process, folder, (strike * 7 + kill * 19 + os.getpid()) % RUNS)
        for _ in range((strike * 1009 + kill * 31) % 3000):
            os.sched_yield()
        process.kill()
        process.communicate()
    complete(plan_file, folder, undisturbed)
