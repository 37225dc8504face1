"""Pairs that live together: each is integrated for a day as it is alone, and in the morning they meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ..engine import PackedTimeline
from ..model.body import Body as Numbers
from ..timeline import Timeline
from .coupling import Coupling
from .people import run, window

Array = NDArray[np.float64]


class Daily(Protocol):
    """Anything that knows the days of one pair, at the latest when their morning has come."""

    def day(self, number: int, shift: float) -> PackedTimeline:
        """One day, from 0, with its postures shifted [rad]."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days of one pair, packed, and where each begins."""

    packed: PackedTimeline
    starts: NDArray[np.int64]
    posture: NDArray[np.bool_]  # rows of the table that impose a posture
    angle: int  # column of the imposed angle

    @classmethod
    def of(cls, numbers: Numbers, timeline: Timeline, packed: PackedTimeline) -> Days:
        """Of a timeline and what the engine takes it as."""
        names = numbers.program.input_names
        posture = packed.table[:, names.index("mode_posture")] > 0.0
        starts = np.concatenate([[0], timeline.day_ends + 1])
        return cls(packed, starts, posture, names.index("angle_set"))

    def day(self, number: int, shift: float) -> PackedTimeline:
        """One day, from 0, with its postures shifted [rad]."""
        found = window(self.packed, int(self.starts[number]), int(self.starts[number + 1]))
        if shift == 0.0:
            return found
        table = found.table.copy()
        table[self.posture, self.angle] += shift
        return replace(found, table=table)


class Morning(NamedTuple):
    """Where everybody is on waking."""

    states: Array  # (people, pairs, n_states)
    postures: Array  # (people, bones) [rad]
    steps: NDArray[np.int64]  # (2, people, pairs): taken on the day before, and of these repeated


def mornings(
    coupling: Coupling, numbers: Numbers, states: Array, days: Sequence[Sequence[Daily]],
    lengths: NDArray[np.int64], **how: Any,
) -> Iterator[Morning]:  # fmt: skip
    """The mornings from the first on; who has lived all their days (people, pairs) stays as they are.

    `how` is the tolerance and the method of :func:`run`.
    """
    now = Morning(states, coupling.postures(states), np.zeros((2, *states.shape[:2]), dtype=np.int64))
    yield now
    for number in range(int(lengths.max(initial=0))):
        awake = np.flatnonzero(lengths > number)
        some = coupling if len(awake) == len(states) else coupling[awake]
        now = _day(some, numbers, now, awake, [days[k] for k in awake.tolist()], number, how)
        yield now


def _day(
    coupling: Coupling, numbers: Numbers, before: Morning, awake: NDArray[np.intp],
    days: Sequence[Sequence[Daily]], number: int, how: Mapping[str, Any],
) -> Morning:  # fmt: skip
    """The next morning of those who are `awake`."""
    states, postures = before.states[awake], before.postures[awake]
    shape = states.shape
    shifts = coupling.shifts(postures)
    today = [
        one.day(number, float(shift))
        for own, moved in zip(days, shifts, strict=True)
        for one, shift in zip(own, moved, strict=True)
    ]
    solution = run(
        numbers, states.reshape(-1, shape[-1]), today, store=[[len(one.durations) - 1] for one in today],
        vector=coupling.vectors.reshape(-1, coupling.vectors.shape[-1]), **how,
    )  # fmt: skip
    met = coupling.crossed(solution.final.reshape(shape))
    steps = np.zeros_like(before.steps)
    steps[:, awake] = np.reshape([solution.steps, solution.rejected], (2, *shape[:2]))
    found = Morning(before.states.copy(), before.postures.copy(), steps)
    found.states[awake], found.postures[awake] = met, coupling.postures(met)
    return found
