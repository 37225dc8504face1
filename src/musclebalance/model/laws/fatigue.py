"""Fatigue: three compartments of motor units in minutes, a loss of force that lasts for hours."""

from __future__ import annotations

from ...core.parameters import Parameter as P
from ..mechanism import Functions, Muscle, Numbers, Pulls, State, mechanism


@mechanism(
    states=(State("fatigue", "f", "-", 0.0, 0.0, 0.999, "fatigued share of motor units", 1e-2),),
    parameters=(
        P("low_load", 0.09, "-", 1e-6, 0.15,
          "load at which fatigue is half as fast as in the constant-F model [MVC]",
          ("T20",), "derived", "TL_0"),
    ),
    needs=("fatigue_rate", "recovery_rate", "rest_recovery"),
)  # fmt: skip
def fatigue(m: Muscle, p: Numbers, f: Functions) -> Pulls:
    """Active motor units fatigue and recover (3CC-r), more slowly at low loads.

    Notes
    -----
    ``df/dt = F_e M_A - R' f`` with ``F_e = F TL^2/(TL^2 + TL0^2)`` and ``R' = r R`` when the segment asks
    for no work, else R. The constant-F model loses 50 % of strength in one hour at 5 % MVC where 12 % was
    measured (T20): hence F_e. The segment, never the sign of a state, says whether the muscle rests.

    References
    ----------
    Xia & Frey Law 2008, doi 10.1016/j.jbiomech.2008.07.013; Frey-Law, Looft & Heitsman 2012, doi
    10.1016/j.jbiomech.2012.04.018; Looft, Herkert & Frey-Law 2018, doi 10.1016/j.jbiomech.2018.06.005;
    Sjogaard et al. 1986 (T20).
    """
    load = m.drive * m.drive
    rate = p.fatigue_rate * load / (load + p.low_load * p.low_load)
    gain = rate * m.activation / (1.0 - m.fatigue)
    working = m.phase_work + m.phase_hold
    recovery = p.recovery_rate * (working + (1.0 - working) * p.rest_recovery)
    return {"fatigue": [(1.0, gain), (0.0, recovery)]}


@mechanism(
    states=(State("slow_fatigue", "S", "-", 0.0, 0.0, 0.5, "slowly recovering loss of force", 1e-3),),
    parameters=(
        P("slow_fatigue_max", 0.3, "-", 0.05, 0.5, "largest loss", ("T21",), symbol="S_max"),
        P("slow_fatigue_rate", 1.0 / 6.0, "1/h", 0.0, 2.0, "rate at high load", ("T21",), symbol="k_S"),
        P("slow_fatigue_load", 0.12, "-", 0.02, 0.5, "load of half rate [MVC]", symbol="TL_S"),
        P("slow_fatigue_time", 8.0, "h", 5.0, 12.0, "time constant of recovery", ("T21",), symbol="tau_S"),
    ),
)  # fmt: skip
def slow_fatigue(m: Muscle, p: Numbers, f: Functions) -> Pulls:
    """Sustained work leaves a loss of force that recovers over hours.

    Notes
    -----
    ``dS/dt = k_S TL^2/(TL^2 + TL_S^2) (0.3 - S) - S/tau_S``. Twitch force was still low 24 h after 15 %
    MVC sustained work (T21); amplitude and rates are assumed from that direction.

    References
    ----------
    Yung et al. 2012, doi 10.1007/s00421-012-2375-z (T21).
    """
    load = m.drive * m.drive
    drive = p.slow_fatigue_rate * load / (load + p.slow_fatigue_load * p.slow_fatigue_load)
    return {"slow_fatigue": [(p.slow_fatigue_max, drive), (0.0, 1.0 / p.slow_fatigue_time)]}
