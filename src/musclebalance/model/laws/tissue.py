"""What tissue keeps: relaxation, softening and slack length for up to hours, serial length for weeks."""

from __future__ import annotations

from ...core.parameters import Parameter as P
from ..mechanism import Functions, Muscle, Numbers, Pulls, Quantity, State, mechanism


@mechanism(
    states=(
        State("relaxation_fast", "z_1", "-", 0.0, 0.0, 10.0,
              "passive stress lost by the fast relaxation term", 3e-2, error_weight=0.1),
        State("relaxation_slow", "z_2", "-", 0.0, 0.0, 10.0,
              "passive stress lost by the slow relaxation term", 1e-1, error_weight=0.5),
    ),
    quantities=(
        Quantity("relaxed_share", "G_inf", "-",
                 "share of elastic stress left after full relaxation", off=1.0),
    ),
    parameters=(
        P("relaxation_fast_share", 0.135, "-", 0.09, 0.17,
          "share of stress lost by the fast term", ("T01", "T02"), "derived", "g_1"),
        P("relaxation_fast_time", 4.0, "s", 3.0, 5.0,
          "its time constant", ("T01", "T02"), "derived", "tau_1"),
        P("relaxation_slow_share", 0.218, "-", 0.21, 0.25,
          "share of stress lost by the slow term", ("T01", "T02"), "derived", "g_2"),
        P("relaxation_slow_time", 40.0, "s", 30.0, 60.0,
          "its time constant", ("T01", "T02"), "derived", "tau_2"),
    ),
)  # fmt: skip
def relaxation(m: Muscle, p: Numbers, f: Functions) -> Pulls:
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


@mechanism(
    states=(
        State("softening", "k", "-", 0.0, 0.0, 0.9,
              "share of passive stiffness lost to recent stretching", 3e-2, error_weight=3.0),
    ),
    parameters=(
        P("softening_max", 0.20, "-", 0.10, 0.21,
          "largest loss of passive stiffness", ("T08", "T09"), "measured", "k_max"),
        P("softening_rate", 0.05, "1/s", 0.0, 0.5,
          "rate of softening per unit torque share above the threshold", ("T08", "T09"), symbol="c_k"),
        P("softening_threshold", 0.4, "-", 0.05, 0.8,
          "share of the tolerated torque above which tissue softens", symbol="rho_k"),
        P("softening_width", 0.05, "-", 0.01, 0.3, "width of that threshold", symbol="w_k"),
        P("softening_recovery_time", 5.0, "min", 3.0, 7.0,
          "time constant of recovery", ("T05", "T06", "T07"), "derived", "t_rec"),
    ),
)  # fmt: skip
def softening(m: Muscle, p: Numbers, f: Functions) -> Pulls:
    """Stretch stress softens the muscle's passive tissue; it stiffens again within minutes.

    Notes
    -----
    Drive ``d = c_k [rho0 - rho_k]+ (smooth over w_k)``, ``dk/dt = d (k_max - k) - k/t_rec``. Stretching, not
    contraction, lowers muscle stiffness, by 13-20 % (T08, T09); it is back after 10 min following 2 min
    of stretch and 20 min following 8 min (T05, T06).

    References
    ----------
    Konrad et al. 2017 (T08); Kay et al. 2015 (T09); Ryan et al. 2008 (T05, T06); Mizuno et al. 2013 (T07).
    """
    drive = p.softening_rate * f.ramp(m.torque_share - p.softening_threshold, p.softening_width)
    return {"softening": [(p.softening_max, drive), (0.0, 1.0 / p.softening_recovery_time)]}


@mechanism(
    states=(
        State("tendon_softening", "k_t", "-", 0.0, 0.0, 1.0,
              "share of tendon stiffness lost to recent contraction", 1e-2),
    ),
    parameters=(
        P("tendon_softening_max", 0.22, "-", 0.177, 0.30,
          "largest loss of tendon stiffness", ("T09",), "measured", "kt_max"),
        P("tendon_softening_time", 8.0, "s", 2.0, 200.0,
          "time under full effort to soften; 4 x 5 s are enough", ("T09",), "derived", "t_on"),
        P("tendon_recovery_time", 10.0, "min", 2.0, 60.0, "time constant of recovery", symbol="t_off"),
        P("effort_half", 0.04, "-", 0.005, 0.2,
          "effort of half the effect of a contraction [MVC]; small, since intensity matters little",
          ("T10", "A078"), symbol="e50"),
    ),
)  # fmt: skip
def tendon(m: Muscle, p: Numbers, f: Functions) -> Pulls:
    """Isometric contraction softens the tendon; it stiffens again within minutes.

    Notes
    -----
    In hold phases ``d = e/(e + e50)/t_on``; ``dkt/dt = d (kt_max - kt) - kt/t_off``. Tendon stiffness
    fell 18-22 % after contract-relax and after isometric contraction alone, not after static stretching
    (T09).

    References
    ----------
    Kay et al. 2015, doi 10.1249/MSS.0000000000000632 (T09).
    """
    drive = m.phase_hold * m.effort / (m.effort + p.effort_half) / p.tendon_softening_time
    return {"tendon_softening": [(p.tendon_softening_max, drive), (0.0, 1.0 / p.tendon_recovery_time)]}


@mechanism(
    states=(
        State("slack_history", "h", "lopt", 0.0, -0.3, 0.3,
              "shortening of the slack length left by the last contraction", 1e-2, error_weight=0.5),
    ),
    parameters=(
        P("history_max", 0.07, "-", 0.01, 0.15,
          "largest shift of slack length [lopt]; 10 deg at the knee", ("T10",), "derived", "h_max"),
        P("history_length", 0.15, "-", 0.03, 0.5,
          "length difference that sets most of it [lopt]", symbol="w_h"),
        P("history_effort", 0.03, "-", 0.01, 0.05,
          "effort above which a contraction sets it [MVC]; 5 % is enough", ("T10",), "derived", "e_h"),
        P("history_set_time", 1.5, "s", 0.5, 5.0, "time of contraction needed", symbol="t_on"),
        P("history_time", 1.5, "h", 0.1, 24.0,
          "time constant of forgetting at rest; measured only to exceed 5 min", ("T10",), symbol="t_off"),
        P("history_reset_length", 1.25, "-", 1.05, 1.5,
          "relative length beyond which a stretch undoes it [lopt]", ("T11",)),
        P("history_reset_width", 0.05, "-", 0.02, 0.1, "width of that threshold [lopt]", ("T11",)),
        P("history_reset_time", 4.0, "s", 1.0, 20.0, "time constant of undoing"),
    ),
    needs=("neutral_fibre_length",),
)  # fmt: skip
def thixotropy(m: Muscle, p: Numbers, f: Functions) -> Pulls:
    """The last contraction's length sets the slack length, whatever the effort; a large stretch undoes it.

    Notes
    -----
    Set at rate ``e^4/(e^4 + e_h^4)/t_on`` towards ``h_max sat((l0 - l)/w_h)`` (contracting short
    shortens the slack length); forgotten in hours at rest; undone within seconds by a stretch, at rate
    ``sg((l/n - x_r)/w_r) ((1 + h/h_max)/2)^2 / t_r``: it undoes what contracting short has left, and
    leaves alone what contracting long has left, for a stretch lengthens the slack length. Only phases of
    stretch undo: a gate on length in every posture cost a tenth of all steps and moved nothing measured.
    Effort from 5 to 100 % MVC gave the same shift of 10 deg (T10), which is why effort enters only as a
    threshold; the effect of a stretch grows with its amplitude, and 30 to 90 deg are needed to abolish the
    shift (T11), which is why the gate is wide. Measured in one muscle (vastus lateralis) for 5 min: beyond
    that is assumed.

    References
    ----------
    Heroux et al. 2020, J Appl Physiol 129:957-966 (T10, T11; PMC7654693).
    """
    effort = m.effort * m.effort / (p.history_effort * p.history_effort)
    settle = effort * effort / (1.0 + effort * effort) / p.history_set_time
    beyond = f.switch((m.relative_length - p.history_reset_length) / p.history_reset_width)
    short = 0.5 + 0.5 * m.slack_history / p.history_max
    undo = m.phase_stretch * m.stretched * beyond * short * short / p.history_reset_time
    target = p.history_max * f.saturate((p.neutral_fibre_length - m.length) / p.history_length)
    return {"slack_history": [(target, settle), (0.0, 1.0 / p.history_time + undo)]}


@mechanism(
    states=(
        State("resting_length", "n", "-", 1.0, 0.6, 1.2,
              "length of the relaxed muscle at a small passive stress, relative to healthy", 1e-4),
        State("protection", "p", "-", 0.0, 0.0, 1.0,
              "protection against shortening left by time at long length", 1e-3),
    ),
    parameters=(
        P("length_time", 5.0, "d", 3.0, 10.0,
          "time constant of serial sarcomere change", ("T35",), "derived", "tau_n"),
        P("growth_weight", 0.17, "-", 0.0, 0.6,
          "weight of lengthening against shortening; 1 pins the partner at its longest daily posture",
          ("T40", "T41"), symbol="w_l"),
        P("strain_max", 0.3, "-", 0.1, 0.5,
          "largest strain that still counts", ("T32", "T34"), "derived", "s_max"),
        P("strain_width", 0.05, "-", 0.01, 0.15, "strain over which short turns into long", symbol="w_L"),
        P("protection_width", 0.02, "-", 0.005, 0.1,
          "strain over which time begins to count as time at long length", ("T32",), symbol="w_p"),
        P("length_max", 1.2, "-", 1.05, 1.2, "longest serial length", ("T33",), "measured", "n_max"),
        P("length_min", 0.6, "-", 0.6, 0.95, "shortest serial length", ("T32",), "measured", "n_min"),
        P("length_margin", 0.005, "-", 0.001, 0.05,
          "distance from a bound at which change is half as fast", symbol="c"),
        P("protection_time", 6.0, "min", 1.0, 60.0,
          "time at long length that protects", ("T38", "T39"), symbol="t_up"),
        P("protection_loss_time", 24.0, "h", 6.0, 72.0,
          "time constant of losing protection", ("T38", "T39"), symbol="t_down"),
    ),
    needs=("length_setpoint",),
)  # fmt: skip
def serial_length(m: Muscle, p: Numbers, f: Functions) -> Pulls:
    """A muscle kept short loses length, kept long it gains; some time at long length protects against loss.

    Notes
    -----
    Strain from the set-point ``s = l/l_set - n``, bounded ``s_b = s_max sat(s/s_max)``,
    ``L = sg(s/w_L)``, ``L_p = sg(s/w_p)``::

        rate = (w_l L + (1 - L)(1 - p)^2)/tau_n
        dn/dt = rate [s_b]+ (n_max - n)/(n_max - n + c) - rate [s_b]- (n - n_min)/(n - n_min + c)
        dp/dt = L_p (1 - p)/t_up - (1 - L_p) p/t_down

    The set-point is the value for which n = 1 is the fixed point of the person's *healthy life*: derived,
    never tuned. Protection gates shortening only: 30 min of stretch a day prevents loss in a shortened
    muscle (T38), 15 min every second day does not (T39). `w_p` is narrow, because protection gathers in
    minutes and is lost in a day: with a wide switch a cast that was never long cost 22 % of the sarcomeres
    instead of 40 (T32). Multiplying growth instead is refuted: one session would lengthen the muscle by half
    a per cent and Folpp's torque-angle curve would have moved.

    References
    ----------
    Zollner et al. 2012, doi 10.1371/journal.pone.0045661 (T35); Tabary et al. 1972 (T32-T34); Williams 1990
    (T38), 1988 (T39).
    """
    strain = m.length / p.length_setpoint - m.resting_length
    bounded = p.strain_max * f.saturate(strain / p.strain_max)
    longer = f.positive(bounded, 0.002)
    is_long = f.switch(strain / p.strain_width)
    protecting = f.switch(strain / p.protection_width)
    unprotected = 1.0 - m.protection
    rate = (p.growth_weight * is_long + (1.0 - is_long) * unprotected * unprotected) / p.length_time
    return {
        "resting_length": [
            (p.length_max, rate * longer / (p.length_max - m.resting_length + p.length_margin)),
            (p.length_min, rate * (longer - bounded) / (m.resting_length - p.length_min + p.length_margin)),
        ],
        "protection": [
            (1.0, protecting / p.protection_time),
            (0.0, (1.0 - protecting) / p.protection_loss_time),
        ],
    }
