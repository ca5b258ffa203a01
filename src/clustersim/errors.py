"""The errors this package raises on purpose; everything else is a bug.

`Problem` is one thing that is wrong in something a person wrote; `InputError` carries all of them at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class ClusterSimError(Exception):
    """Base of all errors that a user of the package may meet and can mend."""


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: where it is, what is wrong and what is allowed.

    `file` may be empty (a value given on the command line or in Python) and `line` 0 (unknown).
    """

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        place = self.file + (f":{self.line}" if self.file and self.line else "")
        return ": ".join(part for part in (place, self.key, self.message) if part)


class InputError(ClusterSimError, ValueError):
    """Input a person wrote is wrong; `problems` lists every mistake found, in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Problem, ...]]]:
        return (type(self), (self.problems,))


class OutputExistsError(ClusterSimError):
    """A result folder is already there and would have been overwritten."""


class AgentError(ClusterSimError):
    """A write to a Mesa agent that the world cannot follow."""


def did_you_mean(word: str, allowed: Sequence[str]) -> str:
    """Return ' Did you mean X?' when one of the allowed words is close, else an empty string."""
    close = closest(word, allowed)
    return f" Did you mean '{close}'?" if close else ""


def closest(word: str, allowed: Sequence[str]) -> str:
    """Return the allowed word that is close to a word, '' if none is."""
    return next(iter(get_close_matches(word, allowed, n=1, cutoff=0.6)), "")
