"""Arms may be called NA, None, nan, 1e3, 007 or true: names stay names through every table, command and page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from clustersim.batch.plan import Plan
from clustersim.batch.results import load
from tests.helpers.batch_worlds import run_here

pytestmark = pytest.mark.process

NAMES = ["NA", "None", "nan", "1e3", "007", "true"]
TASKS = ["networking", "infrastructure", "marketing", "finance", "qualification"]
PLAN = """\
name = "1e3"
title = "Odd names"
title_de = "Seltsame Namen"
seeds = 2
ticks = 3
scenario = "baseline"
changes.start.firms = 60
changes.start.kind = "uniform"
changes.parameters.start.burn_in = 1.0
baseline = "NA"
outputs.firms = true
outputs.events = true
outputs.ties = true
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a batch with such arms."""
    place = tmp_path_factory.mktemp("names")
    arms = [f'[[arms]]\nname = "{name}"\n' for name in NAMES]
    arms[1:] = [f"{arm}changes.policies.{task}.intensity = 1.0\n" for arm, task in zip(arms[1:], TASKS, strict=True)]
    (place / "plan.toml").write_text(PLAN + "\n".join(arms), encoding="utf-8")
    run_here(Plan.load(place / "plan.toml"), place / "done")
    return place / "done"


def test_the_store_keeps_names(folder: Path) -> None:
    results = load(folder)
    assert results.plan.name == "1e3"
    assert [arm.name for arm in results.plan.arms] == NAMES
    for name in ("runs", "series", "firms", "ties", "events"):
        assert list(results.table(name)["arm"].unique()) == [
            arm for arm in NAMES if arm in set(results.table(name).arm)
        ]
    assert list(results.metric("jobs").columns.get_level_values("arm").unique()) == NAMES
    assert set(results.runs["arm"]) == set(NAMES)


@pytest.mark.parametrize("lang", ["en", "de"])
def test_every_command_knows_the_names(folder: Path, command: Callable[..., Any], lang: str, tmp_path: Path) -> None:
    compared = command("compare", folder, "--lang", lang, "--no-figures")
    assert compared.code == 0, compared.err
    for table in ("effects", "jobs"):
        text = pd.read_csv(folder / "comparison" / f"{table}.csv", dtype=str, keep_default_na=False)
        assert list(text["arm"].unique()) == NAMES[1:]
    assert set(pd.read_csv(folder / "comparison" / "effects.csv", dtype=str, keep_default_na=False)["baseline"]) == {
        "NA"
    }
    for words in (
        ["status", folder],
        ["report", folder, "--lang", lang],
        ["why", folder, "007:1"],
        ["compare", folder, "--baseline", "None", "--no-figures"],
        ["attribute", folder, "--arms", "None,nan,1e3,007,true"],
        ["export", folder, "NA:0", "--out", tmp_path / "NA"],
        ["verify", folder],
    ):
        done = command(*words)
        assert (done.code, done.err.count("Traceback")) == (0, 0), (words, done.err)


def test_a_name_is_no_number(folder: Path, command: Callable[..., Any]) -> None:
    done = command("why", folder, "7:1")
    assert done.code == 2
    assert "NA, None, nan, 1e3, 007, true" in done.err
