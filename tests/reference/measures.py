"""The headline measures from the agents themselves. Definitions: `clustersim.metrics.registry`."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from clustersim.core.clock import MOMENT
from clustersim.core.randomness import rounded
from clustersim.spec.codes import Kind
from tests.reference.places import count_firms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.reference.actor import Actor
    from tests.reference.agents import Firm
    from tests.reference.model import Reference
    from tests.reference.places import Place


def measure(model: Reference) -> None:
    """Append the measures of this moment to the series."""
    count_firms(model)
    firms = list(model.firms)
    cluster = [firm for firm in firms if model.target[firm.sector]]
    institutions = [
        actor for actor in (*model.universities, *model.chambers) if any(actor.profile[s] > 0.0 for s in targets(model))
    ]
    members: list[Actor] = [*cluster, *institutions]
    row = {
        "tick": float(model.tick),
        "firms": float(len(firms)),
        "jobs": math.fsum(firm.employees for firm in firms),
        "cluster_firms": float(len(cluster)),
        "cluster_jobs": math.fsum(firm.employees for firm in cluster),
        "cluster_density": mean(density(model, firm) for firm in cluster),
        "concentration_m": concentration_m(model, cluster, len(firms)),
        "critical_share": mean(float(has_critical_mass(model, firm)) for firm in cluster),
        **network(model, members),
    }
    model.series.append(row)


def network(model: Reference, members: list[Actor]) -> dict[str, float]:
    """Return the measures of the network around the target cluster."""
    seasoned = [a for a in members if a.kind != Kind.FIRM or a.age > model.p.measures.seasoned_age - MOMENT]
    belong = set(members)
    ties = [tie for tie in model.ties() if tie.a in belong or tie.b in belong]
    total = math.fsum(tie.strength for tie in ties)
    own = math.fsum(tie.strength for tie in ties if not tie.lately_brokered(model))
    return {
        "network_strength": mean(actor.strength for actor in seasoned),
        "network_strength_firms": mean(actor.strength for actor in seasoned if actor.kind == Kind.FIRM),
        "network_strength_initial_cohort": mean(a.strength for a in members if a.kind != Kind.FIRM or a.entered < 0),
        "total_strength": total,
        "self_sustaining_share": own / total if total > 0.0 else math.nan,
        "connected_share": connected_share(belong),
        "ties": float(len(model.ties())),
    }


def targets(model: Reference) -> list[int]:
    """Return the sectors of the target cluster."""
    return [s for s in model.sector_numbers if model.target[s]]


def mean(values: Iterable[float]) -> float:
    """Return the mean, NaN of nothing."""
    numbers = list(values)
    return math.fsum(numbers) / len(numbers) if numbers else math.nan


def density(model: Reference, firm: Firm) -> float:
    """Return related firms per km2 of in-region area around a firm."""
    radius = model.p.measures.radius
    return (
        firm.cell.reach(firm.sector, radius, model) - model.relatedness[firm.sector][firm.sector]
    ) / firm.cell.disc_area(radius, model)


def has_critical_mass(model: Reference, firm: Firm) -> bool:
    """Say whether enough related firms are in reach."""
    others = firm.cell.critical(firm.sector, model) - model.relatedness[firm.sector][firm.sector]
    return rounded(others) >= model.p.mass.critical


def concentration_m(model: Reference, cluster: list[Firm], firms: int) -> float:
    """Return Marcon and Puech's M of the target cluster: share of its own kind among neighbours over that in the region."""
    shares = []
    radius = model.p.measures.radius
    own = Counter(firm.cell for firm in cluster)
    near: dict[Place, tuple[int, int]] = {}
    for firm in cluster:
        place = firm.cell
        if place not in near:
            around = [other for other in place.disc(radius, model) if other.firm_count]
            near[place] = sum(own[other] for other in around), sum(other.firm_count for other in around)
        same, every = near[place]
        if every > 1:
            shares.append((same - 1) / (every - 1))
    if not shares or len(cluster) < 2:
        return math.nan
    return mean(shares) / ((len(cluster) - 1) / (firms - 1))


def connected_share(members: set[Actor]) -> float:
    """Return the share of members in the largest component of ties among members; 0 if nobody has such a tie."""
    seen: set[Actor] = set()
    best = 1
    for start in members:
        if start in seen:
            continue
        component, border = {start}, [start]
        while border:
            for partner in border.pop().ties:
                if partner in members and partner not in component:
                    component.add(partner)
                    border.append(partner)
        seen |= component
        best = max(best, len(component))
    if not members:
        return math.nan
    return best / len(members) if best > 1 else 0.0
