"""How firms relocate. Rules: `relocate_firms`."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from clustersim.core.randomness import hashed, rounded, uniform
from clustersim.spec.codes import Cause, Event
from clustersim.spec.decisions import Decision
from tests.reference.actor import Business
from tests.reference.appeal import appeal

if TYPE_CHECKING:
    from tests.reference.model import Reference
    from tests.reference.places import Place


class Relocates(Business):
    """A firm that now and then looks at other places."""

    def considers_moving(self) -> bool:
        """Say whether the firm looks around in this tick."""
        model = self.model
        chance = 1.0 - math.exp(-model.p.relocation.hazard * model.dt)
        return self.centre is None and uniform(model.stream(Decision.RELOCATE), self.key) < chance

    def better_place(self) -> Place | None:
        """Return the best of some random places, if it is better by more than the cost of moving."""
        model = self.model
        best, best_score = None, -math.inf
        for number in range(int(model.p.relocation.candidates)):
            place = model.places[
                math.floor(uniform(model.stream(Decision.RELOCATE_PLACE), self.key, number) * len(model.places))
            ]
            if place is self.cell or not place.inside or place.free(place.firm_count, model) <= 0:
                continue
            luck = -math.log(-math.log(uniform(model.stream(Decision.RELOCATE_NOISE), self.key, number)))
            score = rounded(self.liking(place, place.firm_count) + luck)
            if score > best_score:
                best, best_score = place, score
        here = self.liking(self.cell, self.cell.firm_count - 1, own=1.0 / self.cell.kernel_area)
        return best if best_score > rounded(here + model.p.relocation.moving_cost) else None

    def liking(self, place: Place, firms: int, own: float = 0.0) -> float:
        """Return the log odds of a place with levers, when `firms` others stand there; `own` is what the firm adds to its density."""
        pull = self.model.entry_pull[self.sector][place.number]
        return appeal(self.model, place, self.sector, firms, own) + math.log(pull) if pull > 0.0 else -math.inf


def relocate_firms(model: Reference) -> None:
    """Firms choose places from the same state; where too many want to go, keyed priority decides."""
    if not model.channels.relocation:
        return
    for place in model.places:
        place.firm_count = len(place.firms)
    wishes: dict[Place, list[Relocates]] = defaultdict(list)
    for firm in model.firms:
        wished = firm.better_place() if firm.considers_moving() else None
        if wished is not None:
            wishes[wished].append(firm)
    stream = model.stream(Decision.PLACE_PRIORITY)
    for place, firms in wishes.items():
        firms.sort(key=lambda firm: hashed(stream, firm.key))
        for firm in firms[: int(min(place.free(place.firm_count, model), len(firms)))]:
            model.record(Event.MOVE, firm.key, cell=place.number, cause=Cause.MARKET, value=float(firm.cell.number))
            model.count("moves")
            firm.move_to(place)
            firm.chamber = model.chamber_for(place, firm.sector)
