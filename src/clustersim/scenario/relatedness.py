"""How related two sectors are: from their groups, or from the digits that their NACE codes share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim.spec.nace import shared_level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustersim.scenario.parts import Relatedness, Sector

LEVELS = 4  # section, division (2 digits), group (3 digits), class (4 digits)


def relatedness_matrix(sectors: Sequence[Sector], relatedness: Relatedness) -> list[list[float]]:
    """Return the relatedness of all pairs of sectors, 1 on the diagonal, symmetric.

    A given matrix is returned as it is. From groups: `same_group` within a group, else `other`. From NACE codes: see
    `relatedness_by_level`, taken at the most alike pair of codes of the two sectors.
    """
    if relatedness.matrix is not None:
        return [list(row) for row in relatedness.matrix]
    return [[_related(one, two, relatedness) for two in sectors] for one in sectors]


def relatedness_by_level(level: int, relatedness: Relatedness) -> float:
    """Return the relatedness of two codes that agree down to `level`.

    0 nothing in common: `other`; 1 the section: half-way; 2 the division (two digits): `same_group`; with each further
    digit a third of the way from there to 1 (assumption; P22 finds an effect of every shared digit).
    """
    if level <= 2:
        return relatedness.other + (relatedness.same_group - relatedness.other) * level / 2
    return relatedness.same_group + (1.0 - relatedness.same_group) * (level - 2) / 3


def _related(one: Sector, two: Sector, relatedness: Relatedness) -> float:
    if one.key == two.key:
        return 1.0
    if relatedness.from_ == "nace":
        level = max((shared_level(a, b) for a in one.nace for b in two.nace), default=0)
        return relatedness_by_level(min(level, LEVELS), relatedness)
    same = bool(one.group) and one.group == two.group
    return relatedness.same_group if same else relatedness.other
