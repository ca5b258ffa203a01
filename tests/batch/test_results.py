"""Results as files: where they may go, Ctrl-C from outside, repeating a run from its manifest."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import platformdirs
import pyarrow.parquet as pq
import pytest

from clustersim.core import kernel
from clustersim.errors import InputError, OutputExistsError
from clustersim.metrics.set_metrics import SET_METRICS
from clustersim.runs.run import Run, run_scenario
from clustersim.runs.writer import RunWriter
from clustersim.scenario import Scenario
from tests.helpers.small_worlds import small

pytestmark = pytest.mark.process

Command = Callable[..., Any]

CASE = """\
extends = "three-tasks"
name = "small"
ticks = 3

[start]
kind = "uniform"
firms = 80

[parameters.start]
burn_in = 1.0
"""
TABLES = {"series.parquet", "firms.parquet", "institutions.parquet", "ties.parquet", "events.parquet"}
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals and links as on POSIX")


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    """Return the file of a small, short scenario."""
    path = tmp_path / "small.toml"
    path.write_text(CASE, encoding="utf-8")
    return path


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found


def made(scenario: Scenario, folder: Path, seed: int = 1, ticks: int = 3, **options: Any) -> Run:
    return run_scenario(scenario, seed, folder, ticks=ticks, **options)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# ---- where results may go --------------------------------------------------------------------------------------------


def test_a_folder_that_cannot_be_made_is_refused_in_one_line(command: Command, scenario: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for out in ("file", "file/below", "file/far/below", "n" * 300):
        done = command("run", scenario, "--no-figures", "--out", out)
        assert done.code == 2
        assert done.err.startswith(f"--out: {out}")
        assert done.err.count("\n") == 1
    assert names(tmp_path) == {"file", "small.toml"}
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder in which not even root can write")
def test_a_folder_in_which_nothing_can_be_written_is_refused_in_one_line(command: Command, scenario: Path) -> None:
    done = command("run", scenario, "--no-figures", "--out", "/proc/results/here")
    assert done.code == 2
    assert done.err.startswith("--out: /proc/results/here cannot be")
    assert done.err.count("\n") == 1


def test_a_folder_may_be_named_in_any_script(command: Command, scenario: Path, tmp_path: Path) -> None:
    out = Path("Ergebnisse für Öl") / "結果 \N{GRINNING FACE}"
    assert command("run", scenario, "--no-figures", "-q", "--out", out).code == 0
    assert names(tmp_path / out) == TABLES | {"manifest.json"}
    assert names(tmp_path / out.parent) == {out.name}
    long = "n" * 250
    assert command("run", scenario, "--no-figures", "-q", "--out", long).code == 0
    assert names(tmp_path / long) == TABLES | {"manifest.json"}


@POSIX
def test_the_folder_behind_a_link_is_replaced_and_the_link_stays(
    command: Command, scenario: Path, tmp_path: Path
) -> None:
    made(small(), tmp_path / "real", ticks=1)
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "nowhere").symlink_to("new")
    for out in ("link", "nowhere"):
        assert command("run", scenario, "--no-figures", "-q", "--out", out, "--force").code == 0
    assert (tmp_path / "link").is_symlink()
    assert manifest(tmp_path / "real")["ticks_done"] == 3
    assert manifest(tmp_path / "new")["ticks_done"] == 3
    assert names(tmp_path) == {"real", "link", "new", "nowhere", "small.toml"}


@POSIX
def test_the_current_folder_can_take_results(
    command: Command, scenario: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(small(), tmp_path / "here", ticks=1)
    command("check", "baseline")
    monkeypatch.chdir(tmp_path / "here")
    folder = Path()
    run = made(small(), folder, replace=True)
    monkeypatch.chdir(tmp_path)
    assert manifest(tmp_path / "here")["result_sha256"] == run.sha256
    assert names(tmp_path) == {"here", "small.toml"}


def test_a_run_that_fails_leaves_no_folder(command: Command, scenario: Path, tmp_path: Path) -> None:
    done = command("run", scenario, "--set", "parameters.exit.young=3", "--set", "parameters.exit.at_birth=3")
    assert done.code == 2
    assert "stationary" in done.err
    assert names(tmp_path) == {"small.toml"}


def test_results_that_another_run_left_meanwhile_are_not_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "results"

    def overtaken(tick: int) -> None:
        if tick == 1:
            made(small(), folder, seed=2, ticks=1)

    with pytest.raises(OutputExistsError):
        made(small(), folder, progress=overtaken)
    assert manifest(folder)["seed"] == 2
    assert names(tmp_path / "deep") == {"results"}


def test_what_a_killed_run_left_is_in_nobodys_way(tmp_path: Path) -> None:
    RunWriter(
        tmp_path / "results"
    ).__enter__()  # killed: neither finished nor abandoned; the next one may get the same process number
    made(small(), tmp_path / "results", ticks=1)
    assert manifest(tmp_path / "results")["ticks_done"] == 1


# ---- Ctrl-C ----------------------------------------------------------------------------------------------------------

CHILD = """\
from clustersim.cli.app import main
from clustersim.runs import simulate as loop

advance = loop.advance

def told(world, schedule):
    advance(world, schedule)
    if world.tick == 10:
        print("running", flush=True)

loop.advance = told
main()
"""


@POSIX
def test_ctrl_c_from_outside_leaves_readable_results_that_say_so(scenario: Path, tmp_path: Path) -> None:
    call = [sys.executable, "-c", CHILD, "run", str(scenario), "--ticks", "100000", "--out", "cut"]
    with subprocess.Popen(call, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "running\n"
        os.kill(child.pid, signal.SIGINT)
        _, said = child.communicate(timeout=60)
    assert child.returncode == 130
    about = manifest(tmp_path / "cut")
    done = about["ticks_done"]
    assert (about["status"], about["ticks_planned"]) == ("interrupted", 100000)
    assert 10 <= done < 100000
    assert said.splitlines()[-1] == f"Interrupted after tick {done}; cut holds the results up to there."
    assert "Traceback" not in said
    assert names(tmp_path) == {"cut", "small.toml"}
    assert names(tmp_path / "cut") == TABLES | {"manifest.json"}
    tables = {name: pq.read_table(tmp_path / "cut" / name).to_pandas() for name in TABLES}
    assert tables["series.parquet"]["tick"].tolist() == list(range(done + 1))
    assert tables["events.parquet"]["tick"].max() == done - 1
    # what was simulated is what a run that long gives
    whole = made(Scenario(**about["case"]), tmp_path / "whole", seed=about["seed"], ticks=done)
    assert whole.sha256 == about["result_sha256"]


def test_ctrl_c_while_figures_are_drawn_does_not_deny_the_results(
    command: Command, scenario: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clustersim import plots

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(plots, "save_run_figures", interrupted)
    done = command("run", scenario, "--out", "drawn")
    assert done.code == 130
    assert done.err.splitlines()[-1] == "Interrupted while figures were drawn; the results in drawn are complete."
    assert "network strength" in done.out
    assert manifest(tmp_path / "drawn")["status"] == "finished"


@POSIX
def test_processes_leave_ctrl_c_to_the_one_that_started_them() -> None:
    from clustersim.runs.interrupts import interrupts_ignored

    asks = [sys.executable, "-c", "import signal; print(signal.getsignal(signal.SIGINT) == signal.SIG_IGN)"]
    before = signal.getsignal(signal.SIGINT)
    with interrupts_ignored():
        inside = subprocess.run(asks, capture_output=True, text=True, check=True).stdout
    outside = subprocess.run(asks, capture_output=True, text=True, check=True).stdout
    assert (inside, outside) == ("True\n", "False\n")
    assert signal.getsignal(signal.SIGINT) is before


# ---- repeating a run -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["three-tasks", "kaiserslautern-three-tasks"])
def test_a_manifest_is_enough_to_repeat_the_run(name: str, tmp_path: Path) -> None:
    scenario = small(policies__networking__intensity=0.3) if name == "three-tasks" else Scenario.load(name)
    made(scenario, tmp_path / "first", seed=2**63 + 11, ticks=4)
    about = manifest(tmp_path / "first")
    again = Scenario(**about["case"])
    assert again == scenario
    run = made(again, tmp_path / "second", seed=about["seed"], ticks=about["ticks_planned"], events=about["events"])
    assert run.sha256 == about["result_sha256"]
    other = made(again.changed("policies.networking.intensity", 0.4), tmp_path / "third", seed=about["seed"], ticks=4)
    assert other.sha256 != about["result_sha256"]


def test_the_hash_of_the_results_is_that_of_what_the_files_say(tmp_path: Path) -> None:
    # 9 ticks: events are written in two parts, the hash must not see where they were cut
    made(small(), tmp_path / "results", ticks=9)
    from clustersim.runs.arrow import Digest

    digest = Digest()
    for name in ("series", "firms", "institutions", "ties", "events"):
        table = pd.read_parquet(tmp_path / "results" / f"{name}.parquet")
        digest.update(
            name,
            {
                column: table[column].to_numpy(
                    dtype=object
                    if table[column].dtype.kind in "OT" or str(table[column].dtype).startswith("str")
                    else None
                )
                for column in table
            },
        )
    assert digest.hexdigest() == manifest(tmp_path / "results")["result_sha256"]


REPEAT = """\
import sys
from pathlib import Path
from clustersim.runs.run import run_scenario
from clustersim.scenario import Scenario
print(run_scenario(Scenario.load(sys.argv[1]), 7, Path(sys.argv[2]), ticks=12).sha256)
"""


def test_two_processes_with_other_hash_seeds_give_the_same_results(scenario: Path, tmp_path: Path) -> None:
    found = {
        subprocess.run(
            [sys.executable, "-c", REPEAT, str(scenario), str(tmp_path / seed)],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "4711")
    }
    assert len(found) == 1
    assert found == {made(Scenario.load(scenario), tmp_path / "here", seed=7, ticks=12).sha256 + "\n"}


# ---- values changed on the command line ------------------------------------------------------------------------------


def test_a_table_of_cells_can_be_named_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "cells.csv").write_text("column,row,inside\n0,0,1\n1,0,1\n")
    changes = {
        "region.cells_file": str(tmp_path / "cells.csv"),
        "region.towns": [],
        "institutions": [],
        "agency.x": 0.5,
        "agency.y": 0.5,
    }
    assert [cell.column for cell in Scenario.load("baseline", changes).region.cells or ()] == [0, 1]
    with pytest.raises(InputError, match=r"nope\.csv"):
        Scenario.load("baseline", ["region.cells_file=nope.csv"])


@pytest.mark.parametrize(
    ("change", "start"),
    [
        ("policies.networkin.intensity=0.5", "--set policies.networkin.intensity: is unknown here; "),
        ("a.b.c=1", "--set a.b.c: is unknown here; "),
        ("extends=mature", "--set extends: can only stand in a scenario file"),
    ],
)
def test_a_wrong_key_on_the_command_line_is_named_as_it_was_written(
    command: Command, scenario: Path, tmp_path: Path, change: str, start: str
) -> None:
    done = command("run", scenario, "--set", change)
    assert done.code == 2
    assert done.err.startswith(start)
    assert done.err.count("\n") == 1
    assert names(tmp_path) == {"small.toml"}


# ---- compiled kernels ------------------------------------------------------------------------------------------------

BARE = """\
import sys, tempfile
def missing():
    raise FileNotFoundError("No usable temporary directory found")
tempfile.gettempdir = missing
from clustersim.core.draws import unit
from clustersim.core.kernel import is_cold
import numpy as np
print(unit(np.uint64(1 << 63)), is_cold())
"""


@POSIX
def test_without_any_folder_for_compiled_kernels_one_warning_is_given(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    nowhere = {"HOME": str(tmp_path / "file"), "XDG_CACHE_HOME": str(tmp_path / "file")}
    done = subprocess.run(
        [sys.executable, "-c", BARE], env=os.environ | nowhere, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{0.5 + 2.0**-53} False\n"
    assert done.stderr.count("UserWarning: No folder can be written for compiled kernels") == 1


def test_a_user_without_a_home_gets_no_folder_named_after_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda name: f"~/.cache/{name}")
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path / "temporary"))
    monkeypatch.chdir(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        folder = kernel.cache_folder.__wrapped__()
    assert folder is not None
    assert folder.is_relative_to(tmp_path / "temporary")
    assert names(tmp_path) == {"temporary"}


def test_sets_of_measures_at_start_middle_and_end(tmp_path):
    scenario = Scenario.load(
        "three-tasks", {"start.firms": 300, "start.kind": "mature", "parameters.start.burn_in": 1.0}
    )
    plain = made(scenario, tmp_path / "plain", ticks=8)
    assert not (tmp_path / "plain" / "measures.parquet").exists()
    known = {}
    for which in ("standard", "full"):
        done = made(scenario, tmp_path / which, ticks=8, metrics=which)
        assert done.world.series == plain.world.series  # looking changes nothing
        table = pd.read_parquet(tmp_path / which / "measures.parquet")
        assert table.groupby("metric")["tick"].agg(list).map(lambda ticks: ticks == [0, 4, 8]).all()
        known[which] = set(table["metric"])
        assert known[which] == {
            name for name, metric in SET_METRICS.items() if which == "full" or metric.set == "standard"
        }
        last = table[(table["tick"] == 8) & (table["metric"] == "mean_degree")]["value"].iloc[0]
        assert last == pytest.approx(done.world.series[-1]["mean_degree"], rel=1e-12)
        lives = pd.read_parquet(tmp_path / which / "clusters.parquet")
        assert set(lives.columns) >= {"cluster", "time", "event", "firms", "cells"}
        assert set(lives["time"]) <= {0.0, 1.0, 2.0}
    assert known["standard"] < known["full"]
