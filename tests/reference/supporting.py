"""Support of single firms, and advice to founders. Rules: `support_firms` and `admit_firms`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from clustersim.core.clock import MOMENT
from clustersim.core.randomness import name_key, normal, rounded, uniform
from clustersim.spec.actions import SupportFirms
from clustersim.spec.codes import Cause, Event, Origin
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import CHAMBER_ADVICE

if TYPE_CHECKING:
    from tests.reference.agents import Firm
    from tests.reference.model import Reference

FOUNDED = (Origin.START_UP, Origin.SPIN_OFF, Origin.ACADEMIC_SPIN_OFF, Origin.CENTRE_START_UP)


def support_firms(model: Reference) -> None:
    """Earlier support fades, then firms are chosen for each action."""
    for firm in model.firms:
        firm.skills *= 2.0 ** (-model.dt / model.p.support.skills_half_life)
        if firm.relief > 0.0:
            firm.relief_left -= model.dt
            if firm.relief_left <= MOMENT:
                firm.relief = firm.relief_left = 0.0
    for action in model.agenda:
        if isinstance(action, SupportFirms):
            support(model, action)


def support(model: Reference, action: SupportFirms) -> None:
    """Support the firms that come first."""
    weights = dict(zip(action.sectors, action.weights or [1.0] * len(action.sectors), strict=True))
    candidates = [
        firm
        for firm in model.firms
        if weights.get(firm.sector, 0.0) > 0.0
        and firm.age <= action.oldest + MOMENT
        and (firm.chamber is not None if action.by_chambers else firm.reach_number(action.task) < action.reach)
        and not (action.kind == "finance" and firm.relief > 0.0)
    ]
    task, stream, noise = name_key(action.task), model.stream(Decision.SUPPORT_MERIT), model.p.support.judgement_noise

    def score(firm: Firm) -> tuple[float, int]:
        spread = model.p.learning.spread
        merit = firm.knowledge / spread if spread > 0.0 else 0.0
        need = (
            (1.0 if firm.constrained else -1.0)
            if action.kind == "finance"
            else -2.0 * (firm.absorption * (1.0 + firm.skills) - 1.0)
        )
        luck = noise * normal(uniform(stream, task, action.number, firm.key))
        return -rounded(
            action.targeting * merit + (1.0 - action.targeting) * need + luck + math.log(weights[firm.sector])
        ), firm.key

    for firm in sorted(candidates, key=score)[: action.count]:
        if action.kind == "finance":
            firm.relief, firm.relief_left = action.effect, action.years
        else:
            firm.skills = min(firm.skills + action.effect, model.p.support.skills_most)
        firm.supports += 1
        who = Cause.CHAMBER if action.by_chambers else Cause.POLICY
        model.record(Event.SUPPORT, firm.key, task, cell=firm.cell.number, cause=who, value=action.effect)


def advise(model: Reference, firm: Firm, origin: Origin) -> None:
    """Let a founder be advised, or not."""
    if origin not in FOUNDED:
        return
    share, theirs = model.advice[firm.sector], float(model.levers[CHAMBER_ADVICE][firm.sector])
    by_agency = uniform(model.trait(Decision.ADVISED), firm.key) < share
    by_chamber = firm.chamber is not None and uniform(model.trait(Decision.CHAMBER_ADVISED), firm.key) < theirs
    if not by_agency and not by_chamber:
        return
    firm.advised = True
    firm.knowledge += model.p.support.preparation
    model.count("advised_foundings")
    if model.levers[CHAMBER_ADVICE].any():
        who, cause = (0, Cause.POLICY) if by_agency else (firm.chamber.key if firm.chamber else 0, Cause.CHAMBER)
        model.record(Event.ADVICE, firm.key, who, cell=firm.cell.number, cause=cause)
