"""Low-frequency fatigue: a loss of force that takes hours to recover."""

from __future__ import annotations

from typing import Any

from ...core.parameters import parameter as P
from ..mechanism import Mechanism, State


def law(m: Any, p: Any, f: Any) -> dict[str, Any]:
    """Sustained work leaves a loss of force that recovers over hours.

    Notes
    -----
    ``dS/dt = k_S TL^2/(TL^2 + TL_S^2) (0.3 - S) - S/tau_S``. Twitch force was still low 24 h after 15 %
    MVC sustained work (T21); amplitude and rates are assumed from that direction.

    References
    ----------
    Yung et al. 2012, doi 10.1007/s00421-012-2375-z (T21).
    """
    load = m.drive * m.drive
    drive = p.slow_fatigue_rate * load / (load + p.slow_fatigue_load * p.slow_fatigue_load)
    return {"slow_fatigue": [(p.slow_fatigue_max, drive), (0.0, 1.0 / p.slow_fatigue_time)]}


slow_fatigue = Mechanism(
    "slow_fatigue",
    law,
    states=(State("slow_fatigue", "S", "-", 0.0, 0.0, 0.5, "slowly recovering loss of force", 1e-3),),
    parameters=(
        P("slow_fatigue_max", 0.3, "-", (0.05, 0.5), "largest loss", "T21", symbol="S_max"),
        P("slow_fatigue_rate", 1.0 / 6.0, "1/h", (0.0, 2.0), "rate at high load", "T21", symbol="k_S"),
        P("slow_fatigue_load", 0.12, "-", (0.02, 0.5), "load of half rate [MVC]", symbol="TL_S"),
        P("slow_fatigue_time", 8.0, "h", (5.0, 12.0), "time constant of recovery", "T21", symbol="tau_S"),
    ),
)
