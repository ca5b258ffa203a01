"""The finder of lines in TOML texts, against `tomllib` (what is there) and a writer that knows its lines (where)."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustersim.scenario.files.documents import shipped_scenarios
from clustersim.scenario.files.positions import find_positions

Path = tuple[str | int, ...]

CORNERS = '''\
# comment = 1
top = 1 # [not.a.table]
"quo.ted" . 'key'."t\\u0061b\\" ]" = "a # b"

[ a . "b c" ]
text = """
[x]
y = 1
\\"""
end"""""
literal = \'\'\'
k = 2
it's \'\'\'\'
numbers = [
  1, # one ]
  [2, 3],

  { x = 1, y.z = [ "}" , ']' ] },
]
date = 1979-05-27 07:32:00Z
nothing = []
empty = {}
[[list]]
v = 1
[list.sub]
w = 1
[[list.deep]]
[[list.deep]]
u = -inf
[[list]]
[list.sub]
w.x = true
'''
LINES: dict[Path, int] = {
    ("top",): 2,
    ("quo.ted",): 3,
    ("quo.ted", "key", 'tab" ]'): 3,
    ("a",): 5,
    ("a", "b c"): 5,
    ("a", "b c", "text"): 6,
    ("a", "b c", "literal"): 11,
    ("a", "b c", "numbers"): 14,
    ("a", "b c", "numbers", 0): 15,
    ("a", "b c", "numbers", 1): 16,
    ("a", "b c", "numbers", 1, 1): 16,
    ("a", "b c", "numbers", 2, "y", "z", 1): 18,
    ("a", "b c", "date"): 20,
    ("list",): 23,
    ("list", 0, "v"): 24,
    ("list", 0, "sub", "w"): 26,
    ("list", 0, "deep", 0): 27,
    ("list", 0, "deep", 1, "u"): 29,
    ("list", 1): 30,
    ("list", 1, "sub", "w", "x"): 32,
}


def paths_of(value: Any, path: Path = ()) -> set[Path]:
    """Return the paths of everything in nested tables and lists."""
    found = {path} if path else set()
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in steps:
        found |= paths_of(part, (*path, key))
    return found


def test_corners_of_the_format() -> None:
    found = find_positions(CORNERS)
    assert {path: found.get(path) for path in LINES} == LINES
    assert set(found) == paths_of(tomllib.loads(CORNERS))
    assert find_positions(CORNERS.replace("\n", "\r\n")) == found
    assert find_positions("") == {}


@pytest.mark.parametrize("name", sorted(shipped_scenarios()))
def test_shipped_files(name: str) -> None:
    text = shipped_scenarios()[name].read_text(encoding="utf-8")
    found, lines = find_positions(text), text.splitlines()
    assert set(found) == paths_of(tomllib.loads(text))
    for path, line in found.items():
        if isinstance(path[-1], str):
            assert path[-1] in lines[line - 1], path


KEYS = st.text(alphabet=st.sampled_from("ab. #]}=\"'\\\n\té-"), min_size=0, max_size=4)
PLAIN = st.one_of(
    st.integers(-99, 99),
    st.booleans(),
    st.floats(allow_nan=False, width=16),
    st.text(alphabet="x#[]{}=,\"'\\\n ", max_size=8),
)
VALUES = st.recursive(
    PLAIN, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)), max_leaves=6
)
TABLES = st.dictionaries(KEYS, VALUES, max_size=4)
DOCUMENTS = st.dictionaries(KEYS, st.one_of(VALUES, TABLES, st.lists(TABLES, min_size=1, max_size=3)), max_size=5)


class Writer:
    """Writes a document as TOML in a style drawn at random, and keeps the line of everything it writes."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.text = ""
        self.lines: dict[Path, int] = {}

    def put(self, text: str) -> None:
        self.text += text

    def mark(self, path: Path) -> None:
        self.lines.setdefault(path, self.text.count("\n") + 1)

    def gap(self) -> None:
        self.put(self.draw(st.sampled_from(["", " ", "\t"])))

    def loose_gap(self) -> None:
        """Write what may stand between the entries of a list."""
        self.put(self.draw(st.sampled_from(["", " ", "\n", ' # ] } , = "\n', "\n\n  "])))

    def end(self) -> None:
        self.put(self.draw(st.sampled_from(["\n", " # x = [\n", "\n\n", "\n# [y]\n"])))

    def key(self, key: str) -> None:
        bare = key and all(letter in "ab-" for letter in key)
        literal = not set(key) & set("'\n\t")
        styles = ["basic"] + ["bare"] * bool(bare) + ["literal"] * literal
        style = self.draw(st.sampled_from(styles))
        self.put(key if style == "bare" else f"'{key}'" if style == "literal" else json.dumps(key))

    def string(self, text: str) -> None:
        styles = ["basic", "long"] + ["literal"] * (not set(text) & set("'\n")) + ["long literal"] * ("'" not in text)
        style = self.draw(st.sampled_from(styles))
        if style == "basic":
            self.put(json.dumps(text))
        elif style == "literal":
            self.put(f"'{text}'")
        elif style == "long literal":
            self.put(f"'''\n{text}'''")
        else:
            self.put(
                '"""\n'
                + text.replace("\\", "\\\\").replace('"""', '""\\"').removesuffix('"')
                + ('\\"' if text.endswith('"') else "")
                + '"""'
            )

    def value(self, value: Any, path: Path) -> None:
        if isinstance(value, str):
            self.string(value)
        elif isinstance(value, bool):
            self.put("true" if value else "false")
        elif isinstance(value, list):
            self.put("[")
            for number, part in enumerate(value):
                self.loose_gap()
                self.mark((*path, number))
                self.value(part, (*path, number))
                self.loose_gap()
                self.put("," if number < len(value) - 1 or self.draw(st.booleans()) else "")
            self.loose_gap()
            self.put("]")
        elif isinstance(value, dict):
            self.put("{")
            for number, (key, part) in enumerate(value.items()):
                self.put(", " if number else "")
                self.pair(key, part, path)
            self.put("}")
        else:
            self.put(repr(value))

    def pair(self, key: str, value: Any, path: Path) -> None:
        self.gap()
        self.mark((*path, key))
        self.key(key)
        here = (*path, key)
        while isinstance(value, dict) and len(value) == 1 and self.draw(st.booleans()):  # as a dotted key
            (inner, value), *_ = value.items()
            self.gap()
            self.put(".")
            here = (*here, inner)
            self.mark(here)
            self.key(inner)
        self.gap()
        self.put("=")
        self.gap()
        self.value(value, here)
        self.gap()

    def header(self, brackets: str, key: str) -> None:
        self.gap()
        self.put(brackets)
        self.gap()
        self.key(key)
        self.gap()
        self.put("]" * len(brackets))
        self.end()

    def document(self, data: dict[str, Any]) -> None:
        tables = {key: value for key, value in data.items() if isinstance(value, dict) and self.draw(st.booleans())}
        entries = {
            key: value
            for key, value in data.items()
            if isinstance(value, list)
            and value
            and all(isinstance(part, dict) for part in value)
            and self.draw(st.booleans())
        }
        for key, value in data.items():
            if key not in tables and key not in entries:
                self.pair(key, value, ())
                self.end()
        for key, value in tables.items():
            self.mark((key,))
            self.header("[", key)
            self.pairs(value, (key,))
        for key, value in entries.items():
            for number, part in enumerate(value):
                self.mark((key,))
                self.mark((key, number))
                self.header("[[", key)
                self.pairs(part, (key, number))

    def pairs(self, table: dict[str, Any], path: Path) -> None:
        for key, value in table.items():
            self.pair(key, value, path)
            self.end()


@pytest.mark.process
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_everything_is_found_where_it_was_written(data: st.DataObject) -> None:
    document = data.draw(DOCUMENTS)
    writer = Writer(data.draw)
    writer.document(document)
    assert tomllib.loads(writer.text) == document, "the writer of this test is wrong"
    assert find_positions(writer.text) == writer.lines
