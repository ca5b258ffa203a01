"""Pydantic's errors in plain words, by the path of the value: what is wrong, what is allowed, what may be meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from clustersim.errors import did_you_mean
from clustersim.scenario.file_schema import schema_at
from clustersim.scenario.files.paths import Path, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

Kept = dict[Path, list[int]]

_PATTERNS = {
    r"^[a-z][a-z0-9_-]*$": "a key starts with a small letter; then small letters, digits, '-' and '_'",
    r"^[A-Za-z0-9][A-Za-z0-9._+-]*$": "a name is made of letters A to Z, digits and '.', '_', '+', '-', without blanks",
    r"^[A-Za-z_][A-Za-z0-9_.]*:[A-Za-z_][A-Za-z0-9_]*$": "must be a function as module:function",
    r"^[A-Za-z0-9][A-Za-z0-9._ -]*$": "a name is made of letters A to Z, digits, blanks and '.', '_', '-'",
}
OTHER = "that is not of the form that is written there"  # in files that nobody writes by hand
MESSAGES: dict[str, Callable[[ErrorDetails], str]] = {
    "missing": lambda error: "is missing",
    "string_type": lambda error: f"must be text in quotes, not {shown(error['input'])}",
    "string_pattern_mismatch": lambda error: (
        f"is {shown(error['input'])}; {_PATTERNS.get(error['ctx']['pattern'], OTHER)}"
    ),
    "string_too_long": lambda error: f"is too long; at most {error['ctx']['max_length']} characters",
    "string_unicode": lambda error: "is not valid text",
    "float_type": lambda error: f"must be a number, not {shown(error['input'])}",
    "finite_number": lambda error: f"must be a finite number, not {shown(error['input'])}",
    "int_type": lambda error: f"must be a whole number, not {shown(error['input'])}",
    "int_from_float": lambda error: f"must be a whole number, not {shown(error['input'])}",
    "bool_type": lambda error: f"must be true or false, not {shown(error['input'])}",
    "tuple_type": lambda error: f"must be a list, not {shown(error['input'])}",
    "dict_type": lambda error: f"must be a table, not {shown(error['input'])}",
    "model_type": lambda error: f"must be a table, not {shown(error['input'])}",
    "too_short": lambda error: (
        f"has {error['ctx']['actual_length']} entries; at least {error['ctx']['min_length']} needed"
    ),
    "too_long": lambda error: f"has too many entries; at most {error['ctx']['max_length']}",
}


def explain(error: ValidationError, model: type[BaseModel]) -> dict[Path, str]:
    """Return one message for every path at which pydantic found something wrong."""
    found: dict[Path, str] = {}
    short: list[Path] = []  # lists that seem too short, perhaps only because their entries are wrong
    for detail in error.errors(include_url=False):
        path = tuple(part for part in detail["loc"] if part != "[key]")
        found.setdefault(path, message_for(detail, path, model))
        short += [path] if detail["type"] == "too_short" else []
    for path in short:
        if any(len(other) > len(path) and other[: len(path)] == path for other in found):
            del found[path]
    return found


def message_for(error: ErrorDetails, path: Path, model: type[BaseModel]) -> str:
    """Return what is wrong, what is allowed and what may be meant."""
    given, kind = error["input"], error["type"]
    if kind == "extra_forbidden":
        names = list(schema_at(model, path[:-1]).get("properties", {}))
        return f"is unknown here; allowed: {', '.join(names)}.{did_you_mean(str(path[-1]), names)}"
    if kind == "literal_error":
        words = [str(word) for word in schema_at(model, path).get("enum", ())]
        hint = did_you_mean(given, words) if isinstance(given, str) else ""
        return f"is {shown(given)}; must be {error['ctx']['expected']}{'.' if hint else ''}{hint}"
    if kind in ("greater_than", "greater_than_equal", "less_than_equal"):
        schema = schema_at(model, path)
        return f"is {shown(given)}; must be {allowed_range(schema)}{_calendar_hint(given, schema)}"
    known = MESSAGES.get(kind)
    return (
        known(error) if known else f"is {shown(given)}; {error['msg'][:1].lower()}{error['msg'][1:]}".replace("\n", " ")
    )


def _calendar_hint(given: object, schema: dict[str, Any]) -> str:
    """Return a hint for a calendar year where years since the start of the run are meant."""
    meant = isinstance(given, int | float) and 1800 <= given <= 2200 and "years after tick 0" in str(schema)
    return "; these are years since the start of the run, not a calendar year" if meant else ""


def allowed_range(schema: dict[str, Any]) -> str:
    """Return the range of a number as it stands in its JSON schema."""
    low, above, high = schema.get("minimum"), schema.get("exclusiveMinimum"), schema.get("maximum")
    if above is not None:
        return f"greater than {_plain(above)}" + (f" and at most {_plain(high)}" if high is not None else "")
    if low is not None and high is not None:
        return f"from {_plain(low)} to {_plain(high)}"
    return f"at least {_plain(low)}" if low is not None else f"at most {_plain(high or 0)}"


def without(fields: dict[str, object], error: ValidationError, kept: Kept) -> dict[str, object]:
    """Return the fields without the values that pydantic refused, so that the rest can be looked at.

    `kept` is brought up to date: the first numbers of the entries that are left in each list that lost one.
    """
    data = {name: _loose(part) for name, part in fields.items()}
    gone: set[Path] = set()
    for detail in error.errors(include_url=False):
        path = tuple(part for part in detail["loc"] if part != "[key]")
        word = re.match(r"'([^']+)'", detail.get("ctx", {}).get("expected", ""))
        if word:
            _replace(data, path, word[1])  # any word that is allowed will do
        else:
            gone.add(path[:-1] if detail["type"] == "missing" else path)
    for path in sorted(
        gone, key=lambda path: [(isinstance(part, int), part) for part in path], reverse=True
    ):  # last entries first
        _remove(data, path, kept)
    return data


def _replace(data: Any, path: Path, value: str) -> None:
    for part in path[:-1]:
        data = data[part]
    data[path[-1]] = value


def _remove(data: Any, path: Path, kept: Kept) -> None:
    """Remove the value at a path; where there is nothing to remove, what holds it goes."""
    place = data
    for depth, part in enumerate(path):
        inside = (
            part < len(place)
            if isinstance(place, list) and isinstance(part, int)
            else isinstance(place, dict) and part in place
        )
        if not inside:
            _remove(data, path[:depth], kept)
            return
        if depth == len(path) - 1:
            if isinstance(place, list):
                kept.setdefault(path[:-1], list(range(len(place)))).pop(part)  # type: ignore[arg-type]
            del place[part]
            return
        place = place[part]


def first_path(path: Path, kept: Kept) -> Path:
    """Return where a value stood before its lists lost entries."""
    now, before = path, list(path)
    for depth, part in enumerate(now):
        if now[:depth] in kept and isinstance(part, int):
            before[depth] = kept[now[:depth]][part]
    return tuple(before)


def _loose(value: object) -> object:
    if isinstance(value, dict):
        return {key: _loose(part) for key, part in value.items()}
    if isinstance(value, list) or (isinstance(value, tuple) and not hasattr(value, "_asdict")):
        return [_loose(part) for part in value]
    return value


def _plain(number: float) -> str:
    return f"{number:,.0f}".replace(",", "_") if abs(number) >= 1000 and number == int(number) else f"{number:g}"
