"""Designs: which arms an experiment has. Each function returns arms as names and what they change in the scenario."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.linalg import hadamard
from scipy.stats import qmc

from clustersim.spec.parameters import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Changes = dict[str, Any]
OF_PLAN = "?"  # the baseline of the plan
BASE = "none"  # the arm without any task
FIRST_ROWS = {
    12: "++-+++---+-",
    20: "++--++++-+-+----++-",
    24: "+++++-+-++--++--+-+----",
}  # Plackett and Burman (1946), table p. 323


class Draft(NamedTuple):
    """An arm before its scenario is made: its name, what it changes, what it is compared with, and what the design
    varied.
    """

    name: str
    changes: Changes
    baseline: str
    settings: Changes


class Range(NamedTuple):
    """A number that a sample varies, evenly or evenly on the logarithm."""

    low: float
    high: float
    log: bool = False
    whole: bool = False

    def at(self, share: float) -> float | int:
        """Return the value at a share of the range from 0 to 1."""
        value = self.low * (self.high / self.low) ** share if self.log else self.low + share * (self.high - self.low)
        return min(int(value + 0.5), int(self.high)) if self.whole else float(f"{value:.12g}")


def tasks_on(tasks: Sequence[str], settings: Mapping[str, Changes]) -> Changes:
    """Return the change that switches on just these tasks with the settings given, and no others."""
    return {"policies": {task: dict(settings.get(task, {})) for task in tasks}}


def name_of(tasks: Sequence[str], all_tasks: Sequence[str]) -> str:
    """Return the name of an arm with these tasks."""
    if not tasks:
        return BASE
    if len(tasks) == len(all_tasks) > 1:
        return "all"
    return "+".join(tasks)


def _of_tasks(chosen: Sequence[str], tasks: Sequence[str], settings: Mapping[str, Changes], name: str = "") -> Draft:
    varied = {task: int(task in chosen) for task in tasks}
    return Draft(name or name_of(chosen, tasks), tasks_on(chosen, settings), BASE if chosen else "", varied)


def one_at_a_time(tasks: Sequence[str], settings: Mapping[str, Changes]) -> list[Draft]:
    """Return no task, each task alone, and all of them."""
    sets = [(), *((task,) for task in tasks), tuple(tasks)]
    return [_of_tasks(chosen, tasks, settings) for chosen in dict.fromkeys(sets)]


def leave_one_out(tasks: Sequence[str], settings: Mapping[str, Changes]) -> list[Draft]:
    """Return no task, all of them, and all but each."""
    found = [_of_tasks((), tasks, settings), _of_tasks(tasks, tasks, settings)]
    return found + [
        _of_tasks([other for other in tasks if other != task], tasks, settings, f"without-{task}")
        for task in tasks
        if len(tasks) > 1
    ]


def full_factorial(tasks: Sequence[str], settings: Mapping[str, Changes]) -> list[Draft]:
    """Return all 2^n sets of tasks; numbered names beyond single tasks, since they would be too long."""
    found = []
    for number in range(2 ** len(tasks)):
        chosen = [task for place, task in enumerate(tasks) if number >> place & 1]
        found.append(_of_tasks(chosen, tasks, settings, _short(chosen, tasks)))
    return found


def _short(chosen: Sequence[str], tasks: Sequence[str]) -> str:
    """Return the name of a set of tasks: initials are ambiguous, so three letters of each."""
    return (
        name_of(chosen, tasks)
        if len(chosen) <= 1 or len(chosen) == len(tasks)
        else "+".join(task[:5] for task in chosen)
    )


def fractional_factorial(tasks: Sequence[str], settings: Mapping[str, Changes], resolution: int) -> list[Draft]:
    """Return the smallest two-level design of at least this resolution (3, 4 or 5), and the arm without tasks.

    Columns are words of a full design in fewer factors (Box, Hunter and Hunter 1978): of resolution 3 all words, of 4
    the odd ones, of 5 words chosen so that no product of up to four is the identity.
    """
    return _two_level(tasks, settings, _regular(len(tasks), resolution))


def plackett_burman(tasks: Sequence[str], settings: Mapping[str, Changes]) -> list[Draft]:
    """Return a Plackett-Burman design folded over (main effects clear of pairs), and the arm without tasks."""
    size = next(size for size in (4, 8, 12, 16, 20, 24) if size > len(tasks))
    if size in FIRST_ROWS:
        first = np.array([1 if sign == "+" else -1 for sign in FIRST_ROWS[size]])
        table = np.vstack([*(np.roll(first, shift) for shift in range(size - 1)), -np.ones(size - 1, dtype=int)])
    else:
        table = hadamard(size)[:, 1:]
    chosen = table[:, : len(tasks)]
    return _two_level(tasks, settings, np.vstack([chosen, -chosen]))


def _two_level(tasks: Sequence[str], settings: Mapping[str, Changes], table: np.ndarray) -> list[Draft]:
    sets = [tuple(task for task, sign in zip(tasks, row, strict=True) if sign > 0) for row in table]
    return [_of_tasks(chosen, tasks, settings, _short(chosen, tasks)) for chosen in dict.fromkeys([(), *sets])]


def _regular(factors: int, resolution: int) -> np.ndarray:
    """Return a regular two-level design as signs, shape (runs, factors)."""
    for basic in range(1, factors + 1):
        words = _words(basic, factors, resolution)
        if words is not None:
            break
    levels = np.array(list(itertools.product((-1, 1), repeat=basic)))
    columns = [
        np.prod(levels[:, [place for place in range(basic) if word >> place & 1]], axis=1) for word in words or []
    ]
    return np.stack(columns, axis=1)


def _words(basic: int, factors: int, resolution: int) -> list[int] | None:
    """Return the columns as words (bits of basic factors) of which no product of fewer than `resolution` is 1; None if
    there are not enough.
    """
    chosen = [1 << place for place in range(basic)]
    for word in sorted(range(1, 2**basic), key=lambda word: (-word.bit_count(), word)):
        if len(chosen) >= factors:
            break
        if word not in chosen and _clear([*chosen, word], resolution):
            chosen.append(word)
    return chosen[:factors] if len(chosen) >= factors else None


def _clear(words: Sequence[int], resolution: int) -> bool:
    """Say whether no product of fewer than `resolution` words that holds the last one is the identity."""
    last = words[-1]
    for count in range(1, resolution - 1):
        for others in itertools.combinations(words[:-1], count):
            product = last
            for word in others:
                product ^= word
            if product == 0:
                return False
    return True


def grid(levels: Mapping[str, Sequence[Any]], each: Mapping[str, Changes]) -> list[Draft]:
    """Return every combination of the levels given."""
    points = [dict(zip(levels, values, strict=True)) for values in itertools.product(*levels.values())]
    return list(_points(points, each))


def latin_hypercube(ranges: Mapping[str, Range], samples: int, seed: int, each: Mapping[str, Changes]) -> list[Draft]:
    """Return a Latin hypercube sample of the ranges."""
    return list(_points(_scaled(qmc.LatinHypercube(len(ranges), rng=seed).random(samples), ranges), each))


def sobol(ranges: Mapping[str, Range], samples: int, seed: int, each: Mapping[str, Changes]) -> list[Draft]:
    """Return a scrambled Sobol sequence over the ranges; balanced if `samples` is a power of 2."""
    power = max(0, math.ceil(math.log2(max(samples, 1))))
    return list(_points(_scaled(qmc.Sobol(len(ranges), rng=seed).random_base2(power)[:samples], ranges), each))


def assumption_ranges(spread: float) -> dict[str, Range]:
    """Return for every number marked as assumption 1 / (1 + spread) to (1 + spread) times its default, kept in its
    range.
    """
    found = {}
    for row in catalogue():
        if "assumption" in row.number.source and row.default and not isinstance(row.default, int):
            ends = sorted((row.default / (1.0 + spread), row.default * (1.0 + spread)))
            low, high = max(ends[0], row.number.low), min(ends[1], row.number.high)
            if low < high:
                found[row.key] = Range(low, high)
    return found


def _scaled(shares: np.ndarray, ranges: Mapping[str, Range]) -> list[Changes]:
    return [{key: ranges[key].at(float(share)) for key, share in zip(ranges, row, strict=True)} for row in shares]


def _points(points: Sequence[Changes], each: Mapping[str, Changes]) -> Iterator[Draft]:
    """Yield the arms of every point: those named in `each` (changes on top of the point), the first being the baseline
    of the others. Without `each` the points are compared with the baseline of the plan: the first of them, or the one
    that the plan names.
    """
    width = len(str(max(len(points) - 1, 0)))
    first = next(iter(each), "")
    for number, point in enumerate(points):
        mark = f"p{number:0{width}d}"
        if not each:
            yield Draft(mark, dict(point), OF_PLAN, dict(point))
        for name, changes in each.items():
            base = "" if name == first else f"{mark}-{first}"
            yield Draft(f"{mark}-{name}", point | changes, base, dict(point) | {"policy": name})


def regimes(
    tasks: Sequence[str],
    settings: Mapping[str, Changes],
    budget: float,
    chosen: Sequence[str],
    calendar: Mapping[str, float],
) -> list[Draft]:
    """Return no task, and all tasks in each regime at the same budget a year; in `calendar` some start in the years
    given.
    """
    found = [Draft(BASE, tasks_on((), settings), "", {"regime": BASE})]
    for regime in chosen:
        on = tasks_on(tasks, settings)
        for task, year in calendar.items():
            if regime == "calendar" and task in on["policies"]:
                on["policies"][task].setdefault("start", year)
        found.append(Draft(regime, on | {"agency.regime": regime, "agency.budget": budget}, BASE, {"regime": regime}))
    return found
