"""The tables of the world: actors, ties, centres, lead projects. Each column is declared once, in a line."""

from __future__ import annotations

from clustersim.core.columns import F64, I8, I16, I32, I64, U64, Bool, Table, column

NONE = -1


class Actors(Table):
    """Firms, universities and chambers: one table, because all of them are ends of ties.

    The first rows are the institutions and never change; a firm that closes leaves a free row that an entrant may
    take. A row is therefore a place to look, never an identity: the identity is `key`.
    """

    birth: I64 = column(
        doc="number for files and tables, in order of appearance",
        unit="number",
        written="firms.birth institutions.birth",
    )
    key: U64 = column(
        doc="identity, from which all draws of the actor follow", unit="key", written="firms.key institutions.key"
    )
    kind: I8 = column(doc="firm, university or chamber", unit="code", written="institutions.kind")
    alive: Bool = column(False, doc="whether the actor exists; the row is free if not")
    sector: I16 = column(NONE, doc="sector of a firm, -1 for institutions", unit="code", written="firms.sector")
    cell: I32 = column(
        doc="cell of the grid",
        unit="cell",
        written="firms.column firms.row firms.x_km firms.y_km institutions.x_km institutions.y_km",
    )
    employees: F64 = column(
        doc="employees, a real number; at least 1 of a firm",
        unit="employees",
        written="firms.employees institutions.employees",
    )
    knowledge: F64 = column(
        doc="log productivity relative to the frontier, 0 = mean of the stationary region",
        unit="log points",
        written="firms.knowledge",
    )
    age: F64 = column(doc="age since the foundation", unit="years", written="firms.age_years")
    openness: F64 = column(
        doc="innate openness to co-operation, mean of firms 1", unit="ratio", written="firms.openness"
    )
    trust: F64 = column(doc="trust raised by the agency's meetings, 0 to 1; fades", unit="share", written="firms.trust")
    absorption: F64 = column(1.0, doc="absorptive capacity, mean 1", unit="ratio", written="firms.absorption")
    constrained: Bool = column(False, doc="whether the firm is credit-constrained", written="firms.credit_constrained")
    technology_x: F64 = column(
        doc="position in technology space", unit="cognitive distance", written="firms.technology_x"
    )
    technology_y: F64 = column(
        doc="position in technology space", unit="cognitive distance", written="firms.technology_y"
    )
    origin: I8 = column(doc="how the actor came about", unit="code", written="firms.origin")
    parent: U64 = column(doc="the firm or university it was spun off, 0 without", unit="key", written="firms.parent")
    entered: I32 = column(
        doc="tick of entry; negative for those that were there at the start", unit="tick", written="firms.entered_tick"
    )
    chamber: I32 = column(
        NONE, doc="chamber the firm belongs to, -1 without", unit="row of actors", written="firms.chamber"
    )
    outside: I32 = column(doc="ties to partners outside the region", unit="ties", written="firms.outside_ties")
    supports: I32 = column(doc="how often the agency reached the actor", unit="times", written="firms.supports")
    impulse: F64 = column(
        doc="by how much a chamber meets more of its members by itself, since it was stimulated; fades", unit="ratio"
    )
    member: Bool = column(False, doc="whether the firm is a member of the cluster organisation")
    centre: I32 = column(
        NONE,
        doc="technology centre whose tenant the firm is, -1 without",
        unit="row of centres",
        written="firms.tenant",
    )
    centre_age: F64 = column(doc="time as a tenant, or since graduation", unit="years")
    graduate: Bool = column(
        False, doc="whether the firm once was a tenant of a technology centre", written="firms.graduate"
    )
    relief: F64 = column(
        doc="share of its credit constraint from which the firm is relieved, 0 to 1",
        unit="share",
        written="firms.credit_relief",
    )
    relief_left: F64 = column(doc="time for which the relief holds", unit="years")
    skills: F64 = column(
        doc="absorptive capacity gained by training, 0 without; fades", unit="ratio", written="firms.skills"
    )
    advised: Bool = column(False, doc="whether the founder was advised", written="firms.advised")
    project: I32 = column(
        doc="number of the lead project the actor works in, 0 without", unit="project", written="firms.project"
    )
    adopted: I32 = column(
        doc="newest technology of a lead project that the firm uses, 0 without",
        unit="project",
        written="firms.adopted_project",
    )
    degree: I32 = column(doc="number of ties", unit="ties", written="firms.degree institutions.degree")
    strength: F64 = column(
        doc="sum of the strengths of all ties",
        unit="strength",
        written="firms.tie_strength institutions.tie_strength",
    )
    given: I32 = column(
        NONE, doc="row in `start.given` of a firm that the scenario gives, -1 for all others", unit="row of start.given"
    )
    capacity: F64 = column(doc="ties kept without strain, from openness; 0 until first asked for", unit="ties")


class Ties(Table):
    """Undirected co-operation between two actors, held by their rows; the end with the smaller key is `a`."""

    a: I32 = column(doc="one end", unit="row of actors", written="ties.a_birth ties.a_key ties.a_kind")
    b: I32 = column(doc="the other end", unit="row of actors", written="ties.b_birth ties.b_key ties.b_kind")
    strength: F64 = column(doc="strength, above 0 and up to 1", unit="strength", written="ties.strength")
    born: I32 = column(doc="tick in which it began", unit="tick", written="ties.born_tick")
    cause: I8 = column(doc="how it came about", unit="code", written="ties.cause")


class Centres(Table):
    """Technology and start-up centres."""

    key: U64 = column(doc="identity, from its name", unit="key")
    cell: I32 = column(doc="cell of the grid", unit="cell")
    places: I32 = column(doc="places for tenants", unit="firms")
    sectors: I64 = column(doc="profile: bit s is set for sector s", unit="bits")
    opened: I32 = column(doc="tick in which it opened", unit="tick")
    tenants: I32 = column(doc="firms that are its tenants", unit="firms")


class Projects(Table):
    """Lead projects; project number n stands in row n - 1."""

    key: U64 = column(doc="identity", unit="key")
    sector: I16 = column(doc="sector", unit="code")
    university: U64 = column(doc="university that leads it", unit="key")
    started: I32 = column(doc="tick in which it started", unit="tick")
    left: F64 = column(doc="time to go", unit="years")
    outcome: I8 = column(doc="running, success, failure or broken off", unit="code")
