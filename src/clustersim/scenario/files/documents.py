"""Scenario files with what they extend: one tree of values, and for each the place it came from."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from clustersim.errors import InputError, Problem, did_you_mean
from clustersim.scenario.files import paths
from clustersim.scenario.files.positions import find_positions
from clustersim.texts import command_line

if TYPE_CHECKING:
    from collections.abc import Iterable

PACKAGE = Path(__file__).resolve().parents[2]
OWN_TEXTS = ("name", "title", "title_de", "description")  # say what one file is, so they are not inherited
IDENTITY: list[paths.Path] = [("region", "name"), ("region", "name_de"), ("region", "basis")]  # of a certain region
# what a file gives on the left takes the place of what it inherits on the right
REPLACES: dict[paths.Path, list[paths.Path]] = {
    ("region", "cells_file"): [("region", "cells"), ("region", "towns"), *IDENTITY],
    ("region", "cells"): [("region", "cells_file"), ("region", "towns"), *IDENTITY],
    ("region", "towns"): IDENTITY,
    ("region", "institutions_file"): [("institutions",)],
    ("institutions",): [("region", "institutions_file")],
    ("region", "firms_file"): [("start", "given"), *IDENTITY],
    ("start", "given"): [("region", "firms_file"), *IDENTITY],
    ("sectors",): [("region", "sectors_file")],
}


class Place(NamedTuple):
    """Where a value stands. `rank` orders the places: 0 an override, 1 the file itself, 2 the file it extends ..."""

    rank: int
    file: str
    line: int
    columns: dict[str, str] | None = None
    """for a row of a CSV file: the column of each field"""


@dataclass
class Document:
    """Values as nested dictionaries and lists, and the place of each by its dotted path."""

    data: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def place(self, key: str) -> tuple[Place | None, str]:
        """Return the place of a value, or else of the nearest table around it, and the rest of the path."""
        whole = key
        while key:
            if key in self.places:
                return self.places[key], whole[len(key) :].lstrip(".")
            key = key[: max(key.rfind("."), key.rfind("["), 0)]
        return self.places.get(""), whole

    def forget(self, key: str) -> None:
        """Forget the places of a value and of everything in it."""
        for known in [known for known in self.places if known == key or known.startswith((key + ".", key + "["))]:
            del self.places[known]


def shipped_folders() -> list[Path]:
    """Return the folders of the scenarios that come with the package (in a clone, they are at its top)."""
    return [folder for folder in (PACKAGE / "data" / "scenarios", PACKAGE.parents[1] / "scenarios") if folder.is_dir()]


def shipped_scenarios() -> dict[str, Path]:
    """Return the files of the scenarios that come with the package, by name."""
    return {path.stem: path for folder in reversed(shipped_folders()) for path in sorted(folder.glob("*.toml"))}


def _shipped_name(text: str, names: Iterable[str]) -> str:
    """Return the shipped scenario that a name means, whatever its capitals; '' if there is none."""
    return next((name for name in names if name.casefold() == text.casefold()), "")


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def find_file(source: str | Path) -> tuple[Path, str]:
    """Return the file that a name or path means, and how to name it to the user; InputError if there is none."""
    text = str(source)
    shipped = shipped_scenarios()
    path = Path(text)
    name = _shipped_name(text, shipped)
    if name and (name == text or not _is_file(path)):
        return shipped[name], str(shipped[name])
    try:
        manifest = path.is_file() and path.suffix == ".json"
        if path.is_file() and not manifest:
            return path, text
        problem = "is a folder, not a scenario file" if path.is_dir() else ""
        if manifest:
            problem = f"is no scenario file; if it is the manifest of a run: {command_line('repeat', path)}"
    except (OSError, ValueError):
        problem = ""
    names = sorted(shipped)
    message = problem or (
        f"no such file, and no shipped scenario of this name; shipped: {', '.join(names)}.{did_you_mean(text, names)}"
    )
    raise InputError([Problem(paths.one_line(text), 0, "", message)])


def read_document(source: str | Path) -> Document:
    """Return a scenario file merged over everything it extends."""
    path, shown = find_file(source)
    chain: list[tuple[Document, Path]] = []
    visited: list[Path] = []
    while True:
        own = read_file(path, shown, len(chain) + 1)
        own.data.setdefault("name", path.stem) if not chain else None
        visited.append(path.resolve())
        extends = own.data.pop("extends", None)
        chain.append((own, path))
        if extends is None:
            break
        place = own.places["extends"]
        path, shown = _extended(extends, path, shown, place)
        if path.resolve() in visited:
            circle = " -> ".join(step.name for step in [*visited, path])
            raise InputError([Problem(place.file, place.line, "extends", f"goes round in a circle: {circle}")])
    merged = Document()
    for own, _ in reversed(chain):
        if own is not chain[0][0]:
            for key in OWN_TEXTS:
                own.data.pop(key, None)
                own.forget(key)
        merge(merged, own)
    return merged


def extended_by(source: str | Path) -> Path | None:
    """Return the file that a scenario file extends itself, None if it extends none."""
    path, shown = find_file(source)
    own = read_file(path, shown, 1)
    extends = own.data.get("extends")
    return None if extends is None else _extended(extends, path, shown, own.places["extends"])[0]


def _extended(extends: object, path: Path, shown: str, place: Place) -> tuple[Path, str]:
    """Return the file that `extends` names: a shipped scenario, or a path from the folder of the file itself."""
    names = sorted(shipped_scenarios())
    if not isinstance(extends, str):
        raise InputError(
            [
                Problem(
                    place.file,
                    place.line,
                    "extends",
                    f"must be the name of a scenario or a path in quotes, not {paths.shown(extends)}",
                )
            ]
        )
    if extends in names:
        return find_file(extends)
    try:
        if extends and (path.parent / extends).is_file():
            return path.parent / extends, str(Path(shown).parent / extends)
    except (OSError, ValueError):
        pass
    if _shipped_name(extends, names):
        return find_file(_shipped_name(extends, names))
    message = (
        f"is {paths.shown(extends)}; must be a file, as a path from this file's folder, or one of: "
        f"{', '.join(names)}.{did_you_mean(extends, names)}"
    )
    raise InputError([Problem(place.file, place.line, "extends", message)])


def read_text(path: Path, shown: str) -> str:
    """Return the text of a file in UTF-8, with or without a byte order mark; InputError if that fails."""
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputError(
            [
                Problem(
                    paths.one_line(shown), line, "", f"is not UTF-8 text{_likely(error.object)}; save the file as UTF-8"
                )
            ]
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError([Problem(paths.one_line(shown), 0, "", f"cannot be read: {reason}")]) from None


def _likely(data: bytes) -> str:
    """Return what a text that is no UTF-8 probably is."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return " but UTF-16, it seems"
    return " but Windows-1252 or Latin-1, it seems" if b"\0" not in data else ""


def read_file(path: Path, shown: str, rank: int) -> Document:
    """Return one TOML file without what it extends."""
    text, file = read_text(path, shown), paths.one_line(shown)
    try:
        data = tomllib.loads(text)
        lines = find_positions(text)
    except RecursionError:
        raise InputError([Problem(file, 0, "", "is not valid TOML: nested too deeply")]) from None
    except ValueError as error:  # also a number with too many digits
        message = paths.one_line(str(error))
        found = re.search(r" \(at line (\d+), column (\d+)\)| \(at end of document\)", message)
        line = (int(found[1]) if found[1] else text.count("\n") + 1) if found else 0
        where = f" at column {found[2]}" if found and found[2] else ""
        what = message[: found.start()] if found else message
        hint = _toml_hint(text.split("\n")[line - 1] if line else "")
        raise InputError([Problem(file, line, "", f"is not valid TOML{where}: {what}{hint}")]) from None
    places = {paths.dotted(key): Place(rank, file, line) for key, line in lines.items()}
    return Document(data, {"": Place(rank, file, 0), **places})


def _toml_hint(line: str) -> str:
    """Return what to do about mistakes that many make in TOML."""
    if re.search(r"=\s*[+-]?\d+,\d+\s*(#.*)?$", line):
        return "; write decimals with a point, as 12.5"
    if re.search(r'"[^"]*\\', line):
        return "; a backslash begins an escape in double quotes: write paths with / or in 'single quotes'"
    return ""


def merge(under: Document, over: Document) -> None:
    """Lay one document over another: tables merge key by key, everything else is replaced."""
    for key, others in REPLACES.items():
        if _has(over.data, key):
            for other in others:
                if not _has(over.data, other):
                    _drop(under, other)
    _merge(under, over.data, under.data, ())
    under.places.update(over.places)


def _merge(under: Document, over: dict[str, Any], into: dict[str, Any], path: paths.Path) -> None:
    for key, value in over.items():
        here = (*path, key)
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(under, value, into[key], here)
        else:
            under.forget(paths.dotted(here))
            into[key] = value


def _has(data: object, path: paths.Path) -> bool:
    for part in path:
        if not isinstance(data, dict) or part not in data:
            return False
        data = data[part]
    return True


def _drop(document: Document, path: paths.Path) -> None:
    place: object = document.data
    for part in path[:-1]:
        place = place.get(part) if isinstance(place, dict) else None
    if isinstance(place, dict) and path[-1] in place:
        del place[path[-1]]
        document.forget(paths.dotted(path))
