"""Levers: the named values through which tasks act on the region.

A lever has a neutral value and a commutative way to combine what several tasks ask for. All levers are rebuilt from
neutral in every tick, so a task that is off leaves no trace in them. Phases read levers; no phase knows a task.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from clustersim.core.columns import F64

Combine = Literal["product", "sum", "largest", "either"]
Scope = Literal["region", "cell", "sector", "sector and cell"]


@dataclass(frozen=True)
class Lever:
    """A named value: `neutral` is what holds without any task, `combine` how several tasks add up."""

    name: str
    neutral: float
    combine: Combine
    scope: Scope
    unit: str
    doc: str


LEVERS: dict[str, Lever] = {
    lever.name: lever
    for lever in (
        Lever(
            "reach_factor", 1.0, "product", "region", "ratio", "multiplies the share of actors that any task reaches"
        ),
        Lever("brokering", 1.0, "product", "region", "ratio", "multiplies meetings at agency events and repairs"),
        Lever(
            "coordination",
            0.0,
            "largest",
            "region",
            "share",
            "share of the staff that other tasks need which coordination saves",
        ),
        Lever(
            "focus",
            1.0,
            "product",
            "sector",
            "ratio",
            "effort that tasks spend on a sector relative to the others they serve",
        ),
        Lever(
            "cofunding",
            0.0,
            "largest",
            "sector",
            "share",
            "share of the cost of fundable tasks that programmes of EU, federation and state pay",
        ),
        Lever("moderation", 0.0, "largest", "region", "share", "care for moderated ties: 1 is full care"),
        Lever("service_supply", 0.0, "either", "cell", "share", "public supply of cluster-related services"),
        Lever("entry_pull", 1.0, "product", "sector and cell", "ratio", "multiplies the odds of entry at a place"),
        Lever("settlement_pull", 1.0, "product", "sector", "ratio", "multiplies settlements from outside"),
        Lever(
            "outside_push",
            0.0,
            "sum",
            "sector",
            "ratio",
            "rise of new ties to outside partners for a firm in a strong network",
        ),
        Lever(
            "centre_starts",
            0.0,
            "sum",
            "sector",
            "1/year",
            "start-ups a year that a centre draws in a sector of its profile",
        ),
        Lever(
            "centre_support",
            0.0,
            "largest",
            "region",
            "share",
            "rooms, services and encounters of centres: 1 is full support",
        ),
        Lever(
            "project_support",
            0.0,
            "largest",
            "region",
            "share",
            "city as pilot user of lead projects: 1 is full support, 0 ends them",
        ),
        Lever(
            "advice", 0.0, "largest", "sector", "share", "share of founders who are advised before and after the start"
        ),
    )
}


@dataclass
class Levers:
    """The values of all levers in one tick for `sectors` x `cells`; neutral until a task sets them."""

    sectors: int
    cells: int
    values: dict[str, float] = field(default_factory=dict)
    arrays: dict[str, F64] = field(default_factory=dict)

    def shape(self, lever: Lever) -> tuple[int, ...]:
        """Return the shape of a lever's values: () for the region."""
        shapes = {
            "region": (),
            "cell": (self.cells,),
            "sector": (self.sectors,),
            "sector and cell": (self.sectors, self.cells),
        }
        return shapes[lever.scope]

    def reset(self) -> None:
        """Set every lever back to neutral."""
        self.values.clear()
        self.arrays.clear()

    def apply(self, name: str, value: float | F64) -> None:
        """Combine one task's wish into a lever. A wish equal to neutral changes nothing, not even a bit."""
        lever = LEVERS[name]
        if lever.scope == "region":
            self.values[name] = float(
                _combined(lever, np.float64(self.values.get(name, lever.neutral)), np.float64(value))
            )
            return
        current = self.arrays.get(name)
        if current is None:
            current = np.full(self.shape(lever), lever.neutral)
        self.arrays[name] = np.asarray(
            _combined(lever, current, np.broadcast_to(value, current.shape)), dtype=np.float64
        )

    def value(self, name: str) -> float:
        """Return the value of a region-wide lever."""
        return self.values.get(name, LEVERS[name].neutral)

    def array(self, name: str) -> F64:
        """Return the values of a lever by cell, sector or both (neutral ones are built on demand)."""
        found = self.arrays.get(name)
        return np.full(self.shape(LEVERS[name]), LEVERS[name].neutral) if found is None else found

    def is_neutral(self, name: str) -> bool:
        """Say whether a lever stands at neutral everywhere."""
        lever = LEVERS[name]
        if lever.scope == "region":
            return self.value(name) == lever.neutral
        return name not in self.arrays or bool(np.all(self.arrays[name] == lever.neutral))


def _combined(lever: Lever, current: F64 | np.float64, wish: F64 | np.float64) -> F64 | np.float64:
    if lever.combine == "product":
        return current * wish
    if lever.combine == "sum":
        return current + wish
    if lever.combine == "largest":
        return np.maximum(current, wish)
    return 1.0 - (1.0 - current) * (1.0 - wish)
