"""Kernels of a program: compiled ones for any number of lanes, and the plain Python one."""

from __future__ import annotations

import hashlib
import json
import sys
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from . import jit, python_backend, rosenbrock
from .arrays import run_plain
from .layout import Blueprint, Layout, lay_out
from .llvm_backend import functions
from .operands import row_length
from .program import Array, Program
from .translate import FIELDS, translate


@dataclass(frozen=True, slots=True)
class Kernel:
    """A way to run a task."""

    layout: Layout
    width: int
    run: Callable[[dict[str, Array]], None]


_LOCK = threading.RLock()
_KERNELS: dict[tuple[object, ...], Kernel] = {}


def people_in_lanes(program: Program) -> int:
    """People whose values fill one register of this machine, and at least two."""
    mirrored = any(twin != place for place, twin in enumerate(program.mirrors["state"]))
    with _LOCK:
        return max(2, _machine().doubles // (2 if mirrored else 1))


@cache
def _machine() -> jit.Machine:
    return jit.Machine()


def compiled(program: Program, width: int, exact: tuple[str, ...] | None = None) -> Kernel:
    """Machine-code kernel for `width` people in lanes."""
    with _LOCK:
        key = (program.digest, width, exact)
        if key not in _KERNELS:
            kept = _object(program, width, exact)
            head, code = kept.split(b"\n", 1)
            order, solved, slots = json.loads(head)
            layout = Layout(program, tuple(order), solved, slots)
            _KERNELS[key] = Kernel(layout, width, _caller(_machine().load(code)))
        return _KERNELS[key]


def interpreted(program: Program, exact: tuple[str, ...] | None = None) -> Kernel:
    """Plain Python kernel: the same method and order of operations, without a compiler."""
    with _LOCK:
        key = (program.digest, 0, exact)
        if key not in _KERNELS:
            blueprint = lay_out(program, exact)
            model = python_backend.model(blueprint)
            _KERNELS[key] = Kernel(blueprint.layout, 1, lambda arrays: run_plain(model, arrays))
        return _KERNELS[key]


def _object(program: Program, width: int, exact: tuple[str, ...] | None) -> bytes:
    """A kernel's layout in one line, then its code: from the cache, or compiled with a notice."""
    machine = _machine()
    key = (program.digest, width, exact, _sources())
    in_order, any_order = (machine.key(digest(*key, order)) for order in ("ours", "LLVM's"))
    kept, child = jit.read(in_order), None
    if kept is None and (child := machine.child()) is None:
        kept = jit.read(any_order)
    if kept is not None:
        return kept
    sys.stderr.write(
        "musclebalance: compiling this model for this machine, once; "
        "method='reference' answers without compiling ..."
    )
    sys.stderr.flush()
    begin = time.perf_counter()
    with child or nullcontext():
        blueprint = lay_out(program, exact)
        instructions = text(blueprint, width)
        layout = blueprint.layout
        head = json.dumps((layout.order, layout.solved, layout.slots)).encode() + b"\n"
        name, code, slower = in_order, jit.compile_in(child, instructions), ""
        if code is None:
            name, code = any_order, machine.compile(instructions)
            slower = " (no other process could compile it: it may be a tenth slower)"
    jit.write(name, head + code)
    sys.stderr.write(f" {time.perf_counter() - begin:.1f} s{slower}\n")
    return head + code


def _caller(function: jit.Run) -> Callable[[dict[str, Array]], None]:
    def run(arrays: dict[str, Array]) -> None:
        addresses = np.array([arrays[field].ctypes.data for field in FIELDS], dtype=np.int64)
        function(addresses.ctypes.data)

    return run


def _sources() -> str:
    """Digest of the engine's own text."""
    return digest(*(path.read_text() for path in sorted(Path(__file__).parent.glob("*.py"))))


def text(blueprint: Blueprint, width: int) -> str:
    """Machine-independent instructions of a kernel."""
    constants = blueprint.sizes(width, row_length(width))
    return f"{functions(blueprint, width)}\n\n{translate(rosenbrock, constants, width)}\n"


def digest(*parts: object) -> str:
    """Short digest of texts and arrays."""
    total = hashlib.sha256()
    for part in parts:
        total.update(
            np.ascontiguousarray(part).tobytes() if isinstance(part, np.ndarray) else repr(part).encode()
        )
        total.update(b"\0")
    return total.hexdigest()[:32]
