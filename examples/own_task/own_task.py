"""A task of one's own: vouchers with which firms of the cluster train."""

from typing import Annotated, NamedTuple

from clustersim import Policy
from clustersim.policies import Cost, Figure, N, NoChoices, Potential, SupportFirms, Wish, due, reach_of, recall


class VoucherNumbers(NamedTuple):
    per_thousand: Annotated[float, N("vouchers a year per 1,000 firms served", "1/year", 0, 500, "assumption")] = 200.0
    worth: Annotated[float, N("public cost of a voucher", "EUR", 0, 1e6, "assumption")] = 5_000.0
    staff: Annotated[float, N("posts that the task ties up", "posts", 0, 1000, "assumption")] = 0.25
    partner_share: Annotated[float, N("share of the cost that partners pay", "share", 0, 1, "assumption")] = 0.5


class Vouchers(Policy[VoucherNumbers, NoChoices]):
    key, colour, stage, fundable, leaves = "vouchers", "#DDAA33", "networks", True, "trained firms"
    title_en, title_de = "Vouchers for training", "Gutscheine für Weiterbildung"
    short_en, short_de = "vouchers", "Gutscheine"
    mechanism_en = "Firms with a voucher learn more from their partners; what they gained fades."
    mechanism_de = "Unternehmen mit einem Gutschein lernen mehr von ihren Partnern; das Gewonnene verblasst."
    numbers, choices, levers, actions, evidence = VoucherNumbers, NoChoices, (), (SupportFirms,), ()
    meanings_de = {"per_thousand": "Gutscheine im Jahr je 1.000 Unternehmen", "worth": "Kosten eines Gutscheins"}
    figures = (Figure("vouchers_given", "vouchers", "vouchers given in the tick"),)

    def a_year(self, seen, settings):
        firms = sum(seen.firms[sector] for sector in settings.sectors)
        return settings.intensity * settings.numbers.per_thousand * firms / 1000.0

    def cost(self, observation, settings):
        return Cost(0.0, settings.numbers.worth * self.a_year(observation, settings))

    def potentials(self, facts, process):
        return [Potential(self.key, "complement", "firms", s, -1, float(facts.unskilled[s])) for s in facts.sectors()]

    def act(self, observation, settings):
        count, left = due(recall(observation, 0.0), self.a_year(observation, settings) * observation.dt)
        how = {"effect": 0.1, "years": 0.0, "oldest": 99.0, "targeting": 0.5, "weights": (1.0,) * len(settings.sectors)}
        give = SupportFirms(self.key, 0, "skills", count, reach_of(observation), sectors=settings.sectors, **how)
        return Wish((), (give,) if count else (), left, {"vouchers_given": float(count)})
