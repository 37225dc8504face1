"""One activity for a while."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..core.errors import MusclebalanceError, check_range, number
from ..model.exposure import Exposure

#: Time in which activities of changing effort run once through their parts [min], where a bout does not say
#: (assumed: one lift a minute, a load carried for two minutes in four, bursts and pauses of a minute each in
#: sport). Held for the whole bout, their efforts would be static work that nobody can do for an hour.
CYCLES: Mapping[str, float] = {"lift": 1.0, "carry": 4.0, "sport": 2.0}


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
        Time in which the parts of the activity are gone through once, 0.05 to 1440 [min]; when left out, the
        value of :data:`CYCLES`, else the parts follow one another once in the bout.

    Raises
    ------
    OutOfRangeError
        A number outside its bounds.
    MusclebalanceError
        The shares of the exposures do not add up to 1.

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
        """Check the bounds."""
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
