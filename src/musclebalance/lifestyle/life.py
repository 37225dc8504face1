"""A repeating week of days, ready-made lives, and how to change them.

All hours and patterns of ready-made lives are assumptions unless a source is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain, starmap
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.arguments import public
from ..core.calendar import WEEKDAYS, after_waking, parse_clock, parse_weekdays
from ..core.errors import MusclebalanceError, check_pairs, check_range, check_text, number, unknown
from ..model.exposure import Exposure
from .day import Bout, Day, at_angles, insert, interrupt, read_profile, stressed, with_night, working_day
from .table import read

if TYPE_CHECKING:
    import pandas

#: The reference day [h].
HEALTHY = (
    *(("free", 1.0), ("stand", 2.625), ("sit", 2.0), ("walk", 1.5), ("stand", 2.625)),
    *(("free", 2.25), ("sit", 2.0), ("free", 2.0), ("sleep", 8.0)),
)
#: Hours that the reference day gives each activity.
HEALTHY_HOURS = {name: sum(hours for other, hours in HEALTHY if other == name) for name, _ in HEALTHY}
#: Shares of the hours outside desk, evening seat and sleep that are walked and stood: without a desk as in
#: the reference day, with eight desk hours or more 0.37 h and 1.65 h of the 6 h that such a day leaves
#: (assumed). What remains is free movement.
ON_FOOT = {
    name: (HEALTHY_HOURS[name] / (24.0 - HEALTHY_HOURS["sit"] - HEALTHY_HOURS["sleep"]), desk / 6.0)
    for name, desk in (("walk", 0.37), ("stand", 1.65))
}
#: Shares of the waking hours of a day off: much sitting, little on foot.
RESTING = (("free", 0.3), ("sit", 0.25), ("walk", 0.03), ("stand", 0.07), ("sit", 0.2), ("free", 0.15))


@dataclass(frozen=True, slots=True)
class Lifestyle:
    """A repeating week of days, each a sequence of bouts from waking to waking.

    Ready-made: `healthy`, `office`, `reduced`, `working`, `lifting`, `driving`, `sport`, `screens` and
    `resting`; from data: `of_angles`, `from_table`; changed: `on`, `with_`, `with_breaks`, `swap`,
    `with_stress`, `with_sleep`.

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
    week: tuple[Day, ...]
    wake: str = "07:00"

    def __post_init__(self) -> None:
        check_text("name of a lifestyle", self.name)
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

    def day(self, weekday: int) -> Day:
        """Bouts of a weekday, 0 for Monday, from waking to waking."""
        return self.week[weekday % 7 if len(self.week) == 7 else 0]

    def hours(self) -> dict[str, float]:
        """Mean hours a day of each activity [h]."""
        total: dict[str, float] = {}
        for bout in chain.from_iterable(self.week):
            total[bout.activity] = total.get(bout.activity, 0.0) + bout.hours / len(self.week)
        return total

    @classmethod
    @public
    def healthy(cls) -> Lifestyle:
        """The reference life: walking 1.5 h, standing 5.25, seated 4, free 5.25, sleep 8; no stress."""
        return cls("healthy", (tuple(starmap(Bout, HEALTHY)),))

    @classmethod
    @public
    def office(
        cls, hours: float = 8.0, stress: float = 0.6, *,
        breaks: int = 4, evening: float = 2.0, wake: str = "07:00",
    ) -> Lifestyle:  # fmt: skip
        """Desk work in `breaks` equal blocks (1 to 32), each followed by a short walk, and a seated evening.

        `hours` are those at the desk, 0 to 12 [h]; `evening` is from 0 to 4 [h]. Who sits less than healthy
        people, desk and evening together, sits the missing hours where the desk would be. Of the remaining
        hours, walking and standing take shares that go from those of the reference life without a desk to
        those of desk workers at 8 h and more. `stress`, 0 to 1, is that at the desk.
        """
        hours = check_range("desk work", hours, 0.0, 12.0, "h")
        evening = check_range("seated evening", evening, 0.0, 4.0, "h")
        seat = max(HEALTHY_HOURS["sit"] - hours - evening, 0.0)
        walk, stand = ((16.0 - hours - seat - evening) * _share(name, hours) for name in ("walk", "stand"))
        check_range("stress", stress, 0.0, 1.0)
        work = (Bout("desk", hours, stress), *((Bout("sit", seat),) if seat else ()), Bout("walk", walk))
        name = f"office {number(hours)} h"
        return cls(name, (working_day(work, name, stand=stand, evening=evening, breaks=breaks),), wake)

    @classmethod
    @public
    def reduced(cls, stress: float = 0.3, *, evening: float = 2.0, wake: str = "07:00") -> Lifestyle:
        """The same work with the cause halved: four desk hours with breaks, more walking and standing.

        With an `evening` of 1 h (5 h seated in all), standing is 4 h.
        """
        stand = max(4.0 + 0.6 * (check_range("seated evening", evening, 0.0, 4.0, "h") - 1.0), 0.0)
        name = "reduced desk work"
        return cls.working(4.0, stress, walk=1.2, stand=stand, evening=evening, wake=wake, name=name)

    @classmethod
    @public
    def working(
        cls, desk: float, stress: float, *, walk: float, stand: float, evening: float,
        breaks: int = 4, sleep: float = 8.0, wake: str = "07:00", name: str = "working day",
    ) -> Lifestyle:  # fmt: skip
        """A desk worker's day from its hours [h]; what remains of 24 h is free movement.

        Stress is that at the desk; the desk work is done in so many blocks (`breaks`), each followed by its
        share of the walking. `evening` is seated.
        """
        check_range("stress", stress, 0.0, 1.0)
        work = (Bout("desk", desk, stress), Bout("walk", walk))
        day = working_day(work, name, stand=stand, evening=evening, breaks=breaks, sleep=sleep)
        return cls(name, (day,), wake)

    @classmethod
    @public
    def lifting(
        cls, hours: float = 3.0, carrying: float = 1.0, stress: float = 0.2, *, wake: str = "07:00"
    ) -> Lifestyle:
        """An eight-hour shift of heavy lifting [h] and carrying [h] in eight blocks, the rest on foot."""
        check_range("lifting", hours, 0.0, 8.0, "h")
        check_range("carrying", carrying, 0.0, 8.0 - hours, "h")
        left = 8.0 - hours - carrying
        parts = {"lift": hours, "carry": carrying, "walk": 0.5 * left, "stand": 0.5 * left}
        shift = [Bout(activity, length, stress) for activity, length in parts.items()]
        day = working_day(shift, "heavy lifting", stand=1.0, evening=2.0, breaks=8)
        return cls(f"lifting {number(hours)} h", (day,), wake)

    @classmethod
    @public
    def driving(
        cls, hours: float = 8.0, stress: float = 0.4, *, breaks: int = 3, wake: str = "07:00"
    ) -> Lifestyle:
        """Hours at the wheel [h] in equal blocks, a quarter of an hour's walk between; evenings seated."""
        check_range("driving", hours, 0.0, 12.0, "h")
        work = [Bout("drive", hours, stress), Bout("walk", 0.25)]
        day = working_day(work, "driving", stand=0.5, evening=2.0, breaks=breaks)
        return cls(f"driving {number(hours)} h", (day,), wake)

    @classmethod
    @public
    def sport(
        cls, days: str | Iterable[str] = "Mon Wed Fri", hours: float = 1.0, at: str = "18:00"
    ) -> Lifestyle:
        """The healthy life with sport [h] on some weekdays; see also `with_`."""
        label = _label(parse_weekdays(days))
        return cls.healthy().with_("sport", hours=hours, at=at, days=days, name=f"sport on {label}")

    @classmethod
    @public
    def screens(cls, phone: float = 2.0, computer: float = 1.0, stress: float = 0.0) -> Lifestyle:
        """The healthy life with evenings at the phone [h] and then the computer [h], from 18:00 on."""
        check_range("phone and computer", phone + computer, 0.0, 5.0, "h")
        life = cls.healthy().with_("phone", hours=phone, at="18:00", stress=stress)
        after = f"{18 + int(phone):02d}:{round(60 * (phone % 1)):02d}"
        return life.with_("desk", hours=computer, at=after, stress=stress, name="phone and computer evenings")

    @classmethod
    @public
    def resting(cls, sleep: float = 9.0, wake: str = "07:00") -> Lifestyle:
        """Days off: `sleep` [h], much sitting, little on foot."""
        check_range("sleep", sleep, 4.0, 14.0, "h")
        left = 24.0 - sleep
        day = (*(Bout(activity, share * left) for activity, share in RESTING), Bout("sleep", sleep))
        return cls("resting", (day,), wake)

    @classmethod
    @public
    def of_angles(
        cls, angles: Mapping[float, float] | Iterable[tuple[float, float]], *, longest: float | None = None,
        stress: float = 0.0, rest: str = "sleep", wake: str = "07:00", name: str = "joint angles",
    ) -> Lifestyle:  # fmt: skip
        """A day given as joint angles [deg] and the time spent there [h], filled up to 24 h with `rest`.

        With `longest` the angles are a histogram: the time at each is cut into equal bouts of at most so many
        hours, which take turns through the day. Without, they are uninterrupted bouts in their order.

        Examples
        --------
        >>> Lifestyle.of_angles({85: 8, 0: 4, 30: 4}, longest=2).day(0)[0].hours
        2.0
        """
        if longest is not None:
            check_range("longest bout", longest, 0.01, 24.0, "h")
        rows = angles.items() if isinstance(angles, Mapping) else angles
        pairs = check_pairs("joint angles", rows, "(85, 8) for 8 h at 85 deg")
        return cls(name, (at_angles(pairs, longest, stress, rest),), wake)

    @classmethod
    @public
    def from_table(
        cls, table: str | Path | pandas.DataFrame, *,
        fill: str | None = None, wake: str = "07:00", name: str | None = None,
    ) -> Lifestyle:  # fmt: skip
        """A life from a CSV file or data frame with a row for each bout; columns as in `lifestyle.table`.

        `fill` is the activity for the hours that the table leaves open, which are otherwise an error. A row
        that cannot be read is named by its line.
        """
        title, week = read(table, fill, wake)
        return cls(name or title, week, wake)

    def _changed(self, name: str, change: Callable[[Day], Day]) -> Lifestyle:
        return replace(self, name=name, week=tuple(map(change, self.week)))

    def _each(self, name: str, change: Callable[[Bout], Day]) -> Lifestyle:
        return self._changed(name, lambda day: tuple(chain.from_iterable(map(change, day))))

    def on(self, days: str | Iterable[str], other: Lifestyle, name: str | None = None) -> Lifestyle:
        """The same life with days of another on some weekdays, e.g. ``office.on("Sat Sun", healthy)``."""
        chosen = parse_weekdays(days)
        week = tuple((other if weekday in chosen else self).day(weekday) for weekday in range(7))
        return replace(self, name=name or f"{self.name}, {other.name} on {_label(chosen)}", week=week)

    def with_(
        self, activity: str, *, hours: float, at: str, days: str | Iterable[str] | None = None,
        stress: float = 0.0, exposures: Iterable[Exposure] = (), cycle: float | None = None,
        name: str | None = None,
    ) -> Lifestyle:  # fmt: skip
        """The same life with one more bout in place of what was there.

        It begins at a clock time (`at`) on some weekdays (`days`, by default on all) and must end before the
        next waking; the rest is as in `Bout`.
        """
        start = after_waking(at, self.wake) / 3600.0
        check_range(f"end of {activity!r} after waking", start + hours, 0.0, 24.0, "h")
        chosen = range(7) if days is None else parse_weekdays(days)
        bout = Bout(activity, hours, stress, tuple(exposures), cycle)
        old = map(self.day, range(7))
        week = tuple(insert(day, bout, start) if k in chosen else day for k, day in enumerate(old))
        return replace(self, name=name or f"{self.name} with {activity}", week=week)

    def with_breaks(
        self, activity: str = "walk", *, minutes: float, every: float, during: str = "desk"
    ) -> Lifestyle:
        """Breaks: `minutes` of `activity` after each `every` minutes of `during`, taken out of it."""
        check_range("length of a movement break", minutes, 0.0, 240.0, "min")
        check_range("time between movement breaks", every, 1.0, 1440.0, "min")
        self._check_activities([during])
        length, block = minutes / 60.0, every / 60.0
        return self._each(
            f"{self.name}, {activity} {number(minutes)} min every {number(every)} min",
            lambda bout: interrupt(bout, activity, length, block) if bout.activity == during else (bout,),
        )

    def swap(self, **activities: str) -> Lifestyle:
        """The same life with activities exchanged, e.g. ``swap(desk="stand")`` for a standing desk."""
        self._check_activities(activities)
        text = ", ".join(f"{new} for {old}" for old, new in activities.items())
        return self._each(
            f"{self.name} ({text})",
            lambda bout: (replace(bout, activity=activities.get(bout.activity, bout.activity)),),
        )

    def with_stress(
        self, stress: float | Mapping[str, float] | Iterable[tuple[str, float]], name: str | None = None
    ) -> Lifestyle:
        """The same life under other emotional stress, 0 to 1 [-].

        One value for every waking hour; values of named activities, ``{"drive": 0.5}``; or a profile by the
        clock, ``[("09:00", 0.6), ("17:00", 0.2)]``, each value from that time on and 0 before the first.
        """
        if isinstance(stress, Mapping):
            by_activity = dict(stress)
            self._check_activities(by_activity)
            text = ", ".join(f"{activity} {number(value)}" for activity, value in by_activity.items())
            return self._each(
                name or f"{self.name}, stress {text}",
                lambda bout: (replace(bout, stress=by_activity.get(bout.activity, bout.stress)),),
            )
        if isinstance(stress, (int, float)):
            profile, text = read_profile([(self.wake, stress)], self.wake), number(stress)
        else:
            profile, text = read_profile(stress, self.wake), "by the clock"
        return self._changed(name or f"{self.name}, stress {text}", lambda day: stressed(day, profile))

    def with_sleep(
        self, hours: float = 8.0, *, efficiency: float = 1.0, stress: float = 0.0, wakings: int = 4
    ) -> Lifestyle:
        """The same life with other nights, shorter, longer or restless.

        Of `hours` in bed, 2 to 14 [h], the share `efficiency` (0.3 to 1) is slept; the person wakes `wakings`
        times (1 to 40) and lies awake under `stress`. The time is taken from the evening, or given back to
        it as free movement. Sleep acts through posture, through hours without work in which fatigue recovers,
        and through the stress of lying awake; lack of it has no effect of its own on pain in this model.
        """
        check_range("time in bed", hours, 2.0, 14.0, "h")
        check_range("sleep efficiency", efficiency, 0.3, 1.0)
        times = int(check_range("wakings", wakings, 1, 40))
        return self._changed(
            f"{self.name}, {number(hours)} h in bed",
            lambda day: with_night(day, hours, efficiency, stress, times),
        )

    def _check_activities(self, names: Iterable[str]) -> None:
        hours = self.hours()
        for name in names:
            if name not in hours:
                raise unknown("activity in this lifestyle", name, hours)

    def __str__(self) -> str:
        """One line: mean hours a day of each activity, the longest first."""
        parts = sorted(self.hours().items(), key=lambda item: -item[1])
        stress = {
            bout.activity: f" (stress {number(bout.stress)})"
            for bout in chain.from_iterable(self.week)
            if bout.stress > 0
        }
        text = ", ".join(f"{activity} {hours:.3g} h{stress.get(activity, '')}" for activity, hours in parts)
        return f"{self.name}: {text}; wakes {self.wake}"


def _share(activity: str, hours: float) -> float:
    """Share of the hours without a seat that are walked or stood, with so many at the desk."""
    healthy, desk = ON_FOOT[activity]
    return healthy + (desk - healthy) * min(hours / 8.0, 1.0)


def _label(weekdays: Iterable[int]) -> str:
    return " ".join(WEEKDAYS[day] for day in weekdays)
