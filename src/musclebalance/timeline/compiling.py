"""Plan and lifestyle to one timeline of segments, for one person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import numpy as np

from ..core.calendar import (
    DAY_TICKS,
    TICKS_PER_SECOND,
    WEEKDAYS,
    after_waking,
    parse_clock,
    parse_weekday,
    show_clock,
    to_ticks,
)
from ..core.errors import MusclebalanceError, OutOfRangeError, check_range, number
from ..lifestyle import Bout, Event, Lifestyle
from ..treatment.adherence import draw, person_stream
from ..treatment.dose import Dose, session_dose, total
from ..treatment.plan import Plan, Slot
from ..treatment.steps import Session
from .audit import Audit, AuditRow, delivered_doses
from .segment import Change, Segment
from .template import PairLike, Piece, life_pieces, overlay, resolved, session_pieces
from .timeline import SessionSpan, Timeline

LONGEST = 36_500
Done = tuple[Slot, bool]


@dataclass(slots=True)
class Compiler:
    """Compiles plans for one pair; days that look alike are put together once, for a person or for a cohort.

    Parameters
    ----------
    pair : PairLike
        The muscle pair; anything with ``activity``, ``agonist``, ``antagonist`` and ``parameters``.
    """

    pair: PairLike
    _segments: list[Segment] = field(default_factory=list)
    _index: dict[Segment, int] = field(default_factory=dict)
    _days: dict[Any, _Day] = field(default_factory=dict)
    _sessions: dict[tuple[int, str], tuple[Session, tuple[Piece, ...]]] = field(default_factory=dict)
    _lives: dict[int, tuple[tuple[Bout, ...], tuple[Piece, ...]]] = field(default_factory=dict)
    _doses: dict[int, tuple[Session, Dose]] = field(default_factory=dict)
    _slots: dict[tuple[int, int, str], tuple[Plan, tuple[tuple[Slot, ...], ...]]] = field(
        default_factory=dict
    )

    def compile(
        self,
        plan: Plan | None,
        lifestyle: Lifestyle,
        days: int,
        done: Sequence[Done],
        *,
        events: Sequence[Event] = (),
        first_weekday: int = 0,
    ) -> Timeline:
        """A timeline from prescribed sessions of which it is known whether they are done."""
        within = [(slot, kept) for slot, kept in done if slot.day < days]
        by_day: dict[int, list[Slot]] = {}
        for slot, kept in within:
            if kept:
                by_day.setdefault(slot.day, []).append(slot)
        parts: list[_Day] = []
        placed: list[list[Slot]] = []
        for day in range(days):
            slots = sorted(by_day.get(day, ()), key=lambda slot: slot.start)
            cuts = tuple(
                sorted(
                    (to_ticks(after_waking(event.clock, lifestyle.wake)), event.changes)
                    for event in events
                    if event.day == day + 1
                )
            )
            parts.append(self._day(lifestyle, (day + first_weekday) % 7, day, slots, plan, cuts))
            placed.append(slots)
        return self._assemble(parts, placed, within, plan, lifestyle, len(done) - len(within))

    def slots(self, plan: Plan | None, first_weekday: int, wake: str) -> tuple[tuple[Slot, ...], ...]:
        """Prescribed sessions of each phase of a plan; worked out once."""
        if plan is None:
            return ()
        key = (id(plan), first_weekday, wake)
        if key not in self._slots:
            slots = plan.slots(first_weekday, wake)
            split = tuple(
                tuple(slot for slot in slots if slot.phase == index) for index in range(len(plan.phases))
            )
            self._slots[key] = (plan, split)
        return self._slots[key][1]

    def _day(
        self,
        lifestyle: Lifestyle,
        weekday: int,
        day: int,
        slots: Sequence[Slot],
        plan: Plan | None,
        cuts: tuple[tuple[int, tuple[Change, ...]], ...],
    ) -> _Day:
        bouts = lifestyle.day(weekday)
        where = [plan.phases[slot.phase].where if plan else "home" for slot in slots]
        key = (
            id(bouts),
            tuple(
                (id(slot.session), place, to_ticks(slot.start))
                for slot, place in zip(slots, where, strict=True)
            ),
            cuts,
        )
        found = self._days.get(key)
        if found is not None:
            return found
        sessions = [
            (to_ticks(slot.start), self._session(slot.session, place))
            for slot, place in zip(slots, where, strict=True)
        ]
        _check_times(sessions, slots, day, weekday, lifestyle.wake)
        if (
            id(bouts) not in self._lives
        ):  # what a key's id stands for is kept beside it, so that the id stays its own
            self._lives[id(bouts)] = (bouts, life_pieces(bouts, self.pair))
        pieces, spans = overlay(self._lives[id(bouts)][1], sessions, cuts)
        made = _Day(
            np.array(
                [
                    self._row(replace(segment, event=()) if segment.event else segment)
                    for _, segment in pieces
                ],
                dtype=np.int32,
            ),
            np.array([ticks for ticks, _ in pieces], dtype=np.int64),
            tuple(spans),
            tuple((index, segment.event) for index, (_, segment) in enumerate(pieces) if segment.event),
        )
        self._days[key] = made
        return made

    def _row(self, segment: Segment) -> int:
        if segment not in self._index:
            self._index[segment] = len(self._segments)
            self._segments.append(segment)
        return self._index[segment]

    def _session(self, session: Session, where: str) -> tuple[Piece, ...]:
        key = (id(session), where)
        if key not in self._sessions:
            self._sessions[key] = (session, session_pieces(resolved(session, self.pair), where, self.pair))
        return self._sessions[key][1]

    def _dose(self, session: Session) -> Dose:
        if id(session) not in self._doses:
            self._doses[id(session)] = (session, session_dose(resolved(session, self.pair)))
        return self._doses[id(session)][1]

    def _assemble(
        self,
        parts: Sequence[_Day],
        placed: Sequence[Sequence[Slot]],
        done: Sequence[Done],
        plan: Plan | None,
        lifestyle: Lifestyle,
        beyond: int,
    ) -> Timeline:
        rows = np.concatenate([part.rows for part in parts])
        ticks = np.concatenate([part.ticks for part in parts])
        ends = np.cumsum([len(part.rows) for part in parts])
        spans: list[SessionSpan] = []
        events: list[tuple[int, tuple[Change, ...]]] = []
        edges = np.concatenate([[0], np.cumsum(ticks)])
        for day, (part, slots) in enumerate(zip(parts, placed, strict=True)):
            base = int(ends[day]) - len(part.rows)
            events += [(base + index, changes) for index, changes in part.events]
            for slot, (first, last) in zip(slots, part.spans, strict=True):
                where = plan.phases[slot.phase].where if plan else "home"
                spans.append(
                    SessionSpan(
                        slot.session.name,
                        where,
                        day + 1,
                        float(edges[base + first]) / TICKS_PER_SECOND,
                        float(edges[base + last + 1]) / TICKS_PER_SECOND,
                        base + first,
                        base + last,
                        slot.phase,
                    )
                )
        table = tuple(self._segments)
        delivered = delivered_doses(table, rows, ticks, [(span.first, span.last) for span in spans])
        audit = self._audit(done, spans, delivered, beyond)
        timeline = Timeline(table, rows, ticks, ends - 1, tuple(spans), tuple(events), audit, lifestyle.wake)
        timeline.check()
        return timeline

    def _audit(
        self, done: Sequence[Done], spans: Sequence[SessionSpan], delivered: Sequence[Dose], beyond: int
    ) -> Audit:
        doses: dict[tuple[int, str], tuple[list[Dose], list[Dose], list[Dose]]] = {}
        for slot, kept in done:
            row = doses.setdefault((slot.day // 7 + 1, slot.session.name), ([], [], []))
            row[0].append(self._dose(slot.session))
            if kept:
                row[1].append(self._dose(slot.session))
        for span, dose in zip(spans, delivered, strict=True):
            doses[((span.day - 1) // 7 + 1, span.technique)][2].append(dose)
        rows = (
            AuditRow(name, week, total(asked), total(kept_), total(given))
            for (week, name), (asked, kept_, given) in sorted(doses.items())
        )
        return Audit(tuple(rows), beyond)


@dataclass(frozen=True, slots=True)
class _Day:
    """One day, ready to be strung together with others."""

    rows: Any
    ticks: Any
    spans: tuple[tuple[int, int], ...]
    events: tuple[tuple[int, tuple[Change, ...]], ...]


def _check_times(
    sessions: Sequence[tuple[int, Sequence[Piece]]], slots: Sequence[Slot], day: int, weekday: int, wake: str
) -> None:
    """Refuse sessions that overlap or run past waking."""
    spans = [(start, start + sum(ticks for ticks, _ in pieces)) for start, pieces in sessions]
    clock = parse_clock(wake)

    def show(ticks: int) -> str:
        return show_clock(clock + ticks / TICKS_PER_SECOND)

    spot = f"day {day + 1} ({WEEKDAYS[weekday]})"
    for (one, two), (first, second) in zip(pairwise(spans), pairwise(slots), strict=True):
        if two[0] < one[1]:
            raise MusclebalanceError(
                f"sessions '{first.session.name}' and '{second.session.name}' overlap on {spot}: "
                f"one lasts from {show(one[0])} "
                f"for {number((one[1] - one[0]) / TICKS_PER_SECOND)} s, the other begins at {show(two[0])}; "
                "give another time= or join the sessions with +."
            )
    for (start, stop), slot in zip(spans, slots, strict=True):
        if stop > DAY_TICKS:
            raise OutOfRangeError(
                f"session '{slot.session.name}' at {show(start)} on {spot} "
                f"lasts {number((stop - start) / TICKS_PER_SECOND)} s "
                f"and runs past waking at {wake}; begin it earlier."
            )


def compile(
    plan: Plan | None,
    lifestyle: Lifestyle,
    pair: PairLike,
    *,
    days: int | None = None,
    weeks: float | None = None,
    seed: int = 0,
    person: int = 0,
    events: Iterable[Event] = (),
    first_weekday: str = "Mon",
    compiler: Compiler | None = None,
    stream: tuple[int, ...] = (),
) -> Timeline:
    """Compile a plan in a life to one timeline.

    Parameters
    ----------
    plan : Plan or None
        None for no treatment.
    lifestyle : Lifestyle
        What the person does otherwise; sessions replace what life would do at their time.
    pair : PairLike
        The muscle pair.
    days, weeks : float, optional
        Length of the timeline in whole days; give one of them, or neither for the length of the plan.
    seed, person : int
        Adherence is drawn from one random stream for each person and phase.
    events : iterable of Event
        Steps on states, e.g. a trauma.
    first_weekday : str
        Weekday of day 1.
    compiler : Compiler, optional
        Shared by the timelines of a cohort, so that equal days are put together once.
    stream : tuple of int
        Sets the random streams of this timeline apart from others of the same person.

    Raises
    ------
    MusclebalanceError
        Sessions overlap, an activity or muscle is unknown, or the segments deliver another dose.

    Examples
    --------
    >>> from musclebalance.pairs import pair
    >>> from musclebalance.treatment import PIR
    >>> timeline = compile(Plan(PIR(), 3, 4), Lifestyle.office(), pair("hip-flexors-gluteus-maximus"))
    >>> timeline.audit.delivered.contractions
    60
    """
    horizon = _horizon(plan, days, weeks)
    weekday = parse_weekday(first_weekday)
    struck = _within(events, horizon)
    compiler = compiler or Compiler(pair)
    done = prescribe(plan, compiler.slots(plan, weekday, lifestyle.wake), seed, person, stream)
    return compiler.compile(plan, lifestyle, horizon, done, events=struck, first_weekday=weekday)


def _within(events: Iterable[Event], horizon: int) -> tuple[Event, ...]:
    """The events, when all of them strike before the end."""
    struck = tuple(events)
    for event in struck:
        check_range(f"day of event {event.label!r}", event.day, 1, horizon, "d")
    return struck


def prescribe(
    plan: Plan | None, slots: Sequence[Sequence[Slot]], seed: int, person: int, stream: tuple[int, ...] = ()
) -> list[Done]:
    """Every prescribed session (one sequence for each phase) and whether this person does it."""
    done: list[Done] = []
    for index, (phase, mine) in enumerate(zip(plan.phases if plan else (), slots, strict=True)):
        kept = draw(
            phase.adherence, [slot.day + 1 for slot in mine], person_stream(seed, person, *stream, index)
        )
        done += zip(mine, kept.tolist(), strict=True)
    return done


def _horizon(plan: Plan | None, days: int | None, weeks: float | None) -> int:
    if days is not None and weeks is not None:
        raise MusclebalanceError(
            f"the length is given twice, as {days} days and as {weeks} weeks; leave one out."
        )
    if days is None and weeks is None and plan is None:
        raise MusclebalanceError(
            "without a plan the length of the timeline must be given, for example weeks=16."
        )
    length = days if days is not None else 7 * weeks if weeks is not None else plan.days if plan else 0
    check_range("length of the timeline", length, 1, LONGEST, "d")
    if abs(length - round(length)) > 1e-6:
        raise OutOfRangeError(f"length of the timeline {number(length)} d is not a whole number of days.")
    return round(length)
