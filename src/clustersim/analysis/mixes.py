"""What a mix of tasks is: what it sets, what it is called, and which mixes of a search no other one beats.

Doing nothing is a mix as well: it costs nothing and changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from clustersim.policies.registry import POLICIES, short_name
from clustersim.texts import listed, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from clustersim.texts import Language

NOTHING = "none"  # the name of doing nothing
MOST_MIXES = 12  # of the front
WHOLE_NAMES = 2  # tasks up to which a name holds their names in full
ROUNDING = 1e-9  # per cent and EUR that do not count as a difference


class Mix(NamedTuple):
    """What a mix sets, and what the search saw of it: change in density and strength (per cent), extra cost (EUR)."""

    params: Mapping[str, Any]
    seen: tuple[float, float, float]


def changes_of(params: Mapping[str, Any], budget: float) -> dict[str, object]:
    """Return what a mix changes in the scenario."""
    on = {
        task: {"intensity": float(params[task]), "start": float(params[f"start_{task}"])}
        for task in POLICIES
        if params[task] > 0.0
    }
    return {"policies": on, "agency.regime": params["regime"], "agency.budget": budget}


def describe(params: Mapping[str, Any], language: Language = "en") -> str:
    """Return a mix in words: task (in English by the name that scenarios take), intensity, year of its start."""
    found = []
    for task in POLICIES:
        if params.get(task):
            name, start = task if language == "en" else short_name(task, language), float(params[f"start_{task}"])
            key = "optimise.later" if start else "optimise.task"
            found.append(say(language, key, task=name, intensity=float(params[task]), year=start))
    return listed(found) or say(language, "optimise.nothing")


def name_of(params: Mapping[str, Any]) -> str:
    """Return the name of a mix for arms and files: its tasks with their intensities in per cent."""
    on = [task for task in POLICIES if params[task] > 0.0]
    return "_".join(f"{task if len(on) <= WHOLE_NAMES else task[:5]}-{100.0 * float(params[task]):.0f}" for task in on)


def beats(one: Sequence[float], other: Sequence[float]) -> bool:
    """Say whether values (density, strength, cost) are as good as others in everything, and better in something."""
    gains = [one[0] - other[0], one[1] - other[1], other[2] - one[2]]
    return min(gains) >= -ROUNDING and max(gains) > ROUNDING


def is_for_nothing(values: Sequence[float]) -> bool:
    """Say whether values (density, strength, cost) bring nothing that doing nothing does not bring."""
    return values[0] <= ROUNDING and values[1] <= ROUNDING


def front_of(trials: Iterable[Mix]) -> dict[str, Mix]:
    """Return the mixes that no other beats, nor doing nothing, by their names and by strength; without doubles.

    At most `MOST_MIXES`: the ends of each objective, then evenly by strength.
    """
    unique: dict[tuple[float, ...], Mix] = {}
    for trial in trials:
        if not is_for_nothing(trial.seen):
            unique.setdefault(trial.seen, trial)
    mixes = [one for one in unique.values() if not any(beats(other.seen, one.seen) for other in unique.values())]
    return named(_thinned(sorted(mixes, key=lambda mix: mix.seen[1])))


def _thinned(mixes: list[Mix]) -> list[Mix]:
    if len(mixes) <= MOST_MIXES:
        return mixes
    places = range(len(mixes))
    ends = {max(places, key=lambda place: mixes[place].seen[0]), len(mixes) - 1}
    ends.add(min(places, key=lambda place: mixes[place].seen[2]))
    rest = [place for place in places if place not in ends]
    picked = np.linspace(0, len(rest) - 1, MOST_MIXES - len(ends)).round().astype(int)
    return [mixes[place] for place in sorted(ends | {rest[place] for place in picked})]


def named(mixes: Iterable[Mix]) -> dict[str, Mix]:
    """Return mixes by their names; those of equal tasks, which differ in timing or regime, are numbered."""
    found: dict[str, Mix] = {}
    for mix in mixes:
        name, number = name_of(mix.params), 2
        while name in found:
            name, number = f"{name_of(mix.params)}-no{number}", number + 1
        found[name] = mix
    return found
