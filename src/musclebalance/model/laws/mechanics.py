"""Geometry, fibre stretch, and the active and passive tension and torque that follow from them."""

from __future__ import annotations

from ...core.parameters import Parameter as P
from ..mechanism import Expression, Functions, Muscle, Number, Numbers, Quantity, mechanism

#: Share of tone that full effort of the partner removes; no readout follows it by a hundredth.
RECIPROCAL_INHIBITION = 0.15
#: Width over which the history of slack length fades [lopt].
HISTORY_FADE_WIDTH = 0.05
#: De Groote & Fregly (2016) active force-length Gaussians (b1, b2, b3, b4), doi 10.1007/s10439-016-1591-9
ACTIVE_GAUSSIANS = (
    (0.8150671134243542, 1.055033428970575, 0.162384573599574, 0.063303448465465),
    (0.433004984392647, 0.716775413397760, -0.029947116970696, 0.200356847296188),
    (0.1, 1.0, 0.5 * 0.5**0.5, 0.0),
)
#: De Groote & Fregly (2016) passive shape factor
PASSIVE_SHAPE = 4.0
MOMENT_ARM = ("neutral_angle", "moment_arm_c0", "moment_arm_c1", "moment_arm_c2", "moment_arm_c3")
LENGTH = ("optimal_fibre_length", "neutral_fibre_length")


def active_force_length(x: Expression, f: Functions) -> Number:
    """Active force of a fibre of length `x` [lopt] as a fraction of its maximum.

    Sum of three Gaussians (De Groote & Fregly 2016, doi 10.1007/s10439-016-1591-9):
    ``fL = sum b1 exp(-0.5 (x - b2)^2 / (b3 + b4 x)^2)``; 1 at x = 1. The third has ``b4 = 0``.
    """
    total: Number = 0.0
    for b1, b2, b3, b4 in ACTIVE_GAUSSIANS:
        z = (x - b2) / (b3 + b4 * x)
        total = total + b1 * f.exp(-0.5 * z * z)
    return total


def passive_force(x: Expression, passive_strain: Expression, f: Functions) -> Expression:
    """Passive force of a fibre of length `x` [lopt] as a fraction of maximum isometric force.

    ``fP = exp(4 (x - 1)/e0 - 4)``: the exponential of De Groote & Fregly (2016) without the shift that
    makes the published curve negative below slack length. At x = 1 it is exp(-4) = 0.018, which defines
    the relaxed muscle's rest length; at x = 1 + e0 it is 1.
    """
    return f.exp(PASSIVE_SHAPE * (x - 1.0) / passive_strain - PASSIVE_SHAPE)


def moment_arm(d: Expression, p: Numbers) -> Expression:
    """Moment arm [m] at ``neutral_angle + d``, d [rad]: a cubic."""
    return p.moment_arm_c0 + d * (p.moment_arm_c1 + d * (p.moment_arm_c2 + d * p.moment_arm_c3))


def length_change(d: Expression, p: Numbers) -> Expression:
    """Shortening of the fibres [lopt] from the neutral angle to ``neutral_angle + d``: its integral."""
    work = d * (
        p.moment_arm_c0 + d * (p.moment_arm_c1 / 2 + d * (p.moment_arm_c2 / 3 + d * (p.moment_arm_c3 / 4)))
    )
    return work / p.optimal_fibre_length


@mechanism(
    quantities=(
        Quantity("moment_arm", "r", "m", "moment arm, positive when the muscle's torque raises the angle"),
        Quantity("length", "l", "lopt", "normalised fibre length with a healthy serial length"),
    ),
    needs=(*MOMENT_ARM, *LENGTH),
)  # fmt: skip
def geometry(m: Muscle, p: Numbers, f: Functions) -> None:
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
    m.moment_arm = moment_arm(d, p)
    m.length = p.neutral_fibre_length + m.offset - length_change(d, p)


@mechanism(
    quantities=(
        Quantity("relative_length", "l/n", "lopt", "fibre length relative to the present serial length"),
        Quantity("stretch", "x", "lopt", "fibre stretch that sets forces"),
        Quantity("elastic_force", "f_P", "-", "elastic passive force before stress relaxation and softening"),
        Quantity("healthy_elastic_force", "f_P(l)", "-",
                 "elastic passive force the healthy muscle would have here"),
        Quantity("passive_steepness", "KE/n", "1/lopt", "relative slope of the passive curve against length"),
    ),
    parameters=(
        P("history_fade_length", 1.10, "-", 1.0, 1.4,
          "relative length at which the slack-length history has half faded [lopt]; above 1.15 a contraction "
          "at the end of range would add more to a stretch than the arms of T09 differ",
          ("T09", "T11"), "derived", "x_h"),
        P("tendon_compliance", 0.02, "-", 0.0, 0.15,
          "fibre length taken up by a fully softened tendon [lopt]; only lambda kt_max matters",
          ("T09",), symbol="lambda"),
        P("fibre_share", 1.0, "-", 0.2, 1.0,
          "share of a passive stretch that the fibres take, the tendon the rest; known of the lower leg only",
          ("Hoang2007", "Herbert2002"), symbol="phi"),
    ),
    needs=("passive_strain", "neutral_fibre_length"),
)  # fmt: skip
def stretch(m: Muscle, p: Numbers, f: Functions) -> None:
    """Fibre stretch and elastic force from joint angle, serial length, slack history and tendon compliance.

    Notes
    -----
    ``x = (l0 + phi (l - l0) + (h + h_f) sg((x_h - l/n)/w_h) - lambda kt) / n``: the tendon takes the share
    1 - phi of what a joint adds to the length at neutral (52 % at the gastrocnemius, 45 % at the tibialis
    anterior), so that the published passive curve holds there, too; elsewhere no share was found. A muscle
    with fewer sarcomeres in series (``n < 1``) is stretched more at the same joint angle; the slack-length
    history fades at long length, where a stretch abolishes it (T11). ``KE = 4 phi/e0`` is the steepness of
    the passive curve.

    References
    ----------
    Hoang et al. 2007, doi 10.1242/jeb.002204; Herbert et al. 2002, doi 10.1113/jphysiol.2001.012756.
    """
    m.relative_length = m.length / m.resting_length
    shift = m.slack_history + m.slack_history_fast
    history = shift * f.switch((p.history_fade_length - m.relative_length) / HISTORY_FADE_WIDTH)
    passive = p.neutral_fibre_length + p.fibre_share * (m.length - p.neutral_fibre_length)
    m.stretch = (passive + history - p.tendon_compliance * m.tendon_softening) / m.resting_length
    m.elastic_force = passive_force(m.stretch, p.passive_strain, f)
    m.healthy_elastic_force = passive_force(passive, p.passive_strain, f)
    m.passive_steepness = p.fibre_share * PASSIVE_SHAPE / p.passive_strain / m.resting_length


@mechanism(
    quantities=(
        Quantity("resting_drive", "a_eff", "MVC", "tone left after inhibition"),
        Quantity("drive", "TL", "MVC", "effort plus tone: the target load of the fatigue model"),
        Quantity("activation", "M_A", "MVC", "active share of the muscle"),
        Quantity("active_curve", "f_L", "-", "active force-length factor"),
        Quantity("strength", "s", "-", "strength relative to the healthy, untrained muscle", off=1.0),
        Quantity("active_stress", "sigma_a", "F0", "active tension as a fraction of maximum isometric force"),
    ),
    parameters=(
        P("pain_weakness", 0.16, "-", 0.0, 0.4, "share of strength that pain of 10 takes",
          ("Khan2011", "Salomoni2016", "Henriksen2011"), "derived", "k_p"),
    ),
)  # fmt: skip
def activation(m: Muscle, p: Numbers, f: Functions) -> None:
    """Activation is effort plus tone, limited by fatigue; force follows the active force-length curve.

    Notes
    -----
    ``a_eff = a (1 - asleep)(1 - 0.15 e_partner)``, ``M_A = min(e + a_eff, 1 - f - S)`` with a soft minimum of
    width 0.01, exactly 0 without drive; ``sigma_a = M_A f_L(x) s`` with ``s = s_n s_c c (1 - k_p pain/10)``.
    Taking ``M_A`` as that minimum replaces the controller of the three-compartment model, which settles
    within 0.3 s. Reciprocal inhibition acts on tone only; its depth is not known. Tone is held by somebody
    awake: postural muscles are silent in sleep.

    Pain weakens both muscles of a joint: a pain of 5 takes 5 % (biceps), 9 % (knee extensors), 5 to 15 %
    (knee flexors and extensors, more with more pain) of a maximal contraction, and goes with it. So an injury
    weakens the partner too. Effusion does as much as pain and adds nothing to it.

    References
    ----------
    Khan et al. 2011, doi 10.1152/japplphysiol.00603.2011; Henriksen et al. 2011, doi
    10.1016/j.jpain.2010.10.004; Salomoni et al. 2016, doi 10.1371/journal.pone.0161487; Palmieri-Smith et
    al. 2013, doi 10.4085/1062-6050-48.2.10 (effusion).
    De Groote & Fregly 2016, doi 10.1007/s10439-016-1591-9; Xia & Frey Law 2008, doi
    10.1016/j.jbiomech.2008.07.013.
    """
    awake = 1.0 - m.asleep
    m.resting_drive = awake * m.tone * (1.0 - RECIPROCAL_INHIBITION * m.partner.effort)
    m.drive = m.effort + m.resting_drive
    m.activation = f.softmin(m.drive, 1.0 - m.fatigue - m.slow_fatigue, 0.01)
    m.active_curve = active_force_length(m.stretch, f)
    painless = 1.0 - 0.1 * p.pain_weakness * m.joint.pain
    m.strength = m.strength_neural * m.strength_size * m.capacity * painless
    m.active_stress = m.activation * m.active_curve * m.strength


@mechanism(
    quantities=(
        Quantity("max_tension", "F_0 cos(alpha)", "N", "maximum isometric tension along the tendon"),
        Quantity("passive_stress", "sigma_p", "F0",
                 "passive tension as a fraction of maximum isometric force"),
        Quantity("unrelaxed_share", "G", "-", "share of elastic stress that has not relaxed", off=1.0),
        Quantity("tension", "T", "N", "tension along the tendon"),
    ),
    needs=("max_isometric_force", "pennation"),
)  # fmt: skip
def tension(m: Muscle, p: Numbers, f: Functions) -> None:
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
    left = f.positive(m.elastic_force - m.relaxation_fast - m.relaxation_slow, 0.001)
    m.passive_stress = (1.0 - m.softening) * left
    m.unrelaxed_share = left / m.elastic_force
    m.tension = m.max_tension * (m.passive_stress + m.active_stress)


@mechanism(
    quantities=(
        Quantity("neutral_torque", "M_0", "N m", "torque of the healthy relaxed muscle at the neutral angle"),
    ),
    needs=("neutral_fibre_length", "passive_strain", "moment_arm_c0"),
)  # fmt: skip
def neutral(m: Muscle, p: Numbers, f: Functions) -> None:
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


@mechanism(
    quantities=(
        Quantity("side", "s", "-", "+1 when the muscle's torque raises the angle, -1 when it lowers it"),
        Quantity("capsule", "M_c", "N m", "torque of the joint capsule against lengthening"),
        Quantity("capsule_stiffness", "dM_c/dq", "N m/rad", "its slope"),
        Quantity("passive_torque", "M_p", "N m", "passive torque against lengthening the muscle"),
        Quantity("muscle_stiffness", "K_m", "N m/rad",
                 "elastic joint stiffness of the passive muscle before relaxation"),
        Quantity("reference_torque", "M_tol", "N m",
                 "torque tolerated by the healthy person at the end of range"),
        Quantity("tolerance", "Tol", "-", "torque tolerated now over that of the healthy person", off=1.0),
        Quantity("torque_share", "rho_0", "-", "passive torque over the healthy tolerated torque"),
        Quantity("tolerance_share", "rho", "-", "passive torque over the presently tolerated torque"),
    ),
    needs=(
        *MOMENT_ARM, *LENGTH, "max_isometric_force", "pennation", "passive_strain", "end_range_torque",
        "end_range_angle", "joint_stiffness", "rom_limit", "rom_offset",
    ),
)  # fmt: skip
def passive_torque(m: Muscle, p: Numbers, f: Functions) -> None:
    """Passive torque in the direction that lengthens the muscle, and its share of the tolerated torque.

    Notes
    -----
    With ``d`` the joint angle from neutral, less creep, in the lengthening direction [rad]::

        M_p  = F0 cos(alpha) |r| sigma_p + M_c(d) + G Kj d
        M_c  = G Me (exp((d - d_end)/wc) - exp(-d_end/wc)),    G = [f_P - z1 - z2]+/f_P
        Mtol = M_p of the healthy muscle, stretched quickly from neutral rest, at the healthy end of range
        rho0 = M_p / Mtol,     Tol = exp(w_f + w_s),     rho = rho0 / Tol

    The datum is the healthy end of range (a goniometer reading); the tolerated torque follows from it, so
    that changing the passive curve does not move the healthy range. `Me`, `wc` describe capsule and soft
    tissue, which do not adapt: `Me` is their share of the torque at the healthy end of range. They relax by
    the share G by which the muscle's stress does, for relaxation was measured as torque of the whole joint.

    References
    ----------
    Riener & Edrich 1999, doi 10.1016/S0021-9290(99)00009-3 (exponential passive joint moments).
    """
    side = f.sign(p.moment_arm_c0)
    lengthening = side * (p.neutral_angle + m.creep - m.angle)
    limit = side * (p.neutral_angle - p.rom_limit)
    rising = p.end_range_torque * f.exp((lengthening - limit) / p.end_range_angle)
    offset = p.end_range_torque * f.exp(-limit / p.end_range_angle)
    m.capsule = m.unrelaxed_share * (rising - offset)
    m.capsule_stiffness = rising / p.end_range_angle
    m.side = side
    arm = side * m.moment_arm
    elastic = m.unrelaxed_share * p.joint_stiffness * lengthening
    m.passive_torque = m.max_tension * arm * m.passive_stress + m.capsule + elastic
    stiffness = m.max_tension * m.moment_arm * m.moment_arm / p.optimal_fibre_length * m.passive_steepness
    m.muscle_stiffness = stiffness * (1.0 - m.softening) * m.elastic_force
    m.reference_torque = healthy_torque(m, p, f, side)
    m.torque_share = m.passive_torque / m.reference_torque
    m.tolerance = f.exp(m.tolerance_fast + m.tolerance_slow)
    m.tolerance_share = m.torque_share / m.tolerance


def near_barrier(m: Muscle, p: Numbers, f: Functions) -> Expression:
    """Whether the passive torque is near what is tolerated, 0 to 1."""
    return f.switch((m.tolerance_share - p.barrier_threshold) / 0.05)


def healthy_torque(m: Muscle, p: Numbers, f: Functions, side: Expression) -> Expression:
    """Passive torque [N m] of the healthy muscle at its healthy end of range: the reference of tolerance."""
    d = p.rom_limit - p.neutral_angle
    arm = side * moment_arm(d, p)
    length = p.neutral_fibre_length + p.fibre_share * (p.rom_offset - length_change(d, p))
    relaxed = (1.0 - m.relaxed_share) * passive_force(p.neutral_fibre_length, p.passive_strain, f)
    elastic = passive_force(length, p.passive_strain, f)
    stress = f.positive(elastic - relaxed, 0.001)
    limit = -side * d
    capsule = p.end_range_torque * (1.0 - f.exp(-limit / p.end_range_angle))
    return m.max_tension * arm * stress + stress / elastic * (capsule + p.joint_stiffness * limit)
