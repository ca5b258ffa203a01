"""What goes to the terminal: plain text without colours."""

from __future__ import annotations

import logging
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING

from clustersim.texts import Language, number, say

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def duration(seconds: float, lang: Language = "en") -> str:
    """Return a time as a person says it."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{number(seconds / 3600, lang, '.1f')} h"


def disk_space(size: float, lang: Language = "en") -> str:
    """Return a number of bytes as a person says it."""
    return f"{number(size / 1e6, lang, '.1f')} MB" if size < 1e9 else f"{number(size / 1e9, lang, '.1f')} GB"
