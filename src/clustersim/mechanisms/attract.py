"""How attractive a place is for a firm of a sector: the log odds that entry and relocation share."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core.groups import pick
from clustersim.core.kernel import kernel
from clustersim.mechanisms.services import effective_services
from clustersim.spec.levers import ENTRY_PULL

if TYPE_CHECKING:
    from clustersim.core.columns import F64, Bool
    from clustersim.world.state import World


NEUTRAL_PULL = np.ones((1, 1))  # one number stands for all sectors and cells


class Locations(NamedTuple):
    """What a cell offers to a firm of whatever sector, each of shape (cells,)."""

    inside: Bool
    accessibility: F64
    university_pull: F64
    log_rent: F64
    total: F64  # firms
    floor_space: F64  # firm places


class Preferences(NamedTuple):
    """What firms look for in a place, of the parameters of entry."""

    density_elasticity: float
    local_factor: float
    density_offset: float
    accessibility_weight: float
    university_weight: float
    service_weight: float
    rent_weight: float
    floor_weight: float


class PlaceSwitches(NamedTuple):
    """The channels of the model that make places differ."""

    density_entry: float
    first_nature: float
    services: float
    rent: float
    floor: float


class Surroundings(NamedTuple):
    """What firms of a sector find around a cell."""

    density: F64  # (sectors, cells) related firms per km2
    mean_density: F64  # (sectors,) at tick 0
    target: Bool  # (sectors,)
    local: Bool  # (sectors,)
    services: F64  # (cells,)
    pull: F64  # (sectors, cells) odds of places that tasks make attractive; (1, 1) if there are none


def surroundings(world: World, *, neutral: bool = False) -> Surroundings:
    """Return what firms find around every cell, with all levers as they are or all neutral."""
    cells, sectors, levers = world.cells, world.sectors, world.levers
    return Surroundings(
        density=cells.density,
        mean_density=world.references.density,
        target=sectors.target,
        local=sectors.local,
        services=cells.services if neutral else effective_services(world),
        pull=NEUTRAL_PULL if neutral or levers.is_neutral(ENTRY_PULL) else levers[ENTRY_PULL],
    )


def preferences(world: World) -> tuple[Preferences, PlaceSwitches]:
    """Return what firms look for in places, and which of it is switched on."""
    return pick(Preferences, world.parameters.entry), pick(PlaceSwitches, world.channels)


def place_odds(world: World) -> F64:
    """Return the odds of every cell apart from density and services, shape (2, cells): other sectors, targets.

        exp(accessibility_weight acc + university_weight pull [targets] - rent_weight r + floor_weight ln(1 - n / F))

    0 outside the region and where all places are taken. n counts the firms living now, rent and density are those of
    the start of the tick.
    """
    odds = np.empty((2, world.grid.cells))
    _place_odds(*preferences(world), pick(Locations, world.cells), odds)
    return odds


def entry_weights(world: World, odds: F64, *, neutral: bool) -> F64:
    """Return e^V of every sector and cell, with all levers as they are or all neutral. Shape (sectors, cells).

        V_s(c) = beta_s ln((D_s + d0) / (D0_s + d0)) + service_weight S(c) [targets] + place odds + ln pull_s(c)

    beta_s = `density_elasticity` (times `local_factor` for local-market sectors).
    """
    weights = np.empty(world.cells.density.shape)
    _weights(*preferences(world), surroundings(world, neutral=neutral), odds, weights)
    return weights


@kernel
def appeal(
    p: Preferences,
    ch: PlaceSwitches,
    cells: Locations,
    around: Surroundings,
    s: int,
    c: int,
    density: float,
    present: float,
) -> float:
    """Return V_s(c) of one cell in which `present` firms are, at a related density that may leave out the firm itself.

    Unlike the odds above it stays finite where no place is free, because a firm may already be there.
    """
    target, room, value = around.target[s], cells.floor_space[c], 0.0
    if ch.density_entry:
        beta = p.density_elasticity * p.local_factor if around.local[s] else p.density_elasticity
        value = beta * math.log((density + p.density_offset) / (around.mean_density[s] + p.density_offset))
    if ch.first_nature:
        value += p.accessibility_weight * cells.accessibility[c]
        if target:
            value += p.university_weight * cells.university_pull[c]
    if target and ch.services:
        value += p.service_weight * around.services[c]
    if ch.rent:
        value -= p.rent_weight * cells.log_rent[c]
    if ch.floor:
        value += p.floor_weight * math.log(max(1.0 - present / room, 1e-12) if room > 0.0 else 1e-12)
    if around.pull.shape[1] > 1:
        value += math.log(around.pull[s, c])
    return value


@kernel
def _place_odds(p: Preferences, ch: PlaceSwitches, cells: Locations, odds: F64) -> None:
    for cell in range(cells.inside.shape[0]):
        present, room = cells.total[cell], cells.floor_space[cell]
        if not cells.inside[cell] or (ch.floor and present >= room):
            odds[0, cell] = odds[1, cell] = 0.0
            continue
        value = 0.0
        if ch.first_nature:
            value += p.accessibility_weight * cells.accessibility[cell]
        if ch.rent:
            value -= p.rent_weight * cells.log_rent[cell]
        if ch.floor:
            value += p.floor_weight * math.log(max(1.0 - present / room, 1e-12)) if present > 0.0 else 0.0
        odds[0, cell] = odds[1, cell] = math.exp(value)
        if ch.first_nature and cells.university_pull[cell] > 0.0:
            odds[1, cell] *= math.exp(p.university_weight * cells.university_pull[cell])


@kernel
def _weights(p: Preferences, ch: PlaceSwitches, around: Surroundings, odds: F64, weights: F64) -> None:
    sectors, cells = weights.shape
    pulled = around.pull.shape[1] > 1
    served = np.ones(cells)
    if ch.services:
        for cell in range(cells):
            served[cell] = math.exp(p.service_weight * around.services[cell])
    for sector in range(sectors):
        target = around.target[sector]
        place, density = odds[1 if target else 0], around.density[sector]
        beta = p.density_elasticity * p.local_factor if around.local[sector] else p.density_elasticity
        scale = 1.0 / (around.mean_density[sector] + p.density_offset)
        for cell in range(cells):
            ratio = (density[cell] + p.density_offset) * scale if ch.density_entry else 1.0
            if beta != 1.0:  # the power is the dear part, and the usual beta is 1
                ratio = math.exp(beta * math.log(ratio))
            weights[sector, cell] = place[cell] * ratio * (served[cell] if target else 1.0)
            if pulled:
                weights[sector, cell] *= around.pull[sector, cell]
