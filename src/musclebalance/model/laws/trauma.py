"""After an injury: less capacity and protective guarding, healing over weeks."""

from __future__ import annotations

from typing import Any

from ...core.parameters import parameter as P
from ..mechanism import Mechanism, State


def law(m: Any, p: Any, f: Any) -> dict[str, Any]:
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


trauma = Mechanism(
    "trauma",
    law,
    states=(
        State("capacity", "c", "-", 1.0, 0.0, 1.0, "share of force capacity left after injury", 1e-3),
        State("guarding", "g", "MVC", 0.0, 0.0, 0.1, "protective tone after injury", 1e-3),
    ),
    parameters=(
        P("healing_time", 28.0, "d", (7.0, 90.0), "time constant of recovering capacity", symbol="tau_h"),
        P("guarding_time", 21.0, "d", (7.0, 90.0), "time constant of losing guarding", symbol="tau_g"),
    ),
)
