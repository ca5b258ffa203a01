"""What a firm is born with: openness, absorptive capacity, credit, knowledge, technology; keyed, so the same always."""

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


class Streams(NamedTuple):
    """Hash states from which the draws of the traits start."""

    openness: np.uint64
    absorption: np.uint64
    constrained: np.uint64
    knowledge: np.uint64
    technology: np.uint64


class TraitNumbers(NamedTuple):
    """The parameters that traits are drawn with."""

    openness_shape: float
    openness_from: float
    technology_spread: float
    birth_offset: float
    spread: float  # of knowledge
    absorption_range: float
    constrained_share: float


class OfSector(NamedTuple):
    """What traits depend on, each of shape (sectors,)."""

    openness: F64  # factor
    centroid_x: F64
    centroid_y: F64


DECISIONS = (
    Decision.OPENNESS,
    Decision.ABSORPTION,
    Decision.CONSTRAINED,
    Decision.KNOWLEDGE_AT_BIRTH,
    Decision.TECHNOLOGY,
)  # in the order of `Streams`


def draw_traits(seed: int, parameters: Parameters, sectors: Sectors, key: U64, sector: I16) -> Traits:
    """Return the traits of firms given by key and sector.

    openness    Weibull with shape `entry.openness_shape` and mean 1 (E10, E13), times `entry.local_openness` in
                local-market sectors; of it only what lies above the quantile `entry.openness_from`
    absorption  uniform on 1 -+ `learning.absorption_range`
    constrained with probability `exit.constrained_share`
    knowledge   normal around `entry.birth_offset` with `learning.spread`
    technology  normal around the sector's centroid with `entry.technology_spread` per axis

    Draws: OPENNESS, ABSORPTION, CONSTRAINED, KNOWLEDGE_AT_BIRTH, TECHNOLOGY (firm), all of tick 0.
    """
    streams = Streams(*(draws.stream(seed, decision, 0) for decision in DECISIONS))
    factor = np.where(sectors.local, parameters.entry.local_openness, 1.0)
    of_sector = OfSector(factor, sectors.centroid_x, sectors.centroid_y)
    count = len(key)
    traits = Traits(
        openness=np.empty(count),
        absorption=np.empty(count),
        constrained=np.empty(count, dtype=np.bool_),
        knowledge=np.empty(count),
        technology_x=np.empty(count),
        technology_y=np.empty(count),
    )
    entry, learning = parameters.entry, parameters.learning
    numbers = TraitNumbers(
        entry.openness_shape,
        entry.openness_from,
        entry.technology_spread,
        entry.birth_offset,
        learning.spread,
        learning.absorption_range,
        parameters.exit.constrained_share,
    )
    _draw(streams, numbers, of_sector, key, sector, traits)
    return traits


@kernel
def _draw(
    streams: Streams,
    p: TraitNumbers,
    of_sector: OfSector,
    key: U64,
    sector: I16,
    traits: Traits,
) -> None:
    shape, width = p.openness_shape, p.technology_spread
    scale = math.gamma(1.0 + 1.0 / shape)
    for row in range(key.shape[0]):
        s = sector[row]
        least = (1.0 - p.openness_from) * uniform(streams.openness, key[row])  # a small number is an open firm
        weibull = math.pow(-math.log(least), 1.0 / shape)
        traits.openness[row] = weibull / scale * of_sector.openness[s]
        traits.absorption[row] = 1.0 + p.absorption_range * (2.0 * uniform(streams.absorption, key[row]) - 1.0)
        traits.constrained[row] = uniform(streams.constrained, key[row]) < p.constrained_share
        traits.knowledge[row] = p.birth_offset + p.spread * normal(uniform(streams.knowledge, key[row]))
        own = absorb(streams.technology, key[row])
        traits.technology_x[row] = of_sector.centroid_x[s] + width * normal(unit(absorb(own, np.uint64(0))))
        traits.technology_y[row] = of_sector.centroid_y[s] + width * normal(unit(absorb(own, np.uint64(1))))
