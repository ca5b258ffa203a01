"""The one numba decorator, and the cache that belongs to this exact version of the sources.

numba itself notices a change only in the file of the function that changed, so a cached caller of an edited draw
would stay stale. Here the cache folder is named after a hash of all files that hold kernels, numba's version and the
CPU: another version is another folder. If no folder can be written, kernels still compile, without a cache.
"""

from __future__ import annotations

import hashlib
import tempfile
import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

import numba
import platformdirs
from llvmlite.binding import get_host_cpu_name
from numba.core import config

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., object]")


@cache
def fingerprint() -> str:
    """Return the hash of the simulation's sources: the version of the model that made a result (16 hex digits)."""
    return _hash_of_sources(lambda text: True)


@cache
def kernel_fingerprint() -> str:
    """Return the hash of the files that hold kernels or the parameters they take (16 hex digits)."""
    return _hash_of_sources(lambda text: b"@kernel" in text or b"NamedTuple" in text)


def _hash_of_sources(wanted: Callable[[bytes], bool]) -> str:
    digest = hashlib.sha256()
    package = Path(__file__).parent
    for path in sorted(package.rglob("*.py"), key=lambda path: path.relative_to(package).as_posix()):
        text = path.read_bytes()
        if wanted(text):
            digest.update(path.relative_to(package).as_posix().encode())
            digest.update(text)
    return digest.hexdigest()[:16]


@cache
def cache_folder() -> Path | None:
    """Return the writable folder for compiled kernels, or None when there is none (then a warning says so)."""
    target = f"{numba.__version__}-{config.CPU_NAME or get_host_cpu_name()}-{kernel_fingerprint()}"
    for root in (Path(platformdirs.user_cache_dir("clustersim")), Path(tempfile.gettempdir()) / "clustersim-cache"):
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


def is_cold() -> bool:
    """Say whether kernels still have to be compiled (the cache of this version is empty)."""
    folder = cache_folder()
    return folder is None or not any(folder.rglob("*.nbi"))


def kernel(function: F) -> F:
    """Compile a plain loop with numba: cached, without the GIL, without fast maths (sums keep their order)."""
    folder = cache_folder()
    before = config.CACHE_DIR
    try:
        if folder is not None:
            config.CACHE_DIR = str(folder)
        compiled = numba.njit(cache=folder is not None, nogil=True, error_model="numpy")(function)
    finally:
        config.CACHE_DIR = before
    return cast("F", compiled)
