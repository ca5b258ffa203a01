"""Introductions (closure): partners make their partners known to each other."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core.columns import F64, I8, I32, U64, Bool
from clustersim.core.draws import absorb, pair, poisson, rounded, uniform, unit
from clustersim.core.groups import pick
from clustersim.core.kernel import kernel
from clustersim.mechanisms.proposals import Proposals, proposed
from clustersim.spec.codes import CHAMBER, Cause
from clustersim.spec.decisions import Decision

if TYPE_CHECKING:
    from clustersim.core.adjacency import Adjacency
    from clustersim.world.state import World


class Introducing(NamedTuple):
    """How often actors are introduced, of the parameters of ties."""

    closure_rate: float
    closure_degree: float


class Acquainted(NamedTuple):
    """What introductions read of every actor."""

    alive: Bool
    kind: I8
    key: U64
    openness: F64
    degree: I32


def introductions(world: World, network: Adjacency) -> Proposals:
    """Partners introduce their partners (closure): strong ties are likelier to, at both steps.

    n ~ Poisson(closure_rate sqrt(o_i) min(1, deg_i / closure_degree) dt).
    """
    actors, times = pick(Acquainted, world.actors), np.zeros(len(world.actors), dtype=np.int32)
    numbers = pick(Introducing, world.parameters.ties)
    total = _count_introductions(world.stream(Decision.CLOSURE_COUNT), world.dt, numbers, actors, times)
    found = np.empty((3, total), dtype=np.int32)
    firsts, seconds = world.stream(Decision.CLOSURE_PARTNER), world.stream(Decision.CLOSURE_SECOND)
    used = _introduce(firsts, seconds, network, world.ties.strength, times, actors.key, found)
    return proposed(found[:, :used], Cause.CLOSURE)


@kernel
def _count_introductions(stream: np.uint64, dt: float, p: Introducing, actors: Acquainted, times: I32) -> int:
    total = 0
    for row in range(actors.alive.shape[0]):
        degree = actors.degree[row]
        if actors.alive[row] and actors.kind[row] != CHAMBER and degree > 0:
            mean = p.closure_rate * math.sqrt(actors.openness[row]) * min(1.0, degree / p.closure_degree) * dt
            times[row] = poisson(uniform(stream, actors.key[row]), mean)
            total += times[row]
    return total


@kernel
def _introduce(
    firsts: np.uint64, seconds: np.uint64, network: Adjacency, strength: F64, times: I32, key: U64, found: I32
) -> int:
    used = 0
    for row in range(times.shape[0]):
        for number in range(times[row]):
            friend = _race(firsts, np.uint64(number), network, strength, key, row, -1)
            third = _race(seconds, key[row] + np.uint64(number), network, strength, key, friend, row)
            if third >= 0:
                found[0, used], found[1, used], found[2, used] = row, third, number
                used += 1
    return used


@kernel
def _race(
    stream: np.uint64, salt: np.uint64, network: Adjacency, strength: F64, key: U64, row: int, barred: int
) -> int:
    """Return the partner of `row` (other than `barred`) who comes first in a race with the strengths as speeds."""
    best, winner = 0.0, -1
    for slot in range(network.start[row], network.start[row + 1]):
        other, speed = network.partner[slot], strength[network.tie[slot]]
        if other == barred:
            continue
        score = rounded(-math.log(unit(absorb(pair(stream, key[row], key[other]), salt))) / speed)
        if winner < 0 or score < best or (score == best and key[other] < key[winner]):
            best, winner = score, other
    return winner
