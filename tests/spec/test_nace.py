"""NACE codes: how they are tidied, to which sector they belong, how many levels two share."""

from __future__ import annotations

import pytest

from clustersim.spec.nace import sector_of, shared_level, tidy_code


@pytest.mark.parametrize(
    ("code", "tidy"),
    [
        ("62.01", "J6201"),
        ("J62", "J62"),
        (" j 62.0 ", "J620"),
        ("62", "J62"),
        ("6", "6"),
        ("C", "C"),
        ("01.1", "A011"),
        ("C62", None),
        ("", None),
        ("6x", None),
        ("00", None),
        ("V", None),
    ],
)
def test_codes_are_tidied(code: str, tidy: str | None) -> None:
    assert tidy_code(code) == tidy


@pytest.mark.parametrize(
    ("code", "sector"),
    [
        ("62.01", "it"),
        ("J62.02", "other"),
        ("61", "media"),
        ("63", "media"),
        ("26.1", "industry"),
        ("47", None),
        ("28", "metal"),
        ("29", "industry"),
    ],
)
def test_the_longest_prefix_wins(code: str, sector: str | None) -> None:
    prefixes = [("media", "J"), ("it", "62"), ("other", "62.02"), ("industry", "C"), ("metal", "28"), ("metal", "25")]
    assert sector_of(code, prefixes) == sector
    assert sector_of(code, prefixes[::-1]) == sector


def test_shared_digits() -> None:
    assert [shared_level("62.01", other) for other in ("26", "58", "62", "62.0", "62.02", "62.01", "6201")] == [
        0,
        1,
        2,
        3,
        3,
        4,
        4,
    ]
