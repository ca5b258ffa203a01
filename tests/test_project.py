"""What is written down in several files of the project says the same."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import clustersim

ROOT = Path(__file__).resolve().parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=!~; ]", one)[0].lower() for one in requirements}


def group(name: str) -> set[str]:
    """Return the requirements of a dependency group with those of the groups it includes."""
    found: set[str] = set()
    for one in PROJECT["dependency-groups"][name]:
        found |= group(one["include-group"]) if isinstance(one, dict) else {one}
    return found


def test_one_version_everywhere() -> None:
    said = PROJECT["project"]["version"]
    cited = re.search(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    assert cited is not None
    assert cited.group(1).strip('"') == said
    assert clustersim.__version__ == version("clustersim") == said


def test_the_extra_dev_is_the_group_dev() -> None:
    assert set(PROJECT["project"]["optional-dependencies"]["dev"]) == group("dev")


def test_no_part_is_under_the_gpl() -> None:
    """igraph was the only one; docs/decisions.md says what took its place."""
    everything = [PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"].values()]
    assert "igraph" not in {name for requirements in everything for name in names(requirements)}


def test_hooks_are_those_of_make_lint() -> None:
    hooks = re.findall(
        r"entry: \.venv/bin/(ruff \w+|\w+)", (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    )
    lint = re.search(r"^lint:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert lint is not None
    assert hooks == re.findall(r"\$\(BIN\)/(ruff \w+|\w+)", lint.group(1))
