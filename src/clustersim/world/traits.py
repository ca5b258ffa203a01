"""What a firm is born with: openness, absorptive capacity, credit, knowledge, technology. Keyed, so the same
for ever.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core import draws
from clustersim.core.columns import F64, I16, U64, Bool
from clustersim.core.draws import absorb, normal, uniform, unit
from clustersim.core.kernel import kernel
from clustersim.spec.decisions import Decision

if TYPE_CHECKING:
    from clustersim.spec.parameters import Parameters
    from clustersim.world.state import Sectors


class Traits(NamedTuple):
    """Traits of firms, each of shape (firms,)."""

    openness: F64
    absorption: F64
    constrained: Bool
    knowledge: F64
    technology_x: F64
    technology_y: F64


def draw_traits(seed: int, parameters: Parameters, sectors: Sectors, key: U64, sector: I16) -> Traits:
    """Return the traits of firms given by key and sector.

    openness    Weibull with shape `entry.openness_shape` and mean 1 (E10, E13), times `entry.local_openness` in
                local-market sectors
    absorption  uniform on 1 -+ `learning.absorption_range`
    constrained with probability `exit.constrained_share`
    knowledge   normal around `entry.birth_offset` with `learning.spread`
    technology  normal around the sector's centroid with `entry.technology_spread` per axis

    Draws: OPENNESS, ABSORPTION, CONSTRAINED, KNOWLEDGE_AT_BIRTH, TECHNOLOGY (firm), all of tick 0.
    """
    entry, learning = parameters.entry, parameters.learning
    streams = np.array(
        [
            draws.stream(seed, decision, 0)
            for decision in (
                Decision.OPENNESS,
                Decision.ABSORPTION,
                Decision.CONSTRAINED,
                Decision.KNOWLEDGE_AT_BIRTH,
                Decision.TECHNOLOGY,
            )
        ],
        dtype=np.uint64,
    )
    numbers = np.empty((5, len(key)))
    constrained = np.empty(len(key), dtype=np.bool_)
    _draw(
        streams,
        entry.openness_shape,
        np.where(sectors.local, entry.local_openness, 1.0),
        learning.absorption_range,
        parameters.exit.constrained_share,
        entry.birth_offset,
        learning.spread,
        entry.technology_spread,
        sectors.centroid_x,
        sectors.centroid_y,
        key,
        sector,
        numbers,
        constrained,
    )
    return Traits(numbers[0], numbers[1], constrained, numbers[2], numbers[3], numbers[4])


@kernel
def _draw(
    streams: U64,
    shape: float,
    factor: F64,
    absorption: float,
    share: float,
    offset: float,
    spread: float,
    technology: float,
    centroid_x: F64,
    centroid_y: F64,
    key: U64,
    sector: I16,
    numbers: F64,
    constrained: Bool,
) -> None:
    scale = math.gamma(1.0 + 1.0 / shape)
    for row in range(key.shape[0]):
        numbers[0, row] = math.pow(-math.log(uniform(streams[0], key[row])), 1.0 / shape) / scale * factor[sector[row]]
        numbers[1, row] = 1.0 + absorption * (2.0 * uniform(streams[1], key[row]) - 1.0)
        constrained[row] = uniform(streams[2], key[row]) < share
        numbers[2, row] = offset + spread * normal(uniform(streams[3], key[row]))
        own = absorb(streams[4], key[row])
        numbers[3, row] = centroid_x[sector[row]] + technology * normal(unit(absorb(own, np.uint64(0))))
        numbers[4, row] = centroid_y[sector[row]] + technology * normal(unit(absorb(own, np.uint64(1))))
