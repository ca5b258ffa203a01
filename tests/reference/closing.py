"""How firms close. Rules: `close_firms`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from clustersim.core.randomness import uniform
from clustersim.spec.codes import Cause, Event
from clustersim.spec.decisions import Decision
from tests.reference.actor import Business
from tests.reference.ties import untie

if TYPE_CHECKING:
    from tests.reference.model import Reference


class Closes(Business):
    """A firm that may close."""

    def closes(self) -> bool:
        """Say whether the firm closes in this tick."""
        model = self.model
        exposed = 1.5 * model.dt if self.entered == model.tick - 1 else model.dt
        return uniform(model.stream(Decision.EXIT), self.key) < 1.0 - math.exp(-self.hazard() * exposed)

    def hazard(self) -> float:
        """Return the exit hazard per year at the middle of the time at risk."""
        model, p = self.model, self.model.p.exit
        age = 0.75 * model.dt if self.entered == model.tick - 1 else self.age + model.dt / 2.0
        hazard = math.exp(log_hazard(model, self.sector, age)) * max(
            math.pow(self.employees, -p.size_slope), p.size_floor
        )
        mean = 1.0 - p.constrained_share + p.constrained_share * p.constrained_ratio
        if model.channels.knowledge_exit:
            effect = p.knowledge_effect
            if self.advised and age < model.p.support.selection_years:
                effect += model.p.support.selection
            hazard *= math.exp(-effect * self.knowledge)
            mean *= math.exp((p.knowledge_effect * model.p.learning.spread) ** 2 / 2.0)
        if self.constrained:
            hazard *= 1.0 + (p.constrained_ratio - 1.0) * (1.0 - self.relief)
        if self.graduate and self.centre_age < model.p.centres.graduate_years:
            hazard *= model.p.centres.graduate_ratio
        return hazard / mean

    def grow_older(self) -> None:
        """Let one tick pass."""
        self.age += self.model.dt
        if self.centre is not None or self.graduate:
            self.centre_age += self.model.dt

    def close(self, cause: Cause = Cause.MARKET) -> None:
        """Cut all ties and leave the region."""
        model = self.model
        model.record(Event.EXIT, self.key, cell=self.cell.number, cause=cause, value=self.employees)
        model.count("exits")
        for old in list(self.ties.values()):
            untie(model, old, old.strength, Cause.PARTNER_CLOSED)
        if self.centre is not None:
            self.centre.tenants.remove(self)
        model.by_key.pop(self.key)
        self.remove()


def log_hazard(model: Reference, sector: int, age: float) -> float:
    """Return the log of the hazard of size 1 at an age, linear between the age nodes and constant beyond the last."""
    nodes = (0.0, 1.0, 5.0, 10.0, model.p.exit.minimum_age, 30.0, 60.0)
    values = model.log_hazards[sector]
    for i in range(1, len(nodes)):
        if age < nodes[i]:
            return values[i - 1] + (values[i] - values[i - 1]) * (age - nodes[i - 1]) / (nodes[i] - nodes[i - 1])
    return values[-1]


def close_firms(model: Reference) -> None:
    """Who closes is decided for all before anybody leaves."""
    closing = [firm for firm in model.firms if firm.closes()] if model.channels.exit else []
    for firm in closing:
        firm.close()
    for firm in model.firms:
        firm.grow_older()
