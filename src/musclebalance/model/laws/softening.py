"""Muscle tissue softens under stretch and recovers in minutes."""

from __future__ import annotations

from typing import Any

from ...core.parameters import parameter as P
from ..mechanism import Mechanism, State


def law(m: Any, p: Any, f: Any) -> dict[str, Any]:
    """Stretch stress softens the muscle's passive tissue; it stiffens again within minutes.

    Notes
    -----
    Drive ``d = c_k [rho0 - rho_k]+ (smooth over w_k)``, ``dk/dt = d (k_max - k) - k/t_rec``. Stretching, not
    contraction, lowers muscle stiffness, by 13-20 % (T08, T09); it is back after 10 min following 2 min
    of stretch and 20 min following 8 min (T05, T06).

    References
    ----------
    Konrad et al. 2017 (T08); Kay et al. 2015 (T09); Ryan et al. 2008 (T05, T06); Mizuno et al. 2013 (T07).
    """
    drive = p.softening_rate * f.ramp(m.torque_share - p.softening_threshold, p.softening_width)
    return {"softening": [(p.softening_max, drive), (0.0, 1.0 / p.softening_recovery_time)]}


softening = Mechanism(
    "softening",
    law,
    states=(
        State(
            "softening",
            "k",
            "-",
            0.0,
            0.0,
            0.9,
            "share of passive stiffness lost to recent stretching",
            3e-2,
            error_weight=3.0,
        ),
    ),
    parameters=(
        P(
            "softening_max",
            0.20,
            "-",
            (0.10, 0.21),
            "largest loss of passive stiffness",
            ("T08", "T09"),
            "measured",
            "k_max",
        ),
        P(
            "softening_rate",
            0.05,
            "1/s",
            (0.0, 0.5),
            "rate of softening per unit torque share above the threshold",
            ("T08", "T09"),
            symbol="c_k",
        ),
        P(
            "softening_threshold",
            0.4,
            "-",
            (0.05, 0.8),
            "share of the tolerated torque above which tissue softens",
            symbol="rho_k",
        ),
        P("softening_width", 0.05, "-", (0.01, 0.3), "width of that threshold", symbol="w_k"),
        P(
            "softening_recovery_time",
            5.0,
            "min",
            (3.0, 7.0),
            "time constant of recovery",
            ("T05", "T06", "T07"),
            "derived",
            "t_rec",
        ),
    ),
)
