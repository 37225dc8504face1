"""Run a trial in virtual people: who is enrolled, who gets what, and what becomes of everybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.errors import EngineError, MusclebalanceError, check_range, unknown
from ..engine import Interrupted
from ..engine.executor import Executor
from ..lifestyle import Event, Lifestyle
from ..simulation import Bodies, BodyCourses, Courses, simulate
from ..simulation.labels import names_of, shared_out
from ..simulation.living import LIFE, PLAN, check_waking
from ..simulation.people import People
from ..treatment import Plan
from .body_cohort import BodyCohort
from .cohort import Cohort
from .measuring import MeasurementError, check_errors
from .trials import Arm, Trial, treats

Array = NDArray[np.float64]
Range = tuple[float | None, float | None]
Enrolled: TypeAlias = Cohort | People | BodyCohort | Bodies
Life: TypeAlias = Lifestyle | Mapping[str, Lifestyle]

OUTCOMES = ("imbalance", "rom_agonist", "pain")
ALLOCATIONS = ("simple", "block", "stratified")
ALLOCATION_STREAM = 41
#: Covariates that shape the past, by what takes their place: 0 the life before the start, 1 its length.
SHAPING = {"desk_hours": 0, "stress": 0, "chronicity": 1}


@public
def trial(
    cohort: Cohort | People | BodyCohort | Bodies, arms: Mapping[str, Plan | Mapping[str, Plan] | None],
    lifestyle: Lifestyle | Mapping[str, Any] | None = None, weeks: float = 12, *, seed: int = 0,
    outcomes: Sequence[str] | None = None, visits: Sequence[float] | None = None, allocation: str = "block",
    ratio: Sequence[int] | None = None, strata: Sequence[str] = (), dropout: float = 0.0,
    errors: Mapping[str, MeasurementError | float] | None = None, include: Mapping[str, Range] | None = None,
    context: Mapping[str, float] | None = None, control: str | None = None, potential: bool = False,
    before: Lifestyle | Mapping[str, Lifestyle] | None = None, before_days: int | None = None,
    events: Iterable[Event] | Mapping[str, Iterable[Event]] = (), first_weekday: str = "Mon",
    tol: float = 1e-4, executor: Executor | None = None, progress: bool = True,
    checkpoint: str | Path | None = None,
) -> Trial:  # fmt: skip
    """Randomise virtual people to arms and follow them.

    Parameters
    ----------
    cohort : Cohort, People, BodyCohort or Bodies
        A cohort first develops its imbalance in everybody's own life.
    arms : mapping of name to Plan or None
        None is no treatment; of bodies also a mapping of side or pair to Plan.
    lifestyle : Lifestyle or mapping of arm to Lifestyle, optional
        The life that goes on meanwhile; default: everybody's own goes on (a cohort's). Of bodies also a
        mapping of side or pair to Lifestyle, for all or for an arm.
    weeks : float
        Length, in whole days, at most 520.
    seed : int
        Of allocation, adherence, drop-out and measurement error; one stream per person.
    outcomes, visits
        What is read, and the weeks in which after week 0. Default: imbalance, range of motion of the agonist
        and pain, of bodies the imbalance of each pair and the posture of each bone (names as of
        :meth:`Bodies.read`); every fourth week and the last.
    allocation, ratio, strata
        ``"block"``, ``"simple"`` or ``"stratified"``; parts of each arm, default equal; covariates, or
        variables at the start, that stratify.
    dropout : float
        Share that has left by the end, 0 to 0.9.
    errors : mapping, optional
        Outcome -> :class:`musclebalance.MeasurementError` or its standard error; defaults by kind of outcome.
    context : mapping, optional
        Outcome -> what being treated brings by itself, whatever is done, after the start in every arm with
        sessions, a sham among them [unit of the outcome]; default none. For pain, placebo against no
        treatment came to 0.28 standard deviations (Hrobjartsson & Gotzsche 2010, doi
        10.1002/14651858.CD003974.pub3), about ``{"pain": -0.6}``. It is told, and not in the true values.
    include : mapping, optional
        Variable at the start -> (lowest, highest) true value of those enrolled; None is open.
    control : str, optional
        Arm the others are compared with; default the first without treatment, else the first.
    potential : bool
        Simulate everybody in every arm: power is then exact under the null, at the cost of as many runs as
        arms.
    before, before_days : Lifestyle and int, optional
        Of a cohort: the life that everybody lived until the start, and how long; default everybody's own. It
        takes the place of the covariates that shape one's own, which are then left out.
    events, first_weekday, tol, executor, progress, checkpoint
        As for :func:`musclebalance.simulate`; events strike everybody after the start.

    Raises
    ------
    EngineError, Interrupted
        Somebody's integration stopped, or Ctrl-C; the error carries what was found for the others as
        ``partial``: a trial, or, when it happened while the cohort developed, the people.

    Examples
    --------
    >>> import musclebalance as mb
    >>> pair = mb.pair("hip-flexors-gluteus-maximus")
    >>> cohort = mb.Cohort.sample(pair, n=4, seed=1, covariates={"chronicity": 60})
    >>> arms = {"PIR": mb.Plan(mb.PIR(), per_week=3, weeks=1), "none": None}
    >>> result = mb.trial(cohort, arms, mb.Lifestyle.healthy(), weeks=1, seed=1)
    >>> result.true("rom_agonist").shape
    (4, 2)
    """
    against = _control(arms, control)
    check_range("drop-out", dropout, 0.0, 0.9)
    outcomes = usual_outcomes(cohort) if outcomes is None else outcomes
    _check_allocation(allocation, strata, ratio, len(arms))
    days, schedule = _schedule(weeks, visits)
    _check_outcomes(cohort, outcomes, include or {}, errors or {})
    running: dict[str, Any] = {"tol": tol, "executor": executor, "progress": progress}
    running["checkpoint"] = checkpoint
    _check_shares(cohort, arms, lifestyle)
    people, covariates, lives = _start(cohort, lifestyle, arms, (before, before_days), running)
    chosen = _eligible(people, include or {})
    people, covariates = people[chosen], {name: values[chosen] for name, values in covariates.items()}
    lives = [[life[k] for k in chosen] for life in lives]
    levels = {name: covariates[name] if name in covariates else people.read(name) for name in strata}
    arm = allocate(allocation, len(people), ratio or [1] * len(arms), seed, levels)
    daily = cohort.daily if isinstance(cohort, Cohort | BodyCohort) else {}
    planned = Trial(
        people, dict(arms), arm, schedule / 7.0, {}, np.empty((0, 0, 2), dtype=np.int64), covariates,
        dict(errors or {}), dropout, against, seed, context=_context(context or {}, outcomes),
    )  # fmt: skip
    member = (arm[:, None] == np.arange(len(arms))) | potential
    running |= {"days": days, "store": schedule, "daily": daily}
    running["events"] = events if isinstance(events, Mapping) else tuple(events)
    running["first_weekday"] = first_weekday
    return _followed(planned, member, lives, outcomes, running)


def _followed(
    planned: Trial, member: NDArray[np.bool_], lives: Sequence[Sequence[Life]],
    outcomes: Sequence[str], running: Mapping[str, Any],
) -> Trial:  # fmt: skip
    """Everybody in the arms they are a `member` of (people, arms)."""
    who, which = np.nonzero(member)
    plans = [list(planned.arms.values())[k] for k in which]
    own = [lives[int(a)][int(p)] for p, a in zip(who, which, strict=True)]

    def result(courses: Courses | BodyCourses) -> Trial:
        chosen = _complete(courses, who, member)
        cells = np.argwhere(member)[courses.kept]  # person and arm of each course

        def placed(values: NDArray[Any], missing: float) -> NDArray[Any]:
            whole = np.full((*member.shape, *values.shape[1:]), missing, dtype=values.dtype)
            whole[cells[:, 0], cells[:, 1]] = values
            return whole[chosen]

        return replace(
            planned, people=planned.people[chosen], arm=planned.arm[chosen],
            truth={name: placed(courses.values(name), np.nan) for name in outcomes},
            sessions=placed(np.stack([courses.prescribed, courses.delivered], axis=-1), -1),
            covariates={name: values[chosen] for name, values in planned.covariates.items()},
            stopped=courses.stopped,
        )  # fmt: skip

    try:
        people: Any = planned.people[who]
        return result(simulate(people, plans, own, seed=planned.seed, **running))
    except (EngineError, Interrupted) as problem:
        courses = problem.partial
        if isinstance(courses, Courses | BodyCourses) and len(_complete(courses, who, member)):
            problem.partial = result(courses)
        raise


def allocate(
    method: str, people: int, ratio: Sequence[int], seed: int, strata: Mapping[str, Array]
) -> NDArray[np.int64]:
    """Arm of each person."""
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(ALLOCATION_STREAM,)))
    parts = np.asarray(ratio, dtype=float)
    if method == "simple":
        return rng.choice(len(parts), size=people, p=parts / parts.sum())
    arm = np.empty(people, dtype=np.int64)
    one = np.repeat(np.arange(len(ratio)), 2 * np.asarray(ratio))
    for members in _strata(people, strata):
        blocks = [rng.permutation(one) for _ in range(-(-len(members) // len(one)))]
        arm[members] = np.concatenate(blocks)[: len(members)]
    return arm


def _strata(people: int, strata: Mapping[str, Array]) -> list[NDArray[np.intp]]:
    """Positions of the people in each stratum."""
    code = np.zeros(people, dtype=np.int64)
    for values in strata.values():
        levels, level = np.unique(values, return_inverse=True)
        code = code * 8 + (level if len(levels) <= 6 else values > np.median(values))
    return [np.flatnonzero(code == one) for one in np.unique(code)]


def _check_outcomes(
    cohort: Enrolled, outcomes: Sequence[str], include: Iterable[str],
    errors: Mapping[str, MeasurementError | float],
) -> None:  # fmt: skip
    """What is measured or asked for exists."""
    if not outcomes:
        raise MusclebalanceError("a trial needs at least one outcome; give for example ('rom_agonist',).")
    for name in (*outcomes, *include):
        cohort.variable(name)
    check_errors(outcomes, errors, cohort.variable)


def _check_shares(cohort: Enrolled, arms: Mapping[str, Arm], lifestyle: Any) -> None:
    """Plans and lives of a body's pairs are such, before anything is lived."""
    if isinstance(cohort, Cohort | People):
        return
    labels = tuple(cohort.cohorts if isinstance(cohort, BodyCohort) else cohort.people)
    for plan in arms.values():
        for one in shared_out(plan, labels, "plan").values():
            PLAN.read(one, "trial()")
    lives = [] if lifestyle is None else [lifestyle]
    if isinstance(lifestyle, Mapping) and set(arms) & set(lifestyle):
        if both := sorted(set(arms) & set(lifestyle) & set(names_of(labels))):
            raise MusclebalanceError(
                f"{both[0]!r} is an arm and a side or pair of the body, and lifestyle= could mean either; "
                "give the arm another name."
            )
        lives = [lifestyle[name] for name in arms if name in lifestyle]
    for life in lives:
        given = shared_out(life, labels, "life", needed=True)
        check_waking({label: LIFE.read(one, "trial()") for label, one in given.items()})


def usual_outcomes(cohort: Enrolled) -> tuple[str, ...]:
    """What is read unless asked otherwise."""
    if isinstance(cohort, Cohort | People):
        return OUTCOMES
    pairs = cohort.cohorts if isinstance(cohort, BodyCohort) else cohort.people
    bones = cohort.body.bones if isinstance(cohort, BodyCohort) else cohort.bones
    return (*(f"imbalance of {label}" for label in pairs), *(f"posture of {bone.name}" for bone in bones))


def _context(given: Mapping[str, float], outcomes: Sequence[str]) -> dict[str, float]:
    """A finite number for each outcome that a context changes."""
    for name in given:
        if name not in outcomes:
            raise unknown("outcome of the context", name, outcomes)
    return {name: check_range(f"context of {name}", value, -1e6, 1e6) for name, value in given.items()}


def _check_allocation(method: str, strata: Sequence[str], ratio: Sequence[int] | None, arms: int) -> None:
    if method not in ALLOCATIONS:
        raise unknown("allocation", method, ALLOCATIONS)
    if (method == "stratified") != bool(strata):
        raise MusclebalanceError("strata= and allocation='stratified' belong together; give both or neither.")
    if ratio and len(ratio) != arms:
        raise MusclebalanceError(f"{len(ratio)} parts in the ratio for {arms} arms; give one part per arm.")
    for part in ratio or ():
        check_range("part of an arm in the allocation", part, 1, 100)


def _control(arms: Mapping[str, Arm], control: str | None) -> str:
    if not arms:
        raise MusclebalanceError("a trial needs at least one arm.")
    for name in arms:
        if not name.strip() or not name.isprintable():
            raise MusclebalanceError(f"{name!r} is no name of an arm; give words on one line.")
    if control is not None and control not in arms:
        raise unknown("arm", control, arms)
    return control or next((name for name, plan in arms.items() if not treats(plan)), next(iter(arms)))


def _schedule(weeks: float, visits: Sequence[float] | None) -> tuple[int, NDArray[np.int64]]:
    """Length in days, and the days of the visits."""
    check_range("length of the trial", weeks, 1 / 7, 520, "weeks")
    days = round(7 * weeks)
    check_range("length of the trial", 7 * weeks, days - 1e-6, days + 1e-6, "d", "whole days")
    usual = range(4, days // 7 + 1, 4)
    given = [0.0, *(usual if visits is None else visits), *(() if visits else (days / 7,))]
    for week in given:
        check_range("week of a visit", week, 0.0, days / 7, "weeks")
    return days, np.unique(np.round(7.0 * np.asarray(given)).astype(np.int64))


def _start(
    cohort: Enrolled, lifestyle: Any, arms: Mapping[str, Any], past: tuple[Any, int | None],
    running: Mapping[str, Any],
) -> tuple[People | Bodies, dict[str, Array], list[Sequence[Life]]]:  # fmt: skip
    """People at the start, their covariates, and the life of each person in each arm."""
    people: People | Bodies
    own: Sequence[Life]
    if isinstance(cohort, Cohort | BodyCohort):
        people, own = cohort.develop(*past, **running), cohort.lives()
        shaping = [name for name, part in SHAPING.items() if past[part] is not None]
        covariates = {name: values for name, values in cohort.covariates.items() if name not in shaping}
    elif past != (None, None):
        raise MusclebalanceError("these people have developed already; leave before= and before_days= out.")
    elif lifestyle is None:
        raise MusclebalanceError("a trial of people that have been developed already needs lifestyle=.")
    else:
        people, covariates, own = cohort, {}, ()
    if isinstance(lifestyle, Mapping) and (isinstance(people, People) or set(arms) & set(lifestyle)):
        for name in arms:
            if name not in lifestyle:
                raise unknown("arm without a life", name, lifestyle)
        return people, covariates, [(lifestyle[name],) * len(people) for name in arms]
    shared = own if lifestyle is None else (lifestyle,) * len(people)
    return people, covariates, [shared] * len(arms)


def _eligible(people: People | Bodies, include: Mapping[str, Range]) -> NDArray[np.intp]:
    ok = np.ones(len(people), dtype=bool)
    for name, (low, high) in include.items():
        values = people.read(name)
        ok &= (values >= (-np.inf if low is None else low)) & (values <= (np.inf if high is None else high))
    if not ok.any():
        raise MusclebalanceError(
            f"nobody of {len(people)} people is eligible; widen include= ({dict(include)})."
        )
    return np.flatnonzero(ok)


def _complete(
    courses: Courses | BodyCourses, who: NDArray[np.intp], member: NDArray[np.bool_]
) -> NDArray[np.intp]:
    """Positions of the enrolled people who reached the end in every arm they were simulated in."""
    reached = np.bincount(who[courses.kept], minlength=len(member))
    return np.flatnonzero(reached == member.sum(axis=1))
