"""Strength: neural drive first, muscle size later."""

from __future__ import annotations

from typing import Any

from ..parameters import parameter as P
from .base import Mechanism, State


def law(m: Any, p: Any, f: Any) -> dict[str, Any]:
    """Hard efforts raise neural drive within weeks and size within months; both return without them.

    Notes
    -----
    ``g = e^4/(e^4 + 0.6^4)``; ``ds/dt = k g (s_max - s) - (s - 1)/tau`` for each of the two. Calibrated
    so that 35 days of three sessions a week (4 x 7 maximal efforts of about 3 s, assumed) give +39 %
    strength, of which 7 % is size (T43). At 20 % MVC g is 0.012: PIR does not strengthen.

    References
    ----------
    Seynnes, de Boer & Narici 2007, doi 10.1152/japplphysiol.00789.2006 (T43).
    """
    effort = m.effort * m.effort / (p.training_effort * p.training_effort)
    dose = effort * effort / (1.0 + effort * effort)
    return {
        "strength_neural": [
            (p.neural_strength_max, p.neural_training_rate * dose),
            (1.0, 1.0 / p.neural_loss_time),
        ],
        "strength_size": [(p.size_strength_max, p.size_training_rate * dose), (1.0, 1.0 / p.size_loss_time)],
    }


strength = Mechanism(
    "strength",
    law,
    states=(
        State(
            "strength_neural",
            "s_n",
            "-",
            1.0,
            0.3,
            2.0,
            "strength through neural drive, relative to untrained",
            1e-3,
        ),
        State(
            "strength_size",
            "s_c",
            "-",
            1.0,
            0.3,
            2.0,
            "strength through muscle size, relative to untrained",
            1e-3,
        ),
    ),
    parameters=(
        P("training_effort", 0.6, "-", (0.3, 0.9), "effort of half training effect [MVC]", symbol="e_t"),
        P("neural_strength_max", 1.6, "-", (1.1, 2.0), "ceiling of neural strength", "T43"),
        P("neural_training_rate", 1.8e-3, "1/s", (0.0, 0.05), "training rate under full effort", "T43"),
        P("neural_loss_time", 18.0, "d", (7.0, 60.0), "time constant of neural detraining", "T43"),
        P("size_strength_max", 1.6, "-", (1.1, 2.0), "ceiling of size", "T43"),
        P("size_training_rate", 1.5e-4, "1/s", (0.0, 0.05), "training rate under full effort", "T43"),
        P("size_loss_time", 60.0, "d", (20.0, 200.0), "time constant of losing size", "T44"),
    ),
)
