"""`check`, `new`, `schema`, and what every command says when the input is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clustersim.errors import InputError
from clustersim.scenario import Scenario

BROKEN = """\
extends = "baseline"
tick = 8

[start]
firms = "many"

[policies.networkin]

[policies.infrastructure]
intensity = 1.5
start = 9
stop = 2
"""


@pytest.mark.process
def test_help_is_plain_text_and_names_every_command() -> None:
    environment = {**os.environ, "FORCE_COLOR": "1", "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "clustersim", "--help"], capture_output=True, text=True, check=True, env=environment
    )
    assert "\x1b" not in done.stdout
    assert done.stderr == ""
    for name in ("run", "check", "new", "policies", "parameters", "levers", "metrics", "schema", "demo"):
        assert f"\n  {name} " in done.stdout


@pytest.mark.parametrize(
    "name", ["run", "check", "new", "policies", "parameters", "levers", "metrics", "schema", "demo"]
)
def test_every_command_explains_itself(command: Callable[..., tuple[int, str, str]], name: str) -> None:
    code, out, _ = command(name, "--help")
    assert code == 0
    assert f"clustersim {name}" in out


def test_version_is_that_of_the_installed_package(command: Callable[..., tuple[int, str, str]]) -> None:
    from importlib.metadata import version

    assert command("--version") == (0, f"clustersim {version('clustersim')}\n", "")


def test_check_shows_every_mistake_of_every_file(command: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    for name in ("one.toml", "two.toml"):
        (tmp_path / name).write_text(BROKEN)
    code, out, err = command("check", "one.toml", "baseline", "two.toml")
    assert code == 2
    assert out == "baseline: ok\n"
    assert "Traceback" not in err
    for name in ("one.toml", "two.toml"):
        lines = [line for line in err.splitlines() if line.startswith(f"{name}:")]
        for place in (
            ":2: tick: ",
            ":5: start.firms: ",
            ":7: policies.networkin: ",
            ":10: policies.infrastructure.intensity: ",
        ):
            assert [line for line in lines if line.startswith(name + place)], (place, err)
    assert "Did you mean 'networking'?" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "nowhere.toml"),
        ("run", "baselin"),
        ("run", "baseline", "--set", "ticks=-1"),
        ("run", "baseline", "--set", "tikcs=4"),
    ],
)
def test_wrong_input_ends_with_code_2_and_writes_nothing(
    command: Callable[..., tuple[int, str, str]], tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    code, out, err = command(*arguments)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_misspelt_name_is_answered_with_the_right_one(command: Callable[..., tuple[int, str, str]]) -> None:
    assert "Did you mean 'baseline'?" in command("run", "baselin").err  # type: ignore[attr-defined]
    assert command("rum").code == 2  # type: ignore[attr-defined]


def test_new_writes_a_scenario_that_can_be_run(command: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    assert command("new", "mine")[0] == 0
    scenario = Scenario.load(tmp_path / "mine.toml")
    assert scenario.name == "mine"
    assert scenario.changed("name", "baseline").changed("title", "").sectors == Scenario.load("baseline").sectors
    assert scenario.policies == {}


def test_every_setting_that_new_suggests_is_right(command: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    command("new", "mine")
    lines = (tmp_path / "mine.toml").read_text().splitlines()
    tried = [line.removeprefix("#: ") for line in lines]
    assert tried != lines
    (tmp_path / "tried.toml").write_text("\n".join(tried))
    scenario = Scenario.load(tmp_path / "tried.toml")
    assert set(scenario.policies) == {"organisation", "networking", "infrastructure"}
    assert scenario.agency.budget == 1_000_000
    assert scenario.channels.critical_mass == 0


def test_new_leaves_an_existing_file_alone(command: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("my work")
    code, _, err = command("new", "mine")
    assert code == 2
    assert "--force" in err
    assert (tmp_path / "mine.toml").read_text() == "my work"
    assert command("new", "mine", "--force")[0] == 0
    assert tomllib.loads((tmp_path / "mine.toml").read_text())["name"] == "mine"


@pytest.mark.parametrize("name", ["", "../up", 'quo"te', "new\nline", "ä" * 3, "x" * 101])
def test_new_refuses_names_that_cannot_be_folders(
    command: Callable[..., tuple[int, str, str]], tmp_path: Path, name: str
) -> None:
    assert command("new", name)[0] == 2
    assert list(tmp_path.iterdir()) == []


def test_schema_is_json_and_knows_the_tables(command: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = command("schema")
    assert code == 0
    assert {"start", "region", "sectors", "policies", "parameters"} <= set(json.loads(out)["properties"])


def test_input_error_survives_a_process_boundary() -> None:
    import pickle

    with pytest.raises(InputError) as caught:
        Scenario.load("baseline", ["ticks=-1"])
    assert pickle.loads(pickle.dumps(caught.value)).problems == caught.value.problems


def test_a_file_that_changes_nothing_says_so(command: Callable[..., Any], tmp_path: Path) -> None:
    command("new", "mine")
    short = ("--ticks", 1, "--no-figures", "--set", "start.firms=150", "--set", "parameters.start.burn_in=1")
    same = "mine.toml says nothing that differs from baseline, which it extends: the results will be the same"
    assert same in command("check", "mine.toml").err
    assert same in command("run", "mine.toml", "--ticks", 0, "--no-figures").err
    assert same not in command("run", "mine.toml", *short, "--force").err  # what --set changes is a difference
    (tmp_path / "mine.toml").write_text((tmp_path / "mine.toml").read_text().replace("#: firms = 1000", "firms = 999"))
    assert command("check", "mine.toml").err == ""
    (tmp_path / "child.toml").write_text('extends = "mine.toml"\n')
    assert "child.toml says nothing that differs from mine, which it extends" in command("check", "child.toml").err
    german = command("check", "child.toml", "--lang", "de").err
    assert "child.toml sagt nichts, was von mine abweicht" in german
    assert command("check", "baseline", "networking").err == ""


@pytest.mark.parametrize("name", ["Baseline", "KAISERSLAUTERN", "Three-Tasks"])
def test_names_of_shipped_scenarios_ignore_case(name: str, command: Callable[..., Any], tmp_path: Path) -> None:
    assert Scenario.load(name) == Scenario.load(name.lower())
    (tmp_path / "mine.toml").write_text(f'extends = "{name}"\nticks = 3\n')
    assert Scenario.load(tmp_path / "mine.toml").ticks == 3
    assert command("check", name).out == f"{name}: ok\n"


def test_a_file_goes_before_a_shipped_scenario_of_other_capitals(command: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "Baseline").write_text('extends = "mature"\nticks = 3\n')
    assert command("check", "Baseline").code == 0
    assert Scenario.load("Baseline").ticks == 3
