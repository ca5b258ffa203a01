"""Chains of causes: hand-made events with a known story, and a real pair of runs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from clustersim.analysis.chains import why_firm, why_tie
from clustersim.analysis.run_twin import TWIN, read_beside_twin
from clustersim.analysis.told_run import ToldRun, read_run
from clustersim.analysis.why import counterparts, first_difference, why
from clustersim.batch.results import load
from clustersim.core.randomness import name_key
from clustersim.errors import InputError
from clustersim.runs.run import run_scenario
from clustersim.scenario import Scenario
from tests.helpers.batch_worlds import run_here, tiny_plan

Command = Callable[..., Any]
NETWORKING, CENTRE = f"{name_key('networking'):016x}", "c" * 16
A, B, C, D = ("a" * 16, "b" * 16, "d" * 16, "e" * 16)
COLUMNS = ["tick", "event", "actor", "other", "cause"]
SHARED = [(1, "tie_formed", A, C, "encounter")]
POLICY = [
    (0, "task_started", NETWORKING, "", "policy"),
    (0, "task_started", f"{name_key('infrastructure'):016x}", "", "policy"),
    (2, "centre_opened", CENTRE, "", "policy"),
    (3, "entry", B, CENTRE, "policy"),
    (4, "meeting_held", A, "", "policy"),
    (4, "tie_formed", B, C, "agency_event"),
    (5, "tie_formed", A, B, "closure"),
    (6, "repair_proposed", A, D, "policy"),
    (6, "tie_formed", A, D, "repair"),
    (8, "exit", B, "", "market"),
]


@pytest.fixture
def run() -> ToldRun:
    return ToldRun(
        "policy", 1, pd.DataFrame(SHARED + POLICY, columns=COLUMNS), pd.DataFrame(SHARED, columns=COLUMNS), 0.25
    )


def texts(links: list[Any]) -> list[str]:
    return [link.text for link in links]


def test_a_tie_by_introduction_leads_to_the_task_and_to_the_centre(run: ToldRun) -> None:
    chain = why_tie(run, B, A)
    told = texts(chain)
    assert told[0] == f"{B} and {A} tied: a partner they share introduced them"
    assert f"{B} and {C} tied: brought together by the task networking (agency event)" in told
    assert "networking: meeting held" in told
    assert "the agency started networking" in told
    assert f"{A} and {C} tied: they met by chance" in told
    assert f"{B} entered out of {CENTRE} (policy)" in told
    assert "infrastructure: centre opened" in told
    assert "the agency started infrastructure" in told
    chance = next(link for link in chain if "by chance" in link.text)
    assert (chance.in_baseline, chance.years) == (True, 0.25)
    assert all(link.in_baseline is False for link in chain if link is not chance)


def test_a_repair_names_the_weak_spot(run: ToldRun) -> None:
    told = texts(why_tie(run, A, D))
    assert told[:3] == [
        f"{A} and {D} tied: brought together by the task networking (repair)",
        "the agency introduced them to mend a weak spot",
        "the agency started networking",
    ]


def test_a_firm_is_followed_from_its_entry_to_its_end(run: ToldRun) -> None:
    told = texts(why_firm(run, B))
    assert told[-1] == f"{B} closed (market)"
    assert any("entered out of" in text for text in told)
    assert texts(why_firm(run, C)) == [f"{C} was there at the start"]


def test_what_no_event_is_about_is_said(run: ToldRun) -> None:
    with pytest.raises(InputError, match="no tie between these two"):
        why_tie(run, C, D)
    with pytest.raises(InputError, match="no event of this run"):
        why_firm(run, "0" * 16)


def test_counterparts_are_counted(run: ToldRun) -> None:
    table = counterparts(run).set_index(["event", "cause"])
    assert table.loc[("tie_formed", "encounter"), "in both"] == 1
    assert table.loc[("tie_formed", "closure"), "only here"] == 1
    assert table["only here"].sum() == len(POLICY)
    assert table["only in the baseline"].sum() == 0
    assert set(first_difference(run)["tick"]) == {0}
    turned = counterparts(ToldRun("none", 1, pd.DataFrame(SHARED, columns=COLUMNS), run.events, 0.25))
    assert turned["only in the baseline"].sum() == len(POLICY)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("why")
    more = '\n[[arms]]\nname = "idle"\nbaseline = "none"\nchanges.policies.networking = { intensity = 0.0 }\n'
    run_here(tiny_plan(base, seeds=2, ticks=16, outputs="events = true", more=more), base / "r")
    return base / "r"


def test_every_tie_of_a_real_run_has_a_reason(folder: Path) -> None:
    run = read_run(load(folder), "all:1")
    formed = run.events[run.events["event"] == "tie_formed"]
    assert len(formed) > 3
    for row in formed.itertuples():
        chain = why_tie(run, row.actor, row.other)
        assert chain[0].years <= 4.0
        if row.cause in ("agency_event", "repair"):
            assert "the agency started networking" in texts(chain)


def test_the_public_function_tells_the_same(folder: Path) -> None:
    results = load(folder)
    run = read_run(results, "all:1")
    tie = run.events[run.events["event"] == "tie_formed"].iloc[-1]
    chain = why_tie(run, tie["actor"], tie["other"])
    assert list(why(results, "all:1", tie["actor"], tie["other"]).itertuples(index=False, name=None)) == chain
    entered = str(run.events.loc[run.events["event"] == "entry", "actor"].iloc[0])
    assert why(results, "all:1", entered)["text"].tolist() == texts(why_firm(run, entered))
    assert why(results, "all:1").equals(counterparts(run))
    with pytest.raises(InputError, match="at most two keys"):
        why(results, "all:1", "a", "b", "c")


def test_the_command_tells_and_refuses(command: Command, folder: Path, tmp_path: Path) -> None:
    done = command("why", folder, "all:0")
    assert done.code == 0, done.err
    assert "only here" in done.out
    assert "The first difference is in year 0" in done.out
    assert "Every event has a counterpart" in command("why", folder, "idle").out
    for name, words in (
        ("al", "Did you mean 'all'?"),
        ("all:7", "no finished run of seed 7"),
        ("none", "has no baseline"),
    ):
        done = command("why", folder, name)
        assert (done.code, words in done.err) == (2, True), done.err
    run_here(tiny_plan(tmp_path, seeds=1), tmp_path / "r")
    assert "set outputs.events = true" in command("why", tmp_path / "r", "all").err


SMALL = {"start.firms": 150, "start.kind": "uniform", "parameters.start.burn_in": 1.0}


def single(folder: Path, name: str, events: bool = True, **changes: object) -> Path:
    """Return the folder of a run of a shipped scenario."""
    run_scenario(Scenario.load(name, SMALL | changes), 3, folder, ticks=6, events=events)
    return folder


def test_a_single_run_is_compared_with_its_twin_without_policy(command: Command, tmp_path: Path) -> None:
    folder = single(tmp_path / "results" / "networking" / "seed-0003", "networking")
    first = command("why", folder)
    assert first.code == 0, first.err
    assert f"was run just now; it is kept in {folder / TWIN}" in first.err
    assert "task_started" in first.out
    again = command("why", folder)
    assert (again.code, again.out) == (0, first.out)
    assert f"the run in {folder / TWIN}" in again.err
    followed = first.out.strip().splitlines()[-1].split()[-2:]
    for keys in (followed, followed[:1]):
        chain = command("why", folder, *keys, "--lang", "de")
        assert chain.code == 0, chain.err
        assert "Startwert 3" in chain.out.splitlines()[0]
        assert "Zwilling" in chain.err
    told, twin, made_now = read_beside_twin(folder)
    assert (twin, made_now) == (folder / TWIN, False)
    assert told.baseline is not None
    assert "task_started" not in set(told.baseline["event"])
    shutil.rmtree(folder / TWIN)  # a run of the scenario without policy, beside that of the run, is found as well
    other = single(tmp_path / "results" / "baseline" / "seed-0003", "baseline")
    single(tmp_path / "results" / "another" / "seed-0003", "baseline", **{"parameters.mass.critical": 9.0})
    assert read_beside_twin(folder).twin == other
    assert command("why", folder).out == first.out


def test_runs_that_cannot_be_compared_are_told(command: Command, tmp_path: Path) -> None:
    none = single(tmp_path / "none", "baseline")
    done = command("why", none)
    assert (done.code, "No task of cluster policy is on" in done.err, "Traceback" in done.err) == (2, True, False)
    key = str(pd.read_parquet(none / "events.parquet")["actor"].iloc[0])
    chain = command("why", none, key, "--lang", "de")
    assert (chain.code, "keine Aufgabe" in chain.err, key in chain.out) == (0, True, True)
    silent = command("why", single(tmp_path / "silent", "networking", events=False))
    assert (silent.code, "without events" in silent.err) == (2, True)
    old = single(tmp_path / "old", "networking")
    manifest = json.loads((old / "manifest.json").read_text())
    (old / "manifest.json").write_text(json.dumps(manifest | {"fingerprint": "another"}))
    refused = command("why", old)
    assert (refused.code, "another version of the model" in refused.err, (old / TWIN).exists()) == (2, True, False)
    assert command("why", tmp_path / "nowhere").code == 2
