"""What the size of universities, institutes and chambers gives them: how many ties they keep, how open they are."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from clustersim.spec.codes import Kind

if TYPE_CHECKING:
    from clustersim.core.columns import F64
    from clustersim.spec.parameters import TiesNumbers
    from clustersim.world.state import World


def size_factor(p: TiesNumbers, employees: F64) -> F64:
    """Return (staff / institution_size)^institution_exponent of universities and institutes, shape (institutions,)."""
    return np.array([math.pow(staff / p.institution_size, p.institution_exponent) for staff in employees.tolist()])


def institution_capacity(world: World) -> F64:
    """Return the number of ties D that each institution keeps without strain, shape (institutions,).

    D = `institution_capacity` * `size_factor` of universities and institutes, `chamber_capacity` of chambers.
    """
    a, p, count = world.actors, world.parameters.ties, world.institutions
    by_size = p.institution_capacity * size_factor(p, a.employees[:count])
    return np.where(a.kind[:count] == Kind.CHAMBER, p.chamber_capacity, by_size)
