"""Who gets money first: examples that can be followed with a pencil, and what holds for any claims."""

from __future__ import annotations

import math

import numpy as np
import pytest

from clustersim.agency.queue import Claim, Purse, share_out
from clustersim.spec.parameters import ProcessNumbers

PROCESS = ProcessNumbers(reserve=0.4, start_share=0.25)


def out(claims, money, income=None, posts=math.inf, process=PROCESS):
    """Return the level at which all run, what each building gets, who waits, and what is left."""
    found = share_out(claims, Purse(money, money if income is None else income, posts), process)
    return (
        pytest.approx(found.level),
        {task: pytest.approx(eur) for task, eur in found.capital.items()},
        found.waiting,
        found.left,
    )


def test_enough_for_all():
    claims = [Claim("a", False, 10, 20), Claim("b", True, 5, 0, 30)]
    assert out(claims, 100) == (1.0, {"b": 30, "a": 0}, [], 35)


def test_no_limit():
    claims = [Claim("a", False, 10, 20), Claim("b", False, 0, 0, 30)]
    for process in (PROCESS, ProcessNumbers(reserve=0.0)):
        assert out(claims, math.inf, process=process) == (1.0, {"a": 0, "b": 30}, [], math.inf)


def test_what_runs_comes_before_what_is_new_even_if_it_matters_less():
    claims = [Claim("new", False, 60), Claim("old", True, 50)]
    assert out(claims, 100) == (1.0, {"old": 0}, ["new"], 50)


def test_a_fixed_cost_is_paid_in_full_or_not_at_all():
    assert out([Claim("a", False, 80, 0), Claim("b", False, 30, 0)], 100) == (1.0, {"a": 0}, ["b"], 20)
    assert out([Claim("a", True, 80, 0)], 79)[1:] == ({}, ["a"], 79)  # even what runs pauses


@pytest.mark.parametrize("begun", [False, True])
def test_to_run_needs_a_quarter_of_the_variable_cost(begun):
    assert out([Claim("a", begun, 80, 40)], 90) == (0.25, {"a": 0}, [], 0)
    assert out([Claim("a", begun, 80, 40)], 89)[1:] == ({}, ["a"], 89)


def test_what_was_carried_over_starts_nothing_that_the_income_cannot_keep():
    assert out([Claim("a", False, 80)], money=200, income=79) == (1.0, {}, ["a"], 200)
    claims = [Claim("old", True, 60), Claim("new", False, 30)]
    assert out(claims, money=200, income=89) == (1.0, {"old": 0}, ["new"], 140)


def test_a_building_starts_only_if_its_later_cost_fits_and_holds_room_for_it():
    house = Claim("house", False, 0, 0, 90, later=30)
    assert out([house], money=200, income=29) == (1.0, {}, ["house"], 200)
    assert out([house], money=200, income=30) == (1.0, {"house": 90}, [], 110)
    claims = [house._replace(begun=True), Claim("new", False, 75)]
    assert out(claims, 100, process=ProcessNumbers(reserve=0.0))[2] == ["new"]  # 100 - 30 < 75


def test_all_run_at_the_same_level():
    claims = [Claim("old", True, 0, 40), Claim("new", False, 0, 40), Claim("free", False, 0, 0)]
    # each has 10 to run; of the 60 that are lacking 25 are there
    level, capital, waiting, left = out(claims, 45)
    assert (level, waiting, left) == (0.25 + 0.75 * 25 / 60, [], 0)
    assert set(capital) == {"old", "new", "free"}


def test_a_building_takes_its_reserve_of_what_running_tasks_leave_and_the_rest_after_new_ones():
    claims = [Claim("new", False, 50), Claim("house", True, 0, 0, 90), Claim("old", True, 10, 40)]
    # old 10 + 10; of the other 80 the house 32; of the 48 left nothing starts; old's lacking 30; the house the last 18
    assert out(claims, 100) == (1.0, {"house": 50, "old": 0}, ["new"], 0)
    # of 100 left the house takes 40, new 50, old 10 of its lacking 30
    assert out(claims, 120) == (0.25 + 0.75 / 3, {"house": 40, "old": 0, "new": 0}, [], 0)


def test_a_building_never_takes_what_running_tasks_need():
    """Found by a referee: a building took its reserve before running tasks got any of their variable cost."""
    found = share_out([Claim("a", True, 60, 30), Claim("house", True, 0, 0, 100)], Purse(100, 100), PROCESS)
    assert found.level == pytest.approx(0.25 + 0.75 * 19.5 / 22.5)
    assert found.capital["house"] == pytest.approx(0.4 * (100 - 60 - 7.5))


def test_a_new_building_gets_what_is_left():
    claims = [Claim("house", False, 0, 0, 90), Claim("a", False, 50, 40)]
    assert out(claims, 100) == (1.0, {"house": 10, "a": 0}, [], 0)


def test_posts_limit_as_money_does():
    claims = [Claim("a", False, 0, posts=1.0), Claim("b", False, 0, posts=0.6), Claim("c", True, 0, posts=0.5)]
    assert out(claims, 10, posts=1.5) == (1.0, {"c": 0, "a": 0}, ["b"], 10)


@pytest.mark.parametrize("seed", range(200))
def test_what_holds_for_any_claims(seed):
    rng = np.random.default_rng(seed)
    claims = [
        Claim(str(number), bool(rng.integers(2)), *rng.gamma(0.5, 40.0, 3) * rng.integers(0, 2, 3), rng.random())
        for number in range(rng.integers(0, 8))
    ]
    money, income, posts = rng.gamma(1.0, 150.0), rng.gamma(1.0, 100.0), rng.random() * 4.0
    found = share_out(claims, Purse(money, income, posts), PROCESS)
    by_task = {claim.task: claim for claim in claims}
    ran = [by_task[task] for task in found.capital]
    spent = sum(claim.fixed + found.level * claim.variable + found.capital[claim.task] for claim in ran)
    assert spent + found.left == pytest.approx(money, abs=0.02)
    assert sum(claim.posts for claim in ran) <= posts + 1e-6
    assert sorted([*found.capital, *found.waiting]) == sorted(by_task)
    assert PROCESS.start_share - 1e-9 <= found.level <= 1.0 + 1e-9
    for claim in ran:
        assert -1e-9 <= found.capital[claim.task] <= claim.capital + 1e-9
    if found.level < 1.0 - 1e-6 and any(claim.variable > 0.0 for claim in ran):
        assert found.left == pytest.approx(0.0, abs=0.02)  # nothing is carried over while something that runs lacks
