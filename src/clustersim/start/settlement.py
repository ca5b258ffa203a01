"""Where firms are in the long run: the fixed point of the mean field of entry, spin-offs, relocation and exit."""

from __future__ import annotations

import hashlib
import math
from collections import OrderedDict
from typing import TYPE_CHECKING

import numpy as np

from clustersim.core.geography import field_weights, spread_field
from clustersim.mechanisms.attract import entry_weights, place_odds
from clustersim.mechanisms.inflow import entry_shares
from clustersim.mechanisms.siting import near_spread
from clustersim.spec.codes import Kind

if TYPE_CHECKING:
    from clustersim.core.columns import F64, Bool
    from clustersim.world.state import World

ROUNDS = 400
CLOSE = 1e-5  # largest change of the expected firms in a cell, relative to the mean cell, at which rounds end
DAMPING = 0.5
THRESHOLDS = 32  # points at which the odds of a move are integrated
_known: OrderedDict[str, F64] = OrderedDict()  # fixed points found in this process, the last few


def settled_places(world: World, firms: F64, free: Bool, life_elasticity: F64) -> F64:
    """Return the expected firms of every sector in every cell, shape (sectors, cells).

    In the fixed point, in every cell c and for every `free` sector s,

        N_s(c) (e exp(-b eps k_s(c)) / mean + out_s(c)) = entry_s(c) + in_s(c)

    entry is the sum of the independent entrants (logit of `attract`), spin-offs around their parents and academic
    spin-offs around universities, in the shares of the entry law; in and out are relocations. k is what local density
    does to knowledge, b its effect on the hazard and eps the elasticity of the mean life to the hazard. Fields, rents
    and services are those that the firms themselves make.

    Parameters
    ----------
    world
        A world without firms, used as scratch (its fields are overwritten).
    firms
        Firms by sector and cell to start from; a sector keeps its total.
    free
        Sectors whose places are looked for; the others stay as they are. Shape (sectors,).
    life_elasticity
        eps by sector.
    """
    digest = _digest(world, firms, free, life_elasticity)
    if digest not in _known:
        _known[digest] = _fixed_point(world, firms, free, life_elasticity)
        while len(_known) > 8:
            _known.popitem(last=False)
    return _known[digest].copy()


def _digest(world: World, firms: F64, free: Bool, life_elasticity: F64) -> str:
    cells, sectors, inner = world.cells, world.sectors, slice(0, world.institutions)
    numbers = [
        cells.inside,
        cells.accessibility,
        cells.university_pull,
        cells.floor_space,
        firms,
        free,
        life_elasticity,
        world.profile,
    ]
    numbers += [sectors.relatedness, sectors.target, sectors.local, sectors.entry_rate, sectors.stock]
    numbers += [world.actors.cell[inner], world.actors.kind[inner], world.actors.employees[inner]]
    digest = hashlib.sha256(repr((world.parameters, world.channels, world.grid)).encode())
    for number in numbers:
        digest.update(np.ascontiguousarray(number).tobytes())
    return digest.hexdigest()


def _fixed_point(world: World, firms: F64, free: Bool, life_elasticity: F64) -> F64:
    number = firms.copy()
    total = number.sum(axis=1)
    moving = np.flatnonzero(free & (total > 0.0))
    move_in, move_out = np.zeros(number.shape), np.zeros(number.shape)
    scale = max(float(total.sum()) / max(int(world.cells.inside.sum()), 1), 1e-12)
    for turn in range(ROUNDS):
        set_fields(world, number)
        weights = entry_weights(world, place_odds(world), neutral=True)
        if turn % 5 == 0 and world.channels.relocation:  # slow and weak, so not in every round
            for sector in moving.tolist():
                move_in[sector], move_out[sector] = _relocations(world, weights[sector], number[sector])
        change = 0.0
        after = number.copy()
        for sector in moving.tolist():
            after[sector] = _balance(
                world,
                sector,
                weights[sector],
                number[sector],
                move_in[sector],
                move_out[sector],
                life_elasticity[sector],
            )
            change = max(change, float(np.abs(after[sector] - number[sector]).max()))
        number += DAMPING * (after - number)
        if change < CLOSE * scale:
            break
    return number


def set_fields(world: World, firms: F64) -> None:
    """Write the fields that expected `firms`, shape (sectors, cells), make: densities, rents, settled services."""
    cells, grid, space, refs = world.cells, world.grid, world.parameters.space, world.references
    weights = field_weights(space.half_distance, grid.cell_km)
    spread, across = np.empty(firms.shape), np.empty(grid.cells)
    for sector in range(len(firms)):
        spread_field(np.ascontiguousarray(firms[sector]), weights, grid.rows, grid.columns, across, spread[sector])
    area = np.where(cells.kernel_area > 0.0, cells.kernel_area, np.inf)
    cells.firms[:], cells.total[:] = firms, firms.sum(axis=0)
    cells.density[:] = world.sectors.relatedness @ spread / area
    cells.crowd[:] = spread.sum(axis=0) / area
    cells.log_rent[:] = (
        space.rent_elasticity * np.log((cells.crowd + space.rent_base) / (refs.crowd + space.rent_base)) - refs.log_rent
    )
    cells.services[:] = settled_services(world)


def settled_services(world: World) -> F64:
    """Return the private supply of services that related demand sustains, shape (cells,)."""
    p, target = world.parameters.services, world.sectors.target
    if not target.any():
        return np.zeros(world.grid.cells)
    x = (world.cells.density[target].mean(axis=0) / p.threshold) ** p.steepness
    return np.asarray(x / (1.0 + x))


def _balance(
    world: World, sector: int, weights: F64, number: F64, move_in: F64, move_out: F64, elasticity: float
) -> F64:
    """Return the firms of one sector that balance entry and exit everywhere, with the total kept."""
    shares, academic = entry_shares(world)
    p, total, rate = world.parameters.entry, float(number.sum()), float(world.sectors.entry_rate[sector])
    settling = float(shares[sector]) + p.settlement_share
    spinning = p.spin_off_share if world.channels.spin_offs else 0.0
    free = _open_cells(world)
    entry = np.zeros(len(number))
    if weights.sum() > 0.0:
        entry += settling * weights / weights.sum()
    if spinning > 0.0:
        entry += spinning * scattered(world, number / total, p.spin_off_near, free)
    if academic[sector] > 0.0:
        entry += academic[sector] * scattered(world, _researchers(world, sector), p.academic_near, free)
    exits = rate * _exit_factor(world, sector, number, elasticity)
    stock = (rate * total * entry + move_in) / (exits + move_out)
    return np.asarray(stock * (total / stock.sum())) if stock.sum() > 0.0 else number


def _open_cells(world: World) -> Bool:
    cells = world.cells
    return cells.inside & (cells.total < cells.floor_space) if world.channels.floor else cells.inside


def _researchers(world: World, sector: int) -> F64:
    """Return the share of the research on a sector that is done in each cell."""
    a, rows = world.actors, np.flatnonzero(world.actors.kind[: world.institutions] == Kind.UNIVERSITY)
    share = np.zeros(world.grid.cells)
    np.add.at(share, a.cell[rows], world.profile[rows, sector] * np.maximum(a.employees[rows], 1.0))
    return np.asarray(share / share.sum())


def scattered(world: World, origin: F64, near: float, free: Bool) -> F64:
    """Return where firms end up that start around `origin` with probability `near`, else anywhere free."""
    grid, count = world.grid, max(int(free.sum()), 1)
    spread = near_spread(world.parameters.space.half_distance) / grid.cell_km
    taps = np.arange(math.ceil(5.0 * spread) + 1)
    edges = np.array(
        [0.5 * math.erf((edge - 0.5) / (spread * math.sqrt(2.0))) for edge in np.append(taps, taps[-1] + 1)]
    )
    weights, open_here = np.diff(edges), free.astype(np.float64)
    across, caught, placed = np.empty(grid.cells), np.empty(grid.cells), np.empty(grid.cells)
    spread_field(open_here, weights, grid.rows, grid.columns, across, caught)
    found = caught > 0.0
    sources = np.divide(origin, caught, out=np.zeros(grid.cells), where=found)
    spread_field(sources, weights, grid.rows, grid.columns, across, placed)
    lost = float(origin[~found].sum())
    return open_here * (near * placed + (1.0 - near + near * lost) / count)


def _exit_factor(world: World, sector: int, number: F64, elasticity: float) -> F64:
    """Return the exit rate of every cell relative to the sector's mean, as local density acts on it through
    knowledge.
    """
    p, ch, cells = world.parameters, world.channels, world.cells
    if not (ch.density_learning and ch.knowledge_exit):
        return np.ones(len(number))
    area = np.where(cells.kernel_area > 0.0, cells.kernel_area, np.inf)
    around = np.maximum(cells.density[sector] - 1.0 / area, 0.0) + p.entry.density_offset
    factor = around ** (-p.exit.knowledge_effect * p.learning.density_elasticity * elasticity)
    return np.asarray(factor / (float(np.sum(number * factor)) / float(np.sum(number))))


def _relocations(world: World, weights: F64, number: F64) -> tuple[F64, F64]:
    """Return the flow of movers into every cell and the rate of moves out of it, 1/year.

    Of `candidates` random cells with odds w and Gumbel noise the best must beat w(own) exp(moving_cost). With f(l) the
    mean of exp(-l w) over all cells, a firm in c moves with probability 1 - f(l_c)^candidates at l_c = 1 / (w(c)
    exp(moving_cost)), and goes to d with density (candidates / cells) w(d) exp(-l w(d)) f(l)^(candidates - 1) on 0 < l
    < l_c.
    """
    p, cells = world.parameters.relocation, len(weights)
    full = ~_open_cells(world)
    choice = np.where(full, 0.0, weights)
    here = number > 0.0
    if not here.any() or choice.max() <= 0.0:
        return np.zeros(cells), np.zeros(cells)
    own = np.where(weights > 0.0, weights, 1e-300) * math.exp(p.moving_cost)
    limit = 1.0 / own[here]
    most = 50.0 / float(choice.max())
    levels = np.concatenate(
        [
            [0.0],
            np.geomspace(
                1e-3 / float(choice.max()), max(min(float(limit.max()), most), 2e-3 / float(choice.max())), THRESHOLDS
            ),
        ]
    )
    decay = np.exp(-levels[:, None] * choice)
    stays = decay.mean(axis=1)
    out = np.zeros(cells)
    out[here] = p.hazard * (1.0 - np.interp(limit, levels, stays) ** p.candidates)
    order = np.argsort(limit)
    movers = number[here][order][::-1].cumsum()[::-1]  # firms that would leave at a level up to their limit
    willing = np.append(movers, 0.0)[np.searchsorted(limit[order], levels)]
    density = (choice * decay) * (stays ** (p.candidates - 1) * willing)[:, None]
    flow = 0.5 * np.sum((density[1:] + density[:-1]) * np.diff(levels)[:, None], axis=0)
    leaving = float(np.sum(number * out))
    return (flow * (leaving / flow.sum()), out) if flow.sum() > 0.0 else (np.zeros(cells), np.zeros(cells))
