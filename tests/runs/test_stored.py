"""A run's manifest that was damaged ends every command that reads it in words; stored tables are compared with it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from clustersim.analysis.export import of_single
from clustersim.analysis.run_twin import is_run
from clustersim.errors import InputError
from clustersim.report.story import tell
from clustersim.runs import repeat as repeating
from clustersim.runs.run import run_scenario
from clustersim.runs.stored import NEEDED, read_run
from clustersim.scenario import Scenario
from tests.helpers.damage import MISSING, TEXTS, WRONG, damaged, places

Command = Callable[..., Any]
SMALL = {
    "start.firms": 150,
    "parameters.start.burn_in": 1.0,
    "policies.networking.intensity": 0.5,
    "output.metrics": "standard",
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small run with policy, events and measures."""
    folder = tmp_path_factory.mktemp("stored") / "run"
    run_scenario(Scenario.load("baseline", SMALL), 3, folder, ticks=4, metrics="standard")
    return folder


@pytest.fixture
def hurt(kept: Path, tmp_path: Path) -> Path:
    """Return a copy to damage."""
    return Path(shutil.copytree(kept, tmp_path / "hurt"))


@pytest.mark.process
@pytest.mark.parametrize(
    "value", [*WRONG, MISSING], ids=lambda value: "missing" if value is MISSING else repr(value)[:20]
)
def test_whatever_stands_in_a_field_nobody_gets_a_traceback(
    value: Any, hurt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is read is either used or refused in one line a place that names the file and the field."""
    monkeypatch.setattr(repeating, "run_scenario", lambda *_, **__: pytest.fail("this would have been simulated"))
    file, told = hurt / "manifest.json", json.loads((hurt / "manifest.json").read_text())
    refused = set()
    for path in (*places(told, 2), ("case", "sectors", 0, "key"), ("case", "policies", "networking", "intensity")):
        wrong = damaged(told, path, value)
        if wrong == told:
            continue
        file.write_text(json.dumps(wrong))
        for read in (tell, of_single, lambda folder: read_run(folder).whole_scenario()):
            try:
                read(hurt)
            except InputError as error:
                refused.add(path[0])
                assert all("\n" not in str(problem) for problem in error.problems)
        is_run(hurt)
    assert refused >= set(NEEDED) - ({"events"} if value is True else set())


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: repr(text)[:12])
def test_whatever_stands_in_the_file_it_is_no_manifest(text: str, hurt: Path, command: Command) -> None:
    (hurt / "manifest.json").write_text(text)
    for name in ("repeat", "story", "why", "export", "verify", "status", "compare"):
        said = command(name, hurt)
        assert said.code == 2, name
        assert len(said.err.splitlines()) <= 2, name


def test_a_damaged_scenario_is_told_by_file_and_key(hurt: Path, command: Command) -> None:
    file = hurt / "manifest.json"
    told = json.loads(file.read_text())
    file.write_text(json.dumps(damaged(told, ("case", "tick_years"), -1)))
    said = command("repeat", hurt)
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert said.err.startswith(f"{file}: case.tick_years: is -1; must be")


def test_stored_tables_are_compared_with_their_manifest(hurt: Path, command: Command) -> None:
    assert "Stored tables: those of the manifest" in command("repeat", hurt).out
    (hurt / "ties.parquet").write_bytes(b"junk")
    (hurt / "clusters.parquet").unlink()
    firms = pq.read_table(hurt / "firms.parquet").to_pandas()
    firms.loc[0, "employees"] += 1.0
    firms.to_parquet(hurt / "firms.parquet", index=False)
    said = command("repeat", hurt)
    assert said.code == 1
    assert "the same results" in said.out  # the manifest is true, what lies beside it is not
    assert said.out.splitlines()[1:] == [
        "Stored tables: not those of the manifest",
        "  ties.parquet cannot be read",
        "  clusters.parquet is missing",
        "  firms.parquet is not as it was written",
    ]


def test_stored_tables_are_told_apart_from_other_results_now(hurt: Path, command: Command) -> None:
    """Where the model gives other results now, what is stored may still be what the manifest says."""
    file = hurt / "manifest.json"
    told = json.loads(file.read_text())
    file.write_text(json.dumps(damaged(told, ("seed",), 4)))
    said = command("repeat", hurt)
    assert (said.code, said.out.splitlines()[-1]) == (1, "Stored tables: those of the manifest")
    file.write_text(json.dumps(damaged(told, ("result_sha256",), "0" * 64)))
    said = command("repeat", hurt)
    assert said.code == 1
    assert said.out.endswith("the stored tables do not have the hash of the manifest\n")


def test_a_manifest_alone_is_repeated(hurt: Path, command: Command, tmp_path: Path) -> None:
    shutil.copy(hurt / "manifest.json", tmp_path / "alone.json")
    said = command("repeat", "alone.json")
    assert (said.code, "Stored" in said.out) == (0, False)
