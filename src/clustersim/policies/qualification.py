"""Task 9, `qualification`: advice for founders, and skills for the firms of the cluster."""

from __future__ import annotations

import math
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
from clustersim.spec.levers import ADVICE, ENTRY_PULL, FOUNDING
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


class Qualification(Policy[QualificationNumbers, QualificationChoices]):
    """Two parts with an intensity of their own: `advice` for founders and `training` for firms.

    Advice, in sector s with the weight w_s of the focus (mean 1):

        lever advice_s = min(1, intensity advice advised_share reach w_s)        pull_s = 1 + intensity advice founding_gain w_s

    With `draws = "founders"` the pull is the lever founding, and only those whom advice reaches feel it (times reach);
    with "everybody" it is the lever entry_pull, which settlements and moving firms feel as well. So slightly more start, of whom rho is additional and the rest displaced; those who were advised begin better
    prepared and, if weak, stop earlier (`phases.admit_firms`, `phases.close_firms`; F-P9b, F-P9e). Training reaches
    intensity * training * max(courses_least, courses_per_thousand * firms / 1,000) firms a year: they learn more from
    their partners for some years (`phases.support_firms`). It changes who starts and how good firms are.
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
    evidence = ("F-P9a", "F-P9b", "F-P9c", "F-P9d", "F-P9e", "F-P9f", "F-P9g")
    stage = "both"
    fundable = True
    levers = (ADVICE, FOUNDING, ENTRY_PULL)
    actions = (SupportFirms,)
    numbers = QualificationNumbers
    choices = QualificationChoices
    meanings_de = {
        "advice": "Intensität der Gründerberatung",
        "training": "Intensität der Qualifizierung von Unternehmen",
        "advised_share": "Anteil der erreichten Gründerinnen und Gründer, die sich beraten lassen",
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
        advised = settings.intensity * n.advice * n.advised_share * observation.reach * FOUNDERS * firms_in(observation, settings.sectors)
        return Cost(settings.intensity * parts * n.staff_cost, n.advice_cost * advised + n.course_cost * self.courses_a_year(observation, settings))

    def act(self, observation: Observation, settings: QualificationSettings) -> Wish:
        """Set the levers of advice; train the firms that are due."""
        n, sectors = settings.numbers, settings.sectors
        count, carried = due(recall(observation, 0.0), self.courses_a_year(observation, settings) * observation.dt)
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
        return Wish(_levers(observation, settings, weights, reach), (training,) if count else (), carried)


FOUNDERS = 0.08  # foundings a year per firm for the budget (B02)


def _levers(observation: Observation, settings: QualificationSettings, weights: tuple[float, ...], reach: float) -> tuple[tuple[Lever, F64], ...]:
    import numpy as np

    n, sectors = settings.numbers, list(settings.sectors)
    strength = settings.intensity * n.advice
    advised, pull = np.zeros(len(observation.firms)), np.ones(len(observation.firms))
    advised[sectors] = np.minimum(1.0, strength * n.advised_share * reach * np.array(weights))
    if settings.choices.draws == "founders":
        pull[sectors] = 1.0 + strength * n.founding_gain * reach * np.array(weights)
        return (ADVICE, advised), (FOUNDING, pull)
    pull[sectors] = 1.0 + strength * n.founding_gain * np.array(weights)
    return (ADVICE, advised), (ENTRY_PULL, pull[:, None])
