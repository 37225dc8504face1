"""Tension of a muscle: passive plus active, along the tendon."""

from __future__ import annotations

from typing import Any

from ..mechanism import Mechanism, Quantity


def law(m: Any, p: Any, f: Any) -> dict[str, Any]:
    """Tension is passive stress, relaxed and softened, plus active stress.

    Notes
    -----
    ``sigma_p = (1 - k) [f_P - z1 - z2]+`` (tissue does not push: smooth positive part of width 0.001) and
    ``T = F0 cos(alpha) (sigma_p + sigma_a)``.

    References
    ----------
    De Groote & Fregly 2016, doi 10.1007/s10439-016-1591-9.
    """
    m.max_tension = p.max_isometric_force * f.cos(p.pennation)
    m.passive_stress = (1.0 - m.softening) * f.positive(
        m.elastic_force - m.relaxation_fast - m.relaxation_slow, 0.001
    )
    m.tension = m.max_tension * (m.passive_stress + m.active_stress)
    return {}


tension = Mechanism(
    "tension",
    law,
    quantities=(
        Quantity("max_tension", "F_0 cos(alpha)", "N", "maximum isometric tension along the tendon"),
        Quantity(
            "passive_stress", "sigma_p", "F0", "passive tension as a fraction of maximum isometric force"
        ),
        Quantity("tension", "T", "N", "tension along the tendon"),
    ),
    needs=("max_isometric_force", "pennation"),
)
