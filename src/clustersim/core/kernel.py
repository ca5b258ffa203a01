"""The one numba decorator, and the cache that belongs to this exact version of the sources.

numba itself notices a change only in the file of the function that changed, so a cached caller of an edited draw
would stay stale. Here the cache folder is named after a hash of all files that hold kernels, numba's version and the
CPU: another version is another folder. If no folder can be written, kernels still compile, without a cache.
"""

from __future__ import annotations

import tempfile
import warnings
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numba
import platformdirs
from llvmlite.binding import get_host_cpu_name
from numba.core import config

from clustersim.core.fingerprint import kernel_fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., object]")


class ForgivingCache:
    """numba's cache of one function, for which a damaged file is as good as none: the function is compiled anew.

    A process that was killed, a full disk or a sync client can leave empty or torn files. numba would raise whatever
    unpickling them raises (EOFError among others, which a command line takes for a closed terminal).
    """

    def __init__(self, kept: Any) -> None:
        self._kept = kept

    def __getattr__(self, name: str) -> Any:
        return getattr(self._kept, name)

    def load_overload(self, signature: Any, target_context: Any) -> Any:
        """Return what is kept for a signature, None if there is nothing or it is damaged."""
        try:
            return self._kept.load_overload(signature, target_context)
        except Exception:  # junk can raise anything
            self._forget()
            return None

    def save_overload(self, signature: Any, data: Any) -> None:
        """Keep what was compiled; an index that is damaged is begun anew."""
        try:
            self._kept.save_overload(signature, data)
        except Exception:
            self._forget()
            with suppress(Exception):  # then it is compiled again next time
                self._kept.save_overload(signature, data)

    def _forget(self) -> None:
        with suppress(OSError):
            self._kept.flush()


@cache
def cache_folder() -> Path | None:
    """Return the writable folder for compiled kernels, or None when there is none (then a warning says so)."""
    target = f"{numba.__version__}-{config.CPU_NAME or get_host_cpu_name()}-{kernel_fingerprint()}"
    for root in _cache_roots():
        folder = root / "kernels" / target
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / ".writable"
            probe.touch()
            probe.unlink(missing_ok=True)
        except OSError:
            continue
        return folder
    warnings.warn("No folder can be written for compiled kernels; they are compiled anew in every run.", stacklevel=2)
    return None


def _cache_roots() -> list[Path]:
    """Return where the cache may be, the best first."""
    roots = [Path(platformdirs.user_cache_dir("clustersim"))]
    with suppress(OSError):  # there may be no folder for temporary files
        roots.append(Path(tempfile.gettempdir()) / "clustersim-cache")
    return [root for root in roots if root.is_absolute()]  # a user without a home has "~/.cache", which is no place


def is_cold() -> bool:
    """Say whether kernels are compiled now and kept (False too if nothing can be kept: then a warning has said so)."""
    folder = cache_folder()
    return folder is not None and not any(folder.rglob("*.nbi"))


def kernel(function: F) -> F:
    """Compile a plain loop with numba: cached, without the GIL, without fast maths (sums keep their order)."""
    folder = cache_folder()
    before = config.CACHE_DIR
    try:
        if folder is not None:
            config.CACHE_DIR = str(folder)
        compiled = numba.njit(cache=folder is not None, nogil=True, error_model="numpy")(function)
        if folder is not None:
            compiled._cache = ForgivingCache(compiled._cache)
    finally:
        config.CACHE_DIR = before
    return cast("F", compiled)
