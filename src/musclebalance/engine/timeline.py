"""What a kernel is driven by and what it returns: packed timelines, jobs and solutions."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ..core.errors import EngineError, MusclebalanceError, check_range
from .program import Array, Program

Jump = tuple[int, str, str, float]
#: How a system is integrated: machine code where it can be made, Python, or an independent solver of SciPy.
Method = Literal["auto", "kernel", "reference", "radau"]


@dataclass(frozen=True)
class PackedTimeline:
    """Segments in order: how long each lasts and which inputs hold in it.

    Attributes
    ----------
    durations : ndarray (segments,)
        [s], each > 0.
    rows : ndarray (segments,) of int32
        Row of `table` that holds in each segment.
    table : ndarray (rows, n_inputs)
        Inputs.
    jumps : tuple of (segment, flat state name, "add" | "set", value)
        Changes of a state at the start of a segment, kept within the state's bounds.

    Raises
    ------
    OutOfRangeError
        A duration that is not positive, or a row the table does not have.
    """

    durations: NDArray[np.float64]
    rows: NDArray[np.int32]
    table: NDArray[np.float64]
    jumps: tuple[Jump, ...] = ()

    def __post_init__(self) -> None:
        for name, kind in (("durations", np.float64), ("rows", np.int32), ("table", np.float64)):
            object.__setattr__(self, name, np.ascontiguousarray(getattr(self, name), dtype=kind))
        count = len(self.durations)
        if count == 0 or self.rows.shape != (count,) or self.table.ndim != 2:
            raise MusclebalanceError(
                f"a timeline needs durations (n,), rows (n,) and a table (rows, inputs) with n >= 1; given "
                f"{self.durations.shape}, {self.rows.shape}, {self.table.shape}."
            )
        worst = int(np.argmin(np.where(np.isfinite(self.durations), self.durations, -np.inf)))
        check_range("duration", float(self.durations[worst]), 1e-9, np.inf, "s", f"segment {worst}")
        for row in (int(self.rows.min()), int(self.rows.max())):
            check_range("row of the input table", row, 0, len(self.table) - 1)
        if not np.isfinite(self.table).all():
            row, column = np.argwhere(~np.isfinite(self.table))[0]
            check_range(f"input {column} in row {row}", float(self.table[row, column]), -np.inf, np.inf)
        for segment, name, how, value in self.jumps:
            check_range(f"segment of the jump of '{name}'", segment, 0, count - 1)
            check_range(f"jump of '{name}'", value, -np.inf, np.inf)
            if how not in ("add", "set"):
                raise MusclebalanceError(f"a jump adds or sets, not {how!r}: use 'add' or 'set'.")

    @property
    def ends(self) -> NDArray[np.float64]:
        """End time of every segment [s]."""
        return np.cumsum(self.durations)


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides the numbers of an integration beside model, people and timelines."""

    tol: float = 1e-4
    max_steps: int = 100_000


@dataclass(frozen=True, slots=True)
class Job:
    """A block of people and everything needed to integrate it anywhere: one timeline for all, or one each."""

    program: Program
    params: Array  # (people, n_params)
    y0: Array  # (people, n_states)
    timelines: tuple[PackedTimeline, ...]
    stored: tuple[NDArray[np.int64], ...]
    settings: Settings = Settings()
    method: Method = "auto"

    def __len__(self) -> int:
        return len(self.params)

    def __getitem__(self, who: slice) -> Job:
        own = {} if self.shared else {"timelines": self.timelines[who], "stored": self.stored[who]}
        return replace(self, params=self.params[who], y0=self.y0[who], **own)  # type: ignore[arg-type]

    @property
    def shared(self) -> bool:
        """Whether all have one timeline."""
        return len(self.timelines) == 1

    @property
    def segments(self) -> int:
        """Segments of all people together."""
        counts = [len(one.durations) for one in self.timelines]
        return counts[0] * len(self) if self.shared else sum(counts)


class Status(enum.IntEnum):
    """How an integration ended; `advice` says what to do."""

    DONE = 0
    NOT_FINITE = 1
    STEP_TOO_SMALL = 2
    TOO_MANY_STEPS = 3
    INTERRUPTED = 4
    OUTSIDE = 5

    @property
    def advice(self) -> str:
        """What happened and what to do."""
        return _ADVICE[self]


_ADVICE = {
    Status.DONE: "reached the end of the timeline.",
    Status.NOT_FINITE: "a rate or target is not finite: find the log, root or quotient out of range.",
    Status.STEP_TOO_SMALL: "the step shrank to nothing: look for a jump or a pole in a law, or loosen tol.",
    Status.TOO_MANY_STEPS: "too many steps in a segment: find the instability, or raise tol or max_steps.",
    Status.INTERRUPTED: "stopped before the end; what was stored until then is valid.",
    Status.OUTSIDE: "a state left its bounds: a law or a parameter drives it where it has no meaning.",
}


@dataclass(frozen=True)
class Solution:
    """States at the stored segment ends.

    Attributes
    ----------
    state_names : tuple of str
    times : ndarray (stored,), or a list of one per person when timelines differ
        End times of the stored segments [s].
    states : ndarray (stored, n_states), (people, stored, n_states), or a list when timelines differ
        States at those times; NaN where a person did not get there.
    final : ndarray (n_states,) or (people, n_states)
        States at the very end, or where it stopped.
    steps, rejected : int or ndarray (people,)
        Attempted steps, and how many of them were repeated.
    status : Status or ndarray (people,) of int
    reached : int or ndarray (people,)
        Number of finished segments.
    """

    state_names: tuple[str, ...]
    times: Any
    states: Any
    final: NDArray[np.float64]
    steps: Any
    rejected: Any
    status: Any
    reached: Any
    outside: str = ""  # which state left its bounds first

    @property
    def failed(self) -> NDArray[np.int64]:
        """Positions of the people who did not reach the end."""
        return np.flatnonzero(np.atleast_1d(self.status) != Status.DONE)

    def checked(self) -> Solution:
        """Return itself, or raise the error of the first person who did not reach the end.

        Raises
        ------
        EngineError
            The partial solution is its `partial`.
        """
        if len(self.failed) == 0:
            return self
        person = int(self.failed[0])
        status, segment = (int(np.atleast_1d(column)[person]) for column in (self.status, self.reached))
        who = f"person {person}, " if np.ndim(self.status) else ""
        many = f" ({len(self.failed)} people in all)" if len(self.failed) > 1 else ""
        told = f" ({self.outside})" if status == Status.OUTSIDE else ""
        raise EngineError(f"{who}segment {segment}: {Status(status).advice}{told}{many}", self)


def stored_segments(store: Sequence[int] | NDArray[Any] | None, count: int) -> NDArray[np.int64]:
    """Indices of the segments whose ends are stored: all by default, sorted, each once."""
    if store is None:
        return np.arange(count)
    chosen = np.unique(np.asarray(store, dtype=np.int64))
    if len(chosen):
        for end in (chosen[0], chosen[-1]):
            check_range("stored segment", int(end), 0, count - 1)
    return chosen
