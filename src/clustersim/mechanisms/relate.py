"""How related two actors are: sectors for firms, profiles for universities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim.core.kernel import kernel

if TYPE_CHECKING:
    from clustersim.core.columns import F64, I8, I16


@kernel
def related(
    university_relatedness: float, relatedness: F64, profile: F64, kind: I8, sector: I16, i: int, j: int
) -> float:
    """Return the relatedness of rows i and j in [0, 1].

    Two firms: that of their sectors. A firm and a university: `university_relatedness` if the firm's sector is in the
    university's profile, half of it otherwise. Any other pair: `university_relatedness`.
    """
    if kind[i] == 0 and kind[j] == 0:
        return relatedness[sector[i], sector[j]]
    if kind[i] == 0 and kind[j] == 1:
        return university_relatedness * (1.0 if profile[j, sector[i]] > 0.0 else 0.5)
    if kind[i] == 1 and kind[j] == 0:
        return university_relatedness * (1.0 if profile[i, sector[j]] > 0.0 else 0.5)
    return university_relatedness
