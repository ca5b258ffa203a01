"""`clustersim schedule`: all phases in their order, with and without times."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from clustersim.cli.app import app
from clustersim.phases.schedule import SCHEDULE

NAMES = [phase.__name__ for phase in SCHEDULE]


def printed(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["schedule", *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_phases_stand_in_their_order_with_what_they_read_write_and_draw() -> None:
    text = printed("--no-time")
    places = [text.index(f"{number}. {name}\n") for number, name in enumerate(NAMES, 1)]
    assert places == sorted(places)
    assert " ms" not in text
    learn = " ".join(text[places[NAMES.index("learn")] :].split())
    assert "draws: LEARNING (firm)" in learn
    assert "writes: knowledge, technology_x, technology_y of firms" in learn


def test_as_json_with_times() -> None:
    rows = json.loads(printed("mature", "--json"))
    assert [row["name"] for row in rows] == NAMES
    assert all(row["ms"] >= 0.0 and row["reads"] and row["writes"] and row["draws"] for row in rows)
    assert sum(row["ms"] for row in rows) > 0.0


@pytest.mark.parametrize("source", ["baselin", "missing.toml"])
def test_a_scenario_that_is_not_there_is_named(source: str) -> None:
    done = CliRunner().invoke(app, ["schedule", source, "--no-time"])
    assert done.exit_code == 2
    assert source in done.output
