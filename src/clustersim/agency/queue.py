"""Who gets money first when it does not suffice for all: tasks queue, and what is left is carried over.

Pure arithmetic on claims, so that it can be followed with a pencil (tests/agency/test_queue.py).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustersim.spec.parameters import ProcessNumbers

CENT, CLOSE = 0.005, 1e-9  # EUR, posts: less than this is rounding


class Claim(NamedTuple):
    """What a task would cost the agency in this tick, in EUR, and the posts it needs."""

    task: str
    begun: bool  # it was started before
    fixed: float
    variable: float = 0.0
    capital: float = 0.0  # for a building, as much as is due by now
    posts: float = 0.0
    later: float = 0.0  # fixed cost that it will have besides when its building stands


class Purse(NamedTuple):
    """What there is in this tick."""

    money: float  # EUR: the income and what was carried over
    income: float  # EUR: the budget of the tick
    posts: float = math.inf


class Shared(NamedTuple):
    """Who gets how much, who waits, and the EUR that are left."""

    level: float  # share of the variable cost that is paid, the same for all that run
    capital: dict[str, float]  # EUR for the building of each task that runs
    waiting: list[str]
    left: float
    room: float = math.inf  # EUR of the income that the fixed costs of all that runs leave: what lasts


def share_out(claims: Sequence[Claim], purse: Purse, process: ProcessNumbers) -> Shared:
    """Return who gets how much of the money of a tick, given the claims in the order of their importance.

    A task runs if its fixed cost is paid in full, and `process.start_share` of its variable one; all that run then run
    at the same level.

    1. Tasks that were begun come first; one for which that is not there pauses.
    2. Buildings that were begun get what is due by now, all together up to `process.reserve` of what is left then.
    3. New tasks start if there is that much money, if there are posts, and if the fixed costs of all that runs, with
       those that buildings under way will have, fit the income: what was carried over does not last.
    4. What is left raises the level of all, up to 1.
    5. What is left goes to buildings, new ones too.
    6. What is left then is for the next tick, up to a limit (`agency.act`).
    """
    run: dict[str, Claim] = {}
    purse = _admit([claim for claim in claims if claim.begun], run, purse, process.start_share)
    capital = dict.fromkeys(run, 0.0)
    reserved = process.reserve * purse.money if process.reserve > 0.0 else 0.0  # 0 x inf is no number
    purse = purse._replace(money=_build(run, capital, purse.money, reserved))
    purse = _admit([claim for claim in claims if not claim.begun], run, purse, process.start_share, lasting=True)
    capital |= dict.fromkeys(run.keys() - capital.keys(), 0.0)
    lacking = math.fsum((1.0 - process.start_share) * claim.variable for claim in run.values())
    share = 1.0 if lacking <= purse.money else max(purse.money, 0.0) / lacking
    level = process.start_share + share * (1.0 - process.start_share)
    left = _build(run, capital, purse.money - share * lacking, math.inf)
    return Shared(
        level, capital, [claim.task for claim in claims if claim.task not in run], max(left, 0.0), purse.income
    )


def _admit(
    claims: Sequence[Claim], run: dict[str, Claim], purse: Purse, start_share: float, *, lasting: bool = False
) -> Purse:
    """Let tasks run as long as there is money and there are posts; the income left is what fixed costs leave of it."""
    for claim in claims:
        need, fixed = claim.fixed + start_share * claim.variable, claim.fixed + claim.later
        there = need <= purse.money + CENT and claim.posts <= purse.posts + CLOSE
        if there and (fixed <= purse.income + CENT or not lasting):
            run[claim.task] = claim
            purse = Purse(purse.money - need, purse.income - fixed, purse.posts - claim.posts)
    return purse


def _build(run: dict[str, Claim], capital: dict[str, float], money: float, most: float) -> float:
    """Pay for the buildings of those that run, in their order, all together at most `most`; return what is left."""
    for task, claim in run.items():
        amount = max(min(claim.capital - capital[task], most, money), 0.0)
        capital[task] += amount
        most, money = most - amount, money - amount
    return money
