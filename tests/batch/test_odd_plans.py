"""Plans of odd shapes go through every command: no traceback, and what is said of them is so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from clustersim.batch.plan import Plan
from tests.helpers.batch_worlds import run_here

pytestmark = pytest.mark.process  # batches through seven commands: seconds each

Command = Callable[..., Any]
NONE = '[[arms]]\nname = "none"\nchanges.policies = {}\n'


def arm(name: str, more: str = "", intensity: float = 1.0) -> str:
    return f'[[arms]]\nname = "{name}"\n{more}changes.policies.networking = {{ intensity = {intensity} }}\n'


class Odd(NamedTuple):
    """A plan; which commands have nothing to say (code 2); what `plan` and `compare` say of it."""

    arms: str
    seeds: object = 2
    ticks: int = 4
    nothing: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()
    compared: tuple[str, ...] = ()


PLANS = {
    "one seed": Odd(
        NONE + arm("n"), 1, planned=("One seed: no interval and no verdict",), compared=("one seed: cannot say",)
    ),
    "one arm": Odd(NONE, nothing=("compare", "attribute", "report")),
    "equal tasks": Odd(
        NONE + arm("half", intensity=0.5) + arm("full"),
        nothing=("attribute",),
        planned=("networking.intensity = 0.5\n", "networking.intensity = 1\n"),
    ),
    "a hundred arms": Odd(
        NONE + "".join(arm(f"a{n}", intensity=(n + 1) / 100) for n in range(99)), 1, 1, ("attribute",)
    ),
    "a long name": Odd(NONE + arm("x" * 80)),
    "no ticks": Odd(NONE + arm("n"), 2, 0, compared=("no difference",)),
    "no money": Odd(NONE + arm("n", "changes.agency.budget = 0\n"), compared=("no difference",)),
    "all tasks off": Odd(NONE + arm("off", intensity=0.0), nothing=("attribute",), compared=("no difference",)),
    "another baseline": Odd(arm("mine") + '[[arms]]\nname = "ohne"\nchanges.policies = {}\n'),
}


@pytest.mark.parametrize("name", PLANS)
def test_odd_plans_go_through_every_command(name: str, command: Command, tmp_path: Path) -> None:
    odd, path, folder = PLANS[name], tmp_path / "odd.toml", tmp_path / "r"
    base = 'baseline = "ohne"\n' if name == "another baseline" else ""
    path.write_text(
        f'{base}seeds = {odd.seeds}\nticks = {odd.ticks}\nscenario = "baseline"\nchanges.start.firms = 60\n'
        f'changes.start.kind = "uniform"\nchanges.parameters.start.burn_in = 1.0\n{odd.arms}'
    )
    told = command("plan", path, "-j", 1)
    assert told.code == 0, told.err
    assert [text for text in odd.planned if text not in told.out] == [], told.out
    assert "no task\n" in told.out  # the arm without tasks
    run_here(Plan.load(path), folder)
    for word in ("status", "verify", "compare", "attribute", "report"):
        quick = ("--no-figures",) if word in ("compare", "attribute") else ()
        said = command(word, folder, *quick)
        assert said.code == (2 if word in odd.nothing else 0), (word, said.err)
        assert "nan" not in said.out.lower().split()
        assert word != "compare" or [text for text in odd.compared if text not in said.out] == [], said.out
        assert word != "verify" or "all sound" in said.out


@pytest.mark.parametrize(
    ("arms", "seeds", "expected"),
    [
        (arm("a/b") + arm("ä ö") + arm("x" * 81), 1, ("arms[0].name", "arms[1].name", "arms[2].name")),
        (NONE, "[3, 3, 5]", ("seeds",)),
        (NONE, 0, ("seeds",)),
    ],
)
def test_names_and_seeds_that_cannot_be_are_refused(
    arms: str, seeds: object, expected: tuple[str, ...], command: Command, tmp_path: Path
) -> None:
    (tmp_path / "odd.toml").write_text(f"seeds = {seeds}\n{arms}")
    said = command("plan", "odd.toml")
    assert said.code == 2
    assert [line.split(": ")[1] for line in said.err.splitlines()] == list(expected)
