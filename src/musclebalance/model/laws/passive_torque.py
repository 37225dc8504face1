"""Passive joint torque against lengthening a muscle, and its share of what the person tolerates."""

from __future__ import annotations

from typing import Any

from ..mechanism import Mechanism, Quantity
from .curves import passive_force
from .geometry import GEOMETRY_NEEDS, length_change


def law(m: Any, p: Any, f: Any) -> dict[str, Any]:
    """Passive torque in the direction that lengthens the muscle, and its share of the tolerated torque.

    Notes
    -----
    With ``d`` the joint angle from neutral in the lengthening direction [rad]::

        M_p  = F0 cos(alpha) |r| sigma_p + M_c(d) + Kj d
        M_c  = Me (exp((d - d_end)/wc) - exp(-d_end/wc))
        Mtol = M_p of the healthy muscle, stretched quickly from neutral rest, at the healthy end of range
        rho0 = M_p / Mtol,     rho = rho0 / (1 + w_f + w_s)

    The datum is the healthy end of range (a goniometer reading); the tolerated torque follows from it, so
    that changing the passive curve does not move the healthy range. `Me`, `wc` describe capsule and soft
    tissue, which do not adapt: `Me` is their share of the torque at the healthy end of range.

    References
    ----------
    Riener & Edrich 1999, doi 10.1016/S0021-9290(99)00009-3 (exponential passive joint moments).
    """
    side = f.sign(p.moment_arm_c0)
    lengthening = side * (p.neutral_angle - m.angle)
    limit = side * (p.neutral_angle - p.rom_limit)
    rising = p.end_range_torque * f.exp((lengthening - limit) / p.end_range_angle)
    offset = p.end_range_torque * f.exp(-limit / p.end_range_angle)
    m.capsule = rising - offset
    m.capsule_stiffness = rising / p.end_range_angle
    m.side = side
    arm = side * m.moment_arm
    m.passive_torque = m.max_tension * arm * m.passive_stress + m.capsule + p.joint_stiffness * lengthening
    m.muscle_stiffness = (
        m.max_tension
        * m.moment_arm
        * m.moment_arm
        / p.optimal_fibre_length
        * m.passive_steepness
        * (1.0 - m.softening)
        * m.elastic_force
    )
    m.reference_torque = healthy_torque(m, p, f, side)
    m.torque_share = m.passive_torque / m.reference_torque
    m.tolerance_share = m.torque_share / (1.0 + m.tolerance_fast + m.tolerance_slow)
    return {}


def healthy_torque(m: Any, p: Any, f: Any, side: Any) -> Any:
    """Passive torque [N m] of the healthy muscle at its healthy end of range: the reference of tolerance."""
    d = p.rom_limit - p.neutral_angle
    arm = side * (p.moment_arm_c0 + d * (p.moment_arm_c1 + d * (p.moment_arm_c2 + d * p.moment_arm_c3)))
    length = p.neutral_fibre_length + p.rom_offset - length_change(d, p)
    relaxed = (1.0 - m.relaxed_share) * passive_force(p.neutral_fibre_length, p.passive_strain, f)
    stress = f.positive(passive_force(length, p.passive_strain, f) - relaxed, 0.001)
    limit = -side * d
    capsule = p.end_range_torque * (1.0 - f.exp(-limit / p.end_range_angle))
    return m.max_tension * arm * stress + capsule + p.joint_stiffness * limit


passive_torque = Mechanism(
    "passive_torque",
    law,
    quantities=(
        Quantity("side", "s", "-", "+1 when the muscle's torque raises the angle, -1 when it lowers it"),
        Quantity("capsule", "M_c", "N m", "torque of the joint capsule against lengthening"),
        Quantity("capsule_stiffness", "dM_c/dq", "N m/rad", "its slope"),
        Quantity("passive_torque", "M_p", "N m", "passive torque against lengthening the muscle"),
        Quantity(
            "muscle_stiffness",
            "K_m",
            "N m/rad",
            "elastic joint stiffness of the passive muscle before relaxation",
        ),
        Quantity(
            "reference_torque", "M_tol", "N m", "torque tolerated by the healthy person at the end of range"
        ),
        Quantity("torque_share", "rho_0", "-", "passive torque over the healthy tolerated torque"),
        Quantity("tolerance_share", "rho", "-", "passive torque over the presently tolerated torque"),
    ),
    needs=(
        *GEOMETRY_NEEDS,
        "max_isometric_force",
        "pennation",
        "passive_strain",
        "end_range_torque",
        "end_range_angle",
        "joint_stiffness",
        "rom_limit",
        "rom_offset",
    ),
)
