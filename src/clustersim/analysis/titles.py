"""What arms, scenarios and sectors are called in tables, figures and reports."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clustersim.analysis.sweeps import POLICY, short_key
from clustersim.policies.registry import POLICIES, short_name
from clustersim.scenario.titles import basis_of, in_words, region_name, region_text
from clustersim.texts import known, listed, number, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from clustersim.batch.plan import Plan
    from clustersim.batch.plan_parts import Arm
    from clustersim.batch.results import Results
    from clustersim.scenario import Scenario
    from clustersim.texts import Language
    from clustersim.world.snapshot import Snapshot


MOST_NAMED = 3  # settings in the name of a point


def arm_title(arm: Arm, language: Language = "en") -> str:
    """Return the title of an arm: its own, or one made from what its design varied, else its name."""
    own = (arm.title_de if language == "de" else "") or arm.title
    if own:
        return own
    settings = dict(arm.settings)
    if arm.swept:
        return point_title(settings, language)
    tasks = [name for name, value in settings.items() if name in POLICIES and value]
    if settings and all(name in POLICIES for name in settings):
        if not tasks:
            return say(language, "arm.no policy")
        if len(tasks) == len(settings) > 1:
            return say(language, "arm.all tasks", count=in_words(len(tasks), language))
        if len(tasks) == len(settings) - 1 and len(settings) > 3:
            missing = next(name for name in settings if name not in tasks)
            return say(language, "arm.without", task=short_name(missing, language))
        if len(tasks) <= 2:
            return " + ".join(short_name(name, language) for name in tasks)
    regime = f"regime.{settings.get('regime')}"
    return say(language, regime) if known(regime) else arm.name


def arm_notes(arms: Iterable[Arm], language: Language = "en") -> list[str]:
    """Return what must be known of the results of some arms, a sentence an arm that has a note."""
    notes = ((arm, (arm.note_de if language == "de" else "") or arm.note) for arm in arms)
    return [f"{arm_title(arm, language)}: {text}" for arm, text in notes if text]


def point_title(settings: Mapping[str, object], language: Language = "en") -> str:
    """Return what the point of a sweep is called: `networking.intensity = 0.5`; empty for arms of other designs."""
    said = [_setting(key, value, language) for key, value in settings.items() if "." in key]
    shown = listed(said[:MOST_NAMED]) + (", …" if len(said) > MOST_NAMED else "")
    return f"{settings[POLICY]}: {shown}" if said and POLICY in settings else shown


def _setting(key: str, value: object, language: Language) -> str:
    """Return a setting in words: `networking.intensity = 0.5`, `Netzwerkmanagement 50 %`."""
    task, _, rest = key.removeprefix("policies.").partition(".")
    if language == "de" and rest == "intensity" and task in POLICIES and isinstance(value, int | float):
        return say(language, "optimise.task", task=short_name(task, language), intensity=float(value))
    return f"{setting_name(key, language)} = {setting_value(value, language)}"


def setting_name(key: str, language: Language = "en") -> str:
    """Return what a setting is called: in English by its key, which files and options take."""
    task, _, rest = key.removeprefix("policies.").partition(".")
    if language == "en" or not key.startswith("policies.") or task not in POLICIES:
        return short_key(key)
    word = f"setting.{rest}"
    return f"{short_name(task, language)} ({say(language, word) if known(word) else rest})"


def setting_value(value: object, language: Language = "en") -> str:
    """Return the value of a setting as a language writes it."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return number(value, language, ".4g")


def title_and_question(plan: Plan, language: Language = "en") -> tuple[str, str]:
    """Return title and question of a plan."""
    german = language == "de"
    return (plan.title_de if german else "") or plan.title, (plan.question_de if german else "") or plan.question


def scenario_title(scenario: Scenario, language: Language = "en") -> str:
    """Return the title of a scenario, or its name."""
    return (scenario.title_de if language == "de" else "") or scenario.title or scenario.name


def about(
    scenarios: Sequence[Scenario],
    ticks: int,
    seeds: Sequence[int],
    language: Language = "en",
    *,
    firms: Sequence[float] = (),
) -> str:
    """Return in a line what was simulated: region and its basis, firms, years, seeds, and that it is a model.

    `scenarios` are those of all arms; `ticks` is the length of a run, `seeds` are those that ran, `firms` how many
    there were at the start (without it, how many there are in the stationary state).
    """
    first = scenarios[0]
    parts = [
        _regions(scenarios, language),
        _firms("start", firms, language)
        if len(firms)
        else _firms("stationary", [scenario.start.firms for scenario in scenarios], language),
        say(language, "about.years", years=ticks * first.tick_years),
        say(language, "about.seed", seed=str(seeds[0]))
        if len(seeds) == 1
        else say(language, "about.seeds", count=len(seeds)),
        say(language, "about.model"),
    ]
    return " · ".join(parts)


def about_results(results: Results, language: Language = "en") -> str:
    """Return in a line what a batch simulated, as far as it is done; see `about`."""
    plan = results.plan
    seeds = sorted(int(seed) for seed in results.runs["seed"].unique())
    firms = results.metric("firms").iloc[0].dropna().groupby(level="arm").mean()
    return about([arm.scenario for arm in plan.arms], plan.ticks, seeds or plan.seeds, language, firms=list(firms))


def _regions(arms: Sequence[Scenario], language: Language) -> str:
    scenarios: list[Scenario] = []  # one for each region: arms of a region that has no name are no regions of their own
    for one in arms:
        if not any(one.region == other.region and one.start.kind == other.start.kind for other in scenarios):
            scenarios.append(one)
    texts = dict.fromkeys(region_text(scenario, language) for scenario in scenarios)
    if len(texts) == 1:
        return next(iter(texts))
    names = dict.fromkeys(region_name(scenario, language) for scenario in scenarios)
    bases = {basis_of(scenario) for scenario in scenarios}
    basis = say(language, f"about.{bases.pop() if len(bases) == 1 else 'mixed'}")
    if len(names) == 1:
        return say(language, "about.region", name=next(iter(names)), basis=basis)
    count = in_words(len(names), language)
    return say(language, "about.regions", count=count, basis=basis, names="; ".join(names))


def _firms(when: str, counts: Sequence[float], language: Language) -> str:
    low, high = round(min(counts)), round(max(counts))
    if low == high:
        return say(language, f"about.firms {when}", count=low)
    return say(language, f"about.firms {when} between", low=low, high=high)


def snapshots_in(snapshots: Sequence[Snapshot], scenario: Scenario, language: Language) -> list[Snapshot]:
    """Return the snapshots of a run of the scenario with the titles of sectors and institutions in a language."""
    if language == "en":
        return list(snapshots)
    titles = tuple(sector.title_de or sector.title or sector.key for sector in scenario.sectors)
    names = {one.name or one.key: one.name_de for one in scenario.institutions if one.name_de}

    def named(name: str) -> str:
        own, space, tile = (name, "", "") if name in names else name.rpartition(" ")  # 'University (2)' in its tile
        return f"{names[own]}{space}{tile}" if own in names else name

    return [
        replace(one, sector_titles=titles, institution_names=tuple(named(name) for name in one.institution_names))
        for one in snapshots
    ]


def tasks_on(arm: Arm) -> list[str]:
    """Return the tasks that are on in an arm, in the canonical order."""
    return [task for task in POLICIES if task in arm.scenario.tasks_on()]


def table_names(plan: Plan, language: Language) -> dict[str, str]:
    """Return what arms are called in tables of a terminal: in English by their names, points of a sweep with what was
    set.
    """
    if language != "en":
        return arm_titles(plan, language)
    return {arm.name: f"{arm.name}: {point_title(dict(arm.settings))}" for arm in plan.arms if arm.swept}


def base_titles(plan: Plan, language: Language = "en") -> dict[str, str]:
    """Return what the level of every arm is called where it is the baseline: 'no policy' for one without tasks."""
    without = say(language, "arm.no policy")
    return {arm.name: arm_title(arm, language) if tasks_on(arm) else without for arm in plan.arms}


def arm_titles(plan: Plan, language: Language = "en") -> dict[str, str]:
    """Return the title of every arm."""
    return {arm.name: arm_title(arm, language) for arm in plan.arms}
