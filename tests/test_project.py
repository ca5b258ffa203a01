"""What is written down in several files of the project says the same."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

import clustersim
from tests.helpers.sources import nodes

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


MODULES = {
    "salib": {"SALib"},
    "pillow": {"PIL"},
    "filelock": {"filelock"},
}  # distributions whose module has another name
WITH = {"dask": {"dask", "distributed"}}  # what an extra of a requirement (`dask[distributed]`) brings


def third_party(root: Path) -> dict[str, str]:
    """Return every module that is neither of Python nor ours and that the files below import, with one of the files."""
    found: dict[str, str] = {}
    for path in sorted(root.rglob("*.py")):
        for node in nodes(path.read_text(encoding="utf-8")):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            for name in names:
                top = name.partition(".")[0]
                if top and top not in sys.stdlib_module_names and top != "clustersim":
                    found.setdefault(top, path.relative_to(ROOT).as_posix())
    return found


def declared(*extras: str) -> set[str]:
    """Return the modules of everything that an installation with these extras asks for itself."""
    optional = PROJECT["project"]["optional-dependencies"]
    wanted = names(PROJECT["project"]["dependencies"]) | {one for extra in extras for one in names(optional[extra])}
    modules = {one.replace("-", "_") for one in wanted}
    return modules | {module for one in wanted for module in MODULES.get(one, set()) | WITH.get(one, set())}


def test_what_is_imported_is_declared() -> None:
    extras = [name for name in PROJECT["project"]["optional-dependencies"] if name != "dev"]
    undeclared = {name: file for name, file in third_party(ROOT / "src").items() if name not in declared(*extras)}
    assert undeclared == {}
    undeclared = {name: file for name, file in third_party(ROOT / "examples").items() if name not in declared(*extras)}
    assert set(undeclared) <= {"own_metric", "own_phase", "own_task"}
    tools = {name: file for name, file in third_party(ROOT / "tools").items() if name not in declared("dev", *extras)}
    assert tools == {}


def test_what_every_command_needs_needs_no_extra() -> None:
    optional = {"pyproj", "dask", "distributed", "dask_jobqueue", "xlsxwriter"}  # refused in words without its extra
    assert set(third_party(ROOT / "src")) - declared() <= optional


def test_an_undeclared_import_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    (tmp_path / "x.py").write_text("import os, yaml\nfrom PIL.Image import open\nfrom . import y\n")
    assert third_party(tmp_path) == {"yaml": "x.py", "PIL": "x.py"}


def test_every_dependency_has_a_lower_bound_that_is_tried() -> None:
    """`make test-lowest` installs the lowest versions; without a bound that would be the first one ever made."""
    extras = PROJECT["project"]["optional-dependencies"]
    everything = [PROJECT["project"]["dependencies"], *(extras[name] for name in extras if name != "dev")]
    assert [one for requirements in everything for one in requirements if ">=" not in one] == []
    assert "make test-lowest" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


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
