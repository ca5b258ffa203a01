"""Phase `admit_firms`: tenants graduate, and new firms enter with what they are born with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clustersim.core import randomness
from clustersim.core.clock import MOMENT
from clustersim.mechanisms.counting import shift_counts
from clustersim.mechanisms.entrants import Entrants, academic_spin_offs, spin_offs, start_ups
from clustersim.mechanisms.firms import add_firms
from clustersim.mechanisms.siting import allot, search_places
from clustersim.spec.codes import Cause, Event
from clustersim.spec.decisions import Decision
from clustersim.world.membership import chambers_of

if TYPE_CHECKING:
    from clustersim.world.state import World


def admit_firms(world: World) -> None:
    """Let tenants whose stay is over graduate, then admit entrants.

    Entry has four sources (`entrants`): start-ups and settlements, Poisson with intensity E_s w_s(c) / W_s in every
    cell and sector; start-ups of centres, one more alternative of the same choice; spin-offs near their parents;
    academic spin-offs. The allocation is a logit on the log of related density (`attract`), with a total elasticity
    of local net growth below 1. Where more want a place than a cell has, keyed priority decides. Sizes at entry: 1,
    or for `employer_share` of them 2 u^(-1/employer_exponent) (B06, B07); settlements are lognormal. A share of the
    founders (lever advice, by sector) is advised, of the members of chambers another by their chamber (lever
    chamber_advice): knowledge at birth rises by `support.preparation`.

    Draws: KEY_ENTRANT, ENTRY, ENTRY_ORIGIN, CENTRE_ENTRY, SPINOFF, SPINOFF_PLACE, ACADEMIC, ACADEMIC_PLACE,
    GRADUATE_PLACE, PLACE_PRIORITY, ENTRY_SIZE, ADVISED, CHAMBER_ADVISED; traits of the new firms: OPENNESS, ABSORPTION,
    CONSTRAINED, TECHNOLOGY, KNOWLEDGE_AT_BIRTH. Reads fields, levers service_supply, entry_pull, founding,
    settlement_pull, centre_starts, advice, chamber_advice. Writes actors, ties (with the parent), cells' firms and
    total, centres' tenants, births, counts. Events ENTRY, ADVICE, TIE_FORMED, GRADUATION.
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
    rows = np.flatnonzero(a.alive & (a.centre >= 0) & (a.centre_age >= world.parameters.centres.stay - MOMENT))
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
    world.events.add(
        world.tick, Event.GRADUATION, a.key[rows], centres, a.cell[rows], Cause.GRADUATION, a.employees[rows]
    )


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
