"""Single values changed from the command line (`--set key=value`) or from Python."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from clustersim.errors import InputError, Problem
from clustersim.scenario.files import paths
from clustersim.scenario.files.documents import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustersim.scenario.files.documents import Document

Override = tuple[str, object, str]
_STEP = re.compile(r'(?P<dot>\.?)(?:(?P<bare>[A-Za-z0-9_-]+)|(?P<quoted>"(?:[^"\\]|\\.)*"))|\[(?P<index>\d{1,9})\]')


def parse_overrides(overrides: Mapping[str, object] | Sequence[str]) -> tuple[list[Override], list[Problem]]:
    """Return each override as its key, its value and how to name it in an error; and what cannot be read."""
    if isinstance(overrides, Mapping):
        return [(str(key), value, str(key)) for key, value in overrides.items()], []
    parsed: list[Override] = []
    problems: list[Problem] = []
    for text in [overrides] if isinstance(overrides, str) else overrides:
        key, equals, value = text.partition("=")
        name = f"--set {paths.one_line(key.strip())}"
        if equals and key.strip():
            parsed.append((key.strip(), parse_value(value), name))
        else:
            problems.append(Problem("", 0, f"--set {paths.one_line(text)}", "must be key=value, as --set ticks=40"))
    return parsed, problems


def parse_value(text: str) -> object:
    """Return a value written as in TOML; what is not TOML is taken as text, so that quotes can be left out."""
    try:
        table = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        return text.strip()
    return table["value"] if len(table) == 1 else text.strip()


def parse_key(key: str) -> list[str | int]:
    """Return the steps of a dotted key; entries of lists are named by [number], or by their own key or name."""
    steps: list[str | int] = []
    at = 0
    while at < len(key):
        found = _STEP.match(key, at)
        if not found or (found["index"] is None and bool(found["dot"]) != bool(steps)):
            return []
        if found["index"] is not None:
            steps.append(int(found["index"]))
        else:
            steps.append(found["bare"] or parse_value(found["quoted"]))  # type: ignore[arg-type]
        at = found.end()
    return steps


def apply_override(document: Document, key: str, value: object, name: str) -> None:
    """Set one value; InputError if the key leads nowhere."""
    steps = parse_key(key)
    if not steps:
        raise InputError([Problem("", 0, name, "is no dotted key, as policies.networking.intensity")])
    if steps == ["extends"]:
        raise InputError(
            [
                Problem(
                    "",
                    0,
                    name,
                    "can only stand in a scenario file: a file extends another one before values are changed",
                )
            ]
        )
    place: Any = document.data
    path: list[str | int] = []
    for number, step in enumerate(steps):
        if isinstance(place, list):
            step = _entry(place, step, path, name)
        elif not isinstance(place, dict) or isinstance(step, int):
            raise InputError(
                [
                    Problem(
                        "", 0, name, f"leads nowhere: {paths.dotted(tuple(path)) or 'the scenario'} is {_what(place)}"
                    )
                ]
            )
        path.append(step)
        if number == len(steps) - 1:
            place[step] = value
        else:
            if isinstance(place, dict) and step not in place:
                place[step] = {}
                document.places[paths.dotted(tuple(path))] = Place(0, "", 0, {"": name})
            place = place[step]
    dotted = paths.dotted(tuple(path))
    document.forget(dotted)
    document.places[dotted] = Place(0, "", 0, {"": name})


def _entry(entries: list[object], step: str | int, path: list[str | int], name: str) -> int:
    """Return the number of a list's entry that is named by number, key or name."""
    if isinstance(step, str) and step.isdigit():
        step = int(step)
    if isinstance(step, int) and step < len(entries):
        return step
    names = [entry.get("key", entry.get("name", "")) if isinstance(entry, dict) else "" for entry in entries]
    if step in names:
        return names.index(step)
    listed = ", ".join(str(known) for known in names if known) or f"[0] to [{len(entries) - 1}]"
    raise InputError(
        [
            Problem(
                "",
                0,
                name,
                f"{paths.dotted(tuple(path))} has no entry {paths.shown(step)}; entries: {listed or 'none'}",
            )
        ]
    )


def _what(place: object) -> str:
    return "a table" if isinstance(place, dict) else f"the value {paths.shown(place)}"
