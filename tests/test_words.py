"""The house is in order: no class name stands twice, names say one thing, and the glossary holds the words."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

from tests.helpers.sources import nodes

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "clustersim"
RETIRED = ("places", "from_csv", "experiments", "paired", "comparison", "utils", "helpers", "common", "misc")


def class_names(package: Path) -> dict[str, list[str]]:
    """Return the files in which every class of a package stands, by its name."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(package.rglob("*.py")):
        for node in nodes(path.read_text(encoding="utf-8")):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(str(path.relative_to(package)))
    return found


def test_no_class_name_stands_twice() -> None:
    assert {name: files for name, files in class_names(PACKAGE).items() if len(files) > 1} == {}


def test_a_class_that_stands_twice_is_found(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("class Tie:\n    pass\n")
    (tmp_path / "two.py").write_text("def f():\n    class Tie:\n        pass\n")
    assert class_names(tmp_path) == {"Tie": ["one.py", "two.py"]}


def test_file_names_say_what_is_inside() -> None:
    kept = {"plots/places.py"}  # it draws the names of places
    found = [str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py") if path.stem in RETIRED]
    assert set(found) <= kept


def test_case_is_a_word_of_mesas_only() -> None:
    """`ClusterModel.case` is the one place where a scenario is called a case."""
    found = [
        str(path.relative_to(PACKAGE))
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in nodes(path.read_text(encoding="utf-8"))
        if (isinstance(node, ast.FunctionDef) and node.name in ("case", "case_of", "_case"))
        or (isinstance(node, ast.Name) and node.id == "case")
        or (isinstance(node, ast.Attribute) and node.attr in ("case", "case_of"))
    ]
    assert {name for name in found if not name.startswith("mesa_view/")} == set()


def test_the_glossary_holds_every_word_once() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    words = [word for row in re.findall(r"^\| ([^|]+) \| [^|]+ \|", text, re.MULTILINE) for word in row.split(", ")]
    words = [word for word in words if word not in ("word", "---")]
    assert len(words) > 60
    assert sorted({word for word in words if words.count(word) > 1}) == []
    needed = (
        "task order job place snapshot agency scenario arm run batch plan lever action phase tick decision draw cell"
    )
    assert {*needed.split(), "tie", "metric", "key", "row", "room"} <= set(words)


def test_an_entry_point_is_where_a_policy_starts() -> None:
    """What packages announce has another word; only the file that reads it says what Python calls that."""
    words = re.compile(r"\bentry[ -]points?\b", re.IGNORECASE)
    found = {str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py") if words.search(path.read_text())}
    assert found <= {"core/registry.py"}
