"""Paths, modules and commands that the pages of the documentation name exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from clustersim.cli.app import COMMANDS
from clustersim.cli.tables import numbers
from clustersim.scenario.parts import Agency, Start
from tests.test_docs import PAGES, ROOT

NOW = [page for page in PAGES if page.name != "CHANGELOG.md"]  # which tells what was
PACKAGE = ROOT / "src" / "clustersim"
ROOMS = sorted(path.name for path in PACKAGE.iterdir() if path.is_dir() and not path.name.startswith("_"))
PATH = re.compile(r"(?<![\w./~{-])(?:src|scripts|tools|tests|docs|benchmarks|examples|scenarios)/[\w./-]+")
MODULE = re.compile(rf"(?<![\w./-])(?:clustersim\.(\w+(?:\.\w+)*)|((?:{'|'.join(ROOMS)})(?:\.\w+)+))")
COMMAND = re.compile(r"\bclustersim ([a-z]+)\b(?![-.])")
COMMAND_NAMES = {command.__name__ for command in COMMANDS}
# what a dotted name may be besides a module: a key of a scenario, of a plan, or a file of results
KEYS = {key for row in numbers() for key in (row["key"], row["key"].removeprefix("parameters."))}
KEYS |= {f"agency.{name}" for name in Agency.model_fields} | {f"start.{name}" for name in Start.model_fields}
TASK_KEYS = ("intensity", "start", "stop", "sectors", "cells", "role")
FILES = (".py", ".md", ".toml", ".csv", ".parquet", ".json", ".png", ".html", ".bin")


def code_of(page: Path) -> Iterator[str]:
    """Yield what a page sets in backticks, and its blocks of commands."""
    text = page.read_text(encoding="utf-8")
    yield from re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    yield from re.findall(r"(?<!`)`([^`\n]+)`(?!`)", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


def is_key(name: str) -> bool:
    """Say whether a dotted name is a key of a scenario (or the beginning of one)."""
    room, _, rest = name.partition(".")
    if room == "policies" and rest.rpartition(".")[2] in TASK_KEYS:
        return True
    return any(key == name or key.startswith(f"{name}.") for key in KEYS)


def is_there(name: str) -> bool:
    """Say whether a dotted name below the package is a module, or something in one, or public."""
    parts = name.split(".")
    for count in range(len(parts), -1, -1):
        place = PACKAGE.joinpath(*parts[:count])
        if not place.is_dir() and count and not place.with_suffix(".py").is_file():
            continue
        found: object = import_module(".".join(["clustersim", *parts[:count]]))
        for part in parts[count:]:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False


def missing(code: str, folder: Path = ROOT) -> list[str]:
    """Return every path, module and command that a piece of code on a page names and that is not there."""
    found = [path for path in PATH.findall(code) if not (ROOT / path).exists() and not (folder / path).exists()]
    names = [
        name
        for pair in MODULE.findall(code)
        for name in pair
        if name and not name.endswith(tuple(file[1:] for file in FILES))
    ]
    found += [name for name in names if not is_key(name) and not is_there(name)]
    return found + [f"clustersim {name}" for name in COMMAND.findall(code) if name not in COMMAND_NAMES]


@pytest.mark.parametrize(
    "page", [*NOW, ROOT / "scenarios" / "README.md"], ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_what_a_page_names_is_there(page: Path) -> None:
    assert [name for code in code_of(page) for name in missing(code, page.parent)] == []


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("src/clustersim/bench.py", ["src/clustersim/bench.py"]),
        ("python tools/no_such.py --check", ["tools/no_such.py"]),
        ("clustersim bench --batches", ["clustersim bench"]),
        ("phases.schedule.SCHEDULES", ["phases.schedule.SCHEDULES"]),
        ("scenario.loader", ["scenario.loader"]),
        ("python -m clustersim.bench; clustersim.load; clustersim.Plan.load", ["bench"]),
        ("policies.networking.intensitty", ["policies.networking.intensitty"]),
        ("clustersim.batch.plan.Plan.load", []),
        ("agency.act.act", []),
        ("policies.networking.intensity=0.5", []),
        ("agency.regime", []),
        ("clustersim schedule baseline", []),
    ],
)
def test_a_name_that_does_not_exist_is_found(code: str, wrong: list[str]) -> None:
    assert missing(code) == wrong
