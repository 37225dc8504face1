"""Blocks of people as units of work: in threads or on any executor, kept on disk so that a run can resume.

A block that itself asks for blocks (a cohort that integrates) runs them where it is: threads do not nest.
Results on disk: see `checkpoint`.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from ..core.errors import EngineError, MusclebalanceError, unknown
from . import gpu
from .checkpoint import Arrays, Folder, Shapes, directory, misfit
from .notices import say

IN_FLIGHT = 256  # blocks sent at once to an executor: a cluster has more workers than can be known here


class Pool(Protocol):
    """Anything with ``submit(function, *args) -> future``: threads, processes, Dask, MPI."""

    def submit(self, function: Callable[..., Any], /, *args: Any) -> Any:
        """Start a call; the future has `result()` and `done()`."""


#: Where blocks of people run: a pool, or an NVIDIA card.
Executor = Pool | Literal["gpu"]


class Block(Protocol):
    """Some people and what they live through; can be sent to another process."""

    def __len__(self) -> int: ...

    def __getitem__(self, who: slice) -> Block: ...

    @property
    def numbers(self) -> NDArray[np.int64]:
        """Number of each person."""

    @property
    def digest(self) -> str:
        """Name of the block by everything that decides its numbers."""

    @property
    def shapes(self) -> Shapes:
        """What is found for the block, without the axis of people."""


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during an integration; `partial` holds what was solved until then."""

    def __init__(self, partial: object = None) -> None:
        super().__init__("stopped by the user; what was solved until then is kept in `.partial`.")
        self.partial = partial


def carrying(stop: EngineError | KeyboardInterrupt, partial: object) -> EngineError | Interrupted:
    """The error to raise with what was reached; a Ctrl-C that cannot carry it becomes one that does."""
    if isinstance(stop, (EngineError, Interrupted)):
        stop.partial = partial
        return stop
    return Interrupted(partial)


@dataclass(slots=True)
class Watch:
    """Looks into running kernels of this process: how far they are, and when to stop."""

    counters: list[NDArray[Any]] = field(default_factory=list)
    stopped: bool = False

    def add(self, counters: NDArray[Any]) -> None:
        """Follow a task by its counters."""
        self.counters.append(counters)
        counters[2] = int(self.stopped)

    def stop(self) -> None:
        """Let every running kernel end at its next segment."""
        self.stopped = True
        for counters in self.counters:
            counters[2] = 1

    def finished(self) -> int:
        """Segments finished so far."""
        return int(sum(int(counters[3]) for counters in self.counters))


@dataclass(slots=True)
class Bar:
    """A progress bar that appears after two seconds; none with a total of 0."""

    total: int = 0
    unit: str = "person"
    size: Callable[[Any], int] = len
    done: int = 0
    begin: float = field(default_factory=lambda: time.perf_counter())
    shown: Any = None

    def show(self, done: int) -> None:
        """Move to the larger of what whole blocks and running kernels have done."""
        if self.total == 0 or time.perf_counter() - self.begin < 2.0:
            return
        if self.shown is None:
            from tqdm import tqdm

            self.shown = tqdm(total=self.total, unit=self.unit, unit_scale=self.unit != "person", leave=False)
        self.shown.update(min(max(done, self.done), self.total) - self.shown.n)

    def close(self) -> None:
        """Take the bar away."""
        if self.shown is not None:
            self.shown.close()


def workers() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def block_size(people: int, executor: Executor | None = None) -> int:
    """People in one block: enough to fill the lanes of a kernel, few enough to keep some processors busy."""
    if executor == "gpu":
        return max(1, min(block_limit(executor), people))
    return min(block_limit(executor), max(16, -(-people // 8)))


def block_limit(executor: Executor | None, usual: int = 256) -> int:
    """Most people in one block: so many, or twice as many as a card works on at once, so that few wait."""
    card = _opened(executor)
    return usual if card is None else 2 * card.people


def _opened(executor: Executor | None) -> gpu.Card | None:
    """The card that an executor stands for."""
    if isinstance(executor, str) and executor != "gpu":
        raise unknown("executor", executor, ("gpu",))
    return gpu.card() if executor == "gpu" else None


_THIS_THREAD = threading.local()


def _do(work: Callable[..., Arrays], block: Any, watch: Watch | None, card: gpu.Card | None = None) -> Arrays:
    """The work of one block, wherever it runs."""
    outer, _THIS_THREAD.busy = _busy(), True
    try:
        with _on(card):
            return work(block) if watch is None else work(block, watch)
    finally:
        _THIS_THREAD.busy = outer


def _busy() -> bool:
    return getattr(_THIS_THREAD, "busy", False)


def card_here() -> gpu.Card | None:
    """The card on which this thread integrates; None where it is the processor."""
    return getattr(_THIS_THREAD, "card", None)


@contextlib.contextmanager
def _on(card: gpu.Card | None) -> Iterator[None]:
    """Integrate on a card meanwhile, if there is one."""
    outer = card_here()
    _THIS_THREAD.card = card or outer
    try:
        yield
    finally:
        _THIS_THREAD.card = outer


def on(executor: Executor | None) -> contextlib.AbstractContextManager[None]:
    """Integrate meanwhile on the card that an executor stands for, if it is one."""
    return _on(_opened(executor))


class _AtOnce:
    """The executor inside a block: its own thread."""

    def submit(self, function: Callable[..., Any], /, *args: Any) -> Any:
        future: Future[Any] = Future()
        try:
            future.set_result(function(*args))
        except Exception as problem:
            future.set_exception(problem)
        return future


def run_blocks(
    work: Callable[..., Arrays],
    blocks: Iterable[Any],
    *,
    executor: Executor | None = None,
    checkpoint: Folder | None = None,
    bar: Bar | None = None,
    watch: Watch | None = None,
    ahead: int = IN_FLIGHT,
) -> Iterator[tuple[int, Arrays]]:
    """Do `work(block)` for every block and yield position and result as they come.

    With a watch, blocks of this process get it as second argument, and Ctrl-C stops them; without, it waits
    for those at work. Either way their results still come before `Interrupted`. Executors get `ahead` blocks.
    """
    bar, card = bar or Bar(), _opened(executor) or card_here()
    pool = None if isinstance(executor, str) else executor
    count = workers() if card is None else gpu.BLOCKS_AT_WORK
    with ThreadPoolExecutor(count, thread_name_prefix="block") as threads:
        queue = _Queue(work, pool, _AtOnce() if _busy() else threads, checkpoint, bar, watch, card)
        room = 2 * count + 2 if pool is None else ahead
        source = enumerate(blocks)
        try:
            while True:
                while len(queue.waiting) < room and (item := next(source, None)) is not None:
                    if (kept := queue.kept(item[1])) is None:
                        queue.submit(*item)
                    else:
                        yield item[0], kept
                if not queue.waiting:
                    return
                yield from queue.arrived()
                bar.show(0 if watch is None else watch.finished())
        except KeyboardInterrupt:
            yield from queue.finish()
            raise Interrupted from None
        finally:
            queue.cancel()
            bar.close()


@dataclass(slots=True)
class _Queue:
    """Blocks on their way through a pool."""

    work: Callable[..., Arrays]
    executor: Pool | None
    here: Pool
    folder: Folder | None
    bar: Bar
    watch: Watch | None
    card: gpu.Card | None
    waiting: dict[int, tuple[Any, Any, bool]] = field(default_factory=dict)  # block, future, in this process

    def kept(self, block: Any) -> Arrays | None:
        """What was found for a block in an earlier run."""
        found = None if self.folder is None else self.folder.read(block)
        self.bar.done += 0 if found is None else self.bar.size(block)
        return found

    def submit(self, key: int, block: Any, here: bool = False) -> None:
        """Give a block to the executor, or do it here when there is none, or no longer."""
        if self.executor is not None and not here:
            try:
                self.waiting[key] = (block, self.executor.submit(_do, self.work, block, None), False)
                return
            except (BrokenExecutor, RuntimeError) as problem:  # it takes no more
                self.executor = None
                _say_lost(problem)
        self.waiting[key] = (block, self.here.submit(_do, self.work, block, self.watch, self.card), True)

    def arrived(self) -> Iterator[tuple[int, Arrays]]:
        """Results that are there; sleeps a little when there is none."""
        ready = [key for key, (_, future, _) in self.waiting.items() if future.done()]
        if not ready:
            time.sleep(0.002)
        for key in ready:
            if (found := self.take(key)) is not None:
                yield key, found

    def take(self, key: int) -> Arrays | None:
        """A block's result, kept on disk if asked for; None when its worker was lost and it is run again."""
        block, future, here = self.waiting[key]
        try:
            found: Arrays = future.result()
        except MusclebalanceError:
            raise
        except Exception as problem:  # whatever kills a worker: broken pools, lost connections
            if here:
                raise
            _say_lost(problem)
            self.submit(key, block, here=True)
            return None
        if self.folder is not None:
            self.folder.write(block, found)
        del self.waiting[key]
        self.bar.done += self.bar.size(block)
        return found

    def finish(self) -> Iterator[tuple[int, Arrays]]:
        """After Ctrl-C: results of the blocks at work in this process, and of what has come back already."""
        if self.watch is not None:
            self.watch.stop()
        waiting = self.waiting.items()
        begun = [key for key, (_, f, here) in waiting if not _cancelled(f) and (here or f.done())]
        if begun and self.watch is None:
            say(f"musclebalance: stopping; {len(begun)} blocks at work are finished and kept.")
        with contextlib.suppress(KeyboardInterrupt):  # a second Ctrl-C waits no longer
            for key in begun:
                with contextlib.suppress(Interrupted):  # a block that has nothing to show for what it did
                    if (found := self.take(key)) is not None:
                        yield key, found

    def cancel(self) -> None:
        """Leave nothing behind that nobody waits for."""
        if self.watch is not None:
            self.watch.stop()
        for _, future, _ in self.waiting.values():
            _cancelled(future)


def _say_lost(problem: Exception) -> None:
    what = "a block could not be sent" if isinstance(problem, pickle.PicklingError) else "a worker was lost"
    say(f"musclebalance: {what} ({type(problem).__name__}); its block is run here.")


def _cancelled(future: Any) -> bool:
    return hasattr(future, "cancel") and bool(future.cancel())


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
            others = " The others are in the error's `partial`." if len(self.kept) else ""
            raise EngineError(f"{self.problem}.{others}", partial)


def gather(
    work: Callable[[Any], Arrays],
    blocks: Sequence[Block],
    *,
    executor: Executor | None = None,
    progress: bool = True,
    checkpoint: str | Path | None = None,
) -> Gathered:
    """Do the work of every block; one person who cannot be integrated costs nobody else."""
    folder = None if checkpoint is None else Folder(directory(checkpoint), _misfit)
    first = np.cumsum([0, *map(len, blocks)])
    bar, parts, interrupted = Bar(int(first[-1]) if progress else 0), {}, False
    try:
        for key, found in run_blocks(
            partial(surviving, work), blocks, executor=executor, checkpoint=folder, bar=bar
        ):
            parts[key] = {**found, "kept": found["kept"] + first[key]}
    except KeyboardInterrupt:
        interrupted = True
    whole = _joined([parts[key] for key in sorted(parts)])
    kept = whole.pop("kept", np.empty(0, dtype=np.int64))
    stopped = tuple(str(line) for line in whole.pop("stopped", ()))
    return Gathered(whole, kept, stopped, interrupted, int(first[-1]))


def _misfit(block: Block, found: Arrays) -> str:
    """What is wrong with arrays read for a block, which hold every person of it or why that one stopped."""
    some = {"kept": np.empty(0), "stopped": np.empty(0), **found}
    kept, stopped, people = some.pop("kept"), some.pop("stopped"), np.arange(len(block))
    if kept.dtype != np.int64 or stopped.dtype.kind != "U":
        return "it does not say who is in it"
    here = people[np.isin(people, kept)]
    if not np.array_equal(kept, here) or stopped.shape != (len(people) - len(here),):
        return f"it does not hold {len(people)} people"
    shapes = {name: (kind, (len(kept), *shape)) for name, (kind, shape) in block.shapes.items()}
    if problem := misfit(some, shapes if len(kept) else {}):
        return problem
    odd = (name for name, array in some.items() if not np.isfinite(array).all())
    return next((f"{name} is not finite" for name in odd), "")


def surviving(work: Callable[[Any], Arrays], block: Any, first: int = 0) -> Arrays:
    """What the work finds for the people of a block who reach the end; positions count from `first`."""
    try:
        found = work(block)
    except EngineError as problem:
        if len(block) == 1:
            what = re.sub(r"^person \d+, ", "", str(problem))
            stopped = np.array([f"person {int(block.numbers[0])}, {what}"])
            return {"kept": np.empty(0, dtype=np.int64), "stopped": stopped}
        middle = len(block) // 2
        halves = ((block[:middle], first), (block[middle:], first + middle))
        return _joined([surviving(work, *half) for half in halves])
    kept = np.arange(first, first + len(block), dtype=np.int64)
    return {**found, "kept": kept, "stopped": np.empty(0, dtype=np.str_)}


def _joined(parts: Sequence[Arrays]) -> Arrays:
    """Arrays of neighbouring people, one behind the other."""
    names = dict.fromkeys(name for part in parts for name in part)
    return {name: np.concatenate([part[name] for part in parts if name in part]) for name in names}
