"""Phase `run_projects`: lead projects start, run, end, and their technologies spread."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from clustersim.core import draws, randomness
from clustersim.core.clock import MOMENT
from clustersim.core.draws import FINE, absorb, fixed, normal, rounded, uniform, unit
from clustersim.core.kernel import kernel
from clustersim.mechanisms.ties import soft_capacity
from clustersim.spec.actions import StartProject
from clustersim.spec.codes import Cause, Event, Kind, Outcome
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import PROJECT_SUPPORT

if TYPE_CHECKING:
    from clustersim.core.columns import F64, I8, I16, I32, I64, U64, Bool
    from clustersim.world.state import World

FEWEST = 2  # firms in a consortium


def run_projects(world: World) -> None:
    """Let running projects come to their end, start those on the agenda, and let technologies spread.

    A project ends when its years are over: with probability `projects.success` its firms put the technology to use
    (knowledge + `adoption_gain`, outside ties + `reference_ties`), else nothing remains but ties. With the lever
    project_support at 0, running projects are broken off.

    A new consortium is the university whose profile serves the sector best, and the `firms` firms with the highest
    score among those that any task reaches, whose sector is related by `adoption_relatedness` at least and that are in
    no project: score = tau k / spread - (1 - tau) deg / D + noise N, tau targeting, D soft capacity, noise
    `support.judgement_noise`. Without a university, or with fewer than two firms, it does not start.

    Spreading, on the frozen state: firm i takes over the newest technology that partners use and that is of use to it
    (relatedness of the project's sector at least `adoption_relatedness`), with the hazard

        h_i = adoption_rate * sum of the strengths of ties to firms that use a newer one                    1/year

    and gains `adoption_gain`. It goes on when the task has ended.

    Draws: PROJECT_SUCCESS (project), PROJECT_MEMBER (firm, project), REACH (firm), ADOPT (firm). Reads agenda
    (actions StartProject), lever project_support, ties, degree, sector, knowledge. Writes projects; project,
    adopted, knowledge, outside, supports, capacity; counts. Events PROJECT_STARTED, PROJECT_ENDED, ADOPTION.
    """
    if len(world.projects):
        _end_projects(world)
    for action in world.agenda:
        if isinstance(action, StartProject):
            _start_project(world, action)
    if world.channels.diffusion and len(world.projects) and world.actors.adopted.any():
        _spread(world)


def _end_projects(world: World) -> None:
    a, p, projects = world.actors, world.parameters.projects, world.projects
    running = np.flatnonzero(projects.outcome == Outcome.RUNNING)
    projects.left[running] -= world.dt
    broken = world.levers[PROJECT_SUPPORT] <= 0.0
    luck = randomness.stream(world.seed, Decision.PROJECT_SUCCESS, 0)
    for row in running.tolist():
        if not broken and projects.left[row] > MOMENT:
            continue
        members = np.flatnonzero(a.alive & (a.project == row + 1))
        success = randomness.uniform(luck, int(projects.key[row])) < p.success
        outcome = Outcome.BROKEN_OFF if broken else Outcome.SUCCESS if success else Outcome.FAILURE
        if outcome == Outcome.SUCCESS:
            a.outside[members] += p.reference_ties
            _adopt(world, members, np.full(len(members), row + 1, dtype=np.int32))
        a.project[members] = 0
        projects.outcome[row] = outcome
        value = {Outcome.SUCCESS: 1.0, Outcome.FAILURE: 0.0}.get(outcome, -1.0)
        world.events.add(
            world.tick,
            Event.PROJECT_ENDED,
            projects.key[row : row + 1],
            projects.university[row : row + 1],
            cause=Cause.POLICY,
            value=value,
        )


def _start_project(world: World, action: StartProject) -> None:
    a, p = world.actors, world.parameters
    university = _university(world, action.sector)
    if university < 0:
        return
    key = randomness.name_key(f"project {action.name}")
    useful = world.sectors.relatedness[action.sector] >= p.projects.adoption_relatedness
    scores = np.empty(len(a))
    own = np.uint64(randomness.hashed(int(draws.stream(world.seed, Decision.PROJECT_MEMBER, 0)), key))
    _score(
        own,
        draws.stream(world.seed, Decision.REACH, 0),
        action.reach,
        action.targeting,
        p.support.judgement_noise,
        p.learning.spread,
        useful,
        a.alive,
        a.kind,
        a.key,
        a.sector,
        a.knowledge,
        a.degree,
        soft_capacity(world),
        a.project,
        scores,
    )
    rows = np.flatnonzero(scores > -np.inf)
    rows = rows[np.lexsort((a.key[rows], -scores[rows]))[: action.firms]]
    if len(rows) < FEWEST:
        return
    world.projects.append(
        {
            "key": np.array([key], dtype=np.uint64),
            "sector": np.array([action.sector], dtype=np.int16),
            "university": a.key[university : university + 1],
            "started": np.array([world.tick], dtype=np.int32),
            "left": np.array([action.years]),
        }
    )
    a.project[rows] = len(world.projects)
    a.supports[rows] += 1
    here, value = int(a.cell[university]), float(len(rows))
    world.events.add(
        world.tick,
        Event.PROJECT_STARTED,
        world.projects.key[-1:],
        a.key[university : university + 1],
        here,
        Cause.POLICY,
        value,
    )


def _university(world: World, sector: int) -> int:
    """Return the row of the university whose profile serves a sector best, equal ones by key; -1 without any."""
    a, profile = world.actors, world.profile
    rows = np.flatnonzero(a.kind[: world.institutions] == Kind.UNIVERSITY)
    rows = rows[profile[rows, sector] > 0.0]
    order = np.lexsort((a.key[rows], -profile[rows, sector]))
    return int(rows[order[0]]) if len(rows) else -1


def _adopt(world: World, rows: I64, numbers: I32) -> None:
    """Let firms put technologies (numbers of projects) to use."""
    a = world.actors
    a.adopted[rows] = np.maximum(a.adopted[rows], numbers)
    a.knowledge[rows] += world.parameters.projects.adoption_gain
    world.count("adoptions", len(rows))
    world.events.add(
        world.tick,
        Event.ADOPTION,
        a.key[rows],
        world.projects.key[numbers - 1],
        a.cell[rows],
        Cause.PROJECT,
        numbers.astype(np.float64),
    )


def _spread(world: World) -> None:
    a, ties, p = world.actors, world.ties, world.parameters.projects
    useful = world.sectors.relatedness[world.projects.sector] >= p.adoption_relatedness  # (projects, sectors)
    units, newest = np.zeros(len(a), dtype=np.int64), np.zeros(len(a), dtype=np.int32)
    _look_around(ties.a, ties.b, ties.strength, a.kind, a.sector, a.adopted, useful, units, newest)
    adopts = np.zeros(len(a), dtype=np.bool_)
    _decide(world.stream(Decision.ADOPT), p.adoption_rate * world.dt, units, a.key, adopts)
    rows = np.flatnonzero(adopts)
    if len(rows):
        _adopt(world, rows, newest[rows])


@kernel
def _look_around(
    first: I32, second: I32, strength: F64, kind: I8, sector: I16, adopted: I32, useful: Bool, units: I64, newest: I32
) -> None:
    for tie in range(first.shape[0]):
        for side in range(2):
            i = first[tie] if side == 0 else second[tie]
            j = second[tie] if side == 0 else first[tie]
            known = adopted[j]
            if kind[i] == 0 and known > adopted[i] and useful[known - 1, sector[i]]:
                units[i] += fixed(strength[tie], FINE)
                newest[i] = max(newest[i], known)


@kernel
def _decide(stream: np.uint64, rate: float, units: I64, key: U64, adopts: Bool) -> None:
    for row in range(units.shape[0]):
        if units[row] > 0:
            adopts[row] = uniform(stream, key[row]) < 1.0 - math.exp(-rate * (units[row] / FINE))


@kernel
def _score(
    own: np.uint64,
    reached: np.uint64,
    reach: float,
    targeting: float,
    noise: float,
    spread: float,
    useful: Bool,
    alive: Bool,
    kind: I8,
    key: U64,
    sector: I16,
    knowledge: F64,
    degree: I32,
    capacity: F64,
    project: I32,
    scores: F64,
) -> None:
    for row in range(alive.shape[0]):
        scores[row] = -math.inf
        if (
            not alive[row]
            or kind[row] != 0
            or project[row] > 0
            or not useful[sector[row]]
            or unit(absorb(reached, key[row])) >= reach
        ):
            continue
        merit = knowledge[row] / spread if spread > 0.0 else 0.0
        luck = noise * normal(unit(absorb(own, key[row])))
        scores[row] = rounded(targeting * merit - (1.0 - targeting) * degree[row] / capacity[row] + luck)
