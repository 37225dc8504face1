"""Clock times, weekdays and whole microseconds.

Times are kept as whole microseconds wherever two segments must touch: sums of floating-point
seconds leave gaps between touching steps, sums of integers do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .errors import MusclebalanceError, OutOfRangeError, check_range, shown, unknown

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FULL = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NAMES = {name.lower(): index for names in (WEEKDAYS, _FULL) for index, name in enumerate(names)}
TICKS_PER_SECOND = 1_000_000
DAY_SECONDS = 86_400.0
DAY_TICKS = 86_400 * TICKS_PER_SECOND
_CLOCK = re.compile(r"^\s*(\d{1,2}):(\d{2})\s*$")


def to_ticks(seconds: float) -> int:
    """Whole microseconds nearest to `seconds` [s]."""
    return round(seconds * TICKS_PER_SECOND)


def parse_clock(text: str) -> float:
    """Read ``"18:00"`` as seconds after midnight [s]."""
    match = _CLOCK.match(text) if isinstance(text, str) else None
    if match is None or int(match.group(1)) > 23 or int(match.group(2)) > 59:
        raise OutOfRangeError(
            f"{shown(text)} is not a clock time between 00:00 and 23:59; write for example '18:00'."
        )
    return 3600.0 * int(match.group(1)) + 60.0 * int(match.group(2))


def after_waking(clock: str, wake: str) -> float:
    """Seconds from waking to `clock` on the same day, which ends when the person wakes again [s]."""
    return (parse_clock(clock) - parse_clock(wake)) % DAY_SECONDS


def show_clock(seconds: float) -> str:
    """Write seconds after midnight [s] as ``"18:00"``."""
    minutes = round(seconds / 60.0) % 1440
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def parse_weekday(name: str) -> int:
    """Index of a weekday, 0 for Monday."""
    found = _NAMES.get(str(name).strip().lower())
    if found is None:
        raise unknown("weekday", name, WEEKDAYS + _FULL)
    return found


def parse_weekdays(days: str | Iterable[str]) -> tuple[int, ...]:
    """Read ``"Mon Wed Fri"``, ``"Mon-Fri"``, ``"every day"`` or ``["Mon", "Wed"]`` as sorted indices."""
    if isinstance(days, str) and days.strip().lower() in ("all", "every day"):
        return tuple(range(7))
    if not isinstance(days, Iterable):
        raise MusclebalanceError(f"weekdays {shown(days)} are no text; write for example 'Mon Wed Fri'.")
    found: list[int] = []
    for word in re.findall(r"[^\s,]+", days) if isinstance(days, str) else days:
        first, dash, last = str(word).partition("-")
        begin = parse_weekday(first)
        end = parse_weekday(last) if dash else begin
        found += [(begin + k) % 7 for k in range((end - begin) % 7 + 1)]
    if not found or len(set(found)) != len(found):
        raise MusclebalanceError(
            f"weekdays {shown(days)}: give at least one and each of them once, for example 'Mon Wed Fri'."
        )
    return tuple(sorted(found))


def spread_weekdays(count: int) -> tuple[int, ...]:
    """Weekdays usual for `count` sessions a week, 1 to 7: three are Monday, Wednesday, Friday."""
    check_range("days a week", count, 1, 7)
    usual = {1: (2,), 2: (0, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4), 6: (0, 1, 2, 3, 4, 5)}
    return usual.get(count, tuple(range(7)))
