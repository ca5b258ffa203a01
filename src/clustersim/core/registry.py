"""Things that are looked up by name: those of the package, and those that others register or announce.

A package announces something by a line in its `pyproject.toml`, which Python calls an entry point.
"""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import NamedTuple, TypeVar

from clustersim.errors import InputError, Problem

T = TypeVar("T")


class Provenance(NamedTuple):
    """Where something comes from that is not of the package; `source` is a hash of it that tells versions apart."""

    kind: str  # task, metric or phase
    name: str
    module: str
    package: str  # the distribution that brought it, with its version; empty if it was registered by a call
    source: str


class Registry(Mapping[str, T]):
    """Things of one kind by name: those of the package in their order, then others in the order they were added.

    What packages announce in `group` is read once, when somebody first looks. `checked` takes what was given (or what
    is announced) and returns its name, the thing and the class or function in which it is written, or raises
    InputError.
    """

    def __init__(
        self, kind: str, group: str, shipped: Mapping[str, T], checked: Callable[[object], tuple[str, T, object]]
    ) -> None:
        self.kind, self.group = kind, group
        self.shipped = tuple(shipped)
        self.origins: dict[str, Provenance] = {}
        self._things = dict(shipped)
        self._checked = checked
        self._looked = False
        self._fault: InputError | None = None

    def __getitem__(self, name: str) -> T:
        if name not in self._things:
            self._look()
        return self._things[name]

    def __iter__(self) -> Iterator[str]:
        self._look()
        return iter(tuple(self._things))

    def __len__(self) -> int:
        self._look()
        return len(self._things)

    def add(self, given: object, package: str = "") -> None:
        """Add something of one's own. Raises InputError if it is not complete, or another of its name is there."""
        self._look()
        name, thing, written = self._checked(given)
        if name in self.shipped:
            raise _wrong(self.kind, name, f"is a {self.kind} of the package; choose another name")
        if name in self._things:
            other = self.origins[name]
            where = " of ".join(part for part in (other.module, other.package) if part)
            raise _wrong(self.kind, name, f"is registered already, by {where}; a name stands for one {self.kind} only")
        self._things[name], self.origins[name] = thing, origin_of(self.kind, name, written, package)

    def added(self) -> dict[str, T]:
        """Return what is not of the package."""
        return {name: thing for name, thing in self.items() if name not in self.shipped}

    def adopt(self, thing: T, origin: Provenance) -> None:
        """Take over, in another process, what was registered in the first. RuntimeError if it is another version."""
        self._look()
        here = self.origins.get(origin.name) or origin_of(
            self.kind, origin.name, self._checked(thing)[2], origin.package
        )
        must_equal(here, origin)
        if origin.name not in self._things:
            self._things[origin.name], self.origins[origin.name] = thing, here

    def _look(self) -> None:
        """Read what packages announce, once; what is wrong with it is said whenever somebody looks."""
        if self._fault is not None:
            raise self._fault
        if self._looked:
            return
        self._looked = True  # what is loaded here may look too
        try:
            for point in entry_points(group=self.group):
                self.add(self._loaded(point), f"{point.dist.name} {point.dist.version}" if point.dist else "")
        except InputError as error:
            self._fault = error
            raise

    def _loaded(self, point: EntryPoint) -> object:
        try:
            return point.load()
        except Exception as error:  # whatever its module does
            name = f"{point.name} = {point.value}" + (f" of {point.dist.name}" if point.dist else "")
            raise _wrong(self.kind, name, f"cannot be loaded: {type(error).__name__}: {error}") from error


def must_equal(here: Provenance, sent: Provenance) -> None:
    """Raise RuntimeError if something is another version in this process than in the one that sent it."""
    if here.source != sent.source:
        raise RuntimeError(
            f"the {sent.kind} {sent.name} ({sent.module}) is another version in the process that executes the run than "
            "in the one that sent it; install the same on all machines"
        )


def origin_of(kind: str, name: str, written: object, package: str = "") -> Provenance:
    """Return where a class or a function comes from."""
    module = str(getattr(written, "__module__", None) or "__main__")
    return Provenance(kind, name, module, package, source_hash(module) or _hash([_lines(written)]))


def imported(place: str) -> object:
    """Return what is meant by `module:name`: installed, on the path, or in the folder one is in.

    Raises ImportError or AttributeError, or whatever the module raises.
    """
    module, _, name = place.partition(":")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.append(here)  # as `python -m` does; processes of a batch take over the path
    thing: object = getattr(import_module(module), name)
    return thing


@cache
def source_hash(module: str) -> str:
    """Return a hash of a module's file, or of all files of the package it is in; empty if there is no file."""
    top = sys.modules.get(module.partition(".")[0])
    folders = [Path(folder) for folder in getattr(top, "__path__", ())]
    file = getattr(sys.modules.get(module), "__file__", None)
    if getattr(top, "__file__", None) and folders:
        texts = sorted(path.read_bytes() for folder in folders for path in folder.rglob("*.py"))
    elif file:
        texts = [Path(file).read_bytes()]
    else:
        return ""
    return _hash(texts)


def _lines(thing: object) -> bytes:
    """Return the lines of a class or function that was typed in, as far as Python knows them."""
    try:
        return inspect.getsource(thing).encode()  # type: ignore[arg-type]
    except (OSError, TypeError):
        return b""


def _hash(texts: list[bytes]) -> str:
    return hashlib.sha256(b"".join(hashlib.sha256(text).digest() for text in texts)).hexdigest()[:16]


def _wrong(kind: str, name: str, message: str) -> InputError:
    return InputError([Problem("", 0, f"{kind} {name}", message)])
