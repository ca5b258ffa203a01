"""Phase `grow_firms`: employment grows and shrinks with fat-tailed shocks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from clustersim.core.draws import uniform
from clustersim.core.groups import cut, pick
from clustersim.core.kernel import kernel
from clustersim.core.threads import parts, share
from clustersim.mechanisms.growth_law import increment, law_table
from clustersim.spec.codes import FIRM
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import CENTRE_SUPPORT, PROJECT_SUPPORT

if TYPE_CHECKING:
    import numpy as np

    from clustersim.core.columns import F64, I8, I16, I32, U64, Bool
    from clustersim.spec.parameters import GrowthNumbers
    from clustersim.world.state import World


class GrowingFirms(NamedTuple):
    """What growth reads of every actor; employees are written."""

    alive: Bool
    kind: I8
    key: U64
    cell: I32
    sector: I16
    age: F64
    knowledge: F64
    constrained: Bool
    relief: F64  # from the credit constraint
    project: I32
    centre: I32
    employees: F64


class GrowthSwitches(NamedTuple):
    """The channels of growth."""

    knowledge_growth: float
    rent: float
    growth_shock: float


class GrowthSetting(NamedTuple):
    """What growth meets that is not the firm's own."""

    dt: float  # years
    law: F64  # quantiles of V(dt)
    giant: float  # employees above which a firm is dragged back
    pull: float  # of a tight labour market, 1/year
    push: F64  # (sectors,) of shocks and local demand, 1/year
    lead: float  # of a pilot user, 1/year
    log_relief: float  # of rent, for tenants of a supported centre
    log_rent: F64  # (cells,)


def grow_firms(world: World) -> None:
    """Change employees z = exp(x) of every firm.

        dx = drift dt + sigma(z) / sqrt(2) V(dt),   x' = max(0, x + dx)
        drift = mu0 + youth exp(-age / youth_decay) - giant_drag max(0, ln(z / giant)) + a_k k
                + a_f relief constrained - a_r (r(c) - relief_rent) - kappa tau + push_s + lead + demand gap_s + ln(1 -
                sigma^2 / 2)
        sigma(z) = max(sigma_floor, sigma_one z^-sigma_slope)                                   (A08)

    V(dt) is a variance-gamma increment, so that a year's growth is Laplace whatever the tick (A07); ln(1 - sigma^2/2)
    compensates it exactly, so that mu0 is expected growth. tau is the tightness of the labour market and the demand gap
    that of the local market, both left by `balance_labour` in the last tick; r(c) is the log of rent relative to the
    reference, from which a tenant of a supported centre is relieved by -ln(1 - rent_relief * centre_support). relief is
    that of a firm supported with finance (`support_firms`), push_s a demand shock (`apply_shocks`), lead the demand
    `projects.lead_demand` * project_support that a firm in a lead project gets from its pilot user.

    Draws: GROWTH (firm). Reads employees, age, knowledge, constrained, relief, project, sector, cell, centre,
    shock_push; levers centre_support, project_support. Writes employees.
    """
    relief = world.parameters.centres.rent_relief * world.levers[CENTRE_SUPPORT]
    setting = GrowthSetting(
        dt=world.dt,
        law=law_table(world.dt),
        giant=world.references.giant,
        pull=world.parameters.labour.tightness_effect * world.labour.tightness * world.channels.labour,
        push=world.shock_push + world.labour.demand_gap * world.channels.local_demand,
        lead=world.parameters.projects.lead_demand * world.levers[PROJECT_SUPPORT],
        log_relief=math.log(1.0 - relief) if relief < 1.0 else -50.0,
        log_rent=world.cells.log_rent,
    )
    stream, firms = world.stream(Decision.GROWTH), pick(GrowingFirms, world.actors)
    switches = pick(GrowthSwitches, world.channels)

    def grow(rows: slice) -> None:
        _grow(stream, world.parameters.growth, switches, setting, cut(firms, rows))

    share(grow, parts(len(world.actors)))


@kernel
def _grow(stream: np.uint64, p: GrowthNumbers, ch: GrowthSwitches, at: GrowthSetting, firms: GrowingFirms) -> None:
    for row in range(firms.alive.shape[0]):
        if not firms.alive[row] or firms.kind[row] != FIRM:
            continue
        size = firms.employees[row]
        x = math.log(size)
        drift = p.drift + p.youth * math.exp(-firms.age[row] / p.youth_decay) - at.pull + at.push[firms.sector[row]]
        if size > at.giant:
            drift -= p.giant_drag * math.log(size / at.giant)
        if ch.knowledge_growth:
            drift += p.knowledge_effect * firms.knowledge[row]
        if firms.constrained[row]:
            drift += p.credit_effect * firms.relief[row]
        if firms.project[row] > 0:
            drift += at.lead
        if ch.rent:
            drift -= p.rent_effect * (at.log_rent[firms.cell[row]] + (at.log_relief if firms.centre[row] >= 0 else 0.0))
        shock = 0.0
        if ch.growth_shock:
            sigma = max(p.sigma_floor, p.sigma_one * math.exp(-p.sigma_slope * x))
            drift += math.log(1.0 - 0.5 * sigma * sigma)
            shock = sigma * math.sqrt(0.5) * increment(uniform(stream, firms.key[row]), at.law)
        firms.employees[row] = math.exp(max(0.0, x + drift * at.dt + shock))
