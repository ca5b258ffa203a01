"""The same number everywhere: tables in files, the terminal, figures and the report, in English and in German."""

from __future__ import annotations

import math
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from clustersim import plots
from clustersim.analysis.attribute import attribute
from clustersim.analysis.compare import METRICS, Effect, compare
from clustersim.analysis.jobs import DISPLACED, PRICES, SHOWN
from clustersim.analysis.spreadsheets import heading
from clustersim.analysis.titles import arm_titles
from clustersim.batch.results import Results, load
from clustersim.cli.attribute import contributions_text
from clustersim.cli.compare import comparison_tables, effects_text, write_comparison
from clustersim.metrics.registry import HEADLINE
from clustersim.metrics.titles import metric_title
from clustersim.report.build import report
from clustersim.texts import Language, estimate, level, millions, percent, say
from tests.helpers.batch_worlds import run_here, tiny_plan

pytestmark = pytest.mark.process

LANGUAGES: tuple[Language, ...] = ("en", "de")
NUMBER = re.compile(r"[-+−]?\d[\d.,]*\d|[-+−]?\d")


def plain(text: str) -> str:
    """Return a text with the spaces and hyphens of a keyboard."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NON-BREAKING HYPHEN}", "-").replace("−", "-")


class Tables(HTMLParser):
    """The tables of a page by their captions, in the order in which they stand, as rows of texts; and its pictures."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: list[tuple[str, list[list[str]]]] = []
        self.pictures: list[str] = []
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append(("", []))
        elif tag == "tr":
            self.tables[-1][1].append([])
        elif tag in ("th", "td"):
            self.tables[-1][1][-1].append("")
        elif tag == "img":
            self.pictures.append(plain(str(dict(attrs)["alt"])))
        if tag in ("caption", "th", "td"):
            self.inside = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self.inside:
            self.inside = ""

    def handle_data(self, data: str) -> None:
        data = plain(data)
        if self.inside == "caption":
            self.tables[-1] = (self.tables[-1][0] + data, self.tables[-1][1])
        elif self.inside:
            self.tables[-1][1][-1][-1] += data

    def rows(self, beginning: str, place: int = 0) -> dict[str, list[str]]:
        """Return the rows of the table whose caption begins so, by their first cells; the last of several."""
        found = [rows for caption, rows in self.tables if caption.startswith(beginning)]
        return {row[0]: row[1:] for row in found[place]}


class World(NamedTuple):
    """A small batch, its effects, the tables written of it, and the pages in both languages."""

    results: Results
    effects: list[Effect]
    folder: Path
    pages: dict[Language, Tables]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("numbers")
    plan = tiny_plan(folder, seeds=4, ticks=12)  # no task, each of two, and both: Shapley values are exact
    run_here(plan, folder / "r")
    results = load(folder / "r")
    effects = compare(results)
    for form in ("csv", "csv-de", "xlsx"):
        write_comparison(comparison_tables(effects, results), results, folder / form, form, "de")  # type: ignore[arg-type]
    return World(results, effects, folder, {one: Tables(report(results, one)) for one in LANGUAGES})


def value(text: str, language: Language) -> float:
    """Return the number that a text in a language says."""
    text = text.strip().replace("−", "-")
    return float(text.replace(".", "").replace(",", ".") if language == "de" else text.replace(",", ""))


def numbers(text: str, language: Language) -> list[float]:
    """Return all numbers in a cell."""
    return [value(found, language) for found in NUMBER.findall(text)]


def agree(text: str, number: float, language: Language) -> bool:
    """Return whether a text is this number, rounded to the digits that it shows, with its sign."""
    shown = value(text, language)
    digits = re.sub(r"[^\d.,]", "", text)
    mark = "," if language == "de" else "."
    decimals = len(digits.partition(mark)[2])
    large = re.search(r"(0*)$", digits.replace("." if language == "de" else ",", ""))
    step = 10.0**-decimals if decimals else 10.0 ** len(large[1] if large and abs(shown) >= 1000.0 else "")
    return abs(shown - number) <= 0.5001 * step and shown * number >= 0.0


def test_the_reports_say_what_the_tables_say(world: World) -> None:
    table = pd.read_csv(world.folder / "csv" / "effects.csv").set_index(["arm", "metric"])
    for language, page in world.pages.items():
        titles = arm_titles(world.results.plan, language)
        for metric in METRICS:
            rows = page.rows(f"{metric_title(metric, language)} (", -1)
            for arm in ("networking", "infrastructure"):
                row, cells = table.loc[(arm, metric)], rows[titles[arm]]
                assert agree(cells[0], row.base, language)
                assert agree(cells[1], row.difference, language)
                if not math.isnan(row.low):
                    low, high = NUMBER.findall(cells[2])
                    assert agree(low, row.low, language)
                    assert agree(high, row.high, language)
                assert agree(cells[3], row.percent, language)
                assert cells[4] == "< 0,001" or cells[4] == "< 0.001" or agree(cells[4], row.p_adjusted, language)
                effect = next(one for one in world.effects if (one.arm, one.metric) == (arm, metric))
                assert cells[5] == say(language, f"verdict.{effect.sized_verdict}", seeds=row.seeds)
                seen = row.verdict in ("rises", "falls")
                assert seen == (row.low > 0.0 or row.high < 0.0) == (row.p_adjusted < 0.05)


def test_both_reports_hold_the_same_numbers(world: World) -> None:
    english, german = (world.pages[language].tables for language in LANGUAGES)
    assert len(english) == len(german) > 10
    count = 0
    for (_, one), (_, other) in zip(english, german, strict=True):
        assert len(one) == len(other)
        for row, twin in zip(one[1:], other[1:], strict=True):
            for cell, same in zip(row[1:], twin[1:], strict=True):
                if not re.search(r"[A-Za-z]{2}|F-P", cell):
                    assert numbers(cell, "en") == numbers(same, "de"), (row, twin)
                    count += 1
    assert count > 300


def test_jobs_and_prices_are_those_of_the_table(world: World) -> None:
    table = pd.read_csv(world.folder / "csv" / "jobs.csv").set_index(["arm", "what"])
    for language, page in world.pages.items():
        titles = arm_titles(world.results.plan, language)
        rows = page.rows(say(language, "report.money"))
        for arm in ("networking", "infrastructure"):
            for place, what in enumerate(SHOWN):
                row, cell = table.loc[(arm, what)], rows[titles[arm]][place]
                small = say(language, f"jobs.below one.{what}") if what in PRICES else ""
                assert (cell in ("–", small)) == math.isnan(row["mean"])
                if math.isnan(row["mean"]):
                    continue
                shown = NUMBER.findall(cell)
                mean = -row["mean"] if what == DISPLACED else row["mean"]  # readers see what other sectors have more
                assert agree(shown[0], mean, language)
                if what.startswith("cost per"):
                    gained = "net jobs" if "job" in what else "self-sustaining ties"
                    assert table.loc[(arm, gained)]["low"] > 0.0  # no price without a gain
                    assert len(shown) == 3


def test_differences_have_a_table_of_differences(world: World) -> None:
    for language, page in world.pages.items():
        titles = arm_titles(world.results.plan, language)
        rows = page.rows(say(language, "figure.differences task"))
        for effect in world.effects:
            if effect.metric not in HEADLINE:
                continue
            cells = rows[f"{metric_title(effect.metric, language)}: {titles[effect.arm]}"]
            assert cells[0] == "0"  # the same start
            texts = estimate(effect.difference, effect.low, effect.high, language)
            assert (cells[-3], cells[-2]) == texts
            assert cells[-1] == say(language, f"verdict.{effect.sized_verdict}", seeds=effect.seeds)
        levels = page.rows(say(language, "figure.trajectories"))
        base = next(one for one in world.effects if one.metric == HEADLINE[1])
        assert levels[f"{metric_title(HEADLINE[1], language)}: {titles[base.baseline]}"][-1] == level(
            base.base, language
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_shares_terminal_and_figures_say_the_same(world: World, language: Language) -> None:
    page, titles = world.pages[language], arm_titles(world.results.plan, language)
    shares = page.rows(say(language, "report.shares"))
    found = attribute(world.results, HEADLINE)
    terminal = effects_text(world.effects, titles, language)
    contributions = contributions_text(found, language)
    figures = plots.batch_figures(world.results, world.effects, language)
    seen = [text.get_text().replace("−", "-") for text in figures["effects"].findobj(Text)]
    for effect in (one for one in world.effects if one.metric in HEADLINE):
        text = estimate(effect.difference, effect.low, effect.high, language)
        assert re.search(rf"{re.escape(titles[effect.arm])} .*{re.escape(text[0])} +{re.escape(text[1])}", terminal)
        assert any(one.startswith(f"{percent(effect.percent, language)} %") for one in seen)
        assert millions(effect.cost, language) in seen
        assert any(f"{titles[effect.arm]} {percent(effect.percent, language)} %" in one for one in page.pictures)
        if effect.arm in ("networking", "infrastructure"):  # alone: one number, one interval
            task = f"{metric_title(effect.metric, language)}: {titles[effect.arm]}"
            assert shares[task][0] == " ".join(text)
            assert " ".join(text) in contributions
    for row in found[found["kind"] == "shapley"].itertuples():
        text = " ".join(estimate(row.value, row.low, row.high, language))  # type: ignore[arg-type]
        assert text in contributions
        assert any(text in cells for cells in shares.values())


def test_what_excel_opens_holds_the_same_numbers(world: World) -> None:
    """German spreadsheets have German heads below lines to read first, and numbers of four digits."""
    for name in ("effects", "jobs"):
        plain = pd.read_csv(world.folder / "csv" / f"{name}.csv")
        path = world.folder / "csv-de" / f"{name}-de.csv"
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        head = len(lines) - len(plain) - 1
        german = pd.read_csv(path, sep=";", decimal=",", encoding="utf-8-sig", skiprows=head, skip_blank_lines=False)
        numeric = [column for column in plain if plain[column].dtype.kind in "if"]
        assert len(german) == len(plain)
        for column in numeric:
            assert heading(column, "de") in german, column
            expected = plain[column].replace([math.inf, -math.inf], math.nan).to_numpy(dtype=float)
            np.testing.assert_allclose(german[heading(column, "de")], expected, rtol=6e-4, atol=1e-12)
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(world.folder / "xlsx" / "tables.xlsx")
    assert book.sheetnames[0] == "Lies mich"
    head_row, *rows = [[cell.value for cell in row] for row in book[book.sheetnames[1]].iter_rows()]
    plain = pd.read_csv(world.folder / "csv" / "effects.csv")
    found = [row[head_row.index(heading("difference", "de"))] for row in rows]
    assert found == pytest.approx(plain["difference"].tolist(), rel=6e-4)


def test_a_number_that_is_another_is_found() -> None:
    assert agree("+0.377", 0.37729, "en")
    assert agree("+0,377", 0.37729, "de")
    assert not agree("+0.378", 0.37729, "en")
    assert not agree("-0.377", 0.37729, "en")
    assert agree("27,600", 27_628.0, "en")
    assert not agree("27,700", 27_628.0, "en")
    assert not agree("1.234", 1.234, "de")  # in German that is more than a thousand
