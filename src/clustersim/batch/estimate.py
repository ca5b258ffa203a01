"""How long a plan will take and how much it will write, from two runs made now."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from clustersim.batch.execute import Order, Workload
from clustersim.batch.records import payload_of, read_header
from clustersim.core.cores import cores

if TYPE_CHECKING:
    from clustersim.batch.plan import Plan

PACKED = 0.6  # size of a Parquet part relative to the records it is made of (measured on series of 80 ticks)


def estimate(plan: Plan, processes: int = 0) -> tuple[float, float, int]:
    """Return seconds, bytes and processes for all runs of a plan: from its first and its last arm, with a seed no one
    uses.

    The second run of each arm is timed: the first may compile, and builds the start that arms of a seed share.
    """
    runs = plan.runs()
    count = max(1, min(processes or cores(), len(runs)))
    seconds, size = seconds_of_a_run(plan)
    return seconds * len(runs) / count, PACKED * size * len(runs), count


def seconds_of_a_run(plan: Plan) -> tuple[float, float]:
    """Return seconds and bytes of a run of a plan, measured as `estimate` says; NaN if a run fails."""
    workload, seconds, size = Workload.of(plan), 0.0, 0.0
    chosen = sorted({0, len(plan.arms) - 1})
    for arm in chosen:
        for _ in range(2):
            record = workload.run(Order("estimate", arm, max(plan.seeds) + 1)).record
        payload = None if record is None else payload_of(record)
        if payload is None or record is None:
            return math.nan, math.nan
        seconds += read_header(payload)[0].seconds / len(chosen)
        size += len(record) / len(chosen)
    return seconds, size
