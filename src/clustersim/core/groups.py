"""Named groups of columns: what a kernel is handed instead of a long list of arrays.

A group is a NamedTuple whose fields are named as the columns of a table are. A phase declares the few columns that its
kernel needs and picks them where it calls: the kernel then reads `firms.age[row]` as the equation says it. Groups are
small, because numba looks at every array of a group at every call from Python (12 columns cost a microsecond, 33 cost
3.4). A kernel that calls another one for every row hands it plain numbers, not the group: numba counts references to
every array of a group at every such call, which made `learn` take two and a half times as long.
"""

from __future__ import annotations

from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

G = TypeVar("G", bound=NamedTuple)


def pick(group: type[G], source: object) -> G:
    """Return the columns of a table (attributes of any object) that the fields of a group name."""
    return group._make(_getter(group)(source))


def cut(group: G, rows: slice) -> G:
    """Return the same columns from a part of the rows only; they are views, so that a kernel writes through them."""
    if rows.start == 0 and rows.stop == len(group[0]):
        return group  # most worlds are one part
    return group._make([column[rows] for column in group])


@cache
def _getter(group: type[NamedTuple]) -> Callable[[object], tuple[Any, ...]]:
    return attrgetter(*group._fields)
