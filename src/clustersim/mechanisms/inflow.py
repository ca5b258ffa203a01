"""How many firms are to be expected to enter, and how they are shared among places and centres."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.spec.codes import Kind
from clustersim.spec.levers import CENTRE_STARTS, FOUNDING, SETTLEMENT_PULL

if TYPE_CHECKING:
    from clustersim.core.columns import F64
    from clustersim.world.state import World


class Inflow(NamedTuple):
    """Entry of each sector in firms a year, shape (sectors,), and how it is shared among places and centres."""

    independent: F64
    settlement: F64
    total_weight: F64
    centres: F64  # (centres, sectors): odds of each centre relative to all cells together


def entry_shares(world: World) -> tuple[F64, F64]:
    """Return the shares of independent and of academic entry by sector (academic only where a university works
    on it).
    """
    p, profile = world.parameters.entry, world.profile
    universities = world.actors.kind[: world.institutions] == Kind.UNIVERSITY
    served = (
        (profile[universities] > 0.0).any(axis=0)
        if universities.any()
        else np.zeros(len(world.sectors.names), dtype=np.bool_)
    )
    academic = np.where(served, p.academic_share, 0.0)
    spin_off = p.spin_off_share if world.channels.spin_offs else 0.0
    return np.maximum(1.0 - spin_off - academic - p.settlement_share, 0.0), academic


def inflow(world: World, weights: F64, neutral: F64) -> Inflow:
    """Return expected entry.

        E_s = E0_s (f_s W_s (1 + Omega_s) / Wref_s)^rho,     E0_s = entry_rate_s stock_s share

    W sums the weights of all places as they are, Wref those of the same state with neutral levers: policy that makes
    places attractive adds firms with elasticity rho, the rest is displaced. Omega_s is the odds of all centres, set so
    that a centre draws `centre_starts` firms a year at rho = 1. Settlements are no start-ups: centres neither draw nor
    displace them (Omega = 0), no founder is talked into one (f = 1), and they shrink when labour is tight. f is the
    lever founding.
    """
    p, sectors = world.parameters, world.sectors
    independent_share, _ = entry_shares(world)
    base = sectors.entry_rate * sectors.stock
    total, reference = weights.sum(axis=1), neutral.sum(axis=1)
    centres = _centre_odds(world, base * independent_share)
    founding = world.levers[FOUNDING]
    places, all_places = np.ones(len(base)), founding
    if world.channels.regional_entry:
        attracted = np.divide(total, reference, out=np.zeros(len(base)), where=(total > 0.0) & (reference > 0.0))
        rho = p.entry.additionality
        places = np.array([math.pow(value, rho) if value > 0.0 else 0.0 for value in attracted])
        here = attracted * founding * (1.0 + centres.sum(axis=0))
        all_places = np.array([math.pow(value, rho) if value > 0.0 else 0.0 for value in here])
    slack = math.exp(-p.labour.settlement_effect * max(0.0, world.labour.tightness)) if world.channels.labour else 1.0
    settlement = base * p.entry.settlement_share * places * slack * world.levers[SETTLEMENT_PULL]
    return Inflow(base * independent_share * all_places, settlement, total, centres)


def _centre_odds(world: World, base: F64) -> F64:
    """Return the odds of each open centre with free places, (centres, sectors), relative to all cells together."""
    starts, centres = world.levers[CENTRE_STARTS], world.centres
    odds = np.zeros((len(centres), len(base)))
    for number in range(len(centres)):
        in_profile = np.array([bool(centres.sectors[number] >> s & 1) for s in range(len(base))])
        if centres.tenants[number] < centres.places[number]:
            wanted = in_profile & (base > 0.0)
            odds[number, wanted] = starts[wanted] / base[wanted]
    return odds
