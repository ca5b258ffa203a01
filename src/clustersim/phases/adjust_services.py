"""Phase `adjust_services`: cluster-related services follow related demand with a lag."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from clustersim.core.kernel import kernel

if TYPE_CHECKING:
    from clustersim.core.columns import F64, Bool
    from clustersim.world.state import World


def adjust_services(world: World) -> None:
    """Let private supply of cluster-related services S(c), in [0, 1], approach what related demand sustains.

    With D(c) the mean of the related density over the target sectors, x = D / `services.threshold` and
    g = `services.steepness`,

        S <- S + (1 - exp(-dt / lag)) (x^g / (1 + x^g) - S)

    Public supply is the lever `service_supply` p(c); firms see 1 - (1 - S)(1 - p). One state serves the whole target
    cluster: the source speaks of one cluster-related service infrastructure.

    Draws: none. Reads cells' density. Writes cells' services.
    """
    p = world.parameters.services
    share = 1.0 - math.exp(-world.dt / p.lag)
    _approach(world.cells.density, world.sectors.target, p.threshold, p.steepness, share, world.cells.services)


@kernel
def _approach(density: F64, target: Bool, threshold: float, steepness: float, share: float, services: F64) -> None:
    sectors, cells = density.shape
    targets = 0
    for sector in range(sectors):
        if target[sector]:
            targets += 1
    for cell in range(cells):
        related = 0.0
        for sector in range(sectors):
            if target[sector]:
                related += density[sector, cell]
        sustained = 0.0
        if related > 0.0:
            share_of = related / targets / threshold
            squared = share_of * share_of
            yielded = squared * squared if steepness == 4.0 else math.pow(share_of, steepness)
            sustained = yielded / (1.0 + yielded)
        services[cell] += share * (sustained - services[cell])
