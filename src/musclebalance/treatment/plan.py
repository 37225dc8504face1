"""Plans: phases one after another or side by side, holidays, and what is prescribed on which day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..core.calendar import parse_weekdays, spread_weekdays
from ..core.errors import MusclebalanceError, OutOfRangeError, check_range, number
from .adherence import Adherence
from .phase import LONGEST_PLAN, Phase, Ramp, Slot
from .steps import Session, Step


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
        Length; whole days [weeks].
    where : str
        ``"clinic"`` (a therapist moves the joint) or ``"home"``.
    adherence : float, Habit or Diary
        Probability that a prescribed session is done [0..1], or how a habit or a diary has it.
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
        self,
        session: Session | Step,
        per_week: int | None = None,
        weeks: float = 4,
        *,
        where: str = "clinic",
        adherence: Adherence = 1.0,
        days: str | Iterable[str] | None = None,
        time: str | Sequence[str] = "18:00",
        every: int | None = None,
        ramps: Ramp | Sequence[Ramp] = (),
    ) -> None:
        session = session if isinstance(session, Session) else Session(session)
        times = (time,) if isinstance(time, str) else tuple(time)
        weekdays = () if every is not None else _weekdays(per_week, days, len(times), session.name)
        if every is not None and (per_week is not None or days is not None):
            raise MusclebalanceError(
                f"plan '{session.name}': every={every} says when; leave out per_week and days."
            )
        length = (
            check_range(
                "length of the plan", weeks, 1 / 7, LONGEST_PLAN / 7, "weeks", f"plan '{session.name}'"
            )
            * 7
        )
        if abs(length - round(length)) > 1e-6:
            raise OutOfRangeError(
                f"length of the plan {number(weeks)} weeks is not a whole number of days "
                f"(plan '{session.name}')."
            )
        phase = Phase(
            session,
            0,
            round(length),
            weekdays,
            every,
            times,
            where,
            adherence,
            (ramps,) if isinstance(ramps, Ramp) else tuple(ramps),
        )
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
        for first, last in plan.holidays:
            check_range("first day of the holiday", first, 1, LONGEST_PLAN, "d")
            check_range("last day of the holiday", last, first, LONGEST_PLAN, "d")
        return plan

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
        """First this plan, then the other."""
        later = other.after(self.days)
        return Plan.of((*self.phases, *later.phases), (*self.holidays, *later.holidays))

    def __and__(self, other: Plan) -> Plan:
        """Both plans at the same time; each one's holidays are holidays of both."""
        return Plan.of((*self.phases, *other.phases), (*self.holidays, *other.holidays))

    def slots(self, first_weekday: int = 0, wake: str = "07:00") -> tuple[Slot, ...]:
        """Every prescribed session in order of phase and time, holidays left out."""
        found = (
            slot
            for index, phase in enumerate(self.phases)
            for slot in phase.slots(index, first_weekday, wake)
        )
        return tuple(
            slot for slot in found if not any(first <= slot.day + 1 <= last for first, last in self.holidays)
        )

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
                f"plan '{name}': {len(weekdays)} days with {times} session{'s' if times > 1 else ''} "
                f"each make "
                f"{len(weekdays) * times} a week, but per_week is {per_week}; leave one of them out."
            )
        return weekdays
    if per_week is None:
        raise MusclebalanceError(
            f"plan '{name}' does not say how often; give per_week=3, days='Mon Thu' or every=2."
        )
    count = check_range(
        "sessions a week",
        per_week,
        1,
        7 * times,
        "",
        f"plan '{name}'"
        + ("; for more give several times, e.g. time=('09:00', '18:00')" if times == 1 else ""),
    )
    if count % times or count != int(count):
        raise MusclebalanceError(
            f"plan '{name}': {number(count)} sessions a week cannot be {times} on each day; "
            f"give a whole multiple of {times}."
        )
    return spread_weekdays(int(count) // times)
