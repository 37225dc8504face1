"""The joint angle (free, in a posture, held or stretched to a barrier), creep and wear of the joint."""

from __future__ import annotations

import math

from ...core.parameters import Parameter as P
from ..mechanism import Expression, Functions, Joint, Muscle, Numbers, Pulls, Quantity, State, mechanism

#: Largest shift of a posture at rest [rad].
POSTURE_REACH = 0.3
#: Largest single step towards the barrier [rad].
STRETCH_REACH = 0.35
#: Rate at which a free joint finds its equilibrium [1/s].
FREE_RATE = 0.67
#: Rate at which a joint is moved to a posture or a barrier [1/s].
MOVE_RATE = 1.0
#: Time constants of creep in flexion, and of recovery: half is back in 2 min [s].
CREEP_TIME, CREEP_RECOVERY_TIME = 9.4 * 60.0, 120.0 / math.log(2.0)
#: Deviation from neutral that loads the ligaments [rad].
CREEP_ANGLE = math.radians(3.0)
#: Index of wear per second at a misalignment of 5 deg and full tension: a thousandth a day [1/s].
WEAR_RATE = 1e-3 / 86400.0
#: Misalignment of unit rate [rad].
WEAR_ANGLE = math.radians(5.0)


@mechanism(
    per="joint",
    states=(State("angle", "q", "rad", 0.0, -3.5, 3.5, "joint angle", 3e-2, error_weight=0.5),),
    quantities=(
        Quantity("stiffness", "K", "N m/rad", "rotational stiffness of the relaxed pair"),
        Quantity("net_torque", "M", "N m", "net torque on the joint"),
        Quantity("misalignment", "dev", "rad", "angle by which the pair pulls beyond the healthy pair"),
    ),
    parameters=(
        P("posture_gain", 0.3, "-", 0.0, 0.6,
          "share of the shift at rest that imposed postures follow", symbol="chi"),
    ),
    needs=("neutral_angle", "joint_stiffness"),
)  # fmt: skip
def joint(j: Joint, p: Numbers, f: Functions) -> Pulls:
    """Where the joint goes in a segment: to its equilibrium, to a posture, nowhere, or to the barrier.

    Notes
    -----
    ``net = sum r T + M_ext + sum side capsule + load - Kj (q - q0 - c)``; ``M_ext`` balances the healthy,
    relaxed pair at q0.

    * free: target ``q + net/stiffness``;
    * posture: ``q_set + chi A sat(deviation/(A stiffness))``, A = 0.3 rad: a pair that pulls beyond the
      healthy one shifts its postures by a share `chi` of its shift at rest; above about 1 the pair would
      drift without bound, so chi <= 0.6;
    * hold: the angle stays;
    * stretch: a bounded Newton step onto the angle where the passive torque is `barrier` times what is
      tolerated, plus `torque` (one of the two is 0).

    References
    ----------
    None for the share `chi` and the rates: assumptions. Passive joint moments as in Riener & Edrich 1999,
    doi 10.1016/S0021-9290(99)00009-3.
    """
    muscles = j.muscles
    torque = sum(m.moment_arm * m.tension + m.side * m.capsule - m.neutral_torque for m in muscles)
    net = torque + j.load - p.joint_stiffness * (j.angle - p.neutral_angle - j.creep)
    stiffness = p.joint_stiffness + sum(
        m.relaxed_share * m.muscle_stiffness + m.capsule_stiffness for m in muscles
    )
    deviation = sum(m.moment_arm * m.max_tension * _beyond_healthy(m) for m in muscles)
    step = sum(m.stretched * _to_barrier(m, p, f) for m in muscles)
    j.stiffness = stiffness
    j.net_torque = net
    j.misalignment = POSTURE_REACH * f.saturate(deviation / (POSTURE_REACH * stiffness))
    return {
        "angle": [
            (j.angle + net / stiffness, j.mode_free * FREE_RATE),
            (j.angle_set + p.posture_gain * j.misalignment, j.mode_posture * MOVE_RATE),
            (j.angle + step, j.mode_stretch * MOVE_RATE),
        ],
    }


def _beyond_healthy(m: Muscle) -> Expression:
    """Stress [F0] with which a muscle pulls beyond the healthy, silent muscle at this angle."""
    return m.relaxed_share * (m.elastic_force - m.healthy_elastic_force) + m.resting_drive * m.active_curve


def _to_barrier(m: Muscle, p: Numbers, f: Functions) -> Expression:
    """Bounded Newton step [rad] to where the passive torque is a share of what is tolerated, or a torque."""
    slope = m.muscle_stiffness + m.capsule_stiffness + p.joint_stiffness
    share = m.barrier * m.tolerance - m.torque_share
    gap = (share * m.reference_torque + m.torque) / slope
    return -m.side * STRETCH_REACH * f.saturate(gap / STRETCH_REACH)


@mechanism(
    per="joint",
    states=(
        State("creep", "c", "rad", 0.0, -0.5, 0.5, "angle by which ligaments and discs have given way", 1e-3),
    ),
    parameters=(
        P("creep_share", 0.0, "-", 0.0, 0.3,
          "share of a lasting bend that becomes creep; the spine has its own", ("T57",), "switch", "chi_c"),
    ),
    needs=("neutral_angle",),
)  # fmt: skip
def creep(j: Joint, p: Numbers, f: Functions) -> Pulls:
    """Ligaments and discs give way under minutes of bending, and recover faster than they crept.

    Notes
    -----
    ``dc/dt = (chi_c d - c)/tau``, ``d = q - q0``, tau going from 2.9 min near neutral to 9.4 min where
    ``d^2`` exceeds ``(3 deg)^2``; capsule and joint stiffness act on ``d - c``. The lumbar spine bent fully
    gave 5.5 deg in 20 min with one time constant of 9.4 min, and half was back within 2 min (T57); the
    recovery's slow rest is left out. The share is 0 for joints whose creep was not measured.

    References
    ----------
    McGill & Brown 1992, doi 10.1016/0268-0033(92)90007-Q (T57).
    """
    bent = j.angle - p.neutral_angle
    loaded = bent * bent / (bent * bent + CREEP_ANGLE * CREEP_ANGLE)
    rate = loaded / CREEP_TIME + (1.0 - loaded) / CREEP_RECOVERY_TIME
    return {"creep": (p.creep_share * bent, rate)}


@mechanism(
    per="joint",
    states=(State("wear", "J", "-", 0.0, 0.0, 1.0, "index of joint wear", 1e-3),),
)  # fmt: skip
def wear(j: Joint, p: Numbers, f: Functions) -> Pulls:
    """Misalignment under tension accumulates as an index of wear; it does not heal.

    Notes
    -----
    ``dJ/dt = k_J (dev/5 deg)^2 (T_share + 0.1) (1 - J)`` with the pair's mean tension share. An index for
    comparing lives and programmes, not a prediction: the literature links alignment to wear only loosely.

    References
    ----------
    None: rate and angle are assumptions. Alignment barely follows muscle length in people
    (Heino 1990: r = -0.04).
    """
    tension = sum(m.tension / m.max_tension for m in j.muscles)
    deviation = j.misalignment / WEAR_ANGLE
    return {"wear": (1.0, WEAR_RATE * deviation * deviation * (0.5 * tension + 0.1))}
