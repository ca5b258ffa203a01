"""Task 1, `organisation`: a contact person in an existing office, or a special organisation with members."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, NamedTuple, TypeAlias

from clustersim.policies.base import Choice, Cost, Figure, Policy, Settings, Wish, recall
from clustersim.spec.levers import BROKERING, CHAMBER_SEAT, COORDINATION, MEMBERSHIP, REACH_FACTOR
from clustersim.spec.parameters import N

if TYPE_CHECKING:
    from clustersim.core.columns import F64
    from clustersim.policies.base import Observation
    from clustersim.spec.levers import Lever


class OrganisationNumbers(NamedTuple):
    """Numbers of the task `organisation`."""

    growth: Annotated[float, N("growth rate of the logistic membership curve", "1/year", 0.05, 5, "fitted to K20")] = 0.68
    midpoint: Annotated[float, N("years after the start at which half of the final members have joined", "years", 0, 30, "fitted to K20")] = 3.0
    member_share: Annotated[float, N("final members as a share of the firms in the sectors served (membership `state`: of those of openness 1; of all about two thirds of it)", "share", 0, 1, "assumption")] = 0.3
    reach_gain: Annotated[float, N("rise of the reach of all tasks at full membership", "ratio", 0, 2, "assumption (no effect found: F-P1c)")] = 0.8
    brokering_gain: Annotated[float, N("rise of meetings brokered, at full membership", "ratio", 0, 0.3, "assumption: sweep 0 to 0.3 (F-P1c)")] = 0.15
    coordination_gain: Annotated[float, N("share of the staff of other tasks saved by coordination, at full membership", "share", 0, 0.9, "assumption (F-P1a: typical staff 2-6)")] = 0.25
    office_midpoint: Annotated[float, N("the same for the contacts of a contact person (membership `state`)", "years", 0, 30, "assumption: nobody has to be founded")] = 1.0
    chamber_seat: Annotated[float, N("by how much likelier tasks reach members of chambers, which have a seat in the organisation, at full membership (0: no seat)", "ratio", 0, 1, "assumption")] = 0.0
    fee: Annotated[float, N("fee that a member of an own organisation pays (membership `state`)", "EUR/year", 0, 1e6, "assumption (F-P1a: partly paid by members)")] = 300.0
    office_effect: Annotated[float, N("effect of a contact person relative to that of an own organisation", "share", 0, 1, "assumption")] = 0.4
    organisation_cost: Annotated[float, N("fixed cost of an own organisation", "EUR/year", 0, 1e8, "K20 (state grant 155,000-195,000; F-P1a)")] = 195_000.0
    office_cost: Annotated[float, N("fixed cost of a contact person in an existing office", "EUR/year", 0, 1e8, "assumption: one post")] = 75_000.0
    member_cost: Annotated[float, N("cost of serving a member", "EUR/year", 0, 1e6, "assumption")] = 150.0
    staff: Annotated[float, N("posts of the agency that the task ties up", "posts", 0, 1000, "assumption")] = 0.5
    partner_share: Annotated[float, N("share of the cost that partners pay in the role `contribute`", "share", 0, 1, "assumption")] = 0.5


class OrganisationChoices(NamedTuple):
    """Settings of the task `organisation` that are words."""

    host: Annotated[
        str,
        Choice("host: a contact person in an existing office, or a special organisation", ("existing_office", "own_organisation"), "assumption"),
    ] = "own_organisation"
    membership: Annotated[
        str,
        Choice(
            "members: a state of firms, which every task then reaches, or a share that raises the reach of all tasks",
            ("state", "share"),
            "assumption",
        ),
    ] = "share"


class OrganisationMemory(NamedTuple):
    """What the task keeps: how many firms were ever willing to be members; who has joined stays while the task runs."""

    share: float = 0.0


OrganisationSettings: TypeAlias = Settings[OrganisationNumbers, OrganisationChoices]


class Organisation(Policy[OrganisationNumbers, OrganisationChoices]):
    """Raises the share of firms that any task reaches, and what is made of meetings. It does nothing by itself.

    Membership follows a logistic curve fitted by least squares to the members of a real umbrella organisation (K20: 14,
    163, 257, 354, 365, 380 members at its founding in April 2012, in 2014, September 2016, 2019, October 2020 and 2022;
    the middle of the year is taken where the month is unknown):

        members(t) = 376 / (1 + exp(-0.68 (t - 3.02)))       t in years, standard errors 19, 0.15, 0.36

    which gives 43, 138, 271, 355, 367, 373 (root mean square error 17 members; the founding members are missed). Only
    the course in time is taken from it; how many join and what that does are assumptions.

        m(t) = 1 / (1 + exp(-growth (t - midpoint)))         e = 1 (own organisation) or office_effect
        reach_factor = 1 + intensity e reach_gain m          brokering = 1 + intensity e brokering_gain m
        coordination = intensity e coordination_gain m      share of the staff of other tasks that is saved

    Chambers may have a seat: the lever chamber_seat = intensity e chamber_seat m makes it likelier that tasks reach their
    members (`world.reach`).

    With `membership = "state"` members are firms, the open ones first (`phases.join_organisation`), and every task
    reaches them as long as they are members; reach_factor stays as it is, and the lever is

        membership = intensity e member_share m

    The two forms then differ in who decides and pays, and in how fast they come about: firms join an own organisation
    over years (`midpoint`) and pay a `fee`; a contact person in an office has contacts, not members, soon
    (`office_midpoint`), fewer of them (`office_effect`), and all at the expense of the agency.
    """

    key = "organisation"
    place = 1
    title_en = "Creation of adequate forms of organisation"
    title_de = "Schaffung adäquater Organisationsformen"
    short_en = "cluster organisation"
    short_de = "Clusterorganisation"
    colour = "#332288"
    mechanism_en = (
        "A contact person in an existing office, or a special organisation that firms join over the years, raises the share of firms "
        "that every task reaches and the number of useful meetings at what the agency convenes. Alone it changes nothing."
    )
    mechanism_de = (
        "Ein Ansprechpartner in einem bestehenden Amt oder eine Sonderorganisation, der Unternehmen nach und nach beitreten, erhöht den Anteil der "
        "Unternehmen, die jede Aufgabe erreicht, und die Zahl brauchbarer Begegnungen bei Veranstaltungen. Allein ändert sie nichts."
    )
    leaves = "members; the reach that they gave other tasks ends with the task"
    leaves_de = "Mitglieder; die Reichweite, die sie anderen Aufgaben gaben, endet mit der Aufgabe"
    evidence = ("F-P1a", "F-P1b", "F-P1c", "K20")
    stage = "enabling"
    fundable = False
    levers = (REACH_FACTOR, MEMBERSHIP, CHAMBER_SEAT, BROKERING, COORDINATION)
    actions = ()
    numbers = OrganisationNumbers
    choices = OrganisationChoices
    meanings_de = {
        "member_share": "Mitglieder am Ende als Anteil der Unternehmen in den bedienten Branchen",
        "reach_gain": "Zuwachs der Reichweite aller Aufgaben bei voller Mitgliedschaft",
        "brokering_gain": "Zuwachs vermittelter Begegnungen bei voller Mitgliedschaft",
        "coordination_gain": "Anteil des Personals anderer Aufgaben, den Abstimmung bei voller Mitgliedschaft spart",
        "chamber_seat": "um wie viel eher Aufgaben Mitglieder von Kammern erreichen, die in der Organisation einen Sitz haben, bei voller Mitgliedschaft (0: kein Sitz)",
        "office_midpoint": "Jahre nach dem Beginn, bis eine Kontaktperson die Hälfte ihrer Kontakte hat (bei `membership = \"state\"`)",
        "fee": "Beitrag, den ein Mitglied einer eigenen Organisation zahlt (bei `membership = \"state\"`)",
        "office_effect": "Wirkung einer Kontaktperson im Verhältnis zu einer eigenen Organisation",
        "office_cost": "feste Kosten einer Kontaktperson in einem bestehenden Amt",
        "member_cost": "Kosten der Betreuung eines Mitglieds",
    }
    figures = (Figure("members", "firms", "members of the cluster organisation"),)

    def cost(self, observation: Observation, settings: OrganisationSettings) -> Cost:
        """Return the cost of the host and of serving the members, less their fees.

        A share is counted half-way through the tick; members that are firms as many as there are.
        """
        n, own = settings.numbers, settings.choices.host == "own_organisation"
        fixed = settings.intensity * (n.organisation_cost if own else n.office_cost)
        if settings.choices.membership == "state":
            return Cost(max(fixed + (n.member_cost - own * n.fee) * observation.members, 0.0), 0.0)
        members = self.members(observation, settings, observation.running_for + 0.5 * observation.dt)
        return Cost(fixed, settings.intensity * n.member_cost * members)

    def act(self, observation: Observation, settings: OrganisationSettings) -> Wish:
        """Set how far tasks reach, who is a member, and how much meetings bring."""
        import numpy as np

        n = settings.numbers
        joined = settings.intensity * self.joined(settings, observation.running_for)
        effect = joined * (1.0 if settings.choices.host == "own_organisation" else n.office_effect)
        levers: list[tuple[Lever, float | F64]] = [(BROKERING, 1.0 + effect * n.brokering_gain), (COORDINATION, effect * n.coordination_gain)]
        if n.chamber_seat > 0.0:
            levers.append((CHAMBER_SEAT, effect * n.chamber_seat))
        members = settings.intensity * self.members(observation, settings, observation.running_for)
        if settings.choices.membership == "state":
            kept = OrganisationMemory(max(recall(observation, OrganisationMemory()).share, effect * n.member_share))
            share = np.zeros(len(observation.firms))
            share[list(settings.sectors)] = kept.share
            levers.append((MEMBERSHIP, share))
            return Wish(tuple(levers), memory=kept, figures={"members": float(observation.members)})
        levers.append((REACH_FACTOR, 1.0 + effect * n.reach_gain))
        return Wish(tuple(levers), figures={"members": members})

    def joined(self, settings: OrganisationSettings, years: float) -> float:
        """Return the members some years after the start as a share of the final number."""
        n = settings.numbers
        office = settings.choices.membership == "state" and settings.choices.host != "own_organisation"
        return 1.0 / (1.0 + math.exp(-n.growth * (years - (n.office_midpoint if office else n.midpoint))))

    def members(self, observation: Observation, settings: OrganisationSettings, years: float) -> float:
        """Return the expected number of members some years after the start, at full intensity."""
        firms = sum(observation.firms[sector] for sector in settings.sectors)
        return float(settings.numbers.member_share * firms * self.joined(settings, years))
