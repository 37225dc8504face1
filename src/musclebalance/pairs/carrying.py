"""What a weight asks of a pair: the moment at the joint and the effort that holds it."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import ModuleType

from ..core.arguments import public
from ..core.errors import OutOfRangeError, check_range, number, unknown
from ..model.body import MUSCLES
from ..model.exposure import Exposure
from ..model.laws.mechanics import active_force_length
from .definition import Pair

#: Standard acceleration of gravity [m/s^2].
GRAVITY = 9.80665


@public
def carried_moment(mass: float, lever: float, angle: float = 90.0) -> float:
    """External moment of a weight on a lever [N m].

    Parameters
    ----------
    mass, lever, angle : float
        Carried mass, 0 to 500 [kg]; its distance from the joint, -2 to 2 [m], positive where it raises the
        joint angle; angle of that lever from the vertical, 0 to 180 [deg], 90 where it is horizontal.

    Returns
    -------
    float
        ``m g d sin(angle)``, the peak moment by which lifting tasks are rated (Gallagher et al. 2017).

    Examples
    --------
    >>> round(carried_moment(mass=4.6, lever=-0.17, angle=15), 2)
    -1.98
    """
    check_range("carried mass", mass, 0.0, 500.0, "kg")
    check_range("lever", lever, -2.0, 2.0, "m")
    check_range("angle of the lever", angle, 0.0, 180.0, "deg")
    return mass * GRAVITY * lever * math.sin(math.radians(angle))


def torque_capacity(pair: Pair, muscle: str, angle: float) -> float:
    """Largest isometric torque [N m] of the healthy, rested muscle at an angle [deg], signed as it acts."""
    if muscle not in MUSCLES:
        raise unknown("muscle", muscle, MUSCLES)
    value = pair.parameters.value
    check_range("joint angle", angle, value("range_low"), value("range_high"), "deg", f"pair {pair.name!r}")
    neutral = value("neutral_angle")
    shape = pair.geometry[muscle]
    force = value("max_isometric_force", muscle) * math.cos(math.radians(value("pennation", muscle)))
    active: Callable[[float, ModuleType], float] = active_force_length  # type: ignore[assignment]
    return force * shape.moment_arm(angle, neutral) * active(shape.fibre_length(angle, neutral), math)


@public
def loaded(
    pair: Pair, moment: float, angle: float, *, share: float = 1.0, unloaded: float = 0.02
) -> Exposure:
    """An activity that holds an external moment at an angle: posture, load, and the effort against it.

    Parameters
    ----------
    pair : Pair
    moment, angle : float
        External moment at the joint [N m], positive where it raises the angle, and joint angle [deg].
    share : float
        Share of the activity [-]; the other parts of it are the caller's.
    unloaded : float
        Effort of the muscle that does not resist (co-contraction, assumed) [fraction of MVC].

    Returns
    -------
    Exposure
        The muscle whose torque opposes the moment works at ``|moment|/capacity``; passive tension is left
        out of the balance.

    Raises
    ------
    OutOfRangeError
        The moment is beyond what the muscle can hold.

    Examples
    --------
    >>> from musclebalance.pairs import pair
    >>> arm = pair("elbow-flexors-triceps")
    >>> loaded(arm, carried_moment(10, -0.3), angle=90).effort_agonist > 0.3
    True
    """
    torque = {part: torque_capacity(pair, part, angle) for part in MUSCLES}
    working = next(part for part in MUSCLES if torque[part] * moment <= 0)
    effort = abs(moment / torque[working])
    if effort > 1.0:
        raise OutOfRangeError(
            f"a moment of {number(moment)} N m at {number(angle)} deg asks {100 * effort:.0f} %MVC of the "
            f"{getattr(pair, working)} (at most {abs(torque[working]):.0f} N m there); take a smaller mass "
            "or lever."
        )
    efforts = {f"effort_{part}": effort if part == working else unloaded for part in MUSCLES}
    return Exposure(share, "posture", "work", angle, load=moment, **efforts)
