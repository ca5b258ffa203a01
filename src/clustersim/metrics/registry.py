"""Every column of a run's series by name, also those of one's own. Imports nothing heavy, so that `clustersim metrics`
is quick.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clustersim.metrics.metric import Metric
from clustersim.metrics.own import OWN_METRICS
from clustersim.metrics.series_columns import FIXED, package_columns

# The two figures that the question is about: density of the cluster, strength of its network.
HEADLINE = ("cluster_density", "network_strength")


class _Series(Mapping[str, Metric]):
    """The columns of the series as they are now: those of the package, then own metrics."""

    def _all(self) -> dict[str, Metric]:
        own = {
            name: Metric(name, metric.unit, "headline", metric.doc, OWN_METRICS.origins[name].module)
            for name, metric in OWN_METRICS.items()
        }
        return package_columns() | own

    def __getitem__(self, name: str) -> Metric:
        return FIXED[name] if name in FIXED else self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


METRICS: Mapping[str, Metric] = _Series()

# what happened in a tick: numbers that phases count
COUNTS: tuple[str, ...] = (
    "entries",
    "entries_start_up",
    "entries_spin_off",
    "entries_academic_spin_off",
    "entries_settlement",
    "entries_centre_start_up",
    "advised_foundings",
    "adoptions",
    "exits",
    "moves",
    "innovations",
    "ties_formed",
    "ties_ended",
)
