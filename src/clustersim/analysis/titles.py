"""What arms are called in figures and reports, in English and German."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from clustersim.policies.registry import POLICIES, short_name

if TYPE_CHECKING:
    from clustersim.batch.plan import Arm, Plan

Language = Literal["en", "de"]
NO_POLICY = ("no policy", "ohne Politik")
ALL_TASKS = ("all tasks", "alle Aufgaben")
WITHOUT = ("all but ", "alle außer ")
REGIMES = {
    "adaptive": ("adaptive", "adaptiv"),
    "staged": ("in stages", "in Stufen"),
    "simultaneous": ("all at once", "gleichzeitig"),
    "reversed": ("networks first", "Netzwerke zuerst"),
    "calendar": ("by calendar", "nach Kalender"),
}


def arm_title(arm: Arm, language: Language = "en") -> str:
    """Return the title of an arm: its own, or one made from what its design varied, else its name."""
    number = 0 if language == "en" else 1
    own = (arm.title, arm.title_de or arm.title)[number]
    if own:
        return own
    settings = dict(arm.settings)
    tasks = [name for name, value in settings.items() if name in POLICIES and value]
    if settings and all(name in POLICIES for name in settings):
        if not tasks:
            return NO_POLICY[number]
        if len(tasks) == len(settings) > 1:
            return ALL_TASKS[number]
        if len(tasks) == len(settings) - 1 and len(settings) > 3:
            return WITHOUT[number] + short_name(next(name for name in settings if name not in tasks), language)
        if len(tasks) <= 2:
            return " + ".join(short_name(name, language) for name in tasks)
    if settings.get("regime") in REGIMES:
        return REGIMES[str(settings["regime"])][number]
    return NO_POLICY[number] if settings.get("regime") == "none" else arm.name


def arm_titles(plan: Plan, language: Language = "en") -> dict[str, str]:
    """Return the title of every arm."""
    return {arm.name: arm_title(arm, language) for arm in plan.arms}
