"""Moment arm and normalised fibre length against joint angle (rigid tendon)."""

from __future__ import annotations

from typing import Any

from ..mechanism import Mechanism, Quantity


def law(m: Any, p: Any, f: Any) -> dict[str, Any]:
    """Moment arm is a cubic in joint angle; fibre length is its integral.

    Notes
    -----
    With ``d = q - q0`` [rad]::

        r(q) = c0 + c1 d + c2 d^2 + c3 d^3                                      [m]
        l(q) = l0 + offset - (c0 d + c1 d^2/2 + c2 d^3/3 + c3 d^4/4) / lopt      [lopt]

    because virtual work gives ``dL/dq = -r`` for a muscle whose torque raises ``q``. Tabulated fibre
    lengths are *not* used: they are not consistent with the tabulated moment arms. `offset` is the length
    that the joint outside the pair adds (the hip for hamstrings).

    References
    ----------
    Rajagopal et al. 2016, doi 10.1109/TBME.2016.2586891 (model files from which the cubics are fitted).
    """
    d = m.angle - p.neutral_angle
    m.moment_arm = p.moment_arm_c0 + d * (p.moment_arm_c1 + d * (p.moment_arm_c2 + d * p.moment_arm_c3))
    m.length = p.neutral_fibre_length + m.offset - length_change(d, p)
    return {}


def length_change(d: Any, p: Any) -> Any:
    """Shortening of the fibres [lopt] from the neutral angle to ``neutral_angle + d``, d [rad]."""
    work = d * (
        p.moment_arm_c0 + d * (p.moment_arm_c1 / 2 + d * (p.moment_arm_c2 / 3 + d * (p.moment_arm_c3 / 4)))
    )
    return work / p.optimal_fibre_length


GEOMETRY_NEEDS = (
    "neutral_angle",
    "moment_arm_c0",
    "moment_arm_c1",
    "moment_arm_c2",
    "moment_arm_c3",
    "optimal_fibre_length",
    "neutral_fibre_length",
)

geometry = Mechanism(
    "geometry",
    law,
    quantities=(
        Quantity("moment_arm", "r", "m", "moment arm, positive when the muscle's torque raises the angle"),
        Quantity("length", "l", "lopt", "normalised fibre length with a healthy serial length"),
    ),
    needs=GEOMETRY_NEEDS,
)
