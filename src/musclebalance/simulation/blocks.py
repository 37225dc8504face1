"""Blocks of people as units of work: in threads or on any executor, kept on disk so that a run can resume."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..engine.work import Executor, workers
from ..errors import FileError, MusclebalanceError

Arrays = dict[str, NDArray[Any]]


class Block(Protocol):
    """Some people and what they live through; can be sent to another process."""

    def __len__(self) -> int:
        """How many people."""

    @property
    def digest(self) -> str:
        """Name of the block by its content."""


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
) -> Iterator[Arrays]:
    """Do the work of every block; yield the results in the order of the blocks.

    Parameters
    ----------
    work : callable
        A function of a module, so that other processes find it.
    blocks : sequence of Block
    executor : Executor, optional
        Anything with ``submit(function, *args) -> future``; threads of this process by default.
    progress : bool
        Show a bar on stderr once it takes more than two seconds.
    keep : path, optional
        Directory in which each block's result is written when done; a block found there is not run again.

    Raises
    ------
    MusclebalanceError
        What the work of a block raised. A block whose worker was lost is run again here.
    """
    folder = _folder(keep)
    with ThreadPoolExecutor(workers(), thread_name_prefix="people") as threads:
        pool: Any = threads if executor is None else executor
        waiting: dict[int, Any] = {}
        done: dict[int, Arrays] = {}
        bar = _Bar(sum(map(len, blocks)) if progress else 0)
        submitted = 0
        try:
            for k in range(len(blocks)):
                while k not in done:
                    while submitted < len(blocks) and len(waiting) < 2 * workers() + 2:
                        found = _kept(folder, blocks[submitted])
                        if found is not None:
                            done[submitted] = found
                        else:
                            waiting[submitted] = pool.submit(work, blocks[submitted])
                        submitted += 1
                    for key in [key for key, future in waiting.items() if future.done()]:
                        done[key] = _result(waiting.pop(key), work, blocks[key], pool is threads)
                        _write(folder, blocks[key], done[key])
                        bar.add(len(blocks[key]))
                    if k not in done:
                        time.sleep(0.005)
                yield done.pop(k)
        finally:
            for future in waiting.values():
                future.cancel()
            bar.close()


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
        return work(block)


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
