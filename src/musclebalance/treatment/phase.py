"""A phase of a plan: one session, its days and times, how it grows, and how well it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..core.calendar import WEEKDAYS, after_waking, parse_clock
from ..core.errors import MusclebalanceError, check_range, number, unknown
from .adherence import Adherence, check_adherence
from .steps import Repeat, Session, Step

PLACES = ("clinic", "home")
LONGEST_PLAN = 3650
RAMPED = ("effort", "seconds", "barrier", "repetitions")


@dataclass(frozen=True, slots=True)
class Ramp:
    """A quantity that grows (or falls) from the first to the last week of a phase, in equal steps each week.

    Parameters
    ----------
    quantity : str
        ``"effort"`` (of contractions and work), ``"seconds"`` (of contractions), ``"barrier"`` (of stretches
        that have a time) or ``"repetitions"`` (of the innermost repeats).
    first, last : float
        Value in the first and in the last week; fractions for effort and barrier, seconds, a count.

    Examples
    --------
    >>> Ramp("effort", 0.1, 0.3).at(week=1, weeks=3)
    0.2
    """

    quantity: str
    first: float
    last: float

    def __post_init__(self) -> None:
        """Check the quantity and both ends."""
        if self.quantity not in RAMPED:
            raise unknown("ramp quantity", self.quantity, RAMPED)
        low, high = {
            "effort": (0.0, 1.0),
            "barrier": (0.0, 1.0),
            "seconds": (0.01, 600.0),
            "repetitions": (1, 1000),
        }[self.quantity]
        for end in (self.first, self.last):
            check_range(f"ramp of {self.quantity}", end, low, high)

    def at(self, week: int, weeks: int) -> float:
        """Value in a week, counted from 0, of so many."""
        return self.first + (self.last - self.first) * (week / (weeks - 1) if weeks > 1 else 0.0)

    def apply(self, session: Session, week: int, weeks: int) -> Session:
        """The session as it is in that week."""
        value = self.at(week, weeks)
        if self.quantity == "repetitions":
            return Session(
                tuple(_repeated(item, round(value)) for item in session.items), session.name, session.source
            )
        return session.map(lambda step: self._step(step, value))

    def _step(self, step: Step, value: float) -> Step:
        if self.quantity == "effort" and step.action in ("contract", "work"):
            return replace(step, effort=value)
        if self.quantity == "seconds" and step.action == "contract":
            return step.lasting(value)
        if (
            self.quantity == "barrier"
            and step.action == "stretch"
            and step.barrier is not None
            and not step.is_approach
        ):
            return replace(step, barrier=value)
        return step

    def __str__(self) -> str:
        """In words."""
        return f"{self.quantity} from {number(self.first)} to {number(self.last)}"


def _repeated(item: Step | Repeat, times: int) -> Step | Repeat:
    if isinstance(item, Step):
        return item
    if all(isinstance(inner, Step) for inner in item.items):
        return Repeat(times, item.items)
    return Repeat(item.times, tuple(_repeated(inner, times) for inner in item.items))


@dataclass(frozen=True, slots=True)
class Slot:
    """One prescribed session.

    Parameters
    ----------
    day : int
        Day of the simulation, counted from 0.
    start : float
        Seconds after waking [s].
    session : Session
        As it is on that day, ramps applied.
    phase : int
        Index of its phase in the plan.
    """

    day: int
    start: float
    session: Session
    phase: int


@dataclass(frozen=True, slots=True)
class Phase:
    """The same session on certain days for a while.

    Parameters
    ----------
    session : Session
        What is done.
    start, length : int
        First day, counted from 0 at the start of the simulation, and number of days [d].
    weekdays : tuple of int
        0 for Monday; empty when `every` is given.
    every : int, optional
        A session every so many days, from the first day on, instead of weekdays [d].
    times : tuple of str
        Clock times of each of those days.
    where : str
        ``"clinic"`` or ``"home"``.
    adherence : float, Habit or Diary
        How sessions come to be done.
    ramps : tuple of Ramp
        What changes from week to week.

    Examples
    --------
    >>> from musclebalance.treatment import PIR
    >>> print(Phase(PIR(), start=0, length=14, every=2, where="home"))
    PIR, every 2 days at 18:00, home, day 1 on for 2 weeks
    """

    session: Session
    start: int
    length: int
    weekdays: tuple[int, ...] = ()
    every: int | None = None
    times: tuple[str, ...] = ("18:00",)
    where: str = "clinic"
    adherence: Adherence = 1.0
    ramps: tuple[Ramp, ...] = ()

    def __post_init__(self) -> None:
        """Check everything that can be checked without a lifestyle."""
        name = f"phase '{self.session.name}'"
        if self.where not in PLACES:
            raise unknown("place", self.where, PLACES)
        check_range("start of the phase", self.start, 0, LONGEST_PLAN, "d", name)
        check_range("length of the phase", self.length, 1, LONGEST_PLAN, "d", name)
        check_adherence(self.adherence, name)
        if (self.every is None) == (not self.weekdays):
            raise MusclebalanceError(f"{name}: give either weekdays or every=, and not both.")
        if self.every is not None:
            check_range("days between sessions", self.every, 1, 365, "d", name)
        if not self.times or len(set(self.times)) != len(self.times):
            raise MusclebalanceError(
                f"{name}: give at least one clock time and each of them once, for example '18:00'."
            )
        for clock in self.times:
            parse_clock(clock)
        for week in (0, self.weeks - 1):
            self.session_in(week)

    @property
    def weeks(self) -> int:
        """Number of weeks begun."""
        return -(-self.length // 7)

    def session_in(self, week: int) -> Session:
        """The session as it is in a week of the phase, counted from 0."""
        session = self.session
        for ramp in self.ramps:
            session = ramp.apply(session, week, self.weeks)
        return session

    def slots(self, index: int, first_weekday: int, wake: str) -> Iterator[Slot]:
        """Prescribed sessions in order of time."""
        starts = sorted(after_waking(clock, wake) for clock in self.times)
        weekly = (
            [self.session_in(week) for week in range(self.weeks)]
            if self.ramps
            else [self.session] * self.weeks
        )
        for offset in range(self.length):
            day = self.start + offset
            due = (
                offset % self.every == 0
                if self.every is not None
                else (day + first_weekday) % 7 in self.weekdays
            )
            if due:
                for start in starts:
                    yield Slot(day, start, weekly[offset // 7], index)

    def __str__(self) -> str:
        """One line."""
        if self.every is not None:
            rhythm = "every day" if self.every == 1 else f"every {self.every} days"
        else:
            rhythm = " ".join(WEEKDAYS[day] for day in self.weekdays)
        length = (
            f"{self.length // 7} weeks"
            if self.length % 7 == 0 and self.length != 7
            else f"{self.length} days"
        )
        kept = (
            f", adherence {100 * self.adherence:.4g} %"
            if isinstance(self.adherence, (int, float))
            else f", {self.adherence}"
        )
        ramps = "".join(f", {ramp}" for ramp in self.ramps)
        return (
            f"{self.session.name}, {rhythm} at {' '.join(self.times)}, {self.where}, "
            f"day {self.start + 1} on for {length}"
            f"{'' if self.adherence == 1.0 else kept}{ramps}"
        )
