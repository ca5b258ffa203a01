"""What goes to the terminal: plain text without colours, a bar only where somebody looks at it."""

from __future__ import annotations

import logging
import shutil
import sys
import textwrap
import time
from typing import TYPE_CHECKING, Annotated, NoReturn, Protocol, Self

import typer

from clustersim.texts import Language, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

Lang = Annotated[
    Language, typer.Option("--lang", "--language", "-l", help="Language of tables, figures and pages: English, German.")
]
MIN_LAST_COLUMN = 24
LINE = 100  # for text that is not a table
STEP = 10  # percent between two lines of progress in a log


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


class ProgressBar(Protocol):
    """What counts units of work and shows how far they are: tqdm's bar, or `ProgressLines`."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None: ...
    def update(self) -> object:
        """Count one unit more."""

    def set_postfix(self, *, refresh: bool, failed: int) -> object:
        """Show how many failed so far."""

    def close(self) -> object:
        """Take the bar away."""


class ProgressLines:
    """Progress for a log: a line on stderr every ten percent, `name: 30 % (24/80) [00:12<00:28]`, as tqdm writes
    times (so far, still to go).
    """

    def __init__(self, total: int, label: str, done: int = 0) -> None:
        self.total, self.label, self.done, self.begun_with, self.failed = total, label, done, done, 0
        self.begun = time.perf_counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def update(self) -> None:
        """Count one unit more, and write a line if it completes the next ten percent."""
        before, self.done = self.done, self.done + 1
        if self.total and before * 100 // (self.total * STEP) < self.done * 100 // (self.total * STEP):
            note(self.line())

    def line(self) -> str:
        """Return the line for what is done now."""
        from tqdm import tqdm

        spent = time.perf_counter() - self.begun
        left = spent * (self.total - self.done) / max(self.done - self.begun_with, 1)
        failed = f", failed={self.failed}" if self.failed else ""
        times = f"{tqdm.format_interval(spent)}<{tqdm.format_interval(left)}"
        return f"{self.label}: {100 * self.done // self.total} % ({self.done}/{self.total}) [{times}{failed}]"

    def set_postfix(self, *, refresh: bool, failed: int) -> None:
        """Keep how many failed so far, for the next line."""
        self.failed = failed

    def close(self) -> None:
        """Do nothing: lines stay."""


def progress_bar(total: int, label: str, unit: str, quiet: bool = False, done: int = 0) -> ProgressBar:
    """Return a tqdm bar on stderr; without a terminal, one that writes a line every ten percent.

    `done` units were finished before.
    """
    if not quiet and not sys.stderr.isatty():
        return ProgressLines(total, label, done)
    from tqdm import tqdm

    bar: tqdm[NoReturn] = tqdm(
        total=total,
        initial=done,
        desc=label,
        unit=unit,
        file=sys.stderr,
        disable=quiet,
        leave=False,
        smoothing=0.05,
    )
    return bar


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
