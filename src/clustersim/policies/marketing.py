"""Task 6, `marketing`: location marketing, and internationalisation of existing networks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple, TypeAlias

from clustersim.policies.base import Choice, Cost, Policy, Settings, Wish, firms_in, weights_of
from clustersim.spec.diagnosis import Potential
from clustersim.spec.levers import OUTSIDE_PUSH, SETTLEMENT_PULL
from clustersim.spec.parameters import N

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clustersim.core.columns import F64
    from clustersim.policies.base import Observation
    from clustersim.spec.facts import Facts
    from clustersim.spec.levers import Lever
    from clustersim.spec.parameters import ProcessNumbers


class MarketingNumbers(NamedTuple):
    """Numbers of the task `marketing`."""

    settlement: Annotated[float, N("intensity of marketing for settlements", "share", 0, 1, "assumption")] = 1.0
    international: Annotated[float, N("intensity of internationalisation", "share", 0, 1, "assumption")] = 1.0
    settlement_gain: Annotated[float, N("rise of settlements with a diagnosed profile", "ratio", 0, 1.55, "F-P6a: about 0 in industrialised countries (1.55 in developing ones, unverified)")] = 0.05
    outside_gain: Annotated[float, N("rise of new outside ties of a firm with a strong network", "ratio", 0, 10, "assumption (E26, E27)")] = 1.0
    campaign_cost: Annotated[float, N("fixed cost of campaigns", "EUR/year", 0, 1e8, "assumption")] = 100_000.0
    mission_cost: Annotated[float, N("fixed cost of fairs and missions abroad", "EUR/year", 0, 1e8, "assumption")] = 80_000.0
    firm_cost: Annotated[float, N("cost for each firm of the sectors served that is reached", "EUR/year", 0, 1e6, "assumption")] = 500.0
    staff: Annotated[float, N("posts of the agency that the task ties up", "posts", 0, 1000, "assumption")] = 1.0
    partner_share: Annotated[float, N("share of the cost that partners pay in the role `contribute`", "share", 0, 1, "assumption")] = 0.5


class MarketingChoices(NamedTuple):
    """Settings of the task `marketing` that are words."""

    profile: Annotated[
        str,
        Choice("what counts as a profile that attracts settlements: sectors that a strategy has diagnosed, or any focus", ("diagnosed", "any focus"), "assumption"),
    ] = "any focus"


MarketingSettings: TypeAlias = Settings[MarketingNumbers, MarketingChoices]


class Marketing(Policy[MarketingNumbers, MarketingChoices]):
    """Two parts with an intensity of their own: `settlement` and `international`.

    With w_s the weight of the focus (mean 1 over the sectors served), in the sectors served:

        settlement_pull_s = 1 + intensity settlement settlement_gain w_s       only with a profile
        outside_push_s    = intensity international outside_gain w_s

    A profile is one that a strategy has diagnosed (`profile = "diagnosed"`: the pull holds in its sectors, times the
    lever profile), or any focus, that of alignment too. Marketing without a profile attracts nobody; with one, about nobody in a rich country (F-P6a). Internationalisation
    helps firms that any task reaches, the more the stronger their network at home (`phases.innovate`).
    """

    key = "marketing"
    place = 6
    title_en = "Location marketing and international activities adapted to the cluster potentials, and support for those of existing networks"
    title_de = (
        "Anpassung des Standortmarketings und internationaler Aktivitäten auf die identifizierten Clusterpotentiale bzw. Unterstützung der Marketing- und "
        "Internationalisierungsmaßnahmen bestehender Netzwerke"
    )
    short_en = "marketing and internationalisation"
    short_de = "Marketing und Internationalisierung"
    colour = "#661100"
    mechanism_en = (
        "With a profile diagnosed by a strategy, settlements from outside become a little likelier; firms with a network at home win partners outside the "
        "region faster, the more the stronger the network."
    )
    mechanism_de = (
        "Mit einem Profil, das eine Strategie ermittelt hat, werden Ansiedlungen von außen etwas wahrscheinlicher; Unternehmen mit einem Netzwerk vor Ort gewinnen "
        "schneller Partner außerhalb der Region, und zwar desto mehr, je stärker das Netzwerk ist."
    )
    leaves = "settlements, ties to partners outside the region"
    leaves_de = "Ansiedlungen, Beziehungen zu Partnern außerhalb der Region"
    evidence = ("F-P6a", "F-P6b", "E26", "E27")
    stage = "both"
    fundable = True
    levers = (SETTLEMENT_PULL, OUTSIDE_PUSH)
    actions = ()
    numbers = MarketingNumbers
    choices = MarketingChoices
    meanings_de = {
        "settlement": "Intensität der Ansiedlungswerbung",
        "international": "Intensität der Internationalisierung",
        "outside_gain": "Zuwachs neuer Außenbeziehungen eines Unternehmens mit starkem Netzwerk",
        "campaign_cost": "feste Kosten von Kampagnen",
        "mission_cost": "feste Kosten von Messeauftritten und Auslandsreisen",
        "firm_cost": "Kosten je erreichtes Unternehmen der bedienten Branchen",
    }

    def potentials(self, facts: Facts, process: ProcessNumbers) -> Iterator[Potential]:
        """Linked firms without outside ties: l times their share."""
        for s in facts.sectors():
            yield Potential(self.key, "complement", "firms", s, -1, float(facts.linked[s]) * float(facts.closed[s]), 3)

    def cost(self, observation: Observation, settings: MarketingSettings) -> Cost:
        """Return the cost of campaigns, of missions, and of the firms that take part in these."""
        n, intensity = settings.numbers, settings.intensity
        firms = firms_in(observation, settings.sectors) * observation.reach
        fixed = n.settlement * n.campaign_cost + n.international * n.mission_cost
        return Cost(intensity * fixed, intensity * n.international * n.firm_cost * firms)

    def act(self, observation: Observation, settings: MarketingSettings) -> Wish:
        """Set both levers."""
        import numpy as np

        n, sectors = settings.numbers, list(settings.sectors)
        weights = np.array(weights_of(observation, settings.sectors))
        push = np.zeros(len(observation.firms))
        push[sectors] = settings.intensity * n.international * n.outside_gain * weights
        levers: list[tuple[Lever, float | F64]] = [(OUTSIDE_PUSH, push)]
        if settings.choices.profile == "diagnosed":
            if observation.profile:
                known = np.array([observation.profile[sector] for sector in sectors])
                pull = np.ones(len(observation.firms))
                pull[sectors] = 1.0 + settings.intensity * n.settlement * n.settlement_gain * weights * known
                levers.append((SETTLEMENT_PULL, pull))
        elif observation.focus:
            pull = np.ones(len(observation.firms))
            pull[sectors] = 1.0 + settings.intensity * n.settlement * n.settlement_gain * weights
            levers.append((SETTLEMENT_PULL, pull))
        return Wish(tuple(levers))
