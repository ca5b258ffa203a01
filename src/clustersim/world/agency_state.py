"""What the development agency knows, has decided and has paid: its part of the world."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from clustersim.spec.diagnosis import Diagnosis, Introduced

if TYPE_CHECKING:
    from clustersim.spec.regimes import Regime


class Standing(NamedTuple):
    """What programmes and coordination gave in the last tick, which the budget of this one counts on."""

    cofunding: tuple[float, ...] = ()  # share of the cost of fundable tasks by sector; empty: none
    coordination: float = 0.0  # share of the staff of other tasks that it saves


@dataclass
class AgencyState:
    """What the development agency knows, has decided and has paid."""

    budget: float = float("inf")  # EUR a year
    posts: float = float("inf")
    regime: Regime = "simultaneous"
    begun: dict[str, bool] = field(default_factory=dict)  # tasks that were started and have not ended, in that order
    waiting: dict[str, bool] = field(default_factory=dict)  # tasks that waited for money or posts in the last tick
    saved: float = 0.0  # EUR that are carried over to the next tick
    running: dict[str, bool] = field(default_factory=dict)  # task -> active in the last tick
    since: dict[str, float] = field(default_factory=dict)  # task -> years it has been active
    granted: dict[str, float] = field(default_factory=dict)  # task -> intensity after the budget
    memory: dict[str, object] = field(default_factory=dict)  # task -> what it keeps between ticks
    diagnosis: Diagnosis = field(default_factory=Diagnosis)  # what the last review saw
    spent: dict[str, float] = field(default_factory=dict)  # task -> EUR in this tick
    reported: dict[str, float] = field(default_factory=dict)  # figures that tasks reported in this tick
    standing: Standing = field(default_factory=Standing)
    outside: dict[str, float] = field(
        default_factory=dict
    )  # task -> EUR that programmes of higher levels paid in this tick
    introduced: dict[str, Introduced] = field(default_factory=dict)  # task -> what became of its `Mend` in this tick
    stage: str = ""  # of a staged regime
    stage_since: float = 0.0  # years
    staff_used: float = 0.0  # posts in this tick
