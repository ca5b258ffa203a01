"""Trouble on disk: damaged parts and manifests, a full disk; tiny regions."""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clustersim.batch.results import load
from tests.helpers.batch_worlds import run_here, tiny_plan

pytestmark = pytest.mark.process

Command = Callable[..., Any]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("finished") / "tiny"
    run_here(tiny_plan(folder.parent), folder)
    return folder


@pytest.mark.parametrize("table", ["runs", "series"])
@pytest.mark.parametrize("which", [0, -1])
def test_what_a_damaged_part_held_counts_in_no_table_and_comparisons_go_on(
    table: str, which: int, finished: Path, command: Command, tmp_path: Path
) -> None:
    folder = tmp_path / "hurt"
    shutil.copytree(finished, folder)
    part = sorted((folder / table).glob("*.parquet"))[which]
    arm = part.name.rsplit("-", 2)[0]
    part.write_bytes(part.read_bytes()[:-9])
    with pytest.warns(UserWarning, match="damaged and left out"):
        results = load(folder)
        assert arm not in set(results.runs["arm"]) | set(results.series["arm"])
    for said in (command("compare", folder, "--no-figures"), command("report", folder)):
        assert said.code in (0, 2), said.err
        assert "Traceback" not in said.err
        assert said.code == 0 or "nothing to compare" in said.err  # the baseline was in it


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "3", "{}", '{"kind": "batch"}', '{"kind": "batch", "schema_version": "x"}']
)
def test_whatever_a_damaged_manifest_holds_it_is_mended_by_the_same_command(
    text: str, finished: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "hurt"
    shutil.copytree(finished, folder)
    before = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["contents_sha256"]
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    assert run_here(tiny_plan(folder.parent), folder).executed == 0
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["contents_sha256"] == before


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EFBIG, errno.EROFS])
def test_a_full_disk_ends_every_command_in_one_line(
    code: int, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(code, "No space left on device", "results/x.parquet")

    monkeypatch.setattr("pyarrow.parquet.write_table", full)
    done = command("run", "baseline", "--set", "start.firms=150", "--ticks", 1, "--no-figures")
    assert done.code == 2
    assert "cannot be written: No space left on device" in done.err


def test_a_region_of_one_firm_is_compared_and_reported(command: Command, tmp_path: Path) -> None:
    (tmp_path / "tiny.toml").write_text(
        'name = "tiny"\nscenario = "baseline"\nseeds = 2\nticks = 1\n[changes]\nstart.firms = 1\n'
        '[[designs]]\nkind = "one-at-a-time"\ntasks = ["networking"]\n',
        encoding="utf-8",
    )
    assert command("batch", "tiny.toml", "--processes", 1).code == 0
    for said in (command("compare", "results/tiny"), command("report", "results/tiny")):
        assert said.code == 0, said.err
