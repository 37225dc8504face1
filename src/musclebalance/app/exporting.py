"""The page as one HTML file that needs neither Python nor a network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..core.errors import FileError
from ..core.writing import whole_file
from .offline import whole
from .page import choices, single, worker
from .settings import Settings


def export(
    path: str | Path, settings: Settings | None = None, *, progress: Callable[[str], None] | None = None
) -> Path:
    """Write the page with the model in it as one HTML file that opens with a double-click.

    Parameters
    ----------
    path : str or Path
        Ends in ``.html``.
    settings : Settings, optional
        What the page begins with.
    progress : callable, optional
        Called with a line of text now and then; it takes about a minute.

    Raises
    ------
    FileError
        Another ending, or a folder that takes no file.
    """
    target = Path(path)
    if target.suffix.lower() not in (".html", ".htm"):
        raise FileError(str(path), "the page is written as '.html'.")
    begin = (settings or Settings()).to_data()
    with whole_file(target) as beside:  # a folder that takes no file is found before anything is made
        data = {"choices": {**choices(), "defaults": begin}, "model": whole(progress), "worker": worker()}
        beside.write_text(single(data), encoding="utf-8")
    return target
