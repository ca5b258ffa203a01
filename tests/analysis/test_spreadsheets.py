"""German spreadsheets: every column and every word is German, numbers are short, and nothing is a text that is none."""

from __future__ import annotations

import math
from dataclasses import fields

import pandas as pd
import pytest

from clustersim.analysis.attribute import QUESTIONS, Contribution
from clustersim.analysis.compare import METRICS, Effect
from clustersim.analysis.evaluate import PolicyEstimate, table
from clustersim.analysis.evaluation_page import BEFORE, HIDDEN
from clustersim.analysis.jobs import SHOWN, SIZES, Row, _one_pair
from clustersim.analysis.points import OverPoints
from clustersim.analysis.spreadsheets import Told, heading, meaning, rounded, to_read_first, worded
from clustersim.policies.registry import POLICIES
from clustersim.texts import LANGUAGES, Language, keys, say

ESTIMATED = table([PolicyEstimate("naive", 0.1, 0.0, 0.2, 9), PolicyEstimate("truth", 0.1, 0.0, 0.2, 9)])
DATA = ["seed", "key", "sector", "age", "degree", *BEFORE, "before", "after", "supported", *HIDDEN]
COLUMNS = {
    *("percent", "title"),
    *(field.name for field in fields(Effect)),
    *(*Row._fields, *OverPoints._fields, *Contribution._fields),
    *(*map(str, ESTIMATED), *DATA),
}
GERMAN = Told("de", "eine Region", {"none": "ohne Politik"}, {"it": "Informationstechnik"})
VERDICTS = ("rises", "falls", "not decided", "no difference", "one seed: cannot say", "undefined")


def whats() -> list[str]:
    """Return everything that the tables of jobs count."""
    firms = pd.DataFrame(
        {
            "key": list("abcdefgh"),
            "sector": "it",
            "employees": [low + 1.0 for low, _, _ in SIZES] * 2,
            "x_km": [0.0] * 4 + [50.0] * 4,
            "y_km": 0.0,
        }
    )
    return [*SHOWN, "public cost", *_one_pair(firms, firms, ["it"])]


def test_every_column_has_a_german_heading_and_a_meaning() -> None:
    assert {key.partition(".")[2] for key in keys() if key.startswith("heading.")} == COLUMNS
    german = [heading(column, "de") for column in COLUMNS]
    assert not {name for name in german if german.count(name) > 1} - {"Unternehmen"}  # of a firm; of firms
    for column in COLUMNS:
        assert heading(column, "en") == column  # promised by docs/stability.md
        assert heading(column, "de") != column
        assert all(meaning(column, language) for language in LANGUAGES), column


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("verdict", VERDICTS),
        ("metric", [*METRICS, "cost"]),
        ("at", ["end", "mean", "12"]),
        ("what", whats()),
        ("unit", ["jobs", "EUR", "firms", "ties of full strength"]),
        ("kind", [kind for kinds in QUESTIONS for kind in kinds]),
        ("task", [*POLICIES, "all", "networking with marketing"]),
        ("policy", list(POLICIES)),
        ("baseline", ["none"]),
        ("sector", ["it"]),
        ("exact", [True, False]),
    ],
)
def test_no_word_of_a_german_table_is_english(column: str, values: list[object]) -> None:
    rows = pd.DataFrame({column: list(values), "seeds": 8})
    assert worded(rows, Told("en")).equals(rows)
    found = worded(rows, GERMAN)
    for before, after in zip(rows[column], found[heading(column, "de")], strict=True):
        assert str(after) != str(before)
        assert not {"jobs", "firms", "sector", "with", "end", "the", "no"} & set(str(after).split())


def test_numbers_are_short_and_what_has_no_end_is_empty() -> None:
    found = worded(pd.DataFrame({"mean": [123456.789, 0.0123456789, -math.inf, math.nan, 0.0], "seeds": 8}), GERMAN)
    assert found["Mittelwert"].fillna(-1.0).tolist() == [123457.0, 0.01235, -1.0, -1.0, 0.0]
    assert rounded(-99.99999, 4) == -100.0
    assert rounded(1.23456789e-7, 4) == 1.235e-7


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lines_to_read_first_name_the_region_and_all_columns(language: Language) -> None:
    rows = pd.DataFrame(columns=["arm", "mean", "my_own"])
    lines = to_read_first({"jobs": rows}, Told(language, "about the region"))
    assert lines[:2] == [[say(language, "readme.title")], ["about the region"]]
    assert lines[-3:] == [
        [heading("arm", language), meaning("arm", language)],
        [heading("mean", language), meaning("mean", language)],
        ["my_own", ""],
    ]
