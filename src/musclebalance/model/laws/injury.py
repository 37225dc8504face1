"""Injury: lost capacity and guarding heal over weeks, wear of the joint does not."""

from __future__ import annotations

from ...core.parameters import Parameter as P
from ..mechanism import Functions, Joint, Muscle, Numbers, Pulls, State, mechanism


@mechanism(
    states=(
        State("capacity", "c", "-", 1.0, 0.0, 1.0, "share of force capacity left after injury", 1e-3),
        State("guarding", "g", "MVC", 0.0, 0.0, 0.1, "protective tone after injury", 1e-3),
    ),
    parameters=(
        P("healing_time", 28.0, "d", 7.0, 90.0, "time constant of recovering capacity", symbol="tau_h"),
        P("guarding_time", 21.0, "d", 7.0, 90.0, "time constant of losing guarding", symbol="tau_g"),
    ),
)  # fmt: skip
def trauma(m: Muscle, p: Numbers, f: Functions) -> Pulls:
    """Lost capacity and guarding heal exponentially after the event that caused them.

    Notes
    -----
    A trauma event steps `capacity` down, `guarding` up (and `sensitisation` of the joint up); then
    ``dc/dt = (1 - c)/tau_h`` and ``dg/dt = -g/tau_g``. No parameter of this was found in the literature:
    the step is the user's, the recovery of 2-6 weeks is assumed.

    References
    ----------
    None: both time constants are assumptions.
    """
    return {"capacity": (1.0, 1.0 / p.healing_time), "guarding": (0.0, 1.0 / p.guarding_time)}


@mechanism(
    per="joint",
    states=(State("wear", "J", "-", 0.0, 0.0, 1.0, "index of joint wear", 1e-3),),
    parameters=(
        P("wear_rate", 1e-3, "1/d", 0.0, 0.1,
          "index per day at 5 deg of misalignment and full tension", symbol="k_J"),
        P("wear_angle", 5.0, "deg", 1.0, 20.0, "misalignment of unit rate"),
    ),
)  # fmt: skip
def wear(j: Joint, p: Numbers, f: Functions) -> Pulls:
    """Misalignment under tension accumulates as an index of wear; it does not heal.

    Notes
    -----
    ``dJ/dt = k_J (dev/5 deg)^2 (T_share + 0.1) (1 - J)`` with the pair's mean tension share. An index for
    comparing lives and programmes, not a prediction: the literature links alignment to wear only loosely.

    References
    ----------
    None: rate and angle are assumptions. Alignment barely follows muscle length in people
    (Heino 1990: r = -0.04).
    """
    tension = sum(m.tension / m.max_tension for m in j.muscles)
    deviation = j.misalignment / p.wear_angle
    return {"wear": (1.0, p.wear_rate * deviation * deviation * (0.5 * tension + 0.1))}
