"""Tables of a search: what fresh seeds leave of each mix of the front, and how often each is best.

Doing nothing is a row of both: a mix that it beats is not offered, whatever the search saw.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd

from clustersim.analysis.compare import compare
from clustersim.analysis.mixes import NOTHING, Mix, beats, describe, is_for_nothing
from clustersim.core.intervals import mean_interval
from clustersim.metrics.registry import HEADLINE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clustersim.batch.results import Results


class FrontRow(Protocol):
    """A row of `front_table`, as far as it is read one by one."""

    number: int
    mix: str
    regime: str
    cost: float
    gain_seen: bool
    beaten_by: str


def front_table(mixes: Mapping[str, Mix], fresh: Results | None) -> pd.DataFrame:
    """Return one row per mix, doing nothing first, beaten ones last; `fresh` may be None if there are no mixes.

    Columns: number, mix, what, regime; of each headline metric the change in per cent that the search saw, the one on
    fresh seeds with its interval, and the optimism (their difference); cost (EUR); gain_seen (a rise by the verdict of
    a comparison); beaten_by (name of the mix that is better on fresh seeds, empty if there is none).
    """
    rows: list[dict[str, object]] = [_nothing()]
    effects = {(effect.arm, effect.metric): effect for effect in compare(fresh, HEADLINE)} if fresh else {}
    for name, mix in mixes.items():
        row: dict[str, object] = {"mix": name, "what": describe(mix.params), "regime": mix.params["regime"]}
        mine = [effects[name, metric] for metric in HEADLINE]
        for effect, seen in zip(mine, mix.seen, strict=False):
            scale = 100.0 / effect.base if effect.base else math.nan
            row |= {
                f"search_{effect.metric}": seen,
                f"fresh_{effect.metric}": effect.percent,
                f"low_{effect.metric}": effect.low * scale,
                f"high_{effect.metric}": effect.high * scale,
                f"optimism_{effect.metric}": seen - effect.percent,
            }
        rows.append(row | {"cost": mine[0].cost, "gain_seen": any(effect.verdict == "rises" for effect in mine)})
    table = pd.DataFrame(rows)
    table["beaten_by"] = _beaten_by(table)
    table = table.sort_values("beaten_by", key=lambda names: names != "", kind="stable", ignore_index=True)
    table.insert(0, "number", range(len(table)))
    return table


def _nothing() -> dict[str, object]:
    row: dict[str, object] = {"mix": NOTHING, "what": describe({}), "regime": ""}
    for metric in HEADLINE:
        row |= {f"{kind}_{metric}": 0.0 for kind in ("search", "fresh", "low", "high")}
        row[f"optimism_{metric}"] = math.nan  # there is nothing to be optimistic about
    return row | {"cost": 0.0, "gain_seen": False}


def _beaten_by(table: pd.DataFrame) -> list[str]:
    """Return by which mix each is beaten on fresh seeds: by doing nothing, if by that; empty if by none."""
    columns = [*(f"fresh_{metric}" for metric in HEADLINE), "cost"]
    values = [[float(value) for value in row] for row in table[columns].to_numpy()]
    names = [str(name) for name in table["mix"]]
    found = [""]
    for own in values[1:]:
        better = [name for name, other in zip(names, values, strict=True) if beats(other, own)]
        found.append(NOTHING if is_for_nothing(own) else next(iter(better), ""))
    return found


def best_table(points: Results | None, mixes: Sequence[str]) -> pd.DataFrame:
    """Return how often each mix, and doing nothing, is best over the points of the assumptions: in density, in
    strength, and in both together. A tie with doing nothing goes to doing nothing.

    Both together: the mean of the two effects, each as a share of the largest among the mixes at that point.
    """
    if points is None:
        return pd.DataFrame([{"mix": NOTHING, **dict.fromkeys(_BEST, math.nan), "points": 0}])
    effects = compare(points, HEADLINE)
    name_of = {arm.name: str(dict(arm.settings)["policy"]) for arm in points.plan.arms}
    frame = pd.DataFrame(
        [
            {"point": effect.baseline, "mix": name_of[effect.arm], "metric": effect.metric, "percent": effect.percent}
            for effect in effects
        ]
    )
    columns = [NOTHING, *mixes]
    wide = {
        metric: part.pivot(index="point", columns="mix", values="percent").assign(**{NOTHING: 0.0})[columns]
        for metric, part in frame.fillna({"percent": 0.0}).groupby("metric")
    }
    shares = [wide[metric].div(wide[metric].abs().max(axis=1).replace(0.0, 1.0), axis=0) for metric in HEADLINE]
    scores = {"density": wide[HEADLINE[0]], "strength": wide[HEADLINE[1]], "both": (shares[0] + shares[1]) / 2.0}
    rows = []
    for mix in columns:
        row: dict[str, object] = {"mix": mix}
        for name, score in scores.items():
            best = np.asarray(score.idxmax(axis=1) == mix, dtype=np.float64)
            mean, low, high = mean_interval(best)
            row |= {f"best_{name}": mean, f"best_{name}_low": max(low, 0.0), f"best_{name}_high": min(high, 1.0)}
        rows.append(row | {"points": len(wide[HEADLINE[0]])})
    return pd.DataFrame(rows)


_BEST = [f"best_{name}{end}" for name in ("density", "strength", "both") for end in ("", "_low", "_high")]
