"""Drive without effort: inhibition after a contraction, resting tone, and the memory that sustains it."""

from __future__ import annotations

from ...core.parameters import Parameter as P
from ..mechanism import Functions, Muscle, Numbers, Pulls, Quantity, State, mechanism
from .mechanics import near_barrier

#: Time constant of tone [s].
TONE_TIME = 60.0
#: Activity of half dose of the memory for a muscle of weight 1; effort above which it is work [MVC].
MEMORY_DOSE_HALF, MEMORY_EFFORT = 0.01, 0.06
#: Time constant with which a hold depresses the reflex [s].
INHIBITION_ONSET_TIME = 1.0


@mechanism(
    states=(
        State("inhibition", "I", "-", 0.0, 0.0, 1.0,
              "depression of the muscle's own reflex after a contraction", 1e-3, error_weight=2.0),
    ),
    parameters=(
        P("inhibition_max", 0.83, "-", 0.0, 1.0,
          "depression one second after a full contraction", ("T14",), "measured", "I_max"),
        P("inhibition_time", 4.0, "s", 3.5, 4.6,
          "time constant of its decay", ("T14", "D007", "D008"), "derived", "tau_I"),
    ),
    needs=("effort_half",),
)  # fmt: skip
def inhibition(m: Muscle, p: Numbers, f: Functions) -> Pulls:
    """After an isometric contraction a muscle's own stretch reflex is depressed for some seconds.

    Notes
    -----
    In hold phases ``dI/dt = (I_max (1 + e50) e/(e + e50) - I)/1 s``; for the first second after a hold
    (plateau) it stays; then ``dI/dt = -I/tau_I``. Gives an H-reflex depression of 83, 30 and 9 % at 1, 5
    and 10 s (T14: 83, 30, 10 %). The H-reflex is depressed at the terminals of the Ia afferents
    (post-activation
    depression), not in the motoneuron pool, which other inputs excite as before: the EMG after a contraction
    is *higher* than before (T17). So it takes away tone of reflex origin only, and is over long before PIR's
    effect is: this is not how PIR lasts.

    References
    ----------
    Moore & Kukulka 1991, doi 10.1093/ptj/71.4.321 (T14); Hultborn et al. 1996, doi 10.1007/BF00227268
    (post-activation depression at the Ia terminal).
    """
    full = p.inhibition_max * m.effort * (1.0 + p.effort_half) / (m.effort + p.effort_half)
    decay = (1.0 - m.phase_hold - m.phase_plateau) / p.inhibition_time
    return {"inhibition": [(full, m.phase_hold / INHIBITION_ONSET_TIME), (0.0, decay)]}


@mechanism(
    states=(State("tone", "a", "MVC", 0.0, 0.0, 1.0, "resting drive", 1e-3),),
    quantities=(Quantity("stress_tone", "a_S", "MVC", "tone caused by emotional stress"),),
    parameters=(
        P("stress_tone_max", 0.03, "-", 0.005, 0.04,
          "largest tone of a muscle of weight 1 by stress, and by memory [MVC]",
          ("T47",), "derived", "a_max"),
        P("stress_half", 0.5, "-", 0.05, 2.0, "stress of half effect: the scale of stress",
          basis="definition", symbol="S50"),
        P("gamma_gain", 0.0, "-", 0.0, 0.02,
          "tone per unit metabolite and point of pain (gamma-loop hypothesis)",
          ("JohanssonSojka1991",), "switch", "g"),
    ),
    needs=("tone_weight",),
)  # fmt: skip
def tone(m: Muscle, p: Numbers, f: Functions) -> Pulls:
    """Resting tone follows stress, the memory of habitual activity, guarding and (if switched on) pain.

    Notes
    -----
    ``a* = w a_max (S/(S + S50) + m) + guarding + w g (M + pain) (1 - I)``,
    ``da/dt = (a* - a)/60 s``: the tone of somebody awake; asleep, none of it reaches the muscle. Healthy
    resting muscle is silent, so the healthy value is 0. Stress raises trapezius activity to at most 4 % MVC
    (T47), limb muscles far less: hence a weight `w` per muscle. A full memory keeps up the tone that full
    stress would cause: no more has been measured. The last term is the gamma-loop hypothesis
    (metabolites and pain raise tone); human support is negative or mixed, so its gain is 0 unless
    switched on.

    References
    ----------
    Strom et al. 2009 (T47); Waersted & Westgaard 1996; Johansson & Sojka 1991, doi
    10.1016/0306-9877(91)90233-O.
    """
    m.stress_tone = p.tone_weight * p.stress_tone_max * m.stress / (m.stress + p.stress_half)
    gamma = p.tone_weight * p.gamma_gain * (m.metabolite + m.joint.pain)
    habit = p.tone_weight * p.stress_tone_max * m.memory
    target = m.stress_tone + habit + m.guarding + gamma * (1.0 - m.inhibition)
    return {"tone": (target, 1.0 / TONE_TIME)}


@mechanism(
    states=(State("memory", "m", "-", 0.0, 0.0, 1.0, "memory of low-level activity held short", 1e-3),),
    parameters=(
        P("memory_rate", 0.05, "1/d", 0.0, 1.0, "rate of charging under a full dose", symbol="c_m"),
        P("memory_release_rate", 0.006, "1/s", 0.0, 0.05,
          "discharge at full inhibition after release", symbol="k_I"),
        P("memory_stretch_rate", 4e-4, "1/s", 0.0, 0.01,
          "discharge near the barrier; 0 is the popular claim", ("D033",), symbol="k_st"),
        P("memory_leak", 1.0 / 240.0, "1/d", 0.0, 0.05, "leak without treatment", symbol="1/tau_m"),
        P("barrier_threshold", 0.6, "-", 0.3, 0.95,
          "share of tolerated torque that counts as near the barrier", basis="definition", symbol="b_0"),
    ),
    needs=("tone_weight", "neutral_fibre_length"),
)  # fmt: skip
def memory(m: Muscle, p: Numbers, f: Functions) -> Pulls:
    """Low-level activity held short charges a memory that keeps the muscle toned after its cause is gone.

    Notes
    -----
    ``D = low/(low + 0.01 w)`` with ``low = e exp(-(e/0.06)^2)`` at rest plus the tone of stress and of
    guarding; charge ``c = c_m D sg((l0 - l - 0.06)/0.02)`` (only shorter than at neutral); discharge
    ``k_I I`` in the plateau, release and stretch phases of contract-release plus ``k_st`` near the barrier;
    ``dm/dt = c (1 - m) - (discharge + leak) m``. There is no direct evidence for this state: it *is* the
    hypothesis that PIR retrains the muscle. Discharge by stretch alone is forced by trials in which
    static stretching does nearly as well (D033). Walking does not discharge it, stress alone does not
    charge the stretched partner.

    References
    ----------
    D033 (Ali 2017); no other source.
    """
    quiet = 1.0 - m.phase_work - m.phase_hold
    low = m.effort * f.exp(-m.effort * m.effort / (MEMORY_EFFORT * MEMORY_EFFORT)) * quiet
    low = low + m.stress_tone + m.guarding
    dose = low / (low + MEMORY_DOSE_HALF * p.tone_weight)
    shorter = f.switch((p.neutral_fibre_length - m.length - 0.06) / 0.02)
    charge = p.memory_rate * dose * shorter
    release = m.phase_plateau + m.phase_release + m.phase_stretch
    near = near_barrier(m, p, f)
    discharge = (
        p.memory_release_rate * m.inhibition * release
        + p.memory_stretch_rate * near * m.phase_stretch * m.stretched
    )
    return {"memory": [(1.0, charge), (0.0, discharge + p.memory_leak)]}


@mechanism(
    parameters=(
        P("feedback_rate", 0.0146, "1/d", 0.0, 0.1, "rate at which a full memory feeds itself", symbol="k_H"),
        P("feedback_threshold", 0.5, "-", 0.2, 1.0, "memory at which that is half as fast", symbol="m_H"),
        P("feedback_gain", 0.3, "-", 0.0, 0.9, "how much faster in a muscle held short", symbol="g"),
        P("feedback_angle", 5.0, "deg", 1.0, 30.0,
          "shift of the resting angle that counts as short", symbol="q_H"),
    ),
)  # fmt: skip
def tone_feedback(m: Muscle, p: Numbers, f: Functions) -> Pulls:
    """The memory of being tense feeds itself above a threshold, so that it can stay for good.

    Notes
    -----
    ``dm/dt = k_H phi m^4/(m^4 + m_H^4) (1 - m)`` on top of the memory's own charge, discharge and leak, with
    ``phi = 1 + g tanh(dev/q_H)``: the habit feeds itself faster in a muscle that the pair holds short
    (``dev`` towards its side) and slower in one held long. In an aligned pair, with ``k_H = 0.0146/d`` and a
    leak of ``1/240 d``, the memory rests at 0 and at 0.745, with a threshold at 0.31 between.

    Why a fourth power: a feedback of first order makes *health* unstable (any trace of tone grows); it takes
    a filter for small values, which Hill exponents from about 4 give. There is no evidence for this state in
    people: it is the strongest form of the claim that a muscle "forgets how to let go", and is part of the
    `core` model only.

    References
    ----------
    Wilhelm 2009, doi 10.1186/1752-0509-3-90 (positive feedback with a filter for small stimuli makes two
    stable states).
    """
    level = m.memory / p.feedback_threshold
    square = level * level
    fourth = square * square
    short = 1.0 + p.feedback_gain * f.tanh(m.side * m.misalignment / p.feedback_angle)
    return {"memory": (1.0, p.feedback_rate * short * fourth / (1.0 + fourth))}
