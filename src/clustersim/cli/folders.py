"""Folders for results: nothing that is already there is touched unless that was asked for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from clustersim.errors import InputError, OutputExistsError, Problem

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = "manifest.json"


def claim(folder: Path, force: bool) -> None:
    """Check that results may be written to `folder`, before anything is simulated.

    Raises OutputExistsError if there are results already and `force` is not set, and InputError if the path is
    something that even `force` must not replace (a file, or a folder with other things in it) or cannot be made.
    """
    try:
        there = folder.exists()
    except OSError as error:  # a name that is too long, a folder that may not be looked into
        raise InputError([Problem("", 0, "--out", f"{folder} cannot be used: {error.strerror}")]) from None
    if not there:
        nearest = next(parent for parent in folder.absolute().parents if parent.exists())
        if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
            reason = "is not a folder" if not nearest.is_dir() else "may not be written to"
            raise InputError([Problem("", 0, "--out", f"{folder} cannot be made: {nearest} {reason}")])
        return
    if not folder.is_dir():
        raise InputError([Problem("", 0, "--out", f"{folder} is a file; results need a folder")])
    if not (folder / MANIFEST).exists() and any(folder.iterdir()):
        raise InputError(
            [
                Problem(
                    "", 0, "--out", f"{folder} holds something else than results (no {MANIFEST}); choose another folder"
                )
            ]
        )
    if not force:
        raise OutputExistsError(
            f"{folder} is already there; choose another folder with --out, or add --force to replace it"
        )
