"""Large cohorts on disk: blocks of people are written as they are done, resumed, and read when asked for.

A directory holds `plan.json` and one checkpoint for each block, named by its first person and its content.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import FileError, MusclebalanceError, check_range, unknown
from . import executor as files
from .executor import Arrays, Bar, Executor, Interrupted, Watch, run_blocks, workers
from .integrate import check_people, prepared, run_job
from .kernel import digest
from .program import Array, Program
from .timeline import Job, Method, PackedTimeline, Settings, Status

People = Callable[[int, int], tuple[Array, Array]]
PLAN = "plan.json"
PEOPLE = ("final", "status", "reached", "all_steps", "all_rejected")


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
        return tuple(self.files())

    @property
    def complete(self) -> bool:
        """Whether every block is there."""
        return len(self.firsts) == -(-self.people // self.block)

    def values(self, first: int) -> Array:
        """Values of the block that starts with person `first`, (people, stored, names)."""
        return _array(self.files()[first], "values")

    def blocks(self) -> Iterator[tuple[int, Array]]:
        """First person and values of every complete block."""
        return ((first, _array(path, "values")) for first, path in self.files().items())

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
        result = np.full(self.people, int(Status.INTERRUPTED))
        for first, path in self.files().items():
            status = _array(path, "status")
            result[first : first + len(status)] = status
        return result

    def files(self) -> dict[int, Path]:
        """Files of the complete blocks, by their first person."""
        return {int(path.name.partition("-")[0]): path for path in sorted(self.directory.glob("*-*.npz"))}


def _array(path: Path, name: str) -> NDArray[Any]:
    try:
        return files.load(path, (name,))[name]
    except files.DAMAGED as problem:
        lost = type(problem).__name__
        raise FileError(str(path), f"is damaged ({lost}): run the same `stream` again.") from None


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
        names, times = tuple(plan["names"]), np.array(plan["times"])
        return Stored(path.parent, plan["people"], plan["block"], names, times)
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
    check_range("count", count, 1, 10**9, "people")
    somebody = np.zeros(len(program.parameter_names)), program.rest
    common = prepared(program, *somebody, (timeline,), store, Settings(tol, int(max_steps)), method)
    wanted = tuple(program.state_names if names is None else names)
    known = {*program.state_names, *program.quantity_names, *program.input_names, *program.parameter_names}
    for name in wanted:
        if name not in known:
            raise unknown("state or quantity", name, sorted(known))
    times = timeline.ends[common.stored[0]]
    target = Stored(files.directory(directory), int(count), int(block), wanted, times)
    bar = Bar(len(timeline.durations) * count if progress else 0, "segment", lambda one: one.job.segments)
    blocks = _blocks(target, common, people, _begin(target, common), bar)
    try:
        for _ in run_blocks(
            _streamed, blocks, executor=executor, checkpoint=target.directory, bar=bar, watch=Watch(),
            ahead=3 * workers(),
        ):  # fmt: skip
            pass
    except KeyboardInterrupt:
        raise Interrupted(target) from None
    return target


@dataclass(frozen=True)
class _Block:
    """Some of the people, and what is kept of them."""

    digest: str
    job: Job
    names: tuple[str, ...]


def _blocks(target: Stored, common: Job, people: People, plan: str, bar: Bar) -> Iterator[_Block]:
    """Blocks that are not on disk, made one by one; those of other people in their place are deleted."""
    there = target.files()
    for first in range(0, target.people, target.block):
        last = min(first + target.block, target.people)
        params, y0 = check_people(common.program, *people(first, last))
        name = f"{first:09d}-{digest(plan, params, y0)}"
        job = replace(common, params=params, y0=y0)
        if files.read(target.directory, name, only=("status",)) is not None:
            bar.done += job.segments
            continue
        if first in there:
            there[first].unlink()
        yield _Block(name, job, target.names)


def _streamed(block: _Block, watch: Watch | None = None) -> Arrays:
    """Integrate a block; what is kept of it."""
    job, names = block.job, block.names
    result = run_job(job, watch)
    if (result["status"] == Status.INTERRUPTED).any():
        raise Interrupted
    timeline, stored = job.timelines[0], job.stored[0]
    values = result["output"].reshape(len(job), len(stored), -1)
    if names != job.program.state_names:
        inputs = timeline.table[timeline.rows[stored]]
        found = job.program.evaluate(names, values, job.params[:, None, :], inputs[None, :, :])
        values = np.stack([found[name] for name in names], axis=-1)
    return {"values": values, **{name: result[name] for name in PEOPLE}}


def _begin(target: Stored, job: Job) -> str:
    """Write the plan, or make sure that it is this one; return its digest."""
    timeline = job.timelines[0]
    parts = (timeline.durations, timeline.rows, timeline.table, timeline.jumps, job.stored[0])
    key = digest(job.program.digest, *parts, job.settings, target.names)
    sizes = {"people": target.people, "block": target.block}
    plan = {**sizes, "names": list(target.names), "times": target.times.tolist(), "digest": key}
    path = target.directory / PLAN
    if not path.exists():
        part = path.with_suffix(".part")
        part.write_text(json.dumps(plan))
        os.replace(part, path)
    elif json.loads(path.read_text()) != plan:
        raise MusclebalanceError(
            f"'{target.directory}' holds a cohort with another plan (model, timeline, tolerance, names "
            "or block): choose another directory, or delete this one."
        )
    return key
