"""Who may import whom: the rooms of the package, and the fences around Mesa, Matplotlib, randomness and numba.

The rules are checked on the syntax trees, so also imports inside functions count (unless a rule says otherwise).
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.helpers.sources import nodes, tree

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "clustersim"

# One line a room, from the ground up: a file imports only from its own room and from rooms above it in this list, for
# types too. A file that lies in no room stands on the line that names it.
ROOMS = (
    "errors",
    "version",
    "core",  # arrays, keyed draws, compiled loops, sums, intervals, fingerprint; knows no firm
    "spec",  # what the model is made of, as data
    "texts",  # every sentence for people, by language
    "policies",  # the nine tasks, a file each
    "metrics",  # measures: pure functions of arrays
    "scenario.files",  # TOML and CSV, with the line of every mistake
    "scenario",  # what a run needs
    "world",  # what there is
    "agency",  # what the agency sees, wants, can pay and does
    "mechanisms",  # equations that several phases share
    "phases",  # the phases of a tick and their order
    "start",  # how tick 0 comes about
    "plant_register",  # from a register of plants to a scenario
    "mesa_view",  # the same world as a Mesa model
    "runs",  # one run
    "batch",  # many runs
    "analysis",  # what results say
    "plots",
    "report",
    "cli",
    "__main__",
)
FENCES = {  # package: who may import it
    "mesa": {"mesa_view"},
    "matplotlib": {"plots"},
    "numba": {"core.kernel"},
    "typer": {"cli"},
    "pydantic": {"scenario", "runs.stored", "batch.stored", "batch.plan_schema", "batch.plan_file"},
    "pydantic_core": {"scenario"},
    "random": set(),
    "dask": set(),
    "distributed": {"batch.dask_engine"},
    "dask_jobqueue": {"batch.dask_engine"},
    "optuna": {"analysis.optimise", "analysis.search"},
    "statsmodels": {"analysis.evaluate"},
    "networkx": {"analysis.export"},
    "jinja2": {"report"},
    "filelock": {"batch.folder_lock"},
    "pyproj": {"plant_register.whereabouts"},
    "secrets": {"mesa_view"},  # a seed, when the user gives none
}
# who may not know whom although it lies above
BLIND = {"phases": {"policies"}, "mechanisms": {"policies", "agency"}}
ALLOWED: set[tuple[str, str]] = set()  # (file, module) let through a fence, each with its reason
HEAVY = {"numpy", "pandas", "scipy", "numba", "mesa", "networkx", "matplotlib", "pyarrow", "tqdm"}
LIGHT = {"errors", "version", "texts", "cli"}  # what a command may import before it knows that it is called


class Import(NamedTuple):
    """One imported module, as a dotted name."""

    module: str
    line: int
    at_top: bool  # runs when the file is imported
    for_types: bool  # under `if TYPE_CHECKING`


def imports(source: str) -> Iterator[Import]:
    """Yield everything a file imports; `from clustersim import x` counts as clustersim.x."""

    def walk(node: ast.AST, at_top: bool, for_types: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                for alias in child.names:
                    yield Import(alias.name, child.lineno, at_top, for_types)
            elif isinstance(child, ast.ImportFrom):
                module = child.module or ""
                names = (
                    [f"{module}.{alias.name}" for alias in child.names]
                    if module in {"clustersim", "numpy"}
                    else [module]
                )
                yield from (Import("." * child.level + name, child.lineno, at_top, for_types) for name in names)
            elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                yield from walk(ast.Module(child.body, []), at_top, True)
                yield from walk(ast.Module(child.orelse, []), at_top, for_types)
            else:
                function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
                yield from walk(child, at_top and not function, for_types)

    yield from walk(tree(source), True, False)


def room(module: str) -> int | None:
    """Return the place of a module's room (dotted, without the package) in the list, None if it has none."""
    while module:
        if module in ROOMS:
            return ROOMS.index(module)
        module = module.rpartition(".")[0]
    return None


def problems(package: Path) -> list[str]:
    """Return every import of a package's tree that breaks a rule."""
    found: list[str] = []
    for path in sorted(package.rglob("*.py")):
        name = ".".join(path.relative_to(package).with_suffix("").parts).removesuffix(".__init__")
        if name == "__init__":
            name = "__main__"  # names things of all layers, lazily
        if room(name) is None:
            found.append(f"{name}: has no room")
            continue
        source = path.read_text(encoding="utf-8")
        found += [f"{name}:{item.line}: {reason}" for item in imports(source) for reason in judge(name, item)]
        found += [
            f"{name}:{node.lineno}: numpy.random"
            for node in nodes(source)
            if isinstance(node, ast.Attribute) and _is_numpy_random(node)
        ]
    return found


def judge(name: str, item: Import) -> Iterator[str]:
    """Yield what is wrong with one import of module `name`."""
    own = name.partition(".")[0]
    top, _, rest = item.module.partition(".")
    part = rest.partition(".")[0] if top == "clustersim" else top
    runs_early = item.at_top and not item.for_types
    if item.module.startswith("."):
        yield f"{item.module}: imports are absolute"
    elif (name, part) in ALLOWED:
        return
    elif top == "clustersim":
        here, there = room(name), room(rest)
        if part in BLIND.get(own, ()):
            yield f"{own} may not know {part}"
        elif there is not None and here is not None and there > here:
            yield f"{name} may not import {rest}, which lies below"
        if own == "cli" and runs_early and rest and part not in LIGHT:
            yield f"cli imports {part} where it uses it"
    else:
        if top in FENCES and not any(name == allowed or name.startswith(f"{allowed}.") for allowed in FENCES[top]):
            yield f"{top} is not for {own}"
        if item.module.startswith("numpy.random"):
            yield "numpy.random"
        if own in {"cli", "scenario", "errors"} and top in HEAVY and runs_early:
            yield f"{own} imports {top} where it uses it"


def _is_numpy_random(node: ast.Attribute) -> bool:
    return node.attr == "random" and isinstance(node.value, ast.Name) and node.value.id in {"np", "numpy"}


def test_the_package_keeps_to_its_rooms_and_fences() -> None:
    assert problems(PACKAGE) == []


@pytest.mark.parametrize(
    ("file", "source", "complaint"),
    [
        ("phases/grow.py", "from clustersim.policies.registry import POLICIES", "phases may not know policies"),
        (
            "phases/grow.py",
            "def f():\n    import clustersim.mesa_view",
            "phases.grow may not import mesa_view, which lies below",
        ),
        (
            "world/state.py",
            "from clustersim.phases.schedule import advance",
            "world.state may not import phases.schedule, which lies below",
        ),
        (
            "world/state.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from clustersim.mesa_view.model import ClusterModel",
            "world.state may not import mesa_view.model, which lies below",
        ),
        (
            "scenario/files/loader.py",
            "from clustersim.scenario.schema import Scenario",
            "scenario.files.loader may not import scenario.schema, which lies below",
        ),
        (
            "phases/grow.py",
            "from clustersim.start.build import build_world",
            "phases.grow may not import start.build, which lies below",
        ),
        ("start/build.py", "import mesa.agent", "mesa is not for start"),
        ("runs/tables.py", "from matplotlib import pyplot", "matplotlib is not for runs"),
        ("core/draws.py", "import random", "random is not for core"),
        ("mesa_view/agents.py", "import random", "random is not for mesa_view"),
        ("core/draws.py", "import numba", "numba is not for core"),
        ("start/build.py", "import numpy as np\nx = np.random.default_rng(1)", "numpy.random"),
        ("start/build.py", "from numpy.random import default_rng", "numpy.random"),
        ("start/build.py", "from numpy import random", "numpy.random"),
        ("cli/run.py", "import pandas as pd", "cli imports pandas where it uses it"),
        ("cli/run.py", "from clustersim.scenario import Scenario", "cli imports scenario where it uses it"),
        ("start/build.py", "from . import state", ".: imports are absolute"),
        ("novelty.py", "x = 1", "has no room"),
    ],
)
def test_a_planted_violation_is_found(tmp_path: Path, file: str, source: str, complaint: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source)
    assert [problem for problem in problems(tmp_path) if problem.endswith(complaint)]


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("cli/run.py", "def run():\n    import pandas\n    from clustersim.scenario import Scenario"),
        ("phases/apply_tasks.py", "from clustersim.agency.act import act"),
        ("mesa_view/agents.py", "import mesa\nfrom clustersim.world.state import World"),
        ("start/build.py", "from clustersim.phases.schedule import advance"),
        ("scenario/schema.py", "from clustersim.scenario.files.loader import read"),
    ],
)
def test_what_is_allowed_is_not_reported(tmp_path: Path, file: str, source: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source)
    assert problems(tmp_path) == []


@pytest.mark.parametrize(
    "statement",
    [
        "import clustersim",
        "from clustersim import InputError, METRICS",
        "import clustersim.cli.app",
        "from clustersim.scenario import Scenario; Scenario.load('baseline')",
    ],
)
@pytest.mark.process
def test_nothing_heavy_is_loaded_early(statement: str) -> None:
    heavy = ("numba", "mesa", "matplotlib", "pandas", "scipy", "networkx", "pyarrow")
    code = f"import sys; {statement}; print([name for name in {heavy} if name in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )
