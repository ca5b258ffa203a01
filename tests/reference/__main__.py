"""Time the reference: `python -m tests.reference [firms ...]`, run in the root of a clone."""

from __future__ import annotations

import sys
import time

from clustersim.scenario import Scenario
from clustersim.start.build import build_world
from tests.reference.model import SCHEDULE, Reference

SIZES = (300, 1_000, 5_000)


def time_reference(scenario: Scenario, seed: int, ticks: int) -> tuple[float, dict[str, float]]:
    """Return milliseconds a tick, in all and by phase, of processor time; the first tick is not counted."""
    reference = Reference(build_world(scenario, seed, events=False))
    reference.step()
    spent = dict.fromkeys(SCHEDULE, 0.0)
    for _ in range(ticks):
        reference.begin_tick()
        for name in SCHEDULE:
            begun = time.process_time()
            reference.run_phase(name)
            spent[name] += time.process_time() - begun
    return 1e3 * sum(spent.values()) / ticks, {name: 1e3 * spent[name] / ticks for name in SCHEDULE}


def main() -> None:
    """Print the table."""
    for firms in [int(size) for size in sys.argv[1:]] or SIZES:
        total, phases = time_reference(Scenario.load("mature").with_firms(firms), 1, 5)
        print(
            f"{firms:>6,} firms  {total:8.1f} ms a tick: "
            + ", ".join(f"{name} {ms:.1f}" for name, ms in phases.items() if ms >= 0.02 * total)
        )


if __name__ == "__main__":
    main()
