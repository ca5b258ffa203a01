"""Compiled kernels in the cache: kept, and compiled anew where a file is damaged."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """\
import numpy as np
from clustersim.core.draws import absorb, unit
print(unit(absorb(np.uint64(3), np.uint64(4))))
print(sum(unit.stats.cache_hits.values()), sum(absorb.stats.cache_hits.values()))
"""


def run(cache: Path) -> list[str]:
    """Run two kernels in a process of its own; return the number and the hits in the cache."""
    env = os.environ | {"XDG_CACHE_HOME": str(cache), "HOME": str(cache)}
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.skipif(sys.platform != "linux", reason="the folder of caches is set by XDG_CACHE_HOME on Linux only")
@pytest.mark.parametrize("kind", ["*.nbi", "*.nbc"])
@pytest.mark.parametrize("damage", ["empty", "junk", "torn"])
@pytest.mark.process
def test_a_damaged_file_is_compiled_anew_and_then_kept(kind: str, damage: str, tmp_path: Path) -> None:
    number, hits = run(tmp_path)
    assert hits == "0 0"
    files = sorted(tmp_path.rglob(kind))
    assert len(files) >= 2
    for file in files:
        whole = file.read_bytes()
        file.write_bytes({"empty": b"", "junk": b"junk " * 40, "torn": whole[: len(whole) // 2]}[damage])
    assert run(tmp_path) == [number, "0 0"]
    assert run(tmp_path) == [number, "1 1"]
