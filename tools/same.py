"""The proof that a rework changes no result: digests of every table of every shipped scenario and of three plans.

    python tools/same.py            compare with the record; exit code 1 and the names of what differs
    python tools/same.py --record   make the record anew (only in a commit that changes results, and says so)

Every scenario runs with seed 1 for 24 ticks, scaled to 400 firms where its firms are not given one by one; the plans
run their first two arms with two seeds. Digests are exact, so the record belongs to one platform and set of library
versions, which stand in it; elsewhere a difference may be one of last bits.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
import warnings
from contextlib import suppress
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from tqdm import tqdm

from clustersim.batch.driver import run_batch
from clustersim.batch.local_engine import LocalEngine
from clustersim.batch.plan import Plan
from clustersim.batch.results import load
from clustersim.errors import InputError
from clustersim.runs.run import run_scenario
from clustersim.scenario import Scenario
from clustersim.scenario.files.documents import shipped_scenarios

RECORD = Path(__file__).with_name("same.json")
TICKS, FIRMS, SEED = 24, 400, 1
EXAMPLES = {path.stem: str(path) for path in sorted((RECORD.parents[1] / "scenarios" / "examples").rglob("*.toml"))}
PLANS = ("nine-tasks", "regimes-equal-budget", "evaluation")


def digest(path: Path) -> str:
    """Return a hash of the contents of a Parquet table: names, values and missing values of all columns."""
    table, total = pq.read_table(path), hashlib.sha256()
    for name in sorted(table.column_names):
        values = table[name].to_numpy()
        total.update(name.encode())
        if values.dtype.kind in "iufb":
            total.update(
                np.ascontiguousarray(values, dtype=np.int64 if values.dtype.kind in "iub" else np.float64).tobytes()
            )
        else:
            total.update("\n".join(map(str, values.tolist())).encode())
    return total.hexdigest()[:16]


def scenario_digests(name: str, folder: Path) -> dict[str, str]:
    """Return the digests of all tables of one shipped scenario, small and short."""
    scenario = Scenario.load(EXAMPLES.get(name, name))
    with suppress(InputError):
        scenario = scenario.with_firms(FIRMS)
    target = folder / name
    run_scenario(scenario, SEED, target, ticks=TICKS, metrics="standard")
    return {path.stem: digest(path) for path in sorted(target.glob("*.parquet"))}


def plan_digests(name: str, folder: Path) -> dict[str, str]:
    """Return the digests of the runs of a plan: two arms, two seeds."""
    plan = Plan.load(name)
    arms = (plan.arms[0], plan.arms[-1])
    plan = replace(plan, arms=arms, seeds=(0, 1), ticks=TICKS, replication=None)
    run_batch(plan, folder / f"plan-{name}", lambda workload: LocalEngine(workload, 1))
    runs = load(folder / f"plan-{name}").runs
    return {f"{row.arm}, seed {row.seed}": str(row.sha256)[:16] for row in runs.itertuples()}


def found() -> dict[str, dict[str, str]]:
    """Return all digests of this version."""
    digests: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for name in tqdm([*sorted(shipped_scenarios()), *EXAMPLES], unit="scenario", disable=not sys.stderr.isatty()):
            digests[name] = scenario_digests(name, Path(scratch))
        for name in PLANS:
            digests[f"plan {name}"] = plan_digests(name, Path(scratch))
    return digests


def main() -> int:
    """Compare or record; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--record", action="store_true", help="make the record anew")
    made_with = {"python": sys.version.split()[0], **{name: version(name) for name in ("numpy", "numba", "scipy")}}
    if parser.parse_args().record:
        RECORD.write_text(json.dumps({"made_with": made_with, "digests": found()}, indent=1) + "\n", encoding="utf-8")
        print(f"recorded in {RECORD.name}")
        return 0
    record, now = json.loads(RECORD.read_text(encoding="utf-8")), found()
    before = record["digests"]
    different = []
    for name in {**before, **now}:
        old, new = before.get(name, {}), now.get(name, {})
        tables = [table for table in {**old, **new} if old.get(table) != new.get(table)]
        if tables:
            different.append(f"{name}: {', '.join(tables)}")
    if different:
        print(
            *different,
            f"{len(different)} of {len(now)} differ (recorded with {record['made_with']}, now {made_with})",
            sep="\n",
        )
        return 1
    print(f"same: {len(now)} scenarios and plans, {sum(map(len, now.values()))} tables and runs")
    return 0


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.exit(main())
