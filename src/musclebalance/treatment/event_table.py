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
from typing import TYPE_CHECKING, Any, TextIO

from ..core.calendar import after_waking, parse_clock, show_clock
from ..core.errors import MusclebalanceError, unknown
from ..core.tables import Column, Row, number, read, whole
from ..lifestyle import Event
from .plan import Adherence, Phase, Plan
from .steps import Session, session_dose
from .techniques import TECHNIQUES

if TYPE_CHECKING:
    import pandas

COLUMNS = (
    Column("ID"),
    Column("TIME", number(), needed=True, filled=True),
    Column("EVID", whole(), needed=True, filled=True),
    Column("CMT"),
    Column("AMT", number()),
    Column("II", number()),
    Column("ADDL", whole()),
    Column("SESSION"),
    Column("TECHNIQUE"),
    Column("EFFORT", number()),
    Column("HOLD", number()),
    Column("REST", number()),
    Column("WHERE"),
)
#: Columns other tools write; allowed when they say nothing that a plan cannot say.
FOREIGN = (Column("DV"), Column("MDV"), Column("SS", number()), Column("RATE", number()), Column("DUR"))
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
    writer = csv.DictWriter(text, [column.name for column in COLUMNS], restval=".", lineterminator="\n")
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
    source: str | Path | TextIO | pandas.DataFrame,
    sessions: Mapping[str, Session] | None = None,
    *,
    wake: str = "07:00",
    adherence: Adherence = 1.0,
) -> dict[str, Regimen]:
    """Regimens from an event table, by person."""
    people: dict[str, tuple[list[Phase], list[Event], list[int]]] = {}

    def take(row: Row) -> None:
        phases, events, skipped = people.setdefault(row["ID"] or "1", ([], [], []))
        if row["TIME"] < 0:
            raise MusclebalanceError(f"TIME {row['TIME']:g} h is before the start; give 0 h or more.")
        if row["SS"] or row["RATE"]:
            raise MusclebalanceError(
                "SS and RATE have no meaning for sessions; leave them out or set them to 0."
            )
        match row["EVID"]:
            case 0:
                skipped.append(row.line)
            case 1:
                phases.extend(_phases(row, _session(row, sessions or {}), wake, adherence))
            case 2:
                events.append(_event(row, wake))
            case other:
                raise MusclebalanceError(
                    f"EVID {other} is not known here; 0 is an observation, 1 a session, 2 a step on a state "
                    "(a reset of everything is a new simulation)."
                )

    read(source, (*COLUMNS, *FOREIGN), blank=(".",)).each(take)
    return {
        person: Regimen(Plan.of(phases) if phases else None, tuple(events), len(skipped))
        for person, (phases, events, skipped) in people.items()
    }


def _event(row: Row, wake: str) -> Event:
    day, clock = _moment(row["TIME"], wake)
    for column in ("CMT", "AMT"):
        if column not in row:
            raise MusclebalanceError(f"{column} is missing; EVID 2 adds AMT to the state that CMT names.")
    return Event(day + 1, clock, ((row["CMT"], "add", row["AMT"]),))


def _session(row: Row, sessions: Mapping[str, Session]) -> Session:
    if ("SESSION" in row) == ("TECHNIQUE" in row):
        raise MusclebalanceError("a session needs SESSION or TECHNIQUE, and not both.")
    if "SESSION" in row:
        name = row["SESSION"]
        if name not in sessions:
            raise unknown("session given beside the table", name, sessions)
        repetitions = session_dose(sessions[name]).repetitions
        if row["AMT"] not in (None, repetitions):
            raise MusclebalanceError(
                f"AMT {row['AMT']:g} differs from the {repetitions} repetitions of session {name!r}; "
                "leave AMT out, or give TECHNIQUE instead of SESSION."
            )
        return sessions[name]
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


def _moment(time: float, wake: str) -> tuple[int, str]:
    """Day (from 0) and clock time of an hour of the simulation; whole minutes only."""
    minutes = round(time * 60.0)
    if abs(minutes - time * 60.0) > 1e-6:
        raise MusclebalanceError(
            f"time {time:g} h is not a whole minute; round it, for example to {minutes / 60:.6g} h."
        )
    return minutes // 1440, show_clock(parse_clock(wake) + 60.0 * (minutes % 1440))


def _phases(row: Row, session: Session, wake: str, adherence: Adherence) -> list[Phase]:
    """One phase for each clock time at which the row's sessions fall."""
    interval, more = row["II"] or 0.0, row["ADDL"] or 0
    if more < 0 or more > 10_000 or (more > 0 and interval <= 0):
        raise MusclebalanceError(
            f"ADDL {more} with II {interval:g} h: give 0 to 10000 further sessions and a positive interval."
        )
    days: dict[str, list[int]] = {}
    for index in range(more + 1):
        day, clock = _moment(row["TIME"] + index * interval, wake)
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
