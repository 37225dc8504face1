"""Steps on states at one moment: trauma above all."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.calendar import parse_clock
from ..core.errors import MusclebalanceError, check_range, unknown

#: What a trauma of severity 1 does (all assumed; no step was found in the literature): share of the force
#: capacity that is lost, protective tone [fraction of MVC: as much as stress causes in the trapezius], step
#: of central sensitisation [0..1].
TRAUMA_CAPACITY, TRAUMA_GUARDING, TRAUMA_SENSITISATION = 0.5, 0.02, 0.3


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
    >>> Event(day=30, clock="18:00", changes=(("capacity_agonist", "add", -0.3),), label="fall").day
    30
    >>> Event.trauma(day=30, clock="18:00", muscle="agonist", severity=0.5).changes[0]
    ('capacity_agonist', 'add', -0.25)
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

    @classmethod
    def trauma(
        cls,
        day: int,
        clock: str = "18:00",
        muscle: str = "agonist",
        severity: float = 0.5,
        *,
        label: str = "",
    ) -> Event:
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
