"""How related two actors are: sectors for firms, profiles for universities."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from clustersim.core.kernel import kernel
from clustersim.spec.codes import FIRM, UNIVERSITY

if TYPE_CHECKING:
    from clustersim.core.columns import F64, I8, I16
    from clustersim.world.state import World


class Kinship(NamedTuple):
    """What says how related two actors are."""

    sectors: F64  # (sectors, sectors)
    university: float  # of a university to firms of a sector in its profile
    profile: F64  # (institutions, sectors)


def relatedness_of(world: World) -> Kinship:
    """Return the relatedness of the world's sectors and universities."""
    return Kinship(world.sectors.relatedness, world.parameters.ties.university_relatedness, world.profile)


@kernel
def related(known: Kinship, kind: I8, sector: I16, i: int, j: int) -> float:
    """Return the relatedness of rows i and j in [0, 1].

    Two firms: that of their sectors. A firm and a university: `university` if the firm's sector is in the university's
    profile, half of it otherwise. Any other pair: `university`.
    """
    if kind[i] == FIRM and kind[j] == FIRM:
        return known.sectors[sector[i], sector[j]]
    if kind[i] == FIRM and kind[j] == UNIVERSITY:
        return known.university * (1.0 if known.profile[j, sector[i]] > 0.0 else 0.5)
    if kind[i] == UNIVERSITY and kind[j] == FIRM:
        return known.university * (1.0 if known.profile[i, sector[j]] > 0.0 else 0.5)
    return known.university
