"""How actors meet. Rules: encounters, closure, chambers and tenants of phase `form_ties`; the agency's part is in `agency`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from clustersim.core.clock import MOMENT
from clustersim.core.randomness import absorb, hashed, pair, poisson, rounded, uniform
from clustersim.spec.codes import Cause, Event, Kind
from clustersim.spec.decisions import Decision
from clustersim.spec.levers import CENTRE_SUPPORT, CHAMBER_STIMULUS, CHAMBER_SUPPORT
from tests.reference import mending, projects
from tests.reference.actor import Actor, Business
from tests.reference.places import saturation
from tests.reference.ties import Proposal, propose, settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.reference.model import Reference
    from tests.reference.places import Place

Meeting = Proposal | None


class Meets(Actor):
    """A firm or university that visits others and is introduced by its partners."""

    def encounters(self) -> Iterator[Meeting]:
        """Visit places at random, more likely near ones, and perhaps meet somebody there."""
        model, p = self.model, self.model.p.ties
        rate = p.encounter_rate * self.openness * self.yield_now * (1.0 + p.trust_effect * self.trust)
        visits = poisson(uniform(model.stream(Decision.ENCOUNTER_COUNT), self.key), rate * model.dt)
        for visit in range(visits):
            draws = absorb(absorb(model.stream(Decision.ENCOUNTER_PLACE), self.key), visit)
            hosts = self.look_for_hosts(draws)
            if hosts:
                race = absorb(absorb(model.stream(Decision.ENCOUNTER_PARTNER), self.key), visit)
                host = min(hosts, key=lambda actor: hashed(race, actor.key))
                if uniform(draws, 1000003) < 1.0 - math.exp(-host.openness / p.encounter_host):
                    yield propose(Cause.ENCOUNTER, self, host, visit)

    def look_for_hosts(self, draws: int) -> list[Actor]:
        """Return who is there at the first place, of some tried, at which somebody is met."""
        p = self.model.p.ties
        for attempt in range(p.encounter_tries):
            place = self.place_tried(uniform(draws, attempt))
            if place is None or not place.inside or place.is_empty:
                continue
            hosts = [
                actor for actor in place.agents if actor.kind in (Kind.FIRM, Kind.UNIVERSITY) and actor is not self
            ]
            low_bits = absorb(draws, attempt) & 4095  # those that `uniform` does not use
            if hosts and (low_bits + 0.5) / 4096.0 * p.encounter_crowd < len(hosts):
                return hosts
        return []

    def place_tried(self, u: float) -> Place | None:
        """Return the place that a uniform number points to: around home, or anywhere in the rectangle."""
        model = self.model
        if not model.channels.encounter_distance:
            return model.places[int(u * len(model.places))]
        table = model.visits
        v = u * len(table.share)
        slot = int(v)
        if v - slot >= table.share[slot]:
            slot = table.alias[slot]
        column, row = self.cell.coordinate
        return model.place_at.get((column + table.columns[slot], row + table.rows[slot]))

    def introductions(self) -> Iterator[Meeting]:
        """Meet partners of partners."""
        model, p = self.model, self.model.p.ties
        if not self.ties:
            return
        rate = p.closure_rate * math.sqrt(self.openness) * min(1.0, len(self.ties) / p.closure_degree)
        number = poisson(uniform(model.stream(Decision.CLOSURE_COUNT), self.key), rate * model.dt)
        first, second = model.stream(Decision.CLOSURE_PARTNER), model.stream(Decision.CLOSURE_SECOND)
        for index in range(number):
            friend = winner(self, list(self.ties), first, index)
            strangers = [actor for actor in friend.ties if actor is not self]
            if strangers:
                yield propose(Cause.CLOSURE, self, winner(friend, strangers, second, self.key + index), index)


def winner(actor: Actor, partners: list[Actor], stream: int, index: int) -> Actor:
    """Return the partner that wins a race in which strong ties run faster."""

    def time(partner: Actor) -> tuple[float, int]:
        luck = uniform(pair(stream, actor.key, partner.key), index)
        return rounded(-math.log(luck) / actor.ties[partner].strength), partner.key

    return min(partners, key=time)


class MeetsAsFirm(Meets, Business):
    """A firm, which besides attends chamber events and meets the tenants of its centre."""

    def attends_chamber(self) -> bool:
        """Say whether the firm goes to an event of its chamber in this tick."""
        more = 1.0 + self.model.levers[CHAMBER_SUPPORT]
        often = 1.0 - math.exp(-self.model.p.ties.chamber_rate * more * self.model.dt)
        chance = min(1.0, often * math.sqrt(self.openness))
        return uniform(self.model.stream(Decision.CHAMBER_ATTEND), self.key) < chance

    def meets_tenants(self, support: float) -> Iterator[Meeting]:
        """Meet other tenants of the same centre."""
        model = self.model
        others = [tenant for tenant in self.centre.tenants if tenant is not self] if self.centre else []
        if not others:
            return
        rate = model.p.ties.tenant_rate * self.openness * support * self.yield_now
        number = poisson(uniform(model.stream(Decision.TENANT_COUNT), self.key), rate * model.dt)
        for index in range(number):
            race = absorb(absorb(model.stream(Decision.TENANT_PARTNER), self.key), index)
            yield propose(Cause.TENANTS, self, min(others, key=lambda tenant: hashed(race, tenant.key)), index)


class HoldsEvents(Actor):
    """A chamber, which brings its members together and meets some of them itself."""

    def be_stimulated(self) -> None:
        """Let what an earlier stimulus added fade, and rise to what a task asks for."""
        model, before, wanted = self.model, self.impulse, self.model.levers[CHAMBER_STIMULUS]
        self.impulse = max(before * 2.0 ** (-model.dt / model.p.ties.impulse_half_life), wanted)
        if before < wanted - MOMENT:
            model.record(Event.STIMULATED, self.key, cell=self.cell.number, cause=Cause.POLICY, value=wanted)

    def events(self, members: list[MeetsAsFirm]) -> Iterator[Meeting]:
        """Hold the events of this tick."""
        model, p = self.model, self.model.p.ties
        attendees = [firm for firm in members if firm.attends_chamber()]
        stream = model.stream(Decision.CHAMBER_PARTNER)
        for firm in attendees:
            if uniform(model.stream(Decision.CHAMBER_TIE), firm.key) < p.chamber_own * (1.0 + self.impulse):
                yield propose(Cause.CHAMBER_EVENT, self, firm, 1)
            others = [other for other in attendees if other is not firm and meet_at_chamber(model, firm, other)]
            if others:
                other = min(others, key=lambda candidate: pair(stream, firm.key, candidate.key))
                if uniform(pair(stream, firm.key, other.key), 1) < math.sqrt(firm.yield_now * other.yield_now):
                    yield propose(Cause.CHAMBER_EVENT, firm, other, 0)


def meet_at_chamber(model: Reference, one: MeetsAsFirm, other: MeetsAsFirm) -> bool:
    """Say whether two members of a chamber can meet at its events: near each other, or in the same square."""
    edge = model.p.ties.chamber_district
    if not model.channels.chamber_circles:
        squares = [(math.floor(firm.cell.x / edge), math.floor(firm.cell.y / edge)) for firm in (one, other)]
        return squares[0] == squares[1]
    (x, y), (u, v) = one.cell.coordinate, other.cell.coordinate
    return math.hypot(x - u, y - v) <= edge / math.sqrt(math.pi) / model.cell_km + 1e-9


def meetings(model: Reference) -> Iterator[Meeting]:
    """All meetings of this tick."""
    on = model.channels
    for actor in (*model.firms, *model.universities):
        if on.encounters:
            yield from actor.encounters()
        if on.closure:
            yield from actor.introductions()
    if on.chambers:
        for chamber in model.chambers:
            chamber.be_stimulated()
            yield from chamber.events(chamber.members)
    support = model.levers[CENTRE_SUPPORT]
    if support > 0.0:
        for firm in model.firms:
            yield from firm.meets_tenants(support)
    yield from projects.meetings(model)
    yield from model.agency.meetings()


def form_ties(model: Reference) -> None:
    """Actors meet, propose, accept and settle; then trust fades and attendances add to it."""
    p = model.p.mass
    for actor in model.actors():
        x = actor.related_in_reach / p.critical
        actor.yield_now = saturation(x, p.steepness) if model.channels.critical_mass else 1.0
    settle(model, {proposal for proposal in meetings(model) if proposal is not None})
    mending.note_mended(model)
    kept = 2.0 ** (-model.dt / model.p.ties.trust_half_life)
    for actor in model.actors():
        actor.trust = min(1.0, actor.trust * kept + actor.trust_gained)
        actor.trust_gained = 0.0
