"""What the page draws, computed by the library: what its own model in the browser is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musclebalance.app.offline import DOSE, DRAWN, DRAWS, POINTS, READINGS, about
from musclebalance.app.settings import TOLERANCE, SettingError, Settings, script
from musclebalance.evidence.calibrating import calibration
from musclebalance.model import hypotheses, readouts
from musclebalance.model.body import MUSCLES
from musclebalance.model.imbalance import due_to_treatment, time_to_symmetry
from musclebalance.plot.parts import phase_spans
from musclebalance.plot.session import close_up_of, session_phases
from musclebalance.result import Person, Result
from musclebalance.result.variables import catalogue_of
from musclebalance.simulation import develop, simulate
from musclebalance.treatment import Dose

Array = NDArray[np.float64]

#: Settings that make the person of day 0.
PERSON = ("pair", "model", "hours", "stress", "days")


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """A result with what the page shows of it."""

    result: Result
    read: dict[str, Array]


def readings(person: Person, states: Array) -> dict[str, Array]:
    """Everything the page draws of stored states, each ndarray (k,), in the units of results."""
    seen, known = person.trajectory(states), catalogue_of(person.model)
    fibres = {f"fibre_length_{muscle}": seen.at_rest(f"length_{muscle}") for muscle in MUSCLES}
    return {name: seen.values(name) for name in DRAWN if name in known} | fibres


@lru_cache(maxsize=64)
def _developed(settings: Settings) -> tuple[Person, dict[str, Array], dict[str, float]]:
    person = develop(
        settings.muscles, settings.before, days=settings.days, model=settings.model, tol=TOLERANCE
    )
    assert person.history is not None  # develop() always gives one
    read = readings(person, np.vstack([person.history.states, person.healthy_state]))
    return person, {n: v[:-1] for n, v in read.items()}, {n: float(v[-1]) for n, v in read.items()}


def developed(settings: Settings) -> tuple[Person, dict[str, Array], dict[str, float]]:
    """The person at day 0, readings of the days before, healthy readings; whatever the programme is."""
    return _developed(replace(Settings(), **{name: getattr(settings, name) for name in PERSON}))


@lru_cache(maxsize=32)
def followed(settings: Settings) -> Course:
    """The course from day 0 on."""
    person, _, _ = developed(settings)
    result = simulate(
        person, settings.plan, settings.after, weeks=settings.weeks, seed=settings.seed, tol=TOLERANCE
    )
    return Course(result, readings(person, result.states))


def run(settings: Settings) -> dict[str, Any]:
    """Everything the page draws for these settings but the untreated course, as plain data."""
    _, before, healthy = developed(settings)
    days_before = np.arange(-settings.days, 1.0)  # day 0 among them
    course = followed(settings)
    audit = course.result.timeline.audit
    return {
        "settings": settings.to_data(),
        "pair": about(settings.muscles),
        "counted": developed(settings)[0].parameters.counted(),
        "past": points(days_before, before),
        "course": points(course.result.days, course.read),
        "healthy": healthy,
        "phases": [
            {"start": start, "end": end, "where": where} for start, end, where in phase_spans(course.result)
        ],
        "sessions": len(course.result.timeline.spans),
        "session_seconds": settings.plan.phases[0].session.seconds if settings.plan else 0,
        "dose": {kind: dose(getattr(audit, kind)) for kind in ("prescribed", "delivered")},
        "summary": summary(settings, course),
        "lives": {"before": str(settings.before), "after": str(settings.after)},
        "script": script(settings),
    }


def points(days: Array, read: Mapping[str, Array]) -> dict[str, Any]:
    """Readings over weeks as plain data."""
    return {"weeks": (days / 7.0).tolist(), "series": {name: v.tolist() for name, v in read.items()}}


def untreated(settings: Settings) -> dict[str, Any]:
    """The same person and life without a programme, and what share of the recovery is due to it."""
    course = followed(
        replace(Settings(), words="", **{n: getattr(settings, n) for n in (*PERSON, "cause", "weeks")})
    )
    treated = followed(settings)
    at = programme_end(settings)
    here, there = (float(c.read["imbalance"][at]) for c in (treated, course))
    share = due_to_treatment(float(treated.read["imbalance"][0]), here, there)
    return {
        "course": points(
            course.result.days,
            {n: course.read[n] for n in ("imbalance", "strength_ratio", "pain") if n in course.read},
        ),
        "due": None if settings.plan is None or share is None else share,
    }


def programme_end(settings: Settings) -> int:
    """Day on which the programme is over [d], or the last one."""
    last = 7 * settings.weeks
    return last if settings.plan is None else min(settings.plan.days, last)


def summary(settings: Settings, course: Course) -> dict[str, Any]:
    """Imbalance at the start, after the programme and at the end; first day of lasting symmetry."""
    imbalance = course.read["imbalance"]
    end = programme_end(settings)
    return {
        "before": float(imbalance[0]),
        "after": float(imbalance[end]),
        "after_week": end / 7,
        "end": float(imbalance[-1]),
        "symmetric_day": time_to_symmetry(course.result.days, imbalance),
    }


def dose(given: Dose) -> dict[str, float]:
    """A dose as plain data; counts stay whole numbers."""
    return {name: getattr(given, name) for name in DOSE}


def session(settings: Settings, number: int = 1) -> dict[str, Any]:
    """A session delivered under these settings, from 10 s before to 30 s after it."""
    result = followed(settings).result
    spans = result.timeline.spans
    if not spans:
        raise SettingError("words", "no session was delivered; choose a programme with weeks and adherence.")
    span, dense, seconds = close_up_of(result, number, every=lambda length: max(length / POINTS, 0.25))
    series = {"angle": dense.values("angle")}
    for muscle in MUSCLES:
        series[f"tension_{muscle}"] = dense.values(f"tension_{muscle}")
        series[f"length_{muscle}"] = dense.values(f"length_{muscle}")
        if f"inhibition_{muscle}" in dense.variables:
            series[f"inhibition_{muscle}"] = 100.0 * dense.values(f"inhibition_{muscle}")
    return {
        "number": number,
        "count": len(spans),
        "day": span.day,
        "where": span.where,
        "technique": span.technique,
        "seconds": seconds.tolist(),
        "series": {name: np.asarray(values).tolist() for name, values in series.items()},
        "phases": [
            {"start": a, "end": b, "name": name, "color": color}
            for a, b, name, color in session_phases(dense, span)
        ],
        "healthy_tension": {m: developed(settings)[2][f"resting_tension_{m}"] for m in MUSCLES},
    }


def possible(settings: Settings, draw: int) -> dict[str, Array]:
    """Readings before and during the programme of one of those whom calibration leaves possible."""
    known = hypotheses.get(settings.model).parameters
    drawn = calibration(settings.model).draws(DRAWS)
    values = {name: float(found[draw]) for name, found in drawn.items() if name in known}
    person = develop(
        settings.muscles, settings.before, days=settings.days, model=settings.model, parameters=values,
        tol=TOLERANCE,
    )  # fmt: skip
    result = simulate(
        person, settings.plan, settings.after, weeks=settings.weeks, seed=settings.seed, tol=TOLERANCE
    )
    assert person.history is not None
    before, after = readings(person, person.history.states[:-1]), readings(person, result.states)
    return {name: np.concatenate([before[name], after[name]]) for name in after}


def moved(settings: Settings, day: int, degrees: list[float]) -> dict[str, Array]:
    """Torques, tensions and lengths while a hand moves the joint on a day of the programme."""
    result = followed(settings).result
    body, settled = result.body, readouts.settled(result.body, result.states[day])
    states = np.repeat(settled[None], len(degrees), axis=0)
    states[:, body.index("angle")] = np.radians(degrees)
    return body.evaluate((*READINGS["curve"], *READINGS["shown"]), states)
