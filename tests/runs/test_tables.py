"""The tables of the output: their columns, in their order, are those that users and old results know."""

from __future__ import annotations

import pytest

from clustersim.runs.tables import firms_table, institutions_table, ties_table
from clustersim.start.build import build_world
from clustersim.world.tables import Actors, Centres, Projects, Ties
from tests.helpers.small_worlds import small

FIRMS = """birth key sector column row x_km y_km employees knowledge age_years openness trust absorption credit_constrained
technology_x technology_y origin parent entered_tick chamber outside_ties supports tenant graduate credit_relief skills
advised project adopted_project degree tie_strength"""
INSTITUTIONS = "birth key name kind x_km y_km employees degree tie_strength"
TIES = "a_birth b_birth a_key b_key a_kind b_kind strength born_tick cause"


@pytest.mark.parametrize(
    ("make", "columns"), [(firms_table, FIRMS), (institutions_table, INSTITUTIONS), (ties_table, TIES)]
)
def test_columns_of_the_output_and_their_order_are_frozen(make, columns: str) -> None:
    assert list(make(build_world(small("mature"), 1))) == columns.split()


def test_every_column_of_the_output_is_declared_and_every_declaration_is_written() -> None:
    declared = {
        name
        for table in (Actors, Ties, Centres, Projects)
        for x in table.COLUMNS.values()
        for name in x.written.split()
    }
    world = build_world(small("mature"), 1)
    tables = {"firms": firms_table(world), "institutions": institutions_table(world), "ties": ties_table(world)}
    found = {f"{table}.{name}" for table, columns in tables.items() for name in columns}
    assert found - declared == {"institutions.name"}  # not a column of the actors
    assert declared <= found


def test_every_column_says_what_it_is() -> None:
    for table in (Actors, Ties, Centres, Projects):
        for name, declared in table.COLUMNS.items():
            assert declared.doc, f"{table.__name__}.{name}"
            assert declared.unit or declared.type().dtype == bool, f"{table.__name__}.{name}"
