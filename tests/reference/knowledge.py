"""What a firm learns and invents. Rules: `learn` and `innovate` of the model description."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from clustersim.core.randomness import normal, poisson, uniform
from clustersim.spec.codes import Cause, Event, Kind
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import OUTSIDE_PUSH, REACH_FACTOR
from tests.reference.actor import Business

if TYPE_CHECKING:
    from tests.reference.model import Reference


class Learns(Business):
    """A firm whose knowledge follows its surroundings and its partners."""

    def learn(self) -> None:
        """Work out knowledge and technology after this tick, from the state before it."""
        model, p = self.model, self.model.p.learning
        target = self.gain_from_density() + self.gain_from_partners()
        target -= (
            model.references.learning[self.sector] + model.references.innovation / p.rate * model.channels.innovation
        )
        kept = math.exp(-p.rate * model.dt)
        noise = p.spread * math.sqrt(1.0 - math.exp(-2.0 * p.rate * model.dt))
        luck = normal(uniform(model.stream(Decision.LEARNING), self.key))
        self.learned = target + (self.knowledge - target) * kept + noise * luck
        self.drawn_to = self.technology_after_partners() if model.channels.technology else self.technology

    def adopt(self) -> None:
        """Take over what was learned."""
        self.knowledge, self.technology = self.learned, self.drawn_to

    def gain_from_density(self) -> float:
        """Return the long-run knowledge due to related firms nearby."""
        model = self.model
        if not model.channels.density_learning:
            return 0.0
        offset = model.p.entry.density_offset
        others = max(self.cell.density[self.sector] - 1.0 / self.cell.kernel_area, 0.0)
        return model.p.learning.density_elasticity * math.log(
            (others + offset) / (model.references.density[self.sector] + offset)
        )

    def gain_from_partners(self) -> float:
        """Return the long-run knowledge due to partners."""
        model, p = self.model, self.model.p.learning
        if not model.channels.partner_learning:
            return 0.0
        useful = math.fsum(
            tie.strength
            * math.exp(-(((self.distance(partner) - p.distance_optimum) / p.distance_width) ** 2))
            * 2.0
            / (1.0 + math.exp(-(partner.knowledge - self.knowledge) / p.teacher_slope))
            for partner, tie in self.ties.items()
            if partner.kind != Kind.CHAMBER
        )
        return p.partner_gain * self.absorption * (1.0 + self.skills) * (1.0 - math.exp(-useful / p.partner_scale))

    def technology_after_partners(self) -> tuple[float, float]:
        """Return the position in technology space after partners drew together."""
        ties = [(partner, tie.strength) for partner, tie in self.ties.items() if partner.kind != Kind.CHAMBER]
        x, y = self.technology
        weight = 1.0 + math.fsum(strength for _, strength in ties)
        east = math.fsum(strength * (partner.technology[0] - x) for partner, strength in ties) / weight
        north = math.fsum(strength * (partner.technology[1] - y) for partner, strength in ties) / weight
        pull = 1.0 - math.exp(-self.model.p.learning.technology_pull * self.model.dt)
        return x + pull * east, y + pull * north


class Innovates(Business):
    """A firm that innovates and has partners outside the region."""

    def innovate(self) -> None:
        """Draw the innovations of this tick and what they change."""
        model, p = self.model, self.model.p.innovation
        if not model.channels.innovation:
            return
        universities = math.fsum(tie.strength for partner, tie in self.ties.items() if partner.kind == Kind.UNIVERSITY)
        rate = p.rate * math.exp(p.knowledge_effect * self.knowledge)
        rate *= (
            (1.0 + self.strength) ** p.partner_effect
            * (1.0 + universities) ** p.university_effect
            * (1.0 + self.outside) ** p.outside_effect
        )
        number = poisson(uniform(model.stream(Decision.INNOVATION), self.key), rate * model.dt)
        if number == 0:
            return
        self.knowledge += p.jump * number
        if model.channels.technology:
            step = p.technology_step * math.sqrt(number)
            stream = model.stream(Decision.INNOVATION_STEP)
            x, y = self.technology
            self.technology = (
                x + step * normal(uniform(stream, self.key, 0)),
                y + step * normal(uniform(stream, self.key, 1)),
            )
        model.record(Event.INNOVATION, self.key, cell=self.cell.number, cause=Cause.MARKET, value=float(number))
        model.count("innovations", number)

    def change_outside(self) -> None:
        """Win and lose partners outside the region."""
        model, p = self.model, self.model.p.ties
        reach = min(1.0, model.p.insight.reach * model.levers[REACH_FACTOR])
        push = model.outside_push[self.sector] if self.reach_number(OUTSIDE_PUSH.name) < reach else 0.0
        mean = p.outside_gain * self.openness * model.dt * (1.0 + push * self.strength / (1.0 + self.strength))
        gained = poisson(uniform(model.stream(Decision.OUTSIDE_GAIN), self.key), mean)
        if self.outside:
            probability = 1.0 - math.exp(-p.outside_loss * model.dt)
            self.outside -= binomial(uniform(model.stream(Decision.OUTSIDE_LOSS), self.key), self.outside, probability)
        self.outside += gained


def binomial(u: float, trials: int, probability: float) -> int:
    """Return the binomial number by inversion of `u`."""
    term = (1.0 - probability) ** trials
    total = term
    successes = 0
    while u > total and successes < trials:
        term *= (trials - successes) / (successes + 1) * probability / (1.0 - probability)
        successes += 1
        total += term
    return successes


def learn(model: Reference) -> None:
    """All firms learn from the same state."""
    for firm in model.firms:
        firm.learn()
    for firm in model.firms:
        firm.adopt()


def innovate(model: Reference) -> None:
    """Innovations depend on the firm alone once everybody has learned, so they can be applied at once."""
    for firm in model.firms:
        firm.innovate()
        firm.change_outside()
