"""Writing a complete scenario as TOML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeGuard

from clustersim.scenario.files.paths import dotted


def to_toml(data: Mapping[str, object]) -> str:
    """Return nested dictionaries, lists, texts, numbers and switches as a TOML text; None is left out."""
    lines: list[str] = []
    _table(data, (), lines)
    return "\n".join(lines).strip("\n") + "\n"


def _table(data: Mapping[str, object], path: tuple[str, ...], lines: list[str]) -> None:
    """Write plain values first, then tables and arrays of tables, as TOML demands."""
    present = {key: value for key, value in data.items() if value is not None}
    tables = {key: value for key, value in present.items() if isinstance(value, dict)}
    arrays = {key: value for key, value in present.items() if _is_array_of_tables(value)}
    plain = {key: value for key, value in present.items() if key not in tables and key not in arrays}
    if path and (plain or not (tables or arrays)):
        lines += ["", f"[{_header(path)}]"]
    lines += [f"{dotted((key,))} = {_value(value)}" for key, value in plain.items()]
    for key, value in tables.items():
        _table(value, (*path, key), lines)
    for key, entries in arrays.items():
        for entry in entries:
            lines += ["", f"[[{_header((*path, key))}]]"]
            lines += [f"{dotted((name,))} = {_value(part)}" for name, part in entry.items() if part is not None]


def _header(path: tuple[str, ...]) -> str:
    return ".".join(dotted((key,)) for key in path)


def _is_array_of_tables(value: object) -> TypeGuard[list[dict[str, object]]]:
    return isinstance(value, list) and bool(value) and all(isinstance(entry, dict) for entry in value)


def _value(value: object) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        pairs = ", ".join(f"{dotted((key,))} = {_value(part)}" for key, part in value.items() if part is not None)
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, list):
        return f"[{', '.join(_value(part) for part in value)}]"
    return repr(value)
