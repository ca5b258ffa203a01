"""A made-up region as the agency sees it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from clustersim.agency.observe import Known, Survey
from clustersim.spec.facts import Facts
from clustersim.spec.parameters import InsightNumbers, TiesNumbers

FACTS = Facts(
    *(
        np.array([40.0, 10.0, 5.0]),
        np.array([0.8, 0.4, 0.1]),
        np.array([0.6, 0.3, 0.0]),
        np.array([0.5, 0.2, 0.0]),
        np.array([0.9, 1.1, 0.2]),
    ),
    *(
        np.array([0.1, 0.2, 0.0]),
        np.array([0.9, 1.0, 0.0]),
        np.array([0.4, 0.5, 0.0]),
        np.array([0.3, 0.6, 0.0]),
        np.array([True, True, False]),
    ),
    progress=1.4,
    science=0.5,
    chambers=0.3,
    own=0.8,
    across=0.1,
    distance=0.7,
)


def firms(count, **given):
    """Return what the agency knows of so many firms that are all alike, but for what is given."""
    alike = Known(
        kind=np.zeros(count, dtype=np.int8),
        sector=np.zeros(count, dtype=np.int16),
        profile=np.zeros((count, 3), dtype=np.bool_),
        technology_x=np.zeros(count),
        technology_y=np.zeros(count),
        openness=np.ones(count),
        degree=np.zeros(count, dtype=np.int32),
        capacity=np.full(count, 8.0),
    )
    return alike._replace(**{name: np.asarray(values) for name, values in given.items()})


def seen(**given):
    """Return a survey of a made-up region of 12 x 10 cells and 30 actors."""
    dice = np.random.default_rng(5)
    ties = np.unique(np.sort(dice.integers(0, 30, (40, 2)), axis=1), axis=0)
    count = len(given.get("actors", range(30)))
    made = Survey(
        seed=3,
        tick=8,
        columns=12,
        rows=10,
        cell_km=1.0,
        half_distance=3.0,
        inside=np.ones(120, dtype=np.bool_),
        density=dice.random(120),
        pull=dice.random(120),
        actors=np.sort(dice.integers(0, 2**63, 30).astype(np.uint64) * np.uint64(2)),
        ties=ties[ties[:, 0] < ties[:, 1]],
        targeting=0.5,
        facts=FACTS,
        insight=InsightNumbers(),
        known=firms(count),
        relatedness=np.eye(3),
        rules=TiesNumbers(),
    )
    return replace(made, **given)
