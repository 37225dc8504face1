"""Names of things by what they hold: the same in every process, another when anything in them is another.

Code of the library counts by its text, of which `origin` tells; functions and classes of others by their
instructions and what these use of the same module.
"""

from __future__ import annotations

import copyreg
import dataclasses
import functools
import hashlib
import importlib.util
import platform
import sys
import types
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ..core.errors import MusclebalanceError

PACKAGE = Path(__file__).parents[1]
#: Endings of the files whose text decides numbers.
DECIDING = (".py", ".toml", ".csv", ".json")
PLAIN = (str, bytes, int, float, complex, bool, type(None), type(...))


def digest(*parts: object) -> str:
    """Short name of things by all that they hold."""
    return _Namer({}).of(parts).hex()[:32]


@functools.cache
def origin() -> tuple[str, ...]:
    """What makes the numbers: the text of this library, its Python, numpy, scipy, compiler and processor."""
    total = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in DECIDING:
            total.update(f"{path.relative_to(PACKAGE).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    needed = ("numpy", "scipy", "llvmlite")
    found = (__import__(name).__version__ for name in needed if importlib.util.find_spec(name))
    return total.hexdigest(), sys.version, platform.machine(), *found


@dataclasses.dataclass(frozen=True)
class _Namer:
    """Digests of things within things; who is met again is not looked into again."""

    known: dict[int, tuple[object, bytes]]

    def of(self, thing: object) -> bytes:
        """Digest of a thing."""
        if type(thing) in PLAIN:
            return _sum(type(thing).__name__.encode(), [repr(thing).encode()])
        if id(thing) not in self.known:
            self.known[id(thing)] = thing, b"itself"
            self.known[id(thing)] = thing, self._within(thing)
        return self.known[id(thing)][1]

    def _within(self, thing: Any) -> bytes:
        kind = f"{type(thing).__module__}.{type(thing).__qualname__}".encode()
        if isinstance(thing, np.ndarray) and not thing.dtype.hasobject:
            head = f"{thing.dtype.str} {thing.shape}".encode()
            return _sum(kind, [head, np.ascontiguousarray(thing).tobytes()])
        if isinstance(thing, types.FunctionType | types.CodeType | type):
            return _sum(kind, map(self.of, _code(thing)))
        if dataclasses.is_dataclass(thing):
            fields = (getattr(thing, field.name) for field in dataclasses.fields(thing))
            return _sum(kind, map(self.of, (type(thing), *fields)))
        if isinstance(thing, Mapping):
            return _sum(kind, (self.of(one) for pair in thing.items() for one in pair))
        if isinstance(thing, tuple | list):
            return _sum(kind, map(self.of, thing))
        if isinstance(thing, set | frozenset):
            return _sum(kind, sorted(map(self.of, thing)))
        if isinstance(thing, types.ModuleType):
            return _sum(kind, [thing.__name__.encode()])
        try:
            reduce = copyreg.dispatch_table.get(type(thing))
            made = thing.__reduce_ex__(4) if reduce is None else reduce(thing)
        except Exception:  # whatever a class raises that cannot be copied
            raise MusclebalanceError(
                f"checkpoint= cannot name a {type(thing).__qualname__} by what it holds; leave it out."
            ) from None
        held = made if isinstance(made, str) else [list(p) if isinstance(p, Iterator) else p for p in made]
        return _sum(kind, map(self.of, (type(thing), held)))


def _sum(kind: bytes, parts: Iterable[bytes]) -> bytes:
    total = hashlib.sha256(kind)
    for part in parts:
        total.update(len(part).to_bytes(8, "little") + part)
    return total.digest()


def _code(thing: Any) -> Iterator[object]:
    """What a function, its instructions or a class are made of."""
    if isinstance(thing, types.CodeType):
        yield from (thing.co_code, thing.co_consts, thing.co_names, thing.co_varnames, thing.co_freevars)
        return
    yield f"{thing.__module__}.{thing.__qualname__}"
    if isinstance(thing, types.FunctionType):
        yield from (thing.__defaults__, thing.__kwdefaults__)
        yield [cell.cell_contents for cell in thing.__closure__ or ()]
    top = str(thing.__module__).partition(".")[0]
    if top == PACKAGE.name or top in sys.stdlib_module_names:
        return
    if isinstance(thing, type):
        yield thing.__bases__
        yield from _own(thing)
        return
    yield thing.__code__
    for name in thing.__code__.co_names:
        used = thing.__globals__.get(name)
        if type(used) in PLAIN or getattr(used, "__module__", None) == thing.__module__:
            yield name, used


def _own(kind: type) -> Iterator[object]:
    """Functions and constants of a class."""
    for name, one in vars(kind).items():
        function = getattr(one, "fget", getattr(one, "__func__", one))
        if isinstance(function, types.FunctionType) or (type(one) in PLAIN and not name.startswith("__")):
            yield name, function
