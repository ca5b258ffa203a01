"""The review: once in a while the agency looks, with noise, where potentials are and where the network is weak."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from clustersim.agency.mending import judge, liked_pairs, useful_pairs, worst_spot
from clustersim.agency.observe import Survey, survey
from clustersim.agency.potentials import find_potentials
from clustersim.agency.repair import Neighbours, bypass_cuts, join_parts, neighbour_lists, parts
from clustersim.agency.settings import live_tasks
from clustersim.agency.sites import PLACES, best_places, place_scores
from clustersim.agency.stages import NUMBER, Course, next_stage
from clustersim.core import keyed, randomness
from clustersim.core.adjacency import link
from clustersim.core.clock import MOMENT
from clustersim.core.randomness import name_key
from clustersim.core.sums import ratio
from clustersim.metrics.graphs import cuts
from clustersim.policies.registry import POLICIES
from clustersim.spec.codes import Cause, Event
from clustersim.spec.decisions import Decision
from clustersim.spec.diagnosis import BY_DIAGNOSIS, MENDABLE, Diagnosis, Pairs, Promise, WeakSpots, by_utility

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from clustersim.core.columns import F64, I64
    from clustersim.scenario.parts import Agency
    from clustersim.spec.parameters import InsightNumbers, ProcessNumbers
    from clustersim.world.agency_state import AgencyState
    from clustersim.world.state import World

PAIRS = {kind: (kind, False) for kind in (*MENDABLE, BY_DIAGNOSIS)} | {
    by_utility(kind): (kind, True) for kind in (*MENDABLE, BY_DIAGNOSIS)
}
"""Kinds of finding that are introductions: which weak spot they mend, and whether by what both sides have of it."""
FINDERS = (*PAIRS, "core", "periphery", "promise")
"""What a task can ask a review to find (`Policy.seeks`)."""


def review(world: World) -> None:
    """Diagnose if a review is due, then enter the next stage if the regime has stages.

    A review is due every `agency.review_years` while tasks may run, and when one of them asks for something new.

    Draws: OBSERVATION (cell; pair of actors), POTENTIAL, PROMISE, REPAIR (actor), REPAIR_HOST (pair), REACH. Writes
    agency.diagnosis, stage. Events REVIEW (value: weak spots counted), WEAK_SPOTS (actor: key of the kind), SPOT_CHOSEN
    (actor: key of the kind, value: how many times what is tolerated), POTENTIAL_SEEN (actor: key of the task's name,
    other: number of the sector + 1, value: score), STAGE_ENTERED (other: why, `agency.stages.Reason`, value: 1 density,
    2 networks).
    """
    if not world.scenario.policies or not world.agency.budget > 0.0:
        return
    live = live_tasks(world.scenario, world.years())
    wanted: dict[str, int] = {}
    for task, settings in live.items():
        for kind, count in POLICIES[task].seeks(settings):
            wanted[kind] = wanted.get(kind, 0) + count
    if not live or not _due(world, wanted):
        return
    tasks = tuple(task for task in POLICIES if task in POLICIES.shipped or task in world.scenario.policies)
    world.agency.diagnosis = diagnose(
        survey(world), world.parameters.insight, world.years(), wanted, world.parameters.process, tasks
    )
    enter_stage(world.scenario.agency, world.agency, world.years(), world.parameters.process)
    for event, actor, other, cell, value in report(world.agency, world.parameters.process.potential_at):
        world.events.add(world.tick, event, np.array([actor], dtype=np.uint64), other, cell, Cause.POLICY, value)


def enter_stage(agency: Agency, state: AgencyState, years: float, process: ProcessNumbers) -> None:
    """Enter the stage that the diagnosis calls for (`agency.stages`)."""
    course = Course(state.regime, agency.entry_point, agency.progress)
    stage, reason = next_stage(course, state.stage, state.stage_since, years, state.diagnosis, process)
    if stage != state.stage:
        state.stage, state.stage_since = stage, years
        state.diagnosis = replace(state.diagnosis, entered=stage, reason=int(reason))


def report(agency: AgencyState, least: float) -> list[tuple[Event, int, int, int, float]]:
    """Return the events of a review: event, actor, other, cell, value."""
    seen = agency.diagnosis
    spots = [
        (Event.WEAK_SPOTS, name_key(kind), 0, -1, float(value))
        for kind, value in seen.weak_spots._asdict().items()
        if not math.isnan(value)
    ]
    if seen.worst:
        spots.append((Event.SPOT_CHOSEN, name_key(seen.worst), 0, -1, seen.severity))
    potentials = [
        (Event.POTENTIAL_SEEN, name_key(one.task), one.sector + 1, one.cell, one.score)
        for one in seen.potentials
        if one.score >= least
    ]
    stage = (
        []
        if seen.entered is None
        else [(Event.STAGE_ENTERED, name_key("agency"), seen.reason, -1, float(NUMBER[seen.entered]))]
    )
    return [
        (Event.REVIEW, name_key("agency"), 0, -1, float(seen.weak_spots.to_mend())),
        *spots,
        *potentials,
        *stage,
    ]


def _due(world: World, wanted: Mapping[str, int]) -> bool:
    last = world.agency.diagnosis
    if last.tick < 0 or world.years() >= last.years + world.scenario.agency.review_years - MOMENT:
        return True
    return any(kind not in last.sought for kind in wanted)


def diagnose(
    seen: Survey,
    insight: InsightNumbers,
    years: float,
    wanted: Mapping[str, int],
    process: ProcessNumbers,
    tasks: Iterable[str] = POLICIES.shipped,
) -> Diagnosis:
    """Return a diagnosis.

    Parameters
    ----------
    seen
        What there is to see.
    insight
        How well the agency sees it.
    years
        Time of the review.
    wanted
        How many of each kind of finding (`FINDERS`) the tasks that run asked for.
    process
        What is looked for.
    tasks
        For which tasks potentials are looked for: those of the package, and others if the scenario names them.

    Raises
    ------
    ValueError
        If a kind of finding is asked for that there is not.
    """
    if unknown := sorted(wanted.keys() - set(FINDERS)):
        raise ValueError(f"a review can find {', '.join(FINDERS)}, not {', '.join(unknown)}")
    density = observed_density(seen, insight.density_noise)
    ties = observed_ties(seen, insight.tie_sight)
    neighbours = neighbour_lists(len(seen.actors), ties.tolist())
    best = best_places(seen, density, 1)
    scores = (best[0] if best else -1, place_scores(seen, density))
    spots, worst, severity = weak_spots(seen, neighbours, ties), "", 0.0
    if BY_DIAGNOSIS in wanted or by_utility(BY_DIAGNOSIS) in wanted:
        spots = spots._replace(**judge(seen, neighbours, process)._asdict())
        worst, severity = worst_spot(spots, process)
    return Diagnosis(
        tick=seen.tick,
        years=years,
        weak_spots=spots,
        sought=frozenset(wanted),
        worst=worst,
        severity=severity,
        introductions={
            kind: introductions(seen, kind, worst, neighbours, wanted[kind], process)
            for kind in PAIRS
            if kind in wanted
        },
        places={kind: rule(seen, density, wanted[kind]) for kind, rule in PLACES.items() if kind in wanted},
        promise=promising_sectors(seen, wanted["promise"]) if "promise" in wanted else (),
        potentials=find_potentials(seen.facts, scores, process, insight, seen.seed, seen.tick, tasks),
        progress=seen.facts.progress * observed_factor(seen, insight.density_noise),
        dense=min(1.0, seen.facts.dense * observed_factor(seen, insight.density_noise)),
        degree=ratio(float(sum(len(entry) for entry in neighbours)), float(len(neighbours)))
        / max(insight.tie_sight, 1e-9),
    )


def weak_spots(seen: Survey, neighbours: Neighbours, ties: I64) -> WeakSpots:
    """Return where the network is weak, among the ties that the agency sees and of the whole cluster."""
    cut = cuts(link(len(seen.actors), ties[:, 0], ties[:, 1]))
    sizes = [len(members) for members in parts(neighbours)]
    return WeakSpots(
        isolates=sizes.count(1),
        separate_parts=max(sum(size > 1 for size in sizes) - 1, 0),
        articulation_points=int(np.count_nonzero(cut.articulation)),
        bridges=cut.bridges,
        dependence=1.0 - seen.facts.own,
        one_type=1.0 - seen.facts.across,
        lock_in=max(0.0, 1.0 - seen.facts.distance),
    )


def observed_factor(seen: Survey, noise: float) -> float:
    """Return the factor by which the agency misjudges the density of the whole cluster: half the error of a single
    place.
    """
    luck = randomness.uniform(randomness.stream(seen.seed, Decision.OBSERVATION, seen.tick), len(seen.density))
    return math.exp(0.5 * noise * math.sqrt(12.0) * (luck - 0.5))


def promising_sectors(seen: Survey, count: int) -> tuple[Promise, ...]:
    """Return the promise of sectors, the most promising as seen first.

    promise_s = ln(1 + firms_s F_s), F the mean yield by critical mass: how many firms there are that a network would
    serve. It is seen with a normal error of standard deviation promise_noise / sqrt(1 + n / promise_partners), n the
    actors known to the agency, who take part. Draws: PROMISE (sector).
    """
    error = seen.insight.promise_noise / math.sqrt(1.0 + len(seen.actors) / seen.insight.promise_partners)
    stream = randomness.stream(seen.seed, Decision.PROMISE, seen.tick)
    true = [
        math.log(1.0 + float(firms * able)) for firms, able in zip(seen.facts.firms, seen.facts.yields, strict=True)
    ]
    looks = [value + error * randomness.normal(randomness.uniform(stream, sector)) for sector, value in enumerate(true)]
    order = sorted(range(len(true)), key=lambda sector: (-randomness.rounded(looks[sector]), sector))
    return tuple(Promise(sector, looks[sector], true[sector]) for sector in order[:count])


def observed_density(seen: Survey, noise: float) -> F64:
    """Return related density as the agency sees it: off by a factor whose log is uniform with standard deviation
    `noise`.
    """
    stream = randomness.stream(seen.seed, Decision.OBSERVATION, seen.tick)
    numbers = keyed.uniforms(stream, np.arange(len(seen.density), dtype=np.uint64))
    return np.asarray(seen.density * np.exp(noise * math.sqrt(12.0) * (numbers - 0.5)))


def observed_ties(seen: Survey, sight: float) -> I64:
    """Return the ties that the agency sees among the actors it knows, a keyed share `sight` of them."""
    stream = randomness.stream(seen.seed, Decision.OBSERVATION, seen.tick)
    ends = seen.actors[seen.ties]
    return seen.ties[keyed.uniforms(stream, ends[:, 0], ends[:, 1]) < sight]


def appeal(seen: Survey, neighbours: Neighbours) -> list[float]:
    """Return whom the agency likes to put forward: `targeting` shifts it from the least to the best connected.

    appeal = targeting s + (1 - targeting) (1 - s) + u / 2, s the degree relative to the largest, u a keyed number: the
    agency's judgement of people is not only about ties.
    """
    stream = randomness.stream(seen.seed, Decision.REPAIR, seen.tick)
    luck = keyed.uniforms(stream, seen.actors).tolist()
    most = max([len(entry) for entry in neighbours], default=0)
    shares = [len(entry) / most if most else 0.0 for entry in neighbours]
    towards = seen.targeting
    return [
        randomness.rounded(towards * s + (1.0 - towards) * (1.0 - s) + 0.5 * u)
        for s, u in zip(shares, luck, strict=True)
    ]


def introductions(
    seen: Survey, kind: str, worst: str, neighbours: Neighbours, count: int, process: ProcessNumbers
) -> Pairs:
    """Return whom to introduce to whom, as keys, for a kind of finding (`PAIRS`); `worst` is the weak spot that a
    diagnosis has chosen, "" if none is to be mended.
    """
    spot, useful = PAIRS[kind]
    spot = worst if spot == BY_DIAGNOSIS else spot
    if not spot:
        return ()
    if useful:
        found = useful_pairs(spot, seen, neighbours, count, process)
    else:
        liked = appeal(seen, neighbours)
        rule = REPAIRS.get(spot)
        found = rule(neighbours, liked, count) if rule else liked_pairs(spot, seen, neighbours, liked, count, process)
    keys = seen.actors.tolist()
    return tuple((keys[a], keys[b]) for a, b in found)


REPAIRS: dict[str, Callable[[Neighbours, list[float], int], list[tuple[int, int]]]] = {
    "fragmentation": join_parts,
    "fragility": bypass_cuts,
}
