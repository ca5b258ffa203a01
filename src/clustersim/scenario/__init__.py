"""Scenarios: what a run needs to know, checked, from Python or from TOML and CSV files."""

from __future__ import annotations

from clustersim.scenario.parts import (
    Agency,
    CellRow,
    FirmRow,
    Institution,
    Output,
    Region,
    Relatedness,
    Sector,
    Start,
    Town,
)
from clustersim.scenario.schema import Scenario

__all__ = [
    "Agency",
    "CellRow",
    "FirmRow",
    "Institution",
    "Output",
    "Region",
    "Relatedness",
    "Scenario",
    "Sector",
    "Start",
    "Town",
]
