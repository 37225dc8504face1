"""Changes of one day, as pure functions on its bouts."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..core.calendar import after_waking
from ..core.errors import MusclebalanceError, check_range, number, unknown
from .bout import Bout

Day = tuple[Bout, ...]
#: Bouts shorter than this are dropped [h].
LEAST = 1e-9


def insert(day: Sequence[Bout], bout: Bout, start: float) -> Day:
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


def interrupt(bout: Bout, activity: str, length: float, every: float) -> Day:
    """Blocks of `every` [h] of a bout, each followed by `length` [h] of `activity`, within its time."""
    pieces: list[Bout] = []
    left = bout.hours
    while left > every:
        pieces += [replace(bout, hours=every), Bout(activity, min(length, left - every))]
        left -= every + length
    return (*pieces, replace(bout, hours=left)) if left > LEAST else tuple(pieces)


def with_breaks(day: Sequence[Bout], activity: str, length: float, every: float, during: str) -> Day:
    """Movement breaks of `length` [h] after each `every` [h] of the activity `during`."""
    return tuple(
        itertools.chain.from_iterable(
            interrupt(bout, activity, length, every) if bout.activity == during else (bout,) for bout in day
        )
    )


def stressed_by_activity(day: Sequence[Bout], stress: Mapping[str, float]) -> Day:
    """The same day with the stress of the named activities."""
    return tuple(replace(bout, stress=stress.get(bout.activity, bout.stress)) for bout in day)


def stressed_by_clock(day: Sequence[Bout], profile: Sequence[tuple[float, float]]) -> Day:
    """The same day under a stress that changes at given moments."""
    edges = [(0.0, 0.0), *profile, (24.0, 0.0)]
    pieces: list[Bout] = []
    clock = 0.0
    for bout in day:
        stop = clock + bout.hours
        for (start, stress), (end, _) in itertools.pairwise(edges):
            length = min(stop, end) - max(clock, start)
            if length > LEAST:
                now = 0.0 if bout.activity == "sleep" else stress
                pieces.append(replace(bout, hours=length, stress=now))
        clock = stop
    return tuple(pieces)


def read_profile(profile: Iterable[tuple[str, float]], wake: str) -> list[tuple[float, float]]:
    """Stress by the clock as (hours after waking, stress)."""
    read = [(after_waking(clock, wake) / 3600.0, check_range(f"stress from {clock}", stress, 0.0, 1.0))
            for clock, stress in profile]  # fmt: skip
    hours = [hour for hour, _ in read]
    if not read or any(one >= two for one, two in itertools.pairwise(hours)):
        raise MusclebalanceError(
            "a stress profile needs clock times in order from waking on, each once, for example "
            "[('09:00', 0.6), ('17:00', 0.2)]."
        )
    return read


def stressed(
    week: Sequence[Day],
    stress: float | Mapping[str, float] | Iterable[tuple[str, float]],
    hours: Mapping[str, float],
    wake: str,
) -> tuple[tuple[Day, ...], str]:
    """A week under other stress, and a few words on it; see :meth:`Lifestyle.with_stress`."""
    if isinstance(stress, Mapping):
        known_activities(stress, hours)
        text = ", ".join(f"{activity} {number(value)}" for activity, value in stress.items())
        return tuple(stressed_by_activity(day, stress) for day in week), text
    if isinstance(stress, (int, float)):
        profile, text = read_profile([(wake, stress)], wake), number(stress)
    else:
        profile, text = read_profile(stress, wake), "by the clock"
    return tuple(stressed_by_clock(day, profile) for day in week), text


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


def known_activities(given: Iterable[str], hours: Mapping[str, float]) -> None:
    """Raise when a life has no activity of one of the names."""
    for name in given:
        if name not in hours:
            raise unknown("activity in this lifestyle", name, hours)
