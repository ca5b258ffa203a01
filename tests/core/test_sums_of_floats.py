"""Sums of fractions are the same on every Python: `sum` adds them up differently from 3.12 on, `math.fsum` does not."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.helpers.sources import nodes

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "clustersim"
MODEL = ("agency", "core", "mechanisms", "metrics", "phases", "policies", "start", "world")
WHOLE = {  # sums of whole numbers and of arrays, which no version adds up differently, by file
    "agency/diagnose.py": 2,
    "core/columns.py": 1,
    "core/intervals.py": 1,
    "metrics/points.py": 1,
    "phases/open_centres.py": 1,
    "policies/base.py": 1,
    "policies/networking.py": 1,
    "policies/organisation.py": 1,
    "start/assumed.py": 1,
}


def plain_sums(source: str) -> int:
    """Return how often a source calls the builtin `sum`."""
    calls = (node for node in nodes(source) if isinstance(node, ast.Call))
    return len([call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "sum"])


def test_the_model_adds_fractions_with_fsum() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix(): count
        for room in MODEL
        for path in sorted((PACKAGE / room).rglob("*.py"))
        if (count := plain_sums(path.read_text(encoding="utf-8")))
    }
    assert found == WHOLE


def test_a_planted_sum_is_counted() -> None:
    assert plain_sums("x = sum(y) + a.sum() + math.fsum(z)") == 1
