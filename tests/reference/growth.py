"""How firms grow, and the labour market that holds them together. Rules: `grow_firms` and `balance_labour`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clustersim.core.randomness import uniform
from clustersim.mechanisms import growth_law
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import CENTRE_SUPPORT, PROJECT_SUPPORT
from tests.reference.actor import Business

if TYPE_CHECKING:
    from tests.reference.model import Reference


@dataclass
class LabourMarket:
    """The regional labour market and local demand, as the last `balance_labour` left them."""

    jobs: float
    tightness: float
    demand_gap: list[float]


class Grows(Business):
    """A firm whose employment follows a law of proportionate growth."""

    def grow(self) -> None:
        """Change the number of employees."""
        model, p = self.model, self.model.p.growth
        size = self.employees
        drift = self.drift()
        change = drift * model.dt
        if model.channels.growth_shock:
            sigma = max(p.sigma_floor, p.sigma_one * size**-p.sigma_slope)
            change = (drift + math.log(1.0 - sigma * sigma / 2.0)) * model.dt
            luck = uniform(model.stream(Decision.GROWTH), self.key)
            change += sigma / math.sqrt(2.0) * growth_law.increment(luck, model.law_table)
        self.employees = math.exp(max(0.0, math.log(size) + change))

    def drift(self) -> float:
        """Return expected growth per year of log size, without the compensator of the shock."""
        model, p = self.model, self.model.p.growth
        on, labour, levers = model.channels, model.labour, model.levers
        drift = p.drift + p.youth * math.exp(-self.age / p.youth_decay)
        if self.employees > model.references.giant:
            drift -= p.giant_drag * math.log(self.employees / model.references.giant)
        if on.labour:
            drift -= model.p.labour.tightness_effect * labour.tightness
        if on.knowledge_growth:
            drift += p.knowledge_effect * self.knowledge
        if self.constrained:
            drift += p.credit_effect * self.relief
        if self.project > 0:
            drift += model.p.projects.lead_demand * levers[PROJECT_SUPPORT]
        if on.rent:
            drift -= p.rent_effect * (self.cell.log_rent + math.log(1.0 - self.rent_relief()))
        if on.local_demand:
            drift += labour.demand_gap[self.sector]
        return drift + model.shock_push[self.sector]

    def rent_relief(self) -> float:
        """Return the share of the rent that the firm does not pay."""
        return self.model.p.centres.rent_relief * self.model.levers[CENTRE_SUPPORT] if self.centre else 0.0


def grow_firms(model: Reference) -> None:
    """Every firm grows by itself."""
    for firm in model.firms:
        firm.grow()


def balance_labour(model: Reference) -> None:
    """Compare jobs with labour supply, and local-market jobs with regional demand."""
    p, references, labour = model.p.labour, model.references, model.labour
    jobs = [math.fsum(firm.employees for firm in model.firms if firm.sector == s) for s in model.sector_numbers]
    labour.jobs = math.fsum(jobs)
    years = (model.tick + 1) * model.dt
    supply = references.jobs * math.exp(p.supply_growth * years)
    labour.tightness = math.log(labour.jobs / supply) if labour.jobs > 0.0 and supply > 0.0 else 0.0
    tradable = math.fsum(jobs[s] for s in model.sector_numbers if model.tradable[s] == 1.0)
    labour.demand_gap = [0.0] * len(jobs)
    for s in model.sector_numbers:
        known = min(jobs[s], references.local_jobs[s], tradable, references.tradable_jobs) > 0.0
        if model.tradable[s] < 1.0 and known:
            gap = p.demand_elasticity * math.log(tradable / references.tradable_jobs) - math.log(
                jobs[s] / references.local_jobs[s]
            )
            labour.demand_gap[s] = p.demand_rate * (1.0 - model.tradable[s]) * gap
