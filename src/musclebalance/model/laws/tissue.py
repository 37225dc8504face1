"""What tissue keeps: relaxation, softening and slack length for up to hours, serial length for weeks."""

from __future__ import annotations

from ...core.parameters import Parameter as P
from ..mechanism import Expression, Functions, Muscle, Numbers, Pulls, Quantity, State, mechanism

#: Time constant with which a softened tendon stiffens again [s].
TENDON_RECOVERY_TIME = 600.0
#: Time of contraction that sets the slack length [s].
HISTORY_SET_TIME = 1.5
#: Effort from which a contraction sets it [MVC]: 5 % is enough (T10).
HISTORY_EFFORT = 0.03
#: Length difference that sets most of it [lopt].
HISTORY_LENGTH = 0.08
#: Part of it that fades within a minute, relative to the one that stays: a third is gone at 60 s (T10).
HISTORY_FAST_SHARE = 0.71
#: Time constants of forgetting it at rest, of the fast part and the rest [s]: longer than 5 min (T10).
HISTORY_FAST_TIME, HISTORY_TIME = 20.0, 5400.0
#: Relative length beyond which a stretch undoes it [lopt]: 30 deg at the knee (T11).
HISTORY_RESET_LENGTH = 1.25
#: Time constant of a slow stretch, with which it undoes that [s].
HISTORY_RESET_TIME = 4.0
#: Width of its threshold [lopt].
HISTORY_RESET_WIDTH = 0.05
#: Distance from a bound of serial length at which change is half as fast.
LENGTH_MARGIN = 0.005
#: Window over which a day at length is remembered: a day [s].
EXPOSURE_TIME = 86400.0
#: Strain over which length begins to count.
EXPOSURE_WIDTH = 0.02
#: Largest strain that still counts.
STRAIN_MAX = 0.3
#: Width of the threshold of softening [share of the tolerated torque].
SOFTENING_WIDTH = 0.05


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
        P("relaxation_fast_share", 0.17, "-", 0.09, 0.20,
          "share of stress lost by the fast term", ("T01", "T02"), "derived", "g_1"),
        P("relaxation_fast_time", 4.0, "s", 3.0, 5.0,
          "its time constant", ("T01", "T02"), "derived", "tau_1"),
        P("relaxation_slow_share", 0.24, "-", 0.21, 0.30,
          "share of stress lost by the slow term", ("T01", "T02"), "derived", "g_2"),
        P("relaxation_slow_time", 25.0, "s", 25.0, 60.0,
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
        P("softening_max", 0.21, "-", 0.10, 0.22,
          "largest loss of passive stiffness", ("T08", "T09"), "measured", "k_max"),
        P("softening_rate", 0.15, "1/s", 0.0, 0.5,
          "rate of softening per unit torque share above the threshold; 40 s of stretch soften by 16 to 22 %",
          ("T09",), "derived", "c_k"),
        P("softening_threshold", 0.4, "-", 0.05, 0.8,
          "share of the tolerated torque above which tissue softens", symbol="rho_k"),
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
    drive = p.softening_rate * f.ramp(m.torque_share - p.softening_threshold, SOFTENING_WIDTH)
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
        P("effort_half", 0.04, "-", 0.005, 0.2,
          "effort of half the effect of a contraction [MVC]; small, since intensity matters little",
          ("T10", "A078"), "derived", "e50"),
    ),
)  # fmt: skip
def tendon(m: Muscle, p: Numbers, f: Functions) -> Pulls:
    """Isometric contraction softens the tendon; it stiffens again within minutes.

    Notes
    -----
    In hold phases ``d = e/(e + e50)/t_on``; ``dkt/dt = d (kt_max - kt) - kt/10 min``. Tendon stiffness
    fell 18-22 % after contract-relax and after isometric contraction alone, not after static stretching
    (T09).

    References
    ----------
    Kay et al. 2015, doi 10.1249/MSS.0000000000000632 (T09).
    """
    drive = m.phase_hold * m.effort / (m.effort + p.effort_half) / p.tendon_softening_time
    return {"tendon_softening": [(p.tendon_softening_max, drive), (0.0, 1.0 / TENDON_RECOVERY_TIME)]}


@mechanism(
    states=(
        State("slack_history", "h", "lopt", 0.0, -0.3, 0.3,
              "shortening of the slack length left by the last contraction", 1e-2, error_weight=0.5),
        State("slack_history_fast", "h_f", "lopt", 0.0, -0.3, 0.3,
              "its part that fades within a minute", 1e-2, error_weight=0.5),
    ),
    parameters=(
        P("history_max", 0.07, "-", 0.01, 0.15,
          "largest shift of slack length that stays [lopt]; 10 deg at the knee after a minute",
          ("T10",), "derived", "h_max"),
    ),
    needs=("neutral_fibre_length",),
)  # fmt: skip
def thixotropy(m: Muscle, p: Numbers, f: Functions) -> Pulls:
    """The last contraction's length sets the slack length, whatever the effort; a large stretch undoes it.

    Notes
    -----
    Set at rate ``e^4/(e^4 + 0.03^4)/1.5 s`` towards ``h_max sat((l0 - l)/0.08)`` (contracting short
    shortens the slack length); a second state with ``0.71 h_max`` fades within a minute (a third of the shift
    is gone at 60 s, T10), the other is forgotten in hours at rest; both are undone within seconds by a
    stretch, at rate ``sg((l/n - 1.25)/0.05) ((1 + h/h_max)/2)^2 / 4 s``: it undoes what contracting short has
    left, and leaves alone what contracting long has left, for a stretch lengthens the slack length. Only
    phases of stretch undo: a gate on length in every posture cost a tenth of all steps and moved nothing
    measured. Effort from 5 to 100 % MVC gave the same shift of 10 deg (T10), which is why effort enters only
    as a threshold; the effect of a stretch grows with its amplitude, and 30 to 90 deg are needed to abolish
    the shift (T11), which is why the gate is wide. Measured in one muscle (vastus lateralis) for 5 min:
    beyond that is assumed.

    References
    ----------
    Heroux et al. 2020, J Appl Physiol 129:957-966 (T10, T11; PMC7654693).
    """
    effort = m.effort * m.effort / (HISTORY_EFFORT * HISTORY_EFFORT)
    settle = effort * effort / (1.0 + effort * effort) / HISTORY_SET_TIME
    beyond = f.switch((m.relative_length - HISTORY_RESET_LENGTH) / HISTORY_RESET_WIDTH)
    short = 0.5 + 0.5 * m.slack_history / p.history_max
    undo = m.phase_stretch * m.stretched * beyond * short * short / HISTORY_RESET_TIME
    target = p.history_max * f.saturate((p.neutral_fibre_length - m.length) / HISTORY_LENGTH)
    return {
        "slack_history": [(target, settle), (0.0, 1.0 / HISTORY_TIME + undo)],
        "slack_history_fast": [
            (HISTORY_FAST_SHARE * target, settle),
            (0.0, 1.0 / HISTORY_FAST_TIME + undo),
        ],
    }


@mechanism(
    states=(
        State("resting_length", "n", "-", 1.0, 0.6, 1.2,
              "length of the relaxed muscle at a small passive stress, relative to healthy", 1e-4),
        State("long_share", "E", "-", 0.0, 0.0, 1.0,
              "share of the last day spent longer than the set-point", 1e-3),
        State("stretched_share", "D", "-", 0.0, 0.0, 1.0,
              "share of the last day spent stretched well beyond the set-point", 1e-4),
    ),
    parameters=(
        P("length_time", 4.0, "d", 3.0, 10.0,
          "time constant of serial sarcomere change", ("T35",), "derived", "tau_n"),
        P("stretched_strain", 0.07, "-", 0.0, 0.2,
          "strain beyond the set-point that counts as stretched; standing does not",
          ("T38", "T56"), "derived", "s_D"),
        P("stretched_half", 0.008, "-", 0.001, 0.5,
          "share of the day stretched that halves shortening; 12 min", ("T38", "T39"), "derived", "D_50"),
        P("length_max", 1.2, "-", 1.05, 1.2, "longest serial length", ("T33",), "measured", "n_max"),
        P("length_min", 0.6, "-", 0.6, 0.95, "shortest serial length", ("T32",), "measured", "n_min"),
    ),
    needs=("length_setpoint",),
)  # fmt: skip
def serial_length(m: Muscle, p: Numbers, f: Functions) -> Pulls:
    """A muscle kept short loses length unless it is stretched for minutes a day; kept long, it gains.

    Notes
    -----
    Strain from the set-point ``s = l/l_set - n``, bounded ``s_b = 0.3 sat(s/0.3)``. Two exposures
    remember the last day: E, the share of it with s > 0, and D, the share with s > s_D (smooth over w_E)::

        dE/dt = (sg(s/w_E) - E)/24 h                     dD/dt = (sg((s - s_D)/w_E) - D)/24 h
        gain  = E^2/tau_n [s_b]+                         loss  = 1/(1 + (D/D_50)^4)/tau_n [s_b]-
        dn/dt = gain (n_max - n)/(n_max - n + c) - loss (n - n_min)/(n - n_min + c)

    Growth follows how much of the day a muscle is long: a muscle stretched for minutes does not grow, one
    held long day and night does (T35); loss is stopped by minutes of stretch a day (30 min a day, T38), and
    not by 15 min every second day (T39). The set-point is the value for which n = 1 is the fixed point of the
    person's *healthy life*: derived, never tuned. The animals were held still day and night; what counts as
    stretched in a person who sits, stands and walks rests on one threshold, `stretched_strain`: at 0 standing
    would undo every day of sitting.

    References
    ----------
    Zollner et al. 2012, doi 10.1371/journal.pone.0045661 (T35); Tabary et al. 1972 (T32-T34); Williams 1990
    (T38), 1988 (T39).
    """
    strain = m.length / p.length_setpoint - m.resting_length
    gain, loss = length_rates(strain, m.long_share, m.stretched_share, p, f)
    is_long, is_stretched = length_exposures(strain, p, f)
    above, below = p.length_max - m.resting_length, m.resting_length - p.length_min
    return {
        "resting_length": [
            (p.length_max, gain / (above + LENGTH_MARGIN)),
            (p.length_min, loss / (below + LENGTH_MARGIN)),
        ],
        "long_share": (is_long, 1.0 / EXPOSURE_TIME),
        "stretched_share": (is_stretched, 1.0 / EXPOSURE_TIME),
    }


def length_exposures(strain: Expression, p: Numbers, f: Functions) -> tuple[Expression, Expression]:
    """Whether a muscle is longer than its set-point, and whether it is stretched well beyond it, 0 to 1."""
    width = EXPOSURE_WIDTH
    return f.switch(strain / width), f.switch((strain - p.stretched_strain) / width)


def length_rates(
    strain: Expression, long_share: Expression, stretched_share: Expression, p: Numbers, f: Functions
) -> tuple[Expression, Expression]:
    """Gain and loss of serial length [1/s], far from its bounds."""
    bounded = STRAIN_MAX * f.saturate(strain / STRAIN_MAX)
    longer = f.positive(bounded, 0.002)
    ratio = stretched_share / p.stretched_half
    square = ratio * ratio
    gain = long_share * long_share * longer / p.length_time
    loss = (longer - bounded) / (1.0 + square * square) / p.length_time
    return gain, loss
