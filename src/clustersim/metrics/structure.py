"""The structure of a network in full: igraph where it helps. For reports; `sets` has what is cheap enough for more."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

import igraph
import numpy as np

from clustersim.core.adjacency import link
from clustersim.core.randomness import stream, uniform
from clustersim.core.sums import divide, ratio
from clustersim.metrics import graphs, mixing
from clustersim.metrics.network import cross_type_share, degrees_and_strengths
from clustersim.spec.decisions import Decision

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from clustersim.core.columns import F64

LEIDEN_RUNS = 10
RANDOM_ORDERS = 10


def network_metrics(
    node_type: ArrayLike,
    node_sector: ArrayLike,
    edge_a: ArrayLike,
    edge_b: ArrayLike,
    strength: ArrayLike,
    seed: int = 0,
) -> dict[str, float]:
    """Return the measures of an undirected network without loops and double ties; NaN where one is undefined.

    Parameters
    ----------
    node_type, node_sector
        Type and sector of every node, shape (n,); sector -1 for nodes without one. Among nodes of equal degree the
        earlier one is attacked first, so give nodes in the order of their keys.
    edge_a, edge_b, strength
        Ends (places in the node arrays) and strength of every tie, shape (m,). Strengths weigh `network_strength`,
        `modularity` and `mean_constraint`; they are never distances.
    seed
        Of the ten Leiden searches and the ten random orders of removal.

    Returns
    -------
    dict
        density, mean_degree; network_strength (Barrat et al. 2004); transitivity; local_clustering (isolates and
        leaves count as zero; Watts and Strogatz 1998); giant_share; global_efficiency (Latora and Marchiori 2001);
        mean_distance_giant; modularity (best of ten Leiden searches; Traag et al. 2019); small_world_quotient (giant
        component, against a random graph of its size and degree; Davis, Yoo and Baker 2003); degree_assortativity,
        type_assortativity, sector_assortativity (ties between nodes with a sector; Newman 2002, 2003);
        degree_centralisation (Freeman 1979, no loops); core_periphery_fit (Borgatti and Everett 2000); max_core;
        articulation_points; bridges; mean_constraint (over nodes with ties; Burt 1992); cross_type_share;
        robustness_targeted, robustness_random (mean giant share over all removals, by degree and in ten keyed orders;
        Schneider et al. 2011).
    """
    types, sectors = np.asarray(node_type), np.asarray(node_sector)
    first, second = np.asarray(edge_a, dtype=np.int32), np.asarray(edge_b, dtype=np.int32)
    weight, n, m = np.asarray(strength, dtype=np.float64), len(types), len(first)
    graph = igraph.Graph(n=n, edges=np.column_stack([first, second]).tolist() if m else [])
    giant = graph.connected_components().giant() if n else graph
    degree, strengths = degrees_and_strengths(n, first, second, weight)
    links = link(n, first, second)
    triangles, cuts = graphs.triangles(links), graphs.cuts(links)
    distance_giant = _mean_distance(giant)
    return {
        "density": ratio(m, n * (n - 1) / 2),
        "mean_degree": ratio(2 * m, n),
        "network_strength": float(strengths.mean()) if n else math.nan,
        "transitivity": mixing.transitivity(degree, triangles),
        "local_clustering": mixing.local_clustering(degree, triangles),
        "giant_share": ratio(giant.vcount(), n),
        "global_efficiency": ratio(float(graphs.distances(links, np.arange(n)).inverse.sum()), n * (n - 1)),
        "mean_distance_giant": distance_giant,
        "modularity": _modularity(graph, weight, seed) if m else math.nan,
        "small_world_quotient": _small_world(giant, distance_giant),
        "degree_assortativity": mixing.degree_assortativity(degree, first, second),
        "type_assortativity": mixing.label_assortativity(types, first, second),
        "sector_assortativity": mixing.sector_assortativity(sectors, first, second),
        "degree_centralisation": mixing.degree_centralisation(degree),
        "core_periphery_fit": _core_periphery(n, first, second, degree),
        "max_core": float(graphs.core_numbers(links).max()) if n else math.nan,
        "articulation_points": float(np.count_nonzero(cuts.articulation)) if n else math.nan,
        "bridges": float(cuts.bridges) if n else math.nan,
        "mean_constraint": float(np.mean(np.array(graph.constraint(weights=weight.tolist()))[degree > 0]))
        if m
        else math.nan,
        "cross_type_share": cross_type_share(types, first, second),
        "robustness_targeted": _robustness(graph, np.lexsort((np.arange(n), -degree))),
        "robustness_random": float(
            np.mean([_robustness(graph, _random_order(n, seed, run)) for run in range(RANDOM_ORDERS)])
        ),
    }


def _mean_distance(giant: igraph.Graph) -> float:
    return float(giant.average_path_length(directed=False)) if giant.vcount() > 1 else math.nan


def _modularity(graph: igraph.Graph, weight: F64, seed: int) -> float:
    weights = weight.tolist()
    igraph.set_random_number_generator(random.Random(stream(seed, Decision.PERMUTATION, 0)))
    try:
        found = [graph.community_leiden("modularity", weights=weights, n_iterations=-1) for _ in range(LEIDEN_RUNS)]
    finally:
        igraph.set_random_number_generator(random)
    return max(float(graph.modularity(communities.membership, weights=weights)) for communities in found)


def _small_world(giant: igraph.Graph, distance: float) -> float:
    n = giant.vcount()
    degree = 2.0 * giant.ecount() / n if n else 0.0
    if n < 3 or degree <= 1.0:
        return math.nan
    clustering = giant.transitivity_avglocal_undirected(mode="zero") / (degree / n)
    return float(clustering / (distance / (math.log(n) / math.log(degree))))


def _core_periphery(n: int, first: NDArray[np.int32], second: NDArray[np.int32], degree: NDArray[np.int32]) -> float:
    """Return the correlation of the ties with the best ideal pattern: ties wherever one end at least is in the core.

    The search starts from the nodes of highest degree, for every size of the core, and flips one node at a time.
    """
    pairs, m = n * (n - 1) / 2, len(first)
    if m in (0, pairs):
        return math.nan

    def fit(covered: F64, core: F64) -> F64:
        ideal = pairs - (n - core) * (n - core - 1) / 2
        spread = np.sqrt(m * (pairs - m) * ideal * (pairs - ideal))
        return np.nan_to_num(divide(covered * pairs - m * ideal, spread), nan=-1.0)

    order = np.lexsort((np.arange(n), -degree))
    rank = np.empty(n, dtype=np.int64)
    rank[order] = np.arange(n)
    # a tie is covered by a core of the first k nodes if the higher-ranked end is among them
    covered = np.cumsum(np.bincount(np.minimum(rank[first], rank[second]), minlength=n))
    size = int(np.argmax(fit(covered.astype(np.float64), np.arange(1.0, n + 1.0)))) + 1
    inside = rank < size
    best = -1.0
    while True:
        beyond = np.bincount(first[~inside[second]], minlength=n) + np.bincount(second[~inside[first]], minlength=n)
        now = float(np.count_nonzero(inside[first] | inside[second]))
        step = np.where(inside, -1.0, 1.0)
        fits = fit(now + step * beyond, inside.sum() + step)
        current = float(fit(np.array([now]), np.array([float(inside.sum())]))[0])
        best, flip = max(best, current), int(np.argmax(fits))
        if fits[flip] <= current + 1e-12:
            return best
        inside[flip] = ~inside[flip]


def _random_order(n: int, seed: int, run: int) -> NDArray[np.intp]:
    state = stream(seed, Decision.PERMUTATION, run + 1)
    return np.argsort([uniform(state, node) for node in range(n)])


def _robustness(graph: igraph.Graph, order: NDArray[np.intp]) -> float:
    """Return the mean share of the largest component after 1, 2 ... n removals in this order (nodes come back from the
    last).
    """
    n = len(order)
    if n == 0:
        return math.nan
    partners = graph.get_adjlist()
    root, size, largest, total = list(range(n)), [0] * n, 0, 0
    for node in order[::-1].tolist():
        total += largest
        size[node] = 1
        here = node
        for partner in partners[node]:
            if size[partner] == 0:  # not back yet
                continue
            there = partner
            while root[there] != there:
                root[there] = root[root[there]]
                there = root[there]
            if there != here:
                if size[there] > size[here]:
                    here, there = there, here
                root[there] = here
                size[here] += size[there]
        largest = max(largest, size[here])
    return total / (n * n)
