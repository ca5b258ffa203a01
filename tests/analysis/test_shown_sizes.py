"""What people see of an effect: its size beside the verdict, the interval beside the price, no price of next to nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import clustersim
from clustersim.analysis import compare as comparing
from clustersim.analysis.compare import HARDLY
from clustersim.analysis.jobs import PRICES, SHOWN, jobs_table
from clustersim.cli.compare import COLUMNS, effects_text, jobs_text, said
from clustersim.core.frames import records
from clustersim.report.build import effects_tables, money_table
from clustersim.report.report_words import ReportWords
from clustersim.texts import LANGUAGES, Language, estimate, number, percent, say
from tests.helpers.batch_worlds import run_here, tiny_plan
from tests.helpers.made_results import MadeResults, Value, arms_of, on

GAINS = {"none": 0.0, "large": 20.0, "small": 0.124, "worse": -0.124}
SOURCES = Path(clustersim.__file__).parent
LEVEL = 1123.0


@pytest.fixture(scope="module")
def results() -> Any:
    """Return a region of 1,123 jobs (and as many ties) in which arms gain many, next to none or lose next to none."""

    def value(arm: str) -> Value:
        def of(metric: str, seed: int, years: np.ndarray) -> np.ndarray:
            if metric.startswith("cost"):
                return np.full(years.shape, 5e4 * (arm != "none") * (metric == "cost"))
            if metric == "self_sustaining_share":
                return np.ones(years.shape)
            mine = GAINS[arm] * (1.0 + 0.1 * math.sin(seed)) * (years > 0.0)
            return LEVEL + seed + mine

        return of

    found = arms_of({name: on("networking") if name != "none" else {} for name in GAINS})
    return MadeResults(found, {name: value(name) for name in GAINS}, 8)


def row_of(text: str, arm: str) -> list[str]:
    """Return the cells of the last row of an arm."""
    line = next(line for line in reversed(text.splitlines()) if line.startswith(f"{arm} "))
    return re.split(r"\s{2,}", line)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", {"small": "rises, hardly (below 0.1 %)", "worse": "falls, hardly (below 0.1 %)", "large": "rises"}),
        ("de", {"small": "steigt kaum (unter 0,1 %)", "worse": "sinkt kaum (unter 0,1 %)", "large": "steigt"}),
    ],
)
def test_what_is_sure_but_next_to_nothing_is_said_so_with_its_size_beside(
    results: Any, language: Language, words: dict[str, str]
) -> None:
    effects = comparing.compare(results, ["cluster_jobs"])
    text, page = effects_text(effects, {}, language), ReportWords(results, effects, language)
    shown = {row[0]: row for row in effects_tables(page)[0].rows}
    assert COLUMNS[-4:] == ("difference", "interval", "percent", "verdict")
    for effect in effects:
        one = estimate(effect.difference, effect.low, effect.high, language)
        expected = [*one, percent(effect.percent, language), words[effect.arm]]
        assert row_of(text, effect.arm)[-4:] == expected
        assert words[effect.arm] in shown[page.titles[effect.arm]]
    assert number(HARDLY, language, "g") in words["small"]


def test_what_is_not_seen_or_has_no_baseline_is_not_called_hardly(results: Any) -> None:
    small = next(one for one in comparing.compare(results, ["jobs"]) if one.arm == "small")
    assert small.verdict == "rises"  # as programs read it
    for other in (
        {"verdict": "not decided"},
        {"base": 0.0},
        {"base": 123.0},
        {"verdict": "falls", "difference": -50.0},
    ):
        changed = replace(small, **other)  # type: ignore[arg-type]
        assert changed.sized_verdict == changed.verdict
    assert said(replace(small, base=-1123.0), "en").startswith("rises, hardly")


def test_nobody_says_a_verdict_without_its_size() -> None:
    found = [
        path.name for path in SOURCES.rglob("*.py") if re.search(r"verdict\.\{\w+\.verdict\}", path.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_prices_stand_with_their_intervals_and_less_than_one_has_none(results: Any, language: Language) -> None:
    table = jobs_table(results)
    text = jobs_text(table, {}, "end", language)
    page = ReportWords(results, comparing.compare(results, ["jobs"]), language)
    shown = {row[0]: row for row in money_table(page).rows}
    rows = {(row.arm, row.what): row for row in records(table)}
    for place, what in enumerate(SHOWN, 1):
        if what not in PRICES:
            continue
        row = rows["large", what]
        assert row.low < row.mean < row.high
        for cells in (row_of(text, "large"), shown[page.titles["large"]]):
            assert cells[place] == " ".join(estimate(row.mean, row.low, row.high, language, sign=""))
        assert rows["small", PRICES[what]].low > 0.0
        assert math.isnan(rows["small", what].mean)
        for cells in (row_of(text, "small"), shown[page.titles["small"]]):
            assert cells[place] == say(language, f"jobs.below one.{what}")
        assert row_of(text, "worse")[place] == "-"


@pytest.mark.parametrize(
    ("language", "words"), [("en", ("sum over", "a stock", "too low")), ("de", ("Summe", "Bestand", "niedrig"))]
)
def test_terminal_and_report_say_what_a_price_is(results: Any, language: Language, words: tuple[str, ...]) -> None:
    text = jobs_text(jobs_table(results), {}, "end", language)
    for word in words:
        assert word in text
        assert word in say(language, "report.money text")


@pytest.mark.process
@pytest.mark.parametrize("language", LANGUAGES)
def test_who_chose_the_seeds_by_looking_is_told(
    command: Callable[..., Any], tmp_path: Path, language: Language
) -> None:
    more = '\n[replication]\nmetrics = ["jobs"]\nhalf_width = 0.5\nstep = 2\nmost = 4\n'
    for name, added in (("looked", more), ("fixed", "")):
        run_here(tiny_plan(tmp_path, ticks=4, more=added), tmp_path / name)
        done = command("compare", name, "--no-figures", "--lang", language)
        assert done.code == 0, done.err
        assert (say(language, "compare.replication") in done.out) == (name == "looked")
