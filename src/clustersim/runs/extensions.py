"""What of a run is not of the package: tasks, metrics and phases of somebody's own, and the version that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim.core.fingerprint import fingerprint_with
from clustersim.core.registry import Provenance, must_equal, origin_of
from clustersim.metrics.own import OWN_METRICS
from clustersim.phases.schedule import own_phase
from clustersim.policies.registry import POLICIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clustersim.scenario import Scenario


def extensions_of(scenario: Scenario) -> tuple[Provenance, ...]:
    """Return where everything comes from that a run of a scenario uses and that is not of the package.

    Tasks and phases count if the scenario names them; metrics of one's own are measured in every run.
    """
    metrics = tuple(OWN_METRICS)  # before their origins: this looks for what packages announce
    return (
        *(POLICIES.origins[task] for task in POLICIES if task in POLICIES.origins and task in scenario.policies),
        *(OWN_METRICS.origins[name] for name in metrics),
        *(origin_of("phase", phase.call, own_phase(phase.call)) for phase in scenario.phases),
    )


def fingerprint_of(scenario: Scenario) -> str:
    """Return the version of the model that makes a run of a scenario, with what is not of the package."""
    return fingerprint_with({origin.name: origin.source for origin in extensions_of(scenario)})


class Baggage:
    """What a process that executes runs must know beside the package: pickled with them, taken over first."""

    def __init__(self, scenarios: Iterable[Scenario]) -> None:
        origins = dict.fromkeys(origin for scenario in scenarios for origin in extensions_of(scenario))
        self.tasks = [(task, POLICIES.origins[name]) for name, task in POLICIES.added().items()]  # a search tries all
        self.metrics = [(metric, OWN_METRICS.origins[name]) for name, metric in OWN_METRICS.items()]
        self.phases = [origin for origin in origins if origin.kind == "phase"]

    def adopt(self) -> None:
        """Make all of it known in this process. Raises RuntimeError if something is another version here."""
        for task, origin in self.tasks:
            POLICIES.adopt(task, origin)
        for metric, origin in self.metrics:
            OWN_METRICS.adopt(metric, origin)
        for origin in self.phases:
            must_equal(origin_of("phase", origin.name, own_phase(origin.name)), origin)
