"""The paired effect of some changes to a scenario: a small experiment in one call."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from clustersim.analysis.compare import METRICS, compare, effects_table
from clustersim.batch.driver import run_batch
from clustersim.batch.manifest import FAILED
from clustersim.batch.plan import Plan
from clustersim.batch.plan_parts import Arm
from clustersim.batch.results import load
from clustersim.errors import ClusterSimError
from clustersim.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

BEFORE, AFTER = "without", "with"


def paired_effect(
    scenario: Scenario | str | Path,
    changes: Mapping[str, object],
    seeds: int | Sequence[int] = 8,
    metrics: Sequence[str] = METRICS,
    *,
    at: str = "end",
    processes: int = 1,
) -> pd.DataFrame:
    """Run a scenario with and without changes on the same seeds, and return what the changes did.

    The result has a row for every metric (the index) and the columns of `compare`: base, difference, low and high (95 %
    interval over seeds), percent, p, p_adjusted, verdict, cost in EUR ... Nothing is kept on the disk.

    Parameters
    ----------
    changes
        Values by dotted keys, as {"policies.networking.intensity": 0.5}.
    seeds
        The seeds, or how many (0, 1, 2 ...).
    at
        `end` (mean of the last year), `mean` (of the whole run after the start) or a tick.
    processes
        Processes that share the runs; 0 is one per core, 1 stays in this process.

    Raises
    ------
    InputError
        If a key, a value, a metric or `at` is wrong.
    KeyboardInterrupt
        After Ctrl-C, when the runs under way are finished.
    """
    base = scenario if isinstance(scenario, Scenario) else Scenario.load(scenario)
    arms = (Arm(BEFORE, base), Arm(AFTER, base.changed_by(changes), baseline=BEFORE))
    chosen = tuple(range(seeds)) if isinstance(seeds, int) else tuple(seeds)
    plan = Plan("paired-effect", "", "", arms, chosen, base.ticks)
    with TemporaryDirectory(prefix="clustersim-", ignore_cleanup_errors=True) as scratch:
        done = run_batch(plan, scratch, processes=processes)
        if done.interrupted:
            raise KeyboardInterrupt
        if done.failed:
            first = min((Path(scratch) / FAILED).glob("*.txt")).read_text(encoding="utf-8")
            raise ClusterSimError(f"{done.failed} of {done.planned} runs failed; the first:\n{first}")
        effects = compare(load(scratch), metrics, at=at)
    return effects_table(effects).drop(columns=["arm", "baseline", "at"]).set_index("metric")
