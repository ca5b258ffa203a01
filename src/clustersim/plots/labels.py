"""What stands at axes and lines: names and units of metrics, short names of sectors and arms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim.metrics.registry import METRICS

if TYPE_CHECKING:
    from collections.abc import Mapping

# metric: title, unit as it stands at an axis
LABELS = {
    "cluster_density": ("Cluster density", "related firms per km²"),
    "network_strength": ("Network strength", "tie strength per actor"),
    "cluster_jobs": ("Jobs in the target cluster", "jobs"),
    "cluster_firms": ("Firms of the target cluster", "firms"),
    "firms": ("Firms in the region", "firms"),
    "jobs": ("Jobs in the region", "jobs"),
    "connected_share": ("Connected actors", "share of cluster actors"),
    "self_sustaining_share": ("Self-sustaining ties", "share of tie strength"),
    "critical_share": ("Firms with critical mass", "share of cluster firms"),
    "isolate_share": ("Isolated actors", "share of actors"),
    "cross_type_share": ("Ties across types", "share of ties"),
}


def metric_title(metric: str) -> str:
    """Return the name of a metric for a heading."""
    return LABELS[metric][0] if metric in LABELS else metric.replace("_", " ").capitalize()


def metric_unit(metric: str) -> str:
    """Return the unit of a metric for an axis."""
    if metric in LABELS:
        return LABELS[metric][1]
    return METRICS[metric].unit.replace("km2", "km²") if metric in METRICS else metric


def is_share(metric: str) -> bool:
    """Return whether a metric lies between 0 and 1."""
    return metric in METRICS and METRICS[metric].unit == "share"


def short_sector(title: str) -> str:
    """Return the title of a sector without what follows a colon: 'Local market: trade, crafts' is 'Local market'."""
    return title.split(":", maxsplit=1)[0].strip() or title


def short_arms(titles: Mapping[str, str], base: str) -> dict[str, str]:
    """Return the titles of the arms without the words with which all of them begin; the base is 'no policy'."""
    others = {arm: title for arm, title in titles.items() if arm != base}
    common = _common_start([title.split() for title in (others if len(others) > 1 else titles).values()])
    short = {arm: " ".join(title.split()[common:]) or title for arm, title in others.items()}
    return {base: "no policy"} | {arm: text[0].upper() + text[1:] if text else arm for arm, text in short.items()}


def _common_start(titles: list[list[str]]) -> int:
    """Return with how many equal words all titles begin."""
    count = 0
    for words in zip(*titles, strict=False):
        if len(set(words)) > 1:
            break
        count += 1
    return count
