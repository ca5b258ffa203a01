"""Paths into a scenario file: ("sectors", 0, "share") is written sectors[0].share."""

from __future__ import annotations

import json
import re

Path = tuple[str | int, ...]
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def dotted(path: Path) -> str:
    """Return a path as people write it; a key that TOML would not take bare is put in quotes."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += ("." if text else "") + (part if _BARE.fullmatch(part) else json.dumps(part, ensure_ascii=False))
    return text


def shown(value: object) -> str:
    """Return a value as it stands in an error message: in one line, shortened."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    try:
        text = json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)
    except ValueError:  # a whole number with more digits than Python prints
        text = "a very long number"
    return text if len(text) <= 60 else text[:57] + "..."


def one_line(text: str) -> str:
    """Return a text without line breaks and other characters that do not print."""
    return "".join(character if character.isprintable() else " " for character in text)
