"""Universities, research institutes and chambers: the first rows of the actors, which never change places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clustersim.core.randomness import absorb, hashed, name_key, stream
from clustersim.spec.codes import Kind, Origin
from clustersim.spec.decisions import Decision
from clustersim.world.institutions import size_factor

if TYPE_CHECKING:
    from clustersim.core.columns import F64
    from clustersim.scenario import Institution, Scenario
    from clustersim.start.ground import Layout
    from clustersim.world.state import World


def institution_key(seed: int, institution: Institution, tile: int) -> int:
    """Return the identity of an institution: from its own key, and the number of the tile if that is not the first."""
    key = hashed(stream(seed, Decision.KEY_INSTITUTION, 0), name_key(institution.key))
    return absorb(key, tile) if tile else key


def add_institutions(world: World, scenario: Scenario, layout: Layout) -> None:
    """Add the institutions of every tile. Reads sectors; writes actors, profile, institution_names, institutions."""
    found = [(one, tile, cell) for one in scenario.institutions for tile, cell in layout.cells_at(one.x, one.y)]
    count, a, p = len(found), world.actors, world.parameters
    a.extend(count)
    profile = np.zeros((count, len(scenario.sectors)))
    for row, (one, _, _) in enumerate(found):
        profile[row] = [one.profile.get(sector.key, 0.0) for sector in scenario.sectors]
    kind = np.array(
        [int(Kind.CHAMBER if one.kind == "chamber" else Kind.UNIVERSITY) for one, _, _ in found], dtype=np.int8
    )
    university = kind == Kind.UNIVERSITY
    a.key[:] = np.array([institution_key(world.seed, one, tile) for one, tile, _ in found], dtype=np.uint64)
    a.birth[:] = np.arange(count)
    a.kind[:], a.alive[:], a.origin[:] = kind, True, int(Origin.INSTITUTION)
    a.cell[:] = np.array([cell for _, _, cell in found], dtype=np.int32)
    a.employees[:] = np.array([one.employees for one, _, _ in found], dtype=np.float64)
    by_size = p.ties.university_openness * size_factor(p.ties, a.employees)
    a.openness[:] = np.where(university, by_size, p.ties.chamber_openness)
    a.knowledge[:] = np.where(university, p.learning.university_knowledge, 0.0)
    a.entered[:] = -1
    a.technology_x[:] = _weighted(profile, world.sectors.centroid_x)
    a.technology_y[:] = _weighted(profile, world.sectors.centroid_y)
    world.institutions, world.births, world.profile = count, count, profile
    world.institution_names = tuple(
        (one.name or one.key) + (f" ({tile + 1})" if tile else "") for one, tile, _ in found
    )


def _weighted(profile: F64, centroid: F64) -> F64:
    """Return the mean of the centroids weighted by profile; the origin without a profile."""
    total = profile.sum(axis=1)
    return np.asarray(np.divide(profile @ centroid, total, out=np.zeros(len(profile)), where=total > 0.0))
