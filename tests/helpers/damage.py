"""JSON files that were damaged: every field missing, or with something of another kind in its place."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

WRONG: tuple[Any, ...] = (
    None,
    True,
    -1,
    10**30,
    0.5,
    "",
    "nonsense",
    "../../x",
    [],
    [[]],
    [None],
    {},
    {"a": {"b": []}},
)
TEXTS = ("", "[]", "null", "3", "{", '"a"', "[" * 100_000, "\x00", '{"a": 1e999}')
MISSING = object()


def places(data: Any, deep: int, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the paths of all fields down to a depth; of lists the first entry."""
    entries = data.items() if isinstance(data, dict) else enumerate(data[:1]) if isinstance(data, list) else ()
    for key, value in entries:
        yield (*path, key)
        if deep > 1:
            yield from places(value, deep - 1, (*path, key))


def damaged(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    """Return a copy with another value at a path; without it for `MISSING`."""
    found = copy.deepcopy(data)
    holder = found
    for key in path[:-1]:
        holder = holder[key]
    if value is MISSING:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return found
