"""Tables of the documentation that are made from the code: columns, parameters, levers, policies, metrics.

`make docs` (or `python -m tools.docs_tables docs`) writes them anew between their marks in the pages of a folder:

    <!-- table: levers -->
    ...
    <!-- end of table -->
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from clustersim.metrics.registry import METRICS
from clustersim.metrics.set_metrics import SET_METRICS
from clustersim.policies.base import choices_of
from clustersim.policies.registry import POLICIES
from clustersim.spec.codes import Cause, Event, words
from clustersim.spec.levers import LEVERS
from clustersim.spec.parameters import Parameters, catalogue, describe
from clustersim.world.tables import Actors, Centres, Projects, Ties

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from clustersim.spec.parameters import Parameter

MARKS = re.compile(r"(<!-- table: (?P<name>[a-z-]+) -->\n).*?(<!-- end of table -->)", re.DOTALL)


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join("| " + " | ".join(_cell(value) for value in line) + " |\n" for line in lines)


def _cell(value: object) -> str:
    return (f"{value:.10g}" if isinstance(value, float) else str(value)).replace("|", "\\|")


def _rows(found: Iterable[Parameter]) -> Iterable[Sequence[object]]:
    for row in found:
        number = row.number
        yield (
            f"`{row.key.rpartition('.')[2]}`",
            row.default,
            number.unit,
            f"{_cell(float(number.low))} to {_cell(float(number.high))}",
            number.doc,
            number.source,
        )


NUMBERS = ("name", "default", "unit", "range", "meaning", "source")


def parameters() -> str:
    """Return one table a group of parameters."""
    parts = []
    for name, group in Parameters._field_defaults.items():
        about = (type(group).__doc__ or "").strip()
        parts.append(
            f"**`parameters.{name}`** {about}\n\n{table(NUMBERS, _rows(describe(type(group), f'parameters.{name}')))}"
        )
    return "\n".join(parts)


def channels() -> str:
    """Return the switches."""
    return table(
        ("switch", "on, it means"),
        [(f"`{row.key}`", row.number.doc) for row in catalogue() if row.key.startswith("channels.")],
    )


def columns() -> str:
    """Return one table a table of the world."""
    parts = []
    for name, rows in (("actors", Actors), ("ties", Ties), ("centres", Centres), ("projects", Projects)):
        lines = [
            (f"`{key}`", x.type.__name__.rstrip("_"), x.unit, x.doc, ", ".join(f"`{one}`" for one in x.written.split()))
            for key, x in rows.COLUMNS.items()
        ]
        parts.append(f"**`{name}`**\n\n{table(('column', 'type', 'unit', 'meaning', 'written as'), lines)}")
    return "\n".join(parts)


def levers() -> str:
    """Return the levers."""
    rows = [(f"`{x.name}`", x.neutral, x.combine, x.scope, x.unit, x.doc) for x in LEVERS.values()]
    return table(("lever", "neutral", "combined by", "scope", "unit", "meaning"), rows)


def policies() -> str:
    """Return what each task is, and its own settings."""
    parts = []
    for key, policy in POLICIES.items():
        about = (
            ("titles", f"{policy.title_en} / {policy.title_de}"),
            ("mechanism", policy.mechanism_en),
            ("levers", ", ".join(f"`{lever.name}`" for lever in policy.levers) or "none"),
            ("actions", ", ".join(f"`{action.__name__}`" for action in policy.actions) or "none"),
            ("leaves behind", policy.leaves),
            ("evidence", ", ".join(policy.evidence)),
        )
        settings = [*_rows(describe(policy.numbers, key))]
        settings += [
            (f"`{name}`", default, "word", " or ".join(known.values), known.doc, known.source)
            for name, (default, known) in choices_of(policy).items()
        ]
        parts.append(f"**`{key}`**\n\n{table(('', ''), about)}\n{table(NUMBERS, settings)}")
    return "\n".join(parts)


def metrics() -> str:
    """Return the measures."""
    every = {**SET_METRICS, **METRICS}.values()
    return table(
        ("measure", "unit", "set", "definition", "source"),
        [(f"`{x.name}`", x.unit, x.set, x.doc, x.source) for x in every],
    )


def events() -> str:
    """Return the words in the column `event` and `cause` of events and ties."""
    return table(
        ("column", "words"), [("event", ", ".join(words(Event).values())), ("cause", ", ".join(words(Cause).values()))]
    )


TABLES: dict[str, Callable[[], str]] = {
    function.__name__: function for function in (columns, parameters, channels, levers, policies, metrics, events)
}


def fill(text: str) -> str:
    """Return a page with all its tables made anew. KeyError names a table that does not exist."""
    return MARKS.sub(lambda found: f"{found[1]}\n{TABLES[found['name']]()}\n{found[3]}", text)


def main(folder: Path) -> None:
    """Write the tables of all pages in `folder` anew."""
    for page in sorted(folder.glob("*.md")):
        old = page.read_text(encoding="utf-8")
        new = fill(old)
        if new != old:
            page.write_text(new, encoding="utf-8")
            print(f"{page}: tables written")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
