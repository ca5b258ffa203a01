"""How far a command is: a bar where somebody looks, a line every ten percent in a log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim.cli.terminal import note
from clustersim.texts import say

if TYPE_CHECKING:
    from clustersim.batch.driver import Progress
    from clustersim.core.progress import ProgressBar
    from clustersim.texts import Language


class Bar:
    """One bar with rate, time left and failures; without a terminal a line every ten percent."""

    def __init__(self, name: str, quiet: bool, unit: str = "run", lang: Language = "en") -> None:
        self.name, self.quiet, self.unit, self.lang = name, quiet, unit, lang
        self.bar: ProgressBar | None = None

    def progress(self) -> Progress:
        """Return what a batch tells this bar."""
        from clustersim.batch.driver import Progress

        return Progress(self.begin, self.step, self.say)

    def begin(self, total: int, done: int) -> None:
        """Show a bar for `total` units, of which `done` were finished before."""
        self.close()
        units = say(self.lang, f"progress.{self.unit}{' one' if total == 1 else ''}", total=total)
        note(say(self.lang, "progress.go on", units=units, done=done) if done else f"{units}.", self.quiet)
        from clustersim.core.progress import progress_bar

        self.bar = progress_bar(total, self.name, self.unit, self.quiet, done)

    def step(self, failed: int) -> None:
        """Count one unit more, and the failures so far."""
        if self.bar is not None:
            if failed:
                self.bar.set_postfix(refresh=False, failed=failed)
            self.bar.update()

    def say(self, text: str) -> None:
        """Say something beside the bar."""
        note(text, self.quiet)

    def close(self) -> None:
        """Take the bar away."""
        if self.bar is not None:
            self.bar.close()
