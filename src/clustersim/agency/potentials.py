"""Potentials: where activity of firms, science or chambers can usefully be stimulated or complemented (the source's
question).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core import randomness
from clustersim.core.randomness import name_key
from clustersim.spec.decisions import Decision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clustersim.agency.facts import Facts
    from clustersim.core.columns import F64
    from clustersim.spec.parameters import InsightNumbers, ProcessNumbers


class Potential(NamedTuple):
    """Something a task could do: `score` is what the agency sees of it, from 0 to 1; sector and cell are -1 where they
    play no part.
    """

    task: str
    kind: str  # stimulate: latent activity; complement: existing activity that lacks something
    group: str  # firms, science, chambers
    sector: int
    cell: int
    score: float


def find_potentials(
    facts: Facts, places: tuple[int, F64], process: ProcessNumbers, insight: InsightNumbers, seed: int, tick: int
) -> tuple[Potential, ...]:
    """Return all potentials as the agency sees them, the best first.

    `places` is the best cell for something new and the score of every cell there (`agency.diagnose`). In target sector
    s, F mean yield by critical mass, l share of linked firms, S services, shares as in `agency.facts`:

        networking      F (1 - l)             firms that could co-operate and hardly do; stimulate if l < latent_below,
                                              else complement
                        F (1 - chambers)      chambers with few ties (mean F)
        infrastructure  place / (1 + x)       places with pull but without density; x mean of related in reach / m*
                        F (1 - S)             density without services
        lighthouse      F (1 - science)       universities far below their capacity (mean F)
                        l (share of linked firms without a university)
        marketing       l (share of linked firms without outside ties)
        finance         share of young firms that are credit-constrained
        qualification   F (1 - young)         critical mass with few young firms
                        l (share of linked firms that absorb less than the mean firm)

    Each is seen with a factor exp(`insight.potential_noise` N), at most 1. The forms are assumptions: what is lacking
    times what it could build on.

    Draws: POTENTIAL (task, kind, sector).
    """
    stream = randomness.stream(seed, Decision.POTENTIAL, tick)
    found = []
    for raw in _all(facts, places, process):
        luck = randomness.normal(randomness.uniform(stream, name_key(raw.task), name_key(raw.kind), raw.sector + 1))
        score = min(1.0, max(0.0, raw.score) * math.exp(insight.potential_noise * luck))
        found.append(raw._replace(score=randomness.rounded(score)))
    return tuple(sorted(found, key=lambda one: -one.score))  # stable: equal ones in the order of their finding


def _all(f: Facts, places: tuple[int, F64], process: ProcessNumbers) -> Iterator[Potential]:
    sectors = [int(sector) for sector in np.flatnonzero(f.target & (f.firms > 0.0))]
    for s in sectors:
        able, linked = float(f.yields[s]), float(f.linked[s])
        kind = "stimulate" if linked < process.latent_below else "complement"
        yield Potential("networking", kind, "firms", s, -1, able * (1.0 - linked))
        yield Potential("infrastructure", "complement", "firms", s, -1, able * (1.0 - float(f.served[s])))
        yield Potential("lighthouse", "complement", "firms", s, -1, linked * float(f.unpartnered[s]))
        yield Potential("marketing", "complement", "firms", s, -1, linked * float(f.closed[s]))
        yield Potential("finance", "complement", "firms", s, -1, float(f.constrained[s]))
        yield Potential("qualification", "stimulate", "firms", s, -1, able * max(0.0, 1.0 - float(f.young[s])))
        yield Potential("qualification", "complement", "firms", s, -1, linked * float(f.unskilled[s]))
    mean = sum(float(f.yields[s]) for s in sectors) / len(sectors) if sectors else 0.0
    if not math.isnan(f.science):
        yield Potential("lighthouse", "stimulate", "science", -1, -1, mean * max(0.0, 1.0 - f.science))
    if not math.isnan(f.chambers):
        yield Potential("networking", "stimulate", "chambers", -1, -1, mean * max(0.0, 1.0 - f.chambers))
    cell, scores = places
    if cell >= 0:
        progress = 0.0 if math.isnan(f.progress) else f.progress
        yield Potential("infrastructure", "stimulate", "firms", -1, cell, float(scores[cell]) / (1.0 + progress))
