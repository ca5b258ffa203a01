"""Commands as they are printed for somebody to copy: what a shell takes for more than a word is quoted."""

from __future__ import annotations

import os
import shlex
from pathlib import Path


def command_line(*words: object) -> str:
    """Return `clustersim` with these words as one line for the shell of this system; paths are given as paths.

    A path that begins with a hyphen gets a `./`, since it would be taken for an option.
    """
    parts = [
        f".{os.sep}{word}" if isinstance(word, Path) and str(word).startswith("-") else str(word) for word in words
    ]
    if os.name == "nt":
        from subprocess import list2cmdline

        return list2cmdline(["clustersim", *parts])
    return shlex.join(["clustersim", *parts])
