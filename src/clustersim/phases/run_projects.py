"""Phase `run_projects`: lead projects start, run, end, and their technologies spread."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clustersim.core import draws, randomness
from clustersim.core.clock import MOMENT
from clustersim.core.draws import FINE, fixed, rounded, uniform
from clustersim.core.groups import pick
from clustersim.core.kernel import kernel
from clustersim.mechanisms.judgement import Judgement, error, judgement_of, merit
from clustersim.mechanisms.ties import Bonds, soft_capacity
from clustersim.spec.actions import StartProject
from clustersim.spec.codes import FIRM, Cause, Event, Kind, Outcome
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import PROJECT_SUPPORT
from clustersim.world.reach import is_reached

if TYPE_CHECKING:
    from clustersim.core.columns import F64, I8, I16, I32, I64, U64, Bool
    from clustersim.world.state import World

FEWEST = 2  # firms in a consortium
LEAST_FREE = 0.05  # share of its capacity that a university finds for a project, however many ties it has (assumption)


class Candidates(NamedTuple):
    """What counts of firms when a consortium is put together."""

    alive: Bool
    kind: I8
    key: U64
    sector: I16
    knowledge: F64
    degree: I32
    capacity: F64  # filled by `soft_capacity`
    project: I32


class Adopters(NamedTuple):
    """What the spreading of technologies reads of every actor."""

    kind: I8
    sector: I16
    adopted: I32


def run_projects(world: World) -> None:
    """Let running projects come to their end, start those on the agenda, and let technologies spread.

    A project ends when its years are over: with probability `projects.success` its firms put the technology to use
    (knowledge + `adoption_gain`, outside ties + `reference_ties`), else nothing remains but ties. With the lever
    project_support at 0, running projects are broken off.

    A new consortium is a university whose profile serves the sector, and the `firms` firms with the highest
    score among those that any task reaches, whose sector is related by `adoption_relatedness` at least and that are in
    no project: score = tau k / spread - (1 - tau) deg / D + noise N, tau targeting, D soft capacity, noise
    `support.judgement_noise`. Without a university, or with fewer than two firms, it does not start. The university is
    the one with the highest ln profile + `university_size` ln staff + ln free + G: free = 1 - deg / D, at least 0.05,
    G a Gumbel number; with the channel `project_leaders` off the one whose profile is best.

    Spreading, on the frozen state: firm i takes over the newest technology that partners use and that is of use to it
    (relatedness of the project's sector at least `adoption_relatedness`), with the hazard

        h_i = adoption_rate * sum of the strengths of ties to firms that use a newer one                    1/year

    and gains `adoption_gain`. It goes on when the task has ended.

    Draws: PROJECT_SUCCESS (project), PROJECT_LEADER (project, university), PROJECT_MEMBER (firm, project), REACH
    (firm), ADOPT (firm). Reads agenda (actions StartProject), lever project_support, ties, degree, sector, knowledge,
    profile and employees of universities. Writes projects; project, adopted, knowledge, outside, supports, capacity;
    counts. Events PROJECT_STARTED, PROJECT_ENDED, ADOPTION.
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
    key = randomness.name_key(f"project {action.name}")
    a, university = world.actors, _university(world, action.sector, key)
    if university < 0:
        return
    rows = _consortium(world, action, key)
    if len(rows) < FEWEST:
        return
    leader = a.key[university : university + 1]
    world.projects.append(
        {
            "key": np.array([key], dtype=np.uint64),
            "sector": np.array([action.sector], dtype=np.int16),
            "university": leader,
            "started": np.array([world.tick], dtype=np.int32),
            "left": np.array([action.years]),
        }
    )
    a.project[rows] = len(world.projects)
    a.supports[rows] += 1
    started, here, firms = world.projects.key[-1:], int(a.cell[university]), float(len(rows))
    world.events.add(world.tick, Event.PROJECT_STARTED, started, leader, here, Cause.POLICY, firms)


def _consortium(world: World, action: StartProject, key: int) -> I64:
    """Return the rows of the firms that the agency picks for a project, the best first."""
    a, scores = world.actors, np.empty(len(world.actors))
    useful = world.sectors.relatedness[action.sector] >= world.parameters.projects.adoption_relatedness
    own = np.uint64(randomness.hashed(int(draws.stream(world.seed, Decision.PROJECT_MEMBER, 0)), key))
    soft_capacity(world)
    _score(judgement_of(world, action, own), useful, pick(Candidates, a), scores)
    rows = np.flatnonzero(scores > -np.inf)
    return rows[np.lexsort((a.key[rows], -scores[rows]))[: action.firms]]


def _university(world: World, sector: int, project: int) -> int:
    """Return the row of the university that is to lead a project of a sector, equal ones by key; -1 without any."""
    a, profile = world.actors, world.profile
    rows = np.flatnonzero(a.kind[: world.institutions] == Kind.UNIVERSITY)
    rows = rows[profile[rows, sector] > 0.0]
    suits = profile[rows, sector]
    if world.channels.project_leaders:
        suits = _suitability(world, rows, suits, project)
    order = np.lexsort((a.key[rows], -suits))
    return int(rows[order[0]]) if len(rows) else -1


def _suitability(world: World, rows: I64, profile: F64, project: int) -> F64:
    """Return how suitable each university is: ln profile + e ln staff + ln free capacity + a Gumbel number."""
    a, size = world.actors, world.parameters.projects.university_size
    free = np.maximum(LEAST_FREE, 1.0 - a.degree[rows] / soft_capacity(world)[rows])
    stream = randomness.stream(world.seed, Decision.PROJECT_LEADER, 0)
    luck = [-math.log(-math.log(randomness.uniform(stream, project, int(key)))) for key in a.key[rows]]
    suits = np.log(profile) + size * np.log(a.employees[rows]) + np.log(free) + luck
    return np.array([randomness.rounded(one) for one in suits.tolist()])


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
    _look_around(pick(Bonds, ties), pick(Adopters, a), useful, units, newest)
    adopts = np.zeros(len(a), dtype=np.bool_)
    _decide(world.stream(Decision.ADOPT), p.adoption_rate * world.dt, units, a.key, adopts)
    rows = np.flatnonzero(adopts)
    if len(rows):
        _adopt(world, rows, newest[rows])


@kernel
def _look_around(bonds: Bonds, firms: Adopters, useful: Bool, units: I64, newest: I32) -> None:
    for tie in range(bonds.a.shape[0]):
        for side in range(2):
            i = bonds.a[tie] if side == 0 else bonds.b[tie]
            j = bonds.b[tie] if side == 0 else bonds.a[tie]
            known = firms.adopted[j]
            if firms.kind[i] == FIRM and known > firms.adopted[i] and useful[known - 1, firms.sector[i]]:
                units[i] += fixed(bonds.strength[tie], FINE)
                newest[i] = max(newest[i], known)


@kernel
def _decide(stream: np.uint64, rate: float, units: I64, key: U64, adopts: Bool) -> None:
    for row in range(units.shape[0]):
        if units[row] > 0:
            adopts[row] = uniform(stream, key[row]) < 1.0 - math.exp(-rate * (units[row] / FINE))


@kernel
def _score(judgement: Judgement, useful: Bool, firms: Candidates, scores: F64) -> None:
    for row in range(firms.alive.shape[0]):
        scores[row] = -math.inf
        if not firms.alive[row] or firms.kind[row] != FIRM or firms.project[row] > 0:
            continue
        if not useful[firms.sector[row]] or not is_reached(judgement.reach, row):
            continue
        tau, luck = judgement.targeting, error(judgement, firms.key[row])
        burden = (1.0 - tau) * firms.degree[row] / firms.capacity[row]
        scores[row] = rounded(tau * merit(judgement, firms.knowledge[row]) - burden + luck)
