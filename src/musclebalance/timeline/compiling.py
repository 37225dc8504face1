"""Plan and lifestyle to one timeline of segments, for one person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
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
from ..core.errors import MusclebalanceError, OutOfRangeError, check_range, check_whole, number
from ..lifestyle import Event, Lifestyle
from ..model.exposure import Change, Segment
from ..treatment.adaptive import Course
from ..treatment.plan import Plan, Slot, draw, person_stream
from ..treatment.steps import Dose, Session, session_dose, total
from .pieces import PairLike, Piece, life_pieces, overlay, resolved, session_pieces
from .timeline import Audit, AuditRow, SessionSpan, Timeline, delivered_doses

LONGEST = 36_500  # [d]
#: (place, what changes there)
Cut = tuple[int, tuple[Change, ...]]
T = TypeVar("T")


class Prescribed(NamedTuple):
    """A session that is prescribed, where, and whether it is done."""

    slot: Slot
    where: str
    done: bool


class _Day(NamedTuple):
    """One day, ready to be strung together with others."""

    rows: NDArray[np.int32]
    ticks: NDArray[np.int64]
    spans: tuple[tuple[int, int], ...]  # first and last segment of each session
    events: tuple[Cut, ...]  # segment and what it begins with
    doses: tuple[Dose, ...]  # that the segments of each session contain


@dataclass(slots=True)
class Compiler:
    """Compiles plans for one pair; what looks alike is made once, for a person or for a whole cohort."""

    pair: PairLike
    _rows: dict[Segment, int] = field(default_factory=dict)
    _made: dict[Hashable, tuple[object, Any]] = field(default_factory=dict)

    def _once(self, key: Hashable, of: object, make: Callable[[], T]) -> T:
        """What was made for `of`, which is kept beside it, so that an id in the key stays its own."""
        if key not in self._made:
            self._made[key] = (of, make())
        made: T = self._made[key][1]
        return made

    def compile(
        self,
        lifestyle: Lifestyle,
        days: int,
        prescribed: Sequence[Prescribed],
        *,
        events: Sequence[Event] = (),
        first_weekday: int = 0,
    ) -> Timeline:
        """A timeline from prescribed sessions of which it is known whether they are done."""
        within = [one for one in prescribed if one.slot.day < days]
        done = sorted((one for one in within if one.done), key=lambda one: (one.slot.day, one.slot.start))
        given = {day: [*ones] for day, ones in groupby(done, key=lambda one: one.slot.day)}
        cuts: dict[int, list[Cut]] = defaultdict(list)
        for event in events:
            cuts[event.day - 1].append((to_ticks(after_waking(event.clock, lifestyle.wake)), event.changes))
        parts = self._days(lifestyle, days, first_weekday, given, cuts)
        rows = np.concatenate([part.rows for part in parts])
        ticks = np.concatenate([part.ticks for part in parts])
        ends = np.cumsum([len(part.rows) for part in parts])
        marked = [
            (base, part)
            for base, part in zip([0, *ends.tolist()], parts, strict=False)
            if part.spans or part.events
        ]
        places = [(base + first, base + last) for base, part in marked for first, last in part.spans]
        edges = np.concatenate([[0.0], np.cumsum(ticks) / TICKS_PER_SECOND])
        spans = tuple(
            SessionSpan(
                slot.session.name, where, slot.day + 1, float(edges[a]), float(edges[b + 1]), a, b, slot.phase
            )
            for (slot, where, _), (a, b) in zip(done, places, strict=True)
        )
        struck = tuple((base + index, changes) for base, part in marked for index, changes in part.events)
        audited = self._audited(within, done, [dose for _, part in marked for dose in part.doses])
        audit = Audit(audited, len(prescribed) - len(within))
        table = tuple(self._rows)
        timeline = Timeline(table, rows, ticks, ends - 1, spans, struck, audit, lifestyle.wake)
        timeline.check()
        return timeline

    def slots(self, plan: Plan, first_weekday: int, wake: str) -> tuple[Slot, ...]:
        """Prescribed sessions of a plan."""
        key = ("slots", id(plan), first_weekday, wake)
        return self._once(key, plan, lambda: plan.slots(first_weekday, wake))

    def _days(
        self, lifestyle: Lifestyle, days: int, first_weekday: int,
        given: Mapping[int, Sequence[Prescribed]], cuts: Mapping[int, list[Cut]],
    ) -> list[_Day]:  # fmt: skip
        """Every day in order; those without session and event are one for each weekday."""
        plain: dict[int, _Day] = {}
        found = []
        for day in range(days):
            weekday = (day + first_weekday) % 7
            if day in given or day in cuts:
                struck = tuple(sorted(cuts.get(day, [])))
                found.append(self._day(lifestyle, day, weekday, given.get(day, []), struck))
                continue
            if weekday not in plain:
                plain[weekday] = self._day(lifestyle, day, weekday, [], ())
            found.append(plain[weekday])
        return found

    def _day(
        self, lifestyle: Lifestyle, day: int, weekday: int, given: Sequence[Prescribed], cuts: tuple[Cut, ...]
    ) -> _Day:
        bouts = lifestyle.day(weekday)

        def make() -> _Day:
            sessions = [(to_ticks(one.start), self._session(one.session, where)) for one, where, _ in given]
            _check_times(sessions, given, f"day {day + 1} ({WEEKDAYS[weekday]})", lifestyle.wake)
            life = self._once(("life", id(bouts)), bouts, lambda: life_pieces(bouts, self.pair))
            pieces, spans = overlay(life, sessions, cuts)
            plain = [replace(segment, event=()) if segment.event else segment for _, segment in pieces]
            rows = np.array([self._rows.setdefault(s, len(self._rows)) for s in plain], dtype=np.int32)
            ticks = np.array([ticks for ticks, _ in pieces], dtype=np.int64)
            struck = tuple((k, segment.event) for k, (_, segment) in enumerate(pieces) if segment.event)
            doses = delivered_doses(tuple(self._rows), rows, ticks, spans) if spans else ()
            return _Day(rows, ticks, tuple(spans), struck, doses)

        sessions = tuple((id(slot.session), where, to_ticks(slot.start)) for slot, where, _ in given)
        return self._once(("day", id(bouts), sessions, cuts), (bouts, given), make)

    def _session(self, session: Session, where: str) -> tuple[Piece, ...]:
        def make() -> tuple[Piece, ...]:
            return session_pieces(resolved(session, self.pair), where, self.pair)

        return self._once(("session", id(session), where), session, make)

    def _dose(self, session: Session) -> Dose:
        return self._once(("dose", id(session)), session, lambda: session_dose(resolved(session, self.pair)))

    def _audited(
        self, prescribed: Sequence[Prescribed], done: Sequence[Prescribed], delivered: Sequence[Dose]
    ) -> tuple[AuditRow, ...]:
        doses: dict[tuple[int, str], tuple[list[Dose], ...]] = defaultdict(lambda: ([], [], []))
        for slot, _, kept in prescribed:
            for kind in doses[slot.day // 7 + 1, slot.session.name][: 1 + kept]:
                kind.append(self._dose(slot.session))
        for (slot, _, _), dose in zip(done, delivered, strict=True):
            doses[slot.day // 7 + 1, slot.session.name][2].append(dose)
        rows = sorted(doses.items())
        return tuple(AuditRow(name, week, *map(self._total, three)) for (week, name), three in rows)

    def _total(self, doses: Sequence[Dose]) -> Dose:
        return self._once(("total", *map(id, doses)), doses, lambda: total(doses))


def _check_times(
    sessions: Sequence[tuple[int, Sequence[Piece]]], given: Sequence[Prescribed], spot: str, wake: str
) -> None:
    """Refuse sessions that overlap or run past waking; `spot` names the day."""
    spans = [
        (start, start + sum(ticks for ticks, _ in pieces), one.slot.session.name)
        for (start, pieces), one in zip(sessions, given, strict=True)
    ]

    def clock(ticks: int) -> str:
        return show_clock(parse_clock(wake) + ticks / TICKS_PER_SECOND)

    def seconds(ticks: int) -> str:
        return f"{number(ticks / TICKS_PER_SECOND)} s"

    for (start, stop, first), (next_start, _, second) in pairwise(spans):
        if next_start < stop:
            raise MusclebalanceError(
                f"sessions '{first}' and '{second}' overlap on {spot}: one lasts from {clock(start)} "
                f"for {seconds(stop - start)}, the other begins at {clock(next_start)}; "
                "give another time= or join the sessions with +."
            )
    for start, stop, name in spans:
        if stop > DAY_TICKS:
            raise OutOfRangeError(
                f"session '{name}' at {clock(start)} on {spot} lasts {seconds(stop - start)} "
                f"and runs past waking at {wake}; begin it earlier."
            )


@public
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
    pair : Pair
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

    Returns
    -------
    Timeline
        Segments, spans of the sessions, audit of the doses.

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
    length = horizon(plan, days, weeks)
    check_whole("number of the person", person, 0, 2**62)
    weekday = parse_weekday(first_weekday)
    struck = tuple(events)
    for event in struck:
        check_range(f"day of event {event.label!r}", event.day, 1, length, "d")
    compiler = compiler or Compiler(pair)
    prescribed: list[Prescribed] = []
    slots = compiler.slots(plan, weekday, lifestyle.wake) if plan else ()
    for index, phase in enumerate(plan.phases if plan else ()):
        mine = [slot for slot in slots if slot.phase == index]
        rng = person_stream(seed, person, *stream, index)
        done = draw(phase.adherence, [slot.day + 1 for slot in mine], rng).tolist()
        prescribed += [Prescribed(slot, phase.where, kept) for slot, kept in zip(mine, done, strict=True)]
    return compiler.compile(lifestyle, length, prescribed, events=struck, first_weekday=weekday)


def horizon(plan: Plan | None, days: int | None, weeks: float | None) -> int:
    """Length [d]: what is given, or that of the plan."""
    if days is not None and weeks is not None:
        raise MusclebalanceError(
            f"the length is given twice, as {days} days and as {weeks} weeks; leave one out."
        )
    length = days if days is not None else 7 * weeks if weeks is not None else plan.days if plan else None
    if length is None:
        raise MusclebalanceError(
            "without a plan the length of the timeline must be given, for example weeks=16."
        )
    check_range("length of the timeline", length, 1, LONGEST, "d")
    if abs(length - round(length)) > 1e-6:
        raise OutOfRangeError(f"length of the timeline {number(length)} d is not a whole number of days.")
    return round(length)


def next_block(
    course: Course,
    lifestyle: Lifestyle,
    pair: PairLike,
    *,
    first_weekday: str = "Mon",
    compiler: Compiler | None = None,
    days: int | None = None,
) -> Timeline:
    """Timeline from the last visit of an adaptive plan to the next, or so many days of it.

    `first_weekday` is the programme's.
    """
    plan, whole = course.block()
    return compile(
        plan,
        lifestyle,
        pair,
        days=whole if days is None else days,
        seed=course.seed,
        person=course.person,
        first_weekday=first_weekday,
        compiler=compiler,
        stream=(len(course.history),),
    )
