"""Potentials: where activity of firms, science or chambers can usefully be stimulated or complemented (the source's
question).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from clustersim.core import randomness
from clustersim.core.randomness import name_key
from clustersim.policies.registry import POLICIES
from clustersim.spec.decisions import Decision
from clustersim.spec.diagnosis import Potential

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clustersim.core.columns import F64
    from clustersim.spec.facts import Facts
    from clustersim.spec.parameters import InsightNumbers, ProcessNumbers


def find_potentials(
    facts: Facts,
    places: tuple[int, F64],
    process: ProcessNumbers,
    insight: InsightNumbers,
    seed: int,
    tick: int,
    tasks: Iterable[str] = POLICIES.shipped,
) -> tuple[Potential, ...]:
    """Return all potentials of some tasks as the agency sees them, the best first.

    `places` is the best cell for something new and the score of every cell there (`agency.diagnose`). What potentials
    there are each task says itself (`Policy.potentials`). Each is seen with a factor exp(`insight.potential_noise` N),
    at most 1. The forms are assumptions: what is lacking times what it could build on.

    Draws: POTENTIAL (task, kind, sector).
    """
    cell, scores = places
    facts = facts._replace(place=cell, place_score=float(scores[cell]) if cell >= 0 else 0.0)
    there = [one for task in tasks for one in POLICIES[task].potentials(facts, process)]
    there.sort(key=lambda one: (one.sector < 0, one.sector, one.rank))  # stable: by sector, those of no sector last
    stream = randomness.stream(seed, Decision.POTENTIAL, tick)
    found = []
    for raw in there:
        luck = randomness.normal(randomness.uniform(stream, name_key(raw.task), name_key(raw.kind), raw.sector + 1))
        score = min(1.0, max(0.0, raw.score) * math.exp(insight.potential_noise * luck))
        found.append(raw._replace(score=randomness.rounded(score)))
    return tuple(sorted(found, key=lambda one: -one.score))  # stable: equal ones in that order
