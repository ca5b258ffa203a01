"""The story of a run: what the agency saw, decided and paid, year by year, in plain sentences, in English or German."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustersim.analysis.titles import about
from clustersim.batch.plan_json import PLAN
from clustersim.core.clock import MOMENT
from clustersim.core.randomness import name_key
from clustersim.errors import InputError, Problem
from clustersim.policies.registry import POLICIES, short_name
from clustersim.report import mended
from clustersim.runs.stored import read_run, read_table
from clustersim.spec.actions import OpenCentre
from clustersim.spec.diagnosis import WeakSpots
from clustersim.texts import amount, command_line, level, listed, number, say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from clustersim.runs.stored import StoredOutline, StoredRun
    from clustersim.texts import Language

SPOTS = WeakSpots._fields
SHOWN = 3  # potentials named in a year


def tell(folder: Path, language: Language = "en") -> str:
    """Return the story of the run whose results are in `folder`. Raises InputError where there is no run or it kept no
    events.
    """
    told, events, series = _read(folder, language)
    teller = _Teller(told.outline, language)
    years = [teller.year(year, part) for year, part in _by_year(events, told.tick_years)]
    parts = [text for text in years if text]
    if not teller.with_policy:
        parts.insert(0, teller.say("nobody"))
    title = (told.outline.title_de if language == "de" else told.outline.title) or told.scenario
    head = teller.say("title", title=title, seed=told.seed, years=told.ticks_done * told.tick_years)
    if said := _about(told, series, language):
        head += f"\n{said}"
    if table := mended.of_the_run(events, language):
        parts.append(f"{teller.say('mending')}\n{table}")
    end = f"{teller.say('end')}\n{teller.unopened(events)}{teller.result(series)}{teller.caused(series, folder)}"
    return "\n\n".join([head, *parts, end]) + "\n"


def _about(told: StoredRun, series: pd.DataFrame, language: Language) -> str:
    """Return in a line what was simulated; nothing where a task of the run is not installed here."""
    try:
        scenario = told.whole_scenario()
    except InputError:
        return ""
    firms = [float(series["firms"].iloc[0])] if "firms" in series else []
    return about([scenario], told.ticks_done, [told.seed], language, firms=firms)


def _read(folder: Path, language: Language) -> tuple[StoredRun, pd.DataFrame, pd.DataFrame]:
    if not folder.is_dir():
        raise InputError(
            [Problem("", 0, str(folder), "no such folder; give the folder of a run, as results/baseline/seed-0000")]
        )
    if (folder / PLAN).is_file():
        raise InputError([Problem("", 0, str(folder), say(language, "story.batch"))])
    told = read_run(folder)
    if not told.events:
        raise InputError([Problem("", 0, str(folder), "holds a run without events; run it again with --events")])
    return told, read_table(folder, "events"), read_table(folder, "series")


def _by_year(events: pd.DataFrame, tick_years: float) -> list[tuple[int, pd.DataFrame]]:
    year = (events["tick"] * tick_years + MOMENT).astype(int) + 1
    return [(int(number), part) for number, part in events.groupby(year)]


def _rows(table: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return list(zip(*(table[name].tolist() for name in columns), strict=True))


class _Teller:
    """Knows the names behind the keys of a run, and a language."""

    def __init__(self, outline: StoredOutline, language: Language) -> None:
        self.language = language
        self.with_policy = any(task.intensity > 0.0 for task in outline.policies.values())
        tasks = dict.fromkeys((*POLICIES, *outline.policies))  # also those that are not installed here
        self.tasks = {f"{name_key(task):016x}": task for task in tasks}
        self.spots = {f"{name_key(kind):016x}": kind for kind in SPOTS}
        self.sectors = [
            (sector.title_de if language == "de" else "") or sector.title or sector.key for sector in outline.sectors
        ]

    def say(self, key: str, **values: object) -> str:
        """Return a sentence with its values."""
        return say(self.language, f"story.{key}", **values)

    def task(self, key: str) -> str:
        """Return the short name of a task."""
        return short_name(self.tasks[key], self.language)

    def year(self, year: int, events: pd.DataFrame) -> str:
        """Return what happened in a year, empty if the agency had no part in it."""
        by_kind: dict[str, pd.DataFrame] = dict(iter(events.groupby("event")))  # type: ignore[arg-type]
        lines = [
            *self._shocks(by_kind),
            *self._seen(by_kind),
            *self._decided(by_kind),
            *self._done(by_kind),
            *self._paid(by_kind),
        ]
        return "\n".join([self.say("year", year=year), *lines]) if lines else ""

    def _shocks(self, by_kind: Mapping[str, pd.DataFrame]) -> list[str]:
        found = [self.say("shock")] if "shock" in by_kind else []
        exits = by_kind.get("exit")
        closed = exits[exits["cause"] == "shock"] if exits is not None else pd.DataFrame()
        return found + (
            [self.say("anchors", count=len(closed), jobs=float(closed["value"].sum()))] if len(closed) else []
        )

    def _seen(self, by_kind: Mapping[str, pd.DataFrame]) -> list[str]:
        lines = []
        if "potential_seen" in by_kind:
            best = (
                by_kind["potential_seen"]
                .sort_values("value", ascending=False, kind="stable")
                .drop_duplicates("actor")
                .head(SHOWN)
            )
            lines.append(
                self.say("potentials", list=listed(self._potential(*row) for row in _rows(best, "actor", "other")))
            )
        if "weak_spots" in by_kind:
            spots = {
                self.spots[actor]: float(value)
                for actor, value in _rows(by_kind["weak_spots"], "actor", "value")
                if actor in self.spots
            }
            if "isolates" in spots:
                lines.append(self.say("spots", **({"dependence": 0.0} | spots)))
        for actor, value in _rows(by_kind["spot_chosen"], "actor", "value") if "spot_chosen" in by_kind else ():
            spot = mended.spot_name(self.spots[actor], self.language)
            lines.append(self.say("chosen", spot=spot, times=float(value)))
        for value in by_kind["stage_entered"]["value"] if "stage_entered" in by_kind else ():
            lines.append(self.say(f"stage{int(value)}"))
        return lines

    def _potential(self, task: str, other: str) -> str:
        sector = int(other, 16) - 1 if other else -1
        where = f" ({self.sectors[sector]})" if 0 <= sector < len(self.sectors) else ""
        return f"{self.task(task)}{where}"

    def _decided(self, by_kind: Mapping[str, pd.DataFrame]) -> list[str]:
        lines = []
        for key, kind in (("started", "task_started"), ("stopped", "task_stopped")):
            if kind in by_kind:
                lines.append(
                    self.say(key, list=listed(dict.fromkeys(self.task(actor) for actor in by_kind[kind]["actor"])))
                )
        if "task_changed" in by_kind:
            last = by_kind["task_changed"].drop_duplicates("actor", keep="last")
            lines.append(
                self.say(
                    "changed",
                    list=listed(
                        f"{self.task(task)} {number(value, self.language, '.0%')}"
                        for task, value in _rows(last, "actor", "value")
                    ),
                )
            )
        if "strategy_chosen" in by_kind:
            lines.append(
                self.say(
                    "strategy",
                    list=listed(self.sectors[int(value)] for value in by_kind["strategy_chosen"]["value"]),
                )
            )
        return lines

    def _done(self, by_kind: Mapping[str, pd.DataFrame]) -> list[str]:
        lines = (
            [self.say("centre", places=value) for value in by_kind["centre_opened"]["value"]]
            if "centre_opened" in by_kind
            else []
        )
        for key, kind, name in (("meetings", "meeting_held", "people"), ("projects", "project_started", "firms")):
            if kind in by_kind:
                lines.append(self.say(key, count=len(by_kind[kind]), **{name: float(by_kind[kind]["value"].sum())}))
        if "project_ended" in by_kind:
            results = Counter(int(value) for value in by_kind["project_ended"]["value"])
            lines.append(self.say("ended", good=results[1], bad=results[0], broken=results[-1]))
        if "support" in by_kind:
            tasks = Counter(self.task(other) for other in by_kind["support"]["other"])
            lines.append(
                self.say(
                    "supports",
                    count=len(by_kind["support"]),
                    list=listed(f"{task} {count}" for task, count in tasks.items()),
                )
            )
        lines += mended.of_a_year(by_kind, self.language)
        for key, kind in (("adoptions", "adoption"), ("graduates", "graduation")):
            if kind in by_kind:
                lines.append(self.say(key, count=len(by_kind[kind])))
        return lines

    def _paid(self, by_kind: Mapping[str, pd.DataFrame]) -> list[str]:
        if "payment" not in by_kind:
            return []
        paid: dict[str, float] = defaultdict(float)
        for task, value in _rows(by_kind["payment"], "actor", "value"):
            paid[self.task(task)] += float(value)
        won = float(by_kind["cofunding_won"]["value"].sum()) if "cofunding_won" in by_kind else 0.0
        outside = self.say("outside", won=amount(won, self.language)) if won > 0.0 else ""
        parts = listed(f"{task} {self._part(euros)}" for task, euros in sorted(paid.items(), key=lambda item: -item[1]))
        own = amount(math.fsum(paid.values()), self.language)
        return [self.say("paid", own=own, outside=outside, list=parts)]

    def _part(self, euros: float) -> str:
        return f"{euros:,.0f}" if self.language == "en" else amount(euros, self.language)

    def result(self, series: pd.DataFrame) -> str:
        """Return how the run ended."""
        first, last = series.iloc[0], series.iloc[-1]
        return self.say(
            "result",
            density=self._moved("density", float(first["cluster_density"]), float(last["cluster_density"])),
            strength=self._moved("strength", float(first["network_strength"]), float(last["network_strength"])),
            firms0=float(first["cluster_firms"]),
            firms=float(last["cluster_firms"]),
            jobs0=float(first["cluster_jobs"]),
            jobs=float(last["cluster_jobs"]),
        )

    def unopened(self, events: pd.DataFrame) -> str:
        """Return what centres cost that never opened, a line a task that was to open one; empty if any opened."""
        if (events["event"] == "centre_opened").any():
            return ""
        paid = events[events["event"] == "payment"].groupby("actor")["value"].sum()
        builders = {task for task, policy in POLICIES.items() if OpenCentre in policy.actions}
        return "".join(
            self.say("unopened", task=self.task(str(actor)), cost=amount(float(euros), self.language)) + "\n"
            for actor, euros in paid.items()
            if self.tasks.get(str(actor)) in builders and euros > 0.0
        )

    def caused(self, series: pd.DataFrame, folder: Path) -> str:
        """Return what was paid, and what says what of it policy caused; nothing of a run without policy."""
        if not self.with_policy:
            return ""
        cost = amount(float(series["cost"].sum()), self.language)
        language = () if self.language == "en" else ("--lang", self.language)
        return self.say("caused", cost=cost, command=command_line("why", folder, *language))

    def _moved(self, what: str, first: float, last: float) -> str:
        """Return how a measure went, by what the reader sees."""
        before, after = level(first, self.language), level(last, self.language)
        way = "same" if before == after else "rose" if last > first else "fell"
        return self.say(f"{what} {way}", first=before, last=after)
