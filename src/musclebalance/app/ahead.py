"""Computing ahead: while one setting is being moved, its next values are run before they are asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from .settings import LIMITS, SettingError, Settings

#: How many moves like the last one are computed ahead.
STEPS = 2


class Ahead:
    """Runs the next values of the setting that moved last, one at a time, until something else is asked.

    Parameters
    ----------
    compute : callable
        ``compute(settings)``; keeps its result where the next request finds it.
    """

    def __init__(self, compute: Callable[[Settings], object]) -> None:
        self._compute = compute
        self._lock = threading.Lock()
        self._last: Settings | None = None
        self._asked = 0

    def asked(self) -> None:
        """Something is asked for now: stop after the run at hand."""
        with self._lock:
            self._asked += 1

    def answered(self, settings: Settings) -> threading.Thread | None:
        """These settings have been answered; begin with those that may come next."""
        with self._lock:
            before, self._last, number = self._last, settings, self._asked
        wanted = [] if before is None else following(before, settings)
        if not wanted:
            return None
        thread = threading.Thread(target=self._work, args=(wanted, number), daemon=True)
        thread.start()
        return thread

    def _work(self, wanted: list[Settings], number: int) -> None:
        for settings in wanted:
            if number != self._asked:
                return
            self._compute(settings)


def following(before: Settings, now: Settings) -> list[Settings]:
    """The next settings if the one number in which `now` differs from `before` goes on moving like that.

    Empty when several settings differ, or none, or one that is no number.
    """
    one, other = before.to_data(), now.to_data()
    moved = [name for name in one if one[name] != other[name]]
    if len(moved) != 1 or moved[0] not in LIMITS:
        return []
    name = moved[0]
    step = other[name] - one[name]
    found = []
    for k in range(1, STEPS + 1):
        value = round(other[name] + k * step, 10)
        try:
            found.append(replace(now, **{name: value}))
        except SettingError:  # the end of the slider
            break
    return found
