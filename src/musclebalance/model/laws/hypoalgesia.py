"""Isometric effort relieves pain for some minutes, without any change in the tissue."""

from __future__ import annotations

from typing import Any

from ...core.parameters import parameter as P
from ..mechanism import Mechanism, State


def law(j: Any, p: Any, f: Any) -> dict[str, Any]:
    """Exercise-induced hypoalgesia: holds relieve pain, the relief decays in a quarter of an hour.

    Notes
    -----
    In hold phases ``d = e_E sum e/(e + 0.15)``; ``dE/dt = d (E_max - E) - E/tau_E``. Isometric exercise
    raised pain thresholds by d = 1.02 (later meta-analysis 0.46) in healthy people (T59); often absent in
    chronic pain.

    References
    ----------
    Naugle, Fillingim & Riley 2012, doi 10.1016/j.jpain.2012.09.006 (T59).
    """
    drive = p.hypoalgesia_rate * j.phase_hold * sum(m.effort / (m.effort + 0.15) for m in j.muscles)
    return {"hypoalgesia": [(p.hypoalgesia_max, drive), (0.0, 1.0 / p.hypoalgesia_time)]}


hypoalgesia = Mechanism(
    "hypoalgesia",
    law,
    per="joint",
    states=(
        State(
            "hypoalgesia",
            "E",
            "-",
            0.0,
            0.0,
            1.0,
            "share of pain relieved by recent effort",
            3e-3,
            error_weight=4.0,
        ),
    ),
    parameters=(
        P("hypoalgesia_max", 0.5, "-", (0.0, 1.0), "largest share of pain relieved", "T59", symbol="E_max"),
        P("hypoalgesia_rate", 0.05, "1/s", (0.0, 0.5), "rate under full effort", "T59", symbol="e_E"),
        P("hypoalgesia_time", 15.0, "min", (5.0, 60.0), "time constant of its decay", symbol="tau_E"),
    ),
)
