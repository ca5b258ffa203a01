"""Weak spots of a network, and the introductions that would mend most of them.

A network is given by the number of its actors and a neighbour list for each; actors are numbered in the order of their
keys, so that equal scores are settled by key. `appeal` says whom the agency likes to put forward: the introduction goes
through the most appealing actor of each part.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from clustersim.core.adjacency import link
from clustersim.metrics import graphs

Neighbours = list[list[int]]


class Cut(NamedTuple):
    """An actor on whom a part of the network depends, and how many actors would be cut off without it."""

    damage: int
    actor: int


def neighbour_lists(actors: int, ties: Sequence[Sequence[int]]) -> Neighbours:
    """Return the neighbours of every actor in ascending order."""
    lists: Neighbours = [[] for _ in range(actors)]
    for a, b in ties:
        lists[a].append(b)
        lists[b].append(a)
    for entry in lists:
        entry.sort()
    return lists


def parts(neighbours: Neighbours, without: int = -1, start: Sequence[int] | None = None) -> list[list[int]]:
    """Return the connected parts, largest first, equal ones by their first actor; members in ascending order.

    With `without`, that actor is thought away; with `start`, only the parts that contain one of these actors.
    """
    seen = [False] * len(neighbours)
    if without >= 0:
        seen[without] = True
    found: list[list[int]] = []
    for first in range(len(neighbours)) if start is None else start:
        if seen[first]:
            continue
        seen[first] = True
        members = [first]
        for actor in members:
            for other in neighbours[actor]:
                if not seen[other]:
                    seen[other] = True
                    members.append(other)
        found.append(sorted(members))
    return sorted(found, key=lambda members: (-len(members), members[0]))


def join_parts(neighbours: Neighbours, appeal: Sequence[float], count: int) -> list[tuple[int, int]]:
    """Return introductions against fragmentation: the largest parts are joined to the main one, one tie each.

    Each introduction takes another actor of the main part (in the order of appeal, then from the start again), lest all
    of them depend on one.
    """
    found = parts(neighbours)
    if len(found) < 2:
        return []
    hosts = sorted(found[0], key=lambda actor: (-appeal[actor], actor))
    guests = [min(members, key=lambda actor: (-appeal[actor], actor)) for members in found[1 : count + 1]]
    return [(guest, hosts[place % len(hosts)]) for place, guest in enumerate(guests)]


def bypass_cuts(neighbours: Neighbours, appeal: Sequence[float], count: int) -> list[tuple[int, int]]:
    """Return introductions against fragility: each bypasses the actor whose loss would cut off most, supposing those
    before it.

    The two largest pieces that would fall apart are joined through partners of that actor.
    """
    lists = [list(entry) for entry in neighbours]
    pairs: list[tuple[int, int]] = []
    for _ in range(count):
        worst = min(cut_actors(lists), key=lambda cut: (-cut.damage, cut.actor), default=None)
        if worst is None:
            break
        pieces = parts(lists, worst.actor, lists[worst.actor])
        around = set(lists[worst.actor])
        a, b = (min(around.intersection(piece), key=lambda actor: (-appeal[actor], actor)) for piece in pieces[:2])
        pairs.append((a, b))
        lists[a] = sorted([*lists[a], b])
        lists[b] = sorted([*lists[b], a])
    return pairs


def cut_actors(neighbours: Neighbours) -> list[Cut]:
    """Return all articulation points in ascending order, each with the number of actors cut off from the largest piece
    without it.
    """
    ties = [(actor, other) for actor, around in enumerate(neighbours) for other in around if actor < other]
    found = graphs.cuts(link(len(neighbours), [a for a, _ in ties], [b for _, b in ties]))
    return [Cut(int(found.damage[actor]), actor) for actor in np.flatnonzero(found.articulation).tolist()]
