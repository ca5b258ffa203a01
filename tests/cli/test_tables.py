"""`policies`, `parameters`, `levers`, `metrics` show what the code declares."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import get_args

import pytest

from clustersim.analysis.table_files import FORMS
from clustersim.cli.options import TableKind
from clustersim.cli.terminal import format_table
from clustersim.metrics.registry import METRICS
from clustersim.metrics.set_metrics import SET_METRICS
from clustersim.policies.base import choices_of
from clustersim.policies.registry import POLICIES
from clustersim.spec.levers import LEVERS
from clustersim.spec.parameters import catalogue, describe

Command = Callable[..., tuple[int, str, str]]


def settings_of_tasks() -> set[str]:
    numbers = {row.key for key, policy in POLICIES.items() for row in describe(policy.numbers, f"policies.{key}")}
    return numbers | {f"policies.{key}.{name}" for key, policy in POLICIES.items() for name in choices_of(policy)}


@pytest.mark.parametrize(
    ("name", "field", "expected"),
    [
        ("policies", "key", set(POLICIES)),
        ("levers", "name", set(LEVERS)),
        ("metrics", "name", {*METRICS, *SET_METRICS}),
        ("parameters", "key", {row.key for row in catalogue()} | settings_of_tasks()),
    ],
)
def test_json_and_text_hold_everything(command: Command, name: str, field: str, expected: set[str]) -> None:
    code, out, _ = command(name, "--json")
    assert code == 0
    rows = json.loads(out)
    assert {row[field] for row in rows} == expected
    assert len(rows) == len(expected)
    text = command(name)[1]
    assert all(word in text for word in expected)


def test_a_parameter_is_shown_with_all_that_is_known(command: Command) -> None:
    rows = json.loads(command("parameters", "space.half_distance", "--json")[1])
    number = next(row for row in catalogue() if row.key == "parameters.space.half_distance")
    assert rows == [
        {
            "key": number.key,
            "default": number.default,
            "unit": "km",
            "low": number.number.low,
            "high": number.number.high,
        }
        | {"source": number.number.source, "meaning": number.number.doc}
    ]
    text = command("parameters", "space.half_distance")[1]
    assert number.number.source in text
    assert "reach_radius" not in text


def test_titles_come_in_both_languages(command: Command) -> None:
    assert POLICIES["organisation"].title_de in command("policies", "--lang", "de")[1]
    assert POLICIES["organisation"].title_en in command("policies")[1]
    assert command("policies", "--lang", "fr")[0] == 2


def test_a_table_wraps_its_last_column_only() -> None:
    text = format_table(("a", "b"), [("one", "x " * 30)], width=40)
    assert all(len(line) <= 40 for line in text.splitlines())
    assert text.splitlines()[2].startswith("one  x x")
    assert text.splitlines()[3].startswith("     x x")
    assert format_table(("a", "b"), [("one", "x " * 30)], width=None).count("\n") == 2


def test_the_option_for_tables_takes_every_form_there_is() -> None:
    assert get_args(TableKind) == FORMS
