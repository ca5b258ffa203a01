"""Proposals of ties: who met whom, and how. `form_ties` decides which become ties."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core.columns import I8, I32

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustersim.spec.codes import Cause


class Proposals(NamedTuple):
    """Pairs of rows who met: the channel (a Cause) and a number that tells meetings of a pair apart."""

    a: I32
    b: I32
    channel: I8
    number: I32

    @classmethod
    def together(cls, parts: Sequence[Proposals]) -> Proposals:
        """Return several lists of proposals as one."""
        a, b, channel, number = (np.concatenate(column) for column in zip(*parts, strict=True))
        return cls(a, b, channel, number)


def proposed(found: I32, channel: Cause) -> Proposals:
    """Return proposals of one channel from a table of rows, rows and numbers, shape (3, proposals)."""
    return Proposals(found[0], found[1], np.full(found.shape[1], int(channel), dtype=np.int8), found[2])
