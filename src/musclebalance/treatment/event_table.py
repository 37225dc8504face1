"""Plans as event tables in the layout of pharmacometric data sets, so that their users feel at home.

=========  ============================================================================================
column     meaning here
=========  ============================================================================================
ID         person; may be left out
TIME       hours since waking on day 1 [h], or with DATE a clock time
DATE       day of a clock time; the first date of each person and side is day 1
EVID       1 a session, 2 a step on a state (CMT names it, AMT is added), 0 an observation
CMT        treated muscle: agonist, antagonist or its group name; for EVID 2 the state
AMT        repetitions of the session; left out, the technique's usual ones
II, ADDL   hours between further sessions [h], and how many follow the first
SESSION    name of a session that is given beside the table, or
TECHNIQUE  name of a technique; EFFORT [%MVC], HOLD [s] (contract, hold, work), REST [s] (release)
WHERE      clinic or home
=========  ============================================================================================

A full stop stands for a missing value. Steady state (SS), rates (RATE, DUR) and resets (EVID 3, 4) have no
counterpart in a plan and are refused; for the dose that keeps a gain see :func:`musclebalance.maintenance`.
Observations (DV, MDV) and the usual covariates (WT, AGE, SEX ...) are left out, and the report says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from ..core.arguments import public
from ..core.calendar import after_waking, parse_clock, show_clock
from ..core.cells import Clock, Number, choice, date, number, whole
from ..core.errors import MusclebalanceError, unknown
from ..core.sheet import written
from ..core.tables import SIDES, Column, Named, Row, check_spelling, read
from ..core.writing import write_text
from ..lifestyle import Event
from .plan import Adherence, Phase, Plan
from .steps import LEAST_EFFORT, Session, session_dose
from .techniques import TECHNIQUES

if TYPE_CHECKING:
    import pandas


#: Longest plan that a table can hold [h].
_LONGEST = 24.0 * 3653
COLUMNS = (
    Column("ID", filled=True),
    Column("TIME", Number(0.0, _LONGEST, clock=True), "h", needed=True, filled=True, bare=True),
    Column("EVID", whole(), needed=True, filled=True),
    Column("CMT"),
    Column("AMT", number(-1e6, 1e6)),
    Column("II", number(0.0, _LONGEST), "h", bare=True),
    Column("ADDL", whole(0, 10_000)),
    Column("SESSION"),
    Column("TECHNIQUE"),
    Column("EFFORT", number(0.0, 100.0), "%MVC", bare=True),
    Column("HOLD", number(0.0, 3600.0), "s", bare=True),
    Column("REST", number(0.0, 3600.0), "s", bare=True),
    Column("WHERE"),
)
#: Columns that are read but not written: the day of a clock time, and what must say nothing.
READ_ONLY = (
    Column("DATE", date), Column("side", choice(SIDES), filled=True), Column("DV"), Column("MDV"),
    *(Column(name, number()) for name in ("SS", "RATE", "DUR")),
)  # fmt: skip
#: Covariates of pharmacometric tables; they are no part of a plan.
COVARIATES = (
    "WT", "WEIGHT", "AGE", "SEX", "HT", "HEIGHT", "BMI", "RACE", "GROUP", "ARM", "STUDY", "SITE",
    "VISIT", "CRCL", "C",
)  # fmt: skip
#: How far a time may be from a whole minute [min]: hours with four digits behind the point.
_ROUNDED = 0.005
_HOLD = ("contract", "hold", "work")
_REST = ("release", "rest", "back")


@dataclass(frozen=True, slots=True)
class Regimen:
    """What an event table says about one person."""

    plan: Plan | None
    events: tuple[Event, ...] = ()
    skipped: int = 0


@public
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
    in_order = [row for _, row in sorted(rows, key=lambda item: item[0])]
    text = written([column.name for column in COLUMNS], in_order, blank=".")
    if path is not None:
        write_text(path, text)
    return text


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
    muscles = _muscles(phase.session)
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
                "TIME": f"{24.0 * day + start / 3600.0:.13g}",
                "II": str(24 * gap if more else 0),
                "ADDL": str(more),
            },
        )
        for day, gap, more in runs
    ]


@public
def read_events(
    source: str | Path | TextIO | pandas.DataFrame,
    sessions: Mapping[str, Session] | None = None,
    *,
    wake: str = "07:00",
    adherence: Adherence = 1.0,
    dayfirst: bool | None = None,
) -> Named[Regimen]:
    """Regimens from an event table, by person and side; the `report` tells how the table was understood."""
    table = read(
        source, (*COLUMNS, *READ_ONLY), blank=(".",), leave_out=COVARIATES, dayfirst=dayfirst, most=20_000
    )
    first: dict[str, dt.date] = {}
    for row in table.rows:
        if row["DATE"]:
            first[_who(row)] = min(first.get(_who(row), row["DATE"]), row["DATE"])
    check_spelling(table, map(_who, table.rows))
    people: dict[str, tuple[list[Phase], list[Event], list[int]]] = {}

    def take(row: Row) -> None:
        who = _who(row)
        phases, events, skipped = people.setdefault(who, ([], [], []))
        match _kind(row):
            case 0:
                skipped.append(row.line)
            case 1:
                session = _session(row, sessions or {})
                phases.extend(_phases(row, _hours(row, first.get(who), wake), session, wake, adherence))
            case _:
                events.append(_event(row, _hours(row, first.get(who), wake), wake))

    table.each(take)
    usual = sum("AMT" not in row and "TECHNIQUE" in row for row in table.rows)
    notes = [f"{usual} rows without AMT: the technique's usual repetitions"] if usual else []
    found = {
        person: Regimen(Plan.of(phases) if phases else None, tuple(events), len(skipped))
        for person, (phases, events, skipped) in people.items()
    }
    return Named(found, "\n  ".join([table.report, *notes]))


def _who(row: Row) -> str:
    """Person and side of a row."""
    return " ".join(part for part in (row["ID"] or "1", row["side"]) if part)


def _kind(row: Row) -> int:
    """Kind of a row, when it has nothing that a plan cannot say."""
    given = next((name for name in ("SS", "RATE", "DUR") if row[name]), None)
    if given is not None:
        raise MusclebalanceError(
            f"{given} {row[given]:g} has no meaning for a session; leave it out or set it to 0."
        )
    if row["EVID"] not in (0, 1, 2):
        raise MusclebalanceError(
            f"EVID {row['EVID']} is not known here; 0 is an observation, 1 a session, 2 a step on a state "
            "(a reset of everything is a new simulation)."
        )
    return int(row["EVID"])


def _hours(row: Row, first: dt.date | None, wake: str) -> float:
    """Hours since waking on day 1 [h]; a clock time before waking belongs to the day before."""
    time, day = row["TIME"], row["DATE"]
    if not isinstance(time, Clock):
        if day is not None:
            raise MusclebalanceError(f"TIME {time:g} beside a DATE; write the clock time, for example 18:00.")
        return float(time)
    if day is None or first is None:
        raise MusclebalanceError(
            f"TIME {show_clock(time)} is a clock time; add a column DATE, or give hours since waking."
        )
    hours = 24.0 * float((day - first).days) + (float(time) - parse_clock(wake)) / 3600.0
    if hours < 0.0:
        raise MusclebalanceError(
            f"{day} {show_clock(time)} is before waking at {wake} on the first day; give wake=."
        )
    if hours > _LONGEST:
        raise MusclebalanceError(f"{day} is more than ten years after {first}; is the year right?")
    return hours


def _event(row: Row, hours: float, wake: str) -> Event:
    day, clock = _moment(hours, wake)
    for column in ("CMT", "AMT"):
        if column not in row:
            raise MusclebalanceError(f"{column} is missing; EVID 2 adds AMT to the state that CMT names.")
    return Event(day + 1, clock, ((row["CMT"], "add", row["AMT"]),))


def _session(row: Row, sessions: Mapping[str, Session]) -> Session:
    if ("SESSION" in row) == ("TECHNIQUE" in row):
        raise MusclebalanceError("a session needs SESSION or TECHNIQUE, and not both.")
    if "EFFORT" in row and 0.0 < row["EFFORT"] < 100.0 * LEAST_EFFORT:
        effort = row["EFFORT"]
        raise MusclebalanceError(
            f"EFFORT {effort:g} %MVC is next to nothing; did you mean {100 * effort:g} %MVC?"
        )
    return _named(row, sessions) if "SESSION" in row else _technique(row)


def _named(row: Row, sessions: Mapping[str, Session]) -> Session:
    """A session that is given beside the table, which nothing in the row may contradict."""
    name = row["SESSION"]
    if name not in sessions:
        raise unknown("session given beside the table", name, sessions)
    repetitions = session_dose(sessions[name]).repetitions
    if row["AMT"] not in (None, repetitions):
        raise MusclebalanceError(
            f"AMT {row['AMT']:g} differs from the {repetitions} repetitions of session {name!r}; "
            "leave AMT out, or give TECHNIQUE instead of SESSION."
        )
    told = [column for column in ("EFFORT", "HOLD", "REST") if column in row]
    if told:
        raise MusclebalanceError(
            f"{told[0]} beside SESSION {name!r}, which says it itself; leave it out, or give TECHNIQUE."
        )
    muscles = _muscles(sessions[name])
    if "CMT" in row and row["CMT"] not in muscles:
        raise MusclebalanceError(
            f"CMT {row['CMT']!r}, but session {name!r} treats {' and '.join(sorted(muscles)) or 'none'}; "
            "leave CMT out."
        )
    return sessions[name]


def _technique(row: Row) -> Session:
    """The session of a technique with the doses of a row."""
    name = row["TECHNIQUE"]
    if name not in TECHNIQUES:
        raise unknown("technique", name, TECHNIQUES)
    found = TECHNIQUES[name]
    given: dict[str, Any] = {}
    for column, names in (
        ("AMT", ("repetitions",)),
        ("CMT", ("muscle",)),
        ("EFFORT", ("effort",)),
        ("HOLD", _HOLD),
        ("REST", _REST),
    ):
        if column not in row:
            continue
        field = next((field for field in names if field in found.parameters), None)
        if field is None:
            raise MusclebalanceError(f"{name} has no {' or '.join(names)}; leave {column} out.")
        given[field] = row[column] / 100.0 if column == "EFFORT" else row[column]
    if given.get("repetitions", 1.0) % 1:
        raise MusclebalanceError(f"AMT {given['repetitions']:g} is not a whole number of repetitions.")
    if "repetitions" in given:
        given["repetitions"] = int(given["repetitions"])
    return found.session(**given)


def _muscles(session: Session) -> set[str]:
    """Muscles that a session treats."""
    return {s.muscle for s in session.flat() if s.action in ("stretch", "contract", "slack", "work")}


def _moment(time: float, wake: str) -> tuple[int, str]:
    """Day (from 0) and clock time of an hour of the simulation; whole minutes, but for rounded digits."""
    minutes = round(time * 60.0)
    if abs(minutes - time * 60.0) > _ROUNDED:
        raise MusclebalanceError(
            f"TIME {time:.10g} h is not a whole minute; round it, for example to {minutes / 60:.10g} h."
        )
    return minutes // 1440, show_clock(parse_clock(wake) + 60.0 * (minutes % 1440))


def _phases(row: Row, hours: float, session: Session, wake: str, adherence: Adherence) -> list[Phase]:
    """One phase for each clock time at which the row's sessions fall."""
    interval, more = row["II"] or 0.0, row["ADDL"] or 0
    if more > 0 and interval <= 0:
        raise MusclebalanceError(f"ADDL {more} with II {interval:g} h: give a positive interval.")
    if hours + more * interval > _LONGEST:
        raise MusclebalanceError(f"ADDL {more} with II {interval:g} h ends after more than ten years.")
    days: dict[str, list[int]] = {}
    for index in range(more + 1):
        day, clock = _moment(hours + index * interval, wake)
        days.setdefault(clock, []).append(day)
    phases: list[Phase] = []
    for clock, found in sorted(days.items(), key=lambda item: after_waking(item[0], wake)):
        gaps = {later - earlier for earlier, later in pairwise(found)}
        if len(gaps) > 1 or 0 in gaps:
            raise MusclebalanceError(
                f"sessions every {interval:g} h do not recur evenly at {clock}; give each its own row."
            )
        every, length = gaps.pop() if gaps else 1, found[-1] - found[0] + 1
        where = row["WHERE"] or "clinic"
        phases.append(Phase(session, found[0], length, (), every, (clock,), where, adherence))
    return phases
