"""Sharing long loops among threads: kernels release the GIL, and each part writes only its own rows.

No sum is shared between parts, so results do not depend on the number of threads. Small worlds run in one thread:
starting another costs more than it saves.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from clustersim.core.cores import cores

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LEAST = 60_000  # rows from which a loop is shared: below, starting a thread costs about what it saves
VARIABLE = "CLUSTERSIM_THREADS"

T = TypeVar("T")
R = TypeVar("R")


def threads() -> int:
    """Return how many threads long loops use: what CLUSTERSIM_THREADS says, else the cores this process may use."""
    wanted = os.environ.get(VARIABLE, "")
    return max(1, int(wanted)) if wanted.isdecimal() and wanted.isascii() else cores()


def parts(count: int) -> list[slice]:
    """Return `count` rows cut into one contiguous part per thread (one part if they are few)."""
    if count < LEAST:
        return [slice(0, count)]
    number = threads()
    edges = [count * place // number for place in range(number + 1)]
    return [slice(first, last) for first, last in pairwise(edges)]


def share(work: Callable[[T], R], tasks: Iterable[T]) -> list[R]:
    """Return what `work` gives for every task, in their order; several tasks are worked on at the same time."""
    listed = list(tasks)
    if len(listed) <= 1 or threads() == 1:
        return [work(task) for task in listed]
    return list(_pool(threads()).map(work, listed))


@lru_cache(maxsize=1)
def _pool(number: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(number, thread_name_prefix="clustersim")
