"""Run a trial in virtual people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import EngineError, MusclebalanceError, check_range, unknown
from ..engine import Interrupted
from ..engine.executor import Executor
from ..lifestyle import Lifestyle
from ..result.variables import find
from ..simulation.many import Courses, simulate_people
from ..simulation.people import People
from ..treatment import Plan
from .allocation import allocate
from .cohort import Cohort
from .design import Design
from .trial import Trial

Array = NDArray[np.float64]

OUTCOMES = ("imbalance", "rom_agonist", "pain")


def trial(
    cohort: Cohort | People,
    arms: Mapping[str, Plan | None],
    lifestyle: Lifestyle | Mapping[str, Lifestyle] | None = None,
    weeks: float = 12,
    *,
    seed: int = 0,
    outcomes: Sequence[str] = OUTCOMES,
    tol: float = 1e-4,
    executor: Executor | None = None,
    progress: bool = True,
    checkpoint: str | Path | None = None,
    **design: Any,
) -> Trial:
    """Randomise virtual people to arms and follow them.

    Parameters
    ----------
    cohort : Cohort or People
        A cohort first develops its imbalance in everybody's own life.
    arms : mapping of name to Plan or None
        None is no treatment.
    lifestyle : Lifestyle or mapping of arm to Lifestyle, optional
        The life that goes on meanwhile; default: everybody's own goes on (a cohort's).
    weeks : float
        Length.
    seed : int
        Of allocation, adherence, drop-out and measurement error; one stream per person.
    outcomes : sequence of str
        Variables of results, e.g. ``"rom_agonist"``.
    tol, executor, progress, checkpoint
        As for :func:`musclebalance.simulation.simulate_people`.
    **design
        ``visits``, ``allocation``, ``ratio``, ``strata``, ``dropout``, ``errors``, ``include``, ``control``,
        ``potential``: see :class:`musclebalance.population.Design`.

    Returns
    -------
    Trial

    Raises
    ------
    EngineError, Interrupted
        Somebody's integration stopped, or Ctrl-C; what was found for the others hangs on it as ``partial``:
        a trial, or, when it happened while the cohort developed, the people.

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
    options = {"tol": tol, "executor": executor, "progress": progress, "checkpoint": checkpoint}
    return _run(cohort, arms, lifestyle, weeks, seed, outcomes, options, Design.of(design))


def _run(
    cohort: Cohort | People, arms: Mapping[str, Plan | None], lifestyle: Any, weeks: float, seed: int,
    outcomes: Sequence[str], options: Mapping[str, Any], design: Design,
) -> Trial:  # fmt: skip
    control, parts = _control(arms, design.control), design.parts(len(arms))
    days = _whole_days(weeks)
    schedule = _visits(design.visits, days)
    for name in (*outcomes, *design.include):
        find(cohort.model if isinstance(cohort, Cohort) else cohort.body.model, name)
    people, covariates, lives = _start(cohort, lifestyle, arms, options)
    enrolled = _enrolled(people, design.include)
    people, covariates = people[enrolled], {name: values[enrolled] for name, values in covariates.items()}
    strata = {name: covariates[name] if name in covariates else people.read(name) for name in design.strata}
    arm = allocate(design.allocation, len(people), parts, seed, strata)
    member = arm[:, None] == np.arange(len(arms))
    member |= design.potential
    who, which = np.nonzero(member)
    plans = [list(arms.values())[k] for k in which]
    own_lives = [lives[a][enrolled[p]] for p, a in zip(who, which, strict=True)]
    daily = cohort.daily if isinstance(cohort, Cohort) else {}

    def result(courses: Courses) -> Trial:
        chosen = _complete(courses, who, member)
        rest = {name: values[chosen] for name, values in covariates.items()}
        truth, sessions = _collected(courses, outcomes, member, chosen)
        return Trial(
            people[chosen], dict(arms), arm[chosen], schedule / 7.0, truth, sessions, rest,
            dict(design.errors), design.dropout, control, seed, courses.stopped,
        )  # fmt: skip

    try:
        return result(
            simulate_people(
                people[who], plans, own_lives, days=days, at=schedule, seed=seed, daily=daily, **options
            )
        )
    except (EngineError, Interrupted) as problem:
        courses = problem.partial
        if isinstance(courses, Courses) and len(_complete(courses, who, member)):
            problem.partial = result(courses)
        raise


def _control(arms: Mapping[str, Plan | None], control: str | None) -> str:
    if not arms:
        raise MusclebalanceError("a trial needs at least one arm.")
    if control is not None and control not in arms:
        raise unknown("arm", control, arms)
    return control or next((name for name, plan in arms.items() if plan is None), next(iter(arms)))


def _whole_days(weeks: float) -> int:
    check_range("length of the trial", weeks, 1 / 7, 520, "weeks")
    days = round(7 * weeks)
    check_range("length of the trial", 7 * weeks, days - 1e-6, days + 1e-6, "d", "whole days")
    return days


def _visits(visits: Sequence[float] | None, days: int) -> NDArray[np.int64]:
    given = [
        0.0,
        *(range(4, days // 7 + 1, 4) if visits is None else visits),
        *(() if visits else (days / 7,)),
    ]
    for week in given:
        check_range("week of a visit", week, 0.0, days / 7, "weeks")
    return np.unique(np.round(7.0 * np.asarray(given)).astype(np.int64))


def _start(
    cohort: Cohort | People, lifestyle: Any, arms: Mapping[str, Any], options: Mapping[str, Any]
) -> tuple[People, dict[str, Array], list[Sequence[Lifestyle]]]:
    """People at the start, their covariates, and the life of each person in each arm."""
    if isinstance(cohort, Cohort):
        people, covariates, own = cohort.develop(**options), dict(cohort.covariates), cohort.lives()
    else:
        people, covariates, own = cohort, {}, ()
        if lifestyle is None:
            raise MusclebalanceError("a trial of people that have been developed already needs lifestyle=.")
    if isinstance(lifestyle, Mapping):
        for name in arms:
            if name not in lifestyle:
                raise unknown("arm without a life", name, lifestyle)
        return people, covariates, [(lifestyle[name],) * len(people) for name in arms]
    shared = own if lifestyle is None else (lifestyle,) * len(people)
    return people, covariates, [shared] * len(arms)


def _enrolled(people: People, include: Mapping[str, tuple[float | None, float | None]]) -> NDArray[np.intp]:
    ok = np.ones(len(people), dtype=bool)
    for name, (low, high) in include.items():
        values = people.read(name)
        ok &= (values >= (-np.inf if low is None else low)) & (values <= (np.inf if high is None else high))
    if not ok.any():
        raise MusclebalanceError(
            f"nobody of {len(people)} people is eligible; widen include= ({dict(include)})."
        )
    return np.flatnonzero(ok)


def _complete(courses: Courses, who: NDArray[np.intp], member: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Positions of the enrolled people who reached the end in every arm they were simulated in."""
    reached = np.bincount(who[courses.kept], minlength=len(member))
    return np.flatnonzero(reached == member.sum(axis=1))


def _collected(
    courses: Courses, outcomes: Sequence[str], member: NDArray[np.bool_], chosen: NDArray[np.intp]
) -> tuple[dict[str, Array], NDArray[np.int64]]:
    """True outcomes and sessions of the chosen people, by arm."""
    cells = np.argwhere(member)[courses.kept]  # person and arm of each course

    def placed(values: NDArray[Any], missing: float) -> NDArray[Any]:
        whole = np.full((*member.shape, *values.shape[1:]), missing, dtype=values.dtype)
        whole[cells[:, 0], cells[:, 1]] = values
        return whole[chosen]

    truth = {name: placed(courses.values(name), np.nan) for name in outcomes}
    return truth, placed(np.stack([courses.prescribed, courses.delivered], axis=-1), -1)
