"""The days of ready-made lives. All hours and patterns are assumptions unless a source is given."""

from __future__ import annotations

from collections.abc import Sequence

from ..core.errors import MusclebalanceError, check_range, number
from .bout import Bout

Day = tuple[Bout, ...]

#: Shares of the hours outside desk, evening seat and sleep that a desk worker walks and stands (assumed:
#: 0.37 h and 1.65 h of the 6 h that an 8-hour desk day leaves); what remains is free movement.
WALK_SHARE = 0.37 / 6.0
STAND_SHARE = 1.65 / 6.0


def healthy() -> Day:
    """The reference day."""
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
    return tuple(Bout(activity, length) for activity, length in hours)


def working(
    work: Sequence[Bout],
    name: str,
    *,
    stand: float,
    evening: float,
    breaks: int = 4,
    sleep: float = 8.0,
) -> Day:
    """A working day: the bouts of `work` gone through `breaks` times, standing and free time around it."""
    breaks = int(check_range("breaks", breaks, 1, 32))
    free = 24.0 - sum(bout.hours for bout in work) - stand - evening - sleep
    if free < 0:
        raise MusclebalanceError(
            f"{name!r} asks for {number(24.0 - free)} h a day; take away {number(-free)} h."
        )
    block = [Bout(bout.activity, bout.hours / breaks, bout.stress) for bout in work]
    return (
        Bout("free", free / 4),
        Bout("stand", stand / 2),
        *block * breaks,
        Bout("stand", stand / 2),
        Bout("free", free / 4),
        Bout("sit", evening),
        Bout("free", free / 2),
        Bout("sleep", sleep),
    )


def lifting(hours: float, carrying: float, stress: float, evening: float) -> Day:
    """An eight-hour shift of lifting, carrying, walking and standing in eight blocks."""
    check_range("lifting", hours, 0.0, 8.0, "h")
    check_range("carrying", carrying, 0.0, 8.0 - hours, "h")
    left = 8.0 - hours - carrying
    shift = [
        Bout("lift", hours, stress),
        Bout("carry", carrying, stress),
        Bout("walk", 0.5 * left, stress),
        Bout("stand", 0.5 * left, stress),
    ]
    return working(shift, "heavy lifting", stand=1.0, evening=evening, breaks=8)


def driving(hours: float, stress: float, breaks: int, evening: float) -> Day:
    """Blocks at the wheel, each followed by a quarter of an hour on foot in all."""
    check_range("driving", hours, 0.0, 12.0, "h")
    work = [Bout("drive", hours, stress), Bout("walk", 0.25)]
    return working(work, "driving", stand=0.5, evening=evening, breaks=breaks)


def resting(sleep: float) -> Day:
    """A day off: long sleep, much sitting, little on foot."""
    check_range("sleep", sleep, 4.0, 14.0, "h")
    left = 24.0 - sleep
    hours = (("free", 0.3), ("sit", 0.25), ("walk", 0.03), ("stand", 0.07), ("sit", 0.2), ("free", 0.15))
    return (*(Bout(activity, share * left) for activity, share in hours), Bout("sleep", sleep))


def angles(histogram: Sequence[tuple[float, float]], longest: float | None, stress: float, rest: str) -> Day:
    """A day from joint angles [deg] and hours; see :meth:`Lifestyle.of_angles`."""
    from ..model.exposure import Exposure

    filled = sum(hours for _, hours in histogram)
    check_range("hours of all angles", filled, 0.0, 24.0, "h")
    pieces: list[tuple[float, Bout]] = []
    for order, (angle, hours) in enumerate(histogram):
        check_range(f"hours at {number(angle)} deg", hours, 0.0, 24.0, "h")
        count = 1 if longest is None else max(int(-(-hours // longest)), 1)
        here = (Exposure(mode="posture", angle=angle),)
        bout = Bout(f"{number(angle)} deg", hours / count, stress, here)
        pieces += [(float(order) if longest is None else (k + 0.5) / count, bout) for k in range(count)]
    day = [bout for _, bout in sorted(pieces, key=lambda piece: piece[0])]
    return (*day, Bout(rest, 24.0 - filled))
