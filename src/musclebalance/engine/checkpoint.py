"""Results of blocks on disk: one file a block, named by what decides its numbers."""

from __future__ import annotations

import io
import os
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import FileError

Arrays = dict[str, NDArray[Any]]
DAMAGED = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)


def directory(given: str | Path) -> Path:
    """The directory, made if needed."""
    path = Path(given)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise FileError(str(given), f"cannot keep results there: {problem}.") from None
    return path


def read(folder: Path, name: str, only: Sequence[str] | None = None) -> Arrays | None:
    """Arrays of a block, or `only` some; None when there is no such file, or a damaged one, which is said."""
    path = folder / f"{name}.npz"
    if not path.exists():
        return None
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
            return {key: data[key] for key in (data.files if only is None else only)}
    except DAMAGED as problem:
        lost = type(problem).__name__
        sys.stderr.write(f"musclebalance: {path} is damaged ({lost}); its block is run again.\n")
        return None


def write(folder: Path, name: str, arrays: Arrays) -> None:
    """Write beside and rename, so that a killed process leaves no half file under the final name."""
    content = io.BytesIO()
    np.savez(content, **arrays)  # type: ignore[arg-type]
    handle, part = tempfile.mkstemp(dir=folder, suffix=".part")
    try:
        left = content.getbuffer()
        while left:
            left = left[os.write(handle, left) :]
    finally:
        os.close(handle)
    os.replace(part, folder / f"{name}.npz")
