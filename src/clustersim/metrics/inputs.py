"""What people give to a measure: labels or codes, ends of ties, columns of one length; what is wrong is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from clustersim.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from clustersim.core.columns import F64, I32, I64, Bool

Kind = TypeVar("Kind")


def refuse(name: str, message: str) -> InputError:
    """Return the error for an argument of a measure."""
    return InputError([Problem("", 0, name, message)])


def array(name: str, given: ArrayLike) -> NDArray[Any]:
    """Return an array; InputError for rows of different lengths, which are none."""
    try:
        return np.asarray(given)
    except ValueError:
        raise refuse(name, f"is {_shown(given)}; its rows are not equally long") from None


def same_length(**columns: ArrayLike) -> int:
    """Return the length of columns that belong together; InputError names those that differ, or that are no columns."""
    shapes = {name: array(name, column).shape for name, column in columns.items()}
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
    shape = array("xy", xy).shape
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
    places = array(name, given)
    if places.ndim != 1:
        raise refuse(name, f"has shape {places.shape}; one end a tie is wanted")
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
        raise refuse(name, f"is {_shown(wanted)}; sectors here are {shown}")


def numbers(
    name: str,
    given: ArrayLike,
    *,
    least: float | None = None,
    most: float | None = None,
    shape: tuple[int, ...] | None = None,
) -> F64:
    """Return finite numbers in a column, from `least` to `most`; of a certain `shape` if one is given."""
    values = _floats(name, given)
    if values.ndim != 1 or (shape is not None and values.shape != shape):
        wanted = f"shape {shape}" if shape is not None else "one number a row"
        raise refuse(name, f"has shape {values.shape}; {wanted} is wanted")
    return _within(name, values, least, most)


def table(
    name: str,
    given: ArrayLike,
    axes: str,
    *,
    least: float | None = 0.0,
    where: Bool | None = None,
    shape: tuple[int, ...] | None = None,
) -> F64:
    """Return finite numbers in a table with these `axes`, from `least` on; only those `where` are looked at."""
    values = _floats(name, given)
    if values.ndim != 2 or (shape is not None and values.shape != shape):
        wanted = f"{shape} ({axes})" if shape is not None else f"({axes})"
        raise refuse(name, f"has shape {values.shape}; a table is wanted, shape {wanted}")
    _within(name, values if where is None else np.where(where, values, 0.0), least, None)
    return values


def points(name: str, given: ArrayLike) -> F64:
    """Return positions in the plane, shape (n, 2)."""
    values = _floats(name, given)
    if values.shape == (0,):
        values = values.reshape(0, 2)
    if values.ndim != 2 or values.shape[-1] != 2:
        raise refuse(name, f"has shape {values.shape}; a pair of numbers for each point is wanted, shape (n, 2)")
    return _within(name, values, None, None)


def cells_of(name: str, given: ArrayLike) -> tuple[int, int]:
    """Return rows and columns of values on a lattice."""
    shape = array(name, given).shape
    if len(shape) != 2:
        raise refuse(name, f"has shape {shape}; a table is wanted, shape (rows, columns)")
    return shape


def radii(name: str, given: ArrayLike) -> F64:
    """Return radii, shape (radii,): one number or a column, from 0 on."""
    return numbers(name, np.atleast_1d(_floats(name, given)), least=0.0)


def number(
    name: str,
    given: object,
    *,
    least: float | None = None,
    above: float | None = None,
    most: float | None = None,
    below: float | None = None,
) -> float:
    """Return a finite number within limits: from `least` or above `above`, up to `most` or below `below`."""
    value = _floats(name, given)  # type: ignore[arg-type]
    limits = {"at least": least, "above": above, "at most": most, "below": below}
    wanted = "a finite number" + "".join(f", {word} {limit:g}" for word, limit in limits.items() if limit is not None)
    if value.ndim or isinstance(given, str | bool):
        raise refuse(name, f"is {_shown(given)}; {wanted} is wanted")
    found = float(value)
    inside = (least is None or found >= least) and (above is None or found > above)
    if not (np.isfinite(found) and inside and (most is None or found <= most) and (below is None or found < below)):
        raise refuse(name, f"is {found:g}; {wanted} is wanted")
    return found


def whole(name: str, given: object, least: int) -> int:
    """Return a whole number that is at least `least`."""
    if isinstance(given, bool) or not isinstance(given, int | np.integer) or given < least:
        raise refuse(name, f"is {_shown(given)}; a whole number, at least {least}, is wanted")
    return int(given)


def mask(name: str, given: ArrayLike, shape: tuple[int, ...] | None = None) -> Bool:
    """Return what is true or false for each row (or cell), of a certain `shape` if one is given."""
    values = array(name, given)
    if values.size == 0 and values.dtype.kind == "f":
        values = values.astype(np.bool_)
    if values.dtype.kind != "b" and not (values.dtype.kind in "iuf" and np.isin(values, (0, 1)).all()):
        raise refuse(name, f"holds {_shown(_first(values))}; true or false (or 1 and 0) is wanted for each row")
    if values.shape != shape if shape is not None else values.ndim != 1:
        wanted = f"shape {shape}" if shape is not None else "one value a row"
        raise refuse(name, f"has shape {values.shape}; {wanted} is wanted")
    return values.astype(np.bool_)


def labels(name: str, given: ArrayLike) -> NDArray[Any]:
    """Return labels or codes, one for each row; none may be missing."""
    values = array(name, given)
    if values.dtype.kind == "O" or values.ndim != 1:
        same_length(**{name: values})
    missing = np.flatnonzero([_missing(value) for value in values.tolist()])
    if len(missing):
        raise refuse(name, f"holds nothing at place {missing[0]}; a label or code is wanted for each row")
    return values


def places(name: str, given: ArrayLike, count: int, of: str, counted: Bool | None = None) -> NDArray[Any]:
    """Return whole numbers from 0 to count - 1 that name places of something; only those `counted` are looked at."""
    values = array(name, given)
    if values.ndim != 1:
        raise refuse(name, f"has shape {values.shape}; one number a row is wanted")
    looked = values if counted is None else values[counted]
    whole_numbers = looked.dtype.kind in "iu" or (looked.dtype.kind == "f" and bool(np.all(looked == np.floor(looked))))
    if looked.size and not whole_numbers:
        raise refuse(name, f"holds {_shown(_first(looked))}; numbers of {of}, 0 to {count - 1}, are wanted")
    wrong = looked[(looked < 0) | (looked >= count)] if looked.size else looked
    if wrong.size:
        raise refuse(name, f"holds {_shown(_first(wrong))}; numbers of {of}, 0 to {count - 1}, are wanted")
    return np.where(counted, values, 0) if counted is not None else values


def tied_pairs(name: str, given: ArrayLike) -> None:
    """Refuse what is no list of pairs of keys of one kind."""
    try:
        values = np.asarray(given, dtype=object)
    except ValueError:  # rows of different lengths
        values = np.zeros(1, dtype=object)
    if values.size and (values.ndim != 2 or values.size != 2 * len(values)):
        raise refuse(name, f"has shape {values.shape}; a pair of keys for each tie is wanted, shape (ties, 2)")
    texts = {isinstance(key, str) for key in values.ravel().tolist()}
    if len(texts) > 1 or any(_missing(key) for key in values.ravel().tolist()):
        raise refuse(name, "holds keys of several kinds, or none; all are numbers or all are texts")


def entries(name: str, given: object, what: str) -> list[Any]:
    """Return the entries of something that can be gone through."""
    if isinstance(given, str | Mapping) or not isinstance(given, Iterable):
        raise refuse(name, f"is {_shown(given)}; {what} are wanted")
    return list(given)


def mapping(name: str, given: object) -> Mapping[object, object]:
    """Return a mapping; an empty one for None."""
    if given is not None and not isinstance(given, Mapping):
        raise refuse(name, f"is {_shown(given)}; a mapping of numbers by label is wanted")
    return given or {}


def one_of(name: str, given: object, words: Sequence[str]) -> None:
    """Refuse what is none of some words."""
    if not isinstance(given, str) or given not in words:
        raise refuse(name, f"is {_shown(given)}; {' or '.join(map(repr, words))} is wanted")


def of_kind(name: str, given: object, kind: type[Kind]) -> Kind:
    """Return something of a certain type."""
    if not isinstance(given, kind):
        raise refuse(name, f"is {_shown(given)}; a {kind.__name__} is wanted")
    return given


def _floats(name: str, given: ArrayLike) -> F64:
    try:
        raw = np.asarray(given)
        if raw.dtype.kind in "USMm" or (raw.dtype.kind == "O" and any(isinstance(one, str) for one in raw.ravel())):
            raise ValueError  # texts that look like numbers are none
        return raw.astype(np.float64)
    except (TypeError, ValueError):
        raise refuse(name, f"is {_shown(given)}; numbers are wanted") from None


def _within(name: str, values: F64, least: float | None, most: float | None) -> F64:
    wrong = ~np.isfinite(values)
    wanted = "finite numbers"
    if least is not None:
        wrong, wanted = wrong | (values < least), f"{wanted}, at least {least:g}"
    if most is not None:
        wrong, wanted = wrong | (values > most), f"{wanted}, at most {most:g}"
    if wrong.any():
        place = np.argwhere(wrong)[0].tolist()
        at = place[0] if len(place) == 1 else tuple(place)
        raise refuse(name, f"is {values[tuple(place)]:g} at place {at}; {wanted}, are wanted")
    return values


def _shown(given: object) -> str:
    """Return something in a line, shortened."""
    text = " ".join(repr(given.item() if isinstance(given, np.generic) else given).split())
    return text if len(text) <= 60 else text[:57] + "..."


def _missing(value: object) -> bool:
    return value is None or value == "" or (isinstance(value, float) and value != value)  # noqa: PLR0124 (NaN)


def _first(values: NDArray[np.generic]) -> object:
    if not values.size:
        return None
    return values.ravel()[0].item() if hasattr(values.ravel()[0], "item") else values.ravel()[0]
