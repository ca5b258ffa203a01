"""A small region made by hand: two sectors of a cluster, a local one, two towns, a university and a chamber."""

from __future__ import annotations

from typing import Any

from clustersim.scenario import Scenario

SECTORS: list[dict[str, Any]] = [
    {"key": "a", "group": "g", "share": 0.3, "entry_rate": 0.08, "target": True},
    {"key": "b", "group": "g", "share": 0.3, "entry_rate": 0.055, "target": True},
    {"key": "local", "group": "l", "share": 0.4, "entry_rate": 0.08, "local": True, "tradable_share": 0.3},
]
TOWNS = [{"name": "West", "x": 5.5, "y": 7.5, "weight": 1.0}, {"name": "East", "x": 15.0, "y": 12.0, "weight": 0.6}]
UNIVERSITY = {"key": "uni", "kind": "university", "x": 6.0, "y": 8.0, "employees": 800.0, "profile": {"a": 1.0}}
CHAMBER = {"key": "chamber", "kind": "chamber", "x": 5.0, "y": 7.0, "profile": {"a": 1.0, "local": 1.0}}


def region(kind: str = "mature", firms: int = 250, **changes: Any) -> Scenario:
    fields: dict[str, Any] = {
        "region": {"columns": 20, "rows": 20, "towns": TOWNS},
        "start": {"kind": kind, "firms": firms},
        "sectors": SECTORS,
        "institutions": [UNIVERSITY, CHAMBER],
        "parameters": {"start": {"burn_in": 5.0}},
    }
    return Scenario(**(fields | changes))
