"""The agency's desk: what the reference lets it see, and what its tasks then ask for.

Budget, regimes, tasks and the rules of a diagnosis are scenario logic and shared with the package; everything that is
observed comes from the agents.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from clustersim.agency.act import decide
from clustersim.agency.budget import granted
from clustersim.agency.diagnose import diagnose
from clustersim.agency.observe import Survey
from clustersim.codes import Cause, Event
from clustersim.policies.base import MOMENT, Observation
from clustersim.policies.registry import POLICIES
from clustersim.randomness import Decision, name_key, uniform

if TYPE_CHECKING:
    from tests.reference.actor import Actor
    from tests.reference.model import Reference


def review_agency(model: Reference) -> None:
    """Diagnose the region if a review is due."""
    years, last = model.tick * model.dt, model.desk.diagnosis.get("years")
    if not model.case.policies or (last is not None and years < last + model.case.agency.review_years - MOMENT):
        return
    grants = granted(model.case, model.desk, observe(model))
    if not grants:
        return
    wanted: dict[str, int] = {}
    for task, grant in grants.items():
        for kind, count in POLICIES[task].seeks(grant.settings):
            wanted[kind] = wanted.get(kind, 0) + count
    model.desk.diagnosis = diagnose(survey(model), model.p.insight, years, wanted)
    spots = sum(model.desk.diagnosis["weak_spots"].values())
    model.record(Event.REVIEW, name_key("agency"), cause=Cause.POLICY, value=float(spots))


def apply_tasks(model: Reference) -> None:
    """Set the levers and the agenda of this tick: by the tasks, or by the script of a test."""
    model.levers.reset()
    model.agenda.clear()
    if model.script is not None:
        model.script(model)
    elif model.case.policies:
        outcome = decide(model.case, model.desk, model.levers, observe(model))
        model.agenda.extend(outcome.agenda)
        for event, task, value in outcome.notes:
            model.record(event, name_key(task), cause=Cause.POLICY, value=value)
    model.read_levers()


def observe(model: Reference) -> Observation:
    """Return what tasks get to see."""
    sectors = [firm.sector for firm in model.firms]
    return Observation(
        tick=model.tick, years=model.tick * model.dt, dt=model.dt,
        columns=model.columns, rows=model.rows, cell_km=model.cell_km, half_distance=model.p.space.half_distance,
        inside=np.array([place.inside for place in model.places]), firms=tuple(sectors.count(s) for s in model.sector_numbers),
        reach=model.p.insight.reach, diagnosis=model.desk.diagnosis,
        universities=tuple(sum(university.profile[s] > 0.0 for university in model.universities) for s in model.sector_numbers),
        targeting=model.case.agency.targeting, seed=model.seed_number,
    )  # fmt: skip


def survey(model: Reference) -> Survey:
    """Return what a review looks at: places, and the actors that the agency knows with the ties among them."""
    targets = [s for s in model.sector_numbers if model.target[s]]
    known = sorted(known_actors(model, targets), key=lambda actor: actor.key)
    number = {actor: i for i, actor in enumerate(known)}
    ties = sorted((number[tie.a], number[tie.b]) for tie in model.ties() if tie.a in number and tie.b in number)
    density = [math.fsum(place.density[s] for s in targets) / len(targets) if targets else 0.0 for place in model.places]
    return Survey(
        seed=model.seed_number, tick=model.tick, columns=model.columns, rows=model.rows, cell_km=model.cell_km,
        half_distance=model.p.space.half_distance, inside=np.array([place.inside for place in model.places]), density=np.array(density),
        pull=np.array([0.5 * (place.accessibility + place.university_pull) for place in model.places]),
        actors=np.array([actor.key for actor in known], dtype=np.uint64), ties=np.array(ties, dtype=np.int64).reshape(-1, 2),
        targeting=model.case.agency.targeting,
    )  # fmt: skip


def known_actors(model: Reference, targets: list[int]) -> list[Actor]:
    """Return the institutions of the target cluster and those of its firms that any task reaches, up to a number."""
    reach = min(1.0, model.p.insight.reach * model.levers.value("reach_factor"))
    stream = model.trait(Decision.REACH)
    firms = sorted((uniform(stream, firm.key), firm.key, firm) for firm in model.firms if firm.sector in targets)
    institutions = [actor for actor in (*model.universities, *model.chambers) if any(actor.profile[s] > 0.0 for s in targets)]
    return [*institutions, *[firm for number, _, firm in firms if number < reach][: model.p.insight.contacts]]
