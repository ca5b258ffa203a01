"""From the results of a batch to one HTML page that needs nothing else: no network, no script, no second file."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from clustersim.analysis.compare import METRICS, check_versions, compare
from clustersim.analysis.jobs import DISPLACED, SHOWN, Row, for_readers, gain_is_too_small, jobs_table
from clustersim.analysis.titles import about_results, arm_notes, tasks_on, title_and_question
from clustersim.batch.driver import RESULTS
from clustersim.batch.plan_file import plan_source
from clustersim.core.frames import records
from clustersim.errors import InputError, Problem
from clustersim.metrics.titles import metric_title
from clustersim.policies.registry import short_name
from clustersim.report.assumptions import assumptions_table, assumptions_text
from clustersim.report.effect_tables import effects_table
from clustersim.report.evaluation import evaluated
from clustersim.report.findings import findings
from clustersim.report.parts import ReportTable, render
from clustersim.report.pictures import pictures
from clustersim.report.report_words import MOST_ROWS, ReportWords
from clustersim.report.shares import shares
from clustersim.runs.files import write_text
from clustersim.texts import command_line, listed, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clustersim.batch.plan_parts import Arm
    from clustersim.batch.results import Results
    from clustersim.texts import Language

FEW_SEEDS = 5  # below which intervals are so wide, and so uncertain themselves, that the page says so


def report(results: Results, language: Language = "en", *, mixed: bool = False) -> str:
    """Return the page. Raises InputError if there is nothing to compare, or versions of the model are mixed."""
    if not mixed:
        check_versions(results)
    return page(ReportWords(results, compare(results), language))


def write_report(results: Results, path: Path, language: Language = "en", *, mixed: bool = False) -> None:
    """Write the page in one step. Raises InputError as `report`, or if it cannot be written."""
    text = report(results, language, mixed=mixed)
    try:
        write_text(path, text)
    except OSError as error:
        raise InputError([Problem("", 0, "--out", f"{path} cannot be written: {error.strerror or error}")]) from None


def page(words: ReportWords) -> str:
    """Return the whole page."""
    title, question = title_and_question(words.results.plan, words.language)
    shown = evaluated(words.results, words.shown, words.titles, words.language)
    return render(
        "page.html.j2",
        language=words.language,
        word=words.word,
        title=title,
        question=question,
        about=about_results(words.results, words.language),
        notices=notices(words),
        beware=beware(words),
        key_figures=key_figures(words),
        findings=[*shown.findings, *findings(words)],
        evaluation=shown.figures,
        arms=arms_table(words),
        pictures=pictures(words),
        effects=effects_tables(words),
        money=money_table(words),
        money_text=words.word("money text"),
        shares=shares(words),
        robust=robust_table(words),
        robust_text=words.word("robust text"),
        assumptions=assumptions_table(words),
        assumptions_text=assumptions_text(words),
        methods=words.numbered("method"),
        references=words.numbered("reference"),
        provenance=provenance(words),
    )


def notices(words: ReportWords) -> list[str]:
    """Return what has to be known before anything else: that runs are missing or few, and the notes of arms."""
    done, planned = len(words.results.runs), len(words.results.plan.runs())
    seeds = max(effect.seeds for effect in words.effects)
    missing = [words.word("unfinished", done=done, planned=planned)] if done < planned else []
    few = [words.word("few seeds", seeds=seeds)] if 1 < seeds < FEW_SEEDS and words.points.empty else []
    return [*arm_notes(words.results.plan.arms, words.language), *missing, *few]


def beware(words: ReportWords) -> list[str]:
    """Return what the results do not say, for those who read no further."""
    tasks = dict.fromkeys(task for arm in words.results.plan.arms for task in tasks_on(arm))
    keys = ["model", "costs" if tasks else "", "networking" if "networking" in tasks else "", "undecided"]
    return [words.word(f"beware {key}") for key in keys if key]


def key_figures(words: ReportWords) -> list[tuple[str, str]]:
    """Return the size of the experiment."""
    plan, runs = words.results.plan, words.results.runs
    years = plan.ticks * plan.arms[0].scenario.tick_years
    return [
        (words.number(len(plan.arms)), words.word("arms count")),
        (words.number(runs["seed"].nunique()), words.word("seeds count")),
        (words.number(years, "g"), words.word("years")),
        (words.number(len(runs)), words.word("runs")),
    ]


def arms_table(words: ReportWords) -> ReportTable:
    """Return what the arms are."""
    plan = words.results.plan
    counts = words.results.runs.groupby("arm").size().to_dict()
    arms = [
        arm
        for arm in plan.arms
        if arm.name in words.shown or (not arm.baseline and len(plan.arms) <= MOST_ROWS) or arm.name in words.bases()
    ]
    rows = [
        [
            words.titles[arm.name],
            _tasks(words, arm),
            _budget(words, arm),
            words.titles[arm.baseline] if arm.baseline else "–",
            str(counts.get(arm.name, 0)),
        ]
        for arm in arms
    ]
    head = [words.word(key) for key in ("arm", "tasks", "budget", "against", "seeds")]
    more = words.more
    return ReportTable(words.word("arms"), head, rows, f"{words.word('arms text')} {more}".strip())


def _tasks(words: ReportWords, arm: Arm) -> str:
    return listed(short_name(task, words.language) for task in tasks_on(arm)) or words.word("none")


def _budget(words: ReportWords, arm: Arm) -> str:
    """Return the most that an arm may spend in a year; a dash for one without policy."""
    if not tasks_on(arm):
        return "–"
    budget = arm.scenario.agency.budget
    return words.word("unlimited") if budget is None else words.number(budget, ",.0f")


def effects_tables(words: ReportWords) -> list[ReportTable]:
    """Return all there is to say of the effects, a table a metric."""
    more = words.more
    known = (words.results.plan, words.titles, words.language, more)
    return [effects_table(found, *known) for metric in METRICS if (found := words.shown_effects([metric]))]


def money_table(words: ReportWords) -> ReportTable:
    """Return jobs and prices."""
    frame = jobs_table(words.results, arms=words.shown)
    rows = []
    for arm in words.shown:
        mine = {row.what: row for row in records(frame[frame["arm"] == arm])}
        rows.append([words.titles[arm], *(_jobs_cell(words, name, mine) for name in SHOWN)])
    head = [words.word("arm"), *(say(words.language, f"jobs.{name}") for name in SHOWN)]
    return ReportTable(words.word("money"), head, rows)


def _jobs_cell(words: ReportWords, what: str, rows: Mapping[str, Row]) -> str:
    if gain_is_too_small(what, rows):
        return say(words.language, f"jobs.below one.{what}")
    shown = for_readers(rows[what])
    sign = "+" if what == DISPLACED else ""
    return "–" if math.isnan(shown.mean) else " ".join(words.estimate(shown, shown.mean, sign=sign))


def robust_table(words: ReportWords) -> ReportTable | None:
    """Return effects over the points of the assumptions, if there are any."""
    frame = words.points
    if frame.empty:
        return None
    rows = [
        [
            words.policy(row.policy),
            metric_title(row.metric, words.language),
            str(row.points),
            words.number(row.median_percent, "+.1f"),
            words.interval(row.low_percent, row.high_percent, "+.1f"),
            words.number(row.share_rises, ".2f"),
            f"{row.most_with} (ρ = {words.number(row.rank_correlation, '+.2f')}, p = {words.number(row.p, '.2g')})"
            if row.most_with
            else "–",
        ]
        for row in records(frame)
    ]
    return ReportTable(
        words.word("robust"),
        [words.word(key) for key in ("policy", "metric", "points", "median", "range", "rises", "most")],
        rows,
    )


def provenance(words: ReportWords) -> list[tuple[str, str]]:
    """Return what is needed to repeat all this."""
    manifest, plan = words.results.manifest, words.results.plan
    versions = ", ".join(sorted(set(words.results.runs["fingerprint"])))
    environment = ", ".join(f"{name} {version}" for name, version in manifest.environment.items())
    source = plan_source(plan.source, words.results.folder)
    made = command_line("batch", source), command_line("report", RESULTS / plan.name, "--lang", words.language)
    return [
        ("clustersim", manifest.clustersim),
        (words.word("model"), versions),
        (words.word("contents hash"), manifest.contents_sha256),
        (words.word("environment"), environment),
        (words.word("plan"), source),
        (words.word("command"), "; ".join(made)),
    ]
