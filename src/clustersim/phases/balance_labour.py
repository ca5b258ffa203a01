"""Phase `balance_labour`: how tight the labour market is, and what local markets lack."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from clustersim.core.draws import COARSE, fixed
from clustersim.core.kernel import kernel
from clustersim.spec.codes import FIRM

if TYPE_CHECKING:
    from clustersim.core.columns import F64, I8, I16, I64, Bool
    from clustersim.world.state import World


def balance_labour(world: World) -> None:
    """Compare jobs with labour supply, and local-market jobs with the demand that sustains them.

        tau   = ln(J / (L0 exp(g t)))                              tightness; L0 = jobs at tick 0
        gap_s = rate (1 - tradable_s) (elasticity ln(J_t / J_t0) - ln(J_s / J_s0))       1/year

    with J_t the jobs of the fully tradable sectors. Both are 0 where a logarithm is undefined. Growth reads them in
    the next tick, settlements in this one: so not every job that a policy brings is additional.

    Draws: none. Reads employees, sector. Writes labour.
    """
    p, refs, labour, sectors = world.parameters.labour, world.references, world.labour, world.sectors
    jobs = jobs_by_sector(world)
    labour.jobs = float(jobs.sum())
    supply = refs.jobs * math.exp(p.supply_growth * (world.tick + 1) * world.dt)
    labour.tightness = math.log(labour.jobs / supply) if labour.jobs > 0.0 and supply > 0.0 else 0.0
    tradable = float(jobs[sectors.tradable >= 1.0].sum())
    gap = np.zeros(len(jobs))
    if tradable > 0.0 and refs.tradable_jobs > 0.0:
        wanted = p.demand_elasticity * math.log(tradable / refs.tradable_jobs)
        for sector in np.flatnonzero(sectors.tradable < 1.0):
            if jobs[sector] > 0.0 and refs.local_jobs[sector] > 0.0:
                lack = wanted - math.log(jobs[sector] / refs.local_jobs[sector])
                gap[sector] = p.demand_rate * (1.0 - sectors.tradable[sector]) * lack
    labour.demand_gap = gap


def jobs_by_sector(world: World) -> F64:
    """Return the employees of all firms by sector, shape (sectors,), whatever the order of the rows."""
    units = np.zeros(len(world.sectors.names), dtype=np.int64)
    actors = world.actors
    _sum_jobs(actors.alive, actors.kind, actors.sector, actors.employees, units)
    return units / COARSE


@kernel
def _sum_jobs(alive: Bool, kind: I8, sector: I16, employees: F64, units: I64) -> None:
    for row in range(alive.shape[0]):
        if alive[row] and kind[row] == FIRM:
            units[sector[row]] += fixed(employees[row], COARSE)
