"""Files and folders of results: may I write here, and then whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import shutil
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from clustersim.errors import InputError, OutputExistsError, Problem
from clustersim.runs.interrupts import interrupts_ignored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MANIFEST = "manifest.json"
NEW, OLD = ".new-", ".old-"  # how the names begin under which things are written, and put aside


def is_results(folder: Path) -> bool:
    """Say whether a folder holds results of ours: its manifest says so; an empty folder may become one."""
    try:
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return not any(folder.iterdir())
    except (OSError, ValueError):
        return (folder / "plan.json").exists()  # a batch whose manifest was damaged
    return isinstance(said, dict) and ("clustersim" in said or {"scenarios", "finished"} <= said.keys())


def check_free(
    path: Path,
    force: bool,
    *,
    folder: bool = True,
    ours: Callable[[Path], bool] = is_results,
    taken: Callable[[Path], bool] = Path.exists,
) -> None:
    """Check that something may be written to `path`, before anything is computed.

    Parameters
    ----------
    folder
        Whether a folder is to be written, or a file.
    ours
        Says of a folder that is there whether `force` may replace it.
    taken
        Says whether there is something that only `force` may replace.

    Raises
    ------
    OutputExistsError
        If there is something of ours already and `force` is not set.
    InputError
        If the path is something that even `force` must not replace (a file in the place of a folder, a folder in that
        of a file, a folder with other things in it), or cannot be made.
    """
    try:
        there = path.exists()
    except OSError as error:  # a name that is too long, a folder that may not be looked into
        raise _wrong(f"{path} cannot be used: {error.strerror}") from None
    if not there:
        nearest = next(parent for parent in path.absolute().parents if parent.exists())
        if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
            reason = "is not a folder" if not nearest.is_dir() else "may not be written to"
            raise _wrong(f"{path} cannot be made: {nearest} {reason}")
        return
    if path.is_dir() != folder:
        raise _wrong(f"{path} is a file; a folder is needed" if folder else f"{path} is a folder; a file is needed")
    if folder and not ours(path):
        raise _wrong(f"{path} is a folder with other things in it, which are not replaced; choose another folder")
    if taken(path) and not force:
        raise OutputExistsError(f"{path} is already there; choose another with --out, or add --force to replace it")


def _wrong(message: str) -> InputError:
    return InputError([Problem("", 0, "--out", message)])


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a path beside `path`, for a file or a folder, and put what was written there in its place at the end.

    If anything goes wrong, what was there before stays, and nothing else is left behind.
    """
    path = path.resolve()  # what a link leads to is replaced, not the link
    # in a container every run may have the same process number; the ending says what kind of file it is
    beside = path.with_name(f"{NEW}{os.getpid()}-{time.time_ns():x}{path.suffix[:10]}")
    made = [parent for parent in path.parents if not parent.exists()]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield beside
        put(beside, path)
    except BaseException:
        remove(beside)
        for parent in made:  # from the innermost outwards
            with suppress(OSError):  # somebody else may use it by now
                parent.rmdir()
        raise


def put(beside: Path, path: Path) -> None:
    """Put what was written beside a path in its place; a folder that was there goes only when the new one stands."""
    if not beside.is_dir():
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        beside.replace(path)
        return
    if not path.exists():
        beside.rename(path)
        return
    old = path.with_name(f"{OLD}{os.getpid()}-{time.time_ns():x}")
    path.rename(old)
    try:
        beside.rename(path)
    except OSError:
        old.rename(path)
        raise
    remove(old)


@contextmanager
def together(folder: Path, earlier: Sequence[str] = ()) -> Iterator[Path]:
    """Give a folder beside `folder`, and put all files that were written there in their places at the end.

    If anything goes wrong before, or Ctrl-C comes, everything in `folder` stays as it was. Files named `earlier` that
    are not written anew are taken away, so that what lies in the folder belongs together; others stay, in folders
    within it as well.

    Raises
    ------
    InputError
        If the folder cannot be made.
    """
    folder = folder.resolve()
    staged = folder.with_name(f"{NEW}{os.getpid()}-{time.time_ns():x}")
    made = [parent for parent in folder.parents if not parent.exists()]
    try:
        try:
            staged.mkdir(parents=True)
            if folder.exists() and not folder.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        except OSError as error:
            raise _wrong(f"{folder} cannot be made: {error.strerror or error}") from None
        yield staged
        with interrupts_ignored():  # only names change now
            folder.mkdir(exist_ok=True)
            for name in earlier:
                if not (staged / name).exists():
                    (folder / name).unlink(missing_ok=True)
            for path in sorted(staged.rglob("*")):  # a folder before what is in it
                there = folder / path.relative_to(staged)
                if path.is_dir():
                    there.mkdir(exist_ok=True)
                else:
                    path.replace(there)
    except BaseException:
        remove(staged)
        for parent in made:
            with suppress(OSError):
                parent.rmdir()
        raise
    remove(staged)


def write_text(path: Path, text: str) -> None:
    """Write a text whole or not at all."""
    with whole(path) as beside:
        beside.write_text(text, encoding="utf-8")


def remove(path: Path) -> None:
    """Remove a file or a folder, if it is there and can be."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)
