"""How far something is: a bar where somebody looks, a line every ten percent in a log."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, NoReturn, Protocol, Self

if TYPE_CHECKING:
    from types import TracebackType

STEP = 10  # percent between two lines of progress in a log


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
            sys.stderr.write(f"{self.line()}\n")

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
