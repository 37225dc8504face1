"""Techniques, each with its source, its steps, and where it differs from the others."""

from __future__ import annotations

from ..errors import MusclebalanceError, check_range
from .session import MOST_REPEATS, Repeat, Session
from .step import APPROACH_BARRIER, APPROACH_SECONDS, STRETCH_BARRIER, Step

Items = tuple[Step | Repeat, ...]


def count(what: str, value: int, where: str, low: int = 1) -> int:
    """A whole number of repetitions or sets."""
    check_range(what, value, low, MOST_REPEATS, "", where)
    if int(value) != value:
        raise MusclebalanceError(f"{what} {value!r} is not a whole number ({where}).")
    return int(value)


def in_sets(name: str, once: Items, cycle: Items, repetitions: int, sets: int, set_rest: float) -> Items:
    """`once`, then `cycle` times `repetitions`; all of it `sets` times with `set_rest` [s] between."""
    where = f"session '{name}'"
    one: Items = (*once, Repeat(count("number of repetitions", repetitions, where), cycle))
    sets = count("number of sets", sets, where)
    if sets == 1:
        return one
    pause = Step("rest", set_rest, where=f"pause between sets of session '{name}'")
    more: Items = (pause, *one)
    return (*one, *more) if sets == 2 else (*one, Repeat(sets - 1, more))


def at(number: int, name: str) -> str:
    """Place of a step, for messages."""
    return f"step {number} of session '{name}'"


def optional(step_seconds: float, action: str, muscle: str, where: str) -> Items:
    """A step that is left out when its time is 0."""
    return (Step(action, step_seconds, muscle, where=where),) if step_seconds != 0 else ()


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
    """Post-isometric relaxation with a stretch in each cycle: to the barrier, then contract, release, stretch, repeated.

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

    Returns
    -------
    Session

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
    cycle = (
        Step("contract", contract, muscle, effort, angle=angle, assisted=assisted, where=at(2, name)),
        *optional(release, "release", muscle, at(3, name)),
    )
    if stretch != 0:
        cycle = (
            *cycle,
            Step("stretch", stretch, muscle, barrier=barrier, assisted=assisted, where=at(4, name)),
        )
    once = (
        Step("stretch", approach, muscle, barrier=approach_barrier, assisted=assisted, where=at(1, name)),
    )
    return Session(in_sets(name, once, cycle, repetitions, sets, set_rest), name, "Lewit1984")


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
    repetitions, sets, set_rest, muscle, assisted
        As in `PIR`.
    barrier : float
        Fraction of the tolerated torque.
    angle : float, optional
        Fixed joint angle instead of a barrier [deg].

    Returns
    -------
    Session

    References
    ----------
    .. [1] Feland JB et al. The effect of duration of stretching of the hamstring muscle group for increasing range of
       motion in people aged 65 years or older. Phys Ther 2001;81:1110-1117. doi:10.1093/ptj/81.5.1110.
    """
    name = "static stretch"
    held = Step(
        "stretch",
        hold,
        muscle,
        barrier=None if angle is not None else barrier,
        angle=angle,
        assisted=assisted,
        where=at(1, name),
    )
    cycle = (held, *optional(rest, "rest", muscle, at(2, name)))
    return Session(in_sets(name, (), cycle, repetitions, sets, set_rest), name, "Feland2001")
