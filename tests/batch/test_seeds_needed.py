"""Whether a plan has enough seeds for verdicts on its arms, and what it says if it has not."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from clustersim.batch.plan import Plan
from clustersim.batch.plan_parts import Arm
from clustersim.batch.seeds_needed import POWER, few_seeds, power, seeds_needed, smallest_effect
from clustersim.core.intervals import paired, together
from tests.helpers.batch_worlds import SerialEngine, tiny_plan
from tests.helpers.made_results import arms_of, on


def plan(arms: int, seeds: int) -> Plan:
    base = arms_of({"none": {}, "net": on("networking")})
    more = tuple(Arm(f"arm{number}", base[1].scenario, "none") for number in range(arms))
    return Plan("p", "", "", (base[0], *more), tuple(range(seeds)), 4)


def test_four_seeds_do_not_judge_a_hundred_and_two_arms_and_it_is_said_how_many_would() -> None:
    found = few_seeds(plan(102, 4))
    assert found is not None
    assert (found.seeds, found.effects, found.needed) == (4, 102, 15)
    assert found.size > 10.0  # standard deviations
    assert few_seeds(plan(102, 15)) is None


@pytest.mark.parametrize(("arms", "needed"), [(1, 6), (9, 10), (102, 15)])
def test_seeds_that_are_needed_are_the_fewest_that_suffice(arms: int, needed: int) -> None:
    assert seeds_needed(arms) == needed
    assert power(needed, arms) >= POWER > power(needed - 1, arms)
    assert power(needed, arms, smallest_effect(needed, arms)) == pytest.approx(POWER, abs=1e-3)


def test_power_is_how_often_an_effect_gets_its_verdict() -> None:
    rng = np.random.default_rng(3)
    decided = []
    for _ in range(700):
        family = [rng.normal(1.5, 1.0, 8), *rng.standard_normal((9, 8))]
        decided.append(together([paired(values) for values in family])[0].low > 0.0)
    assert np.mean(decided) == pytest.approx(power(8, 10), abs=0.04)


def test_one_seed_says_nothing_whatever_the_effect() -> None:
    found = few_seeds(plan(1, 1))
    assert found is not None
    assert math.isnan(found.size)
    assert found.needed == 6
    assert few_seeds(plan(0, 1)) is None  # nothing is compared


def test_seeds_that_are_added_until_intervals_are_narrow_count() -> None:
    from clustersim.batch.plan_parts import Replication

    more = Replication(("jobs",), 0.01, 4, 100)
    assert few_seeds(replace(plan(10, 4), replication=more)) is None


def test_points_of_a_sample_are_judged_together() -> None:
    found = few_seeds(Plan.load("sensitivity-assumptions"))
    assert found is not None
    assert found.points


@pytest.mark.parametrize(
    ("seeds", "language", "words"),
    [
        (2, "en", "2 seeds for 3 effects decide"),
        (2, "de", "2 Startwerte bei 3 Varianten entscheiden"),
        (1, "en", "One seed: no interval and no verdict. 8 seeds would decide"),
        (1, "de", "Ein Startwert: kein Intervall und keine Aussage. 8 Startwerte"),
    ],
)
def test_plan_warns(command: Callable[..., Any], tmp_path: Path, seeds: int, language: str, words: str) -> None:
    tiny_plan(tmp_path, seeds=seeds)
    done = command("plan", tmp_path / "tiny.toml", "--lang", language)
    assert done.code == 0, done.err
    assert words in done.out
    tiny_plan(tmp_path, seeds=8)
    assert words not in command("plan", tmp_path / "tiny.toml", "--lang", language).out


def test_batch_warns_before_it_starts(command: Callable[..., Any], tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("clustersim.cli.batch.engine_maker", lambda *_: SerialEngine)
    tiny_plan(tmp_path, seeds=2)
    done = command("batch", tmp_path / "tiny.toml", "--out", "r")
    assert done.code == 0, done.err
    (line,) = [line for line in done.err.splitlines() if "2 seeds for 3 effects decide" in line]
    assert done.err.index(line) < done.err.index("8 runs")
    assert "seeds and" not in command("batch", tmp_path / "tiny.toml", "--out", "r2", "--quiet").err
