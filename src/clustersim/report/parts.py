"""What pages are made of: tables, figures, and templates that need no second file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

Cells = list[str]


@dataclass(frozen=True)
class ReportTable:
    """A table of texts: its head, its rows, and what it is."""

    caption: str
    head: Cells
    rows: list[Cells]
    more: str = ""


@dataclass(frozen=True)
class ReportFigure:
    """A figure as data, the text for those who do not see it, and the table behind it."""

    title: str
    data: str
    alternative: str
    table: ReportTable


def render(template: str, **values: object) -> str:
    """Return a page: a template of this room with its values."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(values)
