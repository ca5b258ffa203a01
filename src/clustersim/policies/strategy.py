"""Task 2, `strategy`: cluster strategies and concepts, worked out with business and science."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple, TypeAlias

from clustersim.core.clock import MOMENT
from clustersim.policies.base import Choice, Cost, Figure, Policy, Settings, Wish, recall
from clustersim.spec.levers import CHAMBER_SEAT, FOCUS, PROFILE
from clustersim.spec.parameters import N

if TYPE_CHECKING:
    from clustersim.core.columns import F64
    from clustersim.policies.base import Observation
    from clustersim.spec.levers import Lever


class StrategyNumbers(NamedTuple):
    """Numbers of the task `strategy`."""

    writing_years: Annotated[float, N("time it takes to work out a strategy", "years", 0, 10, "assumption")] = 1.0
    review_years: Annotated[float, N("time after which it is worked out anew", "years", 0.25, 50, "assumption")] = 5.0
    picks: Annotated[int, N("sectors on which effort is concentrated", "sectors", 1, 64, "assumption")] = 1
    commitment: Annotated[float, N("how far other tasks follow: 0 not at all, 1 nothing is left for other sectors", "share", 0, 0.95, "assumption (F-P2c: no effect found)")] = 0.6
    chamber_seat: Annotated[float, N("by how much likelier tasks reach members of chambers, which take part in the strategy (0: they do not)", "ratio", 0, 1, "assumption")] = 0.0
    process_cost: Annotated[float, N("cost of workshops, studies and their follow-up", "EUR/year", 0, 1e8, "assumption")] = 50_000.0
    staff: Annotated[float, N("posts of the agency that the task ties up", "posts", 0, 1000, "assumption")] = 0.5
    partner_share: Annotated[float, N("share of the cost that partners pay in the role `contribute`", "share", 0, 1, "assumption")] = 0.5


class StrategyChoices(NamedTuple):
    """Settings of the task `strategy` that are words."""

    pick: Annotated[
        str,
        Choice("which sectors: those that seem most promising, or the first of the task's `sectors`, whatever their promise", ("diagnosed", "given"), "assumption"),
    ] = "diagnosed"


StrategySettings: TypeAlias = Settings[StrategyNumbers, StrategyChoices]


class StrategyMemory(NamedTuple):
    """What the task keeps: the sectors picked, when (years since it started), and by how much their promise falls short."""

    picked: tuple[int, ...] = ()
    chosen_at: float | None = None
    error: float | None = None


class Strategy(Policy[StrategyNumbers, StrategyChoices]):
    """Other tasks concentrate on the sectors that the agency thinks most promising. It does nothing by itself.

    After `writing_years`, and anew every `review_years`, the k = `picks` sectors with the greatest observed promise are
    picked of the K served (`agency.diagnose.promising_sectors`: the error shrinks with those who take part). With
    c = intensity * commitment the lever focus is

        1 + c (K / k - 1)  in picked sectors,      1 - c  in the others served,      1 elsewhere

    so that its mean over the sectors served is 1: more for some is less for others. With the choice `given` the first k
    of the task's `sectors` are picked, and K counts the sectors named. Only sectors that were diagnosed make a profile
    (lever profile = intensity), by which marketing can be known outside.
    """

    key = "strategy"
    place = 2
    title_en = "Development of cluster strategies and concepts together with actors from business and science"
    title_de = "Erarbeitung von Clusterstrategien und -konzepten im Zusammenwirken mit relevanten Akteuren aus Wirtschaft und Wissenschaft"
    short_en = "cluster strategy"
    short_de = "Clusterstrategie"
    colour = "#44AA99"
    mechanism_en = (
        "After a year of work with firms and universities the agency picks sectors, and the other tasks concentrate their effort on these, at the expense of the "
        "others. The more take part, the smaller its error; it may pick wrongly. Alone it changes nothing."
    )
    mechanism_de = (
        "Nach einem Jahr Arbeit mit Unternehmen und Hochschulen wählt die Wirtschaftsförderung Branchen, auf die sich die übrigen Aufgaben zu Lasten der anderen "
        "richten. Je mehr mitwirken, desto kleiner ist der Irrtum; er kann vorkommen. Allein ändert sich nichts."
    )
    leaves = "target sectors and the error in choosing them"
    leaves_de = "Zielbranchen und den Fehler bei ihrer Auswahl"
    evidence = ("F-P2a", "F-P2b", "F-P2c")
    stage = "enabling"
    fundable = False
    levers = (FOCUS, PROFILE, CHAMBER_SEAT)
    actions = ()
    numbers = StrategyNumbers
    choices = StrategyChoices
    meanings_de = {
        "writing_years": "Zeit, um eine Strategie zu erarbeiten",
        "review_years": "Zeit, nach der sie neu erarbeitet wird",
        "picks": "Branchen, auf die der Aufwand gebündelt wird",
        "commitment": "wie weit andere Aufgaben folgen: 0 gar nicht, 1 für andere Branchen bleibt nichts",
        "chamber_seat": "um wie viel eher Aufgaben Mitglieder von Kammern erreichen, die an der Strategie mitwirken (0: sie wirken nicht mit)",
        "process_cost": "Kosten von Workshops, Studien und ihrer Begleitung",
    }
    figures = (Figure("targeting_error", "log points", "by how much the promise of the sectors picked by the strategy falls short of the best"),)

    def seeks(self, settings: StrategySettings) -> tuple[tuple[str, int], ...]:
        """Look for promising sectors: all of them in their order, as the sectors served may not be the first."""
        return (("promise", 64),) if settings.choices.pick == "diagnosed" else ()

    def cost(self, observation: Observation, settings: StrategySettings) -> Cost:
        """Return the cost of the process."""
        return Cost(settings.intensity * settings.numbers.process_cost, 0.0)

    def act(self, observation: Observation, settings: StrategySettings) -> Wish:
        """Pick when a strategy is due, then keep to it."""
        n = settings.numbers
        picked, chosen_at, error = recall(observation, StrategyMemory())
        chosen: tuple[int, ...] = ()
        ready = observation.running_for >= n.writing_years - MOMENT
        if ready and (chosen_at is None or observation.running_for >= chosen_at + n.review_years - MOMENT):
            picked, error = _pick(observation, settings)
            chosen, chosen_at = picked, observation.running_for
        levers: list[tuple[Lever, float | F64]] = [(FOCUS, _focus(observation, settings, picked))] if picked else []
        if n.chamber_seat > 0.0:
            levers.append((CHAMBER_SEAT, settings.intensity * n.chamber_seat))
        if settings.choices.pick == "diagnosed" and picked:
            levers.append((PROFILE, _profile(observation, settings, picked)))
        return Wish(tuple(levers), (), StrategyMemory(picked, chosen_at, error), {"targeting_error": error}, chosen)


def _pick(observation: Observation, settings: StrategySettings) -> tuple[tuple[int, ...], float | None]:
    """Return the sectors picked, and by how many log points their best true promise falls short of the best there is."""
    count = min(settings.numbers.picks, len(settings.sectors))
    if settings.choices.pick == "given":
        return settings.sectors[:count], None
    ranked = [entry for entry in observation.diagnosis.promise if entry.sector in settings.sectors]
    if not ranked:
        return (), None
    picked = tuple(sector for sector, _, _ in ranked[:count])
    best = max(true for _, _, true in ranked)
    return picked, best - max(true for sector, _, true in ranked if sector in picked)


def _focus(observation: Observation, settings: StrategySettings, picked: tuple[int, ...]) -> F64:
    import numpy as np

    focus = np.ones(len(observation.firms))
    moved = settings.intensity * settings.numbers.commitment
    focus[list(settings.sectors)] = 1.0 - moved
    focus[list(picked)] = 1.0 + moved * (len(settings.sectors) / len(picked) - 1.0)
    return focus


def _profile(observation: Observation, settings: StrategySettings, picked: tuple[int, ...]) -> F64:
    import numpy as np

    profile = np.zeros(len(observation.firms))
    profile[list(picked)] = settings.intensity
    return profile
