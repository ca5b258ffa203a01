"""From what a plan file says of a design to the arms that follow from it, with what is wrong at its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from clustersim.batch import designs
from clustersim.errors import did_you_mean
from clustersim.scenario.files import paths
from clustersim.spec.parameters import Parameter, catalogue

if TYPE_CHECKING:
    from clustersim.batch.plan_schema import DesignPart, RangePart

Wrong = Callable[[str, str], None]  # takes a key and what is wrong there


def flat(changes: Mapping[str, object], before: str = "") -> dict[str, Any]:
    """Return nested tables of changes as dotted keys; an empty table stays one (it switches a task on)."""
    found: dict[str, Any] = {}
    for key, value in changes.items():
        name = f"{before}.{key}" if before else key
        if isinstance(value, dict) and value:
            found |= flat(value, name)
        else:
            found[name] = value
    return found


def drafts_of(part: DesignPart, key: str, wrong: Wrong) -> list[designs.Draft]:
    """Return the arms of a design before their scenarios are made; what is wrong with it is said at its place."""
    tasks, settings = list(part.tasks), {str(task): dict(values) for task, values in part.settings.items()}
    each = {name: flat(changes) for name, changes in part.each.items()}
    match part.kind:
        case "one-at-a-time":
            return designs.one_at_a_time(tasks, settings)
        case "leave-one-out":
            return designs.leave_one_out(tasks, settings)
        case "full-factorial":
            return designs.full_factorial(tasks, settings)
        case "fractional-factorial":
            return designs.fractional_factorial(tasks, settings, part.resolution)
        case "plackett-burman":
            return designs.plackett_burman(tasks, settings)
        case "regimes":
            return designs.regimes(
                tasks,
                settings,
                part.budget,
                part.regimes,
                {str(task): year for task, year in part.calendar.items()},
            )
        case "grid":
            if not part.levels or not all(part.levels.values()):
                wrong(
                    f"{key}.levels",
                    'must give a list of values by dotted key, as "parameters.entry.additionality" = [0.1, 0.3]',
                )
                return []
            twice = {name: value for name, values in part.levels.items() if (value := _twice(values)) is not None}
            for name, value in twice.items():
                wrong(f"{key}.levels.{paths.dotted((name,))}", f"names {paths.shown(value)} more than once")
            if twice:
                return []
            return designs.grid({name: list(values) for name, values in part.levels.items()}, each)
        case _:
            ranges = _ranges(part, key, wrong)
            if not ranges:
                wrong(
                    f"{key}.ranges",
                    'must name what to vary, as "parameters.entry.additionality" = {}, or set assumptions = true',
                )
                return []
            sample = designs.sobol if part.kind == "sobol" else designs.latin_hypercube
            return sample(ranges, part.samples, part.sample_seed, each)


def _twice(values: Sequence[object]) -> object:
    """Return the first value that stands in a list more than once, None if there is none; 1 and 1.0 are the same."""
    for place, value in enumerate(values):
        if any(value == other and isinstance(value, bool) == isinstance(other, bool) for other in values[:place]):
            return value
    return None


def _ranges(part: DesignPart, key: str, wrong: Wrong) -> dict[str, designs.Range]:
    """Return the range of everything that a sample varies."""
    known = {row.key: row for row in catalogue()}
    found: dict[str, designs.Range] = {}
    if part.assumptions:
        found |= designs.assumption_ranges(part.spread)
    for name, given in part.ranges.items():
        made = _range(name, given, known, f"{key}.ranges.{paths.dotted((name,))}", wrong)
        if made is not None:
            found[name] = made
    return found


def _range(name: str, given: RangePart, known: Mapping[str, Parameter], key: str, wrong: Wrong) -> designs.Range | None:
    """Return one range, or None after saying what is wrong with it."""
    row = known.get(name)
    low, high = given.low, given.high
    if row is None and name.startswith(("parameters.", "channels.")):
        wrong(key, f"is no parameter.{did_you_mean(name, list(known))}")
        return None
    if row is None and (low is None or high is None):
        wrong(key, "needs low and high: only parameters have a range of their own")
        return None
    number = None if row is None else row.number
    low = number.low if low is None and number is not None else low
    high = number.high if high is None and number is not None else high
    if low is None or high is None:
        return None
    if low >= high or (given.log and low <= 0):
        wrong(key, f"from {low:g} to {high:g} is no range" + (" for a logarithm" if given.log and low <= 0 else ""))
        return None
    return designs.Range(low, high, given.log, row is not None and isinstance(row.default, int))
