"""WebAssembly: the kernel's instructions as a module that a browser runs.

LLVM writes an object file, which is a module but for its exports. Nothing has to be linked: a kernel calls no
function of others and has no data. It imports its memory and the stack within it, both of module ``env``.

References
----------
.. [1] WebAssembly Core Specification 2.0, https://www.w3.org/TR/wasm-core-2 (binary format).
.. [2] WebAssembly tool conventions, https://github.com/WebAssembly/tool-conventions (object file linking).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..core.errors import MusclebalanceError
from . import jit, kernel, quantities
from .layout import Layout, lay_out
from .program import Program
from .translate import FIELDS

TRIPLE = "wasm32-unknown-unknown"
FEATURES = "+simd128,+bulk-memory,+sign-ext,+nontrapping-fptoint,+mutable-globals"
CUSTOM, IMPORT, EXPORT, START, DATA = 0, 2, 7, 8, 11  # sections
SYMBOL_TABLE, UNDEFINED, NAMED = 8, 0x10, 0x40  # in the section "linking"
FUNCTION, DATA_SYMBOL, SECTION = 0, 1, 3  # kinds of symbols
HEADER = b"\0asm\1\0\0\0"


@dataclass(frozen=True, slots=True)
class Module:
    """A program for browsers: `advance` takes one person through a timeline, the others read a state.

    The argument of `advance` is a table of the addresses of a task's arrays, in the order of `fields`.
    """

    code: bytes
    layout: Layout
    fields: tuple[str, ...]
    readings: Mapping[str, Sequence[str]]


def compiled(program: Program, readings: Mapping[str, Sequence[str]]) -> Module:
    """A module of the kernel of a program, and of functions of the named groups of quantities."""
    blueprint = lay_out(program)
    parts = [quantities.function(program, name, wanted, fused=False) for name, wanted in readings.items()]
    text = "\n\n".join([*parts, kernel.text(blueprint, 1, fused=False)])
    return Module(module(text, ("advance", *readings)), blueprint.layout, tuple(FIELDS), readings)


def module(text: str, exports: Iterable[str]) -> bytes:
    """A module of instructions, with the functions that can be called from outside."""
    target, made = jit.for_another(text, TRIPLE, cpu="generic", features=FEATURES, reloc="static")
    return linked(bytes(target.emit_object(made)), tuple(exports))


def linked(code: bytes, exports: tuple[str, ...]) -> bytes:
    """An object file's sections with one of exports; symbols and relocations are left out."""
    sections = [*_sections(code)]
    places = {name: place for kind, body in sections if kind == CUSTOM for name, place in _functions(body)}
    if lacking := [name for name in exports if name not in places]:
        raise MusclebalanceError(f"the kernel has no function {lacking[0]!r}; it has {', '.join(places)}.")
    if any(kind == DATA for kind, _ in sections):
        raise MusclebalanceError("the kernel has data of its own, which no module of it would find.")
    listed = b"".join(_text(name) + bytes([FUNCTION]) + _number(places[name]) for name in exports)
    kept = [(kind, body) for kind, body in sections if kind != CUSTOM]
    kept.append((EXPORT, _number(len(exports)) + listed))
    kept.sort(key=lambda section: section[0])  # the order of sections is that of their kinds but for kind 12
    return HEADER + b"".join(bytes([kind]) + _number(len(body)) + body for kind, body in kept)


def _sections(code: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and body of each section."""
    reader = _Reader(code, len(HEADER))
    while reader.place < len(code):
        kind = reader.byte()
        yield kind, reader.taken(reader.number())


def _functions(body: bytes) -> Iterator[tuple[str, int]]:
    """Names and numbers of the functions that a custom section tells of."""
    reader = _Reader(body)
    if reader.taken(reader.number()) != b"linking":
        return
    reader.number()  # version
    while reader.place < len(body):
        kind, part = reader.byte(), _Reader(reader.taken(reader.number()))
        for _ in range(part.number() if kind == SYMBOL_TABLE else 0):
            symbol = _symbol(part)
            if symbol is not None:
                yield symbol


def _symbol(part: _Reader) -> tuple[str, int] | None:
    """Name and number of the function that the next symbol is; None if it is something else."""
    kind, flags = part.byte(), part.number()
    defined = not flags & UNDEFINED
    if kind == SECTION:
        part.number()
        return None
    if kind == DATA_SYMBOL:
        part.taken(part.number())
        for _ in range(3 if defined else 0):
            part.number()
        return None
    place = part.number()
    name = part.taken(part.number()) if defined or flags & NAMED else b""
    if kind != FUNCTION:
        return None
    if not defined:
        raise MusclebalanceError("the kernel calls a function of others; give it that function's text.")
    return name.decode(), place


class _Reader:
    """Reads a binary from a place on."""

    def __init__(self, code: bytes, place: int = 0) -> None:
        self.code, self.place = code, place

    def byte(self) -> int:
        """The next byte."""
        return self.taken(1)[0]

    def taken(self, count: int) -> bytes:
        """So many bytes."""
        self.place += count
        return self.code[self.place - count : self.place]

    def number(self) -> int:
        """A whole number, seven bits a byte, the least first."""
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value


def _number(value: int) -> bytes:
    """As `_Reader.number` reads it."""
    found = bytearray()
    while value >= 0x80:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])


def _text(name: str) -> bytes:
    encoded = name.encode()
    return _number(len(encoded)) + encoded
