"""Labels that are placed by hand keep their distance: numbers on the map, names at line ends."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustersim.plots import arms, places


@given(st.lists(st.tuples(st.integers(0, 27), st.integers(0, 27)), max_size=14, unique=True))
def test_numbers_of_institutions_never_hide_markers_or_numbers(cells: list[tuple[int, int]]) -> None:
    at = [(9.5 * (x + 0.5), 9.5 * (y + 0.5)) for x, y in cells]
    boxes = places.place_labels(at, [(30.0, 16.0)] * len(at), 266.0, 266.0, 9.0)
    everything = [*boxes, *(places.Box(x, y, 9.0, 9.0) for x, y in at)]
    assert not any(box.overlaps(other) for number, box in enumerate(boxes) for other in everything[number + 1 :])
    assert all(15.0 <= box.x <= 251.0 and 8.0 <= box.y <= 258.0 for box in boxes)


@given(st.lists(st.floats(0.0, 5.0), min_size=1, max_size=8))
def test_names_at_line_ends_keep_their_order_and_their_distance(ends: list[float]) -> None:
    found = arms.spread_out(ends, [0.4] * len(ends))
    order = sorted(range(len(ends)), key=lambda number: (ends[number], number))
    gaps = np.diff([found[number] for number in order])
    assert (gaps >= 0.4 - 1e-9).all()
    apart = [
        number
        for number in range(len(ends))
        if all(abs(ends[number] - other) >= 4.0 for place, other in enumerate(ends) if place != number)
    ]
    assert all(found[number] == pytest.approx(ends[number]) for number in apart)
