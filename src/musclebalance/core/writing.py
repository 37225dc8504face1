"""Files are written beside their place and put there when they are whole: a full disk leaves the old one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import FileError


@contextmanager
def whole_file(path: str | Path) -> Iterator[Path]:
    """A path to write to, which becomes `path` at the end; nothing is left of it when that fails."""
    place = Path(path)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{place.name[:80]}.", suffix=place.suffix, dir=place.parent)
    except (OSError, ValueError) as error:
        raise FileError(str(path), f"cannot be written ({_why(error)}); check the folder.") from None
    os.close(handle)
    beside = Path(name)
    try:
        yield beside
        beside.chmod(0o666 & ~_umask())
        beside.replace(place)
    except OSError as error:
        raise FileError(str(path), f"cannot be written ({_why(error)}); what was there is kept.") from None
    finally:
        beside.unlink(missing_ok=True)


def write_text(path: str | Path, text: str) -> None:
    """Write a text in UTF-8, whole or not at all."""
    with whole_file(path) as beside:
        beside.write_text(text, encoding="utf-8")


def write_new(path: str | Path, text: str, suffix: str, what: str) -> None:
    """Write a text to a file that is not there yet; `what` ends in `suffix`."""
    if Path(path).suffix.lower() != suffix:
        raise FileError(str(path), f"ends in {Path(path).suffix!r}; {what} ends in {suffix!r}.")
    if Path(path).exists():
        raise FileError(str(path), "exists already; choose another name, or remove it first.")
    write_text(path, text)


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _umask() -> int:
    """The permissions that new files of this process do not get."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
