"""How attractive a place is for a firm of a sector: the log odds that entry and relocation share."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from clustersim.core.kernel import kernel
from clustersim.mechanisms.services import effective_services
from clustersim.spec.levers import ENTRY_PULL

if TYPE_CHECKING:
    from clustersim.core.columns import F64, Bool
    from clustersim.spec.parameters import Channels, EntryNumbers
    from clustersim.world.state import World


def place_odds(world: World) -> F64:
    """Return the odds of every cell apart from density and services, shape (2, cells): other sectors, targets.

        exp(accessibility_weight acc + university_weight pull [targets] - rent_weight r + floor_weight ln(1 - n / F))

    0 outside the region and where all places are taken. n counts the firms living now, rent and density are those of
    the start of the tick.
    """
    cells, odds = world.cells, np.empty((2, world.grid.cells))
    _place_odds(
        world.parameters.entry,
        world.channels,
        cells.inside,
        cells.accessibility,
        cells.university_pull,
        cells.log_rent,
        cells.total,
        cells.floor_space,
        odds,
    )
    return odds


def entry_weights(world: World, odds: F64, *, neutral: bool) -> F64:
    """Return e^V of every sector and cell, with all levers as they are or all neutral. Shape (sectors, cells).

        V_s(c) = beta_s ln((D_s + d0) / (D0_s + d0)) + service_weight S(c) [targets] + place odds + ln pull_s(c)

    beta_s = `density_elasticity` (times `local_factor` for local-market sectors).
    """
    cells, sectors = world.cells, world.sectors
    services = cells.services if neutral else effective_services(world)
    weights = np.empty(cells.density.shape)
    _weights(
        world.parameters.entry,
        world.channels,
        cells.density,
        world.references.density,
        sectors.target,
        sectors.local,
        services,
        odds,
        weights,
    )
    if not neutral and not world.levers.is_neutral(ENTRY_PULL):
        weights *= world.levers[ENTRY_PULL]
    return weights


@kernel
def density_odds(p: EntryNumbers, ch: Channels, density: float, mean: float, local: bool) -> float:
    """Return the part of the log odds that follows related density."""
    if not ch.density_entry:
        return 0.0
    beta = p.density_elasticity * p.local_factor if local else p.density_elasticity
    return beta * math.log((density + p.density_offset) / (mean + p.density_offset))


@kernel
def _place_odds(
    p: EntryNumbers,
    ch: Channels,
    inside: Bool,
    accessibility: F64,
    university_pull: F64,
    log_rent: F64,
    total: F64,
    floor_space: F64,
    odds: F64,
) -> None:
    for cell in range(inside.shape[0]):
        if not inside[cell] or (ch.floor and total[cell] >= floor_space[cell]):
            odds[0, cell] = odds[1, cell] = 0.0
            continue
        value = 0.0
        if ch.first_nature:
            value += p.accessibility_weight * accessibility[cell]
        if ch.rent:
            value -= p.rent_weight * log_rent[cell]
        if ch.floor:
            value += (
                p.floor_weight * math.log(max(1.0 - total[cell] / floor_space[cell], 1e-12))
                if total[cell] > 0.0
                else 0.0
            )
        odds[0, cell] = odds[1, cell] = math.exp(value)
        if ch.first_nature and university_pull[cell] > 0.0:
            odds[1, cell] *= math.exp(p.university_weight * university_pull[cell])


@kernel
def _weights(
    p: EntryNumbers,
    ch: Channels,
    density: F64,
    means: F64,
    target: Bool,
    local: Bool,
    services: F64,
    odds: F64,
    weights: F64,
) -> None:
    sectors, cells = density.shape
    served = np.ones(cells)
    if ch.services:
        for cell in range(cells):
            served[cell] = math.exp(p.service_weight * services[cell])
    for sector in range(sectors):
        place = odds[1 if target[sector] else 0]
        beta = p.density_elasticity * p.local_factor if local[sector] else p.density_elasticity
        scale = 1.0 / (means[sector] + p.density_offset)
        for cell in range(cells):
            ratio = (density[sector, cell] + p.density_offset) * scale if ch.density_entry else 1.0
            if beta != 1.0:  # the power is the dear part, and the usual beta is 1
                ratio = math.exp(beta * math.log(ratio))
            weights[sector, cell] = place[cell] * ratio * (served[cell] if target[sector] else 1.0)
