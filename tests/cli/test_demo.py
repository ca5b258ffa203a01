"""`demo`: a shipped plan run by the batch engine; resumed, refused, replaced; what the other commands make of its folder."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from filelock import FileLock

from clustersim.batch.execute import Done, Workload
from clustersim.batch.folder_lock import LOCK
from clustersim.batch.plan import Plan
from clustersim.batch.results import load
from clustersim.cli import demo as command_demo
from clustersim.texts import estimate, level, millions
from tests.helpers.batch_worlds import SerialEngine, tiny_plan

pytestmark = pytest.mark.process  # many runs of a batch

Command = Callable[..., Any]


class Interrupted(SerialEngine):
    """Five runs, and then Ctrl-C."""

    def run(self, orders: Any) -> Iterator[Done]:
        for number, done in enumerate(super().run(orders), start=1):
            if number == 5:
                os.kill(os.getpid(), signal.SIGINT)
            yield done


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """Put a plan of four arms and three seeds in the place of the shipped one, run in this process."""
    plan = tiny_plan(tmp_path, outputs="events = true")
    monkeypatch.setattr(Plan, "load", lambda name: plan)
    engine_is(monkeypatch, SerialEngine)
    return plan


def engine_is(monkeypatch: pytest.MonkeyPatch, engine: type[SerialEngine]) -> None:
    def maker(kind: str, processes: int) -> Callable[[Workload], SerialEngine]:
        return engine

    SerialEngine.executed = engine.executed = 0
    monkeypatch.setattr(command_demo, "engine_maker", maker)


def test_the_shipped_plan_is_that_of_the_nine_tasks() -> None:
    plan = Plan.load("demo")
    assert len(plan.seeds) == 8
    assert [arm.name for arm in plan.arms if not arm.baseline] == ["none"]
    tasks = {arm.name: [task for task, given in arm.scenario.policies.items() if given.intensity] for arm in plan.arms}
    assert tasks.pop("none") == []
    assert len(tasks.pop("all-nine-staged")) == 9
    assert len(tasks) == 9
    assert all(found == [task] for task, found in tasks.items())
    assert all(arm.title and arm.title_de and arm.title != arm.title_de for arm in plan.arms)
    assert plan.outputs.events  # for `clustersim why`


def test_the_demo_prints_level_difference_interval_percent_verdict_and_cost(
    tiny: Plan, command: Command, tmp_path: Path
) -> None:
    done = command("demo", "--seeds", 2, "--ticks", 8, "--out", "shown", "--no-figures")
    assert done.code == 0, done.err
    assert "after 2 years" in done.out
    assert "mean of 2 paired seeds" in done.out
    effects = pd.read_csv(tmp_path / "shown" / "comparison" / "effects.csv")
    chosen = effects[(effects["arm"] == "networking") & (effects["metric"] == "network_strength")].iloc[0]
    assert f"network strength (tie strength per actor); without policy {level(chosen['base'], 'en')}" in done.out
    difference, interval = estimate(chosen["difference"], chosen["low"], chosen["high"], "en")
    line = next(line for line in done.out.splitlines() if interval in line)
    assert difference in line
    assert f"{chosen['percent']:+.1f}" in line
    assert millions(chosen["cost"], "en") in line
    assert line.endswith(chosen["verdict"])
    assert len(load(tmp_path / "shown").runs) == 8
    assert list((tmp_path / "shown").rglob("*.png")) == []


def test_figures_are_those_of_a_comparison_and_of_one_run(tiny: Plan, command: Command, tmp_path: Path) -> None:
    assert command("demo", "--seeds", 2, "--out", "shown", "--quiet").code == 0
    figures = {str(path.relative_to(tmp_path / "shown")) for path in (tmp_path / "shown").rglob("*.png")}
    assert figures == {
        *(f"comparison/{name}.png" for name in ("effects", "differences", "trajectories", "path", "cost")),
        *(f"last-arm/{name}.png" for name in ("map", "network", "series", "spending")),
    }


def test_nothing_is_replaced_without_force(tiny: Plan, command: Command, tmp_path: Path) -> None:
    assert command("demo", "--seeds", 2, "--out", "shown", "--no-figures").code == 0
    before = load(tmp_path / "shown").manifest.contents_sha256
    for given in ((), ("--seeds", 2)):
        refused = command("demo", *given, "--out", "shown", "--no-figures")
        assert refused.code == 2
        assert "--force" in refused.err
    assert load(tmp_path / "shown").manifest.contents_sha256 == before
    (tmp_path / "shown" / "report-en.html").write_text("of the earlier results")
    done = command("demo", "--seeds", 3, "--out", "shown", "--no-figures", "--force")
    assert done.code == 0, done.err
    assert "Replacing" in done.err
    assert len(load(tmp_path / "shown").runs) == 12
    assert not (tmp_path / "shown" / "report-en.html").exists()


def test_what_is_not_ours_is_left_alone_even_with_force(tiny: Plan, command: Command, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")
    assert command("demo", "--out", "mine", "--force").code == 2
    (mine / "manifest.json").write_text('{"name": "a web page"}')
    assert command("demo", "--out", "mine", "--force").code == 2
    assert (mine / "thesis.txt").read_text() == "years of work"


def test_a_folder_that_is_being_written_is_not_cleared(tiny: Plan, command: Command, tmp_path: Path) -> None:
    assert command("demo", "--seeds", 2, "--out", "shown", "--no-figures").code == 0
    with FileLock(tmp_path / "shown" / LOCK):
        refused = command("demo", "--seeds", 3, "--out", "shown", "--force")
    assert refused.code == 2
    assert "being written" in refused.err
    assert len(load(tmp_path / "shown").runs) == 8


@pytest.mark.skipif(os.name != "posix", reason="sends SIGINT to itself")
@pytest.mark.parametrize("force", [(), ("--force",)])
def test_after_ctrl_c_the_same_command_goes_on(
    force: tuple[str, ...], tiny: Plan, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine_is(monkeypatch, Interrupted)
    given = ("demo", "--out", "cut", "--no-figures", *force)
    cut = command(*given)
    assert cut.code == 130
    assert "5 of 12 runs are finished" in cut.err
    assert len(load(tmp_path / "cut").runs) == 5
    engine_is(monkeypatch, SerialEngine)
    # other seeds would be another demo: not mixed with what is there
    assert command("demo", "--seeds", 2, "--out", "cut", "--no-figures").code == 2
    done = command(*given)
    assert (done.code, SerialEngine.executed) == (0, 7), done.err
    whole = command("demo", "--out", "whole", "--no-figures")
    assert whole.out.replace("whole", "cut") == done.out
    assert load(tmp_path / "cut").manifest.contents_sha256 == load(tmp_path / "whole").manifest.contents_sha256


@pytest.mark.skipif(os.name != "posix", reason="sends SIGINT to itself")
def test_an_interrupted_demo_of_another_version_is_not_gone_on_with(
    tiny: Plan, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine_is(monkeypatch, Interrupted)
    assert command("demo", "--out", "cut", "--no-figures").code == 130
    engine_is(monkeypatch, SerialEngine)
    with monkeypatch.context() as other:
        other.setattr("clustersim.batch.manifest.fingerprint_of", lambda scenario: "another version")
        refused = command("demo", "--out", "cut", "--no-figures")
    assert refused.code == 2
    assert "--force" in refused.err
    assert len(load(tmp_path / "cut").runs) == 5


@pytest.mark.slow
@pytest.mark.process
def test_every_command_works_on_the_folder_of_the_demo(command: Command, tmp_path: Path) -> None:
    done = command("demo", "--seeds", 2, "--ticks", 4, "--processes", 1)
    assert done.code == 0, done.err
    folder = tmp_path / "results" / "demo"
    assert "22 of 22 runs finished" in command("status", folder).out
    assert "all sound" in command("verify", folder).out
    effects = (folder / "comparison" / "effects.csv").read_bytes()
    assert command("compare", folder).code == 0
    assert (folder / "comparison" / "effects.csv").read_bytes() == effects
    refused = command("attribute", folder)  # all nine share a budget in stages, single tasks do not
    assert refused.code == 2
    assert "agency.regime is not the same in all arms: simultaneous in organisation, strategy" in refused.err
    chosen = refused.err.partition("--arms ")[2].split()[0]
    for said in (command("attribute", folder, "--arms", chosen), command("report", folder)):
        assert said.code == 0, said.err
    contributions = pd.read_csv(folder / "attribution" / "contributions.csv")
    assert contributions[contributions["kind"] == "alone"]["task"].nunique() == 9
    said = command("why", folder, "networking")
    assert said.code == 0, said.err
    assert "agency_event" in said.out
    german = command("report", folder, "--lang", "de")
    assert german.code == 0
    page = (folder / "report-de.html").read_text(encoding="utf-8")
    assert "alle neun Aufgaben, stufenweise" in page
    assert "im Zeitverlauf" in page  # the figure of differences
