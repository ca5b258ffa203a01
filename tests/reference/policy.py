"""The agency's desk: what the reference lets it see, and what its tasks then ask for.

Budget, regimes, tasks and the rules of a diagnosis are scenario logic and shared with the package; everything that is
observed comes from the agents.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from clustersim.agency.act import decide
from clustersim.agency.diagnose import diagnose, enter_stage, report
from clustersim.agency.observe import Known, Survey
from clustersim.agency.settings import live_tasks
from clustersim.core.clock import MOMENT
from clustersim.core.randomness import name_key
from clustersim.policies.base import Observation
from clustersim.policies.registry import POLICIES
from clustersim.spec.codes import Cause, Kind
from clustersim.spec.facts import Facts
from clustersim.spec.levers import REACH_FACTOR
from tests.reference import mending
from tests.reference.places import saturation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.reference.actor import Actor
    from tests.reference.agents import Firm
    from tests.reference.model import Reference


def review_agency(model: Reference) -> None:
    """Diagnose the region if a review is due, and enter the next stage."""
    years, desk = model.tick * model.dt, model.desk
    if not model.case.policies or not desk.budget > 0.0:
        return
    live = live_tasks(model.case, years)
    wanted: dict[str, int] = {}
    for task, settings in live.items():
        for kind, count in POLICIES[task].seeks(settings):
            wanted[kind] = wanted.get(kind, 0) + count
    old = desk.diagnosis
    fresh = (
        old.tick >= 0
        and years < old.years + model.case.agency.review_years - MOMENT
        and all(kind in old.sought for kind in wanted)
    )
    if not live or fresh:
        return
    seen = survey(model)
    found = diagnose(seen, model.p.insight, years, wanted, model.p.process)
    desk.diagnosis = mending.diagnosed_anew(model, known_actors(model, target_sectors(model)), found, wanted)
    enter_stage(model.case.agency, desk, years, model.p.process)
    for event, actor, other, cell, value in report(desk, model.p.process.potential_at):
        model.record(event, actor, other, cell=cell, cause=Cause.POLICY, value=value)


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
        tick=model.tick,
        years=model.tick * model.dt,
        dt=model.dt,
        columns=model.columns,
        rows=model.rows,
        cell_km=model.cell_km,
        half_distance=model.p.space.half_distance,
        inside=np.array([place.inside for place in model.places]),
        firms=tuple(sectors.count(s) for s in model.sector_numbers),
        reach=model.p.insight.reach,
        members=sum(firm.member for firm in model.firms),
        chambers=tuple(sum(chamber.profile[s] > 0.0 for chamber in model.chambers) for s in model.sector_numbers),
        diagnosis=model.desk.diagnosis,
        universities=tuple(
            sum(university.profile[s] > 0.0 for university in model.universities) for s in model.sector_numbers
        ),
        targeting=model.case.agency.targeting,
        seed=model.seed_number,
        process=model.p.process,
    )


def survey(model: Reference) -> Survey:
    """Return what a review looks at: places, and the actors that the agency knows with the ties among them."""
    targets = target_sectors(model)
    known = sorted(known_actors(model, targets), key=lambda actor: actor.key)
    number = {actor: i for i, actor in enumerate(known)}
    ties = sorted((number[tie.a], number[tie.b]) for tie in model.ties() if tie.a in number and tie.b in number)
    density = [
        math.fsum(place.density[s] for s in targets) / len(targets) if targets else 0.0 for place in model.places
    ]
    return Survey(
        seed=model.seed_number,
        tick=model.tick,
        columns=model.columns,
        rows=model.rows,
        cell_km=model.cell_km,
        half_distance=model.p.space.half_distance,
        inside=np.array([place.inside for place in model.places]),
        density=np.array(density),
        pull=np.array([0.5 * (place.accessibility + place.university_pull) for place in model.places]),
        actors=np.array([actor.key for actor in known], dtype=np.uint64),
        ties=np.array(ties, dtype=np.int64).reshape(-1, 2),
        targeting=model.case.agency.targeting,
        facts=gather_facts(model),
        insight=model.p.insight,
        known=traits(model, known),
        relatedness=np.array(model.relatedness),
        rules=model.p.ties,
    )


def target_sectors(model: Reference) -> list[int]:
    """Return the numbers of the target sectors."""
    return [s for s in model.sector_numbers if model.target[s]]


def traits(model: Reference, known: list[Actor]) -> Known:
    """Return what the agency knows of those it knows."""
    count = len(model.sector_numbers)
    profile = [[actor.kind != Kind.FIRM and actor.profile[s] > 0.0 for s in range(count)] for actor in known]
    return Known(
        kind=np.array([actor.kind for actor in known], dtype=np.int8),
        sector=np.array([actor.sector for actor in known], dtype=np.int16),
        profile=np.array(profile, dtype=np.bool_).reshape(len(known), count),
        technology_x=np.array([actor.technology[0] for actor in known]),
        technology_y=np.array([actor.technology[1] for actor in known]),
        openness=np.array([actor.openness for actor in known]),
        degree=np.array([len(actor.ties) for actor in known], dtype=np.int32),
        capacity=np.array([actor.soft_capacity for actor in known]),
    )


def gather_facts(model: Reference) -> Facts:
    """Return what there is to see of sectors, science, chambers and the network, agent by agent."""
    p, firms = model.p, model.firms
    x = {firm: firm.related_in_reach / p.mass.critical for firm in firms}
    by_sector = [[firm for firm in firms if firm.sector == s] for s in model.sector_numbers]
    linked = [[firm for firm in own if firm.ties] for own in by_sector]
    cluster = {firm for firm in firms if model.target[firm.sector]}
    ties = [tie for tie in model.ties() if tie.a in cluster or tie.b in cluster]
    brokered = [tie for tie in ties if tie.lately_brokered(model)]
    total = math.fsum(tie.strength for tie in ties)
    inner = [tie.a.distance(tie.b) for tie in ties if tie.a in cluster and tie.b in cluster]

    def supply(firm: Firm) -> float:
        return 1.0 - (1.0 - firm.cell.services) * (1.0 - model.service_supply[firm.cell.number])

    def means(groups: list[list[Firm]], value: Callable[[Firm], float]) -> np.ndarray:
        return np.array([math.fsum(float(value(firm)) for firm in own) / len(own) if own else 0.0 for own in groups])

    def load(institutions: Sequence[Actor]) -> float:
        serving = [
            one for one in institutions if any(one.profile[s] > 0.0 for s in model.sector_numbers if model.target[s])
        ]
        return sum(len(one.ties) / one.soft_capacity for one in serving) / len(serving) if serving else math.nan

    return Facts(
        firms=np.array([float(len(own)) for own in by_sector]),
        yields=means(by_sector, lambda firm: saturation(x[firm], p.mass.steepness)),
        linked=means(by_sector, lambda firm: bool(firm.ties)),
        served=means(by_sector, supply),
        young=means(by_sector, lambda firm: firm.age <= 3.0 + MOMENT)
        / np.maximum(3.0 * np.array(model.entry_rate), 1e-12),
        constrained=means(
            [[f for f in own if f.age <= 8.0 + MOMENT] for own in by_sector],
            lambda firm: firm.constrained * (1.0 - firm.relief),
        ),
        unpartnered=means(linked, lambda firm: not any(partner.kind == Kind.UNIVERSITY for partner in firm.ties)),
        closed=means(linked, lambda firm: firm.outside == 0),
        unskilled=means(linked, lambda firm: firm.absorption * (1.0 + firm.skills) < 1.0),
        target=np.array(model.target),
        progress=math.fsum(x[firm] for firm in cluster) / len(cluster) if cluster else math.nan,
        dense=sum(x[firm] >= 1.0 for firm in cluster) / len(cluster) if cluster else math.nan,
        science=load(model.universities),
        chambers=load(model.chambers),
        own=(total - math.fsum(tie.strength for tie in brokered)) / total if total > 0.0 else math.nan,
        across=sum(tie.a.kind != tie.b.kind for tie in ties) / len(ties) if ties else math.nan,
        distance=math.fsum(inner) / len(inner) / p.ties.distance_optimum if inner else math.nan,
    )


def known_actors(model: Reference, targets: list[int]) -> list[Actor]:
    """Return the institutions of the target cluster and those of its firms that any task reaches, up to a number."""
    reach = min(1.0, model.p.insight.reach * model.levers[REACH_FACTOR])
    firms = sorted((firm.reach_number("agency"), firm.key, firm) for firm in model.firms if firm.sector in targets)
    institutions = [
        actor for actor in (*model.universities, *model.chambers) if any(actor.profile[s] > 0.0 for s in targets)
    ]
    return [*institutions, *[firm for number, _, firm in firms if number < reach][: model.p.insight.contacts]]
