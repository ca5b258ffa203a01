"""Who gets money first when it does not suffice for all: tasks queue, and what is left is carried over.

Pure arithmetic on claims, so that it can be followed with a pencil (tests/agency/test_queue.py).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustersim.spec.parameters import ProcessNumbers

CENT = 0.005  # EUR: less than this is rounding


class Claim(NamedTuple):
    """What a task would cost the agency in this tick, in EUR, and the posts it needs."""

    task: str
    begun: bool  # it was started before
    fixed: float
    variable: float = 0.0
    capital: float = 0.0  # for a building, as much as is due by now
    posts: float = 0.0


@dataclass
class Paid:
    """What a task gets, in EUR of its variable cost and its capital; its fixed cost is paid in full."""

    variable: float = 0.0
    capital: float = 0.0


class Purse(NamedTuple):
    """What there is in this tick."""

    money: float  # EUR: the income and what was carried over
    income: float  # EUR: the budget of the tick
    posts: float = math.inf


class Shared(NamedTuple):
    """Who gets how much, who waits, and the EUR that are left."""

    paid: dict[str, Paid]
    waiting: list[str]
    left: float


def share_out(claims: Sequence[Claim], purse: Purse, process: ProcessNumbers) -> Shared:
    """Return who gets how much of the money of a tick, given the claims in the order of their importance.

    1. Tasks that were begun get their fixed costs; one whose fixed cost is not there in full pauses.
    2. Buildings that were begun get what is due by now, all together up to `process.reserve` of the money.
    3. New tasks start if there is money for the whole fixed cost and for `process.start_share` of the variable one, if
       the fixed costs of all that runs fit the income (what was carried over does not last), and if there are posts.
    4. What is left fills up the variable costs: the same share of what is lacking for all.
    5. What is left goes to buildings, new ones too.
    6. What is left then is for the next tick, up to a limit (`agency.act`).
    """
    reserved = process.reserve * purse.money if process.reserve > 0.0 else 0.0  # 0 x inf is no number
    purse, run = _run_begun(claims, purse)
    purse = purse._replace(money=_build(run, purse.money, reserved))
    purse = _start_new(claims, run, purse, process)
    left = _build(run, _fill_up(run, purse.money), math.inf)
    paid = {claim.task: share for claim, share in run.items()}
    return Shared(paid, [claim.task for claim in claims if claim.task not in paid], max(left, 0.0))


Running = dict[Claim, Paid]


def _run_begun(claims: Sequence[Claim], purse: Purse) -> tuple[Purse, Running]:
    run: Running = {}
    for claim in claims:
        if claim.begun and claim.fixed <= purse.money + CENT and _fits(claim.posts, purse.posts):
            run[claim] = Paid()
            purse = _spend(purse, claim, claim.fixed)
    return purse, run


def _start_new(claims: Sequence[Claim], run: Running, purse: Purse, process: ProcessNumbers) -> Purse:
    for claim in claims:
        first = process.start_share * claim.variable
        there = claim.fixed + first <= purse.money + CENT and claim.fixed <= purse.income + CENT
        if not claim.begun and there and _fits(claim.posts, purse.posts):
            run[claim] = Paid(variable=first)
            purse = _spend(purse, claim, claim.fixed + first)
    return purse


def _fill_up(run: Running, money: float) -> float:
    lacking = math.fsum(claim.variable - paid.variable for claim, paid in run.items())
    share = 1.0 if lacking <= money else max(money, 0.0) / lacking
    for claim, paid in run.items():
        paid.variable += share * (claim.variable - paid.variable)
    return money - share * lacking if lacking < math.inf else 0.0


def _build(run: Running, money: float, most: float) -> float:
    """Pay for the buildings of those that run, in their order, all together at most `most`; return what is left."""
    for claim, paid in run.items():
        amount = max(min(claim.capital - paid.capital, most, money), 0.0)
        paid.capital += amount
        most, money = most - amount, money - amount
    return money


def _spend(purse: Purse, claim: Claim, amount: float) -> Purse:
    """Return the purse without an amount; the fixed cost lowers the income that is still free."""
    return Purse(purse.money - amount, purse.income - claim.fixed, purse.posts - claim.posts)


def _fits(need: float, there: float) -> bool:
    return need <= there + 1e-9
