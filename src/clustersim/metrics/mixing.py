"""Who is tied to whom: assortativity, centralisation, clustering; no more than a pass over nodes and ties."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from clustersim.core.sums import ratio

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustersim.core.columns import I32, I64


def label_assortativity(label: NDArray[np.generic], first: I32, second: I32) -> float:
    """Return Newman's assortativity of a label; NaN without ties or if all ends carry the same label.

    Source: Newman (2003, Phys. Rev. E 67:026126).
    """
    if len(first) == 0:
        return math.nan
    _, number = np.unique(label, return_inverse=True)
    ends = np.bincount(np.concatenate([number[first], number[second]])) / (2.0 * len(first))
    expected = float((ends**2).sum())
    return (
        (float(np.mean(number[first] == number[second])) - expected) / (1.0 - expected)
        if np.count_nonzero(ends) > 1
        else math.nan
    )


def sector_assortativity(sector: NDArray[np.integer], first: I32, second: I32) -> float:
    """Return the assortativity of sectors over the ties between nodes with a sector (not -1)."""
    chosen = sector >= 0
    kept = chosen[first] & chosen[second]
    return label_assortativity(sector, first[kept], second[kept])


def degree_assortativity(degree: I32, first: I32, second: I32) -> float:
    """Return the correlation of the degrees at the two ends of a tie; NaN without ties or if all ends have one degree.

    Source: Newman (2002, Phys. Rev. Lett. 89:208701).
    """
    one, two = degree[first].astype(np.int64), degree[second].astype(np.int64)
    ends = int((one + two).sum())  # whole numbers: the order of the ties does not matter
    spread = 2 * len(one) * int((one**2 + two**2).sum()) - ends**2
    return (4 * len(one) * int((one * two).sum()) - ends**2) / spread if spread > 0 else math.nan


def degree_centralisation(degree: I32) -> float:
    """Return Freeman's centralisation by degree, 0 (all alike) to 1 (a star), no loops; NaN with fewer than three
    nodes.

    Source: Freeman (1979, Soc. Netw. 1:215).
    """
    n = len(degree)
    return ratio(float((degree.max(initial=0) - degree).sum()), (n - 1) * (n - 2) if n > 2 else 0)


def transitivity(degree: I32, triangles: I64) -> float:
    """Return the share of connected triples that are closed; NaN without a triple. Source: Newman (2003, SIAM Rev.
    45:167).
    """
    pairs = degree.astype(np.int64)
    return ratio(int(triangles.sum()), int((pairs * (pairs - 1) // 2).sum()))


def local_clustering(degree: I32, triangles: I64) -> float:
    """Return the mean over nodes of the share of their pairs of partners that are tied; isolates and leaves count as
    zero.

    NaN without nodes. Source: Watts and Strogatz (1998, Nature 393:440).
    """
    pairs = degree.astype(np.int64)
    pairs = pairs * (pairs - 1) // 2
    share = np.divide(triangles, pairs, out=np.zeros(len(degree)), where=pairs > 0)
    return float(np.sort(share).sum() / len(degree)) if len(degree) else math.nan
