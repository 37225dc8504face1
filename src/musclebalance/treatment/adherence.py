"""Whether a prescribed session is done: a probability, a habit, or a recorded diary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError, check_range
from ..core.tables import YES_NO, Column, Row, choice, read, whole

DIARY = (
    Column("day", whole(1, 1_000_000), needed=True, filled=True),
    Column("done", choice(YES_NO), needed=True, filled=True),
)


@dataclass(frozen=True, slots=True)
class Habit:
    """Adherence as a two-state Markov chain: what was done last time decides how likely this time is.

    Parameters
    ----------
    keep : float
        Probability of a session after one that was done [0..1].
    resume : float
        Probability of a session after one that was missed [0..1].
    start : float, optional
        Probability of the first one; by default the chain's long-run share, ``resume / (1 - keep + resume)``.

    Examples
    --------
    >>> round(Habit(keep=0.9, resume=0.4).long_run, 3)
    0.8
    """

    keep: float
    resume: float
    start: float | None = None

    def __post_init__(self) -> None:
        """Check the probabilities."""
        check_range("probability of keeping the habit", self.keep, 0.0, 1.0)
        check_range("probability of resuming the habit", self.resume, 0.0, 1.0)
        if self.start is not None:
            check_range("probability of starting the habit", self.start, 0.0, 1.0)
        elif self.keep == 1.0 and self.resume == 0.0:
            raise MusclebalanceError("a habit with keep=1 and resume=0 never changes; give start= as well.")

    @property
    def long_run(self) -> float:
        """Share of sessions done in the long run."""
        return self.resume / (1.0 - self.keep + self.resume)

    def __str__(self) -> str:
        """In words."""
        return f"habit (keeps {100 * self.keep:.4g} %, resumes {100 * self.resume:.4g} %)"


@dataclass(frozen=True, slots=True)
class Diary:
    """Adherence as it was recorded.

    Parameters
    ----------
    done, missed : iterable of int
        Days of the simulation, counted from 1, on which the prescribed sessions were done or missed.

    Raises
    ------
    MusclebalanceError
        A day stands in both.

    Examples
    --------
    >>> print(Diary(done=[1, 3, 5], missed=[8]))
    diary of 4 days (3 done)
    """

    done: tuple[int, ...]
    missed: tuple[int, ...] = ()

    def __init__(self, done: Iterable[int], missed: Iterable[int] = ()) -> None:
        object.__setattr__(self, "done", tuple(sorted(set(done))))
        object.__setattr__(self, "missed", tuple(sorted(set(missed))))
        for day in (*self.done, *self.missed):
            check_range("day of the diary", day, 1, 1_000_000, "d")
        both = set(self.done) & set(self.missed)
        if both:
            raise MusclebalanceError(
                f"day {min(both)} of the diary is both done and missed; keep one of the two."
            )

    @classmethod
    def read(cls, path: str | Path) -> Diary:
        """Read a CSV file with the columns ``day`` (from 1) and ``done`` (yes or no).

        Raises
        ------
        FileError
            Naming the line; nothing is kept then.
        """
        days: dict[int, bool] = {}

        def take(row: Row) -> None:
            if row["day"] in days:
                raise MusclebalanceError(f"day {row['day']} stands there twice; keep one of the two.")
            days[row["day"]] = row["done"]

        read(path, DIARY).each(take)
        return cls(
            [day for day, done in days.items() if done], [day for day, done in days.items() if not done]
        )

    def __str__(self) -> str:
        """In words."""
        return f"diary of {len(self.done) + len(self.missed)} days ({len(self.done)} done)"


Adherence = float | Habit | Diary


def check_adherence(adherence: Adherence, where: str = "") -> Adherence:
    """The adherence itself, or an error when it is none of the three kinds."""
    if isinstance(adherence, (Habit, Diary)):
        return adherence
    return check_range("adherence", adherence, 0.0, 1.0, "", where)


def person_stream(seed: int, person: int, *purpose: int) -> np.random.Generator:
    """Random stream of one person for one purpose: the same however people are grouped."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(person, *purpose)))


def draw(adherence: Adherence, days: Sequence[int], rng: np.random.Generator) -> NDArray[np.bool_]:
    """Which of the prescribed sessions are done."""
    uniform = rng.random(len(days))
    if isinstance(adherence, Diary):
        return _recorded(adherence, days)
    if not isinstance(adherence, Habit):
        return np.asarray(uniform < adherence)
    done = np.zeros(len(days), dtype=bool)
    chance = adherence.long_run if adherence.start is None else adherence.start
    for index, value in enumerate(uniform):
        done[index] = value < chance
        chance = adherence.keep if done[index] else adherence.resume
    return done


def _recorded(diary: Diary, days: Sequence[int]) -> NDArray[np.bool_]:
    prescribed = set(days)
    blank = sorted(prescribed - set(diary.done) - set(diary.missed))
    if blank:
        raise MusclebalanceError(
            f"the diary has no entry for day {blank[0]}, on which a session is prescribed"
            f"{f' (and {len(blank) - 1} more)' if len(blank) > 1 else ''}; list it under done or missed."
        )
    extra = sorted(set(diary.done) - prescribed)
    if extra:
        raise MusclebalanceError(
            f"the diary has a session done on day {extra[0]}, on which none is prescribed; "
            "add it to the plan or take it out of the diary."
        )
    return np.array([day in set(diary.done) for day in days], dtype=bool)
