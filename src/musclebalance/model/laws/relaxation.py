"""Stress relaxation of passive tissue held at a length."""

from __future__ import annotations

from typing import Any

from ...core.parameters import parameter as P
from ..mechanism import Mechanism, Quantity, State


def law(m: Any, p: Any, f: Any) -> dict[str, Any]:
    """Passive tension relaxes at constant length (two Prony terms).

    Notes
    -----
    ``dz_k/dt = (g_k f_P(x) - z_k)/tau_k``, k = fast, slow; passive stress is ``f_P - z1 - z2``. With the
    values below the force at constant length falls 25 % in 30 s and 33 % in 90 s (T02, T01); it does so
    without EMG and in spinal cord injury, so it is not neural.

    References
    ----------
    Magnusson et al. 1996 (T01); Peixoto et al. 2015 (T02).
    """
    m.relaxed_share = 1.0 - p.relaxation_fast_share - p.relaxation_slow_share
    return {
        "relaxation_fast": (p.relaxation_fast_share * m.elastic_force, 1.0 / p.relaxation_fast_time),
        "relaxation_slow": (p.relaxation_slow_share * m.elastic_force, 1.0 / p.relaxation_slow_time),
    }


relaxation = Mechanism(
    "relaxation",
    law,
    states=(
        State(
            "relaxation_fast",
            "z_1",
            "-",
            0.0,
            0.0,
            10.0,
            "passive stress lost by the fast relaxation term",
            3e-2,
            error_weight=0.1,
        ),
        State(
            "relaxation_slow",
            "z_2",
            "-",
            0.0,
            0.0,
            10.0,
            "passive stress lost by the slow relaxation term",
            1e-1,
            error_weight=0.5,
        ),
    ),
    quantities=(
        Quantity(
            "relaxed_share", "G_inf", "-", "share of elastic stress left after full relaxation", off=1.0
        ),
    ),
    parameters=(
        P(
            "relaxation_fast_share",
            0.135,
            "-",
            (0.09, 0.17),
            "share of stress lost by the fast term",
            ("T01", "T02"),
            "derived",
            "g_1",
        ),
        P(
            "relaxation_fast_time",
            4.0,
            "s",
            (3.0, 5.0),
            "its time constant",
            ("T01", "T02"),
            "derived",
            "tau_1",
        ),
        P(
            "relaxation_slow_share",
            0.218,
            "-",
            (0.21, 0.25),
            "share of stress lost by the slow term",
            ("T01", "T02"),
            "derived",
            "g_2",
        ),
        P(
            "relaxation_slow_time",
            40.0,
            "s",
            (30.0, 60.0),
            "its time constant",
            ("T01", "T02"),
            "derived",
            "tau_2",
        ),
    ),
)
