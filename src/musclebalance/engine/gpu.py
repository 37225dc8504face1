"""People on a graphics card, in waves that fit its memory; the bits are the processor's.

Each thread of the card takes person after person (`each`), so nobody waits for the longest life of a group.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError
from . import cuda, jit, kernel, ptx, store
from .each import memory
from .layout import Layout, lay_out
from .naming import digest, origin
from .notices import say
from .program import Array, Program
from .rosenbrock import FINISHED, STOP
from .timeline import Job
from .translate import FIELDS

LINE = 256  # bytes at a multiple of which every array begins
LOOK = 0.02  # how often a running kernel is looked at [s]
SHARE = 0.9  # of the free memory, which others use too
BLOCKS_AT_WORK = 2  # one on the card, and one that is got ready meanwhile

Arrays = dict[str, Array]


class Card(Protocol):
    """What a card has to be able to do; `cuda.Card` is one."""

    name: str
    people: int  # that it works on at once
    lock: Any  # held by whoever uses it

    def free(self) -> int:
        """Memory that can be had [bytes]."""

    def load(self, assembly: bytes, entry: str) -> Any:
        """A function of a kernel."""

    def allocate(self, count: int) -> int:
        """Address of so many bytes."""

    def release(self, address: int) -> None:
        """Give memory back."""

    def write(self, address: int, array: NDArray[Any]) -> None:
        """Copy an array to the card, also while a kernel runs."""

    def read(self, address: int, array: NDArray[Any]) -> None:
        """Copy memory of the card into an array, also while a kernel runs."""

    def launch(self, function: Any, people: int, task: int) -> None:
        """Start a kernel on a task of so many people."""

    def running(self) -> bool:
        """Whether it is still at work."""


@cache
def card() -> Card:
    """The card of this process, opened once."""
    if why := jit.missing():
        raise cuda.CardError(f"executor='gpu' finds no compiler: {why}. `pip install '{jit.NEEDED}'`.")
    return cuda.Card()


def run(where: Card, job: Job, counters: NDArray[np.int64]) -> Arrays:
    """Integrate people on a card: counters tell how far it is, and stop it (`rosenbrock`)."""
    if job.method not in ("auto", "kernel"):
        raise MusclebalanceError(
            f"method={job.method!r} runs on the processor only: leave it out, or executor='gpu'."
        )
    with where.lock:
        layout, function = _loaded(where, job.program)
        waves = [_wave(where, layout, function, one, counters) for one in _waves(where, layout, job)]
    return {name: np.concatenate([wave[name] for wave in waves]) for name in waves[0]}


def size(layout: Layout, job: Job) -> int:
    """Memory of a card that people need [bytes]."""
    people, states = len(job), len(layout.order)
    rows = [len(stored) for stored in job.stored]
    segments = sum(4 * len(one.durations) + one.table.size + 4 * len(one.jumps) for one in job.timelines)
    each = 2 * states + len(layout.program.parameter_names) + 7
    output = states * (rows[0] * people if job.shared else sum(rows))
    return 8 * (people * each + segments + output) + 2 * LINE * len(FIELDS)


def _waves(where: Card, layout: Layout, job: Job) -> Iterator[Job]:
    """People that fit the card together; halves until they do."""
    needed, free = size(layout, job), where.free()
    if needed <= SHARE * free:
        yield job
    elif len(job) == 1:
        raise cuda.CardError(
            f"one person needs {needed >> 20} MiB of the card {where.name}, and {free >> 20} MiB are free: "
            f"store fewer days, end other programs on it, or {cuda.ELSEWHERE}."
        )
    else:
        middle = len(job) // 2
        for half in (job[:middle], job[middle:]):
            yield from _waves(where, layout, half)


def _wave(where: Card, layout: Layout, function: Any, job: Job, counters: NDArray[np.int64]) -> Arrays:
    """Integrate people who fit the card."""
    arrays = kernel.pack(layout, job, 1)
    arrays["counters"][STOP] = counters[STOP]
    finished = int(counters[FINISHED])
    with _placed(where, layout, arrays) as (places, task):
        where.launch(function, len(job), task)
        for seen in _looks(where, places["counters"], arrays["counters"], counters):
            counters[FINISHED] = finished + seen
        for name in kernel.RESULTS:
            where.read(places[name], arrays[name])
    return kernel.unpack(layout, arrays)


def _looks(where: Card, place: int, seen: Array, counters: NDArray[np.int64]) -> Iterator[int]:
    """Segments finished, from time to time until the kernel ends; it is stopped when that is asked for."""
    try:
        while where.running():
            time.sleep(LOOK)
            where.read(place, seen)
            yield int(seen[FINISHED])
            if counters[STOP]:
                where.write(place + 8 * STOP, counters[STOP : STOP + 1])
    except KeyboardInterrupt:  # its memory cannot be given back while it runs
        where.write(place + 8 * STOP, np.ones(1, dtype=np.int64))
        while where.running():
            time.sleep(LOOK)
        raise
    where.read(place, seen)
    yield int(seen[FINISHED])


@contextmanager
def _placed(where: Card, layout: Layout, arrays: Arrays) -> Iterator[tuple[dict[str, int], int]]:
    """Addresses of the arrays on the card, and of the table of them; the threads' own arrays have none."""
    own = memory(layout)
    sizes = {name: 0 if name in own else -(-array.nbytes // LINE) * LINE for name, array in arrays.items()}
    begin = where.allocate(sum(sizes.values()) + 8 * len(FIELDS))
    try:
        ends = begin + np.cumsum([sizes[name] for name in FIELDS])
        places = {name: int(end) - sizes[name] for name, end in zip(FIELDS, ends, strict=True)}
        for name in FIELDS:
            if sizes[name]:
                where.write(places[name], arrays[name])
        where.write(int(ends[-1]), np.array([places[name] for name in FIELDS], dtype=np.int64))
        yield places, int(ends[-1])
    finally:
        where.release(begin)


_LOADED: dict[tuple[int, str], tuple[Layout, Any]] = {}


def _loaded(where: Card, program: Program) -> tuple[Layout, Any]:
    """A program's kernel on a card, loaded once."""
    key = (id(where), program.digest)
    if key not in _LOADED:
        layout, assembly = Layout.read(program, _assembly(program))
        _LOADED[key] = layout, where.load(assembly + b"\0", ptx.ENTRY)
    return _LOADED[key]


def _assembly(program: Program) -> bytes:
    """A kernel's layout in one line, then its assembly: from the cache, or made with a notice."""
    name = digest("card", program.digest, origin())
    if (kept := store.read(name)) is not None:
        return kept
    say("musclebalance: compiling this model for graphics cards, once ...", end="")
    begin = time.perf_counter()
    blueprint = lay_out(program)
    made = blueprint.layout.line + ptx.assembly(blueprint).encode()
    problem = store.write(name, made)
    say(f" {time.perf_counter() - begin:.1f} s{f' (not kept: {problem})' if problem else ''}")
    return made
