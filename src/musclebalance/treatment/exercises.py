"""Stretching without a contraction, strengthening, movement breaks, and what a control group gets."""

from __future__ import annotations

from .session import Session
from .step import APPROACH_SECONDS, STRETCH_BARRIER, Step
from .techniques import Items, at, in_sets, optional


def StaticStretch(
    hold: float = 27.0,
    rest: float = 3.0,
    repetitions: int = 5,
    muscle: str = "agonist",
    *,
    barrier: float = STRETCH_BARRIER,
    angle: float | None = None,
    sets: int = 1,
    set_rest: float = 60.0,
    assisted: bool | None = None,
) -> Session:
    """Static stretching: held at the barrier (or at a fixed angle), let go, repeated; no effort.

    Parameters
    ----------
    hold, rest : float
        Seconds at the barrier and between [s]; a rest of 0 is left out.
    repetitions, sets : int
        Stretches in a set; sets, with `set_rest` [s] between.
    muscle : str
        Treated muscle: ``"agonist"``, ``"antagonist"`` or its group name.
    barrier : float
        Fraction of the tolerated torque.
    angle : float, optional
        Fixed joint angle instead of a barrier [deg].
    assisted : bool, optional
        A therapist moves the joint; None leaves it to the place.

    Returns
    -------
    Session

    References
    ----------
    .. [1] Feland JB et al. The effect of duration of stretching of the hamstring muscle group for increasing
       range of motion in people aged 65 years or older. Phys Ther 2001;81:1110-1117.
       doi:10.1093/ptj/81.5.1110.

    Examples
    --------
    >>> StaticStretch(hold=30, rest=10, repetitions=4).seconds
    160.0
    """
    name = "static stretch"
    to = None if angle is not None else barrier
    held = Step("stretch", hold, muscle, barrier=to, angle=angle, assisted=assisted, where=at(1, name))
    cycle: Items = (held, *optional(rest, "rest", at(2, name)))
    return Session(in_sets(name, (), cycle, repetitions, sets, set_rest), name, "Feland2001")


def DynamicStretch(
    hold: float = 1.0,
    back: float = 1.0,
    repetitions: int = 15,
    muscle: str = "agonist",
    *,
    effort: float = 0.20,
    barrier: float = 0.80,
    sets: int = 2,
    set_rest: float = 30.0,
) -> Session:
    """Dynamic stretching: the other muscle swings the joint towards the barrier and back, again and again.

    Differs from `StaticStretch` in being brief, rhythmic and driven by the partner's effort.

    Parameters
    ----------
    hold, back : float
        Seconds of the swing out and of the way back [s].
    repetitions, muscle, sets, set_rest
        As in `StaticStretch`.
    effort : float
        Effort of the other muscle on the way out [fraction of MVC] (assumed).
    barrier : float
        How far it goes [fraction of the tolerated torque] (assumed).

    Returns
    -------
    Session

    References
    ----------
    .. [1] Behm DG, Chaouachi A. A review of the acute effects of static and dynamic stretching on
       performance. Eur J Appl Physiol 2011;111:2633-2651. doi:10.1007/s00421-011-1879-2.

    Examples
    --------
    >>> print(DynamicStretch().flat()[0])
    stretch to 80 % of the barrier with the partner at 20 %MVC for 1 s unassisted
    """
    name = "dynamic stretch"
    out = Step(
        "stretch", hold, muscle, partner_effort=effort, barrier=barrier, assisted=False, where=at(1, name)
    )
    cycle: Items = (out, *optional(back, "rest", at(2, name)))
    return Session(in_sets(name, (), cycle, repetitions, sets, set_rest), name, "BehmChaouachi2011")


def IsometricStrength(
    effort: float = 0.60,
    hold: float = 5.0,
    rest: float = 5.0,
    repetitions: int = 10,
    muscle: str = "antagonist",
    *,
    angle: float | None = None,
    sets: int = 3,
    set_rest: float = 90.0,
) -> Session:
    """Isometric strengthening, usually of the weak antagonist; the angle at which it is held matters.

    Parameters
    ----------
    effort : float
        Isometric effort [fraction of MVC].
    hold, rest : float
        Seconds of effort and between [s].
    repetitions, muscle, sets, set_rest
        As in `StaticStretch`.
    angle : float, optional
        Joint angle of the contraction [deg]; default where the joint is.

    Returns
    -------
    Session

    References
    ----------
    .. [1] American College of Sports Medicine. Progression models in resistance training for healthy adults.
       Med Sci Sports Exerc 2009;41:687-708. doi:10.1249/MSS.0b013e3181915670.

    Examples
    --------
    >>> print(IsometricStrength(angle=-10).flat()[0])
    contract the antagonist at 60 %MVC at -10 deg for 5 s
    """
    name = "isometric strength"
    held = Step("contract", hold, muscle, effort, angle=angle, where=at(1, name))
    cycle: Items = (held, *optional(rest, "rest", at(2, name)))
    return Session(in_sets(name, (), cycle, repetitions, sets, set_rest), name, "ACSM2009")


def Strengthening(
    effort: float = 0.60,
    work: float = 3.0,
    rest: float = 1.0,
    repetitions: int = 10,
    muscle: str = "antagonist",
    *,
    angle: float | None = None,
    load: float = 0.0,
    sets: int = 3,
    set_rest: float = 90.0,
) -> Session:
    """Strengthening with movement, usually of the weak antagonist; made progressive by a `Ramp` in the plan.

    Differs from `IsometricStrength` in its phase: effort with movement leaves no after-contraction
    inhibition and no trace on the slack length. The movement itself is represented by its mean angle.

    Parameters
    ----------
    effort : float
        Mean effort while working [fraction of MVC].
    work, rest : float
        Seconds of each repetition and between [s].
    repetitions, muscle, sets, set_rest
        As in `StaticStretch`.
    angle : float, optional
        Mean joint angle [deg]; default where the joint is.
    load : float
        External moment [N m].

    Returns
    -------
    Session

    References
    ----------
    .. [1] American College of Sports Medicine. Progression models in resistance training for healthy adults.
       Med Sci Sports Exerc 2009;41:687-708. doi:10.1249/MSS.0b013e3181915670.

    Examples
    --------
    >>> print(Strengthening(effort=0.7).flat()[0])
    work the antagonist at 70 %MVC for 3 s
    """
    name = "strengthening"
    lifted = Step("work", work, muscle, effort, angle=angle, load=load, where=at(1, name))
    cycle: Items = (lifted, *optional(rest, "rest", at(2, name)))
    return Session(in_sets(name, (), cycle, repetitions, sets, set_rest), name, "ACSM2009")


def MovementBreak(minutes: float = 3.0, activity: str = "walk") -> Session:
    """A movement break that is prescribed, and so can be missed: an everyday activity instead of the desk.

    For breaks that simply happen, use ``Lifestyle.with_breaks``.

    Parameters
    ----------
    minutes : float
        How long [min].
    activity : str
        Any activity the muscle pair knows.

    Returns
    -------
    Session

    Examples
    --------
    >>> print(MovementBreak(minutes=3))
    movement break:
      do walk for 180 s
    """
    step = Step("do", 60.0 * minutes, activity=activity, where=at(1, "movement break"))
    return Session((step,), "movement break")


def Sham(session: Session | None = None) -> Session:
    """A sham of a session: the same hands for the same time, without effort and without stretch.

    Parameters
    ----------
    session : Session, optional
        What it imitates; the default `PIR` when left out.

    Returns
    -------
    Session
        The limb is held where it lies; nobody contracts and nothing is stretched.

    Examples
    --------
    >>> print(Sham().flat()[0])
    release for 160 s
    """
    from .techniques import PIR

    genuine = session or PIR()
    return genuine.map(_sham_step).named(f"sham {genuine.name}", "")


def _sham_step(step: Step) -> Step:
    if step.action in ("contract", "work", "stretch", "slack"):
        return Step("release", step.seconds or APPROACH_SECONDS)
    return step


def Control(minutes: float = 5.0) -> Session:
    """An attention control: the same visits, spent lying relaxed. For no treatment at all use ``plan=None``.

    Parameters
    ----------
    minutes : float
        How long [min].

    Returns
    -------
    Session

    Examples
    --------
    >>> Control(minutes=5).seconds
    300.0
    """
    return Session((Step("rest", 60.0 * minutes, where=at(1, "control")),), "control")
