"""What is said of a metric: its name, unit, set, meaning and source."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

MetricSet = Literal["headline", "standard", "full"]  # each contains the one before
DEFINITION: Final = "definition of this model"  # the source of what nobody else has defined


class Metric(NamedTuple):
    """A metric; `set` is the least set of measures that contains it; undefined is NaN, never 0."""

    name: str
    unit: str
    set: MetricSet
    doc: str
    source: str


Row = tuple[str, str, str, str]  # a metric without its set, as tables of metrics write it


def metrics_of(which: MetricSet, rows: tuple[Row, ...]) -> dict[str, Metric]:
    """Return the metrics of a set by name."""
    return {name: Metric(name, unit, which, doc, source) for name, unit, doc, source in rows}
