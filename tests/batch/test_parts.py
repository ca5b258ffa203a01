"""Parts and manifest: how many runs they hold, that no end at any step loses one, that damage is found and mended."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import ClassVar

import pandas as pd
import pyarrow.parquet as pq
import pytest

from clustersim.batch.execute import Done, Order
from clustersim.batch.parts import sha256_of
from clustersim.batch.plan import Plan
from clustersim.batch.results import load
from clustersim.batch.verify import verify
from clustersim.errors import InputError
from tests.helpers.batch_worlds import SerialEngine, contents, run_here, same, tiny_plan

pytestmark = pytest.mark.process


def test_parts_hold_about_a_hundred_runs_of_one_arm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clustersim.batch.store.PART_RUNS", 2)
    folder = tmp_path / "parts"
    run_here(tiny_plan(tmp_path, seeds=5), folder)
    names = sorted(path.name for path in (folder / "series").glob("none-*.parquet"))
    assert [name.rsplit("-", 1)[0] for name in names] == ["none-0000", "none-0001", "none-0002"]
    assert [len(pd.read_parquet(folder / "runs" / name)) for name in names] == [2, 2, 1]


class Killed(BaseException):
    """Stands for a process that ends at once."""


class Remembering(SerialEngine):
    """Executes each run once in a test and knows its record from then on."""

    known: ClassVar[dict[Order, Done]] = {}

    def run(self, orders: Iterable[Order]) -> Iterator[Done]:
        for order in orders:
            SerialEngine.executed += 1
            if order not in self.known:
                self.known[order] = self.workload.run(order)
            yield self.known[order]


@pytest.mark.parametrize("stage", ["first", "more seeds", "changed arm"])
def test_a_process_that_ends_at_any_step_of_the_compaction_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    """Every call that changes the file system is once the last one that happens; after each, the batch is completed."""
    first = tiny_plan(tmp_path, seeds=2)
    final = {
        "first": first,
        "more seeds": tiny_plan(tmp_path, seeds=3),
        "changed arm": tiny_plan(tmp_path, seeds=2, more="\n[designs.settings.networking]\nintensity = 0.5\n"),
    }[stage]
    run_here(final, tmp_path / "expected")
    expected = contents(tmp_path / "expected")
    if stage != "first":
        run_here(first, tmp_path / "before")
    replace, unlink = Path.replace, Path.unlink
    for steps in range(1, 200):
        folder = tmp_path / f"{steps}"
        left = [10**9]

        def count(left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise Killed

        monkeypatch.setattr(Path, "replace", lambda self, target, count=count: (count(), replace(self, target))[1])
        monkeypatch.setattr(
            Path, "unlink", lambda self, missing_ok=False, count=count: (count(), unlink(self, missing_ok))[1]
        )
        if stage != "first":
            shutil.copytree(tmp_path / "before", folder)
        left[0] = steps
        try:
            run_here(final, folder, Remembering)
        except Killed:
            ended = False
        else:
            ended = True
        left[0] = 10**9
        SerialEngine.executed = 0
        if (folder / "manifest.json").exists():
            seen = load(folder)  # whatever a reader sees meanwhile is whole
            assert len(seen.series) == 5 * len(seen.runs)
        run_here(final, folder, Remembering)
        assert same(contents(folder), expected)
        if steps > 3:  # the first steps write plan and manifest, before anything is executed
            assert SerialEngine.executed == 0
        if ended:
            return
    pytest.fail("never came to the end")


def test_a_batch_goes_on_after_damage_and_ends_as_if_there_had_been_none(plan: Plan, whole: Path) -> None:
    before = contents(whole)
    victim = sorted((whole / "series").glob("*.parquet"))[1]
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 0x10
    victim.write_bytes(data)
    problems = verify(whole).problems
    assert len(problems) == 1
    assert victim.name in problems[0]
    with pytest.warns(UserWarning, match="damaged and left out"):
        rest = load(whole).series
    assert set(rest["arm"]) == {"none", "infrastructure", "networking", "all"} - {victim.name.split("-0000")[0]}
    SerialEngine.executed = 0
    run_here(plan, whole)
    assert SerialEngine.executed == 3
    assert verify(whole).problems == []
    assert same(contents(whole), before)


def test_verify_finds_contents_that_were_changed_with_their_hash(plan: Plan, whole: Path) -> None:
    path = next((whole / "series").glob("networking-*.parquet"))
    table = pq.read_table(path)
    frame = table.to_pandas()
    frame.loc[3, "firms"] += 1.0
    pq.write_table(type(table).from_pandas(frame, schema=table.schema, preserve_index=False), path)
    manifest = json.loads((whole / "manifest.json").read_text())
    for part in manifest["parts"]:
        if part["arm"] == "networking":
            part["files"]["series"] = sha256_of(path)
    (whole / "manifest.json").write_text(json.dumps(manifest))
    assert [line for line in verify(whole).problems if "differ from its hash" in line]


def test_a_lost_manifest_is_made_anew_from_the_parts(plan: Plan, whole: Path) -> None:
    before = contents(whole)
    (whole / "manifest.json").write_text("{ half")
    with pytest.raises(InputError, match="damaged"):
        load(whole)
    SerialEngine.executed = 0
    run_here(plan, whole)
    assert SerialEngine.executed == 0
    assert same(contents(whole), before)
