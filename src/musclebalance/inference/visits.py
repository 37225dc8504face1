"""Measurements of visits: from a CSV file to variables of the model, checked line by line."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TextIO

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.cells import choice, date, number, whole
from ..core.errors import MusclebalanceError, UnitError, check_range
from ..core.tables import PERSON, SIDES, Column, Named, Row, Table, check_spelling, read
from ..core.units import UNITS, factor
from ..model.body import MUSCLES
from ..model.model import Model
from ..pairs import Pair, torque_capacity
from ..population.measuring import MeasurementError, check_errors, error_of
from ..result.variables import catalogue_of
from ..simulation import Body
from ..simulation.reading import Reading
from .measured import headings_of, meant, muscles_of
from .subject import ALONE, Subject
from .wide import Wide, check_days

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: Longest time from the first visit to the last [d]; a longer one is a slip of the year.
LONGEST = 3653
#: How far a range of motion or a posture may be from the healthy one, and a resting angle beyond the joint's
#: range [deg].
FAR, BEYOND = 60.0, 15.0
#: Most of a healthy person's strength that a measurement may show.
STRONGEST = 10.0
#: Most passive torque that a dynamometer of people shows [N m].
MOST_TORQUE = 500.0

SIDE = Column("side", choice(SIDES), aliases=("leg",), filled=True)
COLUMNS = (
    Column("date", date, aliases=("visit date", "date of visit", "test date")),
    Column("day", whole(0, LONGEST)),
    Column("measurement", needed=True, aliases=("variable", "what")),
    Column("muscle"),
    SIDE,
    Column("excursion", number(-90.0, 180.0), "deg"),
    Column("value", number(-1e6, 1e6), unit="?", needed=True),
    Column("unit", aliases=("units",)),
    Column("sd", number(1e-6, 1e6), unit="?", aliases=("sem",)),
    Column("person", aliases=PERSON, filled=True),
    Column("heading"),  # that a measurement had in a table with a column for each
)


#: Standard error of measurement by name.
Errors = Mapping[str, MeasurementError | float]


class Measured(NamedTuple):
    """One line of a file."""

    moment: dt.date | int
    name: str
    value: float
    sd: float
    line: int


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


@public
def read_visits(
    table: pd.DataFrame | str | Path | TextIO, pair: Pair | Body, model: str | Model | None = None, *,
    errors: Mapping[str, MeasurementError | float] | None = None, relative: bool = False,
    dayfirst: bool | None = None, days: Mapping[str, int] | None = None, worksheet: str | None = None,
    leave_out: Sequence[str] = (),
) -> Named[Visits]:  # fmt: skip
    """Measurements of visits, read as :func:`musclebalance.fit` reads them.

    Parameters
    ----------
    table : DataFrame, path of a CSV file or workbook (.xlsx), or open file
        Columns ``date`` (2024-03-18) or ``day`` (0 is the first visit); ``measurement`` (``rom``,
        ``strength``, ``resting angle``, ``pain``, ``passive torque``, or a variable's name); ``muscle``;
        ``excursion [deg]`` of a passive torque; ``value``; ``unit``, or the unit in the heading, as in
        ``value [deg]``; ``sd``, the standard error of measurement; ``person``; ``side``, left or right; of a
        body also ``pair``, where neither the side nor the muscle's name tells which is meant.
        Or a column for each measurement, side or day, as in ``rom agonist left day 28 [deg]``, and exports of
        REDCap with events and repeats.
    pair, model
        What is measured: one pair, or a healthy body, which brings its model. Of a body a measurement may
        also be ``posture of pelvis``, a ``difference of rom`` between the sides (left less right), or a whole
        name as of :meth:`Bodies.read`.
    errors : mapping, optional
        Variable -> standard error of measurement [its unit], for rows without ``sd``; of a body also of one
        reading, ``"pain of left"``.
    relative : bool
        Values are changes from day 0.
    dayfirst : bool, optional
        Whether 03/04/2024 is a day of April; needed only where no date of the table settles it.
    days : mapping, optional
        Label of a visit or event -> its day, as in ``{"pre": 0, "post": 28}``, for tables without dates.
    worksheet : str, optional
        Which worksheet of a workbook that has several.
    leave_out : sequence of str
        Headings of columns that have nothing to do with measurements.

    Returns
    -------
    mapping of str to Visits
        By person, ``""`` without a column `person`. Of a pair each side is a person of its own, as in
        ``"A01 left"``; of a body both are one person's, and names say where: ``"pain of left"`` and the pair.
        Its ``report`` tells how the table was understood.

    Raises
    ------
    FileError
        Naming every line that is wrong.

    Examples
    --------
    >>> import pandas as pd, musclebalance as mb
    >>> table = pd.DataFrame({"day": [0, 14], "measurement": "rom_agonist", "value [rad]": [0.2, 0.25]})
    >>> seen = mb.read_visits(table, mb.pair("hip-flexors-gluteus-maximus"))
    >>> seen[""].values.round(1).tolist()
    [11.5, 14.3]
    >>> print(seen.report)
    data frame: 2 rows of day, measurement, value
      'value [rad]' is 'value'
    """
    subject = Subject.of(pair, model)
    known = _errors(subject, errors or {})
    check_days(days or {})
    wide = Wide(headings_of(subject), muscles_of(subject), days or {}, leave_out)
    found = read(
        table, _columns(subject), short=True, dayfirst=dayfirst, most=20_000, worksheet=worksheet,
        reshape=wide, leave_out=leave_out,
    )  # fmt: skip
    when = {"date", "day"} & {column.name for column in found.columns}
    if not when:
        raise found.error("no column 'date' or 'day'; dates are written 2024-03-18.")
    if len(when) > 1:
        raise found.error("columns 'date' and 'day' both say when; keep one of the two.")
    rows: dict[str, list[Measured]] = {}
    notes: dict[str, list[str]] = {}
    seen: dict[tuple[str, ...], int] = {}
    possible = {} if relative else {label: _possible(one.pair) for label, one in subject.parts.items()}

    def take(row: Row) -> None:
        who = " ".join(part for part in (row["person"], row["side"] if subject.alone else "") if part)
        measured = _measured(row, found, subject, known, possible)
        first = seen.setdefault(row.cells, row.line)
        rows.setdefault(who, []).append(measured)
        if np.isnan(measured.value):
            notes.setdefault(who, []).append(f"line {row.line}: no value")
        elif first < row.line:
            notes.setdefault(who, []).append(f"line {row.line}: the same as line {first}; both count")

    found.each(take)
    check_spelling(found, rows)
    read_ = {who: _visits(some, tuple(notes.get(who, ())), relative, found) for who, some in rows.items()}
    kept = {who: visits for who, visits in read_.items() if len(visits)}
    if not kept:
        raise found.error("no measurement in it.")
    return Named(kept, found.report)


def _columns(subject: Subject) -> tuple[Column, ...]:
    """Columns of a table: of a body some lines have no side, and a pair may be named."""
    if subject.alone:
        return COLUMNS
    names = {part.pair.name: part.pair.name for part in subject.parts.values()}
    sides = replace(SIDE, filled=False)
    return (*(sides if one is SIDE else one for one in COLUMNS), Column("pair", choice(names)))


def _errors(subject: Subject, given: Errors) -> Errors:
    """Errors by whole name, or by variable for all pairs of a body, after they have been checked."""
    shared = () if subject.alone else catalogue_of(subject.model)
    known = {name if name in shared else subject.variable(name).name: one for name, one in given.items()}
    check_errors((), known, lambda name: name)
    return known


def _error(what: Reading, errors: Errors) -> MeasurementError:
    """The error of a reading: its own, that of its variable in every pair, or the usual one."""
    if what.name in errors or what.variable not in errors:
        return error_of(what.name, errors)
    one = error_of(what.variable, errors)
    if len(what.where) == 1:
        return one
    if one.cv:
        raise MusclebalanceError(f"the error of {what.name!r} depends on both readings; give a column sd.")
    return MeasurementError(sd=math.sqrt(2.0) * one.sd, step=one.step)


def _possible(pair: Pair) -> Mapping[str, tuple[float, float]]:
    """Values that a joint can show, by how the variable's name starts [unit shown in results]."""
    value = pair.parameters.value
    possible = {
        "pain": (0.0, 10.0),
        "imbalance": (-1e3, 1e3),
        "resting_angle": (value("range_low") - BEYOND, value("range_high") + BEYOND),
    }
    for muscle in MUSCLES:
        healthy = abs(value("rom_limit", muscle) - value("neutral_angle"))
        possible[f"rom_{muscle}"] = (healthy - FAR, healthy + FAR)
        possible[f"strength_torque_{muscle}"] = (
            0.0,
            STRONGEST * abs(torque_capacity(pair, muscle, value("neutral_angle"))),
        )
    return possible


def _visits(rows: list[Measured], notes: tuple[str, ...], relative: bool, table: Table) -> Visits:
    """The measurements of one person, in order; a visit without a value counts for the days only."""
    dates = [row.moment for row in rows if isinstance(row.moment, dt.date)]
    days = [row.moment for row in rows if isinstance(row.moment, int)]
    moments = np.array(days or [(moment - min(dates)).days for moment in dates], dtype=np.int64)
    if np.ptp(moments) > LONGEST:
        late = rows[int(np.argmax(moments))]
        raise table.error(
            f"{late.moment} is {np.ptp(moments)} days after the first visit, more than ten years; is the "
            "year right?", late.line,
        )  # fmt: skip
    for row, day in zip(rows, moments, strict=True):
        if relative and day == 0 and abs(row.value) > 0.0:
            raise table.error(
                f"a change of {row.name} from day 0 is 0 on day 0, not {row.value:g}; write changes, "
                "or leave out relative=True.", row.line,
            )  # fmt: skip
    order = [k for k in np.argsort(moments, kind="stable") if not np.isnan(rows[k].value)]
    return Visits(
        moments[order], tuple(rows[k].name for k in order), np.array([rows[k].value for k in order]),
        np.array([rows[k].sd for k in order]), notes, relative,
    )  # fmt: skip


def _measured(
    row: Row, table: Table, subject: Subject, errors: Errors,
    possible: Mapping[str, Mapping[str, tuple[float, float]]],
) -> Measured:  # fmt: skip
    """What one line says; its value is NaN when it is missing."""
    moment = row["date"] or row["day"]
    if moment is None:
        raise MusclebalanceError("date is missing; fill it or delete the line.")
    what = meant(row, subject)
    if row["value"] is None:
        return Measured(moment, what.name, np.nan, 1.0, row.line)
    scale = _scale(_unit(row, table, "value"), what.unit)
    value = scale * row["value"]
    where = f"pair {subject.parts[ALONE].pair.name!r}" if subject.alone else ""
    check_range(f"value: {what.name}", value, *_ends(what, possible), what.unit.replace("0-10", ""), where)
    error = _error(what, errors)
    sd = (
        float(np.hypot(error.sd, error.cv * value))
        if row["sd"] is None
        else row["sd"] * (_scale(_unit(row, table, "sd"), what.unit) if table.units.get("sd") else scale)
    )
    if sd <= 0.0:
        why = "in proportion is none at 0" if error.cv else "is not known"
        raise MusclebalanceError(f"the error of {what.name} {why}; give a column sd or errors={{...}}.")
    return Measured(moment, what.name, value, sd, row.line)


def _ends(what: Reading, possible: Mapping[str, Mapping[str, tuple[float, float]]]) -> tuple[float, float]:
    """Least and largest value that a reading can have."""
    if not what.variable:
        return -FAR, FAR
    if " at " in what.variable:
        return -MOST_TORQUE, MOST_TORQUE
    low, high = possible.get(what.where[0], {}).get(what.variable, (-math.inf, math.inf))
    return (low, high) if len(what.where) == 1 else (low - high, high - low)


def _unit(row: Row, table: Table, column: str) -> str:
    """Unit of a row's value: of its column `unit` or of the heading, which may not differ."""
    given, heading = row["unit"] or "", table.units.get(column, "")
    if given and heading and given != heading:
        raise MusclebalanceError(f"unit {given!r} in a column headed [{heading}]; keep one of the two.")
    return given or heading


def _scale(given: str, shown: str) -> float:
    """Factor from the unit of the file to the unit shown."""
    if not given or given == shown:
        return 1.0
    base = {"%MVC": "%", "0-10": "-"}.get(shown, shown)
    if base == "-" or base not in UNITS:
        raise UnitError(f"unit {given!r} where {shown!r} is expected.")
    return factor(given, UNITS[base][0]) / factor(base)
