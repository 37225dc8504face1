"""A day of a life: bouts from waking to waking, functions that change them, and events that strike once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise, starmap

from ..core.arguments import public
from ..core.calendar import after_waking, parse_clock
from ..core.errors import (
    MusclebalanceError,
    check_pairs,
    check_range,
    check_text,
    check_whole,
    number,
    unknown,
)
from ..model.exposure import Exposure

#: Time in which activities of changing effort run once through their parts [min], where a bout does not say
#: (assumed: one lift a minute, a load carried for two minutes in four, bursts and pauses of a minute each in
#: sport). Held for the whole bout, their efforts would be static work that nobody can do for an hour.
CYCLES: Mapping[str, float] = {"lift": 1.0, "carry": 4.0, "sport": 2.0}
#: Bouts shorter than this are dropped [h].
LEAST = 1e-9


@public
@dataclass(frozen=True, slots=True)
class Bout:
    """One activity for a while.

    Parameters
    ----------
    activity : str
        Name that the muscle pair maps to joint inputs, e.g. ``"desk"``; any text when `exposures` are given.
    hours : float
        Length, 0 to 24 [h].
    stress : float
        Emotional stress, 0 to 1 [-].
    exposures : tuple of Exposure
        What the activity does to the joint, instead of what the pair says; their shares add up to 1.
    cycle : float, optional
        Time in which the parts of the activity are gone through once, 0.05 to 1440 [min]; by default 1 for
        lifting, 4 for carrying, 2 for sport, and otherwise once in the bout.

    Raises
    ------
    OutOfRangeError, MusclebalanceError
        A number outside its bounds, or shares of the exposures that do not add up to 1.

    Examples
    --------
    >>> Bout("desk", hours=2, stress=0.6).hours
    2
    """

    activity: str
    hours: float
    stress: float = 0.0
    exposures: tuple[Exposure, ...] = ()
    cycle: float | None = None

    def __post_init__(self) -> None:
        check_text("activity", self.activity)
        check_range(f"length of activity {self.activity!r}", self.hours, 0.0, 24.0, "h")
        check_range(f"stress of activity {self.activity!r}", self.stress, 0.0, 1.0)
        object.__setattr__(self, "exposures", tuple(self.exposures))
        total = sum(exposure.share for exposure in self.exposures)
        if self.exposures and abs(total - 1.0) > 1e-9:
            raise MusclebalanceError(
                f"the shares of activity {self.activity!r} add up to {number(total)}, not to 1; mend them."
            )
        if self.cycle is not None:
            check_range(f"cycle of activity {self.activity!r}", self.cycle, 0.05, 1440.0, "min")

    @property
    def repeats(self) -> int:
        """How often the parts of the activity are gone through, at least once."""
        cycle = self.cycle if self.cycle is not None else CYCLES.get(self.activity)
        return 1 if cycle is None else max(round(60.0 * self.hours / cycle), 1)


Day = tuple[Bout, ...]


def between(day: Sequence[Bout], start: float, stop: float, least: float = 0.0) -> Day:
    """The part of a day from `start` to `stop` [h after waking], without pieces of `least` [h] or less."""
    edges = accumulate((bout.hours for bout in day), initial=0.0)
    hours = (min(end, stop) - max(begin, start) for begin, end in pairwise(edges))
    return tuple(replace(bout, hours=left) for bout, left in zip(day, hours, strict=True) if left > least)


def insert(day: Sequence[Bout], bout: Bout, start: float) -> Day:
    """Put `bout` at `start` [h after waking] in place of what was there."""
    return (*between(day, 0.0, start), bout, *between(day, start + bout.hours, math.inf))


def interrupt(bout: Bout, activity: str, length: float, every: float) -> Day:
    """Blocks of `every` [h] of a bout, each followed by `length` [h] of `activity`, within its time."""
    pieces: list[Bout] = []
    left = bout.hours
    while left > every:
        pieces += [replace(bout, hours=every), Bout(activity, min(length, left - every))]
        left -= every + length
    return (*pieces, replace(bout, hours=left)) if left > LEAST else tuple(pieces)


def read_profile(profile: Iterable[tuple[str, float]], wake: str) -> list[tuple[float, float]]:
    """Stress by the clock as (hours after waking, stress)."""
    read = [
        (after_waking(clock, wake) / 3600.0, check_range(f"stress from {clock}", stress, 0.0, 1.0))
        for clock, stress in check_pairs("stress profile", profile, "('09:00', 0.6)")
    ]
    if not read or any(one[0] >= two[0] for one, two in pairwise(read)):
        raise MusclebalanceError(
            "a stress profile needs clock times in order from waking on, each once, for example "
            "[('09:00', 0.6), ('17:00', 0.2)]."
        )
    return read


def stressed(day: Sequence[Bout], profile: Sequence[tuple[float, float]]) -> Day:
    """The same day under stress that changes at given moments [h after waking]; no stress asleep."""
    edges = [(0.0, 0.0), *profile, (24.0, 0.0)]
    return tuple(
        replace(bout, stress=0.0 if bout.activity == "sleep" else stress)
        for (start, stress), (stop, _) in pairwise(edges)
        for bout in between(day, start, stop, LEAST)
    )


def with_night(day: Sequence[Bout], hours: float, efficiency: float, stress: float, wakings: int) -> Day:
    """The same day with another night: `hours` in bed, of which the share `efficiency` asleep."""
    if not day or day[-1].activity != "sleep":
        raise MusclebalanceError("the night can be changed only where the day ends with 'sleep'.")
    *waking, night = day
    extra = hours - night.hours
    if extra < 0:
        waking.append(Bout("free", -extra))
    while extra > LEAST:
        if not waking:
            raise MusclebalanceError(f"no waking time is left for a night of {number(hours)} h.")
        last = waking.pop()
        if last.hours > extra:
            waking.append(replace(last, hours=last.hours - extra))
        extra -= min(last.hours, extra)
    asleep = Bout("sleep", hours * efficiency / (wakings + 1))
    awake = Bout("sleep", hours * (1.0 - efficiency) / max(wakings, 1), stress)
    restless = [asleep, *[awake, asleep] * wakings] if efficiency < 1.0 else [Bout("sleep", hours)]
    return tuple(bout for bout in (*waking, *restless) if bout.hours > LEAST)


def at_angles(
    histogram: Sequence[tuple[float, float]], longest: float | None, stress: float, rest: str
) -> Day:
    """A day from joint angles [deg] and hours; see `Lifestyle.of_angles`."""
    for angle, hours in histogram:
        check_range("joint angle", angle, -180.0, 180.0, "deg")
        check_range(f"hours at {number(angle)} deg", hours, 0.0, 24.0, "h")
    filled = check_range("hours of all angles", sum(hours for _, hours in histogram), 0.0, 24.0, "h")
    pieces: list[tuple[float, Bout]] = []
    for order, (angle, hours) in enumerate(histogram):
        count = 1 if longest is None else max(int(-(-hours // longest)), 1)
        here = (Exposure(mode="posture", angle=angle),)
        bout = Bout(f"{number(angle)} deg", hours / count, stress, here)
        pieces += [(float(order) if longest is None else (k + 0.5) / count, bout) for k in range(count)]
    day = [bout for _, bout in sorted(pieces, key=lambda piece: piece[0])]
    return (*day, Bout(rest, 24.0 - filled))


def working_day(
    work: Sequence[Bout], name: str, *, stand: float, evening: float, breaks: int, sleep: float = 8.0
) -> Day:
    """A working day: the bouts of `work` gone through `breaks` times, standing and free time around it."""
    breaks = int(check_range("breaks", breaks, 1, 32))
    free = 24.0 - sum(bout.hours for bout in work) - stand - evening - sleep
    if free < 0:
        raise MusclebalanceError(
            f"{name!r} asks for {number(24.0 - free)} h a day; take away {number(-free)} h."
        )
    block = [Bout(bout.activity, bout.hours / breaks, bout.stress) for bout in work]
    before = (("free", free / 4), ("stand", stand / 2))
    after = (("stand", stand / 2), ("free", free / 4), ("sit", evening), ("free", free / 2), ("sleep", sleep))
    return (*starmap(Bout, before), *block * breaks, *starmap(Bout, after))


#: What a trauma of severity 1 does (all assumed; no step was found in the literature): share of the force
#: capacity that is lost, protective tone [fraction of MVC: as much as stress causes in the trapezius], step
#: of central sensitisation [0..1].
TRAUMA_CAPACITY, TRAUMA_GUARDING, TRAUMA_SENSITISATION = 0.5, 0.02, 0.3


@public
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
        State, ``"add"`` or ``"set"``, value in the state's own unit. A state of a mechanism that the model
        has switched off is left alone; an unknown state is an error.
    label : str
        Text for plots.

    Examples
    --------
    >>> Event.trauma(day=30, clock="18:00", muscle="agonist", severity=0.5).changes[0]
    ('capacity_agonist', 'add', -0.25)
    """

    day: int
    clock: str
    changes: tuple[tuple[str, str, float], ...]
    label: str = "event"

    def __post_init__(self) -> None:
        object.__setattr__(self, "day", check_whole("day of the event", self.day, 1, 1_000_000, "d"))
        parse_clock(self.clock)
        check_text("label of the event", self.label)
        if not self.changes:
            raise MusclebalanceError(
                f"event {self.label!r} changes nothing; give (state, 'add' or 'set', value)."
            )
        for state, kind, value in self.changes:
            if kind not in ("add", "set"):
                raise unknown(f"kind of change of state {state!r}", kind, ("add", "set"))
            check_range(f"change of state {state!r}", value, -1e9, 1e9)

    @classmethod
    @public
    def trauma(
        cls, day: int, clock: str = "18:00", muscle: str = "agonist", severity: float = 0.5, *,
        label: str = "",
    ) -> Event:  # fmt: skip
        """An injury of one muscle: less force, guarding, sensitisation; each heals in weeks.

        `severity` is from 0 to 1 [-]; at 1 half of the force capacity is lost, protective tone rises by
        2 %MVC and central sensitisation by 0.3 (assumed sizes; below 1 in proportion).
        """
        if muscle not in ("agonist", "antagonist"):
            raise unknown("muscle", muscle, ("agonist", "antagonist"))
        check_range("severity of the trauma", severity, 0.0, 1.0)
        changes = (
            (f"capacity_{muscle}", "add", -TRAUMA_CAPACITY * severity),
            (f"guarding_{muscle}", "add", TRAUMA_GUARDING * severity),
            ("sensitisation", "add", TRAUMA_SENSITISATION * severity),
        )
        return cls(day, clock, changes, label or f"trauma of the {muscle}")
