"""Chance encounters: visits to places around, and whom one meets there.

Partners are chosen by the least hash (rendezvous hashing), so that one more or one less actor changes only the meetings
it takes part in.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core.columns import F64, I8, I32, I64, U64, Bool
from clustersim.core.draws import absorb, poisson, uniform, unit
from clustersim.core.geography import VisitTable, visit_table
from clustersim.core.groups import cut, pick
from clustersim.core.kernel import kernel
from clustersim.core.threads import parts, share
from clustersim.mechanisms.proposals import Proposals, proposed
from clustersim.spec.codes import CHAMBER, Cause
from clustersim.spec.decisions import Decision

if TYPE_CHECKING:
    from clustersim.world.state import World

LOW_BITS = np.uint64(4095)  # of a hash: `unit` does not use them, so that they make a second number
LOW_RANGE = 4096.0
WILLING = np.uint64(1000003)  # number of the draw that says whether the host is willing, above those of all tries


class Visitors(NamedTuple):
    """What encounters read of those who seek them."""

    alive: Bool
    kind: I8
    key: U64
    openness: F64
    trust: F64


class Whereabouts(NamedTuple):
    """Where one can go, and how many actors are there."""

    rows: int
    columns: int
    inside: Bool
    start: I64  # those in cell c are bucket[start[c]:start[c + 1]]
    by_distance: int  # switch: near cells are likelier to be visited
    table: VisitTable


class Hosts(NamedTuple):
    """What encounters read of those who are met, and of where the visitors come from."""

    key: U64
    cell: I32
    openness: F64
    bucket: I32  # rows of the actors, cell by cell (`fill_buckets`)


class VisitRates(NamedTuple):
    """How often actors go out, of the parameters of ties."""

    encounter_rate: float
    trust_effect: float


class Searching(NamedTuple):
    """How a visit finds a place and a partner, of the parameters of ties."""

    encounter_tries: int
    encounter_crowd: float
    encounter_host: float


class VisitDraws(NamedTuple):
    """Hash states of the places visited and of the partners met there."""

    places: np.uint64
    partners: np.uint64


def encounters(world: World, yields: F64) -> Proposals:
    """Visits to places around: firms and universities seek them, at a rate that rises with openness and trust.

    n ~ Poisson(encounter_rate o_i F_i (1 + trust_effect T_i) dt). For each visit up to `encounter_tries` cells are
    drawn from the kernel exp(-d / d0) around the own cell, each taken with probability min(1, n_c / crowd) for n_c
    others there: so everybody around is as likely to be met at a given distance, whether alone in a cell or among up to
    `encounter_crowd` others. One of those in the first cell taken is met, if willing: with probability 1 - exp(-o_j /
    host).
    """
    a, p, rates = world.actors, pick(Searching, world.parameters.ties), pick(VisitRates, world.parameters.ties)
    visits = np.zeros(len(a), dtype=np.int32)
    counts = world.stream(Decision.ENCOUNTER_COUNT)
    draws = VisitDraws(world.stream(Decision.ENCOUNTER_PLACE), world.stream(Decision.ENCOUNTER_PARTNER))
    visitors, hosts, around = (
        pick(Visitors, a),
        Hosts(a.key, a.cell, a.openness, world.cells.bucket),
        _whereabouts(world),
    )

    def visit(rows: slice) -> I32:
        total = _count_visits(counts, world.dt, rates, yields[rows], cut(visitors, rows), visits[rows])
        found = np.empty((3, total), dtype=np.int32)
        used = _visit(draws, p, around, hosts, rows.start, visits[rows], found)
        return found[:, :used]

    found = share(visit, parts(len(a)))
    return proposed(found[0] if len(found) == 1 else np.concatenate(found, axis=1), Cause.ENCOUNTER)


def _whereabouts(world: World) -> Whereabouts:
    cells, grid = world.cells, world.grid
    return Whereabouts(
        rows=grid.rows,
        columns=grid.columns,
        inside=cells.inside,
        start=cells.bucket_start,
        by_distance=world.channels.encounter_distance,
        table=visit_table(world.parameters.ties.encounter_distance, grid.cell_km),
    )


@kernel
def _count_visits(stream: np.uint64, dt: float, p: VisitRates, yields: F64, actors: Visitors, visits: I32) -> int:
    total = 0
    for row in range(actors.alive.shape[0]):
        if actors.alive[row] and actors.kind[row] != CHAMBER:
            rate = p.encounter_rate * actors.openness[row] * yields[row] * (1.0 + p.trust_effect * actors.trust[row])
            visits[row] = poisson(uniform(stream, actors.key[row]), rate * dt)
            total += visits[row]
    return total


@kernel
def _visit(
    draws: VisitDraws, p: Searching, around: Whereabouts, actors: Hosts, first: int, visits: I32, found: I32
) -> int:
    """Carry out the visits of the actors from row `first` on; return how many of them met somebody willing."""
    used = 0
    for visitor in range(visits.shape[0]):
        row = first + visitor
        for number in range(visits[visitor]):
            own = absorb(absorb(draws.places, actors.key[row]), np.uint64(number))
            place = _find_place(own, p, around, actors.cell[row])
            if place < 0:
                continue
            base = absorb(absorb(draws.partners, actors.key[row]), np.uint64(number))
            best, winner = np.uint64(0), -1
            for there in range(around.start[place], around.start[place + 1]):
                other = actors.bucket[there]
                score = absorb(base, actors.key[other])
                if other != row and (winner < 0 or score < best):
                    best, winner = score, other
            if unit(absorb(own, WILLING)) < 1.0 - math.exp(-actors.openness[winner] / p.encounter_host):
                found[0, used], found[1, used], found[2, used] = row, winner, number
                used += 1
    return used


@kernel
def _find_place(own: np.uint64, p: Searching, around: Whereabouts, home: int) -> int:
    """Return the first cell, of up to `encounter_tries` drawn, where somebody else is met; -1 if none."""
    line, column = home // around.columns, home % around.columns
    slots = around.table.share.shape[0]
    for attempt in range(p.encounter_tries):
        drawn = absorb(own, np.uint64(attempt))
        u = unit(drawn)
        if around.by_distance:
            at = u * slots
            slot = int(at)
            if at - slot >= around.table.share[slot]:
                slot = around.table.alias[slot]
            to_line, to_column = line + around.table.rows[slot], column + around.table.columns[slot]
            if to_column < 0 or to_column >= around.columns or to_line < 0 or to_line >= around.rows:
                continue
            place = to_line * around.columns + to_column
        else:
            place = int(u * (around.rows * around.columns))
        present = around.start[place + 1] - around.start[place] - (1 if place == home else 0)
        if present <= 0 or not around.inside[place]:
            continue
        if ((drawn & LOW_BITS) + 0.5) / LOW_RANGE * p.encounter_crowd < present:
            return place
    return -1
