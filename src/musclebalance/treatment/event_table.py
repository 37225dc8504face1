"""Plans as event tables in the layout of pharmacometric data sets, so that their users feel at home.

=========  ============================================================================================
column     meaning here
=========  ============================================================================================
ID         person; may be left out
TIME       hours since waking on day 1 [h]
EVID       1 a session, 2 a step on a state (CMT names it, AMT is added), 0 an observation
CMT        treated muscle: agonist, antagonist or its group name; for EVID 2 the state
AMT        repetitions of the session
II, ADDL   hours between further sessions [h], and how many follow the first
SESSION    name of a session that is given beside the table, or
TECHNIQUE  name of a technique; EFFORT [%MVC], HOLD [s] (contract, hold, work), REST [s] (release)
WHERE      clinic or home
=========  ============================================================================================

A full stop stands for a missing value. Steady state (SS) and resets (EVID 3, 4) have no counterpart in a
plan and are refused; for the dose that keeps a gain see :func:`musclebalance.maintenance`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.calendar import after_waking, parse_clock, show_clock
from ..core.errors import FileError, MusclebalanceError, unknown
from ..lifestyle import Event
from .adherence import Adherence
from .dose import session_dose
from .plan import Phase, Plan
from .steps import Session
from .techniques import TECHNIQUES

if TYPE_CHECKING:
    import pandas

HEADER = (
    "ID",
    "TIME",
    "EVID",
    "CMT",
    "AMT",
    "II",
    "ADDL",
    "SESSION",
    "TECHNIQUE",
    "EFFORT",
    "HOLD",
    "REST",
    "WHERE",
)
#: Columns other tools write; allowed when they say nothing that a plan cannot say.
FOREIGN = ("DV", "MDV", "SS", "RATE", "DUR")
_HOLD = ("contract", "hold", "work")
_REST = ("release", "rest", "back")


@dataclass(frozen=True, slots=True)
class Regimen:
    """What an event table says about one person."""

    plan: Plan | None
    events: tuple[Event, ...] = ()
    skipped: int = 0


def write_events(
    plan: Plan,
    path: str | Path | None = None,
    *,
    person: str = "1",
    first_weekday: int = 0,
    wake: str = "07:00",
) -> str:
    """A plan as an event table (CSV text), written to `path` when given."""
    for phase in plan.phases:
        if phase.ramps:
            raise MusclebalanceError(
                f"phase '{phase.session.name}' has a ramp, which an event table cannot hold; "
                "save a scenario file."
            )
    rows: list[tuple[float, dict[str, str]]] = []
    slots = plan.slots(first_weekday, wake)
    for index, phase in enumerate(plan.phases):
        series: dict[tuple[int, float], list[int]] = {}
        for slot in (slot for slot in slots if slot.phase == index):
            lane = slot.day % 7 if phase.every is None else 0
            series.setdefault((lane, slot.start), []).append(slot.day)
        for (_, start), days in series.items():
            rows += [(time, row) for time, row in _series_rows(phase, days, start, person)]
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADER, restval=".", lineterminator="\n")
    writer.writeheader()
    writer.writerows(row for _, row in sorted(rows, key=lambda item: item[0]))
    if path is not None:
        Path(path).write_text(text.getvalue(), encoding="utf-8")
    return text.getvalue()


def _series_rows(
    phase: Phase, days: Sequence[int], start: float, person: str
) -> list[tuple[float, dict[str, str]]]:
    """One row for evenly spaced days, else one for each."""
    gaps = {later - earlier for earlier, later in pairwise(days)}
    runs = (
        [(days[0], gaps.pop() if gaps else 1, len(days) - 1)]
        if len(gaps) <= 1
        else [(day, 1, 0) for day in days]
    )
    muscles = {
        step.muscle
        for step in phase.session.flat()
        if step.action in ("stretch", "contract", "slack", "work")
    }
    common = {
        "ID": person,
        "EVID": "1",
        "CMT": muscles.pop() if len(muscles) == 1 else ".",
        "AMT": str(session_dose(phase.session).repetitions),
        "SESSION": phase.session.name,
        "WHERE": phase.where,
    }
    return [
        (
            24.0 * day + start / 3600.0,
            common
            | {
                "TIME": f"{24.0 * day + start / 3600.0:.10g}",
                "II": str(24 * gap if more else 0),
                "ADDL": str(more),
            },
        )
        for day, gap, more in runs
    ]


def read_events(
    source: str | Path | pandas.DataFrame,
    sessions: Mapping[str, Session] | None = None,
    *,
    wake: str = "07:00",
    adherence: Adherence = 1.0,
) -> dict[str, Regimen]:
    """Regimens from an event table, by person."""
    if isinstance(source, (str, Path)):
        try:
            text = Path(source).read_text(encoding="utf-8-sig")
        except OSError as error:
            raise FileError(str(source), f"cannot be read ({error.strerror}); check the path.") from None
        return parse_events(text, sessions, wake=wake, adherence=adherence, path=str(source))
    return parse_events(source.to_csv(index=False), sessions, wake=wake, adherence=adherence, path="table")


def parse_events(
    text: str,
    sessions: Mapping[str, Session] | None = None,
    *,
    wake: str = "07:00",
    adherence: Adherence = 1.0,
    path: str = "table",
) -> dict[str, Regimen]:
    """Regimens from CSV text; see `read_events`."""
    reader = csv.reader(io.StringIO(text))
    header = [cell.strip().upper() for cell in next(reader, [])]
    for column in header:
        if column not in HEADER + FOREIGN:
            raise FileError(path, str(unknown("column", column, HEADER + FOREIGN)), 1)
    for column in ("TIME", "EVID"):
        if column not in header:
            raise FileError(path, f"a column {column} is needed.", 1)
    people: dict[str, tuple[list[Phase], list[Event], list[int]]] = {}
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise FileError(
                path, f"{len(cells)} cells, but the header has {len(header)} columns.", reader.line_num
            )
        values = {
            name: cell.strip()
            for name, cell in zip(header, cells, strict=True)
            if cell.strip() not in ("", ".")
        }
        row = _Row(path, reader.line_num, values)
        phases, events, skipped = people.setdefault(values.get("ID", "1"), ([], [], []))
        try:
            _take(row, sessions or {}, wake, adherence, phases, events, skipped)
        except FileError:
            raise
        except MusclebalanceError as error:
            raise FileError(path, str(error), reader.line_num) from None
    return {
        person: Regimen(Plan.of(phases) if phases else None, tuple(events), len(skipped))
        for person, (phases, events, skipped) in people.items()
    }


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of an event table."""

    path: str
    line: int
    values: Mapping[str, str]

    def fail(self, message: str) -> FileError:
        return FileError(self.path, message, self.line)

    def number(self, column: str, default: float | None = None) -> float:
        text = self.values.get(column)
        if text is None and default is not None:
            return default
        try:
            value = float(text or "")
        except ValueError:
            raise self.fail(
                f"{column} {text!r} is not a number." if text else f"{column} is missing."
            ) from None
        if not value == value or value in (float("inf"), float("-inf")):
            raise self.fail(f"{column} {text!r} is not a finite number.")
        return value

    def whole(self, column: str, default: int) -> int:
        value = self.number(column, float(default))
        if value != int(value):
            raise self.fail(f"{column} {value:g} is not a whole number.")
        return int(value)


def _take(
    row: _Row,
    sessions: Mapping[str, Session],
    wake: str,
    adherence: Adherence,
    phases: list[Phase],
    events: list[Event],
    skipped: list[int],
) -> None:
    kind = row.whole("EVID", -1)
    time = row.number("TIME")
    if time < 0:
        raise row.fail(f"TIME {time:g} h is before the start; give 0 h or more.")
    if row.whole("SS", 0) or row.number("RATE", 0.0):
        raise row.fail("SS and RATE have no meaning for sessions; leave them out or set them to 0.")
    if kind == 0:
        skipped.append(row.line)
    elif kind == 1:
        session = _session(row, sessions)
        phases += _phases(row, session, time, wake, adherence)
    elif kind == 2:
        day, clock = _moment(row, time, wake)
        if "CMT" not in row.values:
            raise row.fail("CMT is missing; for EVID 2 it names the state that AMT is added to.")
        events.append(Event(day + 1, clock, ((row.values["CMT"], "add", row.number("AMT")),)))
    else:
        raise row.fail(
            f"EVID {kind} is not known here; 0 is an observation, 1 a session, 2 a step on a state "
            "(a reset of everything is a new simulation)."
        )


def _session(row: _Row, sessions: Mapping[str, Session]) -> Session:
    if ("SESSION" in row.values) == ("TECHNIQUE" in row.values):
        raise row.fail("a session needs SESSION or TECHNIQUE, and not both.")
    if "SESSION" in row.values:
        name = row.values["SESSION"]
        if name not in sessions:
            raise row.fail(str(unknown("session given beside the table", name, sessions)))
        repetitions = session_dose(sessions[name]).repetitions
        if row.number("AMT", float(repetitions)) != repetitions:
            raise row.fail(
                f"AMT {row.values['AMT']} differs from the {repetitions} repetitions of session {name!r}; "
                "leave AMT out, or give TECHNIQUE instead of SESSION."
            )
        return sessions[name]
    name = row.values["TECHNIQUE"]
    if name not in TECHNIQUES:
        raise row.fail(str(unknown("technique", name, TECHNIQUES)))
    found = TECHNIQUES[name]
    given: dict[str, Any] = {}
    for column, names in (
        ("AMT", ("repetitions",)),
        ("CMT", ("muscle",)),
        ("EFFORT", ("effort",)),
        ("HOLD", _HOLD),
        ("REST", _REST),
    ):
        if column not in row.values:
            continue
        field = next((field for field in names if field in found.parameters), None)
        if field is None:
            raise row.fail(f"{name} has no {' or '.join(names)}; leave {column} out.")
        given[field] = (
            row.values[column]
            if column == "CMT"
            else row.whole(column, 0)
            if column == "AMT"
            else row.number(column) / (100.0 if column == "EFFORT" else 1.0)
        )
    return found.session(**given)


def _moment(row: _Row, time: float, wake: str) -> tuple[int, str]:
    """Day (from 0) and clock time of an hour of the simulation; whole minutes only."""
    minutes = round(time * 60.0)
    if abs(minutes - time * 60.0) > 1e-6:
        raise row.fail(
            f"time {time:g} h is not a whole minute; round it, for example to {minutes / 60:.6g} h."
        )
    return minutes // 1440, show_clock(parse_clock(wake) + 60.0 * (minutes % 1440))


def _phases(row: _Row, session: Session, time: float, wake: str, adherence: Adherence) -> list[Phase]:
    """One phase for each clock time at which the row's sessions fall."""
    interval, more = row.number("II", 0.0), row.whole("ADDL", 0)
    if more < 0 or more > 10_000 or (more > 0 and interval <= 0):
        raise row.fail(
            f"ADDL {more} with II {interval:g} h: give 0 to 10000 further sessions and a positive interval."
        )
    days: dict[str, list[int]] = {}
    for index in range(more + 1):
        day, clock = _moment(row, time + index * interval, wake)
        days.setdefault(clock, []).append(day)
    phases: list[Phase] = []
    for clock, found in sorted(days.items(), key=lambda item: after_waking(item[0], wake)):
        gaps = {later - earlier for earlier, later in pairwise(found)}
        if len(gaps) > 1 or 0 in gaps:
            raise row.fail(
                f"sessions every {interval:g} h do not recur evenly at {clock}; give each its own row."
            )
        every = gaps.pop() if gaps else 1
        phases.append(
            Phase(
                session,
                found[0],
                found[-1] - found[0] + 1,
                (),
                every,
                (clock,),
                row.values.get("WHERE", "clinic"),
                adherence,
            )
        )
    return phases
