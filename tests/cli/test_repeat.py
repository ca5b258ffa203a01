"""A run again from its manifest: the same hash, and what differs if it is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]


@pytest.fixture
def kept(command: Command, tmp_path: Path) -> Path:
    """Return the folder of a small run."""
    options = ("--set", "start.firms=150", "--set", "parameters.start.burn_in=1.0", "--ticks", 4, "--seed", 3)
    assert command("run", "baseline", *options, "--metrics", "standard", "--no-figures", "--out", "kept").code == 0
    return tmp_path / "kept"


def test_a_run_is_repeated_from_its_manifest_or_folder(command: Command, kept: Path) -> None:
    sha = json.loads((kept / "manifest.json").read_text())["result_sha256"]
    for source in (kept, kept / "manifest.json"):
        done = command("repeat", source)
        assert (done.code, done.out.splitlines()) == (
            0,
            [f"baseline, seed 3, 4 ticks: the same results ({sha[:16]}...)", "Stored tables: those of the manifest"],
        )


def test_other_results_are_told_with_what_differs(command: Command, kept: Path) -> None:
    file = kept / "manifest.json"
    told = json.loads(file.read_text())
    told["case"]["parameters"]["growth"]["drift"] += 0.01
    told["environment"]["numpy"] = "1.0"
    told["fingerprint"] = "0"
    file.write_text(json.dumps(told))
    done = command("repeat", file)
    assert done.code == 1
    assert "other results than those of the manifest" in done.out
    assert "numpy 1.0 then, " in done.out
    assert "model 0 then, " in done.out


def test_what_is_no_manifest_is_told(command: Command, kept: Path, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text("{}")
    (tmp_path / "torn.json").write_text("{")
    assert "is not the manifest of a finished run: case, seed" in command("repeat", "other.json").err
    assert "no JSON" in command("repeat", "torn.json").err
    assert command("repeat", "nowhere.json").code == 2
    told = command("run", kept / "manifest.json")
    assert (told.code, "clustersim repeat" in told.err) == (2, True)
