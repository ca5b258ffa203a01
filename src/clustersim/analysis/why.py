"""Why a tie or a firm is there, and what of a run has no counterpart in its baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from clustersim.analysis.chains import Link, why_firm, why_tie
from clustersim.analysis.told_run import KEY, read_run
from clustersim.errors import InputError, Problem

if TYPE_CHECKING:
    from clustersim.analysis.told_run import ToldRun
    from clustersim.batch.results import Results


def why(results: Results, run: str, *keys: str) -> pd.DataFrame:
    """Say why something is there in a run, ARM:SEED or ARM (its first seed), of a batch that keeps events.

    With two keys of actors: the chain behind the tie between them; with one: what brought a firm about and what it met
    with (columns depth, years, text, in_baseline). Without: how many events have no counterpart in the baseline, by
    event and cause.

    Raises
    ------
    InputError
        If the run is not there, kept no events, or has none of these actors; if there are more than two keys.
    """
    if len(keys) > 2:
        raise InputError([Problem("", 0, "KEY", "at most two keys: one for a firm, two for the tie between them")])
    told = read_run(results, run)
    if not keys:
        return counterparts(told)
    return pd.DataFrame(why_firm(told, *keys) if len(keys) == 1 else why_tie(told, *keys), columns=Link._fields)


def counterparts(run: ToldRun) -> pd.DataFrame:
    """Return by kind and cause of event how many are in both runs, in this one only, and in the baseline only.

    Two events are counterparts if tick, kind, actors and cause are the same. Raises InputError without a baseline.
    """
    if run.baseline is None:
        raise InputError(
            [Problem("", 0, f"{run.arm}:{run.seed}", "has no baseline with the same seed, so no counterparts")]
        )
    both = run.events[KEY].merge(run.baseline[KEY], how="outer", indicator=True)
    table = both.groupby(["event", "cause", "_merge"], observed=False).size().unstack("_merge", fill_value=0)
    table = table.rename(columns={"both": "in both", "left_only": "only here", "right_only": "only in the baseline"})
    table = table[["in both", "only here", "only in the baseline"]]
    table.columns.name = None
    shown = table[table.sum(axis=1) > 0].reset_index()
    return shown.sort_values("only here", ascending=False, ignore_index=True)


def first_difference(run: ToldRun) -> pd.DataFrame:
    """Return the events of the first tick in which the run differs from its baseline."""
    other = run.events[[tuple(row) not in run.theirs for row in run.events[KEY].itertuples(index=False, name=None)]]
    first: pd.DataFrame = other[other["tick"] == other["tick"].min()]
    return first
