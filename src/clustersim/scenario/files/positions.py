"""On which line of a TOML text each key stands (`tomllib` does not tell).

The text is one that `tomllib` has already read, so this only has to follow its structure, not to check it.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

from clustersim.scenario.files.paths import Path

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_ATOM = re.compile(r"[^,\]}#\n]+")
_STRINGS = (
    re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}', re.DOTALL),
    re.compile(r"'''.*?'{3,5}", re.DOTALL),
    re.compile(r'"(?:[^"\\\n]|\\.)*"'),
    re.compile(r"'[^'\n]*'"),
)


def find_positions(text: str) -> dict[Path, int]:
    """Return the line (from 1) at which each table, key and list entry first appears, by its path."""
    return _Finder(text).find()


class _Finder:
    """Walks once through a text."""

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n")
        self.at = 0
        self.breaks = [found.start() for found in re.finditer("\n", self.text)]
        self.lines: dict[Path, int] = {}
        self.lengths: dict[Path, int] = {}  # of the arrays of tables

    def find(self) -> dict[Path, int]:
        table: Path = ()
        self.skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
            self.skip(_BLANK)
        return self.lines

    def skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()

    def note(self, path: Path) -> None:
        self.lines.setdefault(path, bisect_right(self.breaks, self.at - 1) + 1)

    def header(self) -> Path:
        """Read [table] or [[entry of an array of tables]] and return its path."""
        double = self.text.startswith("[[", self.at)
        self.at += 2 if double else 1
        keys = self.keys()
        self.at += 2 if double else 1
        path: Path = ()
        for place, key in enumerate(keys):
            path = (*path, key)
            self.note(path)
            last = place == len(keys) - 1
            if last and double:
                self.lengths[path] = self.lengths.get(path, 0) + 1
            if path in self.lengths:
                path = (*path, self.lengths[path] - 1)
                self.note(path)
        return path

    def keys(self) -> list[str]:
        """Read a key with its dots; `note` afterwards still gives the key's line, as a key cannot span lines."""
        keys = []
        while True:
            self.skip(_SPACE)
            if self.text[self.at] in "\"'":
                start = self.at
                self.string()
                keys.append(tomllib.loads(f"key = {self.text[start : self.at]}")["key"])
            else:
                found = _BARE_KEY.match(self.text, self.at)
                assert found is not None
                keys.append(found[0])
                self.at = found.end()
            self.skip(_SPACE)
            if self.text[self.at] != ".":
                return keys
            self.at += 1

    def pair(self, table: Path) -> None:
        """Read key = value."""
        path = table
        for key in self.keys():
            path = (*path, key)
            self.note(path)
        self.at += 1  # the equals sign
        self.skip(_SPACE)
        self.value(path)

    def value(self, path: Path) -> None:
        first = self.text[self.at]
        if first in "\"'":
            self.string()
        elif first == "[":
            self.entries(path)
        elif first == "{":
            self.inline_table(path)
        else:
            self.skip(_ATOM)

    def string(self) -> None:
        for pattern in _STRINGS:
            found = pattern.match(self.text, self.at)
            if found:
                self.at = found.end()
                return

    def entries(self, path: Path) -> None:
        """Read [value, value ...]."""
        self.at += 1
        number = 0
        self.skip(_BLANK)
        while self.text[self.at] != "]":
            self.note((*path, number))
            self.value((*path, number))
            number += 1
            self.comma()
        self.at += 1

    def inline_table(self, path: Path) -> None:
        """Read {key = value, key = value ...}."""
        self.at += 1
        self.skip(_BLANK)
        while self.text[self.at] != "}":
            self.pair(path)
            self.comma()
        self.at += 1

    def comma(self) -> None:
        self.skip(_BLANK)
        if self.text[self.at] == ",":
            self.at += 1
        self.skip(_BLANK)
