"""The structure of a network in full. For reports; `sets` has what is cheap enough for more."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from clustersim.core.adjacency import link
from clustersim.core.randomness import stream
from clustersim.core.sums import divide, ratio
from clustersim.metrics import communities, graphs, inputs, mixing
from clustersim.metrics.network import components, cross_type_share, degrees_and_strengths
from clustersim.spec.decisions import Decision

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from clustersim.core.columns import F64, I32, I64

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
        Type and sector of every node, shape (n,), as labels (texts) or codes; sector -1 or None for nodes without one.
        Among nodes of equal degree the
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

    Raises
    ------
    InputError
        If columns differ in length, an end is no node, a tie is a loop or listed twice, or a strength is not above 0.
    """
    n = inputs.same_length(node_type=node_type, node_sector=node_sector)
    m = inputs.same_length(edge_a=edge_a, edge_b=edge_b, strength=strength)
    types, sectors = inputs.codes(node_type), inputs.codes(node_sector)
    first, second = inputs.ends("edge_a", edge_a, n), inputs.ends("edge_b", edge_b, n)
    inputs.plain_ties(first, second)
    weight = inputs.positive("strength", strength)
    degree, strengths = degrees_and_strengths(n, first, second, weight)
    links = link(n, first, second)
    triangles, cuts = graphs.triangles(links), graphs.cuts(links)
    steps = graphs.distances(links, np.arange(n))
    giant = _giant(n, first, second)
    distance_giant = ratio(float(steps.total[giant].sum()), len(giant) * (len(giant) - 1))
    weighted = communities.weighted(n, first, second, weight)
    return {
        "density": ratio(m, n * (n - 1) / 2),
        "mean_degree": ratio(2 * m, n),
        "network_strength": float(strengths.mean()) if n else math.nan,
        "transitivity": mixing.transitivity(degree, triangles),
        "local_clustering": mixing.local_clustering(degree, triangles),
        "giant_share": ratio(len(giant), n),
        "global_efficiency": ratio(float(steps.inverse.sum()), n * (n - 1)),
        "mean_distance_giant": distance_giant,
        "modularity": _modularity(weighted, seed),
        "small_world_quotient": _small_world(degree[giant], triangles[giant], distance_giant),
        "degree_assortativity": mixing.degree_assortativity(degree, first, second),
        "type_assortativity": mixing.label_assortativity(types, first, second),
        "sector_assortativity": mixing.sector_assortativity(sectors, first, second),
        "degree_centralisation": mixing.degree_centralisation(degree),
        "core_periphery_fit": _core_periphery(n, first, second, degree),
        "max_core": float(graphs.core_numbers(links).max()) if n else math.nan,
        "articulation_points": float(np.count_nonzero(cuts.articulation)) if n else math.nan,
        "bridges": float(cuts.bridges) if n else math.nan,
        "mean_constraint": float(communities.constraint(weighted)[degree > 0].mean()) if m else math.nan,
        "cross_type_share": cross_type_share(types, first, second),
        "robustness_targeted": graphs.robustness(links, np.lexsort((np.arange(n), -degree))),
        "robustness_random": float(
            np.mean([graphs.robustness(links, _random_order(n, seed, run)) for run in range(RANDOM_ORDERS)])
        ),
    }


def _giant(nodes: int, first: I32, second: I32) -> I64:
    """Return the nodes of the largest component; of several, that with the first node."""
    if nodes == 0:
        return np.zeros(0, dtype=np.int64)
    component = components(nodes, first, second)
    return np.flatnonzero(component == np.bincount(component).argmax())


def _modularity(network: communities.Weighted, seed: int) -> float:
    found = [communities.find_communities(network, seed, run) for run in range(LEIDEN_RUNS)]
    return max(communities.modularity(network, community) for community in found)


def _small_world(degree: I32, triangles: I64, distance: float) -> float:
    """Return the quotient for a component, given the degrees of its nodes, triangles through them and distance."""
    nodes, mean = len(degree), float(degree.mean()) if len(degree) else 0.0
    if nodes < 3 or mean <= 1.0:
        return math.nan
    clustering = mixing.local_clustering(degree, triangles) / (mean / nodes)
    return clustering / (distance / (math.log(nodes) / math.log(mean)))


def _core_periphery(n: int, first: I32, second: I32, degree: I32) -> float:
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


def _random_order(n: int, seed: int, run: int) -> I64:
    return communities.keyed_order(stream(seed, Decision.PERMUTATION, run + 1), n)
