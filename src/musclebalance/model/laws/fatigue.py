"""Fatigue in seconds to minutes: three compartments of motor units."""

from __future__ import annotations

from typing import Any

from ...core.parameters import parameter as P
from ..mechanism import Mechanism, State


def law(m: Any, p: Any, f: Any) -> dict[str, Any]:
    """Active motor units fatigue and recover (3CC-r), more slowly at low loads.

    Notes
    -----
    ``df/dt = F_e M_A - R' f`` with ``F_e = F TL^2/(TL^2 + TL0^2)`` and ``R' = r R`` when the segment asks
    for no work, else R. The constant-F model loses 50 % of strength in one hour at 5 % MVC where 12 % was
    measured (T20): hence F_e. The segment, never the sign of a state, says whether the muscle rests.

    References
    ----------
    Xia & Frey Law 2008, doi 10.1016/j.jbiomech.2008.07.013; Frey-Law, Looft & Heitsman 2012, doi
    10.1016/j.jbiomech.2012.04.018; Looft, Herkert & Frey-Law 2018, doi 10.1016/j.jbiomech.2018.06.005;
    Sjogaard et al. 1986 (T20).
    """
    load = m.drive * m.drive
    rate = p.fatigue_rate * load / (load + p.low_load * p.low_load)
    gain = rate * m.activation / (1.0 - m.fatigue)
    working = m.phase_work + m.phase_hold
    recovery = p.recovery_rate * (working + (1.0 - working) * p.rest_recovery)
    return {"fatigue": [(1.0, gain), (0.0, recovery)]}


fatigue = Mechanism(
    "fatigue",
    law,
    states=(State("fatigue", "f", "-", 0.0, 0.0, 0.999, "fatigued share of motor units", 1e-2),),
    parameters=(
        P(
            "low_load",
            0.09,
            "-",
            (1e-6, 0.15),
            "load at which fatigue is half as fast as in the constant-F model [MVC]",
            "T20",
            "derived",
            "TL_0",
        ),
    ),
    needs=("fatigue_rate", "recovery_rate", "rest_recovery"),
)
