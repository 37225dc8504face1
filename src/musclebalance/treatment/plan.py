"""Plans: phases after or beside one another, holidays, what is prescribed on which day, and who does it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.calendar import WEEKDAYS, after_waking, parse_clock, parse_weekdays, spread_weekdays
from ..core.cells import YES_NO, choice, whole
from ..core.errors import MusclebalanceError, OutOfRangeError, check_range, number, shown, unknown
from ..core.tables import Column, Row, read
from .steps import Item, Repeat, Session, Step

DIARY = (
    Column("day", whole(1, 1_000_000), needed=True, filled=True),
    Column("done", choice(YES_NO), needed=True, filled=True),
)


@public
@dataclass(frozen=True, slots=True)
class Habit:
    """Adherence as a two-state Markov chain: what was done last time decides how likely this time is.

    Parameters
    ----------
    keep, resume : float
        Probability of a session after one that was done, and after one that was missed [0..1].
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
        return f"habit (keeps {100 * self.keep:.4g} %, resumes {100 * self.resume:.4g} %)"


@public
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
        days: dict[bool, set[int]] = {True: set(), False: set()}

        def take(row: Row) -> None:
            if row["day"] in days[True] | days[False]:
                raise MusclebalanceError(f"day {row['day']} stands there twice; keep one of the two.")
            days[row["done"]].add(row["day"])

        read(path, DIARY).each(take)
        return cls(days[True], days[False])

    def __str__(self) -> str:
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


def expected(adherence: Adherence, days: Sequence[int]) -> float:
    """Number of the prescribed sessions that are done on average."""
    if isinstance(adherence, Diary):
        return float(len(set(days) & set(adherence.done)))
    if not isinstance(adherence, Habit):
        return len(days) * adherence
    total, chance = 0.0, adherence.long_run if adherence.start is None else adherence.start
    for _ in days:
        total += chance
        chance = chance * adherence.keep + (1.0 - chance) * adherence.resume
    return total


def _recorded(diary: Diary, days: Sequence[int]) -> NDArray[np.bool_]:
    prescribed, done = set(days), set(diary.done)
    blank = sorted(prescribed - done - set(diary.missed))
    if blank:
        raise MusclebalanceError(
            f"the diary has no entry for day {blank[0]}, on which a session is prescribed"
            f"{f' (and {len(blank) - 1} more)' if len(blank) > 1 else ''}; list it under done or missed."
        )
    extra = sorted(done - prescribed)
    if extra:
        raise MusclebalanceError(
            f"the diary has a session done on day {extra[0]}, on which none is prescribed; "
            "add it to the plan or take it out of the diary."
        )
    return np.array([day in done for day in days], dtype=bool)


PLACES = ("clinic", "home")
LONGEST_PLAN = 3650
#: Most phases of a plan, its holidays, clock times of a phase, and sessions of all phases together.
MOST_PHASES = MOST_HOLIDAYS = 500
MOST_TIMES, MOST_SESSIONS = 96, 20_000
#: What can be ramped, and its bounds.
RAMPED = {"effort": (0.0, 1.0), "seconds": (0.01, 600.0), "barrier": (0.0, 1.0), "repetitions": (1, 1000)}


@public
@dataclass(frozen=True, slots=True)
class Ramp:
    """A quantity that grows (or falls) from the first to the last week of a phase, in equal steps each week.

    Parameters
    ----------
    quantity : str
        ``"effort"`` (of contractions and work), ``"seconds"`` (of contractions), ``"barrier"`` (of stretches
        that have a time) or ``"repetitions"`` (of the innermost repeats).
    first, last : float
        Value in the first and in the last week: 0 to 1 for effort and barrier, 0.01 to 600 s, 1 to 1000.

    Raises
    ------
    UnknownNameError, OutOfRangeError
        Another quantity, or a value outside its bounds.

    Examples
    --------
    >>> Ramp("effort", 0.1, 0.3).at(week=1, weeks=3)
    0.2
    """

    quantity: str
    first: float
    last: float

    def __post_init__(self) -> None:
        if self.quantity not in RAMPED:
            raise unknown("ramp quantity", self.quantity, RAMPED)
        for end in (self.first, self.last):
            check_range(f"ramp of {self.quantity}", end, *RAMPED[self.quantity])

    def at(self, week: int, weeks: int) -> float:
        """Value in a week, counted from 0, of so many."""
        return self.first + (self.last - self.first) * (week / (weeks - 1) if weeks > 1 else 0.0)

    def apply(self, session: Session, week: int, weeks: int) -> Session:
        """The session as it is in that week."""
        value = self.at(week, weeks)
        if self.quantity == "repetitions":
            items = (_repeated(item, round(value)) for item in session.items)
            return Session(items, session.name, session.source)
        return session.map(lambda step: self._step(step, value))

    def touches(self, session: Session) -> bool:
        """Whether the session has what is ramped."""
        other = 0.5 * self.first if self.quantity != "repetitions" else 3.0 - min(round(self.first), 2)
        probe = replace(self, first=other, last=other) if other else replace(self, first=0.1, last=0.1)
        return probe.apply(session, 0, 1) != replace(self, last=self.first).apply(session, 0, 1)

    def _step(self, step: Step, value: float) -> Step:
        if self.quantity == "effort" and step.action in ("contract", "work"):
            return replace(step, effort=value)
        if self.quantity == "seconds" and step.action == "contract":
            return step.lasting(value)
        timed = step.action == "stretch" and not step.is_approach
        if self.quantity == "barrier" and timed and step.barrier is not None:
            return replace(step, barrier=value)
        return step

    def __str__(self) -> str:
        return f"{self.quantity} from {number(self.first)} to {number(self.last)}"


def _repeated(item: Item, times: int) -> Item:
    if isinstance(item, Step):
        return item
    innermost = all(isinstance(inner, Step) for inner in item.items)
    return Repeat(times if innermost else item.times, tuple(_repeated(inner, times) for inner in item.items))


@dataclass(frozen=True, slots=True)
class Slot:
    """One prescribed session, as it is on that day (ramps applied)."""

    day: int  # of the simulation, counted from 0
    start: float  # after waking [s]
    session: Session
    phase: int  # index in the plan


@dataclass(frozen=True, slots=True)
class Phase:
    """The same session on certain days for a while: on weekdays, or `every` so many days."""

    session: Session
    start: int  # first day, counted from 0 at the start of the simulation
    length: int  # [d]
    weekdays: tuple[int, ...] = ()  # 0 for Monday
    every: int | None = None  # [d], from the first day on
    times: tuple[str, ...] = ("18:00",)
    where: str = "clinic"
    adherence: Adherence = 1.0
    ramps: tuple[Ramp, ...] = ()

    def __post_init__(self) -> None:
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
        check_range("clock times", len(self.times), 1, MOST_TIMES, "", name)
        for clock in self.times:
            parse_clock(clock)
        ramped = [ramp.quantity for ramp in self.ramps]
        for quantity in ramped:
            if ramped.count(quantity) > 1:
                raise MusclebalanceError(f"{name}: {quantity} has more than one ramp; leave one.")
        for ramp in self.ramps:
            if not ramp.touches(self.session):
                raise MusclebalanceError(
                    f"{name}: a ramp of {ramp.quantity} changes nothing, the session has none; leave it out."
                )
        for week in (0, self.weeks - 1):
            self.session_in(week)

    @property
    def weeks(self) -> int:
        """Number of weeks begun."""
        return -(-self.length // 7)

    @property
    def sessions(self) -> int:
        """Number of sessions, at most: of whole weeks, and on holidays too."""
        days = -(-self.length // self.every) if self.every is not None else self.weeks * len(self.weekdays)
        return days * len(self.times)

    def session_in(self, week: int) -> Session:
        """The session as it is in a week of the phase, counted from 0."""
        session = self.session
        for ramp in self.ramps:
            session = ramp.apply(session, week, self.weeks)
        return session

    def slots(self, index: int, first_weekday: int, wake: str) -> Iterator[Slot]:
        """Prescribed sessions in order of time."""
        starts = sorted(after_waking(clock, wake) for clock in self.times)
        weekly = [self.session_in(week) for week in range(self.weeks)]
        for offset in range(self.length):
            day = self.start + offset
            weekday = (day + first_weekday) % 7
            if offset % self.every == 0 if self.every is not None else weekday in self.weekdays:
                for start in starts:
                    yield Slot(day, start, weekly[offset // 7], index)

    def __str__(self) -> str:
        rhythm = " ".join(WEEKDAYS[day] for day in self.weekdays)
        if self.every is not None:
            rhythm = "every day" if self.every == 1 else f"every {self.every} days"
        weeks, odd = divmod(self.length, 7)
        length = f"{self.length} days" if odd or weeks == 1 else f"{weeks} weeks"
        kept = self.adherence
        adherence = f"adherence {100 * kept:.4g} %" if isinstance(kept, (int, float)) else str(kept)
        when = f"{rhythm} at {' '.join(self.times)}"
        parts = [self.session.name, when, self.where, f"day {self.start + 1} on for {length}"]
        parts += [*([] if kept == 1.0 else [adherence]), *map(str, self.ramps)]
        return ", ".join(parts)


@public
@dataclass(frozen=True, slots=True, init=False, repr=False)
class Plan:
    """A programme of treatment. ``a + b``: first a, then b. ``a & b``: both at the same time.

    Parameters
    ----------
    session : Session or Step
        What is done each time.
    per_week : int, optional
        Sessions a week; three are Monday, Wednesday, Friday. May be left out when `days` or `every` is given.
    weeks : float
        Length, in whole days [weeks].
    where : str
        ``"clinic"`` (a therapist moves the joint) or ``"home"``.
    adherence : float, Habit or Diary
        Probability that a prescribed session is done [0..1], or a habit or diary that decides it.
    days : str or iterable of str, optional
        Weekdays, e.g. ``"Mon Thu"``.
    time : str or sequence of str
        Clock time of the sessions, or several for several sessions on each of the days.
    every : int, optional
        A session every so many days instead of weekdays [d].
    ramps : Ramp or sequence of Ramp
        Quantities that change from week to week.

    Raises
    ------
    MusclebalanceError
        A number, day or time that cannot be, or that contradicts another.

    Examples
    --------
    >>> from musclebalance.treatment import PIR
    >>> clinic = Plan(PIR(), per_week=3, weeks=4)
    >>> print(clinic + Plan(PIR(), per_week=5, weeks=8, where="home", adherence=0.8))
    1. PIR, Mon Wed Fri at 18:00, clinic, day 1 on for 4 weeks
    2. PIR, Mon Tue Wed Thu Fri at 18:00, home, day 29 on for 8 weeks, adherence 80 %
    """

    phases: tuple[Phase, ...]
    holidays: tuple[tuple[int, int], ...]

    def __init__(
        self, session: Session | Step, per_week: int | None = None, weeks: float = 4, *,
        where: str = "clinic", adherence: Adherence = 1.0, days: str | Iterable[str] | None = None,
        time: str | Sequence[str] = "18:00", every: int | None = None, ramps: Ramp | Sequence[Ramp] = (),
    ) -> None:  # fmt: skip
        session = session if isinstance(session, Session) else Session(session)
        name = f"plan '{session.name}'"
        times = (time,) if isinstance(time, str) else tuple(time)
        weekdays = () if every is not None else _weekdays(per_week, days, len(times), name)
        if every is not None and (per_week is not None or days is not None):
            raise MusclebalanceError(f"{name}: every={every} says when; leave out per_week and days.")
        length = 7 * check_range("length of the plan", weeks, 1 / 7, LONGEST_PLAN / 7, "weeks", name)
        if abs(length - round(length)) > 1e-6:
            raise OutOfRangeError(
                f"length of the plan {number(weeks)} weeks is not a whole number of days ({name})."
            )
        ramps = (ramps,) if isinstance(ramps, Ramp) else tuple(ramps)
        phase = Phase(session, 0, round(length), weekdays, every, times, where, adherence, ramps)
        check_range("sessions of the plan", phase.sessions, 0, MOST_SESSIONS, "", name)
        object.__setattr__(self, "phases", (phase,))
        object.__setattr__(self, "holidays", ())

    @classmethod
    def of(cls, phases: Iterable[Phase], holidays: Iterable[tuple[int, int]] = ()) -> Plan:
        """A plan from phases that already know when they start, and holidays (first and last day, from 1)."""
        plan = object.__new__(cls)
        object.__setattr__(plan, "phases", tuple(phases))
        object.__setattr__(plan, "holidays", tuple(sorted(set(holidays))))
        if not plan.phases:
            raise MusclebalanceError("a plan without phases; use plan=None for no treatment.")
        check_range("phases of the plan", len(plan.phases), 1, MOST_PHASES)
        check_range("holidays of the plan", len(plan.holidays), 0, MOST_HOLIDAYS)
        check_range("sessions of the plan", sum(p.sessions for p in plan.phases), 0, MOST_SESSIONS)
        for first, last in plan.holidays:
            check_range("first day of the holiday", first, 1, LONGEST_PLAN, "d")
            check_range("last day of the holiday", last, first, LONGEST_PLAN, "d")
        return plan

    of_fields = of  # how a file makes one

    @property
    def days(self) -> int:
        """Last day with anything planned, counted from 1 [d]."""
        return max(phase.start + phase.length for phase in self.phases)

    @property
    def weeks(self) -> float:
        """Length from the start of the simulation to the end of the last phase [weeks]."""
        return self.days / 7

    @property
    def techniques(self) -> tuple[str, ...]:
        """Names of the sessions, in order of their phases."""
        return tuple(dict.fromkeys(phase.session.name for phase in self.phases))

    def after(self, days: int) -> Plan:
        """The same plan begun so many days later."""
        check_range("days to wait", days, 0, LONGEST_PLAN, "d")
        return Plan.of(
            (replace(phase, start=phase.start + days) for phase in self.phases),
            ((first + days, last + days) for first, last in self.holidays),
        )

    def holiday(self, first: int, last: int) -> Plan:
        """The same plan with nothing prescribed from day `first` to day `last`, counted from 1."""
        return Plan.of(self.phases, (*self.holidays, (first, last)))

    def __add__(self, other: Plan) -> Plan:
        return self & _plan(other).after(self.days)

    def __and__(self, other: Plan) -> Plan:
        """Both plans at the same time; each one's holidays are holidays of both."""
        other = _plan(other)
        return Plan.of((*self.phases, *other.phases), (*self.holidays, *other.holidays))

    def slots(self, first_weekday: int = 0, wake: str = "07:00") -> tuple[Slot, ...]:
        """Every prescribed session in order of phase and time, holidays left out."""
        return tuple(
            slot
            for index, phase in enumerate(self.phases)
            for slot in phase.slots(index, first_weekday, wake)
            if not any(first <= slot.day + 1 <= last for first, last in self.holidays)
        )

    def expected(self, days: int, first_weekday: int = 0) -> float:
        """Sessions done on average within so many days."""
        within = [slot for slot in self.slots(first_weekday) if slot.day < days]
        return sum(
            expected(phase.adherence, [slot.day + 1 for slot in within if slot.phase == index])
            for index, phase in enumerate(self.phases)
        )

    @property
    def drawn(self) -> bool:
        """Whether chance decides which sessions are done."""
        return any(not isinstance(p.adherence, Diary) and p.adherence not in (0.0, 1.0) for p in self.phases)

    def __str__(self) -> str:
        """One line for each phase."""
        lines = [f"{index}. {phase}" for index, phase in enumerate(self.phases, start=1)]
        lines += [f"holiday from day {first} to day {last}" for first, last in self.holidays]
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Plan of {self.weeks:g} weeks: {'; '.join(map(str, self.phases))}>"


def _weekdays(
    per_week: int | None, days: str | Iterable[str] | None, times: int, name: str
) -> tuple[int, ...]:
    """Weekdays from the number of sessions a week, or as given; an error when the two contradict."""
    if days is not None:
        weekdays = parse_weekdays(days)
        if per_week is not None and per_week != len(weekdays) * times:
            raise MusclebalanceError(
                f"{name}: {len(weekdays)} days with {times} session{'s' if times > 1 else ''} each make "
                f"{len(weekdays) * times} a week, but per_week is {per_week}; leave one of them out."
            )
        return weekdays
    if per_week is None:
        raise MusclebalanceError(
            f"{name} does not say how often; give per_week=3, days='Mon Thu' or every=2."
        )
    hint = "; for more give several times, e.g. time=('09:00', '18:00')" if times == 1 else ""
    count = check_range("sessions a week", per_week, 1, 7 * times, "", name + hint)
    if count % times or count != int(count):
        raise MusclebalanceError(
            f"{name}: {number(count)} sessions a week cannot be {times} on each day; "
            f"give a whole multiple of {times}."
        )
    return spread_weekdays(int(count) // times)


def _plan(other: object) -> Plan:
    """What a plan is joined with."""
    if isinstance(other, Plan):
        return other
    raise MusclebalanceError(
        f"a plan is joined with plans, not with {shown(other)}; mb.Plan(session, per_week=3, weeks=4) is one."
    )
