"""The names of the phases of a tick, in their order; `phases.schedule` holds the phases themselves."""

from __future__ import annotations

from typing import Literal

PhaseName = Literal[
    "apply_shocks",
    "review_agency",
    "apply_tasks",
    "join_organisation",
    "open_centres",
    "support_firms",
    "run_projects",
    "compute_fields",
    "adjust_services",
    "learn",
    "innovate",
    "grow_firms",
    "balance_labour",
    "fade_ties",
    "form_ties",
    "close_firms",
    "admit_firms",
    "relocate_firms",
    "advance_clock",
    "measure",
]
