"""Measured speed: milliseconds a tick, per phase and per firm, memory, and the ratio to the agent-by-agent reference.

Nothing here is a test: the figures depend on the machine and on what else it does. Medians are printed, and ratios
are taken in alternation, so that a change in the machine's speed hits both sides.
"""

from __future__ import annotations

import argparse
import importlib
import json
import math
import platform
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clustersim.phases.schedule import SCHEDULE
from clustersim.runs.phase_accounts import WARM_TICKS, time_phases
from clustersim.scenario import Scenario
from clustersim.start.build import build_world

if TYPE_CHECKING:
    from collections.abc import Sequence


SIZES = (500, 5_000, 50_000, 1_000_000)


@dataclass
class Timing:
    """Median times of a world of a given size, in ms, after the warm-up."""

    firms: int
    build_s: float
    tick_ms: float
    phases_ms: dict[str, float] = field(default_factory=dict)
    peak_mb: float = 0.0

    @property
    def ns_per_firm(self) -> float:
        """Return nanoseconds per firm and tick."""
        return 1e6 * self.tick_ms / max(self.firms, 1)


def time_size(firms: int, scenario: str, ticks: int) -> Timing:
    """Build `scenario` at a number of firms at constant density, and time its ticks (events off)."""
    started = time.perf_counter()
    world = build_world(Scenario.load(scenario).with_firms(firms), 0, events=False)
    build = time.perf_counter() - started
    time_phases(world, WARM_TICKS)
    tick, phases = time_phases(world, ticks)
    by_name = dict(zip((phase.__name__ for phase in SCHEDULE), phases, strict=True))
    return Timing(len(world.firm_rows()), build, tick, by_name, peak_memory())


def peak_memory() -> float:
    """Return the most memory this process has used so far in MB; NaN on Windows, which does not say."""
    try:
        resource = importlib.import_module("resource")
    except ModuleNotFoundError:
        return math.nan
    unit = 1024.0 * 1024.0 if platform.system() == "Darwin" else 1024.0
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / unit


def ratio_to_reference(firms: int, scenario: str, rounds: int = 3) -> tuple[float, float, float]:
    """Return ms a tick of the reference, ms a tick of the kernels, and their ratio, measured in alternation.

    The reference lives with the tests of a clone; raises ModuleNotFoundError elsewhere.
    """
    reference_module: Any = importlib.import_module("tests.reference.model")
    world = build_world(Scenario.load(scenario).with_firms(firms), 0, events=False)
    reference = reference_module.Reference(build_world(Scenario.load(scenario).with_firms(firms), 0, events=False))
    time_phases(world, WARM_TICKS)
    slow, fast, ratios = [], [], []
    for _ in range(rounds):
        started = time.perf_counter()
        reference.step()
        slow.append(1e3 * (time.perf_counter() - started))
        fast.append(time_phases(world, 5)[0])
        ratios.append(slow[-1] / fast[-1])
    return statistics.median(slow), statistics.median(fast), statistics.median(ratios)


def exponent(small: Timing, large: Timing) -> float:
    """Return e in cost ~ firms^e between two sizes."""
    return math.log(large.tick_ms / small.tick_ms) / math.log(large.firms / small.firms)


def main(
    sizes: Sequence[int] = SIZES,
    scenario: str = "mature",
    reference: int = 5_000,
    ticks: int = 20,
    out: Path | None = None,
    quiet: bool = False,
) -> dict[str, Any]:
    """Time all sizes, print a table, and write the figures as JSON to `out` if given."""
    say = (lambda *_: None) if quiet else print
    say(
        f"{platform.machine()}, Python {platform.python_version()}, scenario {scenario}; medians, all phases and "
        "headline metrics, events off"
    )
    found = []
    for size in sizes:
        timing = time_size(size, scenario, ticks if size < 200_000 else max(3, ticks // 5))
        found.append(timing)
        say(
            f"{timing.firms:>9,} firms  {timing.tick_ms:9.2f} ms a tick  {timing.ns_per_firm:7.0f} ns per firm and tick"
            f"  built in {timing.build_s:6.1f} s  peak memory {timing.peak_mb:6.0f} MB"
        )
        if size in (5_000, 1_000_000):
            for name, value in timing.phases_ms.items():
                say(f"             {name:<20}{value:9.3f} ms")
    result: dict[str, Any] = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "sizes": [vars(timing) for timing in found],
    }
    by_size = dict(zip(sizes, found, strict=True))
    if 5_000 in by_size and 1_000_000 in by_size:
        result["exponent"] = exponent(by_size[5_000], by_size[1_000_000])
        say(f"cost grows with firms to the power {result['exponent']:.2f} from 5,000 to 1,000,000 firms")
    if reference:
        try:
            slow, fast, ratio = ratio_to_reference(reference, scenario)
        except ModuleNotFoundError:
            say("the ratio to the reference is measured in a clone only, where tests/reference is at hand")
        else:
            result["reference"] = {"firms": reference, "reference_ms": slow, "kernels_ms": fast, "ratio": ratio}
            say(
                f"{reference:>9,} firms  reference {slow:.0f} ms, kernels {fast:.2f} ms a tick: {ratio:.0f} "
                "times as fast (in alternation)"
            )
    if out is not None:
        out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return result


def _command() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("firms", nargs="*", type=int, default=SIZES, help="sizes to time (default: %(default)s)")
    parser.add_argument("--scenario", default="mature", help="scaled to these sizes at constant density")
    parser.add_argument(
        "--reference", type=int, default=5_000, help="size at which the plain Mesa reference is timed; 0: not"
    )
    parser.add_argument("--ticks", type=int, default=20, help="ticks to time")
    parser.add_argument("--out", type=Path, help="file for the figures as JSON")
    given = parser.parse_args()
    main(given.firms, given.scenario, given.reference, given.ticks, given.out)


if __name__ == "__main__":
    _command()
