"""The torque a healthy, relaxed muscle has in the neutral position."""

from __future__ import annotations

from typing import Any

from ..mechanism import Mechanism, Quantity
from .curves import passive_force


def law(m: Any, p: Any, f: Any) -> dict[str, Any]:
    """Torque of the healthy relaxed muscle at the neutral angle; what surrounds the pair balances it.

    Notes
    -----
    ``M_0 = r(q0) F0 cos(alpha) G_inf f_P(l0)``. Weight and the muscles outside the pair hold the healthy
    pair at neutral: ``M_ext = -sum M_0``.

    References
    ----------
    De Groote & Fregly 2016, doi 10.1007/s10439-016-1591-9 (passive curve).
    """
    stress = f.positive(m.relaxed_share * passive_force(p.neutral_fibre_length, p.passive_strain, f), 0.001)
    m.neutral_torque = p.moment_arm_c0 * m.max_tension * stress
    return {}


neutral = Mechanism(
    "neutral",
    law,
    quantities=(
        Quantity("neutral_torque", "M_0", "N m", "torque of the healthy relaxed muscle at the neutral angle"),
    ),
    needs=("neutral_fibre_length", "passive_strain", "moment_arm_c0"),
)
