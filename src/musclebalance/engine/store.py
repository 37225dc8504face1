"""Compiled kernels on disk, in a folder and under a key that are the user's alone.

A kernel is machine code and does whatever it says. So one is taken only from a folder and a file of this user
to which nobody else can write, and only if its seal was made with the user's key, which lies beside it.
"""

from __future__ import annotations

import hmac
import os
import secrets
import stat
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ..core.errors import FileError, MusclebalanceError
from .notices import say

VARIABLE = "MUSCLEBALANCE_CACHE"
BASES = {
    "win32": ("LOCALAPPDATA", "AppData/Local"),
    "darwin": ("", "Library/Caches"),
}  # variable, or below home
OTHER_BASE = ("XDG_CACHE_HOME", ".cache")
SEAL = 32  # bytes of a seal, and of the key
WRITABLE, OPEN = 0o022, 0o077  # what others must not be allowed: to write; to do anything
FLAGS = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK"))  # no links, no waiting at a pipe


def directory() -> Path | None:
    """Folder of compiled kernels: MUSCLEBALANCE_CACHE, or in the user's cache folder; None without a home."""
    if given := os.environ.get(VARIABLE):
        if not Path(given).is_absolute():
            raise MusclebalanceError(f"{VARIABLE} {given!r} is no absolute path; give one, or take it away.")
        return Path(given)
    variable, below = BASES.get(sys.platform, OTHER_BASE)
    base = Path(os.environ.get(variable, ""))
    if not base.is_absolute():
        with suppress(RuntimeError):  # nobody knows this user
            base = Path.home() / below
    return base / "musclebalance" if base.is_absolute() else None


def read(name: str) -> bytes | None:
    """Kept object code, if there is any that can be trusted; a line says which file cannot be."""
    folder = directory()
    if folder is None:
        return None
    with suppress(OSError, FileError):  # `write` says what is wrong with the folder
        _check(folder, os.lstat(folder), stat.S_ISDIR, WRITABLE)
        path = folder / f"{name}.kernel"
        try:
            return _opened(path, name)
        except FileNotFoundError:
            return None
        except (OSError, FileError) as problem:
            say(f"musclebalance: {_said(path, problem)}; compiled again.")
    return None


def write(name: str, code: bytes) -> str:
    """Keep object code for later processes; the answer is why it could not be kept, or empty."""
    folder = directory()
    if folder is None:
        return f"this user has no home folder; {VARIABLE} can name a place"
    try:
        for missing in reversed([f for f in (folder, *folder.parents) if not f.exists()]):
            missing.mkdir(0o700, exist_ok=True)
        _check(folder, os.lstat(folder), stat.S_ISDIR, WRITABLE)
        _put(folder / f"{name}.kernel", _seal(_key(folder), name, code) + code, os.replace)
    except (OSError, FileError) as problem:
        return _said(folder, problem)
    return ""


def _opened(path: Path, name: str) -> bytes:
    """Object code of a file, its seal broken."""
    content = _content(path, WRITABLE)
    seal, code = content[:SEAL], content[SEAL:]
    if not hmac.compare_digest(seal, _seal(_key(path.parent), name, code)):
        raise FileError(str(path), "is damaged, or was not written under this user's key")
    return code


def _seal(key: bytes, name: str, code: bytes) -> bytes:
    return hmac.digest(key, name.encode() + b"\0" + code, "sha256")


def _key(folder: Path) -> bytes:
    """The user's secret; a new one when there is none, or one that others may have seen."""
    path = folder / "key"
    try:
        if len(key := _content(path, OPEN)) == SEAL:
            return key
        raise FileError(str(path), f"holds {len(key)} bytes, not {SEAL}")
    except FileNotFoundError:
        pass
    except FileError as problem:
        say(f"musclebalance: {problem}; a new key is made.")
        path.unlink(missing_ok=True)
    with suppress(FileExistsError):  # another process was faster
        _put(path, secrets.token_bytes(SEAL), os.link)
    return _content(path, OPEN)


def _put(path: Path, content: bytes, place: Callable[[str, Path], None]) -> None:
    """Write a file of the user's alone, whole or not at all."""
    handle, beside = tempfile.mkstemp(dir=path.parent)  # of mode 0600
    try:
        with open(handle, "wb") as file:
            file.write(content)
        place(beside, path)
    finally:
        Path(beside).unlink(missing_ok=True)


def _content(path: Path, forbidden: int) -> bytes:
    """Content of a plain file that is this user's."""
    _check(path, os.lstat(path), stat.S_ISREG, forbidden)
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | FLAGS)) as file:
        _check(path, os.fstat(file.fileno()), stat.S_ISREG, forbidden)
        return file.read()


def _check(path: Path, found: os.stat_result, kind: Callable[[int], bool], forbidden: int) -> None:
    """Refuse what is of another kind, of another user, or open to others."""
    if not kind(found.st_mode):
        raise FileError(str(path), "is a link, or of another kind than it should be")
    if sys.platform == "win32":  # permissions are inherited there, and the user's own folders are closed
        return
    if found.st_uid != os.geteuid():
        raise FileError(str(path), f"belongs to user {found.st_uid}, and this is user {os.geteuid()}")
    if found.st_mode & forbidden:
        mode = stat.S_IMODE(found.st_mode)
        raise FileError(str(path), f"is open to others (mode {mode:04o}); `chmod go= {path}` closes it")


def _said(path: Path, problem: Exception) -> str:
    """A problem in words, with the path."""
    return (
        str(problem) if isinstance(problem, FileError) else f"{path}: {getattr(problem, 'strerror', problem)}"
    )
