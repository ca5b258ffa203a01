"""What a scenario and its region are called: derived from what runs, so that no title outlives a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustersim.policies.registry import POLICIES, short_name
from clustersim.texts import known, number, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clustersim.scenario.fields import ScenarioFields
    from clustersim.texts import Language

TITLES: tuple[tuple[str, Language], ...] = (("title", "en"), ("title_de", "de"))
WRITTEN_FOR = ("policies", "agency.regime", "region", "start.kind", "shocks")  # changes that titles do not survive
FEW = 3  # tasks that a title names one by one
MOST_CHANGES = 2  # of other values that a title names one by one
SAYS_NOTHING = ("name", "title", "title_de", "description", "output", "ticks")  # what a title need not tell


def region_name(scenario: ScenarioFields, language: Language = "en") -> str:
    """Return what the region of a scenario is called: its own name, else that of the scenario."""
    region = scenario.region
    return (region.name_de if language == "de" else "") or region.name or scenario.name


def basis_of(scenario: ScenarioFields) -> str:
    """Return what the figures of a region rest on: what the scenario says, else what can be seen; '' if nothing."""
    return scenario.region.basis or ("register" if scenario.start.given else "")


def region_text(scenario: ScenarioFields, language: Language = "en") -> str:
    """Return the name of the region and what its figures rest on, as "Altstadt (a made-up region, mature)"."""
    basis = basis_of(scenario)
    state = f" {scenario.start.kind}" if basis == "made-up" and not scenario.start.given else ""
    basis_text = say(language, f"about.{basis}{state}")
    return say(language, "about.region", name=region_name(scenario, language), basis=basis_text)


def in_words(count: int, language: Language = "en") -> str:
    """Return a small whole number as a word, larger ones in digits."""
    key = f"word.{count}"
    return say(language, key) if known(key) else str(count)


def what_runs(scenario: ScenarioFields, language: Language = "en") -> str:
    """Return the tasks that are on in a few words, with their intensities, and whether there are shocks."""
    on = [task for task in POLICIES if task in scenario.tasks_on()]
    if not on:
        text = say(language, "title.no policy")
    elif set(on) == set(POLICIES.shipped):
        text = say(language, "title.all tasks", count=in_words(len(on), language))
    elif len(on) > FEW:
        count, every = in_words(len(on), language), in_words(len(POLICIES), language)
        text = say(language, "title.some tasks", count=count, all=every)
    else:
        text = " + ".join(_task(task, scenario.policies[task].intensity, language) for task in on)
    if scenario.shocks:
        key = "title.shock" if len(scenario.shocks) == 1 else "title.shocks"
        text = say(language, key, what=text, count=in_words(len(scenario.shocks), language))
    return text


def _task(task: str, intensity: float, language: Language) -> str:
    name = short_name(task, language)
    return name if intensity == 1.0 else say(language, "title.intensity", task=name, intensity=intensity)


def titles_after(scenario: ScenarioFields, changes: Mapping[str, object]) -> dict[str, str]:
    """Return the titles of a scenario in which these values (by dotted keys) were changed; none if they still hold.

    What a title was written for may be gone after a change of tasks, regime, region or shocks: then the title is
    derived, from the region and the tasks that run. After other changes it stays. Both say what was changed.
    """
    changed = {key: value for key, value in changes.items() if key.split(".")[0] not in SAYS_NOTHING}
    if not changed or "title" in changes:
        return {}
    derived = any(key.startswith(WRITTEN_FOR) for key in changed)
    own = {"title": scenario.title, "title_de": scenario.title_de}
    others = {key: value for key, value in changed.items() if not _is_switch(key)}
    found = {}
    for name, language in TITLES:
        title = own[name] or scenario.title or scenario.name
        if derived:
            region, what = region_name(scenario, language), what_runs(scenario, language)
            title = say(language, "title.changed", region=region, what=what)
        found[name] = f"{title} ({_listed(others, language)})" if others else title
    return {name: title for name, title in found.items() if name not in changes}


def _is_switch(key: str) -> bool:
    """Say whether a changed value shows in the names of the tasks that run: a task, or its intensity."""
    steps = key.split(".")
    return steps[0] == "policies" and (len(steps) <= 2 or steps[2:] == ["intensity"])


def _listed(changes: Mapping[str, object], language: Language) -> str:
    """Return a few changed values, or how many they are."""
    if len(changes) > MOST_CHANGES:
        return say(language, "title.many changes", count=in_words(len(changes), language))
    return ", ".join(f"{key} = {_shown(value, language)}" for key, value in changes.items())


def _shown(value: object, language: Language) -> str:
    """Return a value as a title shows it: tables and lists only as such."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(value, language, ".6g")
    return "…" if isinstance(value, dict | list | tuple) else str(value)
