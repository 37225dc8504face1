"""The packaged evidence: versioned tables with declared column types, checked against their checksums."""

from __future__ import annotations

import csv
import hashlib
import io
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

from ..core import sources
from ..core.arguments import public
from ..core.errors import FileError, unknown

if TYPE_CHECKING:
    import pandas as pd

Use = Literal["calibrate", "validate", "context"]
USES: tuple[Use, ...] = ("calibrate", "validate", "context")
#: Tables whose rows are split by study into the three uses.
TRIALS = ("programmes", "acute", "timecourse", "reflex_and_stiffness", "strength_balance", "second")

_FOLDER = resources.files("musclebalance") / "evidence" / "data"
_MANIFEST: dict[str, Any] = tomllib.loads((_FOLDER / "manifest.toml").read_text("utf-8"))
_DTYPES = {"number": "float64", "category": "category", "flag": "bool"}
#: What a table shares with the one that it is like.
_SHARED = ("id", "columns", "meaning")
#: Date of the data set (ISO 8601).
VERSION: str = _MANIFEST.pop("version")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of evidence with its citation.

    Parameters
    ----------
    id, table : str
        Row id, e.g. ``"P050"``, and the table it stands in.
    use : str
        ``"calibrate"``, ``"validate"``, ``"context"``, or ``""`` for tables without a split.
    fields, source : mapping, Source
        The raw, non-empty fields as printed, and where they were read.
    """

    id: str
    table: str
    use: str
    fields: Mapping[str, str]
    source: sources.Source

    @property
    def citation(self) -> str:
        """Who, when, and where to find it."""
        who = self.fields.get("study") or self.fields.get("source") or self.source.citation
        return f"{who} ({self.source.link})" if self.source.link else who

    def __str__(self) -> str:
        head = f"{self.id} ({self.table}{', ' + self.use if self.use else ''}): {self.citation}"
        return "\n".join([head, *(f"  {name}: {value}" for name, value in self.fields.items())])


def tables() -> tuple[str, ...]:
    """Names of the packaged tables.

    Examples
    --------
    >>> "programmes" in tables()
    True
    """
    return tuple(_MANIFEST)


@public
def describe(table: str) -> Mapping[str, Any]:
    """What a table holds: file, description, rows, sha256, id column, column types and, where ours, meanings.

    Raises
    ------
    UnknownNameError
    """
    if table not in _MANIFEST:
        raise unknown("evidence table", table, _MANIFEST)
    about = dict(_MANIFEST[table])
    if "like" in about:
        about.update({name: _MANIFEST[about["like"]][name] for name in _SHARED})
    return about


@public
def load(table: str, use: Use | None = None, derived: bool = True) -> pd.DataFrame:
    """One table of the evidence as a typed frame.

    Parameters
    ----------
    table : str
        One of :func:`tables`.
    use : {"calibrate", "validate", "context"}, optional
        Only the rows of this use (trial tables only).
    derived : bool
        Append the numbers derived from the printed ones to a trial table: changes, spreads of one kind,
        doses as ranges. ``describe("derived_numbers")["meaning"]`` explains them.

    Returns
    -------
    pandas.DataFrame
        Indexed by row id where the table has one. Text, range and mixed columns are ``string``, categories
        ``category``, numbers ``float64``, flags ``bool``; empty fields are missing.

    Raises
    ------
    UnknownNameError, FileError
        No such table or use; the packaged file is not the documented one.
    """
    about = describe(table)
    frame = _frame(table)
    if about["id"]:
        frame = frame.set_index(about["id"])
    if derived and "derived" in about:
        frame = frame.join(_frame("derived_numbers").set_index("row_id")[about["derived"]])
    if use is None:
        return frame
    if use not in USES:
        raise unknown("use of evidence", use, USES)
    if "suggested_use" not in frame:
        raise unknown("trial table (split by use)", table, TRIALS)
    return frame[frame["suggested_use"] == use]


def _frame(table: str) -> pd.DataFrame:
    """The rows of a table, every column in its declared type."""
    import pandas as pd

    made = {}
    for name, form in describe(table)["columns"].items():
        values: list[Any] = [entry[name] or None for entry in records(table)]
        if form == "number":
            values = [float(value) if value else float("nan") for value in values]
        elif form == "flag":
            values = [value == "yes" for value in values]
        made[name] = pd.Series(values, dtype=_DTYPES.get(form, "string"))
    return pd.DataFrame(made)


@public
def arms(use: Use | None = None) -> pd.DataFrame:
    """The arms of all trials over weeks and of one session, with change and spread in one form.

    Parameters
    ----------
    use : {"calibrate", "validate", "context"}, optional
        Only the rows of this use; a study stands in one of the first two only.

    Returns
    -------
    pandas.DataFrame
        Indexed by row id, column `table` tells where the row stands, raw columns first, derived ones after.

    Examples
    --------
    >>> from musclebalance import evidence
    >>> float(evidence.arms("calibrate").loc["P026", "change"])
    8.0
    """
    import pandas as pd

    names = ("programmes", "acute")
    merged = pd.concat([load(name, use).astype(object).assign(table=name) for name in names])
    forms = {"table": "text"}
    for name in ("derived_numbers", *names):  # where they differ, the wider type
        for column, form in describe(name)["columns"].items():
            forms[column] = form if forms.get(column, form) == form else "mixed"
    return merged.astype({column: _DTYPES.get(forms[str(column)], "string") for column in merged})


@public
def row(key: str) -> Row:
    """One row, such as ``"P050"`` or ``"T14"``, with its citation.

    Raises
    ------
    UnknownNameError

    Examples
    --------
    >>> from musclebalance import evidence
    >>> evidence.row("P026").use
    'calibrate'
    """
    raw = sources.evidence_row(key)
    fields = {name: value for name, value in raw.items() if value and name not in ("table", "row_id", "id")}
    return Row(key, raw["table"], fields.get("suggested_use", ""), fields, sources.get(key))


def overlaps() -> pd.DataFrame:
    """Rows outside the trial tables that rest on a study held out for validation.

    Such a row must not be fitted either, or the held-out study would leak into the calibration.

    Returns
    -------
    pandas.DataFrame
        Columns `row`, `table`, `study` and `validate_rows`.
    """
    return load("overlaps")


@cache
def text(table: str) -> str:
    """The file of a table, after its checksum has been compared with the manifest."""
    about = describe(table)
    data: bytes = (_FOLDER / about["file"]).read_bytes()
    found, told = hashlib.sha256(data).hexdigest(), about["sha256"]
    if found != told:
        raise FileError(about["file"], f"checksum {found[:12]} is not the documented {told[:12]}; reinstall.")
    return data.decode("utf-8")


@cache
def records(table: str) -> tuple[dict[str, str], ...]:
    """Raw rows of a table, after its columns have been compared with the manifest."""
    about = describe(table)
    rows = tuple(csv.DictReader(io.StringIO(text(table), newline="")))
    if len(rows) != about["rows"] or list(rows[0]) != list(about["columns"]):
        raise FileError(about["file"], "rows or columns differ from the documented ones; reinstall.")
    return rows
