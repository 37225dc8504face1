"""What force a muscle can give: fatigue, strength after training, the capacity that an injury leaves."""

from __future__ import annotations

from ...core.parameters import Parameter as P
from ..mechanism import Functions, Muscle, Numbers, Pulls, State, mechanism
from .mechanics import near_barrier


@mechanism(
    states=(State("fatigue", "f", "-", 0.0, 0.0, 0.999, "fatigued share of motor units", 1e-2),),
    parameters=(
        P("low_load", 0.067, "-", 1e-6, 0.15,
          "load at which fatigue is half as fast as in the constant-F model [MVC]",
          ("T18", "T20"), "derived", "TL_0"),
    ),
    needs=("fatigue_rate", "recovery_rate", "rest_recovery"),
)  # fmt: skip
def fatigue(m: Muscle, p: Numbers, f: Functions) -> Pulls:
    """Active motor units fatigue and recover (3CC-r), more slowly at low loads.

    Notes
    -----
    ``df/dt = F_e M_A - R' f`` with ``F_e = F TL^4/(TL^4 + TL0^4)`` and ``R' = r R`` when the segment asks
    for no work, else R. The constant-F model loses 50 % of strength in one hour at 5 % MVC where 12 % was
    measured (T20), and 7.9 % MVC can be held for an hour (T18): hence F_e, and its fourth power. The segment,
    never the sign of a state, says whether the muscle rests.

    References
    ----------
    Xia & Frey Law 2008, doi 10.1016/j.jbiomech.2008.07.013; Frey-Law, Looft & Heitsman 2012, doi
    10.1016/j.jbiomech.2012.04.018; Looft, Herkert & Frey-Law 2018, doi 10.1016/j.jbiomech.2018.06.005;
    Sjogaard et al. 1986 (T20).
    """
    square = m.drive * m.drive / (p.low_load * p.low_load)
    load = square * square
    rate = p.fatigue_rate * load / (load + 1.0)
    gain = rate * m.activation / (1.0 - m.fatigue)
    working = m.phase_work + m.phase_hold
    recovery = p.recovery_rate * (working + (1.0 - working) * p.rest_recovery)
    return {"fatigue": [(1.0, gain), (0.0, recovery)]}


@mechanism(
    states=(State("slow_fatigue", "S", "-", 0.0, 0.0, 0.5, "slowly recovering loss of force", 1e-3),),
    parameters=(
        P("slow_fatigue_max", 0.3, "-", 0.05, 0.5, "largest loss", ("T21",), "derived", "S_max"),
        P("slow_fatigue_rate", 0.8, "1/h", 0.0, 2.0,
          "rate in a wholly fatigued muscle", ("T21",), "derived", "k_S"),
        P("slow_fatigue_time", 24.0, "h", 12.0, 48.0, "time constant of recovery",
          ("T21",), "derived", "tau_S"),
    ),
)  # fmt: skip
def slow_fatigue(m: Muscle, p: Numbers, f: Functions) -> Pulls:
    """Sustained work leaves a loss of force that recovers over hours.

    Notes
    -----
    ``dS/dt = k_S f^2 (S_max - S) - S/tau_S``. Twitch force was still low 24 h after an hour at 15 % MVC
    without rest, and not after the same mean load with rests (T21): the driver is the square of the fatigued
    share, which tells the two apart; the load itself hardly does.

    References
    ----------
    Yung et al. 2012, doi 10.1007/s00421-012-2375-z (T21).
    """
    drive = p.slow_fatigue_rate * m.fatigue * m.fatigue
    return {"slow_fatigue": [(p.slow_fatigue_max, drive), (0.0, 1.0 / p.slow_fatigue_time)]}


@mechanism(
    states=(
        State("training_stimulus", "u", "-", 0.0, 0.0, 1.0,
              "what hard efforts of the last days tell the muscle to build", 1e-3),
        State("strength_neural", "s_n", "-", 1.0, 0.3, 2.0,
              "strength through neural drive, relative to untrained", 1e-3),
        State("strength_size", "s_c", "-", 1.0, 0.3, 2.0,
              "strength through muscle size, relative to untrained", 1e-3),
    ),
    parameters=(
        P("training_effort", 0.8, "-", 0.3, 0.9, "effort of half training effect [MVC]",
          ("T43",), "derived", "e_t"),
        P("stimulus_time", 30.0, "s", 15.0, 100.0,
          "time under full intensity that stimulates; about a set", ("Burd2010",), "derived", "t_u"),
        P("stretch_stimulus_time", 120.0, "min", 30.0, 1000.0,
          "time near the barrier that stimulates as a set does", ("T60",), "derived", "t_ul"),
        P("stimulus_loss_time", 1.5, "d", 0.5, 3.0,
          "time constant of losing the stimulus", ("Burd2010",), "derived", "tau_u"),
        P("neural_strength_max", 1.6, "-", 1.1, 2.0, "ceiling of neural strength",
          ("T43",), "derived"),
        P("neural_training_rate", 0.5, "1/d", 0.0, 5.0, "training rate under full stimulus",
          ("T43",), "derived"),
        P("neural_loss_time", 18.0, "d", 7.0, 60.0, "time constant of neural detraining",
          ("T43",), "derived"),
        P("size_strength_max", 1.3, "-", 1.1, 2.0, "ceiling of size",
          ("T43",), "derived"),
        P("size_training_rate", 0.0845, "1/d", 0.0, 1.0, "training rate under full stimulus",
          ("T43",), "derived"),
        P("size_loss_time", 60.0, "d", 20.0, 200.0, "time constant of losing size",
          ("T44",), "derived"),
        P("unused_drive", 0.80, "-", 0.5, 1.0, "neural strength that a joint wholly unused tends to",
          ("T44", "deBoer2007"), "derived"),
        P("unused_size", 0.73, "-", 0.5, 1.0, "size that a joint wholly unused tends to",
          ("T44", "deBoer2007"), "derived"),
    ),
    needs=("barrier_threshold",),
)  # fmt: skip
def strength(m: Muscle, p: Numbers, f: Functions) -> Pulls:
    """Hard efforts leave a stimulus that raises neural drive within weeks and size within months.

    Notes
    -----
    ``g = e^4/(e^4 + e_t^4)``; the stimulus ``du/dt = (g/t_u)(g - u) + near (1 - u)/t_ul - u/tau_u``, where
    `near` is a stretch near the barrier (an hour of it a day builds size as training does, T60), and, for
    each of neural drive and size, ``ds/dt = k u^2 (s_max - s) - (s - s_r)/tau``, ``s_r`` being 1, or less in
    the phase "unused". The stimulus rises towards the intensity of the effort, not beyond: after some sets
    more of the same adds little, and hours of half-hard work never reach what a few maximal efforts do (long
    work at a lower intensity even takes from them: interference, assumed). Without such a ceiling two months
    of lifting for a living gave +130 %.

    One set raises protein synthesis 2.3-fold and three 3.1-fold; a day later this is gone, or 2.3-fold
    (Burd 2010): hence ``t_u`` of about a set and ``tau_u`` of a day and a half. The square is assumed: it
    lets little stimuli build little, as six weeks of contract-relax left strength unmoved (R038), and it
    gives one set a third of the growth of three where 0.44 was measured (Mitchell 2012). One
    session a week gives 0.4 of the gain of three, less than the 0.8 of trials (Grgic 2018), four give 1.17
    times (1.16); that more sets a week add little (Ralston 2017) is the ceiling's reason too.

    Calibrated so that 35 days of three sessions a week (4 x 7 maximal efforts of about 3 s, assumed) give
    +39 % strength, of which 7 % is size (T43). The healthy life asks for 6 % MVC, where g is 3e-5: it
    does not train. At 20 % MVC g is 0.004: PIR does not strengthen.

    A joint unused (cast, sling, bed) loses size slowly and the rest of strength fast, with the time constants
    of detraining: in 5, 14 and 23 days 2, 6 and 9 % of size and 7, 16 and 22 % of strength (bed rest and
    suspension: 2, 5, 10 and 9, 15, 21; activation stayed, so that what goes beyond size is neural by name
    only). The life says that a joint is unused: efforts that it leaves out are no disuse.

    References
    ----------
    Seynnes, de Boer & Narici 2007, doi 10.1152/japplphysiol.00789.2006 (T43); Burd et al. 2010, doi
    10.1113/jphysiol.2010.192856; Mitchell et al. 2012, doi 10.1152/japplphysiol.00307.2012; Grgic et al.
    2018, doi 10.1007/s40279-018-0872-x; Ralston et al. 2017, doi 10.1007/s40279-017-0762-7; de Boer et al.
    2007, doi 10.1113/jphysiol.2007.135392; Marusic et al. 2021, doi 10.1152/japplphysiol.00363.2020 (T44).
    """
    built = m.training_stimulus * m.training_stimulus
    effort = m.effort * m.effort / (p.training_effort * p.training_effort)
    intensity = effort * effort / (1.0 + effort * effort)
    near = near_barrier(m, p, f) * m.phase_stretch * m.stretched
    drive, size = (1.0 - m.phase_unused * (1.0 - left) for left in (p.unused_drive, p.unused_size))
    return {
        "training_stimulus": [
            (intensity, intensity / p.stimulus_time),
            (1.0, near / p.stretch_stimulus_time),
            (0.0, 1.0 / p.stimulus_loss_time),
        ],
        "strength_neural": [
            (p.neural_strength_max, p.neural_training_rate * built),
            (drive, 1.0 / p.neural_loss_time),
        ],
        "strength_size": [
            (p.size_strength_max, p.size_training_rate * built),
            (size, 1.0 / p.size_loss_time),
        ],
    }


@mechanism(
    states=(
        State("capacity", "c", "-", 1.0, 0.0, 1.0, "share of force capacity left after injury", 1e-3),
        State("guarding", "g", "MVC", 0.0, 0.0, 0.1, "protective tone after injury", 1e-3),
    ),
    parameters=(
        P("healing_time", 7.0, "d", 3.0, 90.0,
          "time constant of recovering capacity after a strain", ("Maniar2016",), "derived", "tau_h"),
        P("guarding_time", 19.0, "d", 7.0, 90.0,
          "time constant of losing guarding", ("Maniar2016",), "derived", "tau_g"),
    ),
)  # fmt: skip
def trauma(m: Muscle, p: Numbers, f: Functions) -> Pulls:
    """Lost capacity and guarding heal exponentially after the event that caused them.

    Notes
    -----
    A trauma event steps `capacity` down, `guarding` up (and `sensitisation` of the joint up); then
    ``dc/dt = (1 - c)/tau_h`` and ``dg/dt = -g/tau_g``.

    References
    ----------
    None was found: the step is the user's, the recovery of 2-6 weeks is assumed.
    """
    return {"capacity": (1.0, 1.0 / p.healing_time), "guarding": (0.0, 1.0 / p.guarding_time)}
