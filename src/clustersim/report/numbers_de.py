"""Units and meanings of the numbers of tasks in German; what they mean, the tasks say themselves in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim.policies.base import PARTNERS_DE, STAFF_DE
from clustersim.spec.parameters import describe

if TYPE_CHECKING:
    from clustersim.policies.base import AnyPolicy

UNITS = {
    "share": "Anteil",
    "ratio": "Verhältnis",
    "EUR/year": "EUR/Jahr",
    "EUR": "EUR",
    "posts": "Stellen",
    "years": "Jahre",
    "sectors": "Branchen",
    "centres": "Zentren",
    "1/year": "1/Jahr",
    "actors": "Akteure",
    "meetings": "Begegnungen",
    "trust": "Vertrauen",
    "firms": "Unternehmen",
    "-": "–",
}


def meaning_of(policy: AnyPolicy, name: str) -> str:
    """Return what a number of a task means; its English text where the task says nothing in German."""
    common = {"staff": STAFF_DE, "partner_share": PARTNERS_DE}
    known = {row.key.rpartition(".")[2]: row.number.doc for row in describe(policy.numbers, policy.key)}
    return (common | dict(policy.meanings_de)).get(name, known[name])
