"""Lead projects: how they start, work and end, and how their technologies spread. Rules: `run_projects`."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clustersim.core.clock import MOMENT
from clustersim.core.randomness import name_key, normal, pair, rounded, uniform
from clustersim.spec.actions import StartProject
from clustersim.spec.codes import Cause, Event
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import PROJECT_SUPPORT
from tests.reference.ties import Proposal, propose

if TYPE_CHECKING:
    from tests.reference.agents import Firm, University
    from tests.reference.model import Reference


@dataclass(eq=False)
class Project:
    """A lead project; its number in the list of the model, from 1, is what firms carry."""

    key: int
    sector: int
    university: University
    left: float
    running: bool = True


def run_projects(model: Reference) -> None:
    """Projects end, start, and what they brought spreads."""
    for number, project in enumerate(model.projects, 1):
        if project.running:
            project.left -= model.dt
            if model.levers[PROJECT_SUPPORT] <= 0.0 or project.left <= MOMENT:
                end(model, number, project)
    for action in model.agenda:
        if isinstance(action, StartProject):
            start(model, action)
    if model.channels.diffusion:
        spread(model)


def end(model: Reference, number: int, project: Project) -> None:
    """A project succeeds, fails or is broken off."""
    broken = model.levers[PROJECT_SUPPORT] <= 0.0
    success = uniform(model.trait(Decision.PROJECT_SUCCESS), project.key) < model.p.projects.success
    for firm in model.firms:
        if firm.project == number:
            firm.project = 0
            if success and not broken:
                firm.outside += model.p.projects.reference_ties
                adopt(model, firm, number)
    project.running = False
    value = -1.0 if broken else float(success)
    model.record(Event.PROJECT_ENDED, project.key, project.university.key, cause=Cause.POLICY, value=value)


def start(model: Reference, action: StartProject) -> None:
    """Form a consortium, if there is a university and enough firms."""
    able = [university for university in model.universities if university.profile[action.sector] > 0.0]
    if not able:
        return
    key, luck = name_key(f"project {action.name}"), model.trait(Decision.PROJECT_MEMBER)
    university = min(able, key=lambda one: (-suitability(model, one, action.sector, key), one.key))
    p = model.p

    def score(firm: Firm) -> tuple[float, int]:
        merit = firm.knowledge / p.learning.spread if p.learning.spread > 0.0 else 0.0
        noise = p.support.judgement_noise * normal(uniform(luck, key, firm.key))
        tied = len(firm.ties) / firm.soft_capacity
        return -rounded(action.targeting * merit - (1.0 - action.targeting) * tied + noise), firm.key

    candidates = [
        firm
        for firm in model.firms
        if firm.project == 0
        and model.relatedness[action.sector][firm.sector] >= p.projects.adoption_relatedness
        and firm.reach_number(action.task) < action.reach
    ]
    chosen = sorted(candidates, key=score)[: action.firms]
    if len(chosen) < 2:
        return
    model.projects.append(Project(key, action.sector, university, action.years))
    for firm in chosen:
        firm.project = len(model.projects)
        firm.supports += 1
    model.record(
        Event.PROJECT_STARTED,
        key,
        university.key,
        cell=university.cell.number,
        cause=Cause.POLICY,
        value=float(len(chosen)),
    )


def suitability(model: Reference, university: University, sector: int, project: int) -> float:
    """Return how suitable a university is to lead a project: by profile alone, or by size and free capacity too."""
    profile = university.profile[sector]
    if not model.channels.project_leaders:
        return profile
    free = max(0.05, 1.0 - len(university.ties) / university.soft_capacity)
    luck = -math.log(-math.log(uniform(model.trait(Decision.PROJECT_LEADER), project, university.key)))
    size = model.p.projects.university_size * math.log(university.employees)
    return rounded(math.log(profile) + size + math.log(free) + luck)


def adopt(model: Reference, firm: Firm, number: int) -> None:
    """A firm puts a technology to use."""
    firm.adopted = max(firm.adopted, number)
    firm.knowledge += model.p.projects.adoption_gain
    model.count("adoptions")
    model.record(
        Event.ADOPTION,
        firm.key,
        model.projects[number - 1].key,
        cell=firm.cell.number,
        cause=Cause.PROJECT,
        value=float(number),
    )


def spread(model: Reference) -> None:
    """Firms take over newer technologies of their partners, all from the same state."""
    p, stream = model.p.projects, model.stream(Decision.ADOPT)
    adopting: list[tuple[Firm, int]] = []
    for firm in model.firms:
        newer = [
            (getattr(partner, "adopted", 0), tie.strength)
            for partner, tie in firm.ties.items()
            if getattr(partner, "adopted", 0) > firm.adopted
            and model.relatedness[model.projects[partner.adopted - 1].sector][firm.sector] >= p.adoption_relatedness
        ]
        pull = math.fsum(strength for _, strength in newer)
        if newer and uniform(stream, firm.key) < 1.0 - math.exp(-p.adoption_rate * pull * model.dt):
            adopting.append((firm, max(number for number, _ in newer)))
    for firm, number in adopting:
        adopt(model, firm, number)


def meetings(model: Reference) -> Iterator[Proposal | None]:
    """Partners in a project meet."""
    rate = model.p.projects.meetings * model.levers[PROJECT_SUPPORT] * model.dt
    stream = model.stream(Decision.PROJECT_MEET)
    for number, project in enumerate(model.projects, 1):
        members = (
            [project.university, *(firm for firm in model.firms if firm.project == number)] if project.running else []
        )
        for place, one in enumerate(members):
            for other in members[:place]:
                if uniform(pair(stream, one.key, other.key), project.key) < 1.0 - math.exp(-rate):
                    yield propose(Cause.PROJECT, one, other, number - 1)
