"""Measurements of visits: from a CSV file to variables of the model, checked line by line."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import FileError, MusclebalanceError, check_range, unknown
from ..core.units import factor
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
    "rom": ("rom", True),
    "range": ("rom", True),
    "range of motion": ("rom", True),
    "strength": ("strength_torque", True),
    "torque": ("strength_torque", True),
    "resting angle": ("resting_angle", False),
    "strength ratio": ("strength_ratio", False),
    "pain": ("pain", False),
    "imbalance": ("imbalance", False),
}
NEEDED = ("measurement", "value")
#: Wrong lines that a message shows.
SHOWN = 8
#: Values beyond which a measurement is a slip, by how the variable's name starts [unit shown in results].
POSSIBLE: Mapping[str, tuple[float, float]] = {
    "pain": (0.0, 10.0),
    "rom": (-180.0, 360.0),
    "strength": (0.0, 2000.0),
    "imbalance": (0.0, 1e3),
}
_TOO_LONG = (
    "{} fields where the first line names {} columns; put a text with a comma, or a decimal comma, "
    "in quotation marks."
)


@dataclass(frozen=True, eq=False)
class Visits:
    """Measurements of one person.

    Parameters
    ----------
    days : ndarray of int (m,)
        Day of each measurement; 0 is the morning of the first visit.
    names : tuple of str, length m
        Variable measured.
    values, sd : ndarray (m,)
        Measured value and its standard error of measurement [unit shown in results].
    notes : tuple of str
        What was left out and why.
    relative : bool
        Values are changes from day 0 of the same variable.
    """

    days: NDArray[np.int64]
    names: tuple[str, ...]
    values: Array
    sd: Array
    notes: tuple[str, ...] = ()
    relative: bool = False

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
    table: pd.DataFrame | str | Path,
    pair: Pair,
    model: Model,
    *,
    errors: Mapping[str, MeasurementError | float] | None = None,
    relative: bool = False,
) -> dict[str, Visits]:
    """Read measurements.

    Parameters
    ----------
    table : DataFrame or path of a CSV file
        Columns ``date`` (ISO, e.g. 2024-03-18) or ``day``; ``measurement`` (a variable such as
        ``rom_agonist``, or
        ``rom``, ``strength``, ``pain``, ``resting angle``); ``muscle`` or ``side`` where the measurement
        needs it;
        ``value``; optionally ``unit``, ``sd`` (standard error of measurement) and ``person``.
    pair : Pair
        Its group names may be used for the muscle.
    model : Model
    errors, relative
        As for :class:`musclebalance.inference.Setting`.

    Returns
    -------
    dict of person to Visits
        One entry ``""`` when there is no column ``person``.

    Raises
    ------
    FileError
        Something is wrong; the message names the file and every such line.
    """
    import pandas as pd

    name = "visits" if isinstance(table, pd.DataFrame) else str(table)
    if isinstance(table, pd.DataFrame):
        names = [str(column).strip().lower() for column in table.columns]
        lines = [(k + 2, list(values)) for k, values in enumerate(table.itertuples(index=False))]
    else:
        names, lines = _lines(Path(table), name)
    _check_columns(names, name)

    def read(row: Mapping[str, str], line: int) -> tuple[Any, ...] | None:
        return _row(row, name, line, pair, model, errors or {}, relative)

    return _people(names, lines, read, relative, name)


def _people(
    names: Sequence[str], lines: Sequence[tuple[int, Sequence[Any]]],
    read: Callable[[Mapping[str, str], int], tuple[Any, ...] | None], relative: bool, file: str,
) -> dict[str, Visits]:  # fmt: skip
    """Measurements by person; lines without a value or written twice are noted, wrong ones refused."""
    rows: dict[str, list[tuple[Any, ...]]] = {}
    notes: dict[str, list[str]] = {}
    seen: dict[tuple[str, ...], int] = {}
    wrong: list[FileError] = []
    for line, values in lines:
        texts = tuple(_text(value) for value in values)
        if not any(texts):
            continue
        row = dict(zip(names, texts, strict=False))
        person = row.get("person", "")
        rows.setdefault(person, [])
        first = seen.setdefault(texts, line)
        try:
            if len(texts) > len(names):
                raise FileError(file, _TOO_LONG.format(len(texts), len(names)), line)
            found = read(row, line)
        except FileError as problem:
            wrong.append(problem)
            continue
        if found is None:
            notes.setdefault(person, []).append(f"line {line}: no value")
        elif first < line:
            notes.setdefault(person, []).append(f"line {line}: the same as line {first}, counted once")
        else:
            rows[person].append(found)
    _refuse(wrong, file)
    if not any(rows.values()):
        raise FileError(file, "no measurement in it.")
    return {p: _visits(r, tuple(notes.get(p, ())), relative, file) for p, r in rows.items() if r}


def _lines(path: Path, name: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Names of the columns, and every later line with its number."""
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise FileError(name, "no such file.") from None
    except (OSError, UnicodeDecodeError) as problem:
        raise FileError(name, f"cannot be read ({problem}); save it as CSV in UTF-8.") from None
    head = text.partition("\n")[0]
    between = ";" if head.count(";") > head.count(",") else ","  # spreadsheets in half of Europe write ;
    reader = csv.reader(text.splitlines(), delimiter=between, skipinitialspace=True)
    rows = [(reader.line_num, row) for row in reader]
    if not rows:
        raise FileError(name, "the file is empty; needed: date or day, measurement, value.")
    return [column.strip().lower() for column in rows[0][1]], rows[1:]


def _check_columns(names: Sequence[str], file: str) -> None:
    for column in NEEDED:
        if column not in names:
            raise FileError(file, f"no column {column!r}; needed: date or day, measurement, value.")
    if "date" not in names and "day" not in names:
        raise FileError(file, "no column 'date' or 'day'; dates are written 2024-03-18.")


def _refuse(wrong: Sequence[FileError], name: str) -> None:
    """Name every line that is wrong, not only the first."""
    if len(wrong) > 1:
        lines = [str(one).removeprefix(f"{name}, ") for one in wrong[:SHOWN]]
        more = f"\n  and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        raise FileError(
            name, f"{len(wrong)} lines cannot be read:\n  " + "\n  ".join(lines) + more, wrong[0].line
        )
    if wrong:
        raise wrong[0]


def _visits(rows: list[tuple[Any, ...]], notes: tuple[str, ...], relative: bool, file: str) -> Visits:
    moments = [row[0] for row in rows]
    dated = [isinstance(m, dt.date) for m in moments]
    if any(dated) and not all(dated):
        raise FileError(
            file, "some lines have a date and others a day; one way of counting is needed for everybody."
        )
    if any(dated):
        first = min(moments)
        moments = [(m - first).days for m in moments]
    days = np.array(moments, dtype=np.int64)
    if days.min() < 0:
        raise FileError(file, "a day before 0; day 0 is the first visit.")
    order = np.argsort(days, kind="stable")
    names = tuple(rows[k][1] for k in order)
    values, sd = (np.array([rows[k][c] for k in order], dtype=float) for c in (2, 3))
    return Visits(days[order], names, values, sd, notes, relative)


def _row(
    row: Mapping[str, str], file: str, line: int, pair: Pair, model: Model, errors: Mapping[str, Any],
    relative: bool,
) -> tuple[Any, ...] | None:  # fmt: skip
    """Moment, variable, value and standard error of one line; None when the value is missing."""
    try:
        moment = _moment(row)
        variable = find(model, _variable(row, pair))
        text = _text(row.get("value"))
        if text.lower() in ("", "na", "nan", "-"):
            return None
        scale = _scale(_text(row.get("unit")), variable.unit)
        value = scale * _number(text, "value")
        if not relative:
            _check_possible(variable.name, value, variable.unit)
        given = _text(row.get("sd"))
        error = error_of(variable.name, errors)
        sd = scale * _number(given, "sd") if given else float(np.hypot(error.sd, error.cv * value))
    except FileError:
        raise
    except MusclebalanceError as problem:
        raise FileError(file, str(problem), line) from None
    if sd <= 0.0:
        raise FileError(
            file, f"{variable.name} has no known error; give a column sd or errors={{...}}.", line
        )
    return moment, variable.name, value, sd


def _check_possible(variable: str, value: float, unit: str) -> None:
    """Refuse a value that no joint and no scale can show: a slip of the pen or of the unit."""
    for start, (low, high) in POSSIBLE.items():
        if variable.startswith(start):
            check_range(variable, value, low, high, "" if unit == "0-10" else unit)


def _text(value: Any) -> str:
    text = "" if value is None else str(value).strip()
    return "" if text.lower() == "nan" else text


def _number(text: str, what: str) -> float:
    try:
        found = float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    except ValueError:
        raise MusclebalanceError(f"{what} {text!r} is not a number.") from None
    if not np.isfinite(found):
        raise MusclebalanceError(f"{what} {text!r} is not a finite number.")
    return found


def _moment(row: Mapping[str, Any]) -> Any:
    date = _text(row.get("date"))
    if date:
        try:
            return dt.date.fromisoformat(date[:10])
        except ValueError:
            raise MusclebalanceError(f"date {date!r} is not a date; write 2024-03-18.") from None
    day = _text(row.get("day"))
    if not day:
        raise MusclebalanceError("date is missing; fill it or delete the line.")
    found = _number(day, "day")
    if found != int(found):
        raise MusclebalanceError(f"day {day} is not a whole day.")
    return int(found)


def _variable(row: Mapping[str, Any], pair: Pair) -> str:
    """Name of the variable that a line measures."""
    words = _text(row.get("measurement"))
    muscle = _text(row.get("muscle")) or _text(row.get("side"))
    known = MEASUREMENTS.get(words.lower().replace("_", " "))
    if known is None:
        return words
    stem, per_muscle = known
    if not per_muscle:
        return stem
    if not muscle:
        raise MusclebalanceError(f"{words!r} needs a muscle: {pair.agonist!r} or {pair.antagonist!r}.")
    names = {"agonist": "agonist", "antagonist": "antagonist"}
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
    return factor(given, _dimension(base)) / factor(base)


def _dimension(unit: str) -> str:
    from ..core.units import UNITS

    return UNITS[unit][0]
