"""`run`, `demo`, `bench` as a user calls them: what is written, what is refused, what happens at Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from clustersim.world.state import World

Command = Callable[..., Any]

SMALL = """\
extends = "baseline"
name = "small"
ticks = 4

[start]
kind = "uniform"
firms = 80

[parameters.start]
burn_in = 1.0
"""
TABLES = ("series", "firms", "institutions", "ties", "events")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return the file of a small, short scenario."""
    path = tmp_path / "small.toml"
    path.write_text(SMALL)
    return path


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_run_writes_tables_manifest_and_summary(command: Command, small: Path, tmp_path: Path) -> None:
    done = command("run", small, "--seed", 3, "--no-figures")
    assert done.code == 0
    folder = tmp_path / "results" / "small" / "seed-0003"
    assert {path.stem for path in folder.glob("*.parquet")} == set(TABLES)
    series = pd.read_parquet(folder / "series.parquet")
    assert series["tick"].tolist() == [0, 1, 2, 3, 4]
    assert {"firms", "jobs", "cluster_density", "network_strength"} <= set(series)
    assert manifest(folder)["seed"] == 3
    assert len(manifest(folder)["result_sha256"]) == 64
    assert f"{series['firms'].iloc[-1]:,.0f}" in done.out
    assert "related firms per km2" in done.out
    assert str(Path("results", "small", "seed-0003")) in done.out


def test_results_are_repeated_exactly_and_never_replaced_silently(
    command: Command, small: Path, tmp_path: Path
) -> None:
    assert command("run", small, "--no-figures", "-q", "--out", "one") == (0, "", "")
    before = contents(tmp_path / "one")
    again = command("run", small, "--no-figures", "--out", "one", "--seed", 1)
    assert (again.code, again.out) == (2, "")
    assert "--out" in again.err
    assert "--force" in again.err
    assert contents(tmp_path / "one") == before

    assert command("run", small, "--no-figures", "-q", "--out", "two").code == 0
    assert manifest(tmp_path / "two")["result_sha256"] == manifest(tmp_path / "one")["result_sha256"]
    assert command("run", small, "--no-figures", "-q", "--out", "one", "--force", "--seed", 1).code == 0
    assert manifest(tmp_path / "one")["result_sha256"] != manifest(tmp_path / "two")["result_sha256"]


def test_force_does_not_touch_what_is_not_ours(command: Command, small: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work")
    (tmp_path / "file").write_text("a file")
    for target in ("thesis", "file"):
        done = command("run", small, "--no-figures", "--out", target, "--force")
        assert (done.code, done.out) == (2, "")
    assert contents(tmp_path / "thesis") == {"chapter.txt": b"years of work"}
    assert (tmp_path / "file").read_text() == "a file"


def test_options_reach_the_run(command: Command, small: Path, tmp_path: Path) -> None:
    done = command(
        "run",
        small,
        "--ticks",
        2,
        "--no-events",
        "--no-figures",
        "--set",
        "start.firms=150",
        "--set",
        "name=other",
        "-q",
    )
    assert done.code == 0, done.err
    folder = tmp_path / "results" / "other" / "seed-0000"
    assert manifest(folder)["ticks_done"] == 2
    assert manifest(folder)["case"]["start"]["firms"] == 150
    assert pd.read_parquet(folder / "events.parquet").empty


@pytest.mark.process
def test_figures_are_drawn_unless_declined(command: Command, small: Path, tmp_path: Path) -> None:
    assert command("run", small, "-q", "--out", "with").code == 0
    assert {path.name for path in (tmp_path / "with").glob("*.png")} == {"map.png", "series.png", "network.png"}


def test_ctrl_c_leaves_what_was_simulated_and_says_so(
    command: Command, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clustersim.runs import simulate as loop

    advance = loop.advance

    def interrupted(world: World, schedule: Any) -> None:
        advance(world, schedule)
        if world.tick == 2:
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(loop, "advance", interrupted)
    before = signal.getsignal(signal.SIGINT)
    done = command("run", small, "--ticks", 50, "--out", "cut")
    assert done.code == 130
    assert "Interrupted after tick 2" in done.err
    assert pd.read_parquet(tmp_path / "cut" / "series.parquet")["tick"].tolist() == [0, 1, 2]
    assert manifest(tmp_path / "cut")["status"] == "interrupted"
    assert signal.getsignal(signal.SIGINT) is before


def test_ctrl_c_before_the_first_tick_writes_nothing(
    command: Command, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clustersim.runs import run as single

    def interrupted(*_: object, **__: object) -> World:
        raise KeyboardInterrupt

    monkeypatch.setattr(single, "simulate", interrupted)
    done = command("run", small, "--out", "cut")
    assert (done.code, done.out) == (130, "")
    assert "nothing was written" in done.err
    assert {path.name for path in tmp_path.iterdir()} == {"small.toml"}


@pytest.mark.slow
def test_bench_prints_what_it_measured(command: Command, tmp_path: Path) -> None:
    done = command("bench", "--firms", 300, "--reference", 0, "--ticks", 2, "--out", "bench.json")
    assert done.code == 0
    assert "ms a tick" in done.out
    assert json.loads((tmp_path / "bench.json").read_text())["sizes"][0]["tick_ms"] > 0


def test_a_run_with_policy_is_drawn_beside_its_twin_without(
    command: Command, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clustersim import plots

    drawn: list[Any] = []
    monkeypatch.setattr(plots, "save_run_figures", lambda *_, twin, **__: drawn.append(twin))
    with_policy = ("run", small, "--set", "policies.organisation.intensity=1", "--out")
    assert command(*with_policy, "one").code == 0
    assert command(*with_policy, "two", "--no-twin").code == 0
    assert command("run", small, "--out", "three").code == 0
    assert [twin is None for twin in drawn] == [False, True, True]
    three = pd.read_parquet(small.parent / "three" / "series.parquet")
    assert drawn[0]["cluster_jobs"].tolist() == three["cluster_jobs"].tolist()


def test_a_background_is_looked_at_before_anything_runs(command: Command, small: Path, tmp_path: Path) -> None:
    line = '{"type": "LineString", "coordinates": [[7.7, 49.4], [7.8, 49.5]]}'
    (tmp_path / "rivers.geojson").write_text(line, encoding="utf-8")
    refused = command("run", small, "--background", "rivers.geojson", "--out", "one")
    assert refused.code == 2
    assert "the region has no place on earth" in refused.err
    alone = command("run", small, "--background-credit", "me", "--out", "one")
    assert (alone.code, alone.err.strip()) == (2, "--background-credit: needs --background FILE")
    for name in ("run", "demo"):
        missing = ("kaiserslautern",) if name == "run" else ()
        refused = command(name, *missing, "--background", "none.geojson", "--out", "one")
        assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert not (tmp_path / "one").exists()
