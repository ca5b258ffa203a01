"""Every number of the model: default, unit, range, source or the mark `assumption`, and what it means.

A group of parameters is a NamedTuple, so that a kernel reads `p.rate` as it stands in the equation. The text behind
each default is data: the tables of the documentation, `clustersim parameters` and the checks of scenario files are
made from it. Evidence ids (A01, P22, F-P5a ...) are rows of `docs/evidence.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Annotated, NamedTuple, get_type_hints


@dataclass(frozen=True)
class Number:
    """What is known about a parameter: meaning, unit, allowed range and where the default comes from."""

    doc: str
    unit: str
    low: float
    high: float
    source: str


N = Number


class SpaceNumbers(NamedTuple):
    """Distances and fields (phase `compute_fields`)."""

    half_distance: Annotated[float, N("distance at which the weight of a neighbour falls to one half", "km", 0.5, 20, "order of P10, P11")] = 3.0
    reach_radius: Annotated[float, N("radius within which related firms count for critical mass and density", "km", 1, 30, "assumption (P10, P11 order of magnitude)")] = 5.0
    rent_elasticity: Annotated[float, N("elasticity of rent to the density of all firms", "elasticity", 0, 1, "P06")] = 0.15
    rent_base: Annotated[float, N("density added to that of firms in the rent equation (rent of an empty place)", "firms/km2", 0.001, 10, "assumption")] = 0.3
    accessibility_decay: Annotated[float, N("distance over which a town's accessibility falls by e", "km", 0.5, 50, "assumption")] = 5.0
    university_half_distance: Annotated[float, N("distance at which a university's pull falls to one half", "km", 0.5, 50, "assumption")] = 5.0
    floor_base: Annotated[float, N("firm places per km2 where accessibility is 0", "firms/km2", 0, 10000, "assumption")] = 12.0
    floor_access: Annotated[float, N("further firm places per km2 where accessibility is 1", "firms/km2", 0, 10000, "assumption")] = 30.0


class ServicesNumbers(NamedTuple):
    """Cluster-related services (phase `adjust_services`)."""

    threshold: Annotated[float, N("related density at which private supply reaches one half", "firms/km2", 0.01, 100, "assumption")] = 0.5
    steepness: Annotated[float, N("steepness of supply around the threshold", "-", 1, 10, "assumption")] = 4.0
    lag: Annotated[float, N("time private supply needs to adjust", "years", 0.1, 50, "assumption")] = 3.0


class LearningNumbers(NamedTuple):
    """Knowledge and position in technology space (phase `learn`)."""

    rate: Annotated[float, N("speed at which knowledge approaches its target; obsolescence", "1/year", 0.01, 2, "assumption")] = 0.2
    spread: Annotated[float, N("stationary standard deviation of knowledge among like firms", "log points", 0, 1, "assumption")] = 0.3
    density_elasticity: Annotated[float, N("long-run elasticity of productivity to related density", "elasticity", 0, 0.3, "P01")] = 0.03
    partner_gain: Annotated[float, N("largest long-run gain from partners", "log points", 0, 0.5, "assumption (E28: weak)")] = 0.05
    partner_scale: Annotated[float, N("useful partner strength at which 63 % of that gain is reached", "tie strength", 0.05, 20, "assumption")] = 1.0
    distance_optimum: Annotated[float, N("cognitive distance from which most is learned", "technology units", 0, 5, "P20, P21 shape; number assumption")] = 0.6
    distance_width: Annotated[float, N("width of the inverted U in cognitive distance", "technology units", 0.05, 5, "P20, P21 shape; number assumption")] = 0.8
    teacher_slope: Annotated[float, N("difference in knowledge that makes a partner clearly the better teacher", "log points", 0.01, 2, "assumption")] = 0.3
    technology_pull: Annotated[float, N("speed at which partners draw together in technology space", "1/year", 0, 1, "assumption")] = 0.05
    university_knowledge: Annotated[float, N("knowledge of universities and institutes", "log points", -1, 3, "assumption")] = 0.5
    absorption_range: Annotated[float, N("absorptive capacity is uniform on 1 minus to 1 plus this", "-", 0, 1, "assumption")] = 0.5


class InnovationNumbers(NamedTuple):
    """Innovations (phase `innovate`)."""

    rate: Annotated[float, N("innovations of a firm with knowledge 0 and no partners", "1/year", 0, 5, "assumption")] = 0.08
    knowledge_effect: Annotated[float, N("semi-elasticity of the rate to knowledge", "-", 0, 3, "assumption (order of P16, unverified)")] = 0.8
    partner_effect: Annotated[float, N("effect of the log of 1 + strength of ties", "-", 0, 2, "assumption (E15 sign)")] = 0.2
    university_effect: Annotated[float, N("effect of the log of 1 + strength of ties to universities", "-", 0, 2, "assumption (order of P16: 0.05-0.3, unverified; P17 sign)")] = 0.2
    outside_effect: Annotated[float, N("effect of the log of 1 + ties to partners outside the region", "-", 0, 2, "assumption (E26 sign)")] = 0.1
    jump: Annotated[float, N("knowledge gained by an innovation", "log points", 0, 0.5, "assumption")] = 0.03
    technology_step: Annotated[float, N("standard deviation of the step in technology space, per axis", "technology units", 0, 2, "assumption")] = 0.15


class GrowthNumbers(NamedTuple):
    """Growth of employment (phase `grow_firms`)."""

    drift: Annotated[float, N("expected growth apart from all other terms", "1/year", -0.05, 0.05, "calibrated: A01, A04, A05")] = 0.0
    youth: Annotated[float, N("extra growth at birth", "1/year", 0, 1, "calibrated: B14 (shape)")] = 0.13
    youth_decay: Annotated[float, N("age over which the extra growth falls by e", "years", 0.1, 20, "assumption")] = 2.0
    sigma_one: Annotated[float, N("standard deviation of annual log growth of a one-person firm", "log points", 0.01, 1, "assumption")] = 0.40
    sigma_slope: Annotated[float, N("exponent with which that falls with size", "exponent", 0, 0.5, "A08")] = 0.17
    sigma_floor: Annotated[float, N("lower bound of that standard deviation", "log points", 0.01, 1, "assumption")] = 0.10
    giant_share: Annotated[float, N("share of regional jobs above which a firm is dragged back", "share", 0.01, 1, "assumption (device)")] = 0.10
    giant_drag: Annotated[float, N("drag per log point above that share", "1/year", 0, 1, "assumption (device)")] = 0.10
    knowledge_effect: Annotated[float, N("extra growth per log point of knowledge", "1/year", 0, 0.5, "assumption")] = 0.02
    credit_effect: Annotated[float, N("extra growth of a credit-constrained firm fully relieved", "1/year", 0, 0.5, "assumption")] = 0.02
    rent_effect: Annotated[float, N("loss of growth per log point of rent above its reference", "1/year", 0, 0.5, "assumption")] = 0.02


class LabourNumbers(NamedTuple):
    """Regional labour market and local demand (phase `balance_labour`)."""

    tightness_effect: Annotated[float, N("loss of growth per log point of tightness", "1/year", 0, 1, "assumption (judgement; Gathmann, Helm and Schoenberg 2020 on mass layoffs)")] = 0.05
    supply_growth: Annotated[float, N("growth of labour supply", "1/year", -0.05, 0.1, "assumption")] = 0.0
    settlement_effect: Annotated[float, N("elasticity of settlements to tightness above 0", "-", 0, 5, "assumption")] = 1.0
    demand_rate: Annotated[float, N("speed at which local-market jobs follow regional demand", "1/year", 0, 2, "assumption")] = 0.1
    demand_elasticity: Annotated[float, N("elasticity of local-market jobs to tradable jobs", "elasticity", 0, 2, "assumption; implies about 0.3 local jobs per job (P31: 0.3-2 in Europe, unverified)")] = 0.5


class ExitNumbers(NamedTuple):
    """Exit hazard (phase `close_firms`)."""

    at_birth: Annotated[float, N("hazard at age 0, size 1", "1/year", 0, 3, "calibrated: B05")] = 0.44
    young: Annotated[float, N("hazard from age 1 to 5, size 1", "1/year", 0, 3, "calibrated: B06, B09")] = 0.206
    at_ten: Annotated[float, N("hazard at age 10, as a multiple of the minimum", "ratio", 1, 10, "assumption")] = 1.8
    at_thirty: Annotated[float, N("hazard at age 30, as a multiple of the minimum", "ratio", 1, 10, "assumption")] = 1.25
    at_sixty: Annotated[float, N("hazard from age 60, as a multiple of the minimum", "ratio", 1, 10, "assumption")] = 1.5
    minimum_age: Annotated[float, N("age of the lowest hazard", "years", 11, 29, "B10")] = 16.5
    size_slope: Annotated[float, N("exponent with which the hazard falls with size", "exponent", 0, 1, "calibrated: B07; sign B10")] = 0.30
    size_floor: Annotated[float, N("lower bound of that factor", "ratio", 0.001, 1, "assumption")] = 0.06
    knowledge_effect: Annotated[float, N("semi-elasticity of the hazard to knowledge", "-", 0, 3, "assumption")] = 0.5
    constrained_share: Annotated[float, N("share of firms that are credit-constrained", "share", 0, 1, "assumption")] = 0.15
    constrained_ratio: Annotated[float, N("hazard ratio of a credit-constrained firm", "ratio", 1, 5, "assumption")] = 1.25


class EntryNumbers(NamedTuple):
    """Entry of firms and its places (phase `admit_firms`)."""

    additionality: Annotated[float, N("rho: share of induced entry that is additional (0 all displaced, 1 all additional)", "share", 0, 1, "assumption")] = 0.3
    spin_off_share: Annotated[float, N("share of entries that are spin-offs", "share", 0, 0.6, "D02 elsewhere (unverified)")] = 0.15
    academic_share: Annotated[float, N("share of entries that are academic spin-offs", "share", 0, 0.3, "assumption")] = 0.02
    settlement_share: Annotated[float, N("share of entries that are settlements from outside", "share", 0, 0.3, "assumption")] = 0.01
    density_elasticity: Annotated[float, N("beta: elasticity of the entry odds to related density", "elasticity", 0, 3, "assumption, calibrated: total below 1; sign B13")] = 1.0
    density_offset: Annotated[float, N("density added to that of firms (pull of an empty place)", "firms/km2", 0.001, 5, "assumption")] = 0.05
    local_factor: Annotated[float, N("beta of local-market sectors as a share of beta", "share", 0, 1, "assumption")] = 0.3
    accessibility_weight: Annotated[float, N("log odds of the most accessible place", "log odds", 0, 5, "assumption")] = 1.5
    university_weight: Annotated[float, N("log odds next to a university, target sectors", "log odds", 0, 5, "assumption")] = 0.5
    service_weight: Annotated[float, N("log odds of full cluster-related services, target sectors", "log odds", 0, 2, "assumption: keeps the total elasticity below 1")] = 0.2
    rent_weight: Annotated[float, N("log odds per log point of rent", "log odds", 0, 5, "assumption")] = 1.0
    floor_weight: Annotated[float, N("log odds per log point of free floor space", "log odds", 0, 5, "assumption")] = 0.5
    employer_share: Annotated[float, N("share of start-ups that begin with employees", "share", 0, 1, "derived: B06, B07")] = 0.264
    employer_exponent: Annotated[float, N("Pareto exponent of their first size", "exponent", 1.2, 5, "calibrated: A04, A05, B07")] = 2.2
    settlement_median: Annotated[float, N("median size of a settlement", "employees", 1, 1000, "assumption")] = 20.0
    settlement_spread: Annotated[float, N("standard deviation of the log size of settlements", "log points", 0, 3, "assumption")] = 1.0
    parent_size_exponent: Annotated[float, N("exponent with which the spin-off rate rises with the parent's size", "exponent", 0, 1, "assumption")] = 0.5
    spin_off_near: Annotated[float, N("share of spin-offs that start near the parent", "share", 0, 1, "assumption (D03, unverified, is about the parent's region)")] = 0.9
    academic_near: Annotated[float, N("share of academic spin-offs that start near the university", "share", 0, 1, "assumption (D08: proximity of little significance)")] = 0.5
    birth_offset: Annotated[float, N("knowledge of an entrant relative to the mean at tick 0", "log points", -1, 1, "assumption")] = 0.0
    technology_spread: Annotated[float, N("standard deviation of an entrant's technology around the sector's centroid, per axis", "technology units", 0, 3, "assumption")] = 0.4
    local_openness: Annotated[float, N("mean openness of firms in local-market sectors", "openness", 0.01, 2, "assumption: co-operation is rarer in local markets")] = 0.3
    openness_from: Annotated[float, N("share of firms, the least open, that do not occur (0: all do, with mean openness 1)", "share", 0, 0.95, "assumption; above 0 only for a cluster chosen for being active")] = 0.0
    openness_shape: Annotated[float, N("Weibull shape of openness (mean 1)", "-", 0.2, 10, "calibrated: E10, E13 (unverified)")] = 0.6


class RelocationNumbers(NamedTuple):
    """Relocation (phase `relocate_firms`)."""

    hazard: Annotated[float, N("firms that consider moving", "1/year", 0, 1, "assumption")] = 0.01
    candidates: Annotated[int, N("places a firm looks at", "cells", 1, 100, "assumption")] = 10
    moving_cost: Annotated[float, N("log odds a new place must be better by", "log odds", 0, 10, "assumption")] = 1.0


class MassNumbers(NamedTuple):
    """Critical mass: the yield of networking is x^g / (1 + x^g), x = related firms in reach / m*."""

    critical: Annotated[float, N("m*: related firms in reach at which the yield is one half", "firms", 0.1, 500, "assumption (range 8-20)")] = 8.0
    steepness: Annotated[float, N("g: steepness of the yield", "-", 0.5, 10, "assumption")] = 2.0
    related_from: Annotated[float, N("relatedness from which firms count against m* (0: all do)", "-", 0, 1, "assumption (range 0.2-0.5)")] = 0.0


class TiesNumbers(NamedTuple):
    """Co-operation (phases `fade_ties` and `form_ties`)."""

    encounter_rate: Annotated[float, N("visits sought by a firm of openness 1 at full critical mass", "1/year", 0, 200, "calibrated: E13 (unverified), E03 (P22: 4.6 opportunities a year)")] = 5.5
    encounter_distance: Annotated[float, N("decay of the visiting kernel exp(-d/d0)", "km", 0.5, 100, "calibrated: P22 (in a prototype with another law of meetings)")] = 7.0
    encounter_tries: Annotated[int, N("places looked at for one visit", "cells", 1, 1000, "assumption: nearly every visit finds somebody (P22 counts opportunities)")] = 150
    encounter_crowd: Annotated[float, N("actors in a cell up to which each of them is as likely to be met as an actor who is alone in a cell", "actors", 1, 2000, "assumption: about the fullest cell")] = 8.0
    encounter_host: Annotated[float, N("openness at which the actor visited agrees to meet with 63 %", "openness", 0.01, 10, "assumption")] = 0.25
    closure_rate: Annotated[float, N("introductions by partners at openness 1", "1/year", 0, 20, "calibrated with E03, E04, E13 (unverified); sign E09")] = 1.0
    closure_degree: Annotated[float, N("ties at which introductions reach their full rate", "ties", 1, 50, "assumption")] = 4.0
    chamber_rate: Annotated[float, N("chamber events attended at openness 1", "1/year", 0, 20, "assumption")] = 0.3
    chamber_district: Annotated[float, N("edge of the square district of a chamber; members meet within a circle of that area around them", "km", 1, 200, "assumption")] = 10.0
    chamber_own: Annotated[float, N("share of attendances at which the chamber itself is met", "share", 0, 1, "assumption")] = 0.1
    impulse_half_life: Annotated[float, N("half-life of what a stimulus adds to the own ties of chambers", "years", 0.1, 50, "assumption (as trust)")] = 2.0
    tenant_rate: Annotated[float, N("meetings among tenants of one centre at openness 1", "1/year", 0, 50, "assumption")] = 2.0
    constant: Annotated[float, N("constant of acceptance", "log odds", -10, 5, "calibrated: E13 (unverified), E03")] = -2.1
    relatedness_effect: Annotated[float, N("effect of related sectors on acceptance", "log odds", -5, 10, "calibrated with E03, E04, E13 (unverified); P22-P25 sign")] = 2.25
    cognitive_effect: Annotated[float, N("effect of the best cognitive distance on acceptance", "log odds", -5, 5, "P20, P21 shape; number assumption")] = 1.0
    distance_optimum: Annotated[float, N("best cognitive distance for acceptance", "technology units", 0, 5, "P20, P21 shape; number assumption")] = 0.6
    distance_width: Annotated[float, N("width of the inverted U", "technology units", 0.05, 5, "P20, P21 shape; number assumption")] = 0.8
    shared_effect: Annotated[float, N("effect of shared partners (GWESP) on acceptance", "log odds", -1, 5, "calibrated to P22 (0.20 per partner)")] = 0.7
    shared_decay: Annotated[float, N("decay of GWESP", "-", 0.05, 5, "calibrated with E03, E04, E13 (unverified)")] = 1.3
    type_effect: Annotated[float, N("effect of different actor types on acceptance", "log odds", -5, 5, "assumption")] = 0.5
    moderation_effect: Annotated[float, N("effect of the agency's hand (its events, introductions and lead projects) on acceptance", "log odds", -2, 5, "assumption (F-P5h)")] = 0.3
    repair_effect: Annotated[float, N("what an introduction by the agency adds to that on acceptance", "log odds", -2, 5, "assumption")] = 0.0
    degree_cost: Annotated[float, N("convex cost of degree relative to capacity", "log odds", 0, 10, "calibrated: E13 (unverified), E03")] = 1.25
    capacity: Annotated[float, N("soft capacity at openness 1", "ties", 1, 200, "calibrated with E03, E04, E13 (unverified)")] = 8.0
    capacity_exponent: Annotated[float, N("exponent with which capacity rises with openness", "exponent", 0, 2, "calibrated with E03, E04, E13 (unverified)")] = 0.55
    capacity_least: Annotated[float, N("least soft capacity", "ties", 1, 50, "assumption")] = 3.0
    capacity_limit: Annotated[float, N("hard limit as a multiple of the soft capacity", "ratio", 1, 20, "assumption; binds for under 5 %")] = 2.5
    university_openness: Annotated[float, N("openness of a university or institute of `institution_size`", "openness", 0.01, 100, "assumption (E18: core of universities)")] = 4.0
    chamber_openness: Annotated[float, N("openness of a chamber", "openness", 0.01, 100, "assumption")] = 2.0
    institution_capacity: Annotated[float, N("soft capacity of a university or institute of `institution_size`", "ties", 1, 1000, "assumption")] = 40.0
    institution_size: Annotated[float, N("staff of an institution to which openness and capacity of institutions refer", "employees", 1, 100000, "assumption")] = 250.0
    institution_exponent: Annotated[float, N("exponent with which capacity and openness of universities and institutes rise with their staff (0: all alike)", "exponent", 0, 1.5, "assumption (range 0.4-1)")] = 0.0
    chamber_capacity: Annotated[float, N("soft capacity of a chamber", "ties", 1, 1000, "assumption")] = 40.0
    institution_distance: Annotated[float, N("cognitive distance between any actor and a chamber", "technology units", 0, 5, "assumption: the best distance")] = 0.6
    university_relatedness: Annotated[float, N("relatedness of a university to a sector in its profile; half of it to others", "-", 0, 1, "assumption")] = 0.5
    strength_at_birth: Annotated[float, N("strength of a new tie", "strength", 0.01, 1, "assumption")] = 0.3
    strength_least: Annotated[float, N("strength below which a tie ends", "strength", 0, 0.5, "assumption")] = 0.03
    repair_strength: Annotated[float, N("what an introduction by the agency adds to the strength of a new tie", "strength", 0, 1, "assumption")] = 0.0
    use_rate: Annotated[float, N("interactions over a tie of partners without other ties", "1/year", 0, 50, "assumption")] = 2.0
    use_gain: Annotated[float, N("share of the missing strength gained by an interaction", "share", 0, 1, "assumption")] = 0.2
    decay: Annotated[float, N("loss of strength without interaction", "1/year", 0, 5, "assumption")] = 0.3
    end_hazard: Annotated[float, N("hazard of dissolution at cognitive distance 0.8 and strength 0.5", "1/year", 0, 5, "calibrated: E07")] = 0.20
    end_cognitive: Annotated[float, N("effect of cognitive distance on dissolution", "log hazard", -2, 5, "sign E09; number assumption")] = 0.5
    end_strength: Annotated[float, N("effect of strength on dissolution", "log hazard", 0, 10, "calibrated: E07")] = 1.5
    moderation_decay: Annotated[float, N("share of the decay of moderated ties (from its events and introductions) that full moderation prevents", "share", 0, 1, "assumption (F-P5h)")] = 0.3
    moderation_hazard: Annotated[float, N("share of the dissolution of moderated ties that full moderation prevents", "share", 0, 1, "assumption (F-P5h)")] = 0.2
    parent_strength: Annotated[float, N("strength of the tie between spin-off and parent", "strength", 0, 1, "assumption")] = 0.5
    trust_effect: Annotated[float, N("rise of encounters per unit of trust", "ratio", 0, 10, "assumption (F-P5h)")] = 2.0
    trust_half_life: Annotated[float, N("half-life of trust", "years", 0.1, 50, "assumption (F-P5h: 1-3 years)")] = 2.0
    outside_gain: Annotated[float, N("new outside ties at openness 1", "1/year", 0, 10, "assumption (E27: median 4.5; not reached)")] = 0.45
    outside_loss: Annotated[float, N("loss of outside ties", "1/year", 0.001, 5, "assumption (E14 life, unverified)")] = 0.1


class CentresNumbers(NamedTuple):
    """Technology and start-up centres (action `OpenCentre`)."""

    stay: Annotated[float, N("years after which a tenant graduates", "years", 0.5, 30, "assumption (F-P4c: 47 tenants, 4 starts a year need long stays)")] = 5.0
    graduate_ratio: Annotated[float, N("exit hazard of a graduate relative to a firm that never was a tenant", "ratio", 0.5, 3, "F-P4a (1.0-1.5, ratio unverified)")] = 1.15
    graduate_years: Annotated[float, N("years for which that ratio holds", "years", 0, 20, "assumption")] = 5.0
    rent_relief: Annotated[float, N("share of the rent that a tenant does not pay", "share", 0, 1, "assumption")] = 0.3


class InsightNumbers(NamedTuple):
    """Whom the development agency reaches and what its reviews get to see (`agency.observe`)."""

    reach: Annotated[float, N("share of firms that any task reaches, before the lever reach_factor", "share", 0, 1, "assumption (network prototype)")] = 0.3
    reach_years: Annotated[float, N("time after which it is drawn anew whom a task reaches (0: never)", "years", 0, 100, "assumption: half of them after half the time")] = 0.0
    reach_by_task: Annotated[int, N("each task reaches firms of its own (0: all the same)", "switch", 0, 1, "switch")] = 0
    contacts: Annotated[int, N("firms the agency can know well enough to see their ties", "firms", 1, 100000, "assumption")] = 2000
    tie_sight: Annotated[float, N("share of the ties among those it knows that a review sees", "share", 0, 1, "assumption")] = 0.8
    open_least: Annotated[float, N("openness from which the agency thinks that an actor without a known tie could have one", "openness", 0, 10, "assumption")] = 0.0
    hosts_compared: Annotated[int, N("possible hosts that the agency compares for a guest", "actors", 1, 1000, "assumption")] = 12
    density_noise: Annotated[float, N("standard deviation of the log of related density as a review sees it", "log points", 0, 3, "assumption")] = 0.3
    promise_noise: Annotated[float, N("standard deviation of the log of a sector's promise as a strategy sees it without anybody taking part", "log points", 0, 5, "assumption (F-P2b: declining sectors were picked)")] = 1.0
    promise_partners: Annotated[float, N("firms and universities taking part that halve the variance of that error", "actors", 1, 10000, "assumption")] = 20.0
    potential_noise: Annotated[float, N("standard deviation of the log of a potential as a review sees it", "log points", 0, 3, "assumption")] = 0.5


class SupportNumbers(NamedTuple):
    """What support changes in single firms (phases `support_firms`, `admit_firms`, `close_firms`)."""

    judgement_noise: Annotated[float, N("error of the agency's judgement of a firm, relative to the spread among firms", "ratio", 0, 10, "assumption")] = 1.0
    skills_half_life: Annotated[float, N("half-life of skills gained by training", "years", 0.1, 50, "assumption")] = 5.0
    skills_most: Annotated[float, N("most that training can add to absorptive capacity", "-", 0, 3, "assumption")] = 0.5
    preparation: Annotated[float, N("extra knowledge at birth of a firm whose founder was advised", "log points", -0.5, 0.5, "assumption (F-P9e: small, unverified; F-P9b: about 0)")] = 0.02
    selection: Annotated[float, N("by how much knowledge acts more strongly on the exit of advised firms", "-", 0, 3, "assumption (F-P9b: those who are bad exit earlier)")] = 0.5
    selection_years: Annotated[float, N("age up to which that holds", "years", 0, 20, "assumption")] = 3.0


class ProjectsNumbers(NamedTuple):
    """Lead projects (phase `run_projects`, action `StartProject`)."""

    lead_demand: Annotated[float, N("extra growth of a firm while the city is its pilot user", "1/year", 0, 0.5, "assumption (F-P7b, F-P7c: signs)")] = 0.03
    meetings: Annotated[float, N("meetings of each pair of a consortium", "1/year", 0, 50, "assumption (P33: projects of 2-4 years, partly unverified)")] = 2.0
    success: Annotated[float, N("probability that a project brings a technology to use", "share", 0, 1, "assumption (E16: many alliances fail)")] = 0.5
    adoption_gain: Annotated[float, N("knowledge gained by adopting a new technology", "log points", 0, 0.5, "assumption (F-P7b: sign, mostly incremental)")] = 0.03
    reference_ties: Annotated[int, N("outside ties that a firm gains by a reference", "ties", 0, 50, "assumption")] = 1
    adoption_rate: Annotated[float, N("adoptions per unit of tie strength to those who use a newer technology", "1/year", 0, 10, "assumption")] = 0.15
    university_size: Annotated[float, N("exponent with which a university's odds of leading a project rise with its staff", "exponent", 0, 2, "assumption")] = 0.5
    adoption_relatedness: Annotated[float, N("least relatedness of a sector to that of the project for its technology to be of use", "-", 0, 1, "assumption")] = 0.5


class ProcessNumbers(NamedTuple):
    """How the agency proceeds (`agency.regime`). Progress is measured against critical mass m*."""

    advance_at: Annotated[float, N("mean of related firms in reach / m*, as the agency sees it, from which density suffices", "ratio", 0, 20, "assumption")] = 1.0
    fall_back_at: Annotated[float, N("the same, below which density is lacking again", "ratio", 0, 20, "assumption")] = 0.7
    linked_at: Annotated[float, N("mean number of ties of an actor known from which the network suffices", "ties", 0, 50, "assumption (E13 scale, unverified)")] = 3.0
    unlinked_at: Annotated[float, N("the same, below which the network is lacking again", "ties", 0, 50, "assumption")] = 2.0
    advance_share: Annotated[float, N("share of target firms with critical mass, as the agency sees it, from which density suffices (rule `share`)", "share", 0.1, 0.7, "assumption")] = 0.3
    first_stage_most: Annotated[float, N("longest time in the first stage (rule `share`)", "years", 0, 50, "assumption")] = 6.0
    reserve: Annotated[float, N("share of the money that buildings which were begun may take before new starts", "share", 0, 1, "assumption")] = 0.4
    start_share: Annotated[float, N("share of its variable cost with which a task may start", "share", 0, 1, "assumption")] = 0.25
    carry_years: Annotated[float, N("most that may be carried over, in budgets of a year", "years", 0, 10, "assumption")] = 1.0
    minimum_stay: Annotated[float, N("least time in a stage", "years", 0, 50, "assumption")] = 2.0
    entry_years: Annotated[float, N("time for which only the tasks of `agency.entry_point` run", "years", 0, 50, "assumption")] = 2.0
    off_focus: Annotated[float, N("intensity of tasks beside `agency.focus` relative to those in it", "ratio", 0, 1, "assumption")] = 0.5
    potential_at: Annotated[float, N("score from which a potential is worth a task", "share", 0, 1, "assumption")] = 0.2
    hub_share: Annotated[float, N("share of the actors, the best connected, without whom fragility is judged", "share", 0, 0.5, "assumption")] = 0.05
    fragmentation_tolerated: Annotated[float, N("fragmentation from which it is a weak spot to mend", "share", 0.01, 1, "assumption")] = 0.25
    fragility_tolerated: Annotated[float, N("fragility from which it is a weak spot to mend", "share", 0.01, 1, "assumption")] = 0.4
    one_type_tolerated: Annotated[float, N("share of ties within one actor type from which it is a weak spot to mend", "share", 0.01, 1, "assumption")] = 0.95
    lock_in_tolerated: Annotated[float, N("shortfall of the mean cognitive distance from the best one from which it is a weak spot to mend", "share", 0.01, 1, "assumption")] = 0.3
    latent_below: Annotated[float, N("share of linked firms below which activity is latent: to be stimulated, not complemented", "share", 0, 1, "assumption")] = 0.5


class StartNumbers(NamedTuple):
    """The state at tick 0."""

    nascent_share: Annotated[float, N("start `emerging`: stock of target sectors as a share of its stationary level", "share", 0, 1, "assumption (teaching case)")] = 0.15
    nascent_age: Annotated[float, N("start `emerging`: greatest age of firms in target sectors", "years", 0.25, 60, "assumption")] = 5.0
    burn_in: Annotated[float, N("years for which the network grows before tick 0", "years", 0, 100, "assumption: 20 years reached equilibrium in a prototype; here they leave it 2 % thinner")] = 40.0


class MeasuresNumbers(NamedTuple):
    """Definitions of the headline measures (phase `measure`)."""

    radius: Annotated[float, N("radius of cluster density and of M", "km", 0.5, 50, "definition")] = 5.0
    seasoned_age: Annotated[float, N("age from which an actor counts in network strength", "years", 0, 20, "definition")] = 3.0
    recent: Annotated[float, N("age below which a brokered tie counts as the agency's recent brokering", "years", 0, 20, "definition")] = 3.0


class Channels(NamedTuple):
    """Switches: 1 on, 0 off, so that each channel's share of an effect can be reported."""

    density_learning: Annotated[int, N("related density raises knowledge", "switch", 0, 1, "switch")] = 1
    partner_learning: Annotated[int, N("partners raise knowledge", "switch", 0, 1, "switch")] = 1
    technology: Annotated[int, N("partners draw together, innovations move away", "switch", 0, 1, "switch")] = 1
    innovation: Annotated[int, N("innovations happen", "switch", 0, 1, "switch")] = 1
    knowledge_growth: Annotated[int, N("knowledge acts on growth", "switch", 0, 1, "switch")] = 1
    knowledge_exit: Annotated[int, N("knowledge acts on exit", "switch", 0, 1, "switch")] = 1
    growth_shock: Annotated[int, N("firms grow and shrink at random", "switch", 0, 1, "switch")] = 1
    rent: Annotated[int, N("rents act on growth, entry and relocation", "switch", 0, 1, "switch")] = 1
    labour: Annotated[int, N("tightness acts on growth and settlements", "switch", 0, 1, "switch")] = 1
    local_demand: Annotated[int, N("local-market sectors follow regional demand", "switch", 0, 1, "switch")] = 1
    density_entry: Annotated[int, N("related density attracts entry", "switch", 0, 1, "switch")] = 1
    first_nature: Annotated[int, N("accessibility and universities attract entry", "switch", 0, 1, "switch")] = 1
    services: Annotated[int, N("services attract entry", "switch", 0, 1, "switch")] = 1
    floor: Annotated[int, N("free floor space attracts entry", "switch", 0, 1, "switch")] = 1
    spin_offs: Annotated[int, N("spin-offs start near their parents", "switch", 0, 1, "switch")] = 1
    relocation: Annotated[int, N("firms relocate", "switch", 0, 1, "switch")] = 1
    entry: Annotated[int, N("firms enter", "switch", 0, 1, "switch")] = 1
    exit: Annotated[int, N("firms exit", "switch", 0, 1, "switch")] = 1
    critical_mass: Annotated[int, N("the yield of networking depends on critical mass", "switch", 0, 1, "switch")] = 1
    encounters: Annotated[int, N("actors meet by chance", "switch", 0, 1, "switch")] = 1
    encounter_distance: Annotated[int, N("chance meetings fall with distance (0: anywhere in the region)", "switch", 0, 1, "switch")] = 1
    closure: Annotated[int, N("partners introduce partners", "switch", 0, 1, "switch")] = 1
    chambers: Annotated[int, N("chambers bring members together", "switch", 0, 1, "switch")] = 1
    chamber_circles: Annotated[int, N("chambers bring together members near each other (0: those in the same square of a fixed grid)", "switch", 0, 1, "switch")] = 0
    project_leaders: Annotated[int, N("universities lead projects by profile, staff and free capacity (0: always the one with the best profile)", "switch", 0, 1, "switch")] = 0
    shocks: Annotated[int, N("the shocks of the scenario happen", "switch", 0, 1, "switch")] = 1
    diffusion: Annotated[int, N("technologies of lead projects spread through ties", "switch", 0, 1, "switch")] = 1
    regional_entry: Annotated[int, N("entry is a regional total shared among places (0: each place alone)", "switch", 0, 1, "switch")] = 1


class Parameters(NamedTuple):
    """All groups, as the scenario file names them."""

    space: SpaceNumbers = SpaceNumbers()
    services: ServicesNumbers = ServicesNumbers()
    learning: LearningNumbers = LearningNumbers()
    innovation: InnovationNumbers = InnovationNumbers()
    growth: GrowthNumbers = GrowthNumbers()
    labour: LabourNumbers = LabourNumbers()
    exit: ExitNumbers = ExitNumbers()
    entry: EntryNumbers = EntryNumbers()
    relocation: RelocationNumbers = RelocationNumbers()
    mass: MassNumbers = MassNumbers()
    ties: TiesNumbers = TiesNumbers()
    centres: CentresNumbers = CentresNumbers()
    start: StartNumbers = StartNumbers()
    measures: MeasuresNumbers = MeasuresNumbers()
    insight: InsightNumbers = InsightNumbers()
    support: SupportNumbers = SupportNumbers()
    projects: ProjectsNumbers = ProjectsNumbers()
    process: ProcessNumbers = ProcessNumbers()


@dataclass(frozen=True)
class Parameter:
    """One row of the parameter table: its dotted key, default and everything known about it."""

    key: str
    default: float
    number: Number


def defaults_of(group: type[tuple[object, ...]]) -> dict[str, object]:
    """Return the default of every field of a NamedTuple class."""
    defaults: dict[str, object] = getattr(group, "_field_defaults", {})
    return defaults


def describe(group: type[tuple[object, ...]], prefix: str) -> tuple[Parameter, ...]:
    """Return the rows of one group (a NamedTuple class of numbers, as those of this module) with keys below `prefix`."""
    hints = get_type_hints(group, include_extras=True)
    defaults: dict[str, float] = getattr(group, "_field_defaults", {})
    return tuple(Parameter(f"{prefix}.{name}", defaults[name], hint.__metadata__[0]) for name, hint in hints.items())


@cache
def catalogue() -> tuple[Parameter, ...]:
    """Return every parameter and switch of the model in the order of this file."""
    rows: list[Parameter] = []
    for name, group in Parameters._field_defaults.items():
        rows.extend(describe(type(group), f"parameters.{name}"))
    rows.extend(describe(Channels, "channels"))
    return tuple(rows)
