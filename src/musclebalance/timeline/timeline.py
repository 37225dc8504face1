"""A timeline: every segment of a simulation in order, packed, with its days, sessions, events and doses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from ..core.calendar import TICKS_PER_SECOND, to_ticks
from ..core.errors import MusclebalanceError, check_range
from .audit import Audit
from .segment import Change, Segment, input_values


@dataclass(frozen=True, slots=True)
class SessionSpan:
    """Where one delivered session lies.

    Parameters
    ----------
    technique, where : str
        Name of the session; ``"clinic"`` or ``"home"``.
    day : int
        Day of the simulation, counted from 1.
    start, end : float
        Since the start of the simulation [s].
    first, last : int
        Indices of its first and last segment.
    phase : int
        Index of its phase in the plan.
    """

    technique: str
    where: str
    day: int
    start: float
    end: float
    first: int
    last: int
    phase: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """Segments from waking on day 1 to waking after the last day.

    Parameters
    ----------
    table : tuple of Segment
        Distinct segments, their duration left at 0.
    rows : ndarray of int32, shape (n,)
        Row of the table for each segment.
    ticks : ndarray of int64, shape (n,)
        Length of each segment in whole microseconds, so that edges touch exactly.
    day_ends : ndarray of int64, shape (days,)
        Index of the last segment of each day; its end is the next waking.
    spans : tuple of SessionSpan
        Delivered sessions.
    events : tuple of (int, tuple of changes)
        Segment at whose start states are changed, and how.
    audit : Audit
        Prescribed, adhered and delivered dose.
    wake : str
        Clock time of time 0.
    """

    table: tuple[Segment, ...]
    rows: NDArray[np.int32]
    ticks: NDArray[np.int64]
    day_ends: NDArray[np.int64]
    spans: tuple[SessionSpan, ...] = ()
    events: tuple[tuple[int, tuple[Change, ...]], ...] = ()
    audit: Audit = field(default_factory=Audit)
    wake: str = "07:00"

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
        names = [segment.label for segment in self.table]
        return tuple(names[row] for row in self.rows)

    def segment(self, index: int) -> Segment:
        """One segment with its duration and event."""
        index = range(len(self))[index]
        found = dict(self.events).get(index, ())
        return self._filled(int(self.rows[index]), int(self.ticks[index]), found)

    def __iter__(self) -> Iterator[Segment]:
        events = dict(self.events)
        for index, (row, ticks) in enumerate(zip(self.rows, self.ticks, strict=True)):
            yield self._filled(int(row), int(ticks), events.get(index, ()))

    def _filled(self, row: int, ticks: int, event: tuple[Change, ...]) -> Segment:
        return replace(self.table[row], duration=ticks / TICKS_PER_SECOND, event=event)

    def pack(
        self, input_names: Sequence[str]
    ) -> tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.float64]]:
        """Plain arrays for the engine.

        Parameters
        ----------
        input_names : sequence of str, length k
            Flat input names, e.g. ``"mode_hold"``, ``"effort_agonist"``; SI units.

        Returns
        -------
        durations : ndarray, shape (n,) [s]
        rows : ndarray of int32, shape (n,)
        table : ndarray, shape (distinct, k)
            Segment i has the inputs ``table[rows[i]]``; segments that differ only in their label share a row.

        Raises
        ------
        UnknownNameError
            A name is no segment input.
        """
        names = tuple(input_names)
        values = np.array([input_values(segment, names) for segment in self.table], dtype=float).reshape(
            len(self.table), len(names)
        )
        table, inverse = np.unique(values, axis=0, return_inverse=True)
        return self.durations, inverse.reshape(-1)[self.rows].astype(np.int32), table

    def jumps(self) -> tuple[tuple[int, str, str, float], ...]:
        """Events as (segment, state, ``"add"`` or ``"set"``, value), in order."""
        return tuple((index, *change) for index, changes in self.events for change in changes)

    def sampled(self, every: float, within: tuple[float, float] | None = None) -> Timeline:
        """The same timeline with more edges, for dense output.

        Parameters
        ----------
        every : float
            Distance of the new edges, at least 0.001 [s].
        within : (float, float), optional
            First and last moment [s since the start]; the whole timeline when left out. Both become edges.

        Returns
        -------
        Timeline
            Inputs and doses are unchanged; only cuts are added.
        """
        edges = self.edge_ticks
        low, high = (0.0, float(edges[-1]) / TICKS_PER_SECOND) if within is None else within
        check_range("distance of samples", every, 0.001, float("inf"), "s")
        check_range("start of the samples", low, 0.0, float(edges[-1]) / TICKS_PER_SECOND, "s")
        check_range("end of the samples", high, low, float(edges[-1]) / TICKS_PER_SECOND, "s")
        grid = np.arange(to_ticks(low), to_ticks(high) + 1, to_ticks(every), dtype=np.int64)
        return self.cut(np.concatenate([grid, [to_ticks(high)]]))

    def cut(self, moments: NDArray[np.int64]) -> Timeline:
        """The same timeline with edges at these moments too [microseconds since the start]."""
        old = self.edge_ticks
        inside = moments[(moments > 0) & (moments < old[-1])]
        new = np.union1d(old, inside)
        owner = np.searchsorted(old, new[:-1], side="right") - 1
        first = np.searchsorted(new, old[:-1])
        last = np.searchsorted(new, old[1:]) - 1
        spans = tuple(
            replace(span, first=int(first[span.first]), last=int(last[span.last])) for span in self.spans
        )
        events = tuple((int(first[index]), changes) for index, changes in self.events)
        return replace(
            self,
            rows=self.rows[owner],
            ticks=np.diff(new),
            day_ends=last[self.day_ends],
            spans=spans,
            events=events,
        )

    def day(self, number: int) -> tuple[int, int]:
        """First and last segment of a day, counted from 1."""
        check_range("day", number, 1, self.days, "d")
        return (int(self.day_ends[number - 2]) + 1 if number > 1 else 0), int(self.day_ends[number - 1])

    def __str__(self) -> str:
        """A few lines: days, segments, sessions, doses."""
        text = (
            f"{self.days} days in {len(self)} segments ({len(self.table)} distinct), "
            f"{len(self.spans)} sessions; wakes at {self.wake}"
        )
        events = f"\n{len(self.events)} events" if self.events else ""
        return f"{text}{events}\n{self.audit}"

    def check(self) -> None:
        """Raise when segments are empty or days are not 24 h.

        Raises
        ------
        MusclebalanceError, DoseError
            For a timeline that was put together wrongly.
        """
        if not len(self) or int(self.ticks.min()) <= 0:
            raise MusclebalanceError("a timeline needs segments, each longer than 0 s.")
        ends = self.edge_ticks[self.day_ends + 1]
        if not np.array_equal(ends, 86_400 * TICKS_PER_SECOND * np.arange(1, self.days + 1)):
            raise MusclebalanceError("the days of a timeline must last 24 h each.")
        self.audit.check()
