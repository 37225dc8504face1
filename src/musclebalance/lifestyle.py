"""Lifestyles: named activities through a day, from waking to waking, and events that strike once.

A lifestyle knows nothing of joints. It says "desk, 2 h, stress 0.6"; the muscle pair says what a desk does
to it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .errors import MusclebalanceError, check_range, number, unknown
from .protocol.clock import WEEKDAYS, after_waking, parse_clock, parse_weekdays

#: Shares of the hours outside desk, evening seat and sleep that a desk worker walks and stands (assumed:
#: 0.37 h and 1.65 h of the 6 h that an 8-hour desk day leaves); what remains is free movement.
WALK_SHARE = 0.37 / 6.0
STAND_SHARE = 1.65 / 6.0


@dataclass(frozen=True, slots=True)
class Bout:
    """One activity for a while.

    Parameters
    ----------
    activity : str
        Name that the muscle pair maps to joint inputs, e.g. ``"desk"``.
    hours : float
        Length, 0 to 24 [h].
    stress : float
        Emotional stress, 0 to 1 [-].

    Examples
    --------
    >>> Bout("desk", hours=2, stress=0.6).hours
    2
    """

    activity: str
    hours: float
    stress: float = 0.0

    def __post_init__(self) -> None:
        """Check the bounds."""
        check_range(f"length of activity {self.activity!r}", self.hours, 0.0, 24.0, "h")
        check_range(f"stress of activity {self.activity!r}", self.stress, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Event:
    """A step on named states at one moment: a trauma, a flare-up, an operation.

    Parameters
    ----------
    day : int
        Day of the simulation, counted from 1.
    clock : str
        Clock time, e.g. ``"18:00"``; a time before waking belongs to the end of the day.
    changes : tuple of (str, str, float)
        State, ``"add"`` or ``"set"``, value in the state's own unit.
    label : str
        Text for plots.

    Examples
    --------
    >>> Event(day=30, clock="18:00", changes=(("capacity_agonist", "add", -0.3),), label="fall").day
    30
    """

    day: int
    clock: str
    changes: tuple[tuple[str, str, float], ...]
    label: str = "event"

    def __post_init__(self) -> None:
        """Check day, clock and the kind of each change."""
        check_range("day of the event", self.day, 1, 1_000_000, "d")
        parse_clock(self.clock)
        if not self.changes:
            raise MusclebalanceError(
                f"event {self.label!r} changes nothing; give (state, 'add' or 'set', value)."
            )
        for state, kind, value in self.changes:
            if kind not in ("add", "set"):
                raise unknown(f"kind of change of state {state!r}", kind, ("add", "set"))
            check_range(f"change of state {state!r}", value, -1e9, 1e9)


@dataclass(frozen=True, slots=True)
class Lifestyle:
    """A repeating week of days, each a sequence of bouts from waking to waking.

    Parameters
    ----------
    name : str
        What to call it in a result.
    week : sequence of sequences of Bout
        One day, repeated, or seven, Monday first; the bouts of each add up to 24 h.
    wake : str
        Clock time of waking; time 0 of a simulation.

    Raises
    ------
    MusclebalanceError
        A day does not last 24 h, or the week has neither 1 nor 7 days.

    Examples
    --------
    >>> life = Lifestyle.office(hours=8, stress=0.6)
    >>> print(life)
    office 8 h: desk 8 h (stress 0.6), sleep 8 h, free 3.98 h, sit 2 h, stand 1.65 h, walk 0.37 h; wakes 07:00
    """

    name: str
    week: tuple[tuple[Bout, ...], ...]
    wake: str = "07:00"

    def __post_init__(self) -> None:
        """Check the clock and that every day is full."""
        parse_clock(self.wake)
        week = tuple(tuple(bout for bout in day if bout.hours > 0) for day in self.week)
        if len(week) not in (1, 7):
            raise MusclebalanceError(
                f"lifestyle {self.name!r} has {len(week)} days; give 1 (repeated) or 7 (Monday first)."
            )
        for index, day in enumerate(week):
            total = sum(bout.hours for bout in day)
            if abs(total - 24.0) > 1e-6:
                spot = f" on {WEEKDAYS[index]}" if len(week) == 7 else ""
                raise MusclebalanceError(
                    f"lifestyle {self.name!r} fills {number(total)} h of the day{spot}, not 24 h; "
                    f"lengthen or shorten an activity by {number(abs(24.0 - total))} h."
                )
        object.__setattr__(self, "week", (week[0],) if all(day == week[0] for day in week) else week)

    def day(self, weekday: int) -> tuple[Bout, ...]:
        """Bouts of a weekday, 0 for Monday, from waking to waking."""
        return self.week[weekday % 7 if len(self.week) == 7 else 0]

    def hours(self) -> dict[str, float]:
        """Mean hours a day of each activity [h]."""
        total: dict[str, float] = {}
        for day in self.week:
            for bout in day:
                total[bout.activity] = total.get(bout.activity, 0.0) + bout.hours / len(self.week)
        return total

    @classmethod
    def healthy(cls) -> Lifestyle:
        """The reference life: walking 1.5 h, standing 5.25, seated 4, free 5.25, sleep 8; no stress."""
        hours = (
            ("free", 1.0),
            ("stand", 2.625),
            ("sit", 2.0),
            ("walk", 1.5),
            ("stand", 2.625),
            ("free", 2.25),
            ("sit", 2.0),
            ("free", 2.0),
            ("sleep", 8.0),
        )
        return cls("healthy", (tuple(Bout(activity, length) for activity, length in hours),))

    @classmethod
    def office(
        cls,
        hours: float = 8.0,
        stress: float = 0.6,
        *,
        breaks: int = 4,
        evening: float = 2.0,
        wake: str = "07:00",
    ) -> Lifestyle:
        """Desk work in equal blocks, each followed by a walk, a seated evening, and the rest in fixed shares.

        Parameters
        ----------
        hours : float
            At the desk, 0 to 12 [h]; monotone and continuous.
        stress : float
            Stress while at the desk, 0 to 1 [-].
        breaks : int
            Blocks of desk work, each followed by a short walk, 1 to 32.
        evening : float
            Seated in the evening, 0 to 4 [h].
        wake : str
            Clock time of waking.
        """
        hours = check_range("desk work", hours, 0.0, 12.0, "h")
        evening = check_range("seated evening", evening, 0.0, 4.0, "h")
        left = 16.0 - hours - evening
        return cls.working(
            hours,
            stress,
            walk=WALK_SHARE * left,
            stand=STAND_SHARE * left,
            evening=evening,
            breaks=breaks,
            wake=wake,
            name=f"office {number(hours)} h",
        )

    @classmethod
    def reduced(cls, stress: float = 0.3, *, evening: float = 2.0, wake: str = "07:00") -> Lifestyle:
        """The same work with the cause halved: four desk hours with breaks, more walking and standing.

        With `evening` at 1 h (5 h seated in all) standing is 4 h.
        """
        stand = 4.0 + 0.6 * (check_range("seated evening", evening, 0.0, 4.0, "h") - 1.0)
        return cls.working(
            4.0,
            stress,
            walk=1.2,
            stand=max(stand, 0.0),
            evening=evening,
            breaks=4,
            wake=wake,
            name="reduced desk work",
        )

    @classmethod
    def working(
        cls,
        desk: float,
        stress: float,
        *,
        walk: float,
        stand: float,
        evening: float,
        breaks: int = 4,
        sleep: float = 8.0,
        wake: str = "07:00",
        name: str = "working day",
    ) -> Lifestyle:
        """A working day from its hours; what remains of 24 h is free movement.

        Parameters
        ----------
        desk, walk, stand, evening, sleep : float
            Hours at the desk, walking (in the breaks), standing, seated in the evening, asleep [h].
        stress : float
            Stress while at the desk [-].
        breaks : int
            Blocks of desk work, each followed by its share of the walking.

        Raises
        ------
        MusclebalanceError
            The hours add up to more than 24.
        """
        breaks = int(check_range("breaks", breaks, 1, 32))
        check_range("stress", stress, 0.0, 1.0)
        free = 24.0 - desk - walk - stand - evening - sleep
        if free < 0:
            raise MusclebalanceError(
                f"{name!r} asks for {number(24.0 - free)} h a day; take away {number(-free)} h."
            )
        work = [Bout("desk", desk / breaks, stress), Bout("walk", walk / breaks)] * breaks
        bouts = [
            Bout("free", free / 4),
            Bout("stand", stand / 2),
            *work,
            Bout("stand", stand / 2),
            Bout("free", free / 4),
            Bout("sit", evening),
            Bout("free", free / 2),
            Bout("sleep", sleep),
        ]
        return cls(name, (tuple(bouts),), wake)

    def on(self, days: str | Iterable[str], other: Lifestyle, name: str | None = None) -> Lifestyle:
        """The same life with days of another on some weekdays, e.g. ``office.on("Sat Sun", healthy)``."""
        chosen = parse_weekdays(days)
        week = tuple((other if weekday in chosen else self).day(weekday) for weekday in range(7))
        label = " ".join(WEEKDAYS[weekday] for weekday in chosen)
        return replace(self, name=name or f"{self.name}, {other.name} on {label}", week=week)

    def with_(
        self,
        activity: str,
        *,
        hours: float,
        at: str,
        days: str | Iterable[str] | None = None,
        stress: float = 0.0,
        name: str | None = None,
    ) -> Lifestyle:
        """The same life with one more bout at a clock time, in place of what was there.

        Parameters
        ----------
        activity : str
            What is done, e.g. ``"sport"``.
        hours : float
            How long [h]; it must end before the next waking.
        at : str
            Clock time of its start.
        days : str or iterable of str, optional
            Weekdays, e.g. ``"Mon Wed"``; every day when left out.
        stress : float
            Stress meanwhile [-].
        """
        start = after_waking(at, self.wake) / 3600.0
        check_range(f"end of {activity!r} after waking", start + hours, 0.0, 24.0, "h")
        chosen = range(7) if days is None else parse_weekdays(days)
        bout = Bout(activity, hours, stress)
        week = tuple(
            _insert(self.day(day), bout, start) if day in chosen else self.day(day) for day in range(7)
        )
        return replace(self, name=name or f"{self.name} with {activity}", week=week)

    def with_breaks(
        self, activity: str = "walk", *, minutes: float, every: float, during: str = "desk"
    ) -> Lifestyle:
        """Movement breaks: `minutes` of `activity` after each `every` minutes of `during`, taken out of it.

        Raises
        ------
        UnknownNameError
            The life has no such activity to interrupt.
        """
        check_range("length of a movement break", minutes, 0.0, 240.0, "min")
        check_range("time between movement breaks", every, 1.0, 1440.0, "min")
        if during not in self.hours():
            raise unknown("activity in this lifestyle", during, self.hours())
        week = tuple(
            tuple(
                itertools.chain.from_iterable(
                    _interrupt(bout, activity, minutes / 60.0, every / 60.0)
                    if bout.activity == during
                    else (bout,)
                    for bout in day
                )
            )
            for day in self.week
        )
        return replace(
            self, name=f"{self.name}, {activity} {number(minutes)} min every {number(every)} min", week=week
        )

    def swap(self, **activities: str) -> Lifestyle:
        """The same life with activities exchanged, e.g. ``swap(desk="stand")`` for a standing desk.

        Raises
        ------
        UnknownNameError
            The life has no activity of that name.
        """
        for old in activities:
            if old not in self.hours():
                raise unknown("activity in this lifestyle", old, self.hours())
        week = tuple(
            tuple(replace(bout, activity=activities.get(bout.activity, bout.activity)) for bout in day)
            for day in self.week
        )
        text = ", ".join(f"{new} for {old}" for old, new in activities.items())
        return replace(self, name=f"{self.name} ({text})", week=week)

    def __str__(self) -> str:
        """One line: mean hours a day of each activity, the longest first."""
        parts = sorted(self.hours().items(), key=lambda item: -item[1])
        stress = {bout.activity: bout.stress for day in self.week for bout in day if bout.stress > 0}
        text = ", ".join(
            f"{activity} {hours:.3g} h"
            + (f" (stress {number(stress[activity])})" if activity in stress else "")
            for activity, hours in parts
        )
        return f"{self.name}: {text}; wakes {self.wake}"


def _insert(day: Sequence[Bout], bout: Bout, start: float) -> tuple[Bout, ...]:
    """Put `bout` at `start` [h after waking] in place of what was there."""
    end = start + bout.hours
    before: list[Bout] = []
    after: list[Bout] = []
    clock = 0.0
    for old in day:
        stop = clock + old.hours
        if clock < start:
            before.append(replace(old, hours=min(stop, start) - clock))
        if stop > end:
            after.append(replace(old, hours=stop - max(clock, end)))
        clock = stop
    return (*before, bout, *after)


def _interrupt(bout: Bout, activity: str, length: float, every: float) -> tuple[Bout, ...]:
    """Blocks of `every` [h] of a bout, each followed by `length` [h] of `activity`, within its time."""
    pieces: list[Bout] = []
    left = bout.hours
    while left > every:
        pieces += [replace(bout, hours=every), Bout(activity, min(length, left - every))]
        left -= every + length
    return (*pieces, replace(bout, hours=left)) if left > 1e-9 else tuple(pieces)
