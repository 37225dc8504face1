"""Settings that may come next are run before they are asked for.

First those that continue the last move, then one step each way in the settings of the life before, which cost
most because half a year is developed anew.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from .settings import LIMITS, SettingError, Settings

#: How many moves like the last one are computed ahead.
STEPS = 2
#: Settings whose neighbours are computed ahead whatever moved last.
SLOW = ("hours", "stress")


class Prefetch:
    """Runs settings that may come next, one at a time, until something else is asked for."""

    def __init__(self, compute: Callable[[Settings], object]) -> None:
        self._compute = compute
        self._lock = threading.Lock()
        self._last: Settings | None = None
        self._asked = 0

    def asked(self) -> None:
        """Something is asked for now: stop after the run at hand."""
        with self._lock:
            self._asked += 1

    def answered(self, settings: Settings) -> threading.Thread:
        """These settings have been answered; begin with those that may come next."""
        with self._lock:
            before, self._last, number = self._last, settings, self._asked
        wanted = [] if before is None else following(before, settings)
        wanted += [one for one in neighbours(settings) if one not in wanted]
        thread = threading.Thread(target=self._work, args=(wanted, number), daemon=True)
        thread.start()
        return thread

    def _work(self, wanted: list[Settings], number: int) -> None:
        for settings in wanted:
            if number != self._asked:
                return
            self._compute(settings)


def following(before: Settings, now: Settings) -> list[Settings]:
    """The next settings, if the one number in which `now` differs from `before` keeps moving like that."""
    one, other = before.to_data(), now.to_data()
    moved = [name for name in one if one[name] != other[name]]
    if len(moved) != 1 or moved[0] not in LIMITS:
        return []
    name = moved[0]
    step = other[name] - one[name]
    return _moved(now, name, [k * step for k in range(1, STEPS + 1)])


def neighbours(now: Settings) -> list[Settings]:
    """One step each way of each of `SLOW`."""
    return [one for name in SLOW for one in _moved(now, name, (LIMITS[name].step, -LIMITS[name].step))]


def _moved(now: Settings, name: str, changes: Sequence[float]) -> list[Settings]:
    """The settings with one number changed, as far as the slider goes."""
    found = []
    for change in changes:
        try:
            found.append(replace(now, **{name: round(getattr(now, name) + change, 10)}))
        except SettingError:  # the end of the slider
            continue
    return found
