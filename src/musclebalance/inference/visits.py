"""Measurements of visits: from a CSV file to variables of the model, checked line by line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..core.errors import FileError, MusclebalanceError, check_range, unknown
from ..core.tables import Column, Row, date, number, read, whole
from ..core.units import UNITS, factor
from ..model.body import MUSCLES
from ..model.model import Model
from ..pairs import Pair
from ..population.measuring import MeasurementError, error_of
from ..result.variables import find

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: What a measurement may be called in a file -> beginning of the variable's name and whether it belongs to
#: a muscle.
MEASUREMENTS: Mapping[str, tuple[str, bool]] = {
    **dict.fromkeys(("rom", "range", "range of motion"), ("rom", True)),
    **dict.fromkeys(("strength", "torque"), ("strength_torque", True)),
    "resting angle": ("resting_angle", False), "strength ratio": ("strength_ratio", False),
    "pain": ("pain", False), "imbalance": ("imbalance", False),
}  # fmt: skip
#: Values beyond which a measurement is a slip, by how the variable's name starts [unit shown in results].
POSSIBLE: Mapping[str, tuple[float, float]] = {
    "pain": (0.0, 10.0), "rom": (-180.0, 360.0), "strength": (0.0, 2000.0), "imbalance": (0.0, 1e3),
}  # fmt: skip


def _value(text: str) -> float | None:
    """A number, 2,5 for 2.5 allowed; None for a word that says there is none."""
    return None if text.lower() in ("na", "nan", "-") else number(comma=True)(text)


COLUMNS = (
    Column("date", date),
    Column("day", whole()),
    Column("measurement", needed=True, aliases=("variable",)),
    Column("muscle"),
    Column("side"),
    Column("value", _value, needed=True),
    Column("unit"),
    Column("sd", number(comma=True)),
    Column("person"),
)


class Measured(NamedTuple):
    """One line of a file."""

    moment: dt.date | int
    name: str
    value: float
    sd: float


@dataclass(frozen=True, eq=False)
class Visits:
    """Measurements of one person."""

    days: NDArray[np.int64]  # (m,): day of each measurement; 0 is the morning of the first visit
    names: tuple[str, ...]  # variable measured
    values: Array  # (m,) [unit shown in results]
    sd: Array  # (m,): standard error of measurement [unit shown in results]
    notes: tuple[str, ...] = ()  # what was left out and why
    relative: bool = False  # values are changes from day 0 of the same variable

    def __len__(self) -> int:
        return len(self.days)

    def before(self, day: int) -> Visits:
        """The measurements up to a day, that day included."""
        return self._some(self.days <= day)

    def after(self, day: int) -> Visits:
        """The measurements after a day."""
        return self._some(self.days > day)

    def _some(self, chosen: NDArray[np.bool_]) -> Visits:
        names = tuple(np.array(self.names, dtype=object)[chosen])
        return replace(
            self, days=self.days[chosen], names=names, values=self.values[chosen], sd=self.sd[chosen]
        )


def read_visits(
    table: pd.DataFrame | str | Path, pair: Pair, model: Model, *,
    errors: Mapping[str, MeasurementError | float] | None = None, relative: bool = False,
) -> dict[str, Visits]:  # fmt: skip
    """Measurements by person, ``""`` without a column `person`; an error names every line that is wrong."""
    found = read(table, COLUMNS, short=True, others=True)
    if not {"date", "day"} & {column.name for column in found.columns}:
        raise FileError(found.path, "no column 'date' or 'day'; dates are written 2024-03-18.", 1)
    rows: dict[str, list[Measured]] = {}
    notes: dict[str, list[str]] = {}
    seen: dict[tuple[str, ...], int] = {}

    def take(row: Row) -> None:
        person = row["person"] or ""
        first = seen.setdefault(row.cells, row.line)
        measured = _measured(row, pair, model, errors or {}, relative)
        if measured is None:
            notes.setdefault(person, []).append(f"line {row.line}: no value")
        elif first < row.line:
            notes.setdefault(person, []).append(f"line {row.line}: the same as line {first}, counted once")
        else:
            rows.setdefault(person, []).append(measured)

    found.each(take)
    if not rows:
        raise FileError(found.path, "no measurement in it.")
    return {p: _visits(r, tuple(notes.get(p, ())), relative, found.path) for p, r in rows.items()}


def _visits(rows: list[Measured], notes: tuple[str, ...], relative: bool, file: str) -> Visits:
    dates = [row.moment for row in rows if isinstance(row.moment, dt.date)]
    days = [row.moment for row in rows if isinstance(row.moment, int)]
    if dates and days:
        raise FileError(
            file, "some lines have a date and others a day; one way of counting is needed for everybody."
        )
    moments = np.array(days or [(moment - min(dates)).days for moment in dates], dtype=np.int64)
    if moments.min() < 0:
        raise FileError(file, "a day before 0; day 0 is the first visit.")
    order = np.argsort(moments, kind="stable")
    _, names, values, sd = zip(*(rows[k] for k in order), strict=True)
    return Visits(moments[order], names, np.array(values), np.array(sd), notes, relative)


def _measured(
    row: Row, pair: Pair, model: Model, errors: Mapping[str, MeasurementError | float], relative: bool
) -> Measured | None:
    """What one line says; None when the value is missing."""
    moment = row["date"] or row["day"]
    if moment is None:
        raise MusclebalanceError("date is missing; fill it or delete the line.")
    variable = find(model, _variable(row, pair))
    if row["value"] is None:
        return None
    scale = _scale(row["unit"] or "", variable.unit)
    value = scale * row["value"]
    for start, (low, high) in POSSIBLE.items():
        if variable.name.startswith(start) and not relative:
            check_range(variable.name, value, low, high, "" if variable.unit == "0-10" else variable.unit)
    error = error_of(variable.name, errors)
    sd = float(np.hypot(error.sd, error.cv * value)) if row["sd"] is None else scale * row["sd"]
    if sd <= 0.0:
        raise MusclebalanceError(f"{variable.name} has no known error; give a column sd or errors={{...}}.")
    return Measured(moment, variable.name, value, sd)


def _variable(row: Row, pair: Pair) -> str:
    """Name of the variable that a line measures."""
    words, muscle = str(row["measurement"] or ""), row["muscle"] or row["side"]
    stem, per_muscle = MEASUREMENTS.get(words.lower().replace("_", " "), (words, False))
    if not per_muscle:
        return stem
    if not muscle:
        raise MusclebalanceError(f"{words!r} needs a muscle: {pair.agonist!r} or {pair.antagonist!r}.")
    names = dict(zip(MUSCLES, MUSCLES, strict=True))
    names |= {pair.agonist.lower(): "agonist", pair.antagonist.lower(): "antagonist"}
    if muscle.lower() not in names:
        raise unknown("muscle in this pair", muscle, names)
    return f"{stem}_{names[muscle.lower()]}"


def _scale(given: str, shown: str) -> float:
    """Factor from the unit of the file to the unit shown."""
    if not given or given == shown:
        return 1.0
    base = {"%MVC": "%", "0-10": "-"}.get(shown, shown)
    if base == "-":
        raise MusclebalanceError(f"unit {given!r} where {shown!r} is expected.")
    return factor(given, UNITS[base][0]) / factor(base)
