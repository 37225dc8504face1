"""A repeating week of days, ready-made lives, and how to change them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.calendar import WEEKDAYS, after_waking, parse_clock, parse_weekdays
from ..core.errors import MusclebalanceError, check_range, number
from ..model.exposure import Exposure
from . import changes, presets
from .bout import Bout

if TYPE_CHECKING:
    import pandas


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
        return cls("healthy", (presets.healthy(),))

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
        walk, stand = presets.WALK_SHARE * left, presets.STAND_SHARE * left
        name = f"office {number(hours)} h"
        return cls.working(
            hours, stress, walk=walk, stand=stand, evening=evening, breaks=breaks, wake=wake, name=name
        )

    @classmethod
    def reduced(cls, stress: float = 0.3, *, evening: float = 2.0, wake: str = "07:00") -> Lifestyle:
        """The same work with the cause halved: four desk hours with breaks, more walking and standing.

        With `evening` at 1 h (5 h seated in all) standing is 4 h.
        """
        stand = max(4.0 + 0.6 * (check_range("seated evening", evening, 0.0, 4.0, "h") - 1.0), 0.0)
        name = "reduced desk work"
        return cls.working(4.0, stress, walk=1.2, stand=stand, evening=evening, wake=wake, name=name)

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
        check_range("stress", stress, 0.0, 1.0)
        work = (Bout("desk", desk, stress), Bout("walk", walk))
        day = presets.working(work, name, stand=stand, evening=evening, breaks=breaks, sleep=sleep)
        return cls(name, (day,), wake)

    @classmethod
    def lifting(
        cls, hours: float = 3.0, carrying: float = 1.0, stress: float = 0.2, *, wake: str = "07:00"
    ) -> Lifestyle:
        """An eight-hour shift of heavy lifting [h] and carrying [h], the rest of it on foot."""
        return cls(f"lifting {number(hours)} h", (presets.lifting(hours, carrying, stress, 2.0),), wake)

    @classmethod
    def driving(
        cls, hours: float = 8.0, stress: float = 0.4, *, breaks: int = 3, wake: str = "07:00"
    ) -> Lifestyle:
        """Hours at the wheel [h] in equal blocks with a short walk after each; seated evenings of 2 h."""
        return cls(f"driving {number(hours)} h", (presets.driving(hours, stress, breaks, 2.0),), wake)

    @classmethod
    def sport(
        cls, days: str | Iterable[str] = "Mon Wed Fri", hours: float = 1.0, at: str = "18:00"
    ) -> Lifestyle:
        """The healthy life with sport [h] on some weekdays; see also :meth:`with_`."""
        label = " ".join(WEEKDAYS[day] for day in parse_weekdays(days))
        return cls.healthy().with_("sport", hours=hours, at=at, days=days, name=f"sport on {label}")

    @classmethod
    def screens(cls, phone: float = 2.0, computer: float = 1.0, stress: float = 0.0) -> Lifestyle:
        """The healthy life with evenings at the phone [h] and then the computer [h], from 18:00 on."""
        check_range("phone and computer", phone + computer, 0.0, 5.0, "h")
        life = cls.healthy().with_("phone", hours=phone, at="18:00", stress=stress)
        after = f"{18 + int(phone):02d}:{round(60 * (phone % 1)):02d}"
        return life.with_("desk", hours=computer, at=after, stress=stress, name="phone and computer evenings")

    @classmethod
    def resting(cls, sleep: float = 9.0, wake: str = "07:00") -> Lifestyle:
        """Days off: `sleep` [h], much sitting, little on foot."""
        return cls("resting", (presets.resting(sleep),), wake)

    @classmethod
    def of_angles(
        cls,
        angles: Mapping[float, float] | Iterable[tuple[float, float]],
        *,
        longest: float | None = None,
        stress: float = 0.0,
        rest: str = "sleep",
        wake: str = "07:00",
        name: str = "joint angles",
    ) -> Lifestyle:
        """A day given as joint angles and hours: a histogram, or uninterrupted bouts in their order.

        Parameters
        ----------
        angles : mapping of float to float, or iterable of (float, float)
            Joint angle [deg] and time spent there [h], at most 24 h in all.
        longest : float, optional
            The angles are a histogram: the time at each is cut into equal bouts of at most so many hours [h],
            which take turns through the day. When left out, the bouts are taken as given, one after another.
        stress : float
            Stress meanwhile [-].
        rest : str
            Activity that fills the day up to 24 h.

        Examples
        --------
        >>> Lifestyle.of_angles({85: 8, 0: 4, 30: 4}, longest=2).day(0)[0].hours
        2.0
        """
        if longest is not None:
            check_range("longest bout", longest, 0.01, 24.0, "h")
        pairs = list(angles.items() if isinstance(angles, Mapping) else angles)
        return cls(name, (presets.angles(pairs, longest, stress, rest),), wake)

    @classmethod
    def from_table(
        cls,
        table: str | Path | pandas.DataFrame,
        *,
        fill: str | None = None,
        wake: str = "07:00",
        name: str | None = None,
    ) -> Lifestyle:
        """A life from a table with a row for each bout; see :mod:`musclebalance.lifestyle.table`.

        Parameters
        ----------
        table : str, Path or DataFrame
            CSV file or data frame; its columns are listed in :mod:`musclebalance.lifestyle.table`.
        fill : str, optional
            Activity for the hours that the table leaves open; when left out, they are an error.

        Raises
        ------
        FileError
            Naming the line.
        """
        from .table import read

        title, week = read(table, fill, wake)
        return cls(name or title, week, wake)

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
        exposures: Iterable[Exposure] = (),
        cycle: float | None = None,
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
        exposures, cycle
            As in :class:`Bout`.
        """
        start = after_waking(at, self.wake) / 3600.0
        check_range(f"end of {activity!r} after waking", start + hours, 0.0, 24.0, "h")
        chosen = range(7) if days is None else parse_weekdays(days)
        bout = Bout(activity, hours, stress, tuple(exposures), cycle)
        week = tuple(
            changes.insert(self.day(day), bout, start) if day in chosen else self.day(day) for day in range(7)
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
        changes.known_activities([during], self.hours())
        week = tuple(
            changes.with_breaks(day, activity, minutes / 60.0, every / 60.0, during) for day in self.week
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
        changes.known_activities(activities, self.hours())
        week = tuple(
            tuple(replace(bout, activity=activities.get(bout.activity, bout.activity)) for bout in day)
            for day in self.week
        )
        text = ", ".join(f"{new} for {old}" for old, new in activities.items())
        return replace(self, name=f"{self.name} ({text})", week=week)

    def with_stress(
        self, stress: float | Mapping[str, float] | Iterable[tuple[str, float]], name: str | None = None
    ) -> Lifestyle:
        """The same life under other emotional stress.

        Parameters
        ----------
        stress : float, mapping or iterable of (str, float)
            One value for every waking hour; values of named activities, ``{"drive": 0.5}``; or a profile
            by the clock, ``[("09:00", 0.6), ("17:00", 0.2)]``, each value from that time on and 0 before
            the first. 0 to 1 [-]; by the clock nobody is stressed asleep.

        Raises
        ------
        UnknownNameError, OutOfRangeError, MusclebalanceError
            An activity that the life has not, a value out of bounds, clock times out of order.
        """
        week, text = changes.stressed(self.week, stress, self.hours(), self.wake)
        return replace(self, name=name or f"{self.name}, stress {text}", week=week)

    def with_sleep(
        self, hours: float = 8.0, *, efficiency: float = 1.0, stress: float = 0.0, wakings: int = 4
    ) -> Lifestyle:
        """The same life with other nights, shorter, longer or restless.

        Parameters
        ----------
        hours : float
            In bed, 2 to 14 [h]; the time is taken from the evening, or given back to it as free movement.
        efficiency : float
            Share of it asleep, 0.3 to 1 [-].
        stress : float
            Stress while awake in bed, in the posture of sleep [-].
        wakings : int
            Times awake, 1 to 40.

        Notes
        -----
        Sleep acts through posture, through the hours without work in which fatigue recovers, and through
        the stress of lying awake. Lack of sleep has no effect of its own on pain in this model.
        """
        check_range("time in bed", hours, 2.0, 14.0, "h")
        check_range("sleep efficiency", efficiency, 0.3, 1.0)
        wakings = int(check_range("wakings", wakings, 1, 40))
        week = tuple(changes.with_night(day, hours, efficiency, stress, wakings) for day in self.week)
        return replace(self, name=f"{self.name}, {number(hours)} h in bed", week=week)

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
