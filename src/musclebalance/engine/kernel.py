"""Kernels of a program: compiled ones for any number of lanes, and the plain Python one."""

from __future__ import annotations

import hashlib
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from musclebalance.engine import machine, plain, rosenbrock
from musclebalance.engine.block import run_plain
from musclebalance.engine.blueprint import Blueprint, draw
from musclebalance.engine.operands import ROW
from musclebalance.engine.print_model import print_model
from musclebalance.engine.program import Array, Program
from musclebalance.engine.translate import FIELDS, translate

PEOPLE_IN_LANES = 8


@dataclass(frozen=True, slots=True)
class Kernel:
    """A way to run a task.

    Attributes
    ----------
    blueprint : Blueprint
    width : int
        Lanes of people.
    run : callable
        Takes the arrays of `block.pack`, packed for this width, and fills in the results.
    """

    blueprint: Blueprint
    width: int
    run: Callable[[dict[str, Array]], None]


_LOCK = threading.RLock()
_BLUEPRINTS: dict[str, Blueprint] = {}
_KERNELS: dict[tuple[str, int], Kernel] = {}
_MACHINE: list[machine.Machine] = []


def blueprint_of(program: Program) -> Blueprint:
    """Blueprint of a program, drawn once per process."""
    with _LOCK:
        if program.digest not in _BLUEPRINTS:
            _BLUEPRINTS[program.digest] = draw(program)
        return _BLUEPRINTS[program.digest]


def compiled(program: Program, width: int) -> Kernel:
    """Machine-code kernel: one person, mirrored parts in two lanes (width 1), or `width` people in lanes."""
    with _LOCK:
        key = (program.digest, width)
        if key not in _KERNELS:
            blueprint = blueprint_of(program)
            _KERNELS[key] = Kernel(blueprint, width, _machine_run(text(blueprint, width)))
        return _KERNELS[key]


def interpreted(program: Program) -> Kernel:
    """Plain Python kernel: the same method and order of operations, without a compiler."""
    with _LOCK:
        key = (program.digest, 0)
        if key not in _KERNELS:
            blueprint = blueprint_of(program)
            model = plain.model(blueprint)
            _KERNELS[key] = Kernel(blueprint, 1, lambda arrays: run_plain(model, arrays))
        return _KERNELS[key]


def rows(blueprint: Blueprint, width: int) -> int:
    """Rows for the states solved for: one state of every lane's person, or `ROW` states of one person."""
    return -(-blueprint.solved * width // ROW)


def text(blueprint: Blueprint, width: int) -> str:
    """Machine-independent instructions of a kernel."""
    constants = {
        "width": width,
        "states": len(blueprint.order),
        "solved": blueprint.solved,
        "rows": rows(blueprint, width),
        "padded": rows(blueprint, width) * ROW // width,
        "parameters": len(blueprint.program.parameter_names),
        "inputs": len(blueprint.program.input_names),
        "drifting": blueprint.drifting,
    }
    functions = print_model(blueprint, width, paired=width == 1)
    return f"{functions}\n\n{translate(rosenbrock, constants, width)}\n"


def _machine_run(instructions: str) -> Callable[[dict[str, Array]], None]:
    if not _MACHINE:
        _MACHINE.append(machine.Machine())
    name = _MACHINE[0].key(instructions)
    code = machine.read(name)
    if code is None:
        sys.stderr.write(
            "musclebalance: compiling this model for this machine, once; "
            "method='reference' answers without compiling ..."
        )
        sys.stderr.flush()
        begin = time.perf_counter()
        code = _MACHINE[0].compile(instructions)
        sys.stderr.write(f" {time.perf_counter() - begin:.1f} s\n")
        machine.write(name, code)
    function = _MACHINE[0].load(code)

    def run(arrays: dict[str, Array]) -> None:
        addresses = np.array([arrays[field].ctypes.data for field in FIELDS], dtype=np.int64)
        function(addresses.ctypes.data)

    return run


def digest(*parts: object) -> str:
    """Short digest of texts and arrays."""
    total = hashlib.sha256()
    for part in parts:
        total.update(
            np.ascontiguousarray(part).tobytes() if isinstance(part, np.ndarray) else repr(part).encode()
        )
        total.update(b"\0")
    return total.hexdigest()[:32]
