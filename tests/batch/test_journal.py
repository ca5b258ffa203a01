"""The journal: what is torn or damaged costs only itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from clustersim.batch.execute import Workload
from clustersim.batch.journal import Journal, scan
from clustersim.batch.plan import Plan
from clustersim.batch.results import load
from clustersim.batch.store import Store
from clustersim.batch.verify import verify
from tests.helpers.batch_worlds import filled, orders_of

pytestmark = pytest.mark.process


def test_results_are_read_from_the_journal_before_they_are_in_parts(plan: Plan, whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "half"
    workload = Workload.of(plan)
    with Store(folder, plan) as store:
        for order in orders_of(plan)[:7]:
            record = workload.run(order).record
            assert record is not None
            store.add(record)
    found, all_of_it = load(folder), load(whole)
    assert len(found.runs) == 7
    runs = list(found.runs["run"])
    expected = all_of_it.series[all_of_it.series["run"].isin(runs)].reset_index(drop=True)
    assert found.series.equals(expected)


def test_a_torn_record_is_cut_off_wherever_it_was_torn(plan: Plan, tmp_path: Path) -> None:
    path = filled(tmp_path / "torn", plan, 3)
    data = path.read_bytes()
    two = sorted(place for place, _ in scan(path).frames.values())[2]
    for end in [two, two + 1, two + 3, two + 20, (two + len(data)) // 2, len(data) - 1]:
        path.write_bytes(data[:end])
        assert len(scan(path).frames) == 2
        journal = Journal(path)
        assert path.stat().st_size == two
        journal.append(data[two:])
        journal.close()
        assert path.read_bytes() == data


def test_a_damaged_record_in_the_middle_costs_only_itself(plan: Plan, tmp_path: Path) -> None:
    path = filled(tmp_path / "bad", plan, 3)
    data = bytearray(path.read_bytes())
    places = sorted(place for place, _ in scan(path).frames.values())
    for at in (places[1] + 2, places[1] + 6, places[1] + 500):
        damaged = bytearray(data)
        damaged[at] ^= 0xFF
        path.write_bytes(damaged)
        found = scan(path)
        assert len(found.frames) == 2
        assert found.damaged == [places[1]]
    assert any("unreadable" in line for line in verify(path.parent).problems)
