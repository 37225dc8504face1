"""Folders of finished blocks, from which a run that was stopped goes on: one file a block.

A file is named by what decides its numbers, written beside its place and moved there when it is whole. It
is an ``.npz`` whose comment is a checksum of its name and of everything else in it. A file that does not
fit is set aside, and its block is run again.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import itertools
import os
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import FileError
from ..core.writing import whole_file
from .notices import say

Arrays = dict[str, NDArray[Any]]
#: Array -> its type and shape.
Shapes = Mapping[str, tuple[type, tuple[int, ...]]]
MARK = 64  # letters of the checksum
LEFT_OVER = 86_400.0  # age at which an unfinished file is one of a process that was killed [s]


class Damaged(Exception):
    """A file that is not what was written; says why."""


@dataclass(frozen=True)
class Folder:
    """A folder of finished blocks; `misfit` says what is wrong with arrays found for a block, if anything."""

    path: Path
    misfit: Callable[[Any, Arrays], str]

    def read(self, block: Any) -> Arrays | None:
        """What was found for a block in an earlier run; None when nothing was, or it is set aside."""
        path = self.path / f"{block.digest}.npz"
        try:
            found = load(path)
            if problem := self.misfit(block, found):
                raise Damaged(problem)
        except FileNotFoundError:
            return None
        except Damaged as problem:
            set_aside(path, f"is damaged ({problem})")
            return None
        return found

    def write(self, block: Any, arrays: Arrays) -> None:
        """Keep what was found for a block."""
        content = io.BytesIO()
        np.savez(content, **arrays)  # type: ignore[arg-type]
        whole, length = memoryview(content.getvalue()), MARK.to_bytes(2, "little")
        body = (whole[:-2], length)  # an archive ends with the length of its comment and the comment
        with whole_file(self.path / f"{block.digest}.npz") as beside, beside.open("wb") as file:
            for part in (*body, _checksum(block.digest, *body)):
                file.write(part)


def directory(given: str | Path) -> Path:
    """A directory, made if needed, that takes files; what killed processes left half is taken away."""
    path = Path(given)
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path) as file:
            file.write(bytes(4096))
        for left in path.glob(".*.npz"):
            with contextlib.suppress(FileNotFoundError):  # another process has put it in its place
                if time.time() - left.stat().st_mtime > LEFT_OVER:
                    left.unlink()
    except (OSError, ValueError) as problem:
        why = getattr(problem, "strerror", None) or problem
        raise FileError(str(given), f"cannot keep results there ({why}); give another folder.") from None
    return path


def load(path: Path) -> Arrays:
    """Arrays of a block's file, which is as it was written."""
    try:
        content = memoryview(path.read_bytes())
    except FileNotFoundError:
        raise
    except OSError as problem:
        raise Damaged(f"cannot be read: {problem.strerror}") from None
    if not content:
        raise Damaged("it is empty")
    if content[-MARK:] != _checksum(path.stem, content[:-MARK]):
        raise Damaged("its checksum is wrong")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > len(content):
                raise Damaged("it unpacks to more than was written")
        with np.load(io.BytesIO(content), allow_pickle=False) as data:
            return {name: data[name] for name in data.files}
    except Damaged:
        raise
    except Exception as problem:  # whatever a strange archive leads zipfile or numpy to raise
        raise Damaged(f"it holds no arrays: {type(problem).__name__}") from None


def misfit(found: Mapping[str, NDArray[Any]], wanted: Shapes) -> str:
    """The first array that is missing, not asked for, or of another type or shape; empty when all fit."""
    for name in (*wanted, *found):
        if name not in found or name not in wanted:
            return f"array {name!r} is {'missing' if name in wanted else 'unknown'}"
        kind, shape = wanted[name]
        if found[name].dtype != kind or found[name].shape != shape:
            return f"{name} is {found[name].dtype} {found[name].shape}, not {np.dtype(kind)} {shape}"
    return ""


def set_aside(path: Path, why: str) -> None:
    """Give a file that does not fit another name, beside those that were set aside before, and say so."""
    names = (path.with_name(f"{path.name}.damaged{k or ''}") for k in itertools.count())
    aside = next(one for one in names if not os.path.lexists(one))
    try:
        path.rename(aside)
    except FileNotFoundError:
        return  # another process was faster
    except OSError as problem:
        raise FileError(str(path), f"{why} and cannot be moved ({problem.strerror}).") from None
    say(f"musclebalance: {path} {why}; it is kept as {aside.name}, and its block is run again.")


def _checksum(name: str, *parts: bytes | memoryview) -> bytes:
    """Checksum of a file's name and content."""
    total = hashlib.sha256(name.encode())
    for part in parts:
        total.update(part)
    return total.hexdigest().encode()
