"""From the results of a batch to one HTML page that needs nothing else: no network, no script, no second file."""

from __future__ import annotations

import itertools
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING

from clustersim import plots
from clustersim.analysis.attribute import attribute
from clustersim.analysis.compare import METRICS, SEEN, Effect, check_versions, compare
from clustersim.analysis.jobs import DISPLACED, SHOWN, Row, for_readers, gain_is_too_small, jobs_table
from clustersim.analysis.points import over_points
from clustersim.analysis.sweeps import sweep_table, varied
from clustersim.analysis.titles import about_results, arm_notes, arm_titles, tasks_on, title_and_question
from clustersim.batch.driver import RESULTS
from clustersim.batch.plan_file import plan_source
from clustersim.core.frames import records
from clustersim.errors import InputError, Problem
from clustersim.metrics.registry import HEADLINE
from clustersim.metrics.titles import metric_title, unit_name
from clustersim.plots.arms import shown_arms
from clustersim.plots.style import as_data
from clustersim.policies.base import meaning_of
from clustersim.policies.registry import POLICIES, short_name
from clustersim.report.alternatives import alternatives
from clustersim.report.effect_tables import effects_table, headline_table, percent_interval
from clustersim.report.evaluation import evaluated
from clustersim.report.over_time import differences_table, differences_title, levels_table
from clustersim.report.parts import Cells, ReportFigure, ReportTable, render
from clustersim.runs.files import write_text
from clustersim.spec.parameters import catalogue, describe
from clustersim.texts import command_line, estimate, interval, known, level, listed, millions, minus, percent, say
from clustersim.texts import number as written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clustersim.analysis.attribute import Contribution
    from clustersim.batch.plan_parts import Arm
    from clustersim.batch.results import Results
    from clustersim.texts import Language

FEW_SEEDS = 5  # below which intervals are so wide, and so uncertain themselves, that the page says so
MOST_ROWS = 30  # of a table; more are in the CSV files


def report(results: Results, language: Language = "en", *, mixed: bool = False) -> str:
    """Return the page. Raises InputError if there is nothing to compare, or versions of the model are mixed."""
    if not mixed:
        check_versions(results)
    return _Writer(results, compare(results), language).page()


class _Writer:
    """Knows results, effects and a language, and makes the parts of the page."""

    def __init__(self, results: Results, effects: Sequence[Effect], language: Language) -> None:
        self.results, self.effects, self.language = results, effects, language
        self.titles = arm_titles(results.plan, language)
        self.shown = shown_arms(effects, MOST_ROWS)
        self.points = over_points(results, effects)

    def page(self) -> str:
        """Return the whole page."""
        title, question = title_and_question(self.results.plan, self.language)
        shown = evaluated(self.results, self.shown, self.titles, self.language)
        return render(
            "page.html.j2",
            language=self.language,
            word=self.word,
            title=title,
            question=question,
            about=about_results(self.results, self.language),
            notices=self.notices(),
            beware=self.beware(),
            key_figures=self.key_figures(),
            findings=[*shown.findings, *self.findings()],
            evaluation=shown.figures,
            arms=self.arms_table(),
            pictures=self.pictures(),
            effects=self.effects_tables(),
            money=self.money_table(),
            money_text=self.word("money text"),
            shares=self.shares(),
            robust=self.robust_table(),
            robust_text=self.word("robust text"),
            assumptions=self.assumptions(),
            assumptions_text=self.assumptions_text(),
            methods=self.numbered("method"),
            references=self.numbered("reference"),
            provenance=self.provenance(),
        )

    # ---- words and numbers
    # ------------------------------------------------------------------------------------------------

    def word(self, key: str, **values: object) -> str:
        """Return a text of the report."""
        return say(self.language, f"report.{key}", **values)

    def numbered(self, key: str) -> list[str]:
        """Return the texts key1, key2 and so on."""
        names = (f"{key}{number}" for number in itertools.count(1))
        return [self.word(name) for name in itertools.takewhile(lambda name: known(f"report.{name}"), names)]

    def number(self, value: float, spec: str = ".4g") -> str:
        """Return a number as the language writes it, a dash for none."""
        return minus(written(value, self.language, spec))

    def interval(self, low: float, high: float, spec: str = "+.4g") -> str:
        """Return an interval."""
        return minus(interval(low, high, self.language, spec))

    def estimate(self, row: Effect | Row | Contribution, value: float, sign: str = "+") -> Cells:
        """Return the value of a row and its interval, as everywhere else."""
        return [minus(text) for text in estimate(value, row.low, row.high, self.language, sign)]

    def percent(self, share: float) -> str:
        """Return a change in per cent."""
        return minus(percent(share, self.language))

    # ---- parts
    # ------------------------------------------------------------------------------------------------------------

    def notices(self) -> list[str]:
        """Return what has to be known before anything else: that runs are missing or few, and the notes of arms."""
        done, planned = len(self.results.runs), len(self.results.plan.runs())
        seeds = max(effect.seeds for effect in self.effects)
        missing = [self.word("unfinished", done=done, planned=planned)] if done < planned else []
        few = [self.word("few seeds", seeds=seeds)] if 1 < seeds < FEW_SEEDS and self.points.empty else []
        return [*arm_notes(self.results.plan.arms, self.language), *missing, *few]

    def beware(self) -> list[str]:
        """Return what the results do not say, for those who read no further."""
        tasks = dict.fromkeys(task for arm in self.results.plan.arms for task in tasks_on(arm))
        keys = ["model", "costs" if tasks else "", "networking" if "networking" in tasks else "", "undecided"]
        return [self.word(f"beware {key}") for key in keys if key]

    def key_figures(self) -> list[tuple[str, str]]:
        """Return the size of the experiment."""
        plan, runs = self.results.plan, self.results.runs
        years = plan.ticks * plan.arms[0].scenario.tick_years
        return [
            (self.number(len(plan.arms)), self.word("arms count")),
            (self.number(runs["seed"].nunique()), self.word("seeds count")),
            (self.number(years, "g"), self.word("years")),
            (self.number(len(runs)), self.word("runs")),
        ]

    def findings(self) -> list[str]:
        """Return the findings as sentences: the clearest effects on the headline measures, what is not seen, what is
        exactly nothing.
        """
        if not self.points.empty:
            return self._point_findings()
        found = []
        clear: set[str] = set()
        for metric in HEADLINE:
            rows = [effect for effect in self.effects if effect.metric == metric]
            seen = sorted(
                (effect for effect in rows if effect.verdict in SEEN),
                key=lambda effect: -abs(effect.percent),
            )
            clear |= {effect.arm for effect in seen}
            name = metric_title(metric, self.language)
            found += [self._finding(name, effect) for effect in seen[:3]] or self._nothing(name, rows)
        same = [
            arm
            for arm in self.shown
            if all(
                effect.verdict == "no difference"
                for effect in self.effects
                if effect.arm == arm and effect.metric in HEADLINE
            )
        ]
        rest = [arm for arm in self.shown if arm not in clear and arm not in same]
        seeds = max(effect.seeds for effect in self.effects)
        for key, arms in (("not seen", rest), ("exactly", same)):
            if arms and seeds > 1:
                names = listed(self.titles[arm] for arm in arms[:12]) + (" …" if len(arms) > 12 else "")
                found.append(self.word(key, arms=names, seeds=seeds))
        return found

    def _nothing(self, name: str, rows: Sequence[Effect]) -> list[str]:
        """Return that nothing is decided on a metric; nothing where there is no difference at all."""
        if all(effect.verdict == "no difference" for effect in rows):
            return []
        seeds = max(effect.seeds for effect in rows)
        return [self.word("nothing", metric=name, seeds=seeds) if seeds > 1 else self.word("one seed", metric=name)]

    def _point_findings(self) -> list[str]:
        """Return what holds over the points of the assumptions: single points have too few seeds to say anything."""
        return [
            self.word(
                "over points",
                metric=metric_title(row.metric, self.language),
                policy=self._policy(row.policy),
                median=self.number(row.median_percent, "+.1f"),
                low=self.number(row.low_percent, "+.1f"),
                high=self.number(row.high_percent, "+.1f"),
                points=row.points,
                share=self.number(100.0 * row.share_rises, ".0f"),
            )
            for row in records(self.points)
            if row.metric in HEADLINE
        ]

    def _policy(self, name: str) -> str:
        return short_name(name, self.language) if name in POLICIES else name

    def _finding(self, name: str, effect: Effect) -> str:
        return self.word(
            "clear",
            metric=name,
            arm=self.titles[effect.arm],
            percent=self.percent(effect.percent),
            interval=minus(percent_interval(effect, self.language)),
            cost=millions(effect.cost, self.language),
        )

    def arms_table(self) -> ReportTable:
        """Return what the arms are."""
        plan = self.results.plan
        counts = self.results.runs.groupby("arm").size().to_dict()
        arms = [
            arm
            for arm in plan.arms
            if arm.name in self.shown or (not arm.baseline and len(plan.arms) <= MOST_ROWS) or arm.name in self._bases()
        ]
        rows = [
            [
                self.titles[arm.name],
                self._tasks(arm),
                self._budget(arm),
                self.titles[arm.baseline] if arm.baseline else "–",
                str(counts.get(arm.name, 0)),
            ]
            for arm in arms
        ]
        head = [self.word(key) for key in ("arm", "tasks", "budget", "against", "seeds")]
        more = self._more(len(self.shown), len({effect.arm for effect in self.effects}))
        return ReportTable(self.word("arms"), head, rows, f"{self.word('arms text')} {more}".strip())

    def _bases(self) -> set[str]:
        return {effect.baseline for effect in self.effects if effect.arm in self.shown}

    def _more(self, shown: int, everything: int) -> str:
        return self.word("largest", shown=shown, all=everything) if shown < everything else ""

    def _tasks(self, arm: Arm) -> str:
        return listed(short_name(task, self.language) for task in tasks_on(arm)) or self.word("none")

    def _budget(self, arm: Arm) -> str:
        """Return the most that an arm may spend in a year; a dash for one without policy."""
        if not tasks_on(arm):
            return "–"
        budget = arm.scenario.agency.budget
        return self.word("unlimited") if budget is None else self.number(budget, ",.0f")

    def pictures(self) -> list[ReportFigure]:
        """Return the figures with their texts and tables."""
        figures = plots.batch_figures(self.results, self.effects, self.language)
        more = self._more(len(self.shown), len({effect.arm for effect in self.effects}))
        headline = self.shown_effects(HEADLINE)
        effects = headline_table(headline, self.results.plan, self.titles, self.language, more)
        levels, changes = (
            make(self.results, self.effects, self.titles, self.language) for make in (levels_table, differences_table)
        )
        tables = {"sweep": self.sweep_table(), "effects": effects, "cost": effects}
        tables |= {"differences": changes, "trajectories": levels, "path": levels}
        names = {
            "sweep": self.word("sweep"),
            "effects": self.word("effects"),
            "differences": differences_title(self.effects, self.language),
            "trajectories": say(self.language, "figure.trajectories"),
            "cost": say(self.language, "figure.cost"),
        }
        names["path"] = say(
            self.language,
            "figure.path",
            years=self.results.plan.ticks * self.results.plan.arms[0].scenario.tick_years,
        )
        texts = alternatives(self.results, self.effects, self.titles, self.language)
        return [
            ReportFigure(names[name], as_data(figure), f"{names[name]}. {texts.get(name, '')}".strip(), tables[name])
            for name, figure in figures.items()
        ]

    def sweep_table(self) -> ReportTable:
        """Return the means of the headline metrics at each point of a sweep; no rows for other plans."""
        head = [self.word("arm"), *(metric_title(metric, self.language) for metric in HEADLINE)]
        rows: dict[str, Cells] = {}
        if varied(self.results.plan):
            for row in records(sweep_table(self.results, HEADLINE)):
                rows.setdefault(row.arm, [self.titles[row.arm]]).append(minus(level(row.mean, self.language)))
        return ReportTable(self.word("sweep"), head, list(rows.values()))

    def shown_effects(self, metrics: Sequence[str]) -> list[Effect]:
        """Return the effects on some metrics of the arms that are shown."""
        return [effect for effect in self.effects if effect.metric in metrics and effect.arm in self.shown]

    def effects_tables(self) -> list[ReportTable]:
        """Return all there is to say of the effects, a table a metric."""
        more = self._more(len(self.shown), len({effect.arm for effect in self.effects}))
        known = (self.results.plan, self.titles, self.language, more)
        return [effects_table(found, *known) for metric in METRICS if (found := self.shown_effects([metric]))]

    def money_table(self) -> ReportTable:
        """Return jobs and prices."""
        frame = jobs_table(self.results, arms=self.shown)
        rows = []
        for arm in self.shown:
            mine = {row.what: row for row in records(frame[frame["arm"] == arm])}
            rows.append([self.titles[arm], *(self._jobs_cell(name, mine) for name in SHOWN)])
        head = [self.word("arm"), *(say(self.language, f"jobs.{name}") for name in SHOWN)]
        return ReportTable(self.word("money"), head, rows)

    def _jobs_cell(self, what: str, rows: Mapping[str, Row]) -> str:
        if gain_is_too_small(what, rows):
            return say(self.language, f"jobs.below one.{what}")
        shown = for_readers(rows[what])
        sign = "+" if what == DISPLACED else ""
        return "–" if math.isnan(shown.mean) else " ".join(self.estimate(shown, shown.mean, sign=sign))

    def shares(self) -> tuple[ReportFigure, str] | None:
        """Return what each task contributed, if the arms allow to say so."""
        try:
            found = attribute(self.results, HEADLINE)
        except InputError:  # arms that are no game of tasks that are on or off
            return None
        kinds = set(found["kind"])
        if not kinds & {"last", "shapley", "together"} or len(set(found["task"])) < 3:
            return None
        titles = {task: short_name(task, self.language) for task in POLICIES}
        figure = plots.contributions_figure(found, titles, self.language)
        rows = []
        columns = [kind for kind in ("alone", "last", "shapley") if kind in kinds]
        whole = next(kind for kind in ("shapley", "alone", "last") if kind in kinds)
        rest = {"together": "alone", "unshared": "shapley", "total": whole}  # and the columns they complete
        for key, part in found[found["kind"].isin(columns)].groupby(["metric", "task"], sort=False):
            cells = {str(row.kind): self._share(row) for row in records(part)}
            name = f"{metric_title(str(key[0]), self.language)}: {titles[str(key[1])]}"
            rows.append([name, *(cells.get(kind, "–") for kind in columns)])
        for row in records(found[found["kind"].isin(list(rest))]):
            name = f"{metric_title(str(row.metric), self.language)}: {say(self.language, f'figure.{row.kind}')}"
            rows.append([name, *(self._share(row) if kind == rest[row.kind] else "–" for kind in columns)])
        head = [self.word("task"), *(say(self.language, f"figure.{kind}") for kind in columns)]
        table = ReportTable(self.word("shares"), head, sorted(rows, key=lambda row: row[0].partition(":")[0]))
        exact = bool(found.loc[found["kind"] == "shapley", "exact"].all())
        text = self.word("apart" if "shapley" not in kinds else "exact" if exact else "estimated")
        return ReportFigure(self.word("shares"), as_data(figure), f"{self.word('shares')}. {text}", table), text

    def _share(self, row: Contribution) -> str:
        return " ".join(self.estimate(row, row.value))

    def robust_table(self) -> ReportTable | None:
        """Return effects over the points of the assumptions, if there are any."""
        frame = self.points
        if frame.empty:
            return None
        rows = [
            [
                self._policy(row.policy),
                metric_title(row.metric, self.language),
                str(row.points),
                self.number(row.median_percent, "+.1f"),
                self.interval(row.low_percent, row.high_percent, "+.1f"),
                self.number(row.share_rises, ".2f"),
                f"{row.most_with} (ρ = {self.number(row.rank_correlation, '+.2f')}, p = {self.number(row.p, '.2g')})"
                if row.most_with
                else "–",
            ]
            for row in records(frame)
        ]
        return ReportTable(
            self.word("robust"),
            [self.word(key) for key in ("policy", "metric", "points", "median", "range", "rises", "most")],
            rows,
        )

    def assumptions(self) -> ReportTable:
        """Return the numbers of the tasks that ran which are assumptions, with the values used."""
        rows = []
        for task, policy in POLICIES.items():
            scenarios = [
                arm.scenario.policies[task] for arm in self.results.plan.arms if task in arm.scenario.tasks_on()
            ]
            for row in describe(policy.numbers, task) if scenarios else ():
                if "assumption" not in row.number.source:
                    continue
                name = row.key.partition(".")[2]
                used = sorted({float(getattr(settings.numbers, name)) for settings in scenarios})
                value = self.number(used[0]) if len(used) == 1 else f"{self.number(used[0])} … {self.number(used[-1])}"
                german = self.language == "de"
                rows.append(
                    [
                        short_name(task, self.language),
                        meaning_of(policy, row) if german else row.number.doc,
                        value,
                        unit_name(row.number.unit, self.language),
                        row.number.source.replace("assumption", self.word("assumption"))
                        if not german
                        else _german(row.number.source),
                    ]
                )
        return ReportTable(
            self.word("assumptions"), [self.word(key) for key in ("task", "meaning", "value", "unit", "source")], rows
        )

    def assumptions_text(self) -> str:
        """Return how many numbers of the model are assumptions."""
        rows = catalogue()
        return self.word(
            "assumptions text", model=sum("assumption" in row.number.source for row in rows), all=len(rows)
        )

    def provenance(self) -> list[tuple[str, str]]:
        """Return what is needed to repeat all this."""
        manifest, plan = self.results.manifest, self.results.plan
        versions = ", ".join(sorted(set(self.results.runs["fingerprint"])))
        environment = ", ".join(f"{name} {version}" for name, version in manifest.environment.items())
        source = plan_source(plan.source, self.results.folder)
        made = command_line("batch", source), command_line("report", RESULTS / plan.name, "--lang", self.language)
        return [
            ("clustersim", manifest.clustersim),
            (self.word("model"), versions),
            (self.word("contents hash"), manifest.contents_sha256),
            (self.word("environment"), environment),
            (self.word("plan"), source),
            (self.word("command"), "; ".join(made)),
        ]


def _german(source: str) -> str:
    """Return the mark of a source in German; identifiers stay."""
    ids = re.findall(r"\b(?:F-P\d+[a-z]?|[A-Z]\d{2}|P\d{1,2})\b", source)
    return "Annahme" + (f" ({', '.join(dict.fromkeys(ids))})" if ids else "")


def write_report(results: Results, path: Path, language: Language = "en", *, mixed: bool = False) -> None:
    """Write the page in one step. Raises InputError as `report`, or if it cannot be written."""
    text = report(results, language, mixed=mixed)
    try:
        write_text(path, text)
    except OSError as error:
        raise InputError([Problem("", 0, "--out", f"{path} cannot be written: {error.strerror or error}")]) from None
