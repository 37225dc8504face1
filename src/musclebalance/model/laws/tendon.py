"""Contraction, not stretch, makes the tendon more compliant for some minutes."""

from __future__ import annotations

from typing import Any

from ...core.parameters import parameter as P
from ..mechanism import Mechanism, State


def law(m: Any, p: Any, f: Any) -> dict[str, Any]:
    """Isometric contraction softens the tendon; it stiffens again within minutes.

    Notes
    -----
    In hold phases ``d = e/(e + e50)/t_on``; ``dkt/dt = d (kt_max - kt) - kt/t_off``. Tendon stiffness
    fell 18-22 % after contract-relax and after isometric contraction alone, not after static stretching
    (T09).

    References
    ----------
    Kay et al. 2015, doi 10.1249/MSS.0000000000000632 (T09).
    """
    drive = m.phase_hold * m.effort / (m.effort + p.effort_half) / p.tendon_softening_time
    return {"tendon_softening": [(p.tendon_softening_max, drive), (0.0, 1.0 / p.tendon_recovery_time)]}


tendon = Mechanism(
    "tendon",
    law,
    states=(
        State(
            "tendon_softening",
            "k_t",
            "-",
            0.0,
            0.0,
            1.0,
            "share of tendon stiffness lost to recent contraction",
            1e-2,
        ),
    ),
    parameters=(
        P(
            "tendon_softening_max",
            0.22,
            "-",
            (0.177, 0.30),
            "largest loss of tendon stiffness",
            "T09",
            "measured",
            "kt_max",
        ),
        P(
            "tendon_softening_time",
            8.0,
            "s",
            (2.0, 200.0),
            "time under full effort to soften; 4 x 5 s are enough",
            "T09",
            "derived",
            "t_on",
        ),
        P("tendon_recovery_time", 10.0, "min", (2.0, 60.0), "time constant of recovery", symbol="t_off"),
        P(
            "effort_half",
            0.04,
            "-",
            (0.005, 0.2),
            "effort of half the effect of a contraction [MVC]; small, since intensity matters little",
            ("T10", "A078"),
            symbol="e50",
        ),
    ),
)
