"""The story of a run: what the agency saw, decided and paid, year by year, in plain sentences, in English or German."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from clustersim.core.randomness import name_key
from clustersim.errors import InputError, Problem
from clustersim.policies.registry import POLICIES, short_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Language = Literal["en", "de"]
SPOTS = ("isolates", "separate_parts", "articulation_points", "bridges", "dependence", "one_type", "lock_in")
SHOWN = 3  # potentials named in a year
TEXT: dict[str, tuple[str, str]] = {
    "title": (
        "{title}: the story of seed {seed}, {years:g} years",
        "{title}: die Geschichte des Laufs {seed}, {years:g} Jahre",
    ),
    "nobody": ("No task of cluster policy ran.", "Es lief keine Aufgabe der Clusterpolitik."),
    "year": ("Year {year}", "Jahr {year}"),
    "potentials": (
        "The agency sees the greatest potentials for {list}.",
        "Die Wirtschaftsförderung sieht die größten Potentiale bei: {list}.",
    ),
    "spots": (
        "Weak spots in the network it knows: actors without a tie {isolates:.0f}, parts apart from the largest "
        "{separate_parts:.0f}, "
        "actors on whom others depend {articulation_points:.0f}; {dependence:.0%} of tie strength hangs on "
        "recent brokering.",
        "Schwachstellen im Netzwerk, das sie kennt: Akteure ohne Beziehung {isolates:.0f}, vom größten getrennte "
        "Teile {separate_parts:.0f}, "
        "Akteure, von denen andere abhängen, {articulation_points:.0f}; an jüngster Vermittlung hängen "
        "{dependence:.0%} der Beziehungsstärke.",
    ),
    "stage1": ("It turns to density.", "Sie wendet sich der Dichte zu."),
    "stage2": (
        "It turns to networks, and to weak spots in them.",
        "Sie wendet sich den Netzwerken zu und gleicht in ihnen Schwachstellen aus.",
    ),
    "started": ("It starts {list}.", "Sie beginnt mit: {list}."),
    "stopped": ("It ends {list}.", "Sie beendet: {list}."),
    "changed": ("It changes how strongly tasks run: {list}.", "Sie ändert, wie stark Aufgaben laufen: {list}."),
    "strategy": ("The strategy picks {list}.", "Die Strategie wählt: {list}."),
    "centre": ("A centre opens (places: {places:.0f}).", "Ein Zentrum öffnet (Plätze: {places:.0f})."),
    "meetings": (
        "Events held: {count} (attendances: {people:.0f}).",
        "Veranstaltungen: {count} (Teilnahmen: {people:.0f}).",
    ),
    "repairs": (
        "Introductions to mend weak spots: {count}.",
        "Vermittlungen, um Schwachstellen auszugleichen: {count}.",
    ),
    "projects": (
        "Lead projects started: {count} (firms: {firms:.0f}).",
        "Begonnene Leitprojekte: {count} (Unternehmen: {firms:.0f}).",
    ),
    "ended": (
        "Lead projects ended: {good} with success, {bad} with failure, {broken} broken off.",
        "Beendete Leitprojekte: {good} mit Erfolg, {bad} gescheitert, {broken} abgebrochen.",
    ),
    "adoptions": (
        "Firms that adopt a technology of a lead project: {count}.",
        "Unternehmen, die Technik aus einem Leitprojekt übernehmen: {count}.",
    ),
    "supports": ("Firms supported: {count} ({list}).", "Geförderte Unternehmen: {count} ({list})."),
    "graduates": ("Tenants who leave a centre: {count}.", "Mieter, die ein Zentrum verlassen: {count}."),
    "shock": ("A shock hits the region.", "Ein Schock trifft die Region."),
    "anchors": (
        "Large firms that close at once: {count} (jobs: {jobs:,.0f}).",
        "Große Betriebe, die auf einmal schließen: {count} (Arbeitsplätze: {jobs:,.0f}).",
    ),
    "paid": ("It pays {own:,.0f} EUR{outside}: {list}.", "Sie zahlt {own:,.0f} EUR{outside}: {list}."),
    "outside": (", and higher levels {euros:,.0f} EUR", ", höhere Ebenen {euros:,.0f} EUR"),
    "end": ("At the end", "Am Ende"),
    "result": (
        "Cluster density went from {d0:.2f} to {d1:.2f} related firms per km2, network strength from {n0:.2f} to "
        "{n1:.2f}; the cluster has {f1:.0f} firms "
        "(at the start {f0:.0f}) and {j1:,.0f} jobs ({j0:,.0f}). In all the agency paid {cost:,.0f} EUR. What of "
        "it policy caused, only a run of the same seed "
        "without policy tells.",
        "Die Clusterdichte ging von {d0:.2f} auf {d1:.2f} verwandte Unternehmen je km², die Netzwerkstärke von "
        "{n0:.2f} auf {n1:.2f}; der Cluster hat {f1:.0f} "
        "Unternehmen (zu Beginn {f0:.0f}) und {j1:,.0f} Arbeitsplätze ({j0:,.0f}). Insgesamt zahlte die "
        "Wirtschaftsförderung {cost:,.0f} EUR. Was davon "
        "die Politik bewirkte, zeigt erst ein Lauf mit gleichem Startwert ohne Politik.",
    ),
}


class Comma(float):
    """A number that is written as in German: 1.234,5."""

    def __format__(self, spec: str) -> str:
        """Return the number with comma and point exchanged."""
        return float(self).__format__(spec).translate(str.maketrans(",.", ".,"))


def tell(folder: Path, language: Language = "en") -> str:
    """Return the story of the run whose results are in `folder`. Raises InputError where there is no run or it kept no
    events.
    """
    manifest, events, series = _read(folder)
    teller = _Teller(manifest, language)
    years = [teller.year(year, part) for year, part in _by_year(events, manifest["tick_years"])]
    told = [text for text in years if text]
    if not any(cost for cost in series.get("cost", pd.Series(dtype=float))):
        told.insert(0, teller.say("nobody"))
    title = manifest["case"].get("title_de" if language == "de" else "title") or manifest["scenario"]
    head = teller.say(
        "title", title=title, seed=manifest["seed"], years=manifest["ticks_done"] * manifest["tick_years"]
    )
    return "\n\n".join([head, *told, f"{teller.say('end')}\n{teller.result(series)}"]) + "\n"


def _read(folder: Path) -> tuple[dict[str, Any], pd.DataFrame, pd.DataFrame]:
    if not folder.is_dir():
        raise InputError(
            [Problem("", 0, str(folder), "no such folder; give the folder of a run, as results/baseline/seed-0000")]
        )
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        manifest["ticks_done"], manifest["case"], manifest["seed"]
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(
            [
                Problem(
                    "",
                    0,
                    str(folder),
                    "is not the folder of a run (of `clustersim run`): its manifest.json is missing or another",
                )
            ]
        ) from None
    if not manifest.get("events"):
        raise InputError([Problem("", 0, str(folder), "holds a run without events; run it again with --events")])
    try:
        return manifest, pd.read_parquet(folder / "events.parquet"), pd.read_parquet(folder / "series.parquet")
    except (OSError, ValueError) as error:
        raise InputError([Problem("", 0, str(folder), f"is damaged: {str(error).splitlines()[0]}")]) from None


def _by_year(events: pd.DataFrame, tick_years: float) -> list[tuple[int, pd.DataFrame]]:
    year = (events["tick"] * tick_years + 1e-9).astype(int) + 1
    return [(int(number), part) for number, part in events.groupby(year)]


def _rows(table: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return list(zip(*(table[name].tolist() for name in columns), strict=True))


class _Teller:
    """Knows the names behind the keys of a run, and a language."""

    def __init__(self, manifest: Mapping[str, Any], language: Language) -> None:
        self.place = 1 if language == "de" else 0
        tasks = dict.fromkeys((*POLICIES, *manifest["case"]["policies"]))  # also those that are not installed here
        self.tasks = {f"{name_key(task):016x}": task for task in tasks}
        self.spots = {f"{name_key(kind):016x}": kind for kind in SPOTS}
        title = "title_de" if language == "de" else "title"
        self.sectors = [
            sector.get(title) or sector.get("title") or sector["key"] for sector in manifest["case"]["sectors"]
        ]

    def say(self, key: str, **values: Any) -> str:
        """Return a sentence with its values, numbers as the language writes them."""
        return TEXT[key][self.place].format(**{name: self.written(value) for name, value in values.items()})

    def written(self, value: Any) -> Any:
        """Return a value as the language writes it."""
        return Comma(value) if self.place and isinstance(value, float) else value

    def task(self, key: str) -> str:
        """Return the short name of a task."""
        return short_name(self.tasks[key], ("en", "de")[self.place])

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
                self.say("potentials", list=", ".join(self._potential(*row) for row in _rows(best, "actor", "other")))
            )
        if "weak_spots" in by_kind:
            spots = {
                self.spots[actor]: float(value)
                for actor, value in _rows(by_kind["weak_spots"], "actor", "value")
                if actor in self.spots
            }
            if "isolates" in spots:
                lines.append(self.say("spots", **({"dependence": 0.0} | spots)))
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
                    self.say(key, list=", ".join(dict.fromkeys(self.task(actor) for actor in by_kind[kind]["actor"])))
                )
        if "task_changed" in by_kind:
            last = by_kind["task_changed"].drop_duplicates("actor", keep="last")
            lines.append(
                self.say(
                    "changed",
                    list=", ".join(f"{self.task(task)} {value:.0%}" for task, value in _rows(last, "actor", "value")),
                )
            )
        if "strategy_chosen" in by_kind:
            lines.append(
                self.say(
                    "strategy",
                    list=", ".join(self.sectors[int(value)] for value in by_kind["strategy_chosen"]["value"]),
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
                    list=", ".join(f"{task} {count}" for task, count in tasks.items()),
                )
            )
        for key, kind in (("repairs", "repair_proposed"), ("adoptions", "adoption"), ("graduates", "graduation")):
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
        outside = self.say("outside", euros=won) if won > 0.0 else ""
        listed = ", ".join(
            f"{task} {self.written(euros):,.0f}" for task, euros in sorted(paid.items(), key=lambda item: -item[1])
        )
        return [self.say("paid", own=math.fsum(paid.values()), outside=outside, list=listed)]

    def result(self, series: pd.DataFrame) -> str:
        """Return how the run ended."""
        first, last = series.iloc[0], series.iloc[-1]
        names = {"d": "cluster_density", "n": "network_strength", "f": "cluster_firms", "j": "cluster_jobs"}
        values = {
            f"{short}{end}": float(row[name]) for short, name in names.items() for end, row in ((0, first), (1, last))
        }
        return self.say("result", cost=float(series["cost"].sum()), **values)
