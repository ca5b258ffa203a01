"""Tasks in the reference: levers back to neutral, then whatever is asked for in this tick."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.reference.model import Reference


def review_agency(model: Reference) -> None:
    """Diagnose the region."""


def apply_tasks(model: Reference) -> None:
    """Set the levers and the agenda of this tick."""
    model.levers.reset()
    model.agenda.clear()
    if model.script is not None:
        model.script(model)
    model.read_levers()
