"""What people give to a measure: labels or codes, ends of ties, columns of one length; what is wrong is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clustersim.errors import InputError, Problem

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from clustersim.core.columns import F64, I32, I64


def refuse(name: str, message: str) -> InputError:
    """Return the error for an argument of a measure."""
    return InputError([Problem("", 0, name, message)])


def same_length(**columns: ArrayLike) -> int:
    """Return the length of columns that belong together; InputError names those that differ, or that are no columns."""
    shapes = {name: np.shape(np.asarray(column)) for name, column in columns.items()}
    deep = [name for name, shape in shapes.items() if len(shape) != 1]
    if deep:
        raise refuse(deep[0], f"is no column: it has shape {shapes[deep[0]]}; one value a row is wanted")
    lengths = {name: shape[0] for name, shape in shapes.items()}
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{name} has {length}" for name, length in lengths.items())
        raise refuse(", ".join(lengths), f"must be equally long: {said}")
    return int(next(iter(lengths.values())))


def positions(xy: ArrayLike, **columns: ArrayLike) -> None:
    """Refuse positions that are no pairs, and columns of points that are not as long."""
    shape = np.shape(np.asarray(xy))
    if shape != (0,) and (len(shape) != 2 or shape[1] != 2):
        raise refuse("xy", f"has shape {shape}; a pair of numbers for each point is wanted, shape (n, 2)")
    length = same_length(**columns)
    if length != shape[0]:
        raise refuse(f"xy, {', '.join(columns)}", f"must be equally long: xy has {shape[0]}, the others {length}")


def codes(labels: ArrayLike) -> I64:
    """Return a code for each label, shape (n,): whole numbers stay, others are numbered in order; -1 for a missing one
    (None, NaN, empty text).
    """
    given = np.asarray(labels)
    if given.dtype.kind in "iu":
        return given.astype(np.int64)
    if given.dtype.kind == "b":
        return given.astype(np.int64)
    values = [None if _missing(value) else value for value in np.asarray(labels, dtype=object).tolist()]
    number = {text: code for code, text in enumerate(sorted({str(value) for value in values if value is not None}))}
    return np.array([-1 if value is None else number[str(value)] for value in values], dtype=np.int64)


def ends(name: str, given: ArrayLike, nodes: int) -> I32:
    """Return ends of ties as places in the columns of nodes; InputError if one is none."""
    places = np.asarray(given)
    if places.size == 0:
        return np.zeros(0, dtype=np.int32)
    whole = places.dtype.kind in "iu" or (places.dtype.kind == "f" and bool(np.all(places == np.floor(places))))
    if not whole:
        raise refuse(name, f"holds {_first(places)!r}; ends of ties are places 0 to {nodes - 1} of nodes")
    outside = np.flatnonzero((places < 0) | (places >= nodes))
    if len(outside):
        at = int(outside[0])
        raise refuse(name, f"is {places[at]:g} at tie {at}; ends of ties are places 0 to {nodes - 1} of nodes")
    return places.astype(np.int32)


def plain_ties(first: I32, second: I32) -> None:
    """Refuse ties of a node with itself and ties that are listed twice, in either direction."""
    loops = np.flatnonzero(first == second)
    if len(loops):
        raise refuse("edge_a, edge_b", f"tie {loops[0]} joins node {first[loops[0]]} with itself")
    pairs = np.sort(np.stack([first, second], axis=1), axis=1)
    distinct, count = np.unique(pairs, axis=0, return_counts=True)
    if np.any(count > 1):
        one, two = distinct[int(np.argmax(count > 1))].tolist()
        raise refuse("edge_a, edge_b", f"nodes {one} and {two} are joined more than once; give each tie once")


def positive(name: str, given: ArrayLike) -> F64:
    """Return numbers above 0; InputError if one is not."""
    try:
        values = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        raise refuse(name, f"holds {_first(np.asarray(given))!r}; numbers above 0 are wanted") from None
    wrong = np.flatnonzero(~(np.isfinite(values) & (values > 0.0)))
    if len(wrong):
        raise refuse(name, f"is {values[wrong[0]]:g} at place {wrong[0]}; numbers above 0 are wanted")
    return values


def known(name: str, wanted: object, labels: NDArray[np.generic]) -> None:
    """Refuse a label that no row carries because it is of another kind (a code where labels are texts)."""
    objects = labels.dtype.kind == "O" and all(isinstance(one, str) for one in labels.tolist())
    texts = labels.dtype.kind in "UST" or objects
    if labels.size and texts != isinstance(wanted, str):
        shown = ", ".join(repr(label) for label in sorted(set(labels.tolist()), key=str)[:6])
        raise refuse(name, f"is {wanted!r}; sectors here are {shown}")


def _missing(value: object) -> bool:
    return value is None or value == "" or (isinstance(value, float) and value != value)  # noqa: PLR0124 (NaN)


def _first(values: NDArray[np.generic]) -> object:
    return values.ravel()[0].item() if hasattr(values.ravel()[0], "item") else values.ravel()[0]
