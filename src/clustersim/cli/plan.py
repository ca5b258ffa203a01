"""`plan`: what an experiment would do, before it is run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clustersim.cli.options import Lang, Processes
from clustersim.cli.terminal import announce_compilation, disk_space, duration, format_table
from clustersim.texts import Language, number, say

if TYPE_CHECKING:
    from clustersim.batch.plan import Plan


def plan(
    source: Annotated[
        str | None, typer.Argument(help="Name of a shipped plan, or path of a plan file.", metavar="[PLAN]")
    ] = None,
    processes: Processes = 0,
    arms: Annotated[bool, typer.Option(help="List all arms, however many.")] = False,
    lang: Lang = "en",
) -> None:
    """Show what a plan would do: arms, runs, estimated time and disk. Without a PLAN, list the shipped plans."""
    if source is None:
        _list_plans(lang)
        return
    from clustersim.analysis.titles import title_and_question
    from clustersim.batch.plan import Plan

    found = Plan.load(source)
    runs = len({run.id for run in found.runs()})
    print("\n".join([*title_and_question(found, lang), ""]))
    _print_arms(found, lang, everything=arms)
    counts = say(lang, "plan.size", arms=len(found.arms), runs=runs, ticks=found.ticks, kept=_kept(found, lang))
    print(f"\n{counts}")
    if found.replication:
        more = found.replication
        metrics, width = ", ".join(more.metrics), 100 * more.half_width
        print(say(lang, "plan.replication", step=more.step, most=more.most, metrics=metrics, width=width))
    if warning := few_seeds_text(found, lang):
        print(warning)
    announce_compilation(lang=lang)
    from clustersim.batch.estimate import estimate

    seconds, size, workers = estimate(found, processes)
    key, disk = "plan.estimate one" if workers == 1 else "plan.estimate", disk_space(size, lang)
    print(say(lang, key, time=duration(seconds, lang), processes=workers, size=disk))


def few_seeds_text(found: Plan, lang: Language = "en") -> str:
    """Return a line that says that the seeds of a plan are too few for verdicts on its arms; empty if they suffice."""
    from clustersim.batch.seeds_needed import SIZE, few_seeds

    few = few_seeds(found)
    if few is None:
        return ""
    key = "plan.points" if few.points else "plan.one seed" if few.seeds < 2 else "plan.few seeds"
    return say(lang, key, seeds=few.seeds, effects=few.effects, size=few.size, needed=few.needed, wanted=SIZE)


def _list_plans(lang: Language) -> None:
    from clustersim.analysis.titles import title_and_question
    from clustersim.batch.plan import Plan
    from clustersim.batch.plan_file import shipped_plans

    rows = [
        [
            name,
            number(len(found.arms), lang, ","),
            number(len(found.runs()), lang, ","),
            title_and_question(found, lang)[1],
        ]
        for name in shipped_plans()
        for found in [Plan.load(name)]
    ]
    print(format_table([say(lang, f"plan.{key}") for key in ("plan", "arms", "runs", "question")], rows))


def _print_arms(found: Plan, lang: Language, *, everything: bool) -> None:
    from clustersim.analysis.titles import arm_title

    shown = found.arms if everything or len(found.arms) <= 24 else found.arms[:20]
    seeds = {arm.name: found.seeds_of(arm) for arm in found.arms}
    rows = [
        [
            arm.name,
            arm.baseline or "-",
            str(len(seeds[arm.name])),
            arm.title or _settings(arm.settings, lang) if lang == "en" else arm_title(arm, lang),
        ]
        for arm in shown
    ]
    print(format_table([say(lang, f"plan.{key}") for key in ("arm", "against", "seeds", "what")], rows))
    if len(shown) < len(found.arms):
        print(say(lang, "plan.more", count=len(found.arms) - len(shown)))


def _settings(settings: tuple[tuple[str, object], ...], lang: Language) -> str:
    if settings and all(type(value) is int and value in (0, 1) and "." not in name for name, value in settings):
        return ", ".join(name for name, value in settings if value) or say("en", "plan.no task")
    from clustersim.analysis.sweeps import short_key
    from clustersim.analysis.titles import setting_value

    if settings == (("policies", {}),):
        return say("en", "plan.no task")
    named = [
        short_key(name) if value == {} else f"{short_key(name)} = {setting_value(value, lang)}"
        for name, value in settings[:6]
    ]
    return ", ".join(named) + (" ..." if len(settings) > 6 else "")


def _kept(found: Plan, lang: Language) -> str:
    kept = ["series", *(name for name in ("firms", "ties", "events") if getattr(found.outputs, name))]
    if found.outputs.metrics != "headline":
        kept.append(say(lang, "plan.measures", set=found.outputs.metrics))
    return ", ".join(kept)
