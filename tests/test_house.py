"""Rules of the house that hold for every file: what a kernel is handed is named, not counted."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.sources import nodes

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "clustersim"
MOST = 8  # arguments by position: more than that nobody can tell apart


def crowded(source: str) -> Iterator[str]:
    """Yield every definition and every call in a source with more than MOST arguments by position."""
    for node in nodes(source):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
            if len(names) - (names[:1] in (["self"], ["cls"])) > MOST:
                yield f"{node.lineno}: {len(names)} parameters by position"
        elif isinstance(node, ast.Call) and len(node.args) > MOST:
            yield f"{node.lineno}: {ast.unparse(node.func)}() with {len(node.args)} arguments by position"


ROOMS = sorted(path.name for path in PACKAGE.iterdir() if path.is_dir() and any(path.rglob("*.py")))


@pytest.mark.parametrize("room", ROOMS)
def test_nothing_is_called_with_more_arguments_than_one_can_tell_apart(room: str) -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{problem}"
        for path in sorted((PACKAGE / room).rglob("*.py"))
        for problem in crowded(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("def f(a, b, c, d, e, f, g, h): ...", 0),
        ("def f(a, b, c, d, e, f, g, h, i): ...", 1),
        ("def f(a, b, c, d, /, e, f, g, h, i): ...", 1),
        ("def f(a, b, c, d, e, f, g, h, *, i): ...", 0),
        ("class A:\n    def f(self, a, b, c, d, e, f, g, h): ...", 0),
        ("class A:\n    def f(self, a, b, c, d, e, f, g, h, i): ...", 1),
        ("f(1, 2, 3, 4, 5, 6, 7, 8)", 0),
        ("x = y.f(1, 2, 3, 4, 5, 6, 7, 8, 9)", 1),
        ("f(1, 2, 3, 4, 5, 6, 7, 8, i=9)", 0),
        ("lambda a, b, c, d, e, f, g, h, i: 0", 1),
    ],
)
def test_a_planted_crowd_is_found(source: str, count: int) -> None:
    assert len(list(crowded(source))) == count
