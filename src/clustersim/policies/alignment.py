"""Task 3, `alignment`: aligning local strategies with programmes and activities of higher levels."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, NamedTuple, TypeAlias

from clustersim.core import randomness
from clustersim.core.clock import MOMENT
from clustersim.policies.base import Cost, NoChoices, Policy, Settings, Wish
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import COFUNDING, FOCUS
from clustersim.spec.parameters import N

if TYPE_CHECKING:
    from clustersim.policies.base import Observation


class AlignmentNumbers(NamedTuple):
    """Numbers of the task `alignment`."""

    call_share: Annotated[float, N("probability that a call is open for a sector in a period", "share", 0, 1, "assumption")] = 0.4
    call_years: Annotated[float, N("length of a period of calls", "years", 0.25, 20, "assumption (order of P33, partly unverified)")] = 3.0
    rate: Annotated[float, N("share of the cost that a programme pays", "share", 0, 0.95, "assumption")] = 0.5
    success: Annotated[float, N("share of the applications that succeed", "share", 0, 1, "assumption (F-P9g: about half in one programme)")] = 0.5
    pull: Annotated[float, N("by how much more effort goes to sectors with an open call", "ratio", 0, 5, "assumption")] = 0.3
    office_cost: Annotated[float, N("fixed cost of observing calls and applying", "EUR/year", 0, 1e8, "assumption: one post (F-P3a: needs capacity)")] = 75_000.0
    staff: Annotated[float, N("posts of the agency that the task ties up", "posts", 0, 1000, "assumption (F-P3a: needs capacity)")] = 1.0
    partner_share: Annotated[float, N("share of the cost that partners pay in the role `contribute`", "share", 0, 1, "assumption")] = 0.5


AlignmentSettings: TypeAlias = Settings[AlignmentNumbers, NoChoices]


class Alignment(Policy[AlignmentNumbers, NoChoices]):
    """Programmes of EU, federation and state pay a share of other tasks where calls are open. It does nothing by itself.

    Calls come and go: in every period of `call_years` a call is open for a sector with probability `call_share`, by a
    keyed number, the same in every arm of a comparison. In sectors served with an open call

        cofunding_s = intensity success rate              focus_s = 1 + intensity pull

    Co-funding won in a tick pays from the next one on (`agency.budget`), and effort is drawn to funded fields.
    """

    key = "alignment"
    place = 3
    title_en = "Alignment of local strategies with the programmes and activities of higher levels (EU, federation, state)"
    title_de = "Abstimmen der lokalen Strategien mit den Programmen und Aktivitäten der übergeordneten Ebenen (EU, Bund, Land)"
    short_en = "alignment with higher programmes"
    short_de = "Abstimmung mit EU, Bund und Land"
    colour = "#999933"
    mechanism_en = (
        "Calls of higher levels come and go by sector. Where one is open they pay a share of what other tasks cost there, and effort is drawn to funded fields. "
        "It ties up staff. Alone it changes nothing."
    )
    mechanism_de = (
        "Förderaufrufe von EU, Bund und Land kommen und gehen je Branche. Wo einer offen ist, tragen Programme dort einen Teil der Kosten anderer Aufgaben, und der Aufwand "
        "wandert zu geförderten Feldern. Das bindet Personal. Allein ändert sich nichts."
    )
    leaves = "outside euros and the share of funded fields"
    leaves_de = "Fördermittel von außen und der Anteil geförderter Felder"
    evidence = ("F-P3a",)
    stage = "enabling"
    fundable = False
    levers = (COFUNDING, FOCUS)
    actions = ()
    numbers = AlignmentNumbers
    choices = NoChoices
    meanings_de = {
        "call_share": "Wahrscheinlichkeit, dass für eine Branche ein Förderaufruf offen ist",
        "call_years": "Laufzeit eines Förderaufrufs",
        "rate": "Anteil der Kosten, den ein Programm zahlt",
        "success": "Anteil der Anträge, die Erfolg haben",
        "pull": "zusätzlicher Aufwand in Branchen mit offenem Förderaufruf, relativ",
        "office_cost": "feste Kosten, um Förderaufrufe zu verfolgen und Anträge zu stellen",
    }

    def cost(self, observation: Observation, settings: AlignmentSettings) -> Cost:
        """Return the cost of the post."""
        return Cost(settings.intensity * settings.numbers.office_cost, 0.0)

    def act(self, observation: Observation, settings: AlignmentSettings) -> Wish:
        """Apply where calls are open."""
        import numpy as np

        n = settings.numbers
        funded = [sector for sector in settings.sectors if is_open(observation, settings, sector)]
        if not funded:
            return Wish()
        cofunding, focus = np.zeros(len(observation.firms)), np.ones(len(observation.firms))
        cofunding[funded] = settings.intensity * n.success * n.rate
        focus[funded] = 1.0 + settings.intensity * n.pull
        return Wish(((COFUNDING, cofunding), (FOCUS, focus)))


def is_open(observation: Observation, settings: AlignmentSettings, sector: int) -> bool:
    """Say whether a call is open for a sector in this tick."""
    n = settings.numbers
    period = math.floor((observation.years + MOMENT) / n.call_years)
    return bool(randomness.uniform(randomness.stream(observation.seed, Decision.CALL, 0), period, sector) < n.call_share)
