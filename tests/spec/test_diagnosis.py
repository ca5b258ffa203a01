"""A diagnosis equals its copy: since Python 3.13 data classes are compared field by field, and NaN equals nothing."""

from __future__ import annotations

import math
from dataclasses import fields

from clustersim.spec.diagnosis import Diagnosis
from clustersim.world.agency_state import AgencyState


def test_nothing_that_is_compared_is_nan_by_default() -> None:
    for made in (Diagnosis(), AgencyState()):
        for one in fields(made):
            value = getattr(made, one.name)
            assert not (isinstance(value, float) and math.isnan(value)), one.name
