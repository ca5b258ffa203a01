"""The documentation agrees with the code, and every source that a number names exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from clustersim.metrics.registry import METRICS
from clustersim.phases.schedule import SCHEDULE
from clustersim.policies.base import choices_of
from clustersim.policies.registry import POLICIES
from clustersim.spec.parameters import catalogue, describe
from tools.docs_tables import TABLES, fill

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted(
    [
        *(ROOT / "docs").glob("*.md"),
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "CHANGELOG.md",
        ROOT / "results" / "README.md",
    ]
)
ID = re.compile(r"\b(?:F-P\d+[a-z]|[A-EKP]\d\d[a-z]?)\b")
ROW = re.compile(rf"^\| ({ID.pattern}) \|(.*)\|$", re.MULTILINE)


def evidence() -> dict[str, str]:
    """Return the status of every row of the page on evidence."""
    return {
        found[1]: found[2].rsplit("|", 1)[-1].strip()
        for found in ROW.finditer((ROOT / "docs" / "evidence.md").read_text(encoding="utf-8"))
    }


def sources() -> Iterator[tuple[str, str]]:
    """Yield the key and the source of every number, word and task."""
    yield from ((row.key, row.number.source) for row in catalogue())
    for key, policy in POLICIES.items():
        yield from ((row.key, row.number.source) for row in describe(policy.numbers, f"policies.{key}"))
        yield from ((f"policies.{key}.{name}", known.source) for name, (_, known) in choices_of(policy).items())
        yield from ((f"policies.{key}.evidence", name) for name in policy.evidence)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_tables_are_those_of_the_code(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert fill(text) == text, "make docs"


def test_every_table_stands_in_the_protocol_and_a_stale_one_is_noticed() -> None:
    text = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
    for name in TABLES:
        assert f"<!-- table: {name} -->" in text
    stale = text.replace("| `brokering` | 1 |", "| `brokering` | 2 |")
    assert stale != text
    assert fill(stale) == text


def test_every_row_that_a_number_names_is_on_the_page_of_evidence() -> None:
    rows = evidence()
    assert len(rows) > 150
    unknown = [(key, name) for key, source in sources() for name in ID.findall(source) if name not in rows]
    assert unknown == []


def test_every_number_has_a_source_or_the_mark_assumption() -> None:
    marks = re.compile(rf"{ID.pattern}|assumption|definition|switch|calibrated|judgement|prototype")
    assert [(key, source) for key, source in sources() if not marks.search(source)] == []


def test_what_rests_on_an_unverified_row_says_so() -> None:
    rows = evidence()
    silent = [
        (key, source)
        for key, source in sources()
        if not key.endswith(".evidence")
        and any(rows[name].startswith("R") for name in ID.findall(source))
        and "unverified" not in source
    ]
    assert silent == []


def test_the_protocol_names_the_phases_in_their_order() -> None:
    text = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
    process = text[text.index("## 3.") : text.index("## 4.")]
    assert re.findall(r"^\| `(\w+)` \|", process, re.MULTILINE) == [phase.__name__ for phase in SCHEDULE]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_readme_names_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make demo" in text
    assert "make test" in text


def test_every_measure_has_a_definition() -> None:
    assert all(metric.doc and metric.unit and metric.source for metric in METRICS.values())
