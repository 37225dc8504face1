"""Post-isometric relaxation and muscle energy technique, each with its source and where it differs."""

from __future__ import annotations

from ..core.errors import MusclebalanceError, check_range, unknown
from .session import MOST_REPEATS, Repeat, Session
from .step import APPROACH_BARRIER, APPROACH_SECONDS, MUSCLES, SLACK_BARRIER, STRETCH_BARRIER, Step

Items = tuple[Step | Repeat, ...]


def whole(what: str, value: int, where: str) -> int:
    """A count of repetitions or sets, 1 to 1000."""
    check_range(what, value, 1, MOST_REPEATS, "", where)
    if int(value) != value:
        raise MusclebalanceError(f"{what} {value!r} is not a whole number ({where}).")
    return int(value)


def in_sets(name: str, once: Items, cycle: Items, repetitions: int, sets: int, set_rest: float) -> Items:
    """`once`, then `cycle` times `repetitions`; all of it `sets` times with `set_rest` [s] between."""
    where = f"session '{name}'"
    one: Items = (*once, Repeat(whole("number of repetitions", repetitions, where), cycle))
    sets = whole("number of sets", sets, where)
    if sets == 1:
        return one
    more: Items = (Step("rest", set_rest, where=f"pause between sets of session '{name}'"), *one)
    return (*one, *more) if sets == 2 else (*one, Repeat(sets - 1, more))


def at(number: int, name: str) -> str:
    """Place of a step, for messages."""
    return f"step {number} of session '{name}'"


def optional(seconds: float, action: str, where: str) -> Items:
    """A release or rest, left out when its time is 0."""
    return (Step(action, seconds, where=where),) if seconds != 0 else ()


def PIR(
    effort: float = 0.20,
    contract: float = 7.0,
    release: float = 3.0,
    stretch: float = 20.0,
    repetitions: int = 5,
    muscle: str = "agonist",
    *,
    barrier: float = STRETCH_BARRIER,
    approach: float = APPROACH_SECONDS,
    approach_barrier: float = APPROACH_BARRIER,
    angle: float | None = None,
    sets: int = 1,
    set_rest: float = 60.0,
    assisted: bool | None = None,
) -> Session:
    """Post-isometric relaxation with stretch: to the barrier, then contract, release, stretch, repeated.

    Parameters
    ----------
    effort : float
        Gentle isometric effort of the treated muscle [fraction of MVC].
    contract, release, stretch : float
        Seconds of each part of a cycle [s]; a release or stretch of 0 is left out.
    repetitions, sets : int
        Cycles in a set; sets, with `set_rest` [s] of rest between.
    muscle : str
        Treated muscle: ``"agonist"``, ``"antagonist"`` or its group name.
    barrier, approach_barrier : float
        Fraction of the tolerated torque in the cycles and at the approach.
    approach : float
        Seconds of the first approach to the barrier [s].
    angle : float, optional
        Joint angle at which the contraction is done [deg]; default where the joint is.
    assisted : bool, optional
        A therapist moves the joint; None leaves it to the place.

    References
    ----------
    .. [1] Lewit K, Simons DG. Myofascial pain: relief by post-isometric relaxation. Arch Phys Med Rehabil
       1984;65:452-456.

    Examples
    --------
    >>> PIR(repetitions=5).seconds
    160.0
    """
    name = "PIR"
    cycle: Items = (
        Step("contract", contract, muscle, effort, angle=angle, where=at(2, name)),
        *optional(release, "release", at(3, name)),
    )
    if stretch != 0:
        last = Step("stretch", stretch, muscle, barrier=barrier, assisted=assisted, where=at(4, name))
        cycle = (*cycle, last)
    once = Step("stretch", approach, muscle, barrier=approach_barrier, assisted=assisted, where=at(1, name))
    return Session(in_sets(name, (once,), cycle, repetitions, sets, set_rest), name, "Lewit1984")


def LewitPIR(
    effort: float = 0.10,
    contract: float = 10.0,
    breath: float = 0.0,
    release: float = 10.0,
    slack: float = 3.0,
    repetitions: int = 4,
    muscle: str = "agonist",
    *,
    barrier: float = SLACK_BARRIER,
    assisted: bool | None = None,
) -> Session:
    """Post-isometric relaxation after Lewit: minimal effort, letting go, taking up slack, no stretch.

    Differs from `PIR` in that the muscle is never taken beyond first resistance: the stretch dose is zero.

    Parameters
    ----------
    effort : float
        Minimal isometric effort [fraction of MVC].
    contract, breath, release, slack : float
        Seconds of effort, of a held breath after it (still at the same effort), of letting go, and of taking
        up the slack that has come [s].
    repetitions, muscle, assisted
        As in `PIR`.
    barrier : float
        First resistance [fraction of the tolerated torque] (assumed; none is published).

    Returns
    -------
    Session

    References
    ----------
    .. [1] Lewit K, Simons DG. Myofascial pain: relief by post-isometric relaxation. Arch Phys Med Rehabil
       1984;65:452-456. The seconds are recalled, not read.

    Examples
    --------
    >>> print(LewitPIR(repetitions=3))
    Lewit PIR:
      take up the slack for 3 s
      repeat 3 times:
        contract at 10 %MVC for 10 s
        release for 10 s
        take up the slack for 3 s
    """
    name = "Lewit PIR"
    taken = Step("slack", slack, muscle, barrier=barrier, assisted=assisted, where=at(1, name))
    held = check_range("held breath", breath, 0.0, 60.0, "s", at(2, name)) + contract
    cycle: Items = (
        Step("contract", held, muscle, effort, where=at(2, name)),
        *optional(release, "release", at(3, name)),
        taken,
    )
    return Session(in_sets(name, (taken,), cycle, repetitions, 1, 0.0), name, "Lewit1984")


def MET(
    effort: float = 0.25,
    contract: float = 5.0,
    release: float = 3.0,
    stretch: float = 10.0,
    repetitions: int = 4,
    muscle: str = "agonist",
    *,
    form: str = "post-isometric",
    barrier: float = STRETCH_BARRIER,
    approach: float = 5.0,
    sets: int = 1,
    set_rest: float = 60.0,
    assisted: bool | None = True,
) -> Session:
    """Muscle energy technique, engaged at the barrier and carried on by the therapist.

    Differs from `PIR` in starting every cycle at the barrier, in a therapist-assisted stretch as the rule,
    and in its second form: with ``form="reciprocal"`` the *other* muscle contracts, and the treated one is
    stretched.

    Parameters
    ----------
    form : str
        ``"post-isometric"`` or ``"reciprocal"``.
    effort, contract, release, stretch, repetitions, muscle, barrier, approach, sets, set_rest, assisted
        As in `PIR`.

    Returns
    -------
    Session

    References
    ----------
    .. [1] Laudner KG et al. Forward scapular posture and pectoralis minor length, 2015 (25 % effort, 5 s,
       four repetitions). doi:10.4085/1062-6050-50.11.07.
    .. [2] Fryer G. Muscle energy technique: an evidence-informed approach. Int J Osteopath Med 2011;14:3-9.
       doi:10.1016/j.ijosm.2010.04.004.

    Examples
    --------
    >>> print(MET(form="reciprocal").flat()[1])
    contract the antagonist at 25 %MVC for 5 s
    """
    forms = ("post-isometric", "reciprocal")
    if form not in forms:
        raise unknown("form of MET", form, forms)
    name = "MET" if form == forms[0] else "MET reciprocal"
    share = {"effort": effort} if form == forms[0] else {"partner_effort": effort}
    engaged = Step("stretch", approach, muscle, barrier=barrier, assisted=assisted, where=at(1, name))
    cycle: Items = (
        _contraction(contract, muscle, share, at(2, name)),
        *optional(release, "release", at(3, name)),
        Step("stretch", stretch, muscle, barrier=barrier, assisted=assisted, where=at(4, name)),
    )
    return Session(in_sets(name, (engaged,), cycle, repetitions, sets, set_rest), name, "P076")


def _contraction(seconds: float, muscle: str, share: dict[str, float], where: str) -> Step:
    """The contraction of the treated muscle, or of its partner."""
    if "effort" in share:
        return Step("contract", seconds, muscle, share["effort"], where=where)
    own = muscle.strip().lower()
    if own in MUSCLES:
        return Step(
            "contract", seconds, MUSCLES[1 - MUSCLES.index(own)], share["partner_effort"], where=where
        )
    return Step("contract", seconds, muscle, partner_effort=share["partner_effort"], where=where)
