"""Motoneuron depression for seconds after a contraction."""

from __future__ import annotations

from typing import Any

from ...core.parameters import parameter as P
from ..mechanism import Mechanism, State


def law(m: Any, p: Any, f: Any) -> dict[str, Any]:
    """After an isometric contraction the motoneuron pool is depressed for some seconds.

    Notes
    -----
    In hold phases ``dI/dt = (I_max (1 + e50) e/(e + e50) - I)/1 s``; for the first second after a hold
    (plateau) it stays; then ``dI/dt = -I/tau_I``. Gives an H-reflex depression of 83, 30 and 9 % at 1, 5
    and 10 s (T14: 83, 30, 10 %). It is over long before PIR's effect is, and the EMG after a contraction
    is *higher* than before (T17): this is not how PIR lasts.

    References
    ----------
    Moore & Kukulka 1991, doi 10.1093/ptj/71.4.321 (T14).
    """
    full = p.inhibition_max * m.effort * (1.0 + p.effort_half) / (m.effort + p.effort_half)
    decay = (1.0 - m.phase_hold - m.phase_plateau) / p.inhibition_time
    return {"inhibition": [(full, m.phase_hold / p.inhibition_onset_time), (0.0, decay)]}


inhibition = Mechanism(
    "inhibition",
    law,
    states=(
        State(
            "inhibition",
            "I",
            "-",
            0.0,
            0.0,
            1.0,
            "depression of the motoneuron pool after a contraction",
            1e-3,
            error_weight=2.0,
        ),
    ),
    parameters=(
        P(
            "inhibition_max",
            0.83,
            "-",
            (0.0, 1.0),
            "depression one second after a full contraction",
            "T14",
            "measured",
            "I_max",
        ),
        P(
            "inhibition_time",
            4.0,
            "s",
            (3.5, 4.6),
            "time constant of its decay",
            ("T14", "D007", "D008"),
            "derived",
            "tau_I",
        ),
        P("inhibition_onset_time", 1.0, "s", (0.2, 3.0), "time constant of its build-up during a hold"),
    ),
    needs=("effort_half",),
)
