"""Large cohorts on disk: blocks of people are written as they are done, resumed, and read when asked for.

A directory holds `plan.json` and one checkpoint for each block, named by its first person and its content.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import FileError, MusclebalanceError, check_range, unknown
from ..core.writing import write_text
from .checkpoint import Arrays, Damaged, Folder, Shapes, load, misfit, set_aside
from .checkpoint import directory as folder_at
from .executor import Bar, Executor, Interrupted, Watch, block_limit, run_blocks, workers
from .integrate import check_people, prepared, run_job
from .naming import digest, origin
from .program import Array, Program
from .timeline import Job, Method, PackedTimeline, Settings, Status

People = Callable[[int, int], tuple[Array, Array]]
PLAN = "plan.json"
COUNTS = ("status", "reached", "all_steps", "all_rejected")
_NAME = re.compile(r"(\d{9,10})-[0-9a-f]{32}\.npz")


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
        return self.firsts == tuple(range(0, self.people, self.block))

    def values(self, first: int) -> Array:
        """Values of the block that starts with person `first`, (people, stored, names)."""
        return self._array(first, self.files()[first], "values")

    def blocks(self) -> Iterator[tuple[int, Array]]:
        """First person and values of every complete block."""
        return ((first, self._array(first, path, "values")) for first, path in self.files().items())

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
            status = self._array(first, path, "status")
            result[first : first + len(status)] = status
        return result

    def files(self) -> dict[int, Path]:
        """Files of the complete blocks, by their first person."""
        return {first: paths[-1] for first, paths in _found(self.directory).items()}

    def shapes(self, first: int) -> Shapes:
        """What is kept of the block that starts with person `first`."""
        people = min(self.block, self.people - first)
        values = (np.float64, (people, len(self.times), len(self.names)))
        return {"values": values, **dict.fromkeys(COUNTS, (np.int64, (people,)))}

    def _array(self, first: int, path: Path, name: str) -> NDArray[Any]:
        try:
            found = load(path)
            if problem := misfit(
                {n: a for n, a in found.items() if n == name}, {name: self.shapes(first)[name]}
            ):
                raise Damaged(problem)
        except (Damaged, FileNotFoundError) as problem:
            why = "is gone" if isinstance(problem, OSError) else f"is damaged ({problem})"
            raise FileError(str(path), f"{why}: run the same `stream` again.") from None
        return found[name]


def _found(directory: Path) -> dict[int, list[Path]]:
    """Files named like blocks, by their first person: more than one when there are blocks of other people."""
    found: dict[int, list[Path]] = {}
    for path in sorted(directory.iterdir()):
        if name := _NAME.fullmatch(path.name):
            found.setdefault(int(name[1]), []).append(path)
    return found


def reopen(directory: str | Path) -> Stored:
    """Open a cohort that `stream` has written, or is writing.

    Raises
    ------
    FileError
        There is none.
    """
    path = Path(directory) / PLAN
    if not path.exists():
        raise FileError(str(path), "no stored cohort here.")
    plan = _plan(path)
    return Stored(path.parent, plan["people"], plan["block"], tuple(plan["names"]), np.array(plan["times"]))


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
    block: int | None = None,
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
    block : int, optional
        People in one block; default 1024, or as many as a card works on twice.
    store, tol, method, executor, max_steps, progress
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
    size = block_limit(executor, 1024) if block is None else int(block)
    target = Stored(folder_at(directory), int(count), size, wanted, times)
    bar = Bar(len(timeline.durations) * count if progress else 0, "segment", lambda one: one.job.segments)
    blocks = _blocks(target, common, people, _begin(target, common))
    try:
        for _ in run_blocks(
            _streamed, blocks, executor=executor, checkpoint=Folder(target.directory, _misfit), bar=bar,
            watch=Watch(), ahead=3 * workers(),
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
    shapes: Shapes


def _blocks(target: Stored, common: Job, people: People, plan: str) -> Iterator[_Block]:
    """Blocks, made one by one; those of other people in their place are set aside."""
    there = _found(target.directory)
    for first in range(0, target.people, target.block):
        last = min(first + target.block, target.people)
        params, y0 = check_people(common.program, *people(first, last))
        name = f"{first:09d}-{digest(plan, params, y0)}"
        for path in there.get(first, ()):
            if path.stem != name:
                set_aside(path, "is of other people")
        job = replace(common, params=params, y0=y0)
        final = (np.float64, y0.shape)
        yield _Block(name, job, target.names, {**target.shapes(first), "final": final})


def _misfit(block: _Block, found: Arrays) -> str:
    """What is wrong with arrays read for a block; whoever reached the end has a finite state there."""
    if problem := misfit(found, block.shapes):
        return problem
    if (found["status"] == Status.INTERRUPTED).any():
        return "it is not finished"
    done = found["status"] == Status.DONE
    return "" if np.isfinite(found["final"][done]).all() else "final is not finite"


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
    return {"values": values, **{name: result[name] for name in ("final", *COUNTS)}}


def _begin(target: Stored, job: Job) -> str:
    """Write the plan, or make sure that it is this one; return its digest."""
    timeline = job.timelines[0]
    parts = (timeline.durations, timeline.rows, timeline.table, timeline.jumps, job.stored[0])
    key = digest(origin(), job.program.digest, *parts, job.settings, job.method, target.names)
    sizes = {"people": target.people, "block": target.block}
    plan = {**sizes, "names": list(target.names), "times": target.times.tolist(), "digest": key}
    path = target.directory / PLAN
    if not path.exists():
        write_text(path, json.dumps({**plan, "checksum": digest(plan)}))
    elif _plan(path) != plan:
        raise MusclebalanceError(
            f"'{target.directory}' holds a cohort of another plan (model, timeline, tolerance, names or "
            "block) or another version of this library: choose another directory, or delete this one."
        )
    return key


def _plan(path: Path) -> dict[str, Any]:
    """The plan of a stored cohort, as it was written."""
    try:
        plan = json.loads(path.read_text("utf-8"))
        whole = plan.pop("checksum") == digest(plan)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        whole = False
    if not whole:
        raise FileError(
            str(path),
            "is damaged: delete it and run the same `stream` again, which takes the blocks that fit.",
        )
    return dict(plan)
