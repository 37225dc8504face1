"""Blocks of people as units of work: in threads here or on any executor, with progress and a way to stop."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from ..core.errors import EngineError, MusclebalanceError
from . import jit, kernel
from .arrays import Settings, pack, unpack
from .program import Array, Program
from .timeline import PackedTimeline

Method = Literal["auto", "kernel", "reference", "radau"]
Result = dict[str, Array]


class Executor(Protocol):
    """Anything with ``submit(function, *args) -> future``: threads, processes, Dask, MPI."""

    def submit(self, function: Callable[..., Any], /, *args: Any) -> Any:
        """Start a call; the future has `result()` and `done()`."""


@dataclass(frozen=True, slots=True)
class Job:
    """A block of people and everything needed to integrate it anywhere."""

    program: Program
    params: Array
    y0: Array
    timelines: tuple[PackedTimeline, ...]
    stored: tuple[NDArray[np.int64], ...]
    settings: Settings
    method: Method = "auto"

    @property
    def segments(self) -> int:
        """Segments of all people together."""
        counts = [len(one.durations) for one in self.timelines]
        return counts[0] * len(self.params) if len(counts) == 1 else sum(counts)


@dataclass(slots=True)
class Watch:
    """Looks into running kernels of this process: how far they are, and when to stop."""

    counters: list[Array] = field(default_factory=list)
    stopped: bool = False

    def add(self, counters: Array) -> None:
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


def run_job(job: Job, watch: Watch | None = None) -> Result:
    """Integrate a block in this process."""
    if job.method == "reference" or (job.method == "auto" and not jit.available()):
        chosen = kernel.interpreted(job.program)
    else:
        chosen = kernel.compiled(
            job.program, 1 if len(job.params) == 1 else kernel.people_in_lanes(job.program)
        )
    layout = chosen.layout
    arrays = pack(layout, job.params, job.y0, job.timelines, job.stored, job.settings, chosen.width)
    if watch is not None:
        watch.add(arrays["counters"])
    chosen.run(arrays)
    return unpack(layout, arrays)


def workers() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during an integration; `partial` holds what was solved until then."""

    def __init__(self, partial: object = None) -> None:
        super().__init__("stopped by the user; what was solved until then hangs on `.partial`.")
        self.partial = partial


def carrying(stop: EngineError | KeyboardInterrupt, partial: object) -> EngineError | Interrupted:
    """The error to raise with what was reached; a Ctrl-C that cannot carry it becomes one that does."""
    if isinstance(stop, (EngineError, Interrupted)):
        stop.partial = partial
        return stop
    return Interrupted(partial)


def run_jobs(
    jobs: Iterable[tuple[int, Job]], total: int, executor: Executor | None = None, progress: bool = True
) -> Iterator[tuple[int, Result]]:
    """Run blocks and yield their results as they come."""
    watch, bar = Watch(), _Bar(total if progress else 0)
    with ThreadPoolExecutor(workers(), thread_name_prefix="engine") as threads:
        local = executor is None
        pool: Executor = threads if executor is None else executor
        waiting: dict[int, tuple[Job, Any]] = {}
        source = iter(jobs)
        try:
            while True:
                while len(waiting) < 3 * workers() and (item := next(source, None)) is not None:
                    waiting[item[0]] = (item[1], _submit(pool, item[1], watch if local else None))
                if not waiting:
                    break
                for key, job, result in _ready(waiting, threads, watch):
                    bar.remote += 0 if local else job.segments
                    yield key, result
                bar.show(watch.finished() + bar.remote)
        except KeyboardInterrupt:
            watch.stop()
            for key, (_, future) in waiting.items():
                if local and not future.cancel():
                    yield key, future.result()
            raise Interrupted from None
        finally:
            watch.stop()
            for _, future in waiting.values():
                if hasattr(future, "cancel"):
                    future.cancel()
            bar.close()


def _submit(pool: Executor, job: Job, watch: Watch | None) -> Any:
    try:
        return pool.submit(run_job, job) if watch is None else pool.submit(run_job, job, watch)
    except (BrokenExecutor, RuntimeError):
        return None  # the pool is gone: the block is run here


def _ready(
    waiting: dict[int, tuple[Job, Any]], threads: ThreadPoolExecutor, watch: Watch
) -> Iterator[tuple[int, Job, Result]]:
    """Results that have arrived; sleeps a little when none has. Lost blocks are run again in this process."""
    arrived = False
    for key, (job, future) in list(waiting.items()):
        if future is None:
            waiting[key] = (job, threads.submit(run_job, job, watch))
            continue
        if not future.done():
            continue
        arrived = True
        try:
            result = future.result()
        except MusclebalanceError:
            raise
        except Exception as problem:  # whatever kills a worker: broken pools, lost connections
            if getattr(future, "engine_retry", False):
                raise
            lost = type(problem).__name__
            sys.stderr.write(f"musclebalance: a worker was lost ({lost}); its block is run here.\n")
            again = threads.submit(run_job, job, watch)
            again.engine_retry = True  # type: ignore[attr-defined]
            waiting[key] = (job, again)
            continue
        del waiting[key]
        yield key, job, result
    if not arrived:
        time.sleep(0.002)


@dataclass(slots=True)
class _Bar:
    """A progress bar that appears only when it is needed."""

    total: int
    remote: int = 0
    begin: float = field(default_factory=lambda: time.perf_counter())
    shown: Any = None

    def show(self, done: int) -> None:
        if self.total == 0 or time.perf_counter() - self.begin < 2.0:
            return
        if self.shown is None:
            from tqdm import tqdm

            self.shown = tqdm(total=self.total, unit="segment", unit_scale=True, leave=False)
        self.shown.update(min(done, self.total) - self.shown.n)

    def close(self) -> None:
        if self.shown is not None:
            self.shown.close()
