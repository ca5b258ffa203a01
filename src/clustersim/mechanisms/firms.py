"""Firms come and go: rows, traits, ties, counts and events together."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from clustersim.core import draws
from clustersim.core.columns import F64, I8, I32, I64, U64, Bool
from clustersim.core.draws import absorb, normal, unit
from clustersim.core.kernel import kernel
from clustersim.mechanisms.counting import shift_counts
from clustersim.mechanisms.entrants import Entrants
from clustersim.mechanisms.ties import add_ties, end_ties, soft_capacity
from clustersim.spec.codes import FIRM, SETTLEMENT, Cause, Event, Origin
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import ADVICE, CHAMBER_ADVICE
from clustersim.world.membership import chambers_of
from clustersim.world.traits import draw_traits

if TYPE_CHECKING:
    from clustersim.spec.parameters import EntryNumbers
    from clustersim.world.state import World


CAUSES = np.zeros(len(Origin), dtype=np.int8)  # by origin
CAUSES[[Origin.START_UP, Origin.SETTLEMENT]] = Cause.MARKET
CAUSES[[Origin.SPIN_OFF, Origin.ACADEMIC_SPIN_OFF]] = Cause.PARENT
CAUSES[Origin.CENTRE_START_UP] = Cause.POLICY
CAUSES[Origin.USER] = Cause.USER
FOUNDED = (
    Origin.START_UP,
    Origin.SPIN_OFF,
    Origin.ACADEMIC_SPIN_OFF,
    Origin.CENTRE_START_UP,
)  # by founders who can be advised here


def add_firms(world: World, entrants: Entrants, employees: F64 | None = None) -> I64:
    """Add firms in the order given, with sizes drawn unless given; return their rows."""
    count, a = len(entrants.key), world.actors
    if count == 0:
        return np.empty(0, dtype=np.int64)
    sizes = entry_sizes(world, entrants.key, entrants.origin) if employees is None else employees
    traits = draw_traits(world.seed, world.parameters, world.sectors, entrants.key, entrants.sector)
    rows = fresh_rows(world, count)
    a = world.actors
    a.key[rows], a.birth[rows] = entrants.key, np.arange(world.births, world.births + count)
    world.births += count
    a.kind[rows], a.alive[rows] = FIRM, True
    a.cell[rows], a.sector[rows], a.origin[rows], a.parent[rows] = (
        entrants.cell,
        entrants.sector,
        entrants.origin,
        entrants.parent,
    )
    a.employees[rows], a.age[rows], a.entered[rows] = sizes, 0.5 * world.dt, world.tick
    a.openness[rows], a.absorption[rows], a.constrained[rows], a.knowledge[rows] = traits[:4]
    a.technology_x[rows], a.technology_y[rows] = traits.technology_x, traits.technology_y
    a.centre[rows] = entrants.centre
    a.chamber[rows] = chambers_of(world, entrants.cell, entrants.sector)
    a.advised[rows] = advised_founders(world, entrants, a.chamber[rows])
    a.knowledge[rows] += np.where(a.advised[rows], world.parameters.support.preparation, 0.0)
    shift_counts(world, rows, 1)
    tenants = entrants.centre[entrants.centre >= 0]
    np.add.at(world.centres.tenants, tenants, 1)
    _record(world, rows, entrants)
    _join_parents(world, rows, entrants.parent_row)
    return rows


def fresh_rows(world: World, count: int) -> I64:
    """Return rows for `count` new firms: those that closed firms left, made fresh, then new ones at the end."""
    actors = world.actors
    free = np.flatnonzero(~actors.alive[world.institutions :])[:count] + world.institutions
    actors.clear(free)
    missing = count - len(free)
    if missing == 0:
        return free
    first = actors.extend(missing)
    return np.concatenate([free, np.arange(first, first + missing)])


def advised_founders(world: World, entrants: Entrants, chamber: I32) -> Bool:
    """Return which founders are advised, of those who start in the region.

    By the agency a keyed share `advice`; by the chamber they belong to a keyed share `chamber_advice` of the others.
    Where chambers advise, an event ADVICE names for each founder who did (other: the chamber; 0: the agency). Draws:
    ADVISED, CHAMBER_ADVISED (firm).
    """
    levers, count = world.levers, len(entrants.key)
    by_agency, by_chamber = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    if levers.is_neutral(ADVICE) and levers.is_neutral(CHAMBER_ADVICE):
        return by_agency
    founded = np.isin(entrants.origin, FOUNDED)
    share, more = (levers[lever][entrants.sector] * founded for lever in (ADVICE, CHAMBER_ADVICE))
    _advise(draws.stream(world.seed, Decision.ADVISED, 0), share, entrants.key, by_agency)
    if not levers.is_neutral(CHAMBER_ADVICE):
        _advise(draws.stream(world.seed, Decision.CHAMBER_ADVISED, 0), more, entrants.key, by_chamber)
        by_chamber &= ~by_agency & (chamber >= 0)
        for rows, cause in ((by_agency, Cause.POLICY), (by_chamber, Cause.CHAMBER)):
            who = world.actors.key[chamber[rows]] if cause == Cause.CHAMBER else 0
            world.events.add(world.tick, Event.ADVICE, entrants.key[rows], who, entrants.cell[rows], cause)
    world.count("advised_foundings", int((by_agency | by_chamber).sum()))
    return np.asarray(by_agency | by_chamber)


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
    firms = a.kind[parents] == FIRM
    a.technology_x[children[firms]] = 0.5 * (a.technology_x[children[firms]] + a.technology_x[parents[firms]])
    a.technology_y[children[firms]] = 0.5 * (a.technology_y[children[firms]] + a.technology_y[parents[firms]])
    limit = np.ceil(p.capacity_limit * soft_capacity(world))
    joins = np.zeros(len(children), dtype=np.bool_)
    _join(parents, a.degree.copy(), limit, joins)
    children, parents = children[joins], parents[joins]
    older = a.key[parents] < a.key[children]
    first, second = np.where(older, parents, children), np.where(older, children, parents)
    add_ties(
        world,
        first.astype(np.int32),
        second.astype(np.int32),
        np.full(len(first), int(Cause.PARENT), dtype=np.int8),
        p.parent_strength,
    )


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
def _sizes(stream: np.uint64, p: EntryNumbers, key: U64, origin: I8, sizes: F64) -> None:
    for number in range(key.shape[0]):
        own = absorb(stream, key[number])
        share, u = unit(absorb(own, np.uint64(0))), unit(absorb(own, np.uint64(1)))
        if origin[number] == SETTLEMENT:
            sizes[number] = max(1.0, p.settlement_median * math.exp(p.settlement_spread * normal(u)))
        elif share < p.employer_share:
            sizes[number] = 2.0 * math.pow(u, -1.0 / p.employer_exponent)
        else:
            sizes[number] = 1.0


def remove_firms(world: World, rows: I64, cause: Cause, tie_cause: Cause) -> None:
    """Close the firms in `rows` (events with `cause`) and end their ties (with `tie_cause`)."""
    if len(rows) == 0:
        return
    a = world.actors
    world.count("exits", len(rows))
    world.events.add(world.tick, Event.EXIT, a.key[rows], cell=a.cell[rows], cause=cause, value=a.employees[rows])
    tenants = rows[a.centre[rows] >= 0]
    np.subtract.at(world.centres.tenants, a.centre[tenants], 1)
    shift_counts(world, rows, -1)
    a.alive[rows] = False
    gone = ~a.alive[world.ties.a] | ~a.alive[world.ties.b]
    end_ties(world, np.where(gone, np.int8(tie_cause), np.int8(0)))
