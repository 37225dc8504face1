"""A segment: joint inputs that are constant for a while, and their flat names for the engine."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..core.errors import unknown
from ..model.exposure import MODES, PHASES

Change = tuple[str, str, float]


@dataclass(frozen=True, slots=True)
class Segment:
    """What holds from one edge of a timeline to the next.

    Parameters
    ----------
    duration : float
        Length [s].
    mode, phase : str
        How the joint is driven and what the muscles do; see `musclebalance.model.exposure`.
    angle : float, optional
        Imposed joint angle [deg].
    barrier : float, optional
        Fraction of the tolerated torque a stretch goes to.
    muscle : str, optional
        ``"agonist"`` or ``"antagonist"``: the muscle a step of a session treats.
    effort_agonist, effort_antagonist : float
        Voluntary effort [fraction of MVC].
    load : float
        External moment [N m].
    stress : float
        Emotional stress [0..1].
    offset_agonist, offset_antagonist : float
        Length offset from the joint the pair does not model [optimal fibre lengths].
    assisted : bool
        A therapist moves the joint.
    label : str
        Text for plots, e.g. ``"desk"`` or ``"PIR: contract 2/5"``.
    kind : str
        ``"life"`` or ``"session"``.
    event : tuple of (str, str, float)
        Steps on named states at the start: state, ``"add"`` or ``"set"``, value.

    Examples
    --------
    >>> Segment(7.0, "hold", "hold", effort_agonist=0.2).duration
    7.0
    """

    duration: float = 0.0
    mode: str = "free"
    phase: str = "rest"
    angle: float | None = None
    barrier: float | None = None
    muscle: str | None = None
    effort_agonist: float = 0.0
    effort_antagonist: float = 0.0
    load: float = 0.0
    stress: float = 0.0
    offset_agonist: float = 0.0
    offset_antagonist: float = 0.0
    assisted: bool = False
    label: str = ""
    kind: str = "life"
    event: tuple[Change, ...] = ()

    def stretches(self, muscle: str) -> bool:
        """Whether this segment lengthens the muscle on purpose (a stretch, or taking up its slack)."""
        return self.muscle == muscle and "stretch" in (self.mode, self.phase)


def _is_mode(mode: str) -> Callable[[Segment], float]:
    return lambda segment: float(segment.mode == mode)


def _is_phase(phase: str) -> Callable[[Segment], float]:
    return lambda segment: float(segment.phase == phase)


#: Flat input name -> its value in SI units; an angle or barrier that is not imposed reads 0.
INPUTS: Mapping[str, Callable[[Segment], float]] = {
    **{f"mode_{mode}": _is_mode(mode) for mode in MODES},
    **{f"phase_{phase}": _is_phase(phase) for phase in PHASES},
    "angle_set": lambda segment: math.radians(segment.angle or 0.0),
    "barrier": lambda segment: segment.barrier or 0.0,
    "load": lambda segment: segment.load,
    "stress": lambda segment: segment.stress,
    "assisted": lambda segment: float(segment.assisted),
    "effort_agonist": lambda segment: segment.effort_agonist,
    "effort_antagonist": lambda segment: segment.effort_antagonist,
    "stretched_agonist": lambda segment: float(segment.stretches("agonist")),
    "stretched_antagonist": lambda segment: float(segment.stretches("antagonist")),
    "offset_agonist": lambda segment: segment.offset_agonist,
    "offset_antagonist": lambda segment: segment.offset_antagonist,
}


def input_values(segment: Segment, names: tuple[str, ...]) -> list[float]:
    """Values of the named engine inputs in this segment, SI units."""
    for name in names:
        if name not in INPUTS:
            raise unknown("segment input", name, INPUTS)
    return [INPUTS[name](segment) for name in names]
