"""Who gets money first: examples that can be followed with a pencil, and what holds for any claims."""

from __future__ import annotations

import math

import numpy as np
import pytest

from clustersim.agency.queue import Claim, Purse, share_out
from clustersim.spec.parameters import ProcessNumbers

PROCESS = ProcessNumbers(reserve=0.4, start_share=0.25)


def out(claims, money, income=None, posts=math.inf, process=PROCESS):
    """Return what each task gets of its variable cost and its capital, who waits, and what is left."""
    found = share_out(claims, Purse(money, money if income is None else income, posts), process)
    paid = {task: (pytest.approx(paid.variable), pytest.approx(paid.capital)) for task, paid in found.paid.items()}
    return paid, found.waiting, found.left


def test_enough_for_all():
    claims = [Claim("a", False, 10, 20), Claim("b", True, 5, 0, 30)]
    assert out(claims, 100) == ({"b": (0, 30), "a": (20, 0)}, [], 35)


def test_no_limit():
    claims = [Claim("a", False, 10, 20), Claim("b", False, 0, 0, 30)]
    for process in (PROCESS, ProcessNumbers(reserve=0.0)):
        assert out(claims, math.inf, process=process) == ({"a": (20, 0), "b": (0, 30)}, [], math.inf)


def test_what_runs_comes_before_what_is_new_even_if_it_matters_less():
    claims = [Claim("new", False, 60), Claim("old", True, 50)]
    assert out(claims, 100) == ({"old": (0, 0)}, ["new"], 50)


def test_a_fixed_cost_is_paid_in_full_or_not_at_all():
    assert out([Claim("a", False, 80, 0), Claim("b", False, 30, 0)], 100) == ({"a": (0, 0)}, ["b"], 20)
    assert out([Claim("a", True, 80, 0)], 79) == ({}, ["a"], 79)  # even what runs pauses


def test_a_start_needs_a_quarter_of_the_variable_cost():
    assert out([Claim("a", False, 80, 40)], 90) == ({"a": (10, 0)}, [], 0)
    assert out([Claim("a", False, 80, 40)], 89) == ({}, ["a"], 89)


def test_what_was_carried_over_starts_nothing_that_the_income_cannot_keep():
    assert out([Claim("a", False, 80)], money=200, income=79) == ({}, ["a"], 200)
    claims = [Claim("old", True, 60), Claim("new", False, 30)]
    assert out(claims, money=200, income=89) == ({"old": (0, 0)}, ["new"], 140)


def test_variable_costs_are_filled_up_alike():
    claims = [Claim("old", True, 0, 40), Claim("new", False, 0, 40)]
    # the new one has 10 for its start; of the 70 that are lacking 35 are there: each gets half of what it lacks
    assert out(claims, 45) == ({"old": (20, 0), "new": (25, 0)}, [], 0)


def test_a_building_that_was_begun_takes_its_reserve_before_new_starts_and_the_rest_after_them():
    claims = [Claim("new", False, 50), Claim("house", True, 0, 0, 90)]
    assert out(claims, 100) == ({"house": (0, 50), "new": (0, 0)}, [], 0)  # 40, then 10 that nobody else needs
    assert out(claims, 89) == ({"house": (0, 39), "new": (0, 0)}, [], 0)
    assert out(claims, 80) == ({"house": (0, 80)}, ["new"], 0)  # 32 reserved: 48 is not enough for the new one


def test_a_new_building_gets_what_is_left():
    claims = [Claim("house", False, 0, 0, 90), Claim("a", False, 50, 40)]
    assert out(claims, 100) == ({"house": (0, 10), "a": (40, 0)}, [], 0)


def test_posts_limit_as_money_does():
    claims = [Claim("a", False, 0, 0, 0, 1.0), Claim("b", False, 0, 0, 0, 0.6), Claim("c", True, 0, 0, 0, 0.5)]
    assert out(claims, 10, posts=1.5) == ({"c": (0, 0), "a": (0, 0)}, ["b"], 10)


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
    spent = sum(by_task[task].fixed + paid.variable + paid.capital for task, paid in found.paid.items())
    assert spent + found.left == pytest.approx(money, abs=0.01)
    assert sum(by_task[task].posts for task in found.paid) <= posts + 1e-6
    assert sorted([*found.paid, *found.waiting]) == sorted(by_task)
    for task, paid in found.paid.items():
        claim = by_task[task]
        assert -1e-9 <= paid.variable <= claim.variable + 1e-9
        assert -1e-9 <= paid.capital <= claim.capital + 1e-9
        assert claim.begun or paid.variable >= PROCESS.start_share * claim.variable - 1e-9
    lacking = [task for task, paid in found.paid.items() if paid.variable < by_task[task].variable - 1e-6]
    if lacking:
        assert found.left == pytest.approx(0.0, abs=0.01)  # nothing is carried over while something that runs lacks
