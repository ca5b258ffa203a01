"""Task 7, `lighthouse`: lead projects in which town and region try out a technology first."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, NamedTuple, TypeAlias

from clustersim.core import randomness
from clustersim.core.clock import MOMENT
from clustersim.policies.base import (
    Cost,
    NoChoices,
    Policy,
    Settings,
    Wish,
    due,
    firms_in,
    reach_of,
    recall,
    weights_of,
)
from clustersim.spec.actions import StartProject
from clustersim.spec.decisions import Decision
from clustersim.spec.diagnosis import Potential
from clustersim.spec.levers import PROJECT_SUPPORT
from clustersim.spec.parameters import N

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clustersim.policies.base import Observation
    from clustersim.spec.facts import Facts
    from clustersim.spec.parameters import ProcessNumbers


class LighthouseNumbers(NamedTuple):
    """Numbers of the task `lighthouse`."""

    projects_per_thousand: Annotated[float, N("projects started a year per 1,000 firms in the sectors served", "1/year", 0, 50, "assumption")] = 1.0
    projects_least: Annotated[float, N("projects started a year in a small cluster", "1/year", 0, 50, "assumption")] = 0.5
    firms: Annotated[int, N("firms in a consortium, besides the university", "firms", 2, 100, "assumption")] = 6
    years_least: Annotated[float, N("shortest project", "years", 0.25, 20, "P33 (unverified)")] = 3.0
    years_most: Annotated[float, N("longest project", "years", 0.25, 20, "P33 (partly unverified)")] = 5.0
    project_cost: Annotated[float, N("public cost of a running project", "EUR/year", 0, 1e8, "assumption")] = 150_000.0
    staff_cost: Annotated[float, N("fixed cost of a project office", "EUR/year", 0, 1e8, "assumption: one post")] = 80_000.0
    staff: Annotated[float, N("posts of the agency that the task ties up", "posts", 0, 1000, "assumption")] = 1.0
    partner_share: Annotated[float, N("share of the cost that partners pay in the role `contribute`", "share", 0, 1, "assumption")] = 0.5


LighthouseSettings: TypeAlias = Settings[LighthouseNumbers, NoChoices]


class LighthouseMemory(NamedTuple):
    """What the task keeps: the fraction of a project still due, how many were started, and the years each has left."""

    due: float = 0.0
    started: int = 0
    left: tuple[float, ...] = ()


class Lighthouse(Policy[LighthouseNumbers, NoChoices]):
    """The city is pilot user: consortia of firms and a university try out a technology for three to five years.

    Projects a year = intensity * max(projects_least, projects_per_thousand * firms in the sectors served / 1,000),
    fractions carried over; where money is short (`agency.queue`) a project starts only if its cost fits what fixed costs
    leave of the income. The sector of a project comes from a keyed race among the sectors served, with the weights
    of the focus as speeds, its length is even between `years_least` and `years_most`. While the task runs the lever
    project_support = intensity: firms in a project grow faster (lead demand) and meet each other and the university. What
    becomes of a project: `phases.run_projects`. After the stop running projects are broken off; ties, references and
    technologies in use remain.
    """

    key = "lighthouse"
    place = 7
    title_en = "Support of lead projects in which the use of technologies is tried out for the first time in town and region"
    title_de = "Unterstützung von Leitprojekten, in denen die Anwendung von Technologien in Stadt und Region erstmals ausprobiert wird"
    short_en = "lead projects"
    short_de = "Leitprojekte"
    colour = "#6699CC"
    mechanism_en = (
        "The city is pilot user of a consortium of firms and a university for some years: lead demand, many meetings, at the end a reference and a technology "
        "that spreads along ties to related firms, or failure."
    )
    mechanism_de = (
        "Die Stadt ist für einige Jahre erste Anwenderin eines Verbunds aus Unternehmen und einer Hochschule: Nachfrage, viele Begegnungen, am Ende eine Referenz "
        "und eine Technologie, die sich über Beziehungen zu verwandten Unternehmen verbreitet, oder ein Scheitern."
    )
    leaves = "ties between science and firms, references outside, firms that adopted a technology"
    leaves_de = "Beziehungen zwischen Wissenschaft und Unternehmen, Referenzen außerhalb, Unternehmen, die eine Technologie übernahmen"
    evidence = ("F-P7a", "F-P7b", "F-P7c", "F-P7d", "F-P5g", "P33")
    stage = "networks"
    calendar = 5.0
    fundable = True
    levers = (PROJECT_SUPPORT,)
    actions = (StartProject,)
    numbers = LighthouseNumbers
    choices = NoChoices
    meanings_de = {
        "projects_per_thousand": "Projekte, die im Jahr je 1.000 Unternehmen in den bedienten Branchen beginnen",
        "projects_least": "Projekte, die im Jahr in einem kleinen Cluster beginnen",
        "firms": "Unternehmen in einem Konsortium neben der Hochschule",
        "project_cost": "öffentliche Kosten eines laufenden Projekts",
        "staff_cost": "feste Kosten eines Projektbüros",
    }

    def potentials(self, facts: Facts, process: ProcessNumbers) -> Iterator[Potential]:
        """Linked firms without a university, l times their share; universities far below their capacity, F (1 - science)."""
        for s in facts.sectors():
            yield Potential(self.key, "complement", "firms", s, -1, float(facts.linked[s]) * float(facts.unpartnered[s]), 2)
        if not math.isnan(facts.science):
            yield Potential(self.key, "stimulate", "science", -1, -1, facts.mean_yield() * max(0.0, 1.0 - facts.science), 0)

    def projects_a_year(self, observation: Observation, settings: LighthouseSettings) -> float:
        """Return how many projects start in a year."""
        n = settings.numbers
        return float(settings.intensity * max(n.projects_least, n.projects_per_thousand * firms_in(observation, settings.sectors) / 1000.0))

    def cost(self, observation: Observation, settings: LighthouseSettings) -> Cost:
        """Return the cost of the office and of the projects that run, to which the agency is committed: each from the tick after its start, for as long as it lasts."""
        n = settings.numbers
        running = len([left for left in recall(observation, LighthouseMemory()).left if left > MOMENT])
        return Cost(settings.intensity * n.staff_cost + settings.intensity * n.project_cost * running, 0.0)

    def act(self, observation: Observation, settings: LighthouseSettings) -> Wish:
        """Start the projects that are due and keep the running ones in mind."""
        memory = recall(observation, LighthouseMemory())
        count, carried = due(memory.due, self.projects_a_year(observation, settings) * observation.dt)
        if count * settings.numbers.project_cost > observation.room:  # the project waits until its cost fits
            fitting = math.floor(observation.room / settings.numbers.project_cost)
            count, carried = fitting, min(carried + count - fitting, 1.0)
        first = memory.started
        projects = tuple(self._project(observation, settings, first + place) for place in range(count))
        left = [years - observation.dt for years in memory.left if years > observation.dt + MOMENT]
        kept = LighthouseMemory(carried, first + count, (*left, *(project.years for project in projects)))
        return Wish(((PROJECT_SUPPORT, settings.intensity),), projects, kept)

    def _project(self, observation: Observation, settings: LighthouseSettings, number: int) -> StartProject:
        n, name = settings.numbers, f"{self.key} {number + 1}"
        own = randomness.hashed(randomness.stream(observation.seed, Decision.PROJECT_LENGTH, 0), randomness.name_key(name))
        years = n.years_least + (max(n.years_most, n.years_least) - n.years_least) * randomness.uniform(own, 0)
        speeds = weights_of(observation, settings.sectors)
        waits = [
            (randomness.rounded(-math.log(randomness.uniform(own, 1, sector)) / speed) if speed > 0.0 else math.inf, sector)
            for sector, speed in zip(settings.sectors, speeds, strict=True)
        ]
        return StartProject(self.key, number, name, min(waits)[1], n.firms, years, reach_of(observation), observation.targeting)
