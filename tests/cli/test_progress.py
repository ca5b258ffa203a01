"""Progress in a log: a line every ten percent, whatever the number of units."""

from __future__ import annotations

import re

import pytest

from clustersim import ClusterModel, Scenario
from clustersim.core.progress import ProgressLines, progress_bar


@pytest.mark.parametrize(
    ("total", "done", "shown"),
    [
        (20, 0, [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]),
        (3, 0, [33, 66, 100]),
        (1, 0, [100]),
        (1000, 995, [100]),
        (7, 3, [57, 71, 85, 100]),
    ],
)
def test_lines_come_every_ten_percent(
    total: int, done: int, shown: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    with ProgressLines(total, "arm", done) as bar:
        for _ in range(total - done):
            bar.update()
    lines = capsys.readouterr().err.splitlines()
    assert [int(line.removeprefix("arm: ").partition(" %")[0]) for line in lines] == shown
    assert all(re.fullmatch(r"arm: \d+ % \(\d+/\d+\) \[[\d:]+<[\d:]+\]", line) for line in lines)
    assert len(lines) <= 10


def test_failures_stand_in_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    bar = ProgressLines(2, "plan")
    bar.set_postfix(refresh=False, failed=1)
    bar.update()
    assert capsys.readouterr().err.endswith(", failed=1]\n")


def test_nothing_to_do_is_no_line_and_quiet_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    ProgressLines(0, "none").update()
    with progress_bar(2, "still", "tick", quiet=True) as bar:
        bar.update()
    assert capsys.readouterr().err == ""


def test_a_model_in_a_log_writes_a_line_every_ten_percent(capsys: pytest.CaptureFixture[str]) -> None:
    model = ClusterModel(Scenario.load("mature", {"start.firms": 60, "parameters.start.burn_in": 1.0}), 1)
    capsys.readouterr()
    model.run(20, progress=True)
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(" [")[0] for line in lines] == [f"mature: {n}0 % ({2 * n}/20)" for n in range(1, 11)]
    model.run(2)
    assert (model.world.tick, capsys.readouterr().err) == (22, "")
