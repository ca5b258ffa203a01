"""Keyed samples, and figures that are taken from them with their standard error."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core import keyed
from clustersim.core.randomness import absorb, name_key, stream
from clustersim.metrics import graphs
from clustersim.spec.decisions import Decision

if TYPE_CHECKING:
    from clustersim.core.adjacency import Adjacency
    from clustersim.core.columns import F64, I64, U64


class Estimate(NamedTuple):
    """A figure and its standard error, 0 where all was counted, NaN where the figure is undefined."""

    value: float
    error: float


def state_of(seed: int, purpose: str) -> int:
    """Return the hash state from which the draws for a purpose of the measures start."""
    return absorb(stream(seed, Decision.PERMUTATION, 0), name_key(purpose))


def priorities(state: int, keys: U64) -> U64:
    """Return a keyed random number for each key, shape of `keys`; the smallest ones are a sample without
    replacement.
    """
    return keyed.hashed(state, keys)


def sampled_distances(
    links: Adjacency, keys: U64, giant: I64, seed: int, sources: int | None = 64
) -> tuple[Estimate, Estimate]:
    """Return the global efficiency of a network and the mean distance in its giant component.

    Each is the mean over source nodes of what one breadth-first search finds: the mean of 1 / distance to all other
    nodes (0 where there is no way), and the mean distance to the other nodes of the giant component.

    Parameters
    ----------
    links
        The network.
    keys
        Key of each node, shape (nodes,).
    giant
        Nodes of the giant component.
    seed
        Of the sample.
    sources
        Nodes in each sample; all if None or if there are no more.

    Notes
    -----
    The standard error of a mean over a random sample without replacement. The efficiency is NaN with fewer than two
    nodes, the distance with fewer than two in the giant component. Sources: Latora and Marchiori (2001, Phys. Rev.
    Lett. 87:198701); Cochran (1977) for the error.
    """
    nodes = len(keys)
    order = np.argsort(priorities(state_of(seed, "distances"), keys), kind="stable")
    chosen, within = order[:sources], order[np.isin(order, giant)][:sources]
    if nodes < 2:
        return Estimate(math.nan, math.nan), Estimate(math.nan, math.nan)
    efficiency = _estimate(graphs.distances(links, chosen).inverse / (nodes - 1), nodes)
    if len(giant) < 2:
        return efficiency, Estimate(math.nan, math.nan)
    return efficiency, _estimate(graphs.distances(links, within).total / (len(giant) - 1), len(giant))


def _estimate(values: F64, population: int) -> Estimate:
    number = len(values)
    if number >= population:
        return Estimate(float(np.sort(values).mean()), 0.0)
    return Estimate(float(values.mean()), float(values.std(ddof=1)) * math.sqrt((1.0 - number / population) / number))
