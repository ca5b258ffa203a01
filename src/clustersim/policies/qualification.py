"""Task 9, `qualification`: advice for founders, and skills for the firms of the cluster."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, NamedTuple, TypeAlias

from clustersim.policies.base import (
    Choice,
    Cost,
    Policy,
    Settings,
    Wish,
    due,
    firms_in,
    reach_of,
    recall,
    weights_of,
)
from clustersim.spec.actions import SupportFirms
from clustersim.spec.diagnosis import Potential
from clustersim.spec.levers import ADVICE, CHAMBER_ADVICE, ENTRY_PULL, FOUNDING
from clustersim.spec.parameters import N

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clustersim.core.columns import F64
    from clustersim.policies.base import Observation
    from clustersim.spec.facts import Facts
    from clustersim.spec.levers import Lever
    from clustersim.spec.parameters import ProcessNumbers


class QualificationNumbers(NamedTuple):
    """Numbers of the task `qualification`."""

    advice: Annotated[float, N("intensity of advice for founders", "share", 0, 1, "assumption")] = 1.0
    training: Annotated[float, N("intensity of training for firms", "share", 0, 1, "assumption")] = 1.0
    advised_share: Annotated[float, N("founders who take advice, of those who are reached", "share", 0, 1, "assumption")] = 0.8
    chamber_share: Annotated[float, N("share of advice and training that chambers give, to any of their members, whether tasks reach them or not (0: none)", "share", 0, 1, "assumption")] = 0.0
    founding_gain: Annotated[float, N("rise of the odds of founding by advice, before displacement", "ratio", 0, 1, "assumption (F-P9a, F-P9f are about stipends; F-P9b: about 0)")] = 0.03
    advice_cost: Annotated[float, N("cost of advising a founding", "EUR", 0, 1e6, "assumption")] = 4_000.0
    courses_per_thousand: Annotated[float, N("firms trained a year per 1,000 firms in the sectors served", "1/year", 0, 2000, "assumption")] = 60.0
    courses_least: Annotated[float, N("firms trained a year in a small cluster", "1/year", 0, 500, "assumption")] = 3.0
    skill: Annotated[float, N("absorptive capacity gained by a training", "-", 0, 2, "assumption (F-P9c: +5 to +10 % sales in developing countries)")] = 0.15
    course_cost: Annotated[float, N("cost of training a firm", "EUR", 0, 1e6, "assumption")] = 3_000.0
    staff_cost: Annotated[float, N("fixed cost of an adviser", "EUR/year", 0, 1e8, "assumption: one post")] = 75_000.0
    staff: Annotated[float, N("posts of the agency that the task ties up", "posts", 0, 1000, "assumption")] = 1.0
    partner_share: Annotated[float, N("share of the cost that partners pay in the role `contribute`", "share", 0, 1, "assumption")] = 0.5


class QualificationChoices(NamedTuple):
    """Settings of the task `qualification` that are words."""

    draws: Annotated[
        str,
        Choice("whom advice wins to start a firm: only founders whom it reaches, or all who might come, from outside too", ("founders", "everybody"), "assumption"),
    ] = "everybody"


QualificationSettings: TypeAlias = Settings[QualificationNumbers, QualificationChoices]


class QualificationMemory(NamedTuple):
    """What the task keeps: fractions of a training still due, of its own and of those that chambers give."""

    own: float = 0.0
    chambers: float = 0.0


class Qualification(Policy[QualificationNumbers, QualificationChoices]):
    """Two parts with an intensity of their own: `advice` for founders and `training` for firms.

    Advice, in sector s with the weight w_s of the focus (mean 1):

        lever advice_s = min(1, intensity advice advised_share reach w_s)        pull_s = 1 + intensity advice founding_gain w_s

    With `draws = "founders"` the pull is the lever founding, and only those whom advice reaches feel it (times reach);
    with "everybody" it is the lever entry_pull, which settlements feel as well. It is the same in all cells of a sector: it
    changes how many come, not where, and cancels in the comparison of places, so moves do not feel it. Spin-offs and
    academic spin-offs are advised, but feel neither lever. So slightly more start, of whom rho is additional and the rest displaced; those who were advised begin better
    prepared and, if weak, stop earlier (`phases.admit_firms`, `phases.close_firms`; F-P9b, F-P9e). Training reaches
    intensity * training * max(courses_least, courses_per_thousand * firms / 1,000) firms a year: they learn more from
    their partners for some years (`phases.support_firms`). It changes who starts and how good firms are.

    Where chambers represent the sectors served, they give the share q = `chamber_share` of both, to any of their members:
    q of the trainings; the lever advice is multiplied by 1 - q, and chamber_advice_s = min(1, intensity advice
    advised_share q w_s). What they give is paid like the rest.
    """

    key = "qualification"
    place = 9
    title_en = "Advice for founders, or qualification for cluster firms"
    title_de = "Gründerberatung oder Qualifizierung für Clusterunternehmen"
    short_en = "advice and qualification"
    short_de = "Gründerberatung und Qualifizierung"
    colour = "#882255"
    mechanism_en = (
        "Advice: founders come a little better prepared, weak ones stop earlier, slightly more start. Training: firms of the cluster learn more from "
        "their partners; what they gained fades."
    )
    mechanism_de = (
        "Beratung: Gründerinnen und Gründer kommen etwas besser vorbereitet, schwache hören früher auf, etwas mehr fangen an. Qualifizierung: Unternehmen "
        "des Clusters lernen mehr von ihren Partnern; was sie gewonnen haben, verblasst."
    )
    leaves = "advised foundings, trained firms"
    leaves_de = "beratene Gründungen, qualifizierte Unternehmen"
    evidence = ("F-P9a", "F-P9b", "F-P9c", "F-P9d", "F-P9e", "F-P9f", "F-P9g")
    stage = "both"
    fundable = True
    levers = (ADVICE, CHAMBER_ADVICE, FOUNDING, ENTRY_PULL)
    actions = (SupportFirms,)
    numbers = QualificationNumbers
    choices = QualificationChoices
    meanings_de = {
        "advice": "Intensität der Gründerberatung",
        "training": "Intensität der Qualifizierung von Unternehmen",
        "advised_share": "Anteil der erreichten Gründerinnen und Gründer, die sich beraten lassen",
        "chamber_share": "Anteil von Beratung und Qualifizierung, den Kammern ihren Mitgliedern geben, ob Aufgaben sie erreichen oder nicht (0: keiner)",
        "founding_gain": "Zuwachs der Gründungswahrscheinlichkeit durch Beratung, vor Verdrängung",
        "advice_cost": "Kosten der Beratung je Gründung",
        "courses_per_thousand": "im Jahr qualifizierte Unternehmen je 1.000 Unternehmen in den bedienten Branchen",
        "courses_least": "im Jahr qualifizierte Unternehmen in einem kleinen Cluster",
        "skill": "Aufnahmefähigkeit, die eine Qualifizierung bringt",
        "course_cost": "Kosten der Qualifizierung eines Unternehmens",
        "staff_cost": "feste Kosten einer Beratungskraft",
    }

    def potentials(self, facts: Facts, process: ProcessNumbers) -> Iterator[Potential]:
        """Critical mass with few young firms, F (1 - young); linked firms that absorb less than the mean firm, l times their share."""
        for s in facts.sectors():
            able, linked = float(facts.yields[s]), float(facts.linked[s])
            yield Potential(self.key, "stimulate", "firms", s, -1, able * max(0.0, 1.0 - float(facts.young[s])), 5)
            yield Potential(self.key, "complement", "firms", s, -1, linked * float(facts.unskilled[s]), 6)

    def courses_a_year(self, observation: Observation, settings: QualificationSettings) -> float:
        """Return how many firms are trained in a year."""
        n = settings.numbers
        wanted = max(n.courses_least, n.courses_per_thousand * firms_in(observation, settings.sectors) / 1000.0)
        return float(settings.intensity * n.training * wanted)

    def cost(self, observation: Observation, settings: QualificationSettings) -> Cost:
        """Return the cost of the adviser, of advice and of training; foundings are reckoned at FOUNDERS a year per firm."""
        n = settings.numbers
        parts = 0.5 * (n.advice + n.training)
        by_chambers = _chamber_share(observation, settings)
        reached = (1.0 - by_chambers) * observation.reach + by_chambers
        advised = settings.intensity * n.advice * n.advised_share * reached * FOUNDERS * firms_in(observation, settings.sectors)
        return Cost(settings.intensity * parts * n.staff_cost, n.advice_cost * advised + n.course_cost * self.courses_a_year(observation, settings))

    def act(self, observation: Observation, settings: QualificationSettings) -> Wish:
        """Set the levers of advice; train the firms that are due."""
        n, sectors = settings.numbers, settings.sectors
        by_chambers, memory = _chamber_share(observation, settings), recall(observation, QualificationMemory())
        wanted = self.courses_a_year(observation, settings) * observation.dt
        count, own = due(memory.own, wanted * (1.0 - by_chambers))
        theirs, left = due(memory.chambers, wanted * by_chambers)
        weights, reach = weights_of(observation, sectors), reach_of(observation)
        training = SupportFirms(
            self.key,
            0,
            "skills",
            count,
            reach,
            oldest=math.inf,
            effect=n.skill,
            years=0.0,
            targeting=observation.targeting,
            sectors=sectors,
            weights=weights,
        )
        trainings = (training, replace(training, number=1, count=theirs, by_chambers=True))
        levers = _levers(observation, settings, weights, reach)
        return Wish(levers, tuple(one for one in trainings if one.count), QualificationMemory(own, left))


FOUNDERS = 0.08  # foundings a year per firm for the budget (B02)


def _chamber_share(observation: Observation, settings: QualificationSettings) -> float:
    """Return the share of advice and training that chambers give; 0 where none represents a sector served."""
    there = any(observation.chambers[sector] for sector in settings.sectors) if observation.chambers else False
    return settings.numbers.chamber_share if there else 0.0


def _levers(observation: Observation, settings: QualificationSettings, weights: tuple[float, ...], reach: float) -> tuple[tuple[Lever, F64], ...]:
    import numpy as np

    n, sectors, by_chambers = settings.numbers, list(settings.sectors), _chamber_share(observation, settings)
    strength = settings.intensity * n.advice
    advised, pull, theirs = np.zeros(len(observation.firms)), np.ones(len(observation.firms)), np.zeros(len(observation.firms))
    advised[sectors] = np.minimum(1.0, strength * n.advised_share * reach * (1.0 - by_chambers) * np.array(weights))
    theirs[sectors] = np.minimum(1.0, strength * n.advised_share * by_chambers * np.array(weights))
    advice = ((ADVICE, advised), (CHAMBER_ADVICE, theirs)) if by_chambers > 0.0 else ((ADVICE, advised),)
    if settings.choices.draws == "founders":
        pull[sectors] = 1.0 + strength * n.founding_gain * reach * np.array(weights)
        return *advice, (FOUNDING, pull)
    pull[sectors] = 1.0 + strength * n.founding_gain * np.array(weights)
    return *advice, (ENTRY_PULL, pull[:, None])
