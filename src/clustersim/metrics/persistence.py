"""How much of a network is still there later."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core.sums import ratio

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class TiePersistence(NamedTuple):
    """`jaccard`: ties at both moments over ties at either; `kept`: share of the earlier ties that are still there."""

    jaccard: float
    kept: float


def tie_persistence(edges_before: ArrayLike, edges_after: ArrayLike) -> TiePersistence:
    """Return the stability of a network between two moments.

    Parameters
    ----------
    edges_before, edges_after
        Pairs of keys of the tied actors, shape (ties, 2). Ties have no direction; one that is listed twice counts once.

    Returns
    -------
    TiePersistence
        jaccard is NaN without ties at either moment, kept without ties at the earlier one.

    Notes
    -----
    Actors that left take their ties with them, so that `kept` falls with exits, too. Source: Jaccard (1901); used for
    networks over time by Snijders, van de Bunt and Steglich (2010, Soc. Netw. 32:44).
    """
    before, after = _pairs(edges_before), _pairs(edges_after)
    both = len(before & after)
    return TiePersistence(ratio(both, len(before | after)), ratio(both, len(before)))


def _pairs(edges: ArrayLike) -> set[tuple[object, object]]:
    # Python's whole numbers: NumPy would turn a mixture of signed and unsigned keys into floats and confuse large ones
    return {
        (one, two) if one <= two else (two, one) for one, two in np.asarray(edges, dtype=object).reshape(-1, 2).tolist()
    }
