"""The regimes by which an agency chooses among its tasks; `agency.regime` holds the rule of each."""

from __future__ import annotations

from typing import Literal, get_args

Regime = Literal["adaptive", "staged", "simultaneous", "reversed", "calendar"]
REGIMES: tuple[Regime, ...] = get_args(Regime)
