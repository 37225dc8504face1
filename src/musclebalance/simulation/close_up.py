"""A stretch of time seen second by second: part of a result, integrated again with dense output."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..core.errors import check_range
from ..core.units import DAY
from ..engine import PackedTimeline, integrate
from ..result import Day, Result
from ..result.day import report
from .integration import pack


def close_up(result: Result, start: float, end: float, every: float = 0.25, *, tol: float = 1e-5) -> Result:
    """The same person and programme between two moments, stored densely."""
    last = float(result.timeline.edges[-1])
    check_range("start of the close-up", start, float(result.times[0]), last, "s")
    check_range("end of the close-up", end, start, last, "s")
    fine = result.timeline.sampled(every, within=(start, end))
    known = int(np.searchsorted(result.times, start + 1e-6, side="right")) - 1
    edges = fine.edges
    begin = int(np.searchsorted(edges, result.times[known] - 1e-6))
    stop = int(np.searchsorted(edges, end - 1e-6))
    whole = pack(result.body, fine)
    part = PackedTimeline(
        whole.durations[begin:stop],
        whole.rows[begin:stop],
        whole.table,
        jumps=tuple(
            (i - begin, name, how, value) for i, name, how, value in whole.jumps if begin <= i < stop
        ),
    )
    segments = np.arange(begin, stop)
    keep = segments[edges[segments + 1] >= start - 1e-6]
    solution = integrate(
        result.body.program, result.body.vector, result.states[known], part, tol=tol, store=keep - begin
    )
    return replace(
        result,
        timeline=fine,
        times=edges[keep + 1],
        states=solution.states,
        rows=whole.rows[keep].astype(np.int64),
    )


def one_day(result: Result, number: int, every: float | None = 60.0) -> Day:
    """The report of one day of a result: joint angles, tone, spasm, flow, nerve pressure, pain.

    Parameters
    ----------
    result : Result
    number : int
        Day, counted from 1.
    every : float, optional
        The day is integrated again and stored this often, 1 to 3600 [s]. None reads what is stored, which
        must be every segment (``store="segments"``); between the ends of a segment, tone, flow and pain are
        then taken to settle within two minutes.

    Returns
    -------
    Day

    Raises
    ------
    OutOfRangeError, MusclebalanceError
        No such day, or its segments are not stored.

    Examples
    --------
    >>> import musclebalance as mb
    >>> person = mb.develop(mb.pair("hip-flexors-gluteus-maximus"), mb.Lifestyle.office(), days=2)
    >>> print(round(mb.one_day(person.history, 2).longest, 2))
    8.0
    """
    if every is None:
        return report(result, number)
    check_range("distance of stored times", every, 1.0, 3600.0, "s")
    check_range("day", number, 1, result.timeline.days, "d")
    start = DAY * (number - 1)
    dense = close_up(result, start, DAY * number, every)
    known = int(np.argmin(np.abs(result.times - start)))
    if dense.times[0] > start + 1e-6:  # the close-up goes on from the stored morning without repeating it
        dense = replace(
            dense,
            times=np.concatenate([[start], dense.times]),
            states=np.vstack([result.states[known], dense.states]),
            rows=np.concatenate([[-1], dense.rows]),
        )
    return report(dense, number)
