"""What an activity of daily life does to one joint: the meeting point of catalogue and timeline."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.errors import MusclebalanceError, check_range, unknown

#: How the joint is driven: finds its equilibrium, is held at an angle, held where it is, moved to a barrier.
MODES = ("free", "posture", "hold", "stretch")
#: What the muscles are doing; mechanisms read it as a flag and never guess it from a state.
PHASES = ("rest", "work", "hold", "plateau", "release", "stretch")


@dataclass(frozen=True, slots=True)
class Exposure:
    """A share of an activity during which the joint's inputs are constant.

    Parameters
    ----------
    share : float
        Fraction of the activity's time [0..1]; the shares of one activity add up to 1.
    mode, phase : str
        One of `MODES` and of `PHASES`.
    angle : float, optional
        Imposed joint angle [deg] in mode ``"posture"``; None lets the joint be.
    effort_agonist, effort_antagonist : float
        Voluntary effort [fraction of MVC].
    load : float
        External moment [N m].
    offset_agonist, offset_antagonist : float
        Length offset from the joint the pair does not model [optimal fibre lengths].

    Raises
    ------
    UnknownNameError, OutOfRangeError
        For a mode, a phase or a number that cannot be.

    Examples
    --------
    >>> Exposure(mode="posture", phase="rest", angle=85.0).angle
    85.0
    """

    share: float = 1.0
    mode: str = "free"
    phase: str = "rest"
    angle: float | None = None
    effort_agonist: float = 0.0
    effort_antagonist: float = 0.0
    load: float = 0.0
    offset_agonist: float = 0.0
    offset_antagonist: float = 0.0

    def __post_init__(self) -> None:
        """Check names and bounds."""
        if self.mode not in MODES:
            raise unknown("mode", self.mode, MODES)
        if self.phase not in PHASES:
            raise unknown("phase", self.phase, PHASES)
        check_range("share", self.share, 0.0, 1.0)
        for muscle in ("agonist", "antagonist"):
            effort = getattr(self, f"effort_{muscle}")
            check_range(f"effort of the {muscle}", 100.0 * effort, 0.0, 100.0, "%MVC")
            check_range(
                f"length offset of the {muscle}", getattr(self, f"offset_{muscle}"), -1.5, 1.5, "lopt"
            )
        check_range("load", self.load, -500.0, 500.0, "N m")
        if self.mode == "posture" and self.angle is None:
            raise MusclebalanceError("mode 'posture' needs an angle [deg]: the joint is held there.")
        if self.angle is not None:
            check_range("angle", self.angle, -180.0, 180.0, "deg")
