"""Results with numbers of one's own: plans of odd shapes without a simulation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from clustersim.analysis.compare import METRICS
from clustersim.batch.plan import Plan
from clustersim.batch.plan_parts import Arm
from clustersim.errors import InputError, Problem
from clustersim.metrics.registry import HEADLINE
from clustersim.policies.registry import POLICIES
from clustersim.scenario import Scenario

YEARS = np.arange(21) * 0.25
COLUMNS = (*dict.fromkeys((*HEADLINE, *METRICS, "total_strength", "cost")), *(f"cost_{task}" for task in POLICIES))
Value = Callable[[str, int, np.ndarray], "np.ndarray | float"]  # metric, seed, years


class MadeResults:
    """Stands in for `Results`: the series of every arm and seed from a function of metric, seed and years."""

    def __init__(self, arms: Sequence[Arm], values: Mapping[str, Value], seeds: int, only: Sequence[str] = ()) -> None:
        self.folder = Path("made")
        self.plan = Plan("made", "", "", tuple(arms), tuple(range(seeds)), len(YEARS) - 1)
        frames = {}
        for arm in arms:
            for seed in range(seeds):
                for metric in COLUMNS:
                    found = values[arm.name](metric, seed, YEARS)
                    frames[metric, arm.name, seed] = np.broadcast_to(np.asarray(found, dtype=np.float64), YEARS.shape)
        self.wide = {
            metric: pd.DataFrame(
                {(arm.name, seed): frames[metric, arm.name, seed] for arm in arms for seed in range(seeds)},
                index=pd.Index(YEARS, name="years"),
            ).rename_axis(columns=["arm", "seed"])
            for metric in COLUMNS
        }
        self.runs = pd.DataFrame([(arm.name, seed) for arm in arms for seed in range(seeds)], columns=["arm", "seed"])
        self.costs = {arm.name: float(self.metric("cost")[arm.name].sum().mean()) for arm in arms}

    def metric(self, name: str) -> pd.DataFrame:
        return self.wide[name]

    def arm(self, name: str) -> Arm:
        if name not in {arm.name for arm in self.plan.arms}:
            raise InputError([Problem("", 0, "", f"{name} is no arm of these results")])
        return self.plan.arm(name)


def arms_of(changes: Mapping[str, Mapping[str, Any]], baseline: str = "none") -> list[Arm]:
    """Return arms by name from what each changes in the baseline scenario."""
    base = Scenario.load("baseline")
    return [
        Arm(name, base.changed_by(change), "" if name == baseline else baseline) for name, change in changes.items()
    ]


def on(*tasks: str, **settings: Any) -> dict[str, Any]:
    """Return the change that switches on these tasks, all with these settings."""
    return {"policies": {task: dict(settings) for task in tasks}}
