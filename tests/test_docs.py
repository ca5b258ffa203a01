"""The documentation agrees with the code, and every source that a number names exists."""

from __future__ import annotations

import ast
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


PLACE = re.compile(r"`((?:[a-z_*A-Z]+/)+[A-Za-z_*]+\.(?:py|toml))(?:: ([A-Za-z_.]+))?`")


def missing_places(text: str) -> list[str]:
    """Return the places that a text names, `room/file.py` or `room/file.py: Class.method`, but that are not there.

    Files are looked for in the package and in the repository; capitals as in `policies/NAME.py` stand for any name.
    """
    wrong = []
    for file, name in PLACE.findall(text):
        pattern = re.sub(r"\b[A-Z]{2,}\b", "*", file)
        found = [path for root in (ROOT / "src" / "clustersim", ROOT) for path in root.glob(pattern)]
        if not found:
            wrong.append(file)
        elif name and not stands_in(found[0], name.split(".")):
            wrong.append(f"{file}: {name}")
    return wrong


def stands_in(path: Path, names: list[str]) -> bool:
    """Say whether a file defines a name, or a class in it that has the second name."""
    body: list[ast.stmt] = ast.parse(path.read_text(encoding="utf-8")).body
    for name in names:
        targets = {
            target.id: node
            for node in body
            for target in (node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)])
            if isinstance(target, ast.Name)
        }
        defined = {node.name: node for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)} | targets
        if name not in defined:
            return False
        body = getattr(defined[name], "body", [])
    return True


def test_places_in_the_code_that_a_page_names_are_there() -> None:
    text = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
    assert len(PLACE.findall(text)) > 40
    assert missing_places(text) == []


def test_a_place_that_is_not_there_is_found() -> None:
    text = "`agency/act.py: decide` `agency/acts.py` `agency/act.py: decides` `world/state.py: World.fork` `policies/NAME.py`"
    assert missing_places(text) == ["agency/acts.py", "agency/act.py: decides"]
