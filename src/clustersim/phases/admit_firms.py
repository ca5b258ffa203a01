"""Phase `admit_firms`: tenants graduate, and new firms enter with what they are born with."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from clustersim import draws, randomness
from clustersim.codes import Cause, Event, Origin
from clustersim.columns import F64, I8, I32, I64, U64, Bool
from clustersim.draws import absorb, normal, unit
from clustersim.kernel import kernel
from clustersim.phases.compute_fields import shift_counts
from clustersim.phases.entrants import Entrants, academic_spin_offs, spin_offs, start_ups
from clustersim.phases.fade_ties import soft_capacity
from clustersim.phases.form_ties import add_ties
from clustersim.phases.places import allot, search_places
from clustersim.randomness import Decision
from clustersim.world.membership import chambers_of
from clustersim.world.traits import draw_traits

if TYPE_CHECKING:
    from clustersim.parameters import Entry
    from clustersim.world.state import World

CAUSES = np.zeros(len(Origin), dtype=np.int8)  # by origin
CAUSES[[Origin.START_UP, Origin.SETTLEMENT]] = Cause.MARKET
CAUSES[[Origin.SPIN_OFF, Origin.ACADEMIC_SPIN_OFF]] = Cause.PARENT
CAUSES[Origin.CENTRE_START_UP] = Cause.POLICY
CAUSES[Origin.USER] = Cause.USER
FOUNDED = (Origin.START_UP, Origin.SPIN_OFF, Origin.ACADEMIC_SPIN_OFF, Origin.CENTRE_START_UP)  # by founders who can be advised here


def admit_firms(world: World) -> None:
    """Let tenants whose stay is over graduate, then admit entrants.

    Entry has four sources (`entrants`): start-ups and settlements, Poisson with intensity E_s w_s(c) / W_s in every
    cell and sector; start-ups of centres, one more alternative of the same choice; spin-offs near their parents;
    academic spin-offs. The allocation is a logit on the log of related density (`attract`), with a total elasticity
    of local net growth below 1. Where more want a place than a cell has, keyed priority decides. Sizes at entry: 1,
    or for `employer_share` of them 2 u^(-1/employer_exponent) (B06, B07); settlements are lognormal. A share of the
    founders (lever advice, by sector) is advised: knowledge at birth rises by `support.preparation`.

    Draws: ENTRY, ENTRY_ORIGIN, CENTRE_ENTRY, SPINOFF, ACADEMIC, their places, ENTRY_SIZE, PLACE_PRIORITY, ADVISED,
    traits. Reads fields, levers service_supply, entry_pull, settlement_pull, centre_starts, advice. Writes actors, ties (with the
    parent), centres' tenants. Events ENTRY, TIE_FORMED, GRADUATION.
    """
    graduate_tenants(world)
    if not world.channels.entry:
        return
    found = [*start_ups(world), spin_offs(world), academic_spin_offs(world)]
    entrants = Entrants.together(found)
    settled = _settle_places(world, entrants)
    order = np.argsort(settled.key)
    add_firms(world, settled.take(order))


def graduate_tenants(world: World) -> None:
    """Let tenants leave their centre after `centres.stay` years, to a place near it where there is one."""
    a = world.actors
    rows = np.flatnonzero(a.alive & (a.centre >= 0) & (a.centre_age >= world.parameters.centres.stay - 1e-9))
    if len(rows) == 0:
        return
    rows = rows[np.argsort(a.key[rows])]
    cell = search_places(world, Decision.GRADUATE_PLACE, a.key[rows], a.cell[rows], 1.0, anywhere=False)
    moves = np.flatnonzero((cell >= 0) & (cell != a.cell[rows]))
    moves = moves[allot(world, cell[moves], a.key[rows[moves]])]
    shift_counts(world, rows[moves], -1)
    a.cell[rows[moves]] = cell[moves]
    shift_counts(world, rows[moves], 1)
    a.chamber[rows] = chambers_of(world, a.cell[rows], a.sector[rows])
    np.subtract.at(world.centres.tenants, a.centre[rows], 1)
    centres = world.centres.key[a.centre[rows]]
    a.centre[rows], a.graduate[rows], a.centre_age[rows] = -1, True, 0.0
    world.count("graduations", len(rows))
    world.events.add(world.tick, Event.GRADUATION, a.key[rows], centres, a.cell[rows], Cause.GRADUATION, a.employees[rows])


def _settle_places(world: World, entrants: Entrants) -> Entrants:
    """Return the entrants who get a place: in a cell by free floor space, in a centre by its free rooms."""
    granted = np.ones(len(entrants.key), dtype=np.bool_)
    outside = np.flatnonzero(entrants.centre < 0)
    granted[outside] = allot(world, entrants.cell[outside], entrants.key[outside])
    for number in range(len(world.centres)):
        tenants = np.flatnonzero(entrants.centre == number)
        free = int(world.centres.places[number] - world.centres.tenants[number])
        if len(tenants) > free:
            stream = int(world.stream(Decision.PLACE_PRIORITY))
            priority = [randomness.hashed(stream, int(key)) for key in entrants.key[tenants]]
            granted[tenants[np.argsort(np.array(priority, dtype=np.uint64))[free:]]] = False
    return entrants.take(granted)


def add_firms(world: World, entrants: Entrants, employees: F64 | None = None) -> I64:
    """Add firms in the order given, with sizes drawn unless given; return their rows."""
    count, a = len(entrants.key), world.actors
    if count == 0:
        return np.empty(0, dtype=np.int64)
    sizes = entry_sizes(world, entrants.key, entrants.origin) if employees is None else employees
    traits = draw_traits(world.seed, world.parameters, world.sectors, entrants.key, entrants.sector)
    rows = free_rows(world, count)
    a = world.actors
    a.key[rows], a.birth[rows] = entrants.key, np.arange(world.births, world.births + count)
    world.births += count
    a.kind[rows], a.alive[rows] = 0, True
    a.cell[rows], a.sector[rows], a.origin[rows], a.parent[rows] = entrants.cell, entrants.sector, entrants.origin, entrants.parent
    a.employees[rows], a.age[rows], a.entered[rows] = sizes, 0.5 * world.dt, world.tick
    a.openness[rows], a.absorption[rows], a.constrained[rows], a.knowledge[rows] = traits[:4]
    a.technology_x[rows], a.technology_y[rows] = traits.technology_x, traits.technology_y
    a.centre[rows], a.centre_age[rows], a.graduate[rows] = entrants.centre, 0.0, False
    a.advised[rows] = advised_founders(world, entrants)
    a.knowledge[rows] += np.where(a.advised[rows], world.parameters.support.preparation, 0.0)
    for name in ("trust", "strength", "capacity", "relief", "relief_left", "skills"):
        getattr(a, name)[rows] = 0.0
    for name in ("outside", "supports", "degree", "project", "adopted"):
        getattr(a, name)[rows] = 0
    a.chamber[rows] = chambers_of(world, entrants.cell, entrants.sector)
    shift_counts(world, rows, 1)
    tenants = entrants.centre[entrants.centre >= 0]
    np.add.at(world.centres.tenants, tenants, 1)
    _record(world, rows, entrants)
    _join_parents(world, rows, entrants.parent_row)
    return rows


def free_rows(world: World, count: int) -> I64:
    """Return rows for `count` new firms: those that closed firms left, then new ones at the end."""
    actors = world.actors
    free = np.flatnonzero(~actors.alive[world.institutions :])[:count] + world.institutions
    missing = count - len(free)
    if missing == 0:
        return free
    first = actors.extend(missing)
    return np.concatenate([free, np.arange(first, first + missing)])


def advised_founders(world: World, entrants: Entrants) -> Bool:
    """Return which founders are advised: a keyed share `advice` of those who start in the region. Draws: ADVISED (firm)."""
    if world.levers.is_neutral("advice"):
        return np.zeros(len(entrants.key), dtype=np.bool_)
    advised = np.zeros(len(entrants.key), dtype=np.bool_)
    share = world.levers.array("advice")[entrants.sector] * np.isin(entrants.origin, FOUNDED)
    _advise(draws.stream(world.seed, Decision.ADVISED, 0), share, entrants.key, advised)
    world.count("advised_foundings", int(advised.sum()))
    return advised


def entry_sizes(world: World, key: U64, origin: I8) -> F64:
    """Return the employees with which firms enter. Draws: ENTRY_SIZE (firm)."""
    sizes = np.empty(len(key))
    _sizes(world.stream(Decision.ENTRY_SIZE), world.parameters.entry, key, origin, sizes)
    return sizes


def _record(world: World, rows: I64, entrants: Entrants) -> None:
    a = world.actors
    world.count("entries", len(rows))
    numbers = np.bincount(entrants.origin, minlength=len(Origin))
    for origin in Origin:
        if numbers[origin] and origin != Origin.USER:
            world.count(f"entries_{origin.name.lower()}", int(numbers[origin]))
    cause = CAUSES[entrants.origin]
    other = entrants.parent.copy()
    tenant = entrants.centre >= 0
    other[tenant] = world.centres.key[entrants.centre[tenant]]
    world.events.add(world.tick, Event.ENTRY, a.key[rows], other, a.cell[rows], cause, a.employees[rows])


def _join_parents(world: World, rows: I64, parent_rows: I32) -> None:
    """Tie spin-offs to their parents, half-way to them in technology, unless the parent has too many ties already."""
    a, p = world.actors, world.parameters.ties
    children, parents = rows[parent_rows >= 0], parent_rows[parent_rows >= 0]
    if len(children) == 0:
        return
    firms = a.kind[parents] == 0
    a.technology_x[children[firms]] = 0.5 * (a.technology_x[children[firms]] + a.technology_x[parents[firms]])
    a.technology_y[children[firms]] = 0.5 * (a.technology_y[children[firms]] + a.technology_y[parents[firms]])
    limit = np.ceil(p.capacity_limit * soft_capacity(world))
    joins = np.zeros(len(children), dtype=np.bool_)
    _join(parents, a.degree.copy(), limit, joins)
    children, parents = children[joins], parents[joins]
    older = a.key[parents] < a.key[children]
    first, second = np.where(older, parents, children), np.where(older, children, parents)
    add_ties(world, first.astype(np.int32), second.astype(np.int32), np.full(len(first), int(Cause.PARENT), dtype=np.int8), p.parent_strength)


@kernel
def _advise(stream: np.uint64, share: F64, key: U64, advised: Bool) -> None:
    for number in range(key.shape[0]):
        advised[number] = unit(absorb(stream, key[number])) < share[number]


@kernel
def _join(parents: I32, degree: I32, limit: F64, joins: Bool) -> None:
    """Say which children get a tie; they come in the order of their keys."""
    for number in range(parents.shape[0]):
        if degree[parents[number]] < limit[parents[number]]:
            joins[number] = True
            degree[parents[number]] += 1


@kernel
def _sizes(stream: np.uint64, p: Entry, key: U64, origin: I8, sizes: F64) -> None:
    for number in range(key.shape[0]):
        own = absorb(stream, key[number])
        share, u = unit(absorb(own, np.uint64(0))), unit(absorb(own, np.uint64(1)))
        if origin[number] == 4:
            sizes[number] = max(1.0, p.settlement_median * math.exp(p.settlement_spread * normal(u)))
        elif share < p.employer_share:
            sizes[number] = 2.0 * math.pow(u, -1.0 / p.employer_exponent)
        else:
            sizes[number] = 1.0
