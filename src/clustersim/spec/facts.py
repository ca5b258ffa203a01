"""What a review of the agency sees of the region, as data: the facts in which tasks look for potentials."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from clustersim.core.columns import F64, Bool


class Facts(NamedTuple):
    """What there is to see of sectors and groups; shares are 0 where there is nobody. By sector: shape (sectors,).

    `agency.facts` gathers them without noise; a task says what potentials it sees in them (`Policy.potentials`).
    """

    firms: F64  # number of firms
    yields: F64  # mean yield of networking F = x^g / (1 + x^g), by critical mass
    linked: F64  # share of firms with a tie
    served: F64  # mean supply of cluster-related services at its firms
    young: F64  # firms up to 3 years old, relative to those that its entry rate would bring
    constrained: F64  # share of firms up to 8 years old that are credit-constrained and not relieved
    unpartnered: F64  # share of linked firms without a tie to a university
    closed: F64  # share of linked firms without outside ties
    unskilled: F64  # share of linked firms that absorb less than the mean firm
    target: Bool  # target sectors
    progress: float  # mean over target firms of related firms in reach / m*
    science: float  # mean of ties / soft capacity of universities and institutes that serve target sectors; NaN without
    chambers: float  # the same of chambers
    own: float  # share of tie strength of the cluster that does not hang on recent brokering
    across: float  # share of ties across actor types
    distance: float  # mean cognitive distance over ties between firms of the cluster, relative to the best distance
    dense: float = math.nan  # share of target firms with critical mass (related firms in reach >= m*)
    place: int = -1  # the best cell for something new; -1: none
    place_score: float = 0.0  # how good that cell looks, from 0 to 1

    def sectors(self) -> list[int]:
        """Return the target sectors that have firms."""
        return [int(sector) for sector in (self.target & (self.firms > 0.0)).nonzero()[0]]

    def mean_yield(self) -> float:
        """Return the mean of `yields` over the target sectors that have firms; 0 where there are none."""
        sectors = self.sectors()
        return sum(float(self.yields[sector]) for sector in sectors) / len(sectors) if sectors else 0.0
