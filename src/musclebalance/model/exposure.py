"""What drives a joint and its muscles: in daily life, in a timeline, and as inputs of the engine."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from ..core.arguments import public
from ..core.errors import MusclebalanceError, check_range, unknown

#: How the joint is driven, and what the muscles are doing (a flag that laws never guess from a state):
#: see `Exposure`.
MODES = ("free", "posture", "hold", "stretch")
PHASES = ("rest", "unused", "work", "hold", "plateau", "release", "stretch")
#: Inputs of the engine, constant while a segment lasts [rad, s, N m, fractions].
INPUTS = {
    "muscle": ("effort", "stretched", "offset"),
    "joint": (
        *(f"mode_{mode}" for mode in MODES),
        *(f"phase_{phase}" for phase in PHASES),
        "angle_set",
        "barrier",
        "torque",
        "load",
        "stress",
        "asleep",
        "assisted",
    ),
}
#: State, "add" or "set", value.
Change = tuple[str, str, float]


@public
@dataclass(frozen=True, slots=True)
class Exposure:
    """A share of an activity during which the joint's inputs are constant.

    Parameters
    ----------
    share : float
        Fraction of the activity's time [0..1]; the shares of one activity add up to 1.
    mode : str
        How the joint is driven: ``"free"`` (it finds its equilibrium), ``"posture"`` (held at `angle`),
        ``"hold"`` (held where it is) or ``"stretch"`` (moved to a barrier or a torque).
    phase : str
        What the muscles do: ``"rest"``, ``"unused"`` (in a cast, a sling, in bed), ``"work"``, ``"hold"``
        (isometric), ``"plateau"`` (the first second after it), ``"release"`` or ``"stretch"``.
    angle : float, optional
        Imposed joint angle, -180 to 180 [deg]; mode ``"posture"`` needs one.
    effort_agonist, effort_antagonist, load : float
        Voluntary effort, 0 to 1 [fraction of MVC], and external moment, -500 to 500 [N m].
    offset_agonist, offset_antagonist : float
        Length offset due to the joint the pair does not model, -1.5 to 1.5 [optimal fibre lengths].

    Raises
    ------
    UnknownNameError, OutOfRangeError
        For a mode, a phase or a number that cannot be.

    Examples
    --------
    >>> desk = Exposure(mode="posture", phase="rest", angle=85.0)
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
        if self.mode not in MODES:
            raise unknown("mode", self.mode, MODES)
        if self.phase not in PHASES:
            raise unknown("phase", self.phase, PHASES)
        check_range("share", self.share, 0.0, 1.0)
        for muscle in ("agonist", "antagonist"):
            effort, offset = (getattr(self, f"{name}_{muscle}") for name in ("effort", "offset"))
            check_range(f"effort of the {muscle}", 100.0 * effort, 0.0, 100.0, "%MVC")
            check_range(f"length offset of the {muscle}", offset, -1.5, 1.5, "lopt")
        check_range("load", self.load, -500.0, 500.0, "N m")
        if self.mode == "free" and self.angle is not None:
            object.__setattr__(self, "mode", "posture")  # an angle says that the joint is held there
        if self.mode == "posture" and self.angle is None:
            raise MusclebalanceError("mode 'posture' needs an angle [deg]: the joint is held there.")
        if self.angle is not None:
            check_range("angle", self.angle, -180.0, 180.0, "deg")

    def segment(self, **more: Any) -> Segment:
        """The same inputs as a segment, with what else holds there."""
        own = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "share"}
        return Segment(**own, **more)


@dataclass(frozen=True, slots=True)
class Segment:
    """What holds from one edge of a timeline to the next.

    Parameters
    ----------
    duration : float
        Length [s].
    mode, phase, angle, effort_agonist, effort_antagonist, load, offset_agonist, offset_antagonist
        As in `Exposure`.
    barrier, torque : float, optional
        What a stretch goes to: a fraction of the tolerated torque, or a passive torque [N m].
    muscle : str, optional
        ``"agonist"`` or ``"antagonist"``: the muscle that a step of a session treats.
    stress, asleep, assisted : float, bool, bool
        Emotional stress [0..1]; whether the person sleeps; a therapist moves the joint.
    label, kind : str
        Text for plots, e.g. ``"desk"`` or ``"PIR: contract 2/5"``; ``"life"`` or ``"session"``.
    event : tuple of (str, str, float)
        Steps on named states at the start: state, ``"add"`` or ``"set"``, value.

    Examples
    --------
    >>> Segment(20.0, "stretch", "stretch", barrier=0.9, muscle="agonist").stretches("agonist")
    True
    """

    duration: float = 0.0
    mode: str = "free"
    phase: str = "rest"
    angle: float | None = None
    barrier: float | None = None
    torque: float | None = None
    muscle: str | None = None
    effort_agonist: float = 0.0
    effort_antagonist: float = 0.0
    load: float = 0.0
    stress: float = 0.0
    asleep: bool = False
    offset_agonist: float = 0.0
    offset_antagonist: float = 0.0
    assisted: bool = False
    label: str = ""
    kind: str = "life"
    event: tuple[Change, ...] = ()

    def stretches(self, muscle: str) -> bool:
        """Whether this segment lengthens the muscle on purpose (a stretch, or taking up its slack)."""
        return self.muscle == muscle and "stretch" in (self.mode, self.phase)


def input_values(segment: Segment, names: Sequence[str]) -> list[float]:
    """Values of the named engine inputs in this segment [SI]; what is not imposed reads 0."""
    values: dict[str, float] = {f"mode_{mode}": segment.mode == mode for mode in MODES}
    values |= {f"phase_{phase}": segment.phase == phase for phase in PHASES}
    values["angle_set"] = math.radians(segment.angle or 0.0)
    values |= {"barrier": segment.barrier or 0.0, "torque": segment.torque or 0.0}
    for muscle in ("agonist", "antagonist"):
        values[f"stretched_{muscle}"] = segment.stretches(muscle)
        for name in ("effort", "offset"):
            values[f"{name}_{muscle}"] = getattr(segment, f"{name}_{muscle}")
    values |= {name: getattr(segment, name) for name in ("load", "stress", "asleep", "assisted")}
    for name in names:
        if name not in values:
            raise unknown("segment input", name, values)
    return [float(values[name]) for name in names]
