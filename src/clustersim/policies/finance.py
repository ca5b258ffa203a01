"""Task 8, `finance`: taking part in cross-cutting tasks such as the finance of firms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple, TypeAlias

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
from clustersim.spec.actions import SupportFirms
from clustersim.spec.diagnosis import Potential
from clustersim.spec.parameters import N

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clustersim.policies.base import Observation
    from clustersim.spec.facts import Facts
    from clustersim.spec.parameters import ProcessNumbers


class FinanceNumbers(NamedTuple):
    """Numbers of the task `finance`."""

    grants_per_thousand: Annotated[float, N("firms supported a year per 1,000 firms in the sectors served", "1/year", 0, 500, "assumption")] = 15.0
    grants_least: Annotated[float, N("firms supported a year in a small cluster", "1/year", 0, 500, "assumption")] = 1.0
    oldest: Annotated[float, N("greatest age of a firm that is supported", "years", 0, 100, "assumption (young firms: F-P8e)")] = 8.0
    relief: Annotated[float, N("share of the credit constraint from which a supported firm is relieved", "share", 0, 1, "assumption (F-P8e)")] = 0.8
    years: Annotated[float, N("time for which support lasts", "years", 0.25, 30, "assumption (order of P33, partly unverified)")] = 3.0
    grant: Annotated[float, N("public cost of supporting a firm (losses of loans and guarantees, grants)", "EUR", 0, 1e8, "assumption")] = 40_000.0
    fund_cost: Annotated[float, N("fixed cost of running the fund", "EUR/year", 0, 1e8, "assumption: one and a half posts")] = 120_000.0
    staff: Annotated[float, N("posts of the agency that the task ties up", "posts", 0, 1000, "assumption")] = 0.5
    partner_share: Annotated[float, N("share of the cost that partners pay in the role `contribute`", "share", 0, 1, "assumption")] = 0.5


FinanceSettings: TypeAlias = Settings[FinanceNumbers, NoChoices]


class Finance(Policy[FinanceNumbers, NoChoices]):
    """Relieves young firms of their credit constraint for some years.

    Firms supported a year = intensity * max(grants_least, grants_per_thousand * firms in the sectors served / 1,000),
    fractions carried over. Whom: `phases.support_firms`, from those whom it adds most to those who look best, with
    error. A firm that was not constrained gains nothing: deadweight. A constrained firm has a lower exit hazard and grows a
    little faster while relief lasts (F-P8e, F-P8f: jobs; no effect on productivity).
    """

    key = "finance"
    place = 8
    title_en = "Participation in cross-cutting tasks such as the finance of firms"
    title_de = "Mitwirkung bei Querschnittsaufgaben wie Unternehmensfinanzierung"
    short_en = "finance of firms"
    short_de = "Unternehmensfinanzierung"
    colour = "#CC6677"
    mechanism_en = (
        "A fund relieves chosen young firms of their credit constraint for some years: they close less often and grow a little faster. "
        "Support of firms that were not constrained changes nothing, and the agency cannot tell for sure."
    )
    mechanism_de = (
        "Ein Fonds entlastet ausgewählte junge Unternehmen für einige Jahre von ihrer Kreditbeschränkung: Sie schließen seltener und wachsen etwas schneller. "
        "Die Förderung nicht beschränkter Unternehmen ändert nichts, und sicher erkennen kann die Wirtschaftsförderung das nicht."
    )
    leaves = "firms that were supported, a smaller share of constrained firms while support lasts"
    leaves_de = "geförderte Unternehmen; während der Förderung weniger Unternehmen, denen Kredit fehlt"
    evidence = ("F-P8a", "F-P8b", "F-P8c", "F-P8d", "F-P8e", "F-P8f", "F-P8g", "F-P8h", "F-P8i")
    stage = "density"
    fundable = True
    levers = ()
    actions = (SupportFirms,)
    numbers = FinanceNumbers
    choices = NoChoices
    meanings_de = {
        "grants_per_thousand": "im Jahr geförderte Unternehmen je 1.000 Unternehmen in den bedienten Branchen",
        "grants_least": "im Jahr geförderte Unternehmen in einem kleinen Cluster",
        "oldest": "höchstes Alter eines geförderten Unternehmens",
        "relief": "Anteil der Kreditbeschränkung, von dem ein gefördertes Unternehmen befreit wird",
        "years": "Dauer der Förderung",
        "grant": "öffentliche Kosten je gefördertes Unternehmen (Ausfälle von Darlehen und Bürgschaften, Zuschüsse)",
        "fund_cost": "feste Kosten des Fonds",
    }

    def potentials(self, facts: Facts, process: ProcessNumbers) -> Iterator[Potential]:
        """Young firms that are credit-constrained: their share."""
        for s in facts.sectors():
            yield Potential(self.key, "complement", "firms", s, -1, float(facts.constrained[s]), 4)

    def grants_a_year(self, observation: Observation, settings: FinanceSettings) -> float:
        """Return how many firms are supported in a year."""
        n = settings.numbers
        return float(settings.intensity * max(n.grants_least, n.grants_per_thousand * firms_in(observation, settings.sectors) / 1000.0))

    def cost(self, observation: Observation, settings: FinanceSettings) -> Cost:
        """Return the cost of the fund and of the support."""
        n = settings.numbers
        return Cost(settings.intensity * n.fund_cost, n.grant * self.grants_a_year(observation, settings))

    def act(self, observation: Observation, settings: FinanceSettings) -> Wish:
        """Support the firms that are due."""
        n = settings.numbers
        count, carried = due(recall(observation, 0.0), self.grants_a_year(observation, settings) * observation.dt)
        weights = weights_of(observation, settings.sectors)
        support = SupportFirms(
            self.key,
            0,
            "finance",
            count,
            reach_of(observation),
            oldest=n.oldest,
            effect=n.relief,
            years=n.years,
            targeting=observation.targeting,
            sectors=settings.sectors,
            weights=weights,
        )
        return Wish((), (support,) if count else (), carried)
