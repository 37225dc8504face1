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
``phase``                    ``rest``, ``work`` or ``unused``; default work where an effort exceeds 5 %MVC
``cycle [min]``              see :class:`musclebalance.lifestyle.Bout`
===========================  ==========================================================================

The day starts at waking. Only ``activity`` and a length are needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from ..core import cells, tables
from ..core.calendar import DAY_SECONDS, WEEKDAYS, parse_clock, parse_weekdays, show_clock
from ..core.errors import MusclebalanceError, number
from ..core.tables import Column, Row
from ..model.exposure import Exposure
from .day import Bout

if TYPE_CHECKING:
    import pandas

COLUMNS = (
    Column("day", parse_weekdays),
    Column("activity", needed=True),
    Column("start", cells.clock),
    Column("end", cells.clock),
    Column("hours", cells.number()),
    Column("stress", cells.number()),
    Column("angle", cells.number(), "deg"),
    Column("effort agonist", cells.number(), "%MVC"),
    Column("effort antagonist", cells.number(), "%MVC"),
    Column("load", cells.number(), "N m"),
    Column("phase"),
    Column("cycle", cells.number(), "min"),
)
#: Effort up to which a posture counts as held at rest, as in the pairs' own activities [fraction of MVC].
LOW_EFFORT = 0.05
#: Difference of clock times that still counts as touching [h].
TOUCH = 1e-6

Week = tuple[tuple[Bout, ...], ...]


def read(table: str | Path | TextIO | pandas.DataFrame, fill: str | None, wake: str) -> tuple[str, Week]:
    """Name and week of the life that a table describes."""
    found = tables.read(table, COLUMNS, short=True, most=20_000)
    days: list[list[tuple[float, Bout]]] = [[] for _ in WEEKDAYS]

    def place(row: Row) -> None:
        for day in row["day"] or range(7):
            _place(days[day], row, parse_clock(wake), fill)

    found.each(place, ordered=True)
    last = found.rows[-1].line
    week = tuple(_filled(day, index, fill, found, last) for index, day in enumerate(days))
    return Path(found.path).stem, week


def _place(day: list[tuple[float, Bout]], row: Row, wake: float, fill: str | None) -> None:
    """Append a row's bout to a day as (hours after waking, bout); fill or refuse a gap before it."""
    clock = day[-1][0] + day[-1][1].hours if day else 0.0
    start = clock if row["start"] is None else _after(row["start"], wake)
    name = row["activity"] or ""
    if start < clock - TOUCH:
        raise MusclebalanceError(
            f"{name!r} starts at {_time(start, wake)}, before the bout above it has ended "
            f"({_time(clock, wake)}); put the rows in order from waking at {_time(0, wake)}."
        )
    if start > clock + TOUCH:
        if fill is None:
            raise MusclebalanceError(
                f"nothing is said of {_time(clock, wake)} to {_time(start, wake)}; add a row or give "
                "fill='free'."
            )
        day.append((clock, Bout(fill, start - clock)))
    if (row["hours"] is None) == (row["end"] is None):
        raise MusclebalanceError(f"{name!r} needs either a length in 'hours' or a clock time in 'end'.")
    hours = row["hours"]
    if hours is None:
        end = _after(row["end"], wake)
        hours = end - start if end > start + TOUCH else end + 24.0 - start
    if start + hours > 24.0 + TOUCH:
        raise MusclebalanceError(
            f"{name!r} ends {number(start + hours - 24.0)} h after the next waking at {_time(0, wake)}."
        )
    day.append((start, _bout(row, hours)))


def _bout(row: Row, hours: float) -> Bout:
    given: dict[str, Any] = {}
    if "angle" in row:
        given |= {"mode": "posture", "angle": row["angle"]}
    for muscle in ("agonist", "antagonist"):
        if f"effort {muscle}" in row:
            given[f"effort_{muscle}"] = row[f"effort {muscle}"] / 100.0
    if "load" in row:
        given["load"] = row["load"]
    hardest = max(given.get("effort_agonist", 0.0), given.get("effort_antagonist", 0.0))
    if "phase" in row or hardest > LOW_EFFORT:
        given["phase"] = row["phase"] or "work"
    exposures = (Exposure(**given),) if set(given) - {"phase"} else ()
    if "activity" not in row and not exposures:
        raise MusclebalanceError("the activity is missing; name it, or give an angle.")
    name = row["activity"] or (f"{number(row['angle'])} deg" if "angle" in row else "free joint")
    return Bout(name, hours, row["stress"] or 0.0, exposures, row["cycle"])


def _filled(
    day: Iterable[tuple[float, Bout]], index: int, fill: str | None, table: tables.Table, line: int
) -> tuple[Bout, ...]:
    bouts = tuple(bout for _, bout in day)
    left = 24.0 - sum(bout.hours for bout in bouts)
    if left > TOUCH and fill is None:
        raise table.error(
            f"the rows of {WEEKDAYS[index]} end {number(left)} h before the next waking; add them, or give "
            "fill='free'.",
            line,
        )
    return (*bouts, Bout(fill, left)) if fill is not None and left > TOUCH else bouts


def _after(clock: float, wake: float) -> float:
    """Hours from waking to a clock time; both in seconds after midnight."""
    return (clock - wake) % DAY_SECONDS / 3600.0


def _time(hours: float, wake: float) -> str:
    return show_clock(wake + 3600.0 * hours)
