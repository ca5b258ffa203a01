"""How many processors this process may use: what the machine has, less what affinity and a container's quota forbid."""

from __future__ import annotations

import math
import os
from pathlib import Path

CONTROL = Path("/sys/fs/cgroup")


def cores() -> int:
    """Return the number of processors that this process may keep busy, at least 1."""
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(there, quota(CONTROL, Path("/proc/self/cgroup"))))


def quota(control: Path, own: Path) -> int:
    """Return the processors that the control groups of this process allow (version 2, else 1), rounded up.

    A very large number if there is no limit.
    """
    allowed = math.inf
    for folder in _groups(control, own):
        try:
            if (folder / "cpu.max").is_file():
                limit, period = (folder / "cpu.max").read_text().split()[:2]
            else:
                limit = (folder / "cpu.cfs_quota_us").read_text().strip()
                period = (folder / "cpu.cfs_period_us").read_text().strip()
            if limit not in ("max", "-1"):
                allowed = min(allowed, float(limit) / float(period))
        except (OSError, ValueError, ZeroDivisionError):
            continue
    return 1_000_000 if math.isinf(allowed) else max(1, math.ceil(allowed))


def _groups(control: Path, own: Path) -> list[Path]:
    """Return the folders of the control groups that hold this process, from the innermost outwards."""
    folders = [control, control / "cpu", control / "cpu,cpuacct"]
    try:
        lines = own.read_text().splitlines()
    except OSError:
        return folders
    for line in lines:
        _, kinds, name = line.split(":", 2)
        base = control if kinds == "" else control / "cpu" if "cpu" in kinds.split(",") else None
        if base is not None:
            group = base / name.lstrip("/")
            folders += [group, *[parent for parent in group.parents if base in parent.parents]]
    return folders
