"""The version that is installed, from the metadata of the distribution."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def _installed() -> str:
    """Return the version that is installed; a source folder without installation has none."""
    try:
        return version("clustersim")
    except PackageNotFoundError:
        return "0+unknown"


__version__ = _installed()
