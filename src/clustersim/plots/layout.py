"""Where the nodes of a network are drawn: distances on paper like distances in the network. Nothing is random."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, shortest_path
from scipy.spatial.distance import cdist

if TYPE_CHECKING:
    from clustersim.core.columns import F64, I64

CORE = 0.8  # exponent of distances from the middle of a network
MOST_STEPS = 300  # of the search; it ends earlier where a step gains less than LEAST_GAIN
LEAST_GAIN = 1e-4


def lay_out(nodes: int, edges: I64) -> F64:
    """Return positions, shape (nodes, 2), for the ties `edges`, shape (ties, 2): always the same for the same network.

    Parts that hang together are laid out one by one and packed from the largest to the smallest, so that none drifts
    away.
    """
    at = np.empty((nodes, 2))
    ends = edges.reshape(-1, 2)
    ties = csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(nodes, nodes))
    label = connected_components(ties, directed=False)[1] if nodes else np.zeros(0, dtype=np.int32)
    parts = [np.flatnonzero(label == number) for number in range(label.max(initial=-1) + 1)]
    parts.sort(key=lambda part: (-len(part), part[0]))
    discs = [1.15 * np.sqrt(len(part)) + 0.6 for part in parts]
    for part, centre, radius in zip(parts, _pack(discs), discs, strict=True):
        own = spread_by_distance(shortest_path(ties[part][:, part], directed=False, unweighted=True))
        own -= own.mean(axis=0)
        far = np.maximum(np.hypot(*own.T), 1e-9)
        # distances from the middle are compressed, so that the dense core gets more room than the fringe
        at[part] = centre + own * ((radius - 0.6) * (far / far.max()) ** CORE / far)[:, None]
    return at


def spread_by_distance(distance: F64) -> F64:
    """Return places whose distances are near those given, shape (n, n), as Kamada and Kawai (1989) want them.

    Their energy, the squared error over the squared distance, is brought down by majorisation (Gansner, Koren and
    North 2004), which gets there from the best linear picture of the distances (classical scaling) and never goes up.
    """
    n = len(distance)
    if n < 3:
        return np.column_stack([np.arange(n, dtype=np.float64), np.zeros(n)])
    weight = 1.0 / np.maximum(distance, 1.0) ** 2
    np.fill_diagonal(weight, 0.0)
    wanted = weight * distance
    inverse = np.linalg.inv(np.diag(weight.sum(axis=1)) - weight + 1.0 / n)  # 1/n lifts the eigenvalue that is zero
    at, before = _classical(distance), np.inf
    for _ in range(MOST_STEPS):
        gap = np.maximum(cdist(at, at), 1e-9)
        energy = float(np.vdot(weight * gap - 2.0 * wanted, gap)) + n * (n - 1)  # weight x distance^2 is 1
        if before - energy <= LEAST_GAIN * energy:
            break
        pull = wanted / gap
        at, before = inverse @ (pull.sum(axis=1)[:, None] * at - pull @ at), energy
    return at


def _classical(distance: F64) -> F64:
    """Return the two leading coordinates of classical scaling; a spiral of small steps keeps equal nodes apart."""
    n = len(distance)
    squared = distance**2
    centred = -0.5 * (squared - squared.mean(axis=0) - squared.mean(axis=1)[:, None] + squared.mean())
    values, vectors = np.linalg.eigh(centred)
    leading = vectors[:, -2:] * np.sqrt(np.maximum(values[-2:], 1e-9))
    leading *= np.where(leading[np.abs(leading).argmax(axis=0), [0, 1]] < 0.0, -1.0, 1.0)  # signs are arbitrary
    turn = np.arange(n) * 2.399963229728653  # the golden angle
    spiral = np.sqrt(np.arange(n) / n)[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    return np.asarray(leading + 0.05 * spiral)


def _pack(radii: list[float]) -> F64:
    """Return centres of discs, given from the largest to the smallest, side by side around the first without overlap.
    Shape (n, 2).
    """
    centres = np.zeros((len(radii), 2))
    turns = np.linspace(0.0, 2.0 * np.pi, 48, endpoint=False)
    directions = np.column_stack([np.cos(turns), np.sin(turns)])
    for number in range(1, len(radii)):
        done, sizes = centres[:number], np.array(radii[:number])
        near = (done[:, None] + directions[None] * (sizes + radii[number])[:, None, None] * 1.0001).reshape(-1, 2)
        gaps = np.hypot(*(near[:, None] - done[None]).transpose(2, 0, 1)) - sizes - radii[number]
        reach = np.where((gaps > -1e-9).all(axis=1), np.hypot(*near.T), np.inf)
        centres[number] = near[int(np.argmin(reach))]
    return centres
