"""The columns of a built world as agents: the state that both implementations start from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clustersim.spec.codes import Kind
from tests.reference.actor import Actor, Centre
from tests.reference.agency import DevelopmentAgency
from tests.reference.agents import Chamber, Firm, University
from tests.reference.ties import Tie

if TYPE_CHECKING:
    from clustersim.world.state import World
    from tests.reference.model import Reference


def populate(model: Reference, world: World) -> None:
    """Make agents of all living rows, and ties between them."""
    columns = {name: column.tolist() for name, column in world.actors.as_columns().items()}
    rows: dict[int, Actor] = {}
    for number in range(len(world.centres)):
        c = world.centres
        sectors = tuple(s for s in model.sector_numbers if int(c.sectors[number]) >> s & 1)
        model.centres.append(
            Centre(
                int(c.key[number]), model.places[c.cell[number]], int(c.places[number]), sectors, int(c.opened[number])
            )
        )
    for row in range(len(world.actors)):
        if columns["alive"][row]:
            state = {name: values[row] for name, values in columns.items()}
            rows[row] = make_actor(model, world, row, state)
            model.by_key[state["key"]] = rows[row]
    for row, actor in rows.items():
        if isinstance(actor, Firm):
            chamber = rows.get(columns["chamber"][row])
            actor.chamber = chamber if isinstance(chamber, Chamber) else None
    ties = world.ties
    for a, b, strength, born, cause in zip(
        ties.a.tolist(), ties.b.tolist(), ties.strength.tolist(), ties.born.tolist(), ties.cause.tolist(), strict=True
    ):
        lower, upper = sorted((rows[a], rows[b]), key=lambda actor: actor.key)
        lower.ties[upper] = upper.ties[lower] = Tie(lower, upper, strength, born, cause)
    x, y = getattr(world.scenario.agency, "x", None), getattr(world.scenario.agency, "y", None)
    home = model.place_of(x, y) if x is not None and y is not None else None
    model.agency = DevelopmentAgency(model, home or model.places[0])


def make_actor(model: Reference, world: World, row: int, state: dict[str, Any]) -> Actor:
    """Make the agent of one row."""
    place = model.places[state["cell"]]
    actor: Actor
    if state["kind"] == Kind.FIRM:
        actor = Firm(model, state["key"], place, state["sector"])
        actor.centre = model.centres[state["centre"]] if state["centre"] >= 0 else None
        if actor.centre is not None:
            actor.centre.tenants.append(actor)
        for name in (
            "absorption",
            "constrained",
            "parent",
            "outside",
            "centre_age",
            "graduate",
            "relief",
            "relief_left",
            "skills",
            "advised",
            "adopted",
        ):
            setattr(actor, name, state[name])
    else:
        actor = (University if state["kind"] == Kind.UNIVERSITY else Chamber)(model, state["key"], place)
        actor.profile = world.profile[row].tolist()
    for name in (
        "birth",
        "employees",
        "knowledge",
        "age",
        "openness",
        "trust",
        "supports",
        "origin",
        "entered",
        "project",
        "impulse",
    ):
        setattr(actor, name, state[name])
    actor.technology = (state["technology_x"], state["technology_y"])
    return actor
