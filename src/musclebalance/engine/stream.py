"""Large cohorts on disk: blocks of people are written as they are done, resumed, and read lazily.

A directory holds `plan.json`, and for each block of people `<first>.npy` (values; people, stored ends,
names) and `<first>.people.npz` (how each person ended). The second file is written last: a block without it
is done again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import FileError, MusclebalanceError, check_range, unknown
from .arrays import Settings
from .executor import Executor, Interrupted, Job, Method, run_jobs
from .integrate import check_people, check_timelines
from .kernel import digest
from .program import Array, Program
from .timeline import PackedTimeline, Status, stored_segments

People = Callable[[int, int], tuple[Array, Array]]
PLAN = "plan.json"


@dataclass(frozen=True)
class Stored:
    """A cohort on disk; nothing is read before it is asked for.

    Attributes
    ----------
    directory : Path
    people, block : int
        People in all, and in one block.
    names : tuple of str
        What is stored of each person.
    times : ndarray (stored,)
        [s]
    """

    directory: Path
    people: int
    block: int
    names: tuple[str, ...]
    times: NDArray[np.float64]

    @property
    def firsts(self) -> tuple[int, ...]:
        """First person of every block that is complete."""
        return tuple(f for f in range(0, self.people, self.block) if self._side(f).exists())

    @property
    def complete(self) -> bool:
        """Whether every block is there."""
        return len(self.firsts) == -(-self.people // self.block)

    def values(self, first: int) -> Array:
        """Values of the block that starts with person `first`, mapped from disk: (people, stored, names)."""
        return np.asarray(np.load(self._main(first), mmap_mode="r"))

    def blocks(self) -> Iterator[tuple[int, Array]]:
        """First person and values of every complete block."""
        for first in self.firsts:
            yield first, self.values(first)

    def __getitem__(self, name: str) -> Array:
        """One name of everybody, (people, stored); NaN for people whose block is missing."""
        if name not in self.names:
            raise unknown("stored name", name, self.names)
        result = np.full((self.people, len(self.times)), np.nan)
        for first, values in self.blocks():
            result[first : first + len(values)] = values[:, :, self.names.index(name)]
        return result

    @cached_property
    def status(self) -> NDArray[np.int64]:
        """How each person ended, as `Status`; 4 (interrupted) where the block is missing."""
        result = np.full(self.people, 4)
        for first in self.firsts:
            with np.load(self._side(first)) as side:
                result[first : first + len(side["status"])] = side["status"]
        return result

    def _main(self, first: int) -> Path:
        return self.directory / f"{first:09d}.npy"

    def _side(self, first: int) -> Path:
        return self.directory / f"{first:09d}.people.npz"

    def done(self, first: int, key: str) -> bool:
        """Whether this block is there, from these very people."""
        try:
            with np.load(self._side(first)) as side:
                return str(side["key"]) == key
        except (OSError, KeyError, ValueError):
            return False

    def write(self, first: int, key: str, values: Array, result: dict[str, Array]) -> None:
        """Write a block: values first, then the file that makes it count."""
        part = self._main(first).with_suffix(".part")
        with part.open("wb") as file:
            np.save(file, values)
        os.replace(part, self._main(first))
        names = ("final", "status", "reached", "all_steps", "all_rejected")
        part = self._side(first).with_suffix(".part")
        with part.open("wb") as file:
            kept: dict[str, Any] = {name: result[name] for name in names}
            np.savez(file, key=np.array(key), **kept)
        os.replace(part, self._side(first))


def reopen(directory: str | Path) -> Stored:
    """Open a cohort that `stream` has written, or is writing.

    Raises
    ------
    FileError
        There is none.
    """
    path = Path(directory) / PLAN
    try:
        plan = json.loads(path.read_text())
        return Stored(
            Path(directory), plan["people"], plan["block"], tuple(plan["names"]), np.array(plan["times"])
        )
    except (OSError, ValueError, KeyError) as problem:
        raise FileError(str(path), f"no stored cohort here ({type(problem).__name__}).") from None


def stream(
    program: Program,
    people: People,
    count: int,
    timeline: PackedTimeline,
    directory: str | Path,
    *,
    names: Sequence[str] | None = None,
    store: Sequence[int] | Array | None = None,
    tol: float = 1e-4,
    method: Method = "auto",
    executor: Executor | None = None,
    block: int = 1024,
    max_steps: int = 100_000,
    progress: bool = True,
) -> Stored:
    """Integrate a large cohort block by block onto disk; what is there already is not done again.

    Parameters
    ----------
    people : callable
        `people(first, last)` gives parameters (last - first, n_params) and initial states (last - first,
        n_states); it must give the same people whenever it is asked.
    count : int
        People in all.
    timeline : PackedTimeline
        Common to all.
    directory : str or Path
        Made if needed. A directory with another plan in it is refused.
    names : sequence of str, optional
        States and named quantities to keep; all states by default.
    store, tol, method, executor, block, max_steps, progress
        As in `integrate`.

    Raises
    ------
    Interrupted
        Ctrl-C; complete blocks stay on disk, and the same call goes on from there.
    """
    wanted = tuple(program.state_names if names is None else names)
    _check(program, wanted, timeline, count, tol)
    kept = stored_segments(store, len(timeline.durations))
    target = Stored(Path(directory), int(count), int(block), wanted, timeline.ends[kept])
    nobody, settings = np.empty(0), Settings(tol, int(max_steps))
    common = Job(program, nobody, nobody, (timeline,), (kept,), settings, method)
    todo = _Todo(target, common, people, _begin(target, common))
    try:
        for first, result in run_jobs(todo, len(timeline.durations) * count, executor, progress):
            if (result["status"] != Status.INTERRUPTED).all():
                values = _values(target, todo.jobs.pop(first), result)
                target.write(first, todo.keys.pop(first), values, result)
    except KeyboardInterrupt:
        raise Interrupted(target) from None
    return target


@dataclass(slots=True)
class _Todo:
    """Blocks that are not on disk, made one by one."""

    target: Stored
    common: Job
    people: People
    key: str
    keys: dict[int, str] = field(default_factory=dict)
    jobs: dict[int, Job] = field(default_factory=dict)

    def __iter__(self) -> Iterator[tuple[int, Job]]:
        for first in range(0, self.target.people, self.target.block):
            last = min(first + self.target.block, self.target.people)
            params, y0 = check_people(self.common.program, *self.people(first, last))
            key = digest(self.key, params, y0)
            if not self.target.done(first, key):
                self.keys[first] = key
                self.jobs[first] = replace(self.common, params=params, y0=y0)
                yield first, self.jobs[first]


def _check(
    program: Program, names: tuple[str, ...], timeline: PackedTimeline, count: int, tol: float
) -> None:
    check_range("tol", tol, 1e-13, 0.1)
    check_range("count", count, 1, 10**9, "people")
    check_timelines(program, (timeline,))
    known = {*program.state_names, *program.quantity_names, *program.input_names, *program.parameter_names}
    for name in names:
        if name not in known:
            raise unknown("state or quantity", name, sorted(known))


def _values(target: Stored, job: Job, result: dict[str, Array]) -> Array:
    """What is kept of a block: (people, stored, names)."""
    kept, timeline = job.stored[0], job.timelines[0]
    states = result["output"].reshape(len(job.params), len(kept), -1)
    if target.names == job.program.state_names:
        return states
    inputs = timeline.table[timeline.rows[kept]]
    found = job.program.evaluate(target.names, states, job.params[:, None, :], inputs[None, :, :])
    return np.stack([found[name] for name in target.names], axis=-1)


def _begin(target: Stored, job: Job) -> str:
    """Write the plan, or make sure that it is this one; return its digest."""
    timeline = job.timelines[0]
    parts = (timeline.durations, timeline.rows, timeline.table, timeline.jumps, job.stored[0])
    key = digest(job.program.digest, *parts, job.settings, target.names)
    plan: dict[str, Any] = {
        "people": target.people,
        "block": target.block,
        "names": list(target.names),
        "times": target.times.tolist(),
        "digest": key,
    }
    path = target.directory / PLAN
    target.directory.mkdir(parents=True, exist_ok=True)
    if path.exists():
        if json.loads(path.read_text()) != plan:
            raise MusclebalanceError(
                f"'{target.directory}' holds a cohort with another plan (model, timeline, tolerance, names "
                "or block): choose another directory, or delete this one."
            )
        return key
    part = path.with_suffix(".part")
    part.write_text(json.dumps(plan))
    os.replace(part, path)
    return key
