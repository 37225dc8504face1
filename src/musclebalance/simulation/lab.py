"""A laboratory: a session on a person, or a few segments by hand, seen second by second."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.calendar import TICKS_PER_SECOND
from ..core.errors import MusclebalanceError, check_range, unknown
from ..core.units import DAY
from ..engine import PackedTimeline
from ..model import Segment
from ..model.body import Body
from ..model.exposure import input_values
from ..pairs import Pair
from ..result import Day, Person, Result, Trajectory
from ..result.day import report
from ..result.variables import find
from ..timeline.pieces import resolved, session_pieces
from ..treatment import Session
from .people import People, pack, run, window

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Subject = TypeVar("Subject", Person, People)


@dataclass(frozen=True, eq=False, repr=False)
class Recording(Generic[Subject]):
    """What was seen in the laboratory, the start included.

    Parameters
    ----------
    subject : Person or People
        At the start.
    times : ndarray (k,)
        Since the start [s].
    states : ndarray (k, n_states) or (people, k, n_states)
    inputs : ndarray (k, n_inputs)
        What acted up to each time; at the start, what acts from then on.
    """

    subject: Subject
    times: Array
    states: Array
    inputs: Array

    @cached_property
    def trajectory(self) -> Trajectory:
        """The states as what they show, under what was acting."""
        return Trajectory(self.subject.body, self.subject.reference, self.states, self.inputs)

    def values(self, name: str) -> Array:
        """A variable at the stored times, (k,) or (people, k), in the unit shown in results."""
        return self.trajectory.values(name)

    def at(self, name: str, seconds: float) -> Array:
        """A variable at a time [s], linear between stored times: a number, or one per person."""
        values = np.atleast_2d(self.values(name))
        found = np.array([np.interp(seconds, self.times, row) for row in values])
        return found if self.states.ndim > 2 else found[0]

    def __getitem__(self, name: str) -> pd.Series[float] | pd.DataFrame:
        """A variable over seconds; for many people, a column for each."""
        import pandas as pd

        unit = find(self.subject.body.model, name).unit
        seconds, label = pd.Index(self.times, name="time [s]"), f"{name} [{unit}]"
        if isinstance(self.subject, People):
            return pd.DataFrame(self.values(name).T, seconds, pd.Index(self.subject.numbers, name=label))
        return pd.Series(self.values(name), seconds, name=label)

    @property
    def final(self) -> Subject:
        """The person or people at the end."""
        return replace(self.subject, state=self.states[..., -1, :])

    def __repr__(self) -> str:
        return f"<{self.times[-1]:g} s in the laboratory, stored {len(self.times)} times>"


@public
def lab(
    subject: Subject,
    done: Session | Segment | Iterable[Segment],
    *,
    every: float = 1.0,
    at: Sequence[float] | Array | None = None,
    after: float = 0.0,
    where: str = "clinic",
    tol: float = 1e-5,
) -> Recording[Subject]:
    """Do a session, or a few segments written by hand, with a person or with many at once, and look closely.

    Parameters
    ----------
    subject : Person or People
        In the state in which they come. One person under many parameter draws is a cohort of people.
    done : Session, Segment or iterable of Segment
        What is done, from time 0; a :class:`Segment` holds its inputs constant for a while.
    every : float
        Longest distance of stored times [s]; ``inf`` stores the ends of the segments only.
    at : sequence of float, optional
        Times at which to store instead [s since the start].
    after : float
        Time that follows with the joint free and at rest [s].
    where : {"clinic", "home"}
        Where a session is done: in the clinic the therapist moves the joint.
    tol : float
        Error tolerance of a step.

    Returns
    -------
    Recording
        ``recording["tension_agonist"]`` is a variable over seconds, ``recording.final`` the person
        afterwards. To examine them without a rest, give ``recording.states`` to a readout, such as
        ``mb.readouts.range_of_motion(person.body, recording.states, "agonist", rested=False)``.

    Raises
    ------
    OutOfRangeError
        A time before the start or after the end.
    EngineError, Interrupted
        The integration stopped, or Ctrl-C.

    Examples
    --------
    >>> import musclebalance as mb
    >>> person = mb.healthy(mb.pair("hip-flexors-gluteus-maximus"))
    >>> seen = mb.lab(person, mb.PIR(effort=0.2, repetitions=1), after=60)
    >>> seen["tension_agonist"].name
    'tension_agonist [N]'
    """
    if not isinstance(subject, Person | People):
        raise MusclebalanceError(
            f"the laboratory needs a person or people, got {type(subject).__name__}; "
            "make one with mb.healthy(pair) or mb.develop(pair, lifestyle)."
        )
    if not isinstance(done, Session | Segment | Iterable) or isinstance(done, str):
        raise MusclebalanceError(f"nothing can be done with {done!r}; give a session or segments.")
    if where not in ("clinic", "home"):
        raise unknown("place", where, ("clinic", "home"))
    check_range("distance of stored times", min(every, 1e9), 1e-3, 1e9, "s")  # inf: the ends alone
    check_range("time that follows", after, 0.0, 1e7, "s")
    if isinstance(done, Session):
        done = session_segments(done, subject.pair, where)
    segments = [done] if isinstance(done, Segment) else list(done)
    if after > 0.0:
        segments.append(Segment(after))
    return Recording(subject, *record(subject.body, subject.state, segments, every=every, at=at, tol=tol))


def session_segments(session: Session, pair: Pair, where: str = "clinic") -> tuple[Segment, ...]:
    """The segments of a session for a pair."""
    pieces = session_pieces(resolved(session, pair), where, pair)
    return tuple(replace(segment, duration=ticks / TICKS_PER_SECOND) for ticks, segment in pieces)


def record(
    body: Body,
    state: Array,
    segments: Sequence[Segment],
    *,
    every: float = np.inf,
    at: Sequence[float] | Array | None = None,
    tol: float = 1e-5,
) -> tuple[Array, Array, Array]:
    """Times (k,) [s], states (..., k, n_states) and inputs (k, n_inputs) of segments one after another."""
    if not segments:
        raise MusclebalanceError("nothing to do in the laboratory; give a session or at least one segment.")
    names = body.program.input_names
    table = np.array([input_values(segment, names) for segment in segments])
    lengths = np.array([segment.duration for segment in segments])
    if at is None:
        cuts = [max(1, int(np.ceil(length / every - 1e-9))) for length in lengths]
        durations = np.concatenate([np.full(n, length / n) for n, length in zip(cuts, lengths, strict=True)])
        rows = np.repeat(np.arange(len(segments)), cuts)
        edges = np.concatenate([[0.0], np.cumsum(durations)])
        kept = np.arange(len(edges))
    else:
        for moment in at:
            check_range("time to store", float(moment), 0.0, float(lengths.sum()), "s")
        ends = np.cumsum(np.rint(lengths * TICKS_PER_SECOND)).astype(np.int64)
        wanted = np.minimum(np.rint(np.asarray(at) * TICKS_PER_SECOND).astype(np.int64), ends[-1])
        ticks = np.unique([0, *ends, *wanted])
        kept = np.searchsorted(ticks, wanted)
        rows = np.searchsorted(ends, ticks[:-1], side="right")
        edges, durations = ticks / TICKS_PER_SECOND, np.diff(ticks) / TICKS_PER_SECOND
    jumps = tuple(
        (int(np.searchsorted(rows, k)), *change) for k, s in enumerate(segments) for change in s.event
    )
    packed = PackedTimeline(durations, rows.astype(np.int32), table, jumps)
    states = np.asarray(run(body, state, packed, tol=tol).states)
    states = np.concatenate([np.expand_dims(state, -2), states], axis=-2)
    return edges[kept], states[..., kept, :], table[np.concatenate([rows[:1], rows])][kept]


def close_up(result: Result, start: float, end: float, every: float = 0.25, *, tol: float = 1e-5) -> Result:
    """The same person and programme between two moments [s], integrated again and stored densely."""
    last = float(result.timeline.edges[-1])
    check_range("start of the close-up", start, float(result.times[0]), last, "s")
    check_range("end of the close-up", end, start, last, "s")
    fine = result.timeline.sampled(every, within=(start, end))
    known = int(np.searchsorted(result.times, start + 1e-6, side="right")) - 1
    edges = fine.edges
    begin, stop = (int(np.searchsorted(edges, moment - 1e-6)) for moment in (result.times[known], end))
    whole = pack(result.body, fine)
    segments = np.arange(begin, stop)
    keep = segments[edges[segments + 1] >= start - 1e-6]
    part = window(whole, begin, stop)
    solution = run(result.body, result.states[known], part, store=keep - begin, tol=tol)
    return replace(
        result,
        timeline=fine,
        times=edges[keep + 1],
        states=solution.states,
        rows=whole.rows[keep].astype(np.int64),
    )


@public
@public
def one_day(result: Result, number: int, every: float | None = 60.0) -> Day:
    """The report of one day of a result: joint angles, tone, activity, flow, nerve pressure, pain.

    Parameters
    ----------
    result : Result
    number : int
        Day, counted from 1.
    every : float, optional
        The day is integrated again and stored this often, 1 to 3600 [s]. None reads what is stored, which
        must be every segment (``store="segments"``); between the ends of a segment, tone, flow and pain are
        then taken to settle within two minutes.

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
