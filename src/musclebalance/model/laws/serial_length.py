"""Serial length: sarcomeres in series are gained when long and lost when short."""

from __future__ import annotations

from ...core.parameters import Parameter as P
from ..mechanism import Functions, Muscle, Numbers, Pulls, State, mechanism


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
    minutes and is lost in a day: the tail of a wide switch protected a muscle in a cast that was never
    long, and the cast cost 22 % of the sarcomeres instead of 40 (T32). Multiplying growth instead is
    refuted: one session would lengthen the muscle by half a per cent and Folpp's torque-angle curve would
    have moved.

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
