"""Groups of columns: picked by name, and cut so that a kernel still writes into the table."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from clustersim.core.columns import F64, I32, Table, column
from clustersim.core.groups import cut, pick


class Stars(Table):
    """A table with more columns than a group takes."""

    mass: F64 = column(2.0, doc="mass")
    colour: I32 = column(1, doc="colour")
    age: F64 = column(doc="age")


class Burning(NamedTuple):
    """Fields in another order than the columns stand in the table."""

    age: F64
    mass: F64


class Misnamed(NamedTuple):
    """A field that is no column."""

    weight: F64


def test_a_group_holds_the_columns_that_its_fields_name() -> None:
    stars = Stars(3)
    stars.age[:] = [1.0, 2.0, 3.0]
    group = pick(Burning, stars)
    assert isinstance(group, Burning)
    assert group.age.tolist() == [1.0, 2.0, 3.0]
    assert group.mass.tolist() == [2.0, 2.0, 2.0]


def test_a_part_of_a_group_writes_into_the_table() -> None:
    stars = Stars(4)
    part = cut(pick(Burning, stars), slice(1, 3))
    assert isinstance(part, Burning)
    part.mass[:] = 7.0
    assert stars.mass.tolist() == [2.0, 7.0, 7.0, 2.0]


def test_a_group_of_a_table_that_grew_is_picked_anew() -> None:
    stars = Stars(1)
    pick(Burning, stars)
    stars.extend(2)
    assert len(pick(Burning, stars).mass) == 3


def test_a_field_that_is_no_column_is_told() -> None:
    with pytest.raises(AttributeError, match="weight"):
        pick(Misnamed, Stars(1))
