"""One process at a time writes to a folder of results."""

from __future__ import annotations

import errno
import shutil
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from clustersim.errors import OutputExistsError
from clustersim.runs.files import MANIFEST

if TYPE_CHECKING:
    from pathlib import Path

LOCK = ".lock"
NO_LOCKS = {errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP}  # what a file system without locks answers


class FolderLock:
    """The right to write to a folder, which one process has at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._lock = folder, FileLock(folder / LOCK)

    def take(self) -> bool:
        """Take it; False where the file system has no locks (some network drives and shares of containers).

        Raises
        ------
        OutputExistsError
            If another process has it.
        """
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            message = f"{self._folder} is being written by another command; wait for it or choose another folder"
            raise OutputExistsError(message) from None
        except NotImplementedError:
            return False
        except OSError as error:
            if error.errno not in NO_LOCKS:
                raise
            return False
        return True

    def release(self) -> None:
        """Let others write."""
        self._lock.release()


def clear(folder: Path) -> None:
    """Take everything away from a folder of results; OutputExistsError if a batch is being written to it."""
    lock = FolderLock(folder)
    lock.take()
    try:
        # the manifest goes last: a folder that is half cleared still counts as one of results
        for path in sorted(folder.iterdir(), key=lambda path: path.name == MANIFEST):
            if path.name == LOCK:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
    finally:
        lock.release()
