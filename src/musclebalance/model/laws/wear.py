"""Joint wear: an index of how long and how far the joint works out of line."""

from __future__ import annotations

from typing import Any

from ...core.parameters import parameter as P
from ..mechanism import Mechanism, State


def law(j: Any, p: Any, f: Any) -> dict[str, Any]:
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


wear = Mechanism(
    "wear",
    law,
    per="joint",
    states=(State("wear", "J", "-", 0.0, 0.0, 1.0, "index of joint wear", 1e-3),),
    parameters=(
        P(
            "wear_rate",
            1e-3,
            "1/d",
            (0.0, 0.1),
            "index per day at 5 deg of misalignment and full tension",
            symbol="k_J",
        ),
        P("wear_angle", 5.0, "deg", (1.0, 20.0), "misalignment of unit rate"),
    ),
)
