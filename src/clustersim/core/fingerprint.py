"""The version of the model: a hash of the sources that make numbers."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

# The rooms whose sources make the numbers of a run. What only shows, compares, stores or calls is not among them: a new
# figure, a better sentence or another face of the world does not make old results another model's.
ROOMS = (
    "core",
    "spec",
    "policies",
    "metrics",
    "scenario",
    "world",
    "agency",
    "mechanisms",
    "phases",
    "start",
    "runs",
)


# those of them whose files hold kernels or what kernels take: groups of numbers and columns, and named constants, whose
# values stand in the compiled code
WITH_KERNELS = ("core", "spec", "metrics", "world", "mechanisms", "phases", "start")


@cache
def fingerprint() -> str:
    """Return the hash of the simulation's sources: the version of the model that made a result (16 hex digits).

    It is taken over the contents of the files, whatever they are called and wherever they lie.
    """
    return _hash_of_sources(ROOMS, lambda text: True)


def fingerprint_with(sources: Mapping[str, str]) -> str:
    """Return the version of the model with things that are not of the package: the hashes of their sources by name.

    It is that of the package followed by each of them, `1f0a...+mytask@9c2b...`; of the package alone without any.
    """
    return "+".join([fingerprint(), *(f"{name}@{source}" for name, source in sorted(sources.items()))])


def mixed(versions: Iterable[str]) -> bool:
    """Say whether results were made by more than one version of the package, or of something that is not of it."""
    known: dict[str, str] = {}
    parts = [part for version in versions for part in ("@" + version).split("+")]
    for part in parts:
        name, _, source = part.rpartition("@")
        if known.setdefault(name, source) != source:
            return True
    return False


@cache
def kernel_fingerprint() -> str:
    """Return the hash of the files that hold kernels or the groups and constants they take (16 hex digits)."""
    return _hash_of_sources(
        WITH_KERNELS, lambda text: any(mark in text for mark in (b"@kernel", b"NamedTuple", b": Final"))
    )


def _hash_of_sources(rooms: tuple[str, ...], wanted: Callable[[bytes], bool]) -> str:
    package = Path(__file__).parents[1]
    texts = [path.read_bytes() for room in rooms for path in (package / room).rglob("*.py")]
    hashes = sorted(hashlib.sha256(text).digest() for text in texts if wanted(text))
    return hashlib.sha256(b"".join(hashes)).hexdigest()[:16]
