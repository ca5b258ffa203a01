"""The README keeps its word: its lines of Python print what stands below them, and what pages name is there."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

from clustersim.cli.app import app

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted(
    [
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md")),
        *ROOT.glob("*/README.md"),
    ]
)
COMMANDS = {command.callback.__name__ for command in app.registered_commands if command.callback is not None}
PATHS = re.compile(r"`((?:src|tools|docs|tests|examples|benchmarks|scenarios)/[\w./-]+)`")
SAID = re.compile(r"`clustersim ([a-z][a-z-]+)")
IN_BLOCK = re.compile(r"^clustersim ([a-z][a-z-]+)", re.MULTILINE)
BLOCKS = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINKS = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")


def commands_in(text: str) -> set[str]:
    """Return the sub-commands that a page names, in a line of its text or of a block."""
    return {*SAID.findall(text), *IN_BLOCK.findall("\n".join(BLOCKS.findall(text)))}


@pytest.mark.process
def test_the_lines_of_python_print_what_stands_below_them() -> None:
    code, printed = re.findall(r"^```(?:python|text)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)[:2]
    assert len([line for line in code.splitlines() if line.strip()]) == 8
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(code, "README.md", "exec"), {})
    assert said.getvalue() == printed


def test_it_is_one_page_with_its_two_commands() -> None:
    assert len(README.splitlines()) <= 100
    assert "make demo\nmake test" in README


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    gone = [name for name in PATHS.findall(text) if not (ROOT / name).exists() and not (page.parent / name).exists()]
    assert sorted(set(gone)) == []
    assert sorted(commands_in(text) - COMMANDS) == []
    assert sorted({name for name in LINKS.findall(text) if not (page.parent / name).exists()}) == []


def test_a_name_that_is_gone_is_noticed() -> None:
    text = "see `src/clustersim/model.py`, [here](gone.md)\n```\nclustersim bench\n```\n"
    assert PATHS.findall(text) == ["src/clustersim/model.py"]
    assert LINKS.findall(text) == ["gone.md"]
    assert commands_in(text) - COMMANDS == {"bench"}
