"""Time in years, which is a sum of ticks."""

from __future__ import annotations

from typing import Final

MOMENT: Final = 1e-9  # years; ages and dates are compared up to this, because ticks may sum to 2.9999999999999996
