"""Which firms count as related where they are counted against critical mass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from clustersim.core.columns import F64
    from clustersim.world.state import World


def counted_relatedness(world: World) -> F64:
    """Return the weights with which firms count against critical mass m*, shape (sectors, sectors).

    A firm of sector t counts phi_st for one of sector s if phi_st is at least `mass.related_from`, else nothing: firms
    that have hardly anything to do with each other make no cluster, however many they are. Densities weigh all firms.
    """
    phi = world.sectors.relatedness
    return np.asarray(np.where(phi >= world.parameters.mass.related_from, phi, 0.0))
