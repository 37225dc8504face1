"""What a person feels: the torque tolerated, pain and sensitisation, and the one relief of both."""

from __future__ import annotations

from ...core.parameters import Parameter as P
from ..mechanism import Functions, Joint, Muscle, Numbers, Pulls, Quantity, State, mechanism
from .mechanics import near_barrier

#: Time constant of pain [s].
PAIN_TIME = 120.0


@mechanism(
    states=(
        State("tolerance_fast", "w_f", "-", 0.0, 0.0, 1.0,
              "rise of tolerated torque within the hour", 1e-3, error_weight=4.0),
        State("tolerance_trace", "r", "-", 0.0, 0.0, 1.0,
              "trace of the last sessions: while it is fresh, tolerance grows", 1e-3),
        State("tolerance_slow", "w_s", "-", 0.0, 0.0, 3.0, "rise of tolerated torque over weeks", 1e-3),
    ),
    parameters=(
        P("tolerance_fast_max", 0.226, "-", 0.005, 0.5,
          "largest fast rise of tolerated torque, a logarithm", ("D029",), "calibrated", "W_f"),
        P("tolerance_charge_time", 20.5, "s", 10.0, 80.0,
          "time at the barrier that charges it; 60 s a day do what 20 min do",
          ("T09",), "calibrated", "t_c"),
        P("tolerance_contraction_weight", 0.752, "-", 0.0, 3.0,
          "effect of a second of full contraction, relative to a second at the barrier",
          ("T09",), "calibrated", "w_c"),
        P("tolerance_fast_time", 8.79, "min", 6.0, 45.0,
          "time constant of its decay", ("T07", "A017"), "calibrated", "t_f"),
        P("tolerance_growth_time", 23.4, "d", 5.0, 400.0,
          "time constant of its growth while the trace of sessions is fresh", (), "calibrated", "t_g"),
        P("tolerance_trace_time", 6.33, "d", 2.0, 30.0,
          "time constant of the trace of the last sessions", (), "calibrated", "t_r"),
        P("tolerance_slow_max", 0.701, "-", 0.0, 3.0,
          "largest slow rise of tolerated torque, a logarithm", (), "calibrated", "W_s"),
        P("tolerance_slow_time", 13.8, "d", 9.0, 29.0,
          "time constant of its loss once training has stopped",
          ("D001", "D003", "D004", "D005"), "calibrated", "t_s"),
    ),
    needs=("effort_half", "barrier_threshold"),
)  # fmt: skip
def tolerance(m: Muscle, p: Numbers, f: Functions) -> Pulls:
    """Seconds near the barrier raise the tolerated torque for minutes, weeks of sessions raise it for weeks.

    Notes
    -----
    ``Tol = Mtol exp(w_f + w_s)``: passive torque rises exponentially with angle, so that degrees gained are
    proportional to w. In stretch phases ``near = sg((rho - b0)/0.05)``, in holds ``held = w_c e/(e + e50)``;
    with ``d = (near + held)/t_c``::

        dw_f/dt = d (W_f - w_f) - w_f/t_f                            for minutes
        dr/dt   = d (1 - r) - r/t_r                                  trace of the last sessions, for days
        dw_s/dt = r (W_s - w_s)/t_g - (1 - r) w_s/t_s                for weeks

    A session leaves a trace for days. While the trace is fresh, tolerance consolidates; once it has faded,
    tolerance is forgotten. So weeks count, and not seconds (a trace is full after a minute) nor, beyond three
    a week, sessions; the gain grows for many weeks, as trials see, and is lost within weeks once training
    stops. Within hours of a session nothing but its fast part shows. Range of motion can rise with the
    torque-angle curve unchanged (Folpp 2006: -1 deg at fixed torque, +8 deg at tolerated torque); a model
    without these states is refuted by that trial. Only stretch and hold phases feed it: standing and walking
    would otherwise saturate it.

    Consolidation between sessions and forgetting after the last are how the learning of a response is
    described; that they hold for the tolerance of stretch is assumed, and compared with rivals on trials left
    out (decision 0016).

    References
    ----------
    Law et al. 2009, doi 10.2522/ptj.20090056 (60 s a day); Folpp et al. 2006; Mizuno et al. 2013 (T07);
    D001-D005 for the slow time constant.
    """
    near = near_barrier(m, p, f) * m.phase_stretch * m.stretched
    held = p.tolerance_contraction_weight * m.phase_hold * m.effort / (m.effort + p.effort_half)
    dose = (near + held) / p.tolerance_charge_time
    fresh = m.tolerance_trace
    return {
        "tolerance_fast": [(p.tolerance_fast_max, dose), (0.0, 1.0 / p.tolerance_fast_time)],
        "tolerance_trace": [(1.0, dose), (0.0, 1.0 / p.tolerance_trace_time)],
        "tolerance_slow": [
            (p.tolerance_slow_max, fresh / p.tolerance_growth_time),
            (0.0, (1.0 - fresh) / p.tolerance_slow_time),
        ],
    }


@mechanism(
    per="joint",
    states=(
        State("sensitisation", "C", "-", 0.0, 0.0, 1.0, "central sensitisation", 1e-3),
        State("pain", "P", "0-10", 0.0, 0.0, 10.0, "pain on a numeric rating scale", 1e-2),
    ),
    quantities=(Quantity("nociception", "N_t", "-", "nociceptive drive from the tissues"),),
    parameters=(
        P("pain_metabolite_weight", 0.15, "-", 0.0, 2.0, "nociception per unit metabolite", symbol="w_M"),
        P("pain_nerve_weight", 0.0, "-", 0.0, 5.0, "nociception at full nerve compression",
          basis="switch", symbol="w_n"),
        P("pain_sensitisation_weight", 1.2, "-", 0.0, 5.0, "drive at full sensitisation", symbol="w_C"),
        P("pain_half", 6.0, "-", 0.2, 30.0, "drive of pain 5 of 10", symbol="N_50"),
        P("sensitisation_time", 14.0, "d", 3.0, 60.0, "time constant of sensitisation", symbol="tau_C"),
        P("hypoalgesia_max", 0.5, "-", 0.0, 1.0,
          "share of pain that a full fast rise of tolerance relieves", ("T59",), symbol="E_max"),
    ),
    needs=("stress_tone_max", "pain_tone_scale", "tolerance_fast_max"),
)  # fmt: skip
def pain(j: Joint, p: Numbers, f: Functions) -> Pulls:
    """Tone, metabolites, nerve pressure and sensitisation add up to pain on a 0-10 scale; tolerance relieves.

    Notes
    -----
    ``N_t = sum a_i/(a_max max w) + w_M sum M_i + w_n sum N_n,i``; sensitisation
    ``dC/dt = (N_t/(1 + N_t) - C)/tau_C``; ``N = N_t + w_C C``;
    ``dPain/dt = (10 N/(N + N50) prod (1 - E_max w_f,i/W_f) - Pain)/tau_p``. No direct human calibration
    exists for any of these weights: they are assumed, and each can be set to 0.

    Holds relieve pain (T59, which does not say for how long), and what relieves is the fast rise of
    tolerance, not a second state beside it: isometric exercise raises the range as stretching does,
    stretching raises the pressure that hurts as exercise does, at the muscle and, after the back, far from
    it, and who responds to one responds to the other (rho = 0.51; Stove 2021, Larouche 2020). Often absent
    in chronic pain.

    References
    ----------
    None for the weights. Hodges & Tucker 2011, doi 10.1016/j.pain.2010.10.020 (pain redistributes activity,
    it does not simply raise it). Naugle, Fillingim & Riley 2012, doi 10.1016/j.jpain.2012.09.006 (T59);
    Stove, Hirata & Palsson 2021, doi 10.1515/sjpain-2020-0010; Larouche et al. 2020, doi
    10.1515/sjpain-2020-0018.
    """
    muscles = j.muscles
    tones = sum(m.tone for m in muscles)
    metabolites = sum(m.metabolite for m in muscles)
    nerves = sum(m.nerve_index for m in muscles)
    j.nociception = (
        tones / (p.stress_tone_max * p.pain_tone_scale)
        + p.pain_metabolite_weight * metabolites
        + p.pain_nerve_weight * nerves
    )
    total = j.nociception + p.pain_sensitisation_weight * j.sensitisation
    first, second = (1.0 - p.hypoalgesia_max * m.tolerance_fast / p.tolerance_fast_max for m in muscles)
    return {
        "sensitisation": (j.nociception / (1.0 + j.nociception), 1.0 / p.sensitisation_time),
        "pain": (10.0 * total / (total + p.pain_half) * first * second, 1.0 / PAIN_TIME),
    }
