"""Kernels of a program (compiled for any number of lanes, or plain Python), and the arrays they work on."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from . import jit, python_backend, rosenbrock, store
from .lanes import ARRAYS, LANE_ARRAYS, Model, Task
from .layout import Blueprint, Layout, lay_out
from .llvm_backend import functions
from .naming import digest
from .notices import say
from .program import Array, Program
from .timeline import Job
from .translate import FIELDS, row_length, translate

RESULTS = ("output", "final", "status", "reached", "all_steps", "all_rejected")
LINE = 8  # doubles in a cache line


@dataclass(frozen=True, slots=True)
class Kernel:
    """A way to run a task."""

    layout: Layout
    width: int
    run: Callable[[dict[str, Array]], None]


_LOCK = threading.RLock()
if hasattr(os, "register_at_fork"):
    # a fork waits until a kernel is whole: the child would have no thread to finish it, but would hold
    # LLVM's own locks, and the compiling process's input open
    os.register_at_fork(before=_LOCK.acquire, after_in_parent=_LOCK.release, after_in_child=_LOCK.release)
_KERNELS: dict[tuple[object, ...], Kernel] = {}
_machine = cache(jit.Machine)


def people_in_lanes(program: Program) -> int:
    """People whose values fill one register of this machine, and at least two."""
    mirrored = any(twin != place for place, twin in enumerate(program.mirrors["state"]))
    with _LOCK:
        return max(2, _machine().doubles // (2 if mirrored else 1))


def compiled(program: Program, width: int, exact: tuple[str, ...] | None = None) -> Kernel:
    """Machine-code kernel for `width` people in lanes."""
    with _LOCK:
        key = (program.digest, width, exact)
        if key not in _KERNELS:
            layout, code = Layout.read(program, _object(program, width, exact))
            _KERNELS[key] = Kernel(layout, width, partial(_run_compiled, _machine().load(code)))
        return _KERNELS[key]


def interpreted(program: Program, exact: tuple[str, ...] | None = None) -> Kernel:
    """Plain Python kernel: the same method and order of operations, without a compiler."""
    with _LOCK:
        key = (program.digest, 0, exact)
        if key not in _KERNELS:
            blueprint = lay_out(program, exact)
            run = partial(_run_plain, python_backend.model(blueprint))
            _KERNELS[key] = Kernel(blueprint.layout, 1, run)
        return _KERNELS[key]


def _object(program: Program, width: int, exact: tuple[str, ...] | None) -> bytes:
    """A kernel's layout in one line, then its code: from the cache, or compiled with a notice."""
    machine = _machine()
    sources = digest(*(path.read_text() for path in sorted(Path(__file__).parent.glob("*.py"))))
    key = (program.digest, width, exact, sources)
    in_order, any_order = (machine.key(digest(*key, order)) for order in ("ours", "LLVM's"))
    kept, child = store.read(in_order), None
    if kept is None and (child := machine.child()) is None:
        kept = store.read(any_order)
    if kept is not None:
        return kept
    say(
        "musclebalance: compiling this model for this machine, once; "
        "method='reference' answers without compiling ...",
        end="",
    )
    begin = time.perf_counter()
    with child or nullcontext():
        blueprint = lay_out(program, exact)
        instructions = text(blueprint, width)
        head = blueprint.layout.line
        name, code, remark = in_order, jit.compile_in(child, instructions), ""
        if code is None:
            name, code = any_order, machine.compile(instructions)
            remark = " (no other process could compile it: it may be a tenth slower)"
    if problem := store.write(name, head + code):
        remark += f" (not kept: {problem})"
    say(f" {time.perf_counter() - begin:.1f} s{remark}")
    return head + code


def text(blueprint: Blueprint, width: int, fused: bool = True, joined: bool = False) -> str:
    """Machine-independent instructions of a kernel; see `llvm_backend.functions`."""
    constants = blueprint.sizes(width, row_length(width))
    driver = translate(rosenbrock, constants, width, fused)
    return f"{functions(blueprint, width, fused, joined)}\n\n{driver}\n"


def _run_compiled(function: jit.Run, arrays: dict[str, Array]) -> None:
    addresses = np.array([arrays[field].ctypes.data for field in FIELDS], dtype=np.int64)
    function(addresses.ctypes.data)


def _run_plain(model: Model, arrays: dict[str, Array]) -> None:
    """Results are written back into the arrays."""
    lists: dict[str, Any] = {name: array.tolist() for name, array in arrays.items()}
    lists["counters"] = arrays["counters"]  # watched from outside while this runs
    rosenbrock.advance(model, Task(**lists))
    for name in RESULTS:
        arrays[name][:] = lists[name]


def pack(layout: Layout, job: Job, width: int) -> dict[str, Array]:
    """Arrays of a task."""
    program, order, settings, people = layout.program, list(layout.order), job.settings, len(job)
    lengths = np.array([len(t.durations) for t in job.timelines])
    outputs = np.broadcast_to([len(s) for s in job.stored], people)
    arrays: dict[str, Array] = {
        "settings": np.array([settings.tol, settings.max_steps, 0.3 * settings.tol**0.2]),
        "sizes": np.array([people]),
        "counters": np.zeros(8),
        "low": program.low[order],
        "high": program.high[order],
        "start": job.y0[:, order],
        "params": job.params,
        "first": np.broadcast_to(np.cumsum(lengths) - lengths, people),
        "last": np.broadcast_to(np.cumsum(lengths), people),
        "first_output": np.cumsum(outputs) - outputs,
        **_segments(layout, job),
        "output": np.full((outputs.sum(), len(order)), np.nan),
        "final": np.full((people, len(order)), np.nan),
        **{name: np.zeros(people) for name in ("reached", "all_steps", "all_rejected")},
        "status": np.full(people, rosenbrock.INTERRUPTED),
        **memory(layout, width),
    }
    kinds = {float: np.float64, int: np.int64}
    flat = {name: np.ascontiguousarray(arrays[name], kinds[kind]) for name, kind in ARRAYS.items()}
    return {name: array.reshape(-1) for name, array in flat.items()}


def _segments(layout: Layout, job: Job) -> dict[str, Array]:
    timelines, states = job.timelines, layout.program.state_names
    tables = np.cumsum([0, *(len(t.table) for t in timelines)])
    counts = np.cumsum([0, *(len(t.durations) for t in timelines)])
    flags, jumps = np.zeros(counts[-1]), list[tuple[float, float, float, float]]()
    for count, timeline, stored in zip(counts[:-1], timelines, job.stored, strict=True):
        flags[count + stored] = 1
        for segment, name, how, value in timeline.jumps:
            jumps.append((count + segment, layout.order.index(states.index(name)), how == "add", value))
    jumps.sort(key=lambda one: one[0])
    at, state, adds, value = np.array(jumps or [(np.inf, 0.0, 0.0, 0.0)]).T
    return {
        "durations": np.concatenate([t.durations for t in timelines]),
        "rows": np.concatenate([t.rows + first for t, first in zip(timelines, tables[:-1], strict=True)]),
        "stored": flags,
        "table": np.concatenate([t.table for t in timelines]),
        "first_jump": np.searchsorted(at, np.arange(counts[-1] + 1)),
        "jump_state": state,
        "jump_adds": adds,
        "jump_value": value,
    }


def _aligned(count: int) -> Array:
    """Zeros that begin on a cache line, so that no register's load straddles two."""
    memory = np.zeros(count + LINE - 1)
    first = -memory.ctypes.data % (8 * LINE) // 8
    return memory[first : first + count]


def memory(layout: Layout, width: int) -> dict[str, Array]:
    """Working memory of a task, with its first values."""
    n = -(-len(layout.order) // 8) * 8  # whole rows
    sizes = {"values": layout.slots, "y": n, "u": n, "k": 8 * n, "slope": n, "drift": n, "right": n}
    arrays = {name: _aligned(max(size, 1) * width) for name, size in sizes.items()}
    solved, program = list(layout.order[: layout.solved]), layout.program
    for name, size in (("shares", 1.0), ("weights", program.scale)):
        arrays[name] = _aligned(n * width)
        arrays[name][:] = 1.0
        arrays[name][: len(solved) * width] = np.repeat((size / program.error_weight)[solved], width)
    return arrays | {name: np.full(width, value) for name, value in LANE_ARRAYS.items()}


def unpack(layout: Layout, arrays: dict[str, Array]) -> dict[str, Array]:
    """Results of a task, states in the program's order."""
    back = np.argsort(layout.order)
    rows = {name: arrays[name].reshape(-1, len(back)) for name in ("output", "final")}
    states = {name: np.take(values, back, axis=1) for name, values in rows.items()}  # sooner than [:, back]
    return {**{name: arrays[name] for name in RESULTS}, **states}
