"""The wheel, installed away from the clone, holds everything that a run needs."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it into an empty folder, as an installer would."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(command, check=True, cwd=folder)
    target = folder / "site"
    with zipfile.ZipFile(next(folder.glob("clustersim-*.whl"))) as wheel:
        wheel.extractall(target)
    return target


def run_there(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line with the unpacked wheel before everything else, outside the clone."""
    environment = {**os.environ, "PYTHONPATH": str(site), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, "-m", "clustersim", *arguments]
    return subprocess.run(command, cwd=site.parent, env=environment, capture_output=True, text=True, check=False)


def test_wheel_is_what_runs_and_it_holds_the_scenarios(installed: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    code = "import clustersim, clustersim.scenario as s; print(clustersim.__file__); print(s.Scenario.load('kaiserslautern').title)"
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=installed.parent, env=environment, capture_output=True, text=True, check=True
    )
    place, title = found.stdout.splitlines()
    assert Path(place).is_relative_to(installed)
    assert "Kaiserslautern" in title
    assert (installed / "clustersim" / "py.typed").exists()
    assert not (installed / "tests").exists()


def test_wheel_runs_a_scenario_outside_the_clone(installed: Path) -> None:
    found = run_there(
        installed, "run", "three-tasks", "--ticks", "2", "--no-figures", "--out", "there", "--set", "start.firms=80"
    )
    assert found.returncode == 0, found.stderr
    names = {path.name for path in (installed.parent / "there").iterdir()}
    assert {
        "series.parquet",
        "firms.parquet",
        "institutions.parquet",
        "ties.parquet",
        "events.parquet",
        "manifest.json",
    } <= names


@pytest.mark.slow
def test_wheel_runs_the_demo_outside_the_clone(installed: Path) -> None:
    found = run_there(installed, "demo", "--seeds", "2", "--ticks", "4", "--out", "demo")
    assert found.returncode == 0, found.stderr
    assert "network strength" in found.stdout
    assert (installed.parent / "demo" / "comparison" / "effects.csv").exists()
