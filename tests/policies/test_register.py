"""Registering a task or a metric of one's own: what is refused, in words, and what a process that executes runs takes over."""

from __future__ import annotations

import ast
import pickle
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import clustersim
from clustersim.batch.execute import Order, Workload, runner
from clustersim.batch.plan_parts import Outputs
from clustersim.core.fingerprint import mixed
from clustersim.errors import InputError
from clustersim.metrics.own import OWN_METRICS, OwnMetric
from clustersim.metrics.registry import METRICS
from clustersim.policies.base import Cost, Figure
from clustersim.policies.registry import POLICIES
from clustersim.runs.extensions import fingerprint_of
from clustersim.scenario import Scenario
from tests.helpers.sources import nodes

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "own_task"
SMALL = {"start.firms": 150, "start.kind": "uniform"}


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The module of the example; what is registered meanwhile is forgotten afterwards."""
    from clustersim.core import registry

    monkeypatch.syspath_prepend(str(EXAMPLE))
    import own_task

    yield own_task
    for table in (POLICIES, OWN_METRICS):
        for name in table._things.keys() - set(table.shipped):
            table._things.pop(name)
        table.origins.clear()
    registry.source_hash.cache_clear()
    sys.modules.pop("own_task", None)


def refused(given: object) -> str:
    with pytest.raises(InputError) as error:
        clustersim.register(given)  # type: ignore[arg-type]
    return str(error.value)


def test_a_name_stands_for_one_task(own: ModuleType) -> None:
    clustersim.register(own.Vouchers)
    assert refused(own.Vouchers) == "task vouchers: is registered already, by own_task; a name stands for one task only"
    double = type("Double", (own.Vouchers,), {"key": "networking", "figures": ()})
    assert refused(double) == "task networking: is a task of the package; choose another name"
    assert list(POLICIES)[-1] == "vouchers"
    assert list(POLICIES)[:-1] == list(POLICIES.shipped)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("colour", "green", "colour is 'green'; must be a colour as '#117733'"),
        ("key", "My Task", "key must be lower-case letters"),
        ("stage", "later", "stage is 'later'; must be one of: enabling, density, networks, both"),
        ("levers", ("moderation",), "declares the lever moderation; must be a handle of clustersim.spec.levers"),
        ("cost", lambda self, seen, settings: Cost(7.0, 0.0), "costs 7 EUR a year at intensity 0"),
        ("cost", lambda self, seen, settings: Cost(0.0, settings.intensity**2), "not proportional to intensity"),
        ("cost", lambda self, seen, settings: 1 / 0, "cost fails in a small region: ZeroDivisionError"),
        ("numbers", int, "numbers must be a NamedTuple"),
        ("figures", (Figure("given", "vouchers", "vouchers given"),), "must begin with "),
    ],
)
def test_what_a_task_must_keep_to(own: ModuleType, name: str, value: object, message: str) -> None:
    assert message in refused(type("Wrong", (own.Vouchers,), {"key": "wrong", "figures": (), name: value}))
    assert "wrong" not in POLICIES


def test_what_is_missing_is_said_at_once(own: ModuleType) -> None:
    class Bare(clustersim.Policy):  # type: ignore[type-arg]
        key = "bare"

    assert refused(Bare) == "task bare: lacks the method act\ntask bare: lacks the method cost"
    empty = type("Empty", (Bare,), {"cost": own.Vouchers.cost, "act": own.Vouchers.act})
    assert {"task bare: does not declare title_de", "task bare: does not declare colour"} <= set(
        refused(empty).split("\n")
    )
    assert refused(3) == "task int: is no task: it must be a subclass of clustersim.Policy"


def firms_squared(world: clustersim.World) -> float:
    return float(len(world.firm_rows()) ** 2)


def test_a_metric_needs_a_name_of_its_own_and_is_measured_from_then_on(own: ModuleType) -> None:
    for name, message in (
        ("jobs", "is a metric of the package"),
        ("No Name", "name must be lower-case"),
        ("", "name must be a text"),
    ):
        with pytest.raises(InputError, match=message):
            clustersim.register_metric(OwnMetric(name, "1", "what it is", firms_squared))
    clustersim.register_metric(OwnMetric("firms_squared", "1", "what it is", firms_squared))
    with pytest.raises(InputError, match="registered already"):
        clustersim.register_metric(OwnMetric("firms_squared", "1", "what it is", firms_squared))
    row = clustersim.build_world(Scenario.load("baseline", SMALL), 1).series[0]
    assert row["firms_squared"] == row["firms"] ** 2
    assert METRICS["firms_squared"].unit == "1"


def test_scenarios_that_were_checked_before_know_a_task_registered_later(own: ModuleType) -> None:
    with pytest.raises(InputError, match=r"policies\.vouchers"):
        Scenario.load("baseline", {"policies.vouchers.intensity": 0.5})
    clustersim.register(own.Vouchers())
    scenario = Scenario.load("baseline", {"policies.vouchers.intensity": 0.5})
    assert scenario.agency.breadth is None
    assert (
        fingerprint_of(scenario)
        == f"{fingerprint_of(Scenario.load('baseline'))}+vouchers@{POLICIES.origins['vouchers'].source}"
    )


def test_a_process_takes_over_what_a_run_needs_or_says_why_it_cannot(own: ModuleType) -> None:
    clustersim.register(own.Vouchers)
    scenario = Scenario.load("baseline", SMALL | {"policies.vouchers.intensity": 1.0})
    packed = Workload([scenario], 1, Outputs()).packed()
    sent, order = POLICIES.origins["vouchers"], Order("0" * 32, 0, 1)
    assert runner(packed)(order).record is not None  # it is known here already
    POLICIES._things.pop("vouchers")
    POLICIES.origins.clear()
    assert runner(packed)(order).record is not None  # as in a fresh process
    assert POLICIES.origins["vouchers"] == sent
    POLICIES.origins["vouchers"] = sent._replace(source="another")
    answer = runner(packed)(order)
    assert answer.record is None
    assert "the task vouchers (own_task) is another version in the process that executes the run" in answer.error
    POLICIES.origins.clear()
    assert runner(pickle.dumps((b"nothing", b"")))(order).record is None


def test_what_no_other_process_can_import_is_refused_before_the_batch(own: ModuleType) -> None:
    clustersim.register_metric(OwnMetric("inner", "1", "what it is", lambda world: 1.0))
    with pytest.raises(InputError, match="write it at the top of a module of its own, not in a function or a notebook"):
        Workload([Scenario.load("baseline")], 1, Outputs()).packed()


@pytest.mark.parametrize(
    ("versions", "is_mixed"),
    [
        (["aa"], False),
        (["aa", "aa+mine@11"], False),
        (["aa+mine@11", "aa+other@22"], False),
        (["aa", "bb"], True),
        (["aa+mine@11", "aa+mine@12"], True),
        (["aa+own:forget@11", "aa+own:forget@12"], True),
    ],
)
def test_versions_are_mixed_if_one_part_has_two(versions: list[str], is_mixed: bool) -> None:
    assert mixed(versions) is is_mixed


def test_no_list_of_the_tasks_outside_their_room() -> None:
    """A file that names most of the tasks is a list that somebody must edit for a tenth."""
    lists = []
    for path in (ROOT / "src").rglob("*.py"):
        words = {
            node.value
            for node in nodes(path.read_text(encoding="utf-8"))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        if len(words & set(POLICIES.shipped)) > 3 and path.parent.name != "policies":
            lists.append(path.name)
    assert lists == []
    assert not re.search(
        r"POLICIES\S* *= *\{", (ROOT / "src/clustersim/policies/registry.py").read_text(encoding="utf-8")
    )
