"""Blocks of people as units of work: in threads or on any executor, kept on disk so that a run can resume."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..core.errors import EngineError, FileError, MusclebalanceError
from ..engine import Interrupted
from ..engine.executor import Executor, workers

Arrays = dict[str, NDArray[Any]]

#: Blocks sent at once to an executor that was given: a cluster has more workers than can be known here.
IN_FLIGHT = 256


class Block(Protocol):
    """Some people and what they live through; can be sent to another process."""

    def __len__(self) -> int:
        """How many people."""

    def __getitem__(self, who: slice) -> Block:
        """A block of some of its people."""

    @property
    def numbers(self) -> NDArray[np.int64]:
        """Number of each person."""

    @property
    def digest(self) -> str:
        """Name of the block by its content."""


@dataclass(frozen=True, eq=False)
class Gathered:
    """What the work found, all blocks together."""

    arrays: Arrays
    kept: NDArray[np.int64]
    stopped: tuple[str, ...]
    interrupted: bool
    people: int

    @property
    def problem(self) -> str:
        """Why somebody is missing, in a line; empty when nobody is."""
        if len(self.kept) == self.people:
            return ""
        many = f", and {len(self.stopped) - 3} more" if len(self.stopped) > 3 else ""
        why = ["stopped by the user"] if self.interrupted else []
        why += ["; ".join(self.stopped[:3]) + many] if self.stopped else []
        return f"{len(self.kept)} of {self.people} people reached the end ({'; '.join(why)})"

    def check(self, partial: object) -> None:
        """Raise when somebody is missing, with `partial`, what was found for the others, on the error."""
        if self.interrupted:
            raise Interrupted(partial)
        if self.problem:
            others = " Those who did hang on the error as `partial`." if len(self.kept) else ""
            raise EngineError(f"{self.problem}.{others}", partial)


def block_size(people: int) -> int:
    """People in one block: enough to fill the lanes of a kernel, few enough to keep some processors busy."""
    return min(256, max(16, -(-people // 8)))


def run_blocks(
    work: Callable[[Any], Arrays],
    blocks: Sequence[Block],
    *,
    executor: Executor | None = None,
    progress: bool = True,
    keep: str | Path | None = None,
) -> Gathered:
    """Do the work of every block; one person who cannot be integrated costs nobody else."""
    folder = _folder(keep)
    bar = _Bar(sum(map(len, blocks)) if progress else 0)
    with ThreadPoolExecutor(workers(), thread_name_prefix="people") as threads:
        local = executor is None
        queue = _Queue(work, blocks, threads if local else executor, local, folder, bar)
        try:
            queue.run(2 * workers() + 2 if local else IN_FLIGHT)
        except KeyboardInterrupt:
            queue.finish()
            return _gathered(blocks, queue.done, interrupted=True)
        finally:
            for future in queue.waiting.values():
                future.cancel()
            bar.close()
    return _gathered(blocks, queue.done, interrupted=False)


@dataclass(slots=True)
class _Queue:
    """Blocks on their way through a pool."""

    work: Callable[[Any], Arrays]
    blocks: Sequence[Block]
    pool: Any
    local: bool
    folder: Path | None
    bar: _Bar
    done: dict[int, Arrays] = field(default_factory=dict)
    waiting: dict[int, Any] = field(default_factory=dict)

    def run(self, room: int) -> None:
        """Do all blocks, at most `room` of them in the pool at a time."""
        submitted = 0
        while len(self.done) < len(self.blocks):
            while submitted < len(self.blocks) and len(self.waiting) < room:
                found = _kept(self.folder, self.blocks[submitted])
                if found is not None:
                    self.done[submitted] = found
                else:
                    self.waiting[submitted] = self.pool.submit(surviving, self.work, self.blocks[submitted])
                submitted += 1
            ready = [key for key, future in self.waiting.items() if future.done()]
            for key in ready:
                self.collect(key)
            if not ready:
                time.sleep(0.005)

    def collect(self, key: int) -> None:
        """Take a block's result when it is there, and keep it."""
        found = _result(self.waiting[key], self.work, self.blocks[key], self.local)
        _write(self.folder, self.blocks[key], found)
        self.done[key] = found
        self.waiting.pop(key, None)
        self.bar.add(len(self.blocks[key]))

    def finish(self) -> None:
        """After Ctrl-C: let the blocks at work in threads, which cannot be stopped, end, and keep them."""
        left = [key for key, future in self.waiting.items() if not future.cancel()]
        begun = [key for key in left if self.local or self.waiting[key].done()]
        if not begun:
            return
        sys.stderr.write(f"musclebalance: stopping; {len(begun)} blocks at work are finished and kept.\n")
        with contextlib.suppress(KeyboardInterrupt):
            for key in begun:
                self.collect(key)


def surviving(work: Callable[[Any], Arrays], block: Any) -> Arrays:
    """What the work finds for the people of a block who reach the end."""
    try:
        found = work(block)
    except EngineError as problem:
        if len(block) == 1:
            what = re.sub(r"^person \d+, ", "", str(problem))
            return {
                "kept": np.empty(0, dtype=np.int64),
                "stopped": np.array([f"person {int(block.numbers[0])}, {what}"]),
            }
        middle = len(block) // 2
        halves = [surviving(work, block[:middle]), surviving(work, block[middle:])]
        return _joined(halves, (0, middle))
    return {
        **found,
        "kept": np.arange(len(block), dtype=np.int64),
        "stopped": np.empty(0, dtype=np.str_),
    }


def _joined(parts: Sequence[Arrays], firsts: Sequence[int]) -> Arrays:
    """Arrays of neighbouring people, the first of each part at a known position."""
    moved = [{**part, "kept": part["kept"] + first} for part, first in zip(parts, firsts, strict=True)]
    names = dict.fromkeys(name for part in moved for name in part)
    return {name: np.concatenate([part[name] for part in moved if name in part]) for name in names}


def _gathered(blocks: Sequence[Block], done: Mapping[int, Arrays], interrupted: bool) -> Gathered:
    firsts = np.concatenate([[0], np.cumsum([len(block) for block in blocks])])
    keys = sorted(done)
    whole = _joined([done[key] for key in keys], [int(firsts[key]) for key in keys])
    kept = whole.pop("kept", np.empty(0, dtype=np.int64))
    stopped = tuple(str(line) for line in whole.pop("stopped", ()))
    return Gathered(whole, kept, stopped, interrupted, int(firsts[-1]))


def _result(future: Any, work: Callable[[Any], Arrays], block: Block, local: bool) -> Arrays:
    """What a worker found; when the worker is lost, the work is done here."""
    try:
        return future.result()  # type: ignore[no-any-return]
    except (MusclebalanceError, KeyboardInterrupt):
        raise
    except Exception as problem:
        if local:
            raise
        sys.stderr.write(
            f"musclebalance: a worker was lost ({type(problem).__name__}); its block is run here.\n"
        )
        return surviving(work, block)


def _folder(keep: str | Path | None) -> Path | None:
    if keep is None:
        return None
    folder = Path(keep)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise FileError(str(keep), f"cannot keep results there: {problem}.") from None
    return folder


def _kept(folder: Path | None, block: Block) -> Arrays | None:
    path = folder / f"{block.digest}.npz" if folder is not None else None
    if path is None or not path.exists():
        return None
    try:
        with np.load(path, allow_pickle=False) as data:
            return {name: data[name] for name in data.files}
    except (OSError, ValueError, KeyError) as problem:
        raise FileError(
            str(path), f"not the result of a block ({problem}); delete it to run the block again."
        ) from None


def _write(folder: Path | None, block: Block, arrays: Arrays) -> None:
    """Write beside and rename, so that a killed process leaves no half file under the final name."""
    if folder is None:
        return
    handle, name = tempfile.mkstemp(dir=folder, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]
    Path(name).replace(folder / f"{block.digest}.npz")


class _Bar:
    """A progress bar that appears only when it is needed."""

    def __init__(self, total: int) -> None:
        self.total, self.count, self.begin = total, 0, time.perf_counter()
        self.shown: Any = None

    def add(self, count: int) -> None:
        self.count += count
        if self.total == 0 or time.perf_counter() - self.begin < 2.0:
            return
        if self.shown is None:
            from tqdm import tqdm

            self.shown = tqdm(total=self.total, unit="person", leave=False)
        self.shown.update(self.count - self.shown.n)

    def close(self) -> None:
        if self.shown is not None:
            self.shown.close()
