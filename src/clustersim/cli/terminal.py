"""What goes to the terminal: plain text without colours, a bar only where somebody looks at it."""

from __future__ import annotations

import logging
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from clustersim.texts import Language, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tqdm import tqdm

Lang = Annotated[
    Language, typer.Option("--lang", "--language", "-l", help="Language of tables, figures and pages: English, German.")
]
MIN_LAST_COLUMN = 24
LINE = 100  # for text that is not a table


def note(text: str, quiet: bool = False) -> None:
    """Say something about what is going on, on stderr, so that stdout carries results only."""
    if not quiet:
        print(text, file=sys.stderr)


def show_log(verbose: int) -> None:
    """Show the messages of the package's log: -v information, -vv everything."""
    if verbose:
        logging.basicConfig(
            level=logging.INFO if verbose == 1 else logging.DEBUG,
            stream=sys.stderr,
            format="%(levelname)s %(name)s: %(message)s",
        )


def announce_compilation(quiet: bool = False, lang: Language = "en") -> None:
    """Say that the kernels have to be compiled first, if so."""
    from clustersim.core.kernel import is_cold

    if is_cold():
        note(say(lang, "run.compiling"), quiet)


def progress_bar(total: int, label: str, unit: str, quiet: bool = False) -> tqdm[NoReturn]:
    """Return a tqdm bar on stderr, silent unless stderr is a terminal."""
    from tqdm import tqdm

    return tqdm(
        total=total, desc=label, unit=unit, file=sys.stderr, disable=quiet or not sys.stderr.isatty(), leave=False
    )


def format_table(header: Sequence[str], rows: Sequence[Sequence[str]], width: int | None = None) -> str:
    """Return columns side by side; the last one is wrapped to `width` (default: the terminal's, none without one)."""
    if width is None and sys.stdout.isatty():
        width = shutil.get_terminal_size().columns
    widths = [max(len(row[i]) for row in (header, *rows)) for i in range(len(header) - 1)]
    indent = sum(widths) + 2 * len(widths)
    room = max(width - indent, MIN_LAST_COLUMN) if width else None
    lines: list[str] = []
    for row in (header, ["-" * len(name) for name in header], *rows):
        first = "".join(f"{value:<{size}}  " for value, size in zip(row, widths, strict=False))
        last = textwrap.wrap(row[-1], room) if room else [row[-1]]
        lines.append((first + (last[0] if last else "")).rstrip())
        lines.extend(" " * indent + more for more in last[1:])
    return "\n".join(lines)


def paragraph(text: str) -> str:
    """Return a text in indented lines of a readable length."""
    width = min(LINE, shutil.get_terminal_size().columns) if sys.stdout.isatty() else LINE
    return textwrap.fill(text, width, initial_indent="  ", subsequent_indent="    ")
