"""The wheel, installed away from the clone, holds everything that a run needs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.process

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


def run_there(site: Path, *arguments: str, beside: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command line with the unpacked wheel before everything else, outside the clone."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(map(str, filter(None, (site, beside)))),
        "PYTHONSAFEPATH": "1",
    }
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


def test_wheel_lists_and_holds_the_plans(installed: Path) -> None:
    found = run_there(installed, "plan", "demo")
    assert found.returncode == 0, found.stderr
    shipped = {path.stem for path in (ROOT / "scenarios" / "plans").glob("*.toml")}
    listed = run_there(installed, "plan").stdout
    assert {name for name in shipped if name in listed} == shipped


def test_wheel_runs_the_demo_outside_the_clone(installed: Path) -> None:
    found = run_there(installed, "demo", "--seeds", "2", "--ticks", "8", "--out", "demo")
    assert found.returncode == 0, found.stderr
    assert "network strength" in found.stdout
    assert (installed.parent / "demo" / "comparison" / "effects.csv").exists()


def test_wheel_runs_a_scenario_with_a_task_of_ones_own(installed: Path, tmp_path: Path) -> None:
    """As where a user's package is installed beside the wheel and announces something."""
    shutil.copytree(ROOT / "examples" / "own_task", tmp_path, dirs_exist_ok=True)
    marks = tmp_path / "own_task-0.1.0.dist-info"
    marks.mkdir()
    (marks / "METADATA").write_text("Metadata-Version: 2.1\nName: own-task\nVersion: 0.1.0\n", encoding="utf-8")
    project = tomllib.loads((tmp_path / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    entries = "".join(
        f"[{group}]\n" + "".join(f"{name} = {where}\n" for name, where in points.items())
        for group, points in project["entry-points"].items()
    )
    (marks / "entry_points.txt").write_text(entries, encoding="utf-8")
    scenario = tmp_path / "mine.toml"
    scenario.write_text('extends = "baseline"\nname = "mine"\n[policies.vouchers]\nintensity = 1.0\n', encoding="utf-8")
    options = ["--ticks", "2", "--no-figures", "--set", "start.firms=80", "--out", "own"]
    found = run_there(installed, "run", str(scenario), *options, beside=tmp_path)
    assert found.returncode == 0, found.stderr
    manifest = json.loads((installed.parent / "own" / "manifest.json").read_text(encoding="utf-8"))
    assert "vouchers" in json.dumps(manifest)
