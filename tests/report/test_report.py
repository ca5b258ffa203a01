"""The report: one file that needs nothing else, readable by everybody, in two languages; looked at in a real browser."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from clustersim.batch.results import Results, load
from clustersim.policies.registry import POLICIES
from clustersim.report.build import report
from clustersim.spec.parameters import describe
from clustersim.texts import estimate, known, level, say
from tests.helpers.batch_worlds import run_here, tiny_plan

pytestmark = pytest.mark.process

LANGUAGES = ("en", "de")
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    base = tmp_path_factory.mktemp("report")
    plan = tiny_plan(base, seeds=4, ticks=8)
    nasty = replace(plan, title='Dense & "strong" <script>alert(1)</script>', title_de="Größe & Übermut <b>")
    noted = [replace(arm, note="counts nothing", note_de="zählt nicht") for arm in plan.arms[-1:]]
    run_here(replace(nasty, arms=(*plan.arms[:-1], *noted)), base / "r")
    return load(base / "r")


@pytest.fixture(scope="module")
def pages(results: Results, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    for language in LANGUAGES:
        (folder / f"{language}.html").write_text(report(results, language), encoding="utf-8")  # type: ignore[arg-type]
    return {language: folder / f"{language}.html" for language in LANGUAGES}


class Reader(HTMLParser):
    """Collects what matters of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.ids: set[str] = set()
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if found.get("id"):
            self.ids.add(str(found["id"]))
        if tag not in ("meta", "img", "link", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_needs_no_other_file_and_no_network(pages: dict[str, Path], language: str) -> None:
    text = pages[language].read_text(encoding="utf-8")
    page = Reader(text)
    assert page.open == []
    assert not any(tag in ("script", "link", "iframe", "object") for tag, _ in page.tags)
    sources = [values["src"] for _, values in page.tags if values.get("src")]
    assert sources
    assert all(str(source).startswith("data:image/png;base64,") for source in sources)
    assert not re.search(r"url\(|@import|https?://", re.sub(r'src="data:[^"]*"', "", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_marked_up_for_everybody(pages: dict[str, Path], language: str) -> None:
    page = Reader(pages[language].read_text(encoding="utf-8"))
    assert ("html", {"lang": language}) in page.tags
    assert all(len(str(values.get("alt") or "")) > 20 for tag, values in page.tags if tag == "img")
    assert all(values.get("scope") in ("col", "row") for tag, values in page.tags if tag == "th")
    tables = sum(tag == "table" for tag, _ in page.tags)
    assert tables == sum(tag == "caption" for tag, _ in page.tags) > 8
    links = [str(values["href"]) for tag, values in page.tags if tag == "a"]
    assert links
    assert {link.removeprefix("#") for link in links} <= page.ids
    figures = sum(tag == "figure" for tag, _ in page.tags)
    assert figures == sum(tag == "details" for tag, _ in page.tags) >= 4  # the table behind each figure


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_has_a_text_of_its_own_with_its_numbers(pages: dict[str, Path], language: str) -> None:
    page = Reader(pages[language].read_text(encoding="utf-8"))
    texts = [str(values["alt"]) for tag, values in page.tags if tag == "img"]
    assert len(set(texts)) == len(texts)
    starts = {text.partition(".")[2].strip()[:60] for text in texts}
    assert len(starts) == len(texts)  # not one list after different titles
    assert all(re.search(r"\d", text) for text in texts[:5])


def test_what_people_wrote_cannot_become_markup(pages: dict[str, Path]) -> None:
    assert "<script>alert" not in pages["en"].read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in pages["en"].read_text(encoding="utf-8")
    assert "Größe &amp; Übermut &lt;b&gt;" in pages["de"].read_text(encoding="utf-8")


def test_the_german_page_is_german(pages: dict[str, Path]) -> None:
    text = pages["de"].read_text(encoding="utf-8")
    body = re.sub(r"<style>.*?</style>|<[^>]+>", " ", text, flags=re.DOTALL)
    for english in (
        "arm ",
        "seeds",
        "baseline",
        "difference",
        "verdict",
        "assumption",
        "Network strength",
        "no policy",
        "jobs created",
    ):
        assert not re.search(rf"\b{english}\b", body), english
    for german in ("Variante", "Clusterdichte", "Netzwerkstärke", "ohne Politik", "Annahmen", "Wirkungen"):
        assert german in body
    numbers = re.findall(r'<td class="n">[^<]*</td>', text)
    without_thousands = [re.sub(r"(?<=\d)\.(?=\d{3}(?!\d))", "", number) for number in numbers]
    assert not [number for number in without_thousands if re.search(r"\d\.\d", number)]


@pytest.mark.parametrize(("language", "note"), [("en", "counts nothing"), ("de", "zählt nicht")])
def test_the_note_of_an_arm_stands_with_its_results(
    results: Results, pages: dict[str, Path], language: Any, note: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from clustersim import plots
    from clustersim.analysis.compare import compare
    from clustersim.cli.compare import compare as command

    glance = pages[language].read_text(encoding="utf-8").partition('id="glance"')[2].partition("</section>")[0]
    assert note in glance
    figures = plots.batch_figures(results, compare(results), language)
    assert [name for name, figure in figures.items() if not any(note in text.get_text() for text in figure.texts)] == []
    command(results.folder, figures=False, out=results.folder / f"note-{language}", lang=language)
    assert note in capsys.readouterr().out


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_results_do_not_say_stands_under_the_findings(pages: dict[str, Path], language: Any) -> None:
    text = pages[language].read_text(encoding="utf-8")
    glance = text.partition('id="glance"')[2].partition("</section>")[0]
    for key in ("model", "costs", "networking", "undecided"):
        assert html.escape(say(language, f"report.beware {key}"), quote=False) in glance
    assert say(language, "report.few seeds", seeds=4) in glance
    row = re.search(rf"<tr><th[^>]*>{say(language, 'arm.no policy')}</th>.*?</tr>", text)
    assert row is not None
    assert "<td>–</td>" in row[0]  # an arm without policy has no limit of what it spends


def test_every_number_of_a_task_has_its_german() -> None:
    for task, policy in POLICIES.items():
        numbers: Any = policy.numbers
        for row in describe(numbers, task):
            if "assumption" in row.number.source:
                name = row.key.partition(".")[2]
                assert name in {"staff", "partner_share", *policy.meanings_de}, row.key
                assert known(f"unit.{row.number.unit}"), row.number.unit


def test_the_numbers_are_those_of_the_comparison(results: Results, pages: dict[str, Path]) -> None:
    from clustersim.analysis.compare import compare

    effect = next(
        effect for effect in compare(results) if (effect.arm, effect.metric) == ("networking", "network_strength")
    )
    text = pages["en"].read_text(encoding="utf-8")
    row = next(
        row
        for row in re.findall(r"<tr>.*?</tr>", text[text.index('id="effects"') :], re.DOTALL)
        if "networking" in row and f">{level(effect.base, 'en')}<" in row
    )
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", row)
    assert cells[1] == estimate(effect.difference, effect.low, effect.high, "en")[0]
    assert cells[3] == f"{effect.percent:+.1f}"


def test_an_unfinished_batch_says_so(tmp_path: Path) -> None:
    plan = tiny_plan(tmp_path, seeds=3)
    run_here(plan, tmp_path / "r")
    more = tiny_plan(tmp_path, seeds=5)
    from clustersim.batch.store import Store

    with Store(tmp_path / "r", more) as store:
        store.compact()
    assert "12 of 20 runs are finished" in report(load(tmp_path / "r"))


def test_the_command_writes_the_file(command: Any, results: Results) -> None:
    done = command("report", results.folder, "--lang", "de", "--out", "rat.html")
    assert done.code == 0, done.err
    assert Path("rat.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


# ---- in a browser ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [1280, 390])
def test_a_page_fits_the_screen_and_loads_nothing(
    browser: Any, pages: dict[str, Path], language: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(pages[language].as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 500)")
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert said == []
    hidden = page.evaluate(
        "[...document.querySelectorAll('h1,h2,p,li')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).length"
    )
    assert hidden == 0
    page.close()


def test_a_page_can_be_used_with_the_keyboard(browser: Any, pages: dict[str, Path]) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(pages["en"].as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left >= 0")  # shown once it has the focus
    seen = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.tagName + '.' + document.activeElement.className"))
        if page.evaluate("document.activeElement.tagName") == "SUMMARY":
            break
    assert {"A.", "DIV.wide", "SUMMARY."} <= seen
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.parentElement.open")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    page.close()


CONTRAST = """
() => {
  const parse = c => c.match(/[\\d.]+/g).map(Number);
  const lum = ([r, g, b]) => { const f = v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
    return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
  const behind = e => { while (e) { const c = parse(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c; e = e.parentElement; } return [255, 255, 255]; };
  let worst = 21;
  for (const e of document.querySelectorAll('h1,h2,h3,p,li,a,b,th,td,caption,summary,dt,dd')) {
    const [x, y] = [lum(parse(getComputedStyle(e).color)), lum(behind(e))];
    worst = Math.min(worst, (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05));
  }
  return worst;
}
"""


def test_all_text_has_enough_contrast(browser: Any, pages: dict[str, Path]) -> None:
    page = browser.new_page()
    page.goto(pages["en"].as_uri())
    assert page.evaluate(CONTRAST) >= 4.5  # WCAG 2.2, level AA
    page.add_style_tag(content="p { color: #aaa !important }")
    assert page.evaluate(CONTRAST) < 4.5  # the measure can fail
    page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_prints_within_its_margins(browser: Any, pages: dict[str, Path], language: str, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": 690, "height": 1000})  # the width of A4 between its margins
    page.goto(pages[language].as_uri())
    page.emulate_media(media="print")
    assert page.evaluate(
        "[...document.querySelectorAll('table')].every(t => t.getBoundingClientRect().right <= innerWidth + 1 || !t.offsetParent)"
    )
    assert page.evaluate("getComputedStyle(document.querySelector('nav')).display") == "none"
    data = page.pdf(format="A4", print_background=True, prefer_css_page_size=True)
    assert data.startswith(b"%PDF")
    assert 3 <= len(re.findall(rb"/Type\s*/Page\b", data)) <= 20
    page.close()
