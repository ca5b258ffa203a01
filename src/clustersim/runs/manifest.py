"""The manifest of a run: what is needed to repeat and to judge it."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from clustersim.runs.extensions import extensions_of, fingerprint_of
from clustersim.runs.files import MANIFEST
from clustersim.texts import command_line
from clustersim.version import __version__

if TYPE_CHECKING:
    from clustersim.world.state import World

SCHEMA_VERSION = 1


def environment() -> dict[str, str]:
    """Return the versions that a result may depend on."""
    found = {"python": platform.python_version(), "platform": platform.platform(), "machine": platform.machine()}
    for package in ("numpy", "numba", "scipy", "mesa", "pyarrow"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def make_manifest(world: World, *, ticks: int, status: str, seconds: float, command: str = "") -> dict[str, object]:
    """Return what is needed to repeat and to judge a run; `command` is what made it, if it was a command."""
    return {
        "schema_version": SCHEMA_VERSION,
        "clustersim": __version__,
        "fingerprint": fingerprint_of(world.scenario),
        "extensions": [origin._asdict() for origin in extensions_of(world.scenario)],
        "scenario": world.scenario.name,
        "seed": world.seed,
        "ticks_planned": ticks,
        "ticks_done": world.tick,
        "tick_years": world.dt,
        "status": status,
        "seconds": round(seconds, 3),
        "events": world.events.active,
        "environment": environment(),
        "command": command or command_line("repeat", MANIFEST),
        "case": world.scenario.as_dict(),
        "argv": sys.argv[1:],
    }
