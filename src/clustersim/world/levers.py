"""The values of all levers in a tick: rebuilt from neutral each time, so that a task that is off leaves no trace."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, overload

import numpy as np

from clustersim.spec.levers import RegionLever

if TYPE_CHECKING:
    from clustersim.core.columns import F64
    from clustersim.spec.levers import ArrayLever, Lever


@dataclass
class Levers:
    """The values of all levers in one tick for `sectors` x `cells`; neutral until a task sets them."""

    sectors: int
    cells: int
    values: dict[str, float] = field(default_factory=dict)  # of levers of the region, by name; without neutral ones
    arrays: dict[str, F64] = field(default_factory=dict)  # of the others

    @overload
    def __getitem__(self, lever: RegionLever) -> float: ...

    @overload
    def __getitem__(self, lever: ArrayLever) -> F64: ...

    @overload
    def __getitem__(self, lever: Lever) -> float | F64: ...

    def __getitem__(self, lever: Lever) -> float | F64:
        """Return the value of a lever: a number, or an array of `shape(lever)` (a neutral one is built on demand)."""
        if isinstance(lever, RegionLever):
            return self.values.get(lever.name, lever.neutral)
        found = self.arrays.get(lever.name)
        return np.full(self.shape(lever), lever.neutral) if found is None else found

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

    def apply(self, lever: Lever, value: float | F64) -> None:
        """Combine one task's wish into a lever. A wish equal to neutral changes nothing, not even a bit."""
        if isinstance(lever, RegionLever):
            self.values[lever.name] = float(_combined(lever, np.float64(self[lever]), np.float64(value)))
            return
        current = np.asarray(self[lever])
        wish = np.broadcast_to(value, current.shape)
        self.arrays[lever.name] = np.asarray(_combined(lever, current, wish), dtype=np.float64)

    def is_neutral(self, lever: Lever) -> bool:
        """Say whether a lever stands at neutral everywhere."""
        if isinstance(lever, RegionLever):
            return self[lever] == lever.neutral
        return lever.name not in self.arrays or bool(np.all(self.arrays[lever.name] == lever.neutral))


def _combined(lever: Lever, current: F64 | np.float64, wish: F64 | np.float64) -> F64 | np.float64:
    if lever.combine == "product":
        return current * wish
    if lever.combine == "sum":
        return current + wish
    if lever.combine == "largest":
        return np.maximum(current, wish)
    return 1.0 - (1.0 - current) * (1.0 - wish)
