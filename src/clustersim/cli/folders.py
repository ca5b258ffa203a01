"""Folders for results: nothing that is already there is touched unless that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim.errors import InputError, OutputExistsError, Problem

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = "manifest.json"


def claim(folder: Path, force: bool) -> None:
    """Check that results may be written to `folder`, before anything is simulated.

    Raises OutputExistsError if there are results already and `force` is not set, and InputError if the path is
    something that even `force` must not replace: a file, or a folder with other things in it.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InputError([Problem("", 0, "--out", f"{folder} is a file; results need a folder")])
    if not (folder / MANIFEST).exists() and any(folder.iterdir()):
        raise InputError([Problem("", 0, "--out", f"{folder} holds something else than results (no {MANIFEST}); choose another folder")])
    if not force:
        raise OutputExistsError(f"{folder} is already there; choose another folder with --out, or add --force to replace it")
