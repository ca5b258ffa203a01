"""The review: once in a while the agency looks, with noise, where potentials are and where the network is weak."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from clustersim import randomness
from clustersim.agency.budget import planned
from clustersim.agency.observe import Survey, observe, survey, uniforms
from clustersim.agency.repair import Neighbours, bypass_cuts, cut_actors, join_parts, neighbour_lists, parts
from clustersim.codes import Cause, Event
from clustersim.policies.base import MOMENT
from clustersim.policies.registry import POLICIES
from clustersim.randomness import Decision, name_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clustersim.columns import F64, I64
    from clustersim.parameters import Insight
    from clustersim.world.state import World

Pairs = tuple[tuple[int, int], ...]


def review(world: World) -> None:
    """Diagnose if a review is due: every `agency.review_years` while tasks run, and when a task asks for something new.

    Draws: OBSERVATION (cell; pair of actors), REPAIR (actor), REACH. Writes agency.diagnosis. Event REVIEW (value: weak
    spots seen).
    """
    if not world.case.policies:
        return
    plans = planned(world.case, world.agency, observe(world))
    wanted: dict[str, int] = {}
    for task, settings in plans.items():
        for kind, count in POLICIES[task].seeks(settings):
            wanted[kind] = wanted.get(kind, 0) + count
    if not plans or not _due(world, wanted):
        return
    world.agency.diagnosis = diagnose(survey(world), world.parameters.insight, world.years(), wanted)
    spots = sum(world.agency.diagnosis["weak_spots"].values())
    world.events.add(world.tick, Event.REVIEW, np.array([name_key("agency")], dtype=np.uint64), cause=Cause.POLICY, value=float(spots))


def _due(world: World, wanted: Mapping[str, int]) -> bool:
    last = world.agency.diagnosis
    if not last or world.years() >= last["years"] + world.case.agency.review_years - MOMENT:
        return True
    return any(kind not in last["found"] for kind in wanted)


def diagnose(seen: Survey, insight: Insight, years: float, wanted: Mapping[str, int]) -> dict[str, Any]:
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

    Returns
    -------
    `tick` and `years` of the review; `weak_spots`: number of isolates, of separate parts beside the largest and of
    articulation points among the actors known; `found`: what was wanted, by kind, the best first.
    """
    density = observed_density(seen, insight.density_noise)
    neighbours = neighbour_lists(len(seen.actors), observed_ties(seen, insight.tie_sight).tolist())
    sizes = [len(members) for members in parts(neighbours)]
    weak_spots = {
        "isolates": sizes.count(1),
        "separate_parts": max(sum(size > 1 for size in sizes) - 1, 0),
        "articulation_points": len(cut_actors(neighbours)),
    }
    found = {kind: FINDERS[kind](seen, density, neighbours, count) for kind, count in wanted.items()}
    return {"tick": seen.tick, "years": years, "weak_spots": weak_spots, "found": found}


def observed_density(seen: Survey, noise: float) -> F64:
    """Return related density as the agency sees it: off by a factor whose log is uniform with standard deviation `noise`."""
    stream = randomness.stream(seen.seed, Decision.OBSERVATION, seen.tick)
    numbers = uniforms(stream, np.arange(len(seen.density), dtype=np.uint64))
    return np.asarray(seen.density * np.exp(noise * math.sqrt(12.0) * (numbers - 0.5)))


def observed_ties(seen: Survey, sight: float) -> I64:
    """Return the ties that the agency sees among the actors it knows, a keyed share `sight` of them."""
    stream = randomness.stream(seen.seed, Decision.OBSERVATION, seen.tick)
    ends = seen.actors[seen.ties]
    return seen.ties[uniforms(stream, ends[:, 0], ends[:, 1]) < sight]


def appeal(seen: Survey, neighbours: Neighbours) -> list[float]:
    """Return whom the agency likes to put forward: `targeting` shifts it from the least to the best connected.

    appeal = targeting s + (1 - targeting) (1 - s) + u / 2, s the degree relative to the largest, u a keyed number: the
    agency's judgement of people is not only about ties.
    """
    stream = randomness.stream(seen.seed, Decision.REPAIR, seen.tick)
    luck = uniforms(stream, seen.actors).tolist()
    most = max([len(entry) for entry in neighbours], default=0)
    shares = [len(entry) / most if most else 0.0 for entry in neighbours]
    towards = seen.targeting
    return [randomness.rounded(towards * s + (1.0 - towards) * (1.0 - s) + 0.5 * u) for s, u in zip(shares, luck, strict=True)]


def _repairs(rule: Callable[[Neighbours, list[float], int], list[tuple[int, int]]]) -> Callable[..., Pairs]:
    def find(seen: Survey, density: F64, neighbours: Neighbours, count: int) -> Pairs:
        keys = seen.actors.tolist()
        return tuple((keys[a], keys[b]) for a, b in rule(neighbours, appeal(seen, neighbours), count))

    return find


def best_places(seen: Survey, density: F64, neighbours: Neighbours, count: int) -> tuple[int, ...]:
    """Return the best cells for something new, at least the field's half-distance apart.

    score = targeting d + (1 - targeting) p (1 - d), d the observed density relative to the largest, p the pull of the
    place: winners are where related firms are, potentials where they could be but are not yet.
    """
    return _best(seen, density, seen.inside, count)


def quiet_places(seen: Survey, density: F64, neighbours: Neighbours, count: int) -> tuple[int, ...]:
    """Return the best cells in the quieter half of the region, where observed density is at most the median."""
    quiet = seen.inside & (density <= np.median(density[seen.inside]))
    return _best(seen, density, quiet, count)


def _best(seen: Survey, density: F64, allowed: Any, count: int) -> tuple[int, ...]:
    strength = density / max(float(density[seen.inside].max()), 1e-300)
    score = seen.targeting * strength + (1.0 - seen.targeting) * seen.pull * (1.0 - strength)
    order = np.lexsort((np.arange(len(score)), -np.round(score, 9)))
    chosen: list[int] = []
    for cell in order[allowed[order]].tolist():
        if len(chosen) == count:
            break
        if all(_distance(seen, cell, other) >= seen.half_distance for other in chosen):
            chosen.append(cell)
    return tuple(chosen)


def _distance(seen: Survey, a: int, b: int) -> float:
    (row, column), (other_row, other_column) = divmod(a, seen.columns), divmod(b, seen.columns)
    return seen.cell_km * math.hypot(row - other_row, column - other_column)


FINDERS: dict[str, Callable[[Survey, F64, Neighbours, int], tuple[Any, ...]]] = {
    "fragmentation": _repairs(join_parts),
    "fragility": _repairs(bypass_cuts),
    "core": best_places,
    "periphery": quiet_places,
}
"""What a task can ask a review to find (`Policy.seeks`)."""
