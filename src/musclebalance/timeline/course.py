"""An adaptive plan compiled visit by visit, and timelines strung together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..core.calendar import DAY_TICKS, TICKS_PER_SECOND, WEEKDAYS, parse_weekday
from ..core.errors import MusclebalanceError
from ..lifestyle import Lifestyle
from ..treatment.adaptive import Course
from .audit import Audit, AuditRow
from .compiling import Compiler, compile
from .segment import Segment
from .template import PairLike
from .timeline import Timeline


def next_block(
    course: Course,
    lifestyle: Lifestyle,
    pair: PairLike,
    *,
    first_weekday: str = "Mon",
    compiler: Compiler | None = None,
) -> Timeline:
    """Timeline from the last visit to the next.

    Parameters
    ----------
    course : Course
        Of one person; ``course = course.visit(readouts)`` after each block until ``course.done``.
    lifestyle, pair, first_weekday, compiler
        As in `compile`; the weekday is that of the first day of the programme.

    Returns
    -------
    Timeline
    """
    plan, days = course.block()
    weekday = WEEKDAYS[(parse_weekday(first_weekday) + 7 * course.weeks_done) % 7]
    return compile(
        plan,
        lifestyle,
        pair,
        days=days,
        seed=course.seed,
        person=course.person,
        first_weekday=weekday,
        compiler=compiler,
        stream=(len(course.history),),
    )


def join(timelines: Sequence[Timeline]) -> Timeline:
    """Timelines one after another, as one; weeks of the audit are counted on.

    Raises
    ------
    MusclebalanceError
        None is given, waking times differ, or one before the last does not last whole weeks.
    """
    if not timelines:
        raise MusclebalanceError("no timeline to join.")
    if len({timeline.wake for timeline in timelines}) > 1:
        raise MusclebalanceError("timelines with different waking times cannot be joined.")
    index: dict[Segment, int] = {}
    rows, spans, events, ends, audit = [], [], [], [], []
    at_segment = at_day = 0
    for timeline in timelines:
        if at_day % 7:
            raise MusclebalanceError("only timelines of whole weeks can be followed by another.")
        places = np.array(
            [index.setdefault(segment, len(index)) for segment in timeline.table], dtype=np.int32
        )
        rows.append(places[timeline.rows])
        shift = at_day * DAY_TICKS / TICKS_PER_SECOND
        spans += [
            replace(
                span,
                day=span.day + at_day,
                start=span.start + shift,
                end=span.end + shift,
                first=span.first + at_segment,
                last=span.last + at_segment,
            )
            for span in timeline.spans
        ]
        events += [(place + at_segment, changes) for place, changes in timeline.events]
        ends.append(timeline.day_ends + at_segment)
        audit += [
            AuditRow(row.technique, row.week + at_day // 7, row.prescribed, row.adhered, row.delivered)
            for row in timeline.audit.rows
        ]
        at_segment += len(timeline)
        at_day += timeline.days
    joined = Timeline(
        tuple(index),
        np.concatenate(rows),
        np.concatenate([timeline.ticks for timeline in timelines]),
        np.concatenate(ends),
        tuple(spans),
        tuple(events),
        Audit(tuple(audit), timelines[-1].audit.beyond),
        timelines[0].wake,
    )
    joined.check()
    return joined
