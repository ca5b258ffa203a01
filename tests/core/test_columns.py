"""Tables of columns: what is declared once is what fresh rows, used rows and the output hold."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

from clustersim.core.columns import F64, I32, Bool, Table, column


class Boats(Table):
    """Two columns with defaults of their own."""

    length: F64 = column(np.nan, doc="length", unit="m", written="boats.length_m fleet.length_m fleet.long")
    berth: I32 = column(-1, doc="berth, -1 at sea")
    sunk: Bool = column(False, doc="whether it lies below")


class Ferries(Boats):
    """One column more."""

    cars: I32 = column(3, doc="cars on deck")


def rows_of(table: Table) -> dict[str, list[float]]:
    return {name: values.tolist() for name, values in table.as_columns().items()}


def test_a_fresh_row_holds_what_is_declared() -> None:
    ferries = Ferries(1)
    assert ferries.extend(20) == 1
    ferries.append({"berth": np.array([7], dtype=np.int32)})
    assert ferries.berth.tolist() == [-1] * 21 + [7]
    assert ferries.cars.tolist() == [3] * 22
    assert np.isnan(ferries.length).all()
    assert [values.dtype.name for values in ferries.as_columns().values()] == ["float64", "int32", "bool", "int32"]


def test_cleared_rows_are_fresh_and_the_others_stay() -> None:
    ferries = Ferries(4)
    for name in Ferries.COLUMNS:
        getattr(ferries, name)[:] = 1
    ferries.clear(np.array([1, 3]))
    assert ferries.cars.tolist() == [1, 3, 1, 3]
    assert ferries.berth.tolist() == [1, -1, 1, -1]
    assert ferries.sunk.tolist() == [True, False, True, False]
    assert np.isnan(ferries.length).tolist() == [False, True, False, True]


def test_columns_are_those_of_the_class_and_its_base_and_survive_a_copy() -> None:
    assert list(Ferries.COLUMNS) == ["length", "berth", "sunk", "cars"]
    assert list(Boats.COLUMNS) == ["length", "berth", "sunk"]
    ferries = Ferries(2)
    ferries.cars[:] = [5, 6]
    for copied in (copy.deepcopy(ferries), pickle.loads(pickle.dumps(ferries))):
        assert str(rows_of(copied)) == str(rows_of(ferries))
        copied.clear(np.array([0]))
        assert copied.cars.tolist() == [3, 6]


def test_a_declaration_says_where_it_is_written() -> None:
    declared = Boats.COLUMNS["length"]
    assert declared.names("boats") == ["length_m"]
    assert declared.names("fleet") == ["length_m", "long"]
    assert Boats.COLUMNS["berth"].names("boats") == []
    assert (declared.unit, declared.doc, declared.type) == ("m", "length", np.float64)


def test_what_is_no_declaration_is_refused() -> None:
    with pytest.raises(TypeError, match=r"Rafts\.planks"):
        type("Rafts", (Table,), {"__annotations__": {"planks": "I32"}})
    with pytest.raises(TypeError, match=r"Rafts\.name"):
        type("Rafts", (Table,), {"__annotations__": {"name": "str"}, "name": column(doc="name")})
