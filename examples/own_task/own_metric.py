"""A metric of one's own: how far the best firms of the cluster are ahead in knowledge."""

import numpy as np

from clustersim import OwnMetric, World


def knowledge_gap(world: World) -> float:
    """Return by how many log points the upper decile of target-sector firms is above their median; NaN without firms."""
    rows = world.firm_rows()
    rows = rows[world.sectors.target[world.actors.sector[rows]]]
    if not len(rows):
        return float("nan")
    middle, upper = np.quantile(world.actors.knowledge[rows], [0.5, 0.9])
    return float(upper - middle)


GAP = OwnMetric(
    "knowledge_gap", "log points", "knowledge of the upper decile of cluster firms above their median", knowledge_gap
)
