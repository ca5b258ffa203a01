"""The network: strengths between kinds of actors, and a backbone that holds a large one together."""

from __future__ import annotations

import networkx
import numpy as np

from clustersim.plots.network import TIES_A_NODE, actor_network, actor_types, backbone, mean_strength
from tests.helpers.figures import shown_texts, snapshot


def test_the_matrix_holds_the_strength_per_actor() -> None:
    shot = snapshot()
    types = actor_types(shot)
    mean = mean_strength(shot, types)
    members = np.bincount(types.number)
    assert types.labels == [
        "Software and IT services",
        "Sensors",
        "universities, institutes",
        "chambers",
        "other sectors",
    ]
    assert members.tolist() == [17, 17, 5, 1, 26]
    total = mean * members[:, None]
    np.testing.assert_allclose(total, total.T)
    np.testing.assert_allclose(total.sum(), 2.0 * shot.tie_strength.sum())


def test_a_large_network_is_drawn_by_its_backbone() -> None:
    rng = np.random.default_rng(0)
    pairs = np.unique(np.sort(rng.integers(0, 300, (1500, 2)), axis=1), axis=0)
    edges = pairs[pairs[:, 0] != pairs[:, 1]]
    strength = rng.random(len(edges))
    kept = edges[backbone(300, edges, strength)]
    whole, part = networkx.Graph(edges.tolist()), networkx.Graph(kept.tolist())
    assert len(kept) <= TIES_A_NODE * 300
    assert networkx.number_connected_components(whole) == networkx.number_connected_components(part)
    best = networkx.Graph([(int(a), int(b), {"weight": w}) for (a, b), w in zip(edges, strength, strict=True)])
    forest = {frozenset(edge) for edge in networkx.maximum_spanning_edges(best, data=False)}
    assert forest <= {frozenset((int(a), int(b))) for a, b in kept}
    note = [text.get_text() for text in shown_texts(actor_network(snapshot(firms=400, ties=900, side=30), "A"))]
    assert any("that hold it together" in text for text in note)
    assert not any("that hold it together" in text.get_text() for text in shown_texts(actor_network(snapshot(), "A")))
