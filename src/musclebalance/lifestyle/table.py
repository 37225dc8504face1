"""A life from a table: one row a bout, from a CSV file or a data frame.

===========================  ==========================================================================
column                       meaning
===========================  ==========================================================================
``day``                      weekdays of the row, e.g. ``Mon Wed`` or ``Mon-Fri``; blank: every day
``activity``                 what is done; with an angle, an effort or a load any text, else known to the pair
``start``, ``end``           clock times; without a start the bout follows the one before it
``hours``                    length [h], instead of ``end``
``stress``                   emotional stress, 0 to 1
``angle [deg]``              posture of the joint, instead of what the pair says of the activity
``effort agonist [%MVC]``    voluntary effort, likewise ``effort antagonist [%MVC]``
``load [N m]``               external moment, positive where it raises the joint angle
``phase``                    ``rest`` or ``work``; default work where an effort exceeds 5 %MVC
``cycle [min]``              see :class:`musclebalance.lifestyle.Bout`
===========================  ==========================================================================

The day starts at waking. Only ``activity`` and a length are needed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.calendar import WEEKDAYS, after_waking, parse_weekdays, show_clock
from ..core.errors import FileError, MusclebalanceError, number, unknown
from ..model.exposure import Exposure
from .day import Bout

if TYPE_CHECKING:
    import pandas

COLUMNS = (
    "day",
    "activity",
    "start",
    "end",
    "hours",
    "stress",
    "angle [deg]",
    "effort agonist [%MVC]",
    "effort antagonist [%MVC]",
    "load [N m]",
    "phase",
    "cycle [min]",
)
#: Effort up to which a posture counts as held at rest, as in the pairs' own activities [fraction of MVC].
LOW_EFFORT = 0.05
#: Difference of clock times that still counts as touching [h].
TOUCH = 1e-6

Week = tuple[tuple[Bout, ...], ...]


def read(table: str | Path | pandas.DataFrame, fill: str | None, wake: str) -> tuple[str, Week]:
    """Name and week of the life that a table describes."""
    where, rows = _rows(table)
    days: list[list[tuple[float, Bout]]] = [[] for _ in WEEKDAYS]
    for line, row in rows:
        try:
            for day in _weekdays(row["day"]):
                _place(days[day], row, wake, fill)
        except FileError:
            raise
        except MusclebalanceError as error:
            raise FileError(where, str(error), line) from None
    last = rows[-1][0] if rows else 1
    return Path(where).stem, tuple(_filled(day, index, fill, where, last) for index, day in enumerate(days))


def _rows(table: str | Path | pandas.DataFrame) -> tuple[str, list[tuple[int, dict[str, str]]]]:
    """Name of the table and its rows as text cells, each with its line."""
    if isinstance(table, (str, Path)):
        where = str(table)
        if not Path(table).exists():
            raise FileError(where, "no such file.")
        text = Path(table).read_text("utf-8-sig")
    else:
        where, text = "table", table.to_csv(index=False)
    reader = csv.DictReader(io.StringIO(text))
    columns = [str(name).strip() for name in reader.fieldnames or ()]
    for name in columns:
        if name not in COLUMNS:
            raise FileError(where, str(unknown("column", name, COLUMNS)), 1)
    if "activity" not in columns:
        raise FileError(where, "the column 'activity' is missing; add it to the first line.", 1)
    reader.fieldnames = columns
    empty = dict.fromkeys(COLUMNS, "")
    rows = []
    for row in reader:
        if None in row:
            raise FileError(where, f"more cells than the {len(columns)} columns.", reader.line_num)
        given = {name: (cell or "").strip() for name, cell in row.items()}
        if any(given.values()):
            rows.append((reader.line_num, empty | given))
    return where, rows


def _weekdays(text: str) -> tuple[int, ...]:
    if not text or text.lower() in ("all", "every day"):
        return tuple(range(7))
    found: list[int] = []
    for word in text.replace(",", " ").split():
        first, dash, last = word.partition("-")
        begin = parse_weekdays(first)[0]
        end = parse_weekdays(last)[0] if dash else begin
        found += [(begin + k) % 7 for k in range((end - begin) % 7 + 1)]
    return parse_weekdays([WEEKDAYS[day] for day in found])


def _place(day: list[tuple[float, Bout]], row: Mapping[str, str], wake: str, fill: str | None) -> None:
    """Append a row's bout to a day as (hours after waking, bout); fill or refuse a gap before it."""
    clock = day[-1][0] + day[-1][1].hours if day else 0.0
    start = after_waking(row["start"], wake) / 3600.0 if row["start"] else clock
    if start < clock - TOUCH:
        raise MusclebalanceError(
            f"{row['activity']!r} starts at {row['start']}, before the bout above it has ended "
            f"({_time(clock, wake)}); put the rows in order from waking at {wake}."
        )
    if start > clock + TOUCH:
        if fill is None:
            raise MusclebalanceError(
                f"nothing is said of {_time(clock, wake)} to {_time(start, wake)}; add a row or give "
                "fill='free'."
            )
        day.append((clock, Bout(fill, start - clock)))
    hours = _length(row, start, wake)
    if start + hours > 24.0 + TOUCH:
        raise MusclebalanceError(
            f"{row['activity']!r} ends {number(start + hours - 24.0)} h after the next waking at {wake}."
        )
    day.append((start, _bout(row, hours)))


def _length(row: Mapping[str, str], start: float, wake: str) -> float:
    if bool(row["hours"]) == bool(row["end"]):
        raise MusclebalanceError(
            f"{row['activity']!r} needs either a length in 'hours' or a clock time in 'end'."
        )
    if row["hours"]:
        return _number(row, "hours")
    end = after_waking(row["end"], wake) / 3600.0
    if end <= start + TOUCH:
        end += 24.0
    return end - start


def _bout(row: Mapping[str, str], hours: float) -> Bout:
    given: dict[str, Any] = {}
    if row["angle [deg]"]:
        given |= {"mode": "posture", "angle": _number(row, "angle [deg]")}
    for muscle in ("agonist", "antagonist"):
        if row[f"effort {muscle} [%MVC]"]:
            given[f"effort_{muscle}"] = _number(row, f"effort {muscle} [%MVC]") / 100.0
    if row["load [N m]"]:
        given["load"] = _number(row, "load [N m]")
    hardest = max(given.get("effort_agonist", 0.0), given.get("effort_antagonist", 0.0))
    if row["phase"] or hardest > LOW_EFFORT:
        given["phase"] = row["phase"] or "work"
    exposures = (Exposure(**given),) if set(given) - {"phase"} else ()
    cycle = _number(row, "cycle [min]") if row["cycle [min]"] else None
    stress = _number(row, "stress") if row["stress"] else 0.0
    if not row["activity"] and not exposures:
        raise MusclebalanceError("the activity is missing; name it, or give an angle.")
    name = row["activity"] or (f"{row['angle [deg]']} deg" if row["angle [deg]"] else "free joint")
    return Bout(name, hours, stress, exposures, cycle)


def _number(row: Mapping[str, str], column: str) -> float:
    try:
        return float(row[column])
    except ValueError:
        raise MusclebalanceError(f"{column!r} is {row[column]!r}; give a number.") from None


def _filled(
    day: Iterable[tuple[float, Bout]], index: int, fill: str | None, where: str, line: int
) -> tuple[Bout, ...]:
    bouts = tuple(bout for _, bout in day)
    left = 24.0 - sum(bout.hours for bout in bouts)
    if left > TOUCH and fill is None:
        raise FileError(
            where,
            f"the rows of {WEEKDAYS[index]} end {number(left)} h before the next waking; add them, or give "
            "fill='free'.",
            line,
        )
    return (*bouts, Bout(fill, left)) if fill is not None and left > TOUCH else bouts


def _time(hours: float, wake: str) -> str:
    return show_clock(after_waking(wake, "00:00") + 3600.0 * hours)
