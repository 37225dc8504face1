"""Develop an imbalance and simulate a programme, for a person or for many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast, overload

import numpy as np
from numpy.typing import NDArray

from ..core.arguments import public
from ..core.errors import EngineError, MusclebalanceError, check_range, unknown
from ..engine import Interrupted, Method, Solution, Status
from ..engine.executor import Executor
from ..lifestyle import Event, Lifestyle
from ..model.model import Model
from ..pairs import Pair
from ..pairs import pair as find_pair
from ..result import Person, Result
from ..timeline import Timeline, compile
from ..treatment import Plan
from .bodies import Bodies, BodyCourses
from .body import Body
from .body_course import BodyCourse
from .healthy import healthy
from .living import live
from .many import Courses, mornings, simulate_many
from .many_bodies import simulate_bodies
from .people import People, provenance_of, result_of, run
from .scenario import Scenario


@overload
def develop(
    pair: Pair | Person, lifestyle: Lifestyle, days: int = ..., *, model: str | Model = ...,
    healthy_life: Lifestyle | None = ..., parameters: Mapping[str, float] | None = ...,
    events: Iterable[Event] = ..., tol: float = ...,
) -> Person: ...  # fmt: skip
@overload
def develop(
    pair: People, lifestyle: Lifestyle | Sequence[Lifestyle],
    days: int | Sequence[int] | NDArray[np.int64] = ..., *, events: Iterable[Event] = ..., tol: float = ...,
) -> People: ...  # fmt: skip
@overload
def develop(
    pair: Bodies, lifestyle: Lifestyle | Mapping[str, Lifestyle] | Sequence[Any],
    days: int | Sequence[int] | NDArray[np.int64] = ..., *, events: Mapping[str, Iterable[Event]] = ...,
    tol: float = ...,
) -> Bodies: ...  # fmt: skip
@overload
def develop(
    pair: Body, lifestyle: Lifestyle | Mapping[str, Lifestyle], days: int = ..., *,
    events: Mapping[str, Iterable[Event]] = ..., tol: float = ...,
) -> Body: ...  # fmt: skip
@public
def develop(
    pair: Pair | Person | People | Body | Bodies,
    lifestyle: Lifestyle | Sequence[Any] | Mapping[str, Lifestyle],
    days: int | Sequence[int] | NDArray[np.int64] = 180,
    *,
    model: str | Model | None = None,
    healthy_life: Lifestyle | None = None,
    parameters: Mapping[str, float] | None = None,
    events: Iterable[Event] | Mapping[str, Iterable[Event]] = (),
    tol: float = 1e-4,
) -> Person | People | Body | Bodies:
    """Let a healthy person live a life and return who they have become.

    Parameters
    ----------
    pair : Pair, Person, People, Body or Bodies
        A pair starts from its healthy person; a person, many, or a body go on from their present state.
    lifestyle, days
        The life that is lived, and how long [d]; of many people also one for each, of a body one for each
        side or pair, of many bodies either.
    model : str or Model
        Named hypothesis or model, default ``"combined"``; a person brings their own.
    healthy_life : Lifestyle, optional
        The life from which the length set-points are derived; default :meth:`Lifestyle.healthy`.
    parameters : mapping, optional
        Values that differ from the defaults, by name.
    events, tol
        For example a trauma; error tolerance of the integration.

    Returns
    -------
    Person, People, Body or Bodies
        The ``history`` of a person is the :class:`Result` of these days.

    Raises
    ------
    EngineError, Interrupted
        As from :func:`simulate`; ``partial.final`` is the person reached.

    Examples
    --------
    >>> import musclebalance as mb
    >>> desk = mb.Lifestyle.office(hours=8, stress=0.6)
    >>> person = mb.develop(mb.pair("hip-flexors-gluteus-maximus"), desk, days=2)
    >>> float(person.history.days[-1])
    2.0
    """
    if isinstance(pair, Person | People | Body | Bodies):
        if parameters or healthy_life or model is not None:
            raise MusclebalanceError(
                "a person already has a model, parameters and a healthy life; give a pair to change them."
            )
        start = pair
    elif isinstance(pair, Pair):
        start = healthy(pair, healthy_life, model=model or "combined", parameters=parameters, tol=tol)
    else:
        raise MusclebalanceError(
            f"develop() needs a pair or a person, got {pair!r}; write mb.pair('hip-flexors-gluteus-maximus')."
        )
    if isinstance(start, Body):
        return live(start, None, lifestyle, days=cast(int, days), events=events, tol=tol).final
    if isinstance(start, Bodies):
        return simulate(start, None, lifestyle, days=days, events=cast(Any, events), store=(), tol=tol).final
    events = cast(Iterable[Event], events)
    if isinstance(start, People):
        lives = cast(Lifestyle | Sequence[Lifestyle], lifestyle)
        return simulate(start, None, lives, days=days, events=events, store=(), tol=tol).final
    one, length = cast(Lifestyle, lifestyle), cast(int, days)  # simulate() refuses several for one person
    return simulate(start, None, one, days=length, events=events, tol=tol).final


@overload
def simulate(
    person: Person, plan: Plan | None, lifestyle: Lifestyle, *, weeks: float | None = ...,
    days: int | None = ..., seed: int = ..., events: Iterable[Event] = ..., first_weekday: str = ...,
    store: str | Sequence[int] = ..., tol: float = ..., method: Method = ..., progress: bool = ...,
) -> Result: ...  # fmt: skip
@overload
def simulate(
    person: People, plan: Plan | Sequence[Plan | None] | None, lifestyle: Lifestyle | Sequence[Lifestyle],
    *, weeks: float | None = ..., days: int | Sequence[int] | NDArray[np.int64] | None = ...,
    seed: int = ..., events: Iterable[Event] = ..., first_weekday: str = ...,
    store: str | Sequence[int] | NDArray[np.int64] = ..., tol: float = ..., method: Method = ...,
    progress: bool = ..., daily: Mapping[str, float] | None = ..., executor: Executor | None = ...,
    checkpoint: str | Path | None = ..., block: int | None = ...,
) -> Courses: ...  # fmt: skip
@overload
def simulate(
    person: Bodies, plan: Plan | Mapping[str, Plan] | Sequence[Any] | None,
    lifestyle: Lifestyle | Mapping[str, Lifestyle] | Sequence[Any],
    *, weeks: float | None = ..., days: int | Sequence[int] | NDArray[np.int64] | None = ...,
    seed: int = ..., events: Mapping[str, Iterable[Event]] = ..., first_weekday: str = ...,
    store: str | Sequence[int] | NDArray[np.int64] = ..., tol: float = ..., progress: bool = ...,
    daily: Mapping[str, float] | None = ..., executor: Executor | None = ...,
    checkpoint: str | Path | None = ..., block: int | None = ...,
) -> BodyCourses: ...  # fmt: skip
@overload
def simulate(
    person: Body, plan: Plan | Mapping[str, Plan] | None, lifestyle: Lifestyle | Mapping[str, Lifestyle],
    *, weeks: float | None = ..., days: int | None = ..., seed: int = ...,
    events: Mapping[str, Iterable[Event]] = ..., first_weekday: str = ..., tol: float = ...,
    progress: bool = ...,
) -> BodyCourse: ...  # fmt: skip
@public
def simulate(
    person: Person | People | Body | Bodies,
    plan: Plan | Sequence[Any] | Mapping[str, Plan] | None,
    lifestyle: Lifestyle | Sequence[Any] | Mapping[str, Lifestyle],
    *,
    weeks: float | None = None,
    days: int | Sequence[int] | NDArray[np.int64] | None = None,
    seed: int = 0,
    events: Iterable[Event] | Mapping[str, Iterable[Event]] = (),
    first_weekday: str = "Mon",
    store: str | Sequence[int] | NDArray[np.int64] = "daily",
    tol: float = 1e-4,
    method: Method = "auto",
    progress: bool = True,
    daily: Mapping[str, float] | None = None,
    executor: Executor | None = None,
    checkpoint: str | Path | None = None,
    block: int | None = None,
) -> Result | Courses | BodyCourse | BodyCourses:
    """Simulate a person, many, a body, or many bodies under a plan and a life.

    Parameters
    ----------
    person : Person, People, Body or Bodies
        From :func:`develop`, :func:`healthy`, :meth:`Cohort.develop`, :func:`both_sides`, :func:`crossed` or
        :meth:`BodyCohort.develop`.
    plan : Plan or None
        The programme, None is no treatment; of many people also a sequence of one each. Of a body one for
        every pair, or a mapping: of a side (``"left"``), a pair by its name (both sides), or a pair of a
        side; what it does not name is not treated. Of many bodies also a sequence of these.
    lifestyle : Lifestyle
        The life meanwhile; of many people also a sequence of one each, of a body also a mapping
        (:func:`one_sided`), where every pair needs one.
    weeks, days : float
        How long; default: to the end of the plan. Days may differ between people.
    seed : int
        Of adherence and daily variation: one stream for each person, named by their number.
    events, first_weekday
        Steps on states, e.g. a trauma (of a body by side or pair, as the plan); weekday of day 1.
    store : {"daily", "segments"} or sequence of int
        States to keep: each morning, the end of every segment (of one person), or these mornings, 0 being
        the start. Of a body each morning.
    tol, method
        Error tolerance of a step; how to integrate (:func:`musclebalance.engine.integrate`).
    progress : bool
        Whether to show a bar when it takes more than two seconds.
    daily : mapping, optional
        For many: coefficient of variation from day to day of an input of daily life, ``{"stress": 0.3}``;
        log-normal with mean 1.
    executor : Executor or "gpu", optional
        For many: where blocks of people run, anything with ``submit``, or an NVIDIA card; default threads.
    checkpoint : str or Path, optional
        For many: folder that keeps every block that is done; the same call goes on from there.
    block : int, optional
        For many: people in one block, at most. It does not change anybody's numbers.

    Returns
    -------
    Result, Courses, BodyCourse or BodyCourses
        Courses of many people; each of them has the numbers that they have alone.

    Raises
    ------
    UnknownNameError, OutOfRangeError, DoseError
        At the place the input was written, before anything is integrated.
    EngineError, Interrupted
        The integration stopped, or Ctrl-C. Its ``partial`` is the :class:`Result` of the whole days that were
        reached, or the courses of those people who reached the end; both say that they are partial.

    Examples
    --------
    >>> import musclebalance as mb
    >>> person = mb.healthy(mb.pair("hip-flexors-gluteus-maximus"))
    >>> week = mb.simulate(person, mb.Plan(mb.PIR(), per_week=3, weeks=1), mb.Lifestyle.healthy())
    >>> week.timeline.audit.delivered.sessions
    3
    """
    check_range("tol", tol, 1e-10, 1e-2)
    common: dict[str, Any] = {"events": events, "seed": seed, "first_weekday": first_weekday, "tol": tol}
    common |= {"weeks": weeks, "days": days}
    many: dict[str, Any] = {"daily": daily, "executor": executor, "checkpoint": checkpoint, "block": block}
    if isinstance(person, Body):
        together = _together(store, method, many)
        return together(person, plan, lifestyle, progress=progress, **common)
    if isinstance(person, People | Bodies):
        many |= {"daily": daily or {}, "store": store, "method": method, "progress": progress}
    if isinstance(person, Bodies):
        return simulate_bodies(person, plan, lifestyle, **common, **many)
    common["events"] = tuple(cast(Iterable[Event], events))
    if isinstance(person, People):
        return simulate_many(person, cast(Any, plan), cast(Any, lifestyle), **common, **many)
    _check(person, store, [name for name, value in many.items() if value is not None])
    one, life, common["days"] = _alone(plan, lifestyle, days)
    return _one(person, one, life, store, method, **common)


def _one(
    person: Person, plan: Plan | None, life: Lifestyle, store: Any, method: Method, *, weeks: float | None,
    days: int | None, events: tuple[Event, ...], seed: int, first_weekday: str, tol: float,
) -> Result:  # fmt: skip
    """The result of one person."""
    common: dict[str, Any] = {"seed": seed, "first_weekday": first_weekday}
    timeline = compile(plan, life, person.pair, days=days, weeks=weeks, events=events, **common)
    provenance = provenance_of(person, plan, life, seed, tol, method, events, first_weekday, timeline.days)

    def head(reached: int) -> Timeline:
        within = tuple(event for event in events if event.day <= reached)
        some = plan if reached else None
        return compile(some, life, person.pair, days=max(reached, 1), events=within, **common)

    return _solved(person, timeline, store, tol, method, provenance, head)


def _alone(plan: Any, lifestyle: Any, days: Any) -> tuple[Plan | None, Lifestyle, int | None]:
    """The plan, the life and the length of one person."""
    if any(isinstance(given, Sequence | Mapping | np.ndarray) for given in (plan, lifestyle, days)):
        raise MusclebalanceError("one person has one plan, one life and one length; give each of them alone.")
    return plan, lifestyle, days


def _together(store: Any, method: Method, many: Mapping[str, Any]) -> Callable[..., BodyCourse]:
    """How a body is simulated, unless it is asked for what it does not take."""
    given = {"store": not (isinstance(store, str) and store == "daily"), "method": method != "auto"}
    given |= {name: value is not None for name, value in many.items()}
    if any(given.values()):
        names = ", ".join(name for name, told in given.items() if told)
        raise MusclebalanceError(f"{names}: a body lives day by day and keeps every morning; leave it out.")
    return live


def _check(person: Person, store: Any, many: Sequence[str]) -> None:
    """Refuse what cannot be simulated before anything is compiled."""
    if not isinstance(person, Person):
        raise MusclebalanceError(
            f"simulate() needs a person or people, got {type(person).__name__}; "
            "make one with mb.develop(pair, lifestyle, days=180)."
        )
    if isinstance(store, str) and store not in ("daily", "segments"):
        raise unknown("store", store, ("daily", "segments"))
    if many:
        raise MusclebalanceError(f"{', '.join(many)}: for many people; this is one person, so leave it out.")


def _solved(
    person: Person, timeline: Timeline, store: Any, tol: float, method: Method,
    provenance: Mapping[str, Any], head: Callable[[int], Timeline],
) -> Result:  # fmt: skip
    """Integrate; when that stops, the error carries what was reached."""
    keep = _kept(timeline, store)
    try:
        solution = run(person.body, person.state, timeline, store=keep, tol=tol, method=method)
    except (EngineError, Interrupted) as problem:
        if isinstance(problem.partial, Solution):
            problem.partial = _partial(person, timeline, problem.partial, store, provenance, head)
        raise
    return _result(person, timeline, keep, solution, provenance)


def _partial(
    person: Person, timeline: Timeline, solution: Solution, store: Any, provenance: Mapping[str, Any],
    head: Callable[[int], Timeline],
) -> Result:  # fmt: skip
    """The whole days that were reached, with the head of the timeline: its dose is the one delivered."""
    reached = int(np.searchsorted(timeline.day_ends, int(solution.reached)))
    why = f"after {reached} of {timeline.days} days: {Status(solution.status).advice}"
    done, store = head(reached), store if isinstance(store, str) else [d for d in store if d <= reached]
    keep = _kept(done, store) if reached else np.empty(0, dtype=np.int64)
    return _result(person, done, keep, solution, {**provenance, "stopped": why})


def _result(
    person: Person, timeline: Timeline, keep: NDArray[np.int64], solution: Solution,
    provenance: Mapping[str, Any],
) -> Result:  # fmt: skip
    """What was solved, up to the end of the timeline, which a partial result ends with its last whole day."""
    counted = {"steps": int(solution.steps), "rejected": int(solution.rejected)}
    return result_of(person, timeline, keep, solution.states, {**provenance, **counted})


def _kept(timeline: Timeline, store: Any) -> NDArray[np.int64]:
    """Segments whose end states are kept; the start is stored always."""
    if isinstance(store, str):
        return timeline.day_ends if store == "daily" else np.arange(len(timeline))
    chosen = mornings(store, timeline.days)
    return timeline.day_ends[chosen[chosen > 0] - 1]


@public
def simulate_scenario(
    scenario: Scenario,
    *,
    model: str | Model | None = None,
    tol: float = 1e-4,
    progress: Callable[[str], None] | None = None,
) -> Result:
    """Run a scenario: develop the imbalance in the life before, then simulate the programme.

    Parameters
    ----------
    scenario : Scenario
        From a file (:meth:`Scenario.load`) or made in Python.
    model : str or Model, optional
        Named hypothesis or model; default the scenario's.
    tol : float
        Error tolerance of a step.
    progress : callable, optional
        Called with a line of text before each part.

    Examples
    --------
    >>> import musclebalance as mb
    >>> week = mb.Scenario("hip-flexors-gluteus-maximus", mb.Lifestyle.healthy(), weeks=1)
    >>> float(mb.simulate_scenario(week).days[-1])
    7.0
    """
    person = healthy(
        find_pair(scenario.pair), model=scenario.model if model is None else model,
        parameters=scenario.parameters, tol=tol,
    )  # fmt: skip
    if scenario.develop_days:
        before = scenario.lifestyle_before or scenario.lifestyle
        if progress is not None:
            progress(f"{scenario.develop_days} days of {before.name}")
        person = develop(person, before, days=scenario.develop_days, tol=tol)
    if progress is not None:
        progress(scenario.title or "the programme")
    return simulate(
        person, scenario.plan, scenario.lifestyle, weeks=scenario.weeks, seed=scenario.seed,
        events=scenario.events, first_weekday=scenario.first_weekday, tol=tol,
    )  # fmt: skip
