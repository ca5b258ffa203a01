"""How many types are given up as `Any`, outside `core/` (arrays) and `mesa_view/` (Mesa has no types). They may only fall."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.helpers.sources import tree

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "clustersim"
BORDERS = {"core", "mesa_view"}
ROAD = ("scenario/fields.py", "scenario/groups.py", "agency/settings.py", "agency/act.py", "agency/regime.py")
ALONE = 9  # values of which nothing is known: annotations that are `Any` and nothing else
WORDS = 103  # the name `Any` wherever it stands, but in imports


def trees() -> Iterator[ast.Module]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.relative_to(PACKAGE).parts[0] not in BORDERS:
            yield tree(path.read_text(encoding="utf-8"))


def is_any(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Name) and node.id == "Any"


def words(module: ast.Module) -> int:
    """Count the name `Any`; what an import brings is no name in the syntax tree."""
    return sum(is_any(node) for node in ast.walk(module))


def alone(module: ast.Module) -> int:
    """Count arguments, variables, fields and results annotated with `Any` alone; not `dict[str, Any]`."""
    return sum(
        is_any(getattr(node, "annotation", None)) + is_any(getattr(node, "returns", None)) for node in ast.walk(module)
    )


def test_the_counts_see_what_they_count() -> None:
    made = ast.parse("from typing import Any\nx: Any = 1\ndef f(a: Any, b: dict[str, Any]) -> Any:\n    return a\n")
    assert (words(made), alone(made)) == (4, 3)


def test_types_are_given_up_no_more_often() -> None:
    found = list(trees())
    assert sum(map(alone, found)) <= ALONE
    assert sum(map(words, found)) <= WORDS


def test_the_road_of_a_setting_is_typed() -> None:
    """From what a scenario says to what the agency does with it (docs/extending.md, "How a value travels")."""
    assert {name: words(tree((PACKAGE / name).read_text(encoding="utf-8"))) for name in ROAD} == dict.fromkeys(ROAD, 0)
