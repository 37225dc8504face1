"""A timeline: every segment of a simulation in order, packed, and the independent audit of its doses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..core.calendar import DAY_TICKS, TICKS_PER_SECOND, to_ticks
from ..core.errors import DoseError, MusclebalanceError, check_range
from ..model.exposure import Change, Segment, input_values
from ..treatment.steps import Dose, total

if TYPE_CHECKING:
    import pandas

KINDS = ("prescribed", "adhered", "delivered")


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Doses of one technique in one week of the simulation (from 1)."""

    technique: str
    week: int
    prescribed: Dose  # what the plan asks for
    adhered: Dose  # what the person turns up for
    delivered: Dose  # what the compiled segments contain


@dataclass(frozen=True, slots=True)
class Audit:
    """All doses of a timeline, in order of week and technique."""

    rows: tuple[AuditRow, ...] = ()
    beyond: int = 0  # sessions prescribed after the end of the timeline, in none of the rows

    @property
    def prescribed(self) -> Dose:
        """Everything prescribed within the timeline."""
        return total(row.prescribed for row in self.rows)

    @property
    def adhered(self) -> Dose:
        """Everything the person turned up for."""
        return total(row.adhered for row in self.rows)

    @property
    def delivered(self) -> Dose:
        """Everything in the compiled segments."""
        return total(row.delivered for row in self.rows)

    @property
    def techniques(self) -> tuple[str, ...]:
        """Names of the techniques, in order of appearance."""
        return tuple(dict.fromkeys(row.technique for row in self.rows))

    def of(self, technique: str) -> Audit:
        """The rows of one technique."""
        return Audit(tuple(row for row in self.rows if row.technique == technique), 0)

    def check(self) -> None:
        """Raise a `DoseError` when what is delivered is not what was adhered to."""
        for row in self.rows:
            for name in row.adhered.differs(row.delivered):
                raise DoseError(
                    f"week {row.week} of {row.technique!r} delivers {name} {getattr(row.delivered, name):.9g}"
                    f", but {getattr(row.adhered, name):.9g} were adhered to; "
                    "the timeline was changed after it was compiled."
                )

    def to_frame(self) -> pandas.DataFrame:
        """One row for each technique, week and kind of dose."""
        import pandas

        names = ["repetitions", *Dose.__dataclass_fields__]
        rows = [
            (row.technique, row.week, kind, *attrgetter(*names)(getattr(row, kind)))
            for row in self.rows
            for kind in KINDS
        ]
        return pandas.DataFrame(rows, columns=["technique", "week", "dose", *names])

    def __str__(self) -> str:
        """A few lines: the three doses of each technique."""
        lines = []
        for technique in self.techniques:
            one = self.of(technique)
            lines += [f"{technique}:", *(f"  {kind:10} {getattr(one, kind)}" for kind in KINDS)]
        late = f"{self.beyond} prescribed sessions lie beyond the end of the timeline and are not counted."
        return "\n".join([*lines, late] if self.beyond else lines) or "no treatment"


CONTRACTION, STRETCH, WORK = 1, 2, 3
_KIND = {"hold": CONTRACTION, "stretch": STRETCH, "work": WORK}


def delivered_doses(
    table: Sequence[Segment],
    rows: NDArray[np.int32],
    ticks: NDArray[np.int64],
    spans: Sequence[tuple[int, int]],
) -> tuple[Dose, ...]:
    """Dose of each span of segments (first, last), counted from the segments alone."""
    facts = np.array([_facts(segment) for segment in table], dtype=float).reshape(len(table), 3)[rows]
    run, kind, effort = facts.T
    starts = np.diff(run, prepend=np.nan) != 0
    starts[[first for first, _ in spans]] = True
    counts = [starts & (kind == one) for one in _KIND.values()]
    times = [ticks * (effort > 0), ticks * (kind == STRETCH), ticks / TICKS_PER_SECOND * effort]
    columns = np.column_stack([*counts, *times])
    sums = (columns[first : last + 1].sum(axis=0).tolist() for first, last in spans)
    return tuple(
        Dose(1, int(a), int(b), int(c), effort / TICKS_PER_SECOND, stretch / TICKS_PER_SECOND, integral)
        for a, b, c, effort, stretch, integral in sums
    )


def _facts(segment: Segment) -> tuple[float, ...]:
    """Code of the run (neighbours of equal code are one repetition), kind, effort of both muscles."""
    if segment.muscle is None:
        return -1.0, 0.0, 0.0
    effort = segment.effort_agonist + segment.effort_antagonist
    kind = _KIND.get(segment.phase, 0) if segment.kind == "session" else 0
    if not kind:
        return -1.0, 0.0, effort
    muscle = 1 if segment.muscle == "agonist" else 2
    who = 0 if kind == STRETCH else 4 * (segment.effort_agonist > 0) + 8 * (segment.effort_antagonist > 0)
    return 100.0 * kind + 16 * muscle + who, float(kind), effort


@dataclass(frozen=True, slots=True)
class SessionSpan:
    """Where one delivered session lies."""

    technique: str  # name of the session
    where: str  # "clinic" or "home"
    day: int  # of the simulation, counted from 1
    start: float  # since the start of the simulation [s]
    end: float
    first: int  # index of its first segment
    last: int
    phase: int = 0  # index in the plan

    def later(self, days: int, segments: int) -> SessionSpan:
        """The same span after so many days and segments."""
        shift = days * DAY_TICKS / TICKS_PER_SECOND
        first, last = self.first + segments, self.last + segments
        start, end = self.start + shift, self.end + shift
        return replace(self, day=self.day + days, start=start, end=end, first=first, last=last)


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """Segments from waking on day 1 to waking after the last day; n of them, in whole microseconds."""

    table: tuple[Segment, ...]  # distinct segments, their duration left at 0
    rows: NDArray[np.int32]  # (n,), row of the table for each segment
    ticks: NDArray[np.int64]  # (n,), length of each segment [microseconds], so that edges touch exactly
    day_ends: NDArray[np.int64]  # (days,), index of the last segment of each day; its end is the next waking
    spans: tuple[SessionSpan, ...] = ()
    events: tuple[tuple[int, tuple[Change, ...]], ...] = ()  # segment at whose start states change, and how
    audit: Audit = field(default_factory=Audit)
    wake: str = "07:00"  # clock time of time 0

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def days(self) -> int:
        """Number of days."""
        return len(self.day_ends)

    @property
    def edge_ticks(self) -> NDArray[np.int64]:
        """Edges in whole microseconds, shape (n + 1,)."""
        return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(self.ticks)])

    @property
    def edges(self) -> NDArray[np.float64]:
        """Edges of the segments, shape (n + 1,) [s]."""
        return self.edge_ticks / TICKS_PER_SECOND

    @property
    def durations(self) -> NDArray[np.float64]:
        """Lengths of the segments, shape (n,) [s]."""
        return self.ticks / TICKS_PER_SECOND

    @property
    def labels(self) -> tuple[str, ...]:
        """Label of each segment."""
        return tuple(self.table[row].label for row in self.rows)

    def segment(self, index: int) -> Segment:
        """One segment with its duration and event."""
        index = range(len(self))[index]
        plain, event = self.table[int(self.rows[index])], dict(self.events).get(index, ())
        return replace(plain, duration=int(self.ticks[index]) / TICKS_PER_SECOND, event=event)

    def __iter__(self) -> Iterator[Segment]:
        return map(self.segment, range(len(self)))

    def pack(
        self, input_names: Sequence[str]
    ) -> tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.float64]]:
        """Plain arrays for the engine: durations (n,) [s], rows (n,), table (distinct, inputs) [SI].

        Segment i has the inputs ``table[rows[i]]``, in the order of `input_names` (flat names such as
        ``"mode_hold"`` or ``"effort_agonist"``); segments that differ only in their label share a row.
        """
        table, places = _packed(self.table, tuple(input_names))
        return self.durations, places[self.rows], table

    def jumps(self) -> tuple[tuple[int, str, str, float], ...]:
        """Events as (segment, state, ``"add"`` or ``"set"``, value), in order."""
        return tuple((index, *change) for index, changes in self.events for change in changes)

    def sampled(self, every: float, within: tuple[float, float] | None = None) -> Timeline:
        """The same timeline with an edge `every` so many seconds (0.001 or more), for dense output.

        `within` is the first and the last moment [s since the start], by default of the whole timeline; both
        become edges. Inputs and doses are unchanged.
        """
        end = float(self.edge_ticks[-1]) / TICKS_PER_SECOND
        low, high = (0.0, end) if within is None else within
        check_range("distance of samples", every, 0.001, float("inf"), "s")
        check_range("start of the samples", low, 0.0, end, "s")
        check_range("end of the samples", high, low, end, "s")
        grid = np.arange(to_ticks(low), to_ticks(high) + 1, to_ticks(every), dtype=np.int64)
        return self.cut(np.concatenate([grid, [to_ticks(high)]]))

    def cut(self, moments: NDArray[np.int64]) -> Timeline:
        """The same timeline with edges at these moments too [microseconds since the start]."""
        old = self.edge_ticks
        new = np.union1d(old, moments[(moments > 0) & (moments < old[-1])])
        owner = np.searchsorted(old, new[:-1], side="right") - 1
        first = np.searchsorted(new, old[:-1])
        last = np.searchsorted(new, old[1:]) - 1
        return replace(
            self,
            rows=self.rows[owner],
            ticks=np.diff(new),
            day_ends=last[self.day_ends],
            spans=tuple(replace(s, first=int(first[s.first]), last=int(last[s.last])) for s in self.spans),
            events=tuple((int(first[index]), changes) for index, changes in self.events),
        )

    def day(self, number: int) -> tuple[int, int]:
        """First and last segment of a day, counted from 1."""
        check_range("day", number, 1, self.days, "d")
        return (int(self.day_ends[number - 2]) + 1 if number > 1 else 0), int(self.day_ends[number - 1])

    def __str__(self) -> str:
        """A few lines: days, segments, sessions, doses."""
        size = f"{self.days} days in {len(self)} segments ({len(self.table)} distinct)"
        events = f"\n{len(self.events)} events" if self.events else ""
        return f"{size}, {len(self.spans)} sessions; wakes at {self.wake}{events}\n{self.audit}"

    def check(self) -> None:
        """Raise when segments are empty, days are not 24 h, or the doses are not those adhered to."""
        if not len(self) or int(self.ticks.min()) <= 0:
            raise MusclebalanceError("a timeline needs segments, each longer than 0 s.")
        ends = self.edge_ticks[self.day_ends + 1]
        if not np.array_equal(ends, DAY_TICKS * np.arange(1, self.days + 1)):
            raise MusclebalanceError("the days of a timeline must last 24 h each.")
        self.audit.check()


@lru_cache(maxsize=64)
def _packed(
    table: tuple[Segment, ...], input_names: tuple[str, ...]
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Distinct inputs of segments, and where each segment's are; many timelines have the same table."""
    values = np.array([input_values(segment, input_names) for segment in table], dtype=float)
    distinct, places = np.unique(values.reshape(len(table), -1), axis=0, return_inverse=True)
    distinct.flags.writeable = False
    return distinct, places.reshape(-1).astype(np.int32)


def join(timelines: Sequence[Timeline]) -> Timeline:
    """Timelines of whole weeks one after another, as one; weeks of the audit are counted on."""
    if not timelines:
        raise MusclebalanceError("no timeline to join.")
    if len({timeline.wake for timeline in timelines}) > 1:
        raise MusclebalanceError("timelines with different waking times cannot be joined.")
    days = list(accumulate((one.days for one in timelines), initial=0))[:-1]
    if any(day % 7 for day in days):
        raise MusclebalanceError("only timelines of whole weeks can be followed by another.")
    table = tuple(dict.fromkeys(segment for one in timelines for segment in one.table))
    index = {segment: place for place, segment in enumerate(table)}
    places = [np.array([index[segment] for segment in one.table], dtype=np.int32) for one in timelines]
    parts = list(zip(timelines, days, accumulate(map(len, timelines), initial=0), strict=False))
    audit = (replace(row, week=row.week + day // 7) for one, day, _ in parts for row in one.audit.rows)
    joined = Timeline(
        table,
        np.concatenate([place[one.rows] for place, one in zip(places, timelines, strict=True)]),
        np.concatenate([one.ticks for one in timelines]),
        np.concatenate([one.day_ends + first for one, _, first in parts]),
        tuple(span.later(day, first) for one, day, first in parts for span in one.spans),
        tuple((place + first, changes) for one, _, first in parts for place, changes in one.events),
        Audit(tuple(audit), timelines[-1].audit.beyond),
        timelines[0].wake,
    )
    joined.check()
    return joined
