"""A table of trials to start one's own from."""

from __future__ import annotations

from pathlib import Path

from ..core.arguments import public
from ..core.sheet import written
from ..core.writing import write_new
from .words import FILE

#: Further columns that one line of the explanation names.
TOGETHER = 4


@public
def template(path: str | Path | None = None) -> str:
    """A table of two invented results that is scored as it stands, its columns explained above it.

    Parameters
    ----------
    path : str or Path, optional
        New file to write it to, ending in ``.csv``; a file that exists is not replaced.

    Returns
    -------
    str
        The text.

    Raises
    ------
    FileError
        Another ending, a file that exists, or one that cannot be written.

    Examples
    --------
    >>> from musclebalance import evidence
    >>> print(evidence.template().splitlines()[-1][:24])
    calf,Another (invented),
    """
    columns = {name: about for name, about in FILE["columns"].items() if "template" in about}
    headings = {name: "effort [%MVC]" if name == "effort" else name for name in columns}
    rows = [{headings[name]: about["template"][k] for name, about in columns.items()} for k in (0, 1)]
    meanings = [f"{headings[name]}: {about['means']}" for name, about in columns.items()]
    more = [f"{name}: {about['means']}" for name, about in FILE["columns"].items() if name not in columns]
    meanings += [f"Also {' | '.join(more[k : k + TOGETHER])}" for k in range(0, len(more), TOGETHER)]
    text = "".join(f'"{line}"\n' for line in meanings) + "\n" + written(list(headings.values()), rows)
    if path is not None:
        write_new(path, text, ".csv", "a table")
    return text
