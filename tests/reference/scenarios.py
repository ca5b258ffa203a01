"""Random scenarios for the comparison: small regions of any shape, any start, any mix of tasks, parameters and switches."""

from __future__ import annotations

import random
from typing import Any

from clustersim.policies.registry import POLICIES
from clustersim.scenario import Scenario
from tests.reference.generate import random_channels, random_parameters

REGIMES = ("calendar", "simultaneous", "adaptive", "staged", "reversed")
SHAPES = ((1, 1), (1, 9), (6, 4), (12, 12), (20, 15))


def random_scenario(number: int) -> Scenario:
    """Return the scenario number `number` of an endless list."""
    dice = random.Random(1000 + number)
    data = Scenario.load("three-tasks").as_dict()
    columns, rows = SHAPES[number % len(SHAPES)]
    cell_km = dice.choice((0.5, 1.0, 2.0))
    width, height = columns * cell_km, rows * cell_km
    data["name"] = f"random-{number}"
    data["tick_years"] = dice.choice((0.25, 0.25, 0.1))
    data["region"] |= {"columns": columns, "rows": rows, "cell_km": cell_km}
    data["region"]["towns"] = [
        {"name": "Town", **place(dice, width, height), "weight": 1.0} for _ in range(dice.choice((1, 2)))
    ]
    data["start"] |= {"kind": dice.choice(("emerging", "mature", "uniform")), "firms": dice.choice((1, 30, 100, 250))}
    data["sectors"] = data["sectors"][: dice.choice((1, 2, 6))] if number % 4 else data["sectors"][:1]
    keys = [sector["key"] for sector in data["sectors"]]
    data["institutions"] = random_institutions(dice, keys, width, height)
    data["agency"] |= {
        **place(dice, width, height),
        "budget": dice.choice((None, None, 0.0, 300_000.0)),
        "regime": dice.choice(REGIMES),
        "targeting": dice.random(),
        "staff": dice.choice((None, 2.0)),
        "entry_point": dice.choice(("all", "all", "organisation", "density", "networks")),
        "breadth": dice.choice((9, 9, 3)),
        "focus": dice.choice(("balanced", "density", "networks")),
        "commitments": dice.choice(("kept", "dropped")),
        "budgeting": dice.choice(("queue", "proportional")),
        "progress": dice.choice(("share", "mean")),
    }
    data["policies"] = random_policies(dice, data["agency"]["regime"], columns, rows)
    data["parameters"] = {name: group._asdict() for name, group in random_parameters(dice)._asdict().items()}
    data["parameters"]["centres"]["stay"] = dice.choice((1.0, 5.0))  # so that some tenants graduate
    data["parameters"]["ties"] |= {"repair_effect": dice.choice((0.0, 1.5)), "repair_strength": dice.choice((0.0, 0.2))}
    data["channels"] = random_channels(dice)._asdict()
    return Scenario(**data)


def place(dice: random.Random, width: float, height: float) -> dict[str, float]:
    """Return a place on the grid."""
    return {"x": round(dice.uniform(0.01, 0.99) * width, 3), "y": round(dice.uniform(0.01, 0.99) * height, 3)}


def random_institutions(dice: random.Random, sectors: list[str], width: float, height: float) -> list[dict[str, Any]]:
    """Return no, one or several institutions."""
    kinds: list[str] = dice.choice(([], ["university"], ["chamber", "university", "institute", "chamber"]))
    return [
        {
            "key": f"{kind}-{i}",
            "name": f"{kind} {i}",
            "kind": kind,
            **place(dice, width, height),
            "employees": dice.uniform(1.0, 2000.0),
            "profile": {sector: dice.random() for sector in sectors if dice.random() < 0.7},
        }
        for i, kind in enumerate(kinds)
    ]


def random_repairs(dice: random.Random) -> dict[str, Any]:
    """Return some way to compensate weak spots."""
    return {
        "objective": dice.choice(("fragmentation", "fragility", "one_type", "lock_in", "diagnosis", "diagnosis")),
        "pairing": dice.choice(("appeal", "utility", "utility")),
        "verified": dice.choice(("no", "yes", "yes")),
        "payment": dice.choice(("planned", "made")),
        "repairs_per_year": dice.choice((2.0, 12.0)),
        "list_length": dice.choice((1.5, 3.0)),
    }


def random_policies(dice: random.Random, regime: str, columns: int, rows: int) -> dict[str, dict[str, Any]]:
    """Return some tasks with some settings."""
    policies: dict[str, dict[str, Any]] = {}
    for task in POLICIES:
        if dice.random() < 0.3:
            continue
        settings: dict[str, Any] = {
            "intensity": dice.choice((1.0, 1.0, dice.random())),
            "role": dice.choice(("lead", "contribute")),
        }
        if regime == "calendar" or dice.random() < 0.2:
            settings |= {"start": dice.choice((0.0, 2.0)), "stop": dice.choice((None, 8.0))}
        if task == "infrastructure":
            settings |= {
                "centres": dice.choice((1, 2)),
                "lead_time": dice.choice((0.5, 2.0)),
                "location": dice.choice(("core", "periphery")),
                "opening": dice.choice(("whole", "in part")),
            }
            settings["cells"] = dice.choice((None, [[dice.randrange(columns), dice.randrange(rows)]]))
        if task == "organisation":
            settings |= {
                "membership": dice.choice(("state", "share")),
                "host": dice.choice(("existing_office", "own_organisation")),
            }
        if task == "qualification":
            settings["draws"] = dice.choice(("founders", "everybody"))
        if task == "marketing":
            settings["profile"] = dice.choice(("diagnosed", "any focus"))
        if task == "strategy":
            settings |= {"writing_years": dice.choice((0.0, 1.0)), "review_years": 2.0, "picks": dice.choice((1, 2))}
        if task == "lighthouse":
            settings |= {"years_least": 0.5, "years_most": 1.5, "projects_least": 2.0, "firms": 3}
        if task == "networking":
            settings |= random_repairs(random.Random(dice.random()))
        policies[task] = settings
    return policies
