"""Commands whose output goes nowhere: closed streams, a reader that leaves."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.process

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")


def shell(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line in which `$C` is the command."""
    text = f'C="{sys.executable} -m clustersim"; {line}'
    return subprocess.run(["sh", "-c", text], cwd=folder, capture_output=True, text=True, check=False)


@POSIX
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_closed_stream_is_no_error(closed: str, tmp_path: Path) -> None:
    done = shell(f"$C policies {closed}", tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    run = shell(f"$C run baseline --set start.firms=40 --ticks 2 --no-figures --out kept {closed}", tmp_path)
    assert (run.returncode, "Traceback" in run.stderr) == (0, False), run.stderr
    assert (tmp_path / "kept" / "manifest.json").exists()


@POSIX
def test_a_mistake_is_still_a_mistake_when_nobody_can_read_it(tmp_path: Path) -> None:
    assert shell("$C check nowhere.toml 2>&-", tmp_path).returncode == 2


@POSIX
def test_a_reader_that_leaves_ends_the_command_quietly(tmp_path: Path) -> None:
    done = shell("$C parameters | head -1", tmp_path)
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


@POSIX
def test_a_log_gets_a_line_every_ten_percent_unless_quiet(tmp_path: Path) -> None:
    run = "$C run baseline --set start.firms=40 --ticks 20 --no-figures --out"
    told = shell(f"{run} one", tmp_path).stderr
    lines = [line for line in told.splitlines() if line.startswith("baseline: ")]
    assert [line.split(" [")[0] for line in lines] == [
        f"baseline: {done} % ({done // 5}/20)" for done in range(10, 101, 10)
    ]
    assert shell(f"{run} two --quiet", tmp_path).stderr == ""
