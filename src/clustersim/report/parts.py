"""What pages are made of: tables, figures, and templates that need no second file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

Cells = list[str]
NUMBER = re.compile(r"[-+−–∞<>\[\d]")  # how a cell with a number begins
# where no line may break: before a unit or sign, within 95-%-intervals, in numbers with a sign, around a minus
KEPT = (
    (re.compile(r"(?<=\d) (?=%|Mio\b|million\b|km|EUR\b|Euro\b)"), "\u00a0"),
    (re.compile(r"(?<=Mio\.) (?=Euro\b)|(?<=million) (?=EUR\b)"), "\u00a0"),
    (re.compile(r"(?<=\d)-(?=%)|(?<=%)-(?=\w)"), "\u2011"),
    (re.compile(r"(?<=\d) - (?=\d)"), "\u00a0−\u00a0"),
    (re.compile(r"(?<=[;,]) (?=[-+−]?\d[\d.,]*\])"), "\u00a0"),
)


@dataclass(frozen=True)
class ReportTable:
    """A table of texts: its head, its rows, and what it is."""

    caption: str
    head: Cells
    rows: list[Cells]
    more: str = ""

    @property
    def numeric(self) -> list[bool]:
        """Return which columns hold numbers (and dashes) in every row: those stand at the right and do not break."""
        return [all(NUMBER.match(row[place]) for row in self.rows) for place in range(len(self.head))]


@dataclass(frozen=True)
class ReportFigure:
    """A figure as data, the text for those who do not see it, and the table behind it."""

    title: str
    data: str
    alternative: str
    table: ReportTable


def kept_together(value: object) -> object:
    """Return a text with hard spaces and hyphens where a line must not break; anything else as it is."""
    if isinstance(value, str) and not isinstance(value, Markup):
        for pattern, whole in KEPT:
            value = pattern.sub(whole, value)
    return value


def render(template: str, **values: object) -> str:
    """Return a page: a template of this room with its values."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=kept_together,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(values)
