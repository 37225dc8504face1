"""Runs of the model for the page: what has been computed is kept, only what changed is computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..indices import due_to_treatment, time_to_symmetry
from ..person import Person
from ..plan import Dose
from ..plot.course import phase_spans
from ..result import Result
from ..simulation import develop, simulate
from .reading import readings
from .script import script
from .settings import TOLERANCE, Settings

Array = NDArray[np.float64]

#: Units of the series, as in results.
UNITS: Mapping[str, str] = {
    "imbalance": "-",
    "resting_angle": "deg",
    "rom": "deg",
    "resting_length": "-",
    "fibre_length": "optimal fibre lengths",
    "resting_tension": "N",
    "strength_ratio": "-",
    "tone": "%MVC",
    "memory": "-",
    "pain": "0-10",
}
#: Degrees at which the drawn joint has its angle 0: a foot stands at a right angle to the leg.
DRAWN_FROM = {"ankle": 90.0}


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """A result with what the page shows of it.

    Parameters
    ----------
    result : Result
    read : dict of ndarray (k,)
        From :func:`musclebalance.app.reading.readings`, at the result's times.
    """

    result: Result
    read: dict[str, Array]


@lru_cache(maxsize=64)
def _developed(settings: Settings) -> tuple[Person, dict[str, Array], dict[str, float]]:
    person = develop(
        settings.muscles, settings.before, days=settings.days, model=settings.model, tol=TOLERANCE
    )
    healthy = readings(person, person.healthy_state[None, :])
    assert person.history is not None
    return person, readings(person, person.history.states), {n: float(v[0]) for n, v in healthy.items()}


def developed(settings: Settings) -> tuple[Person, dict[str, Array], dict[str, float]]:
    """The person at day 0, readings of the days before, healthy readings; whatever the programme is."""
    plain = Settings()
    programme = (
        "cause",
        "words",
        "clinic_per_week",
        "clinic_weeks",
        "home_per_week",
        "home_weeks",
        "adherence",
        "weeks",
        "seed",
    )
    return _developed(replace(settings, **{name: getattr(plain, name) for name in programme}))


@lru_cache(maxsize=32)
def followed(settings: Settings) -> Course:
    """The course from day 0 on."""
    person, _, _ = developed(settings)
    result = simulate(
        person, settings.plan, settings.after, weeks=settings.weeks, seed=settings.seed, tol=TOLERANCE
    )
    return Course(result, readings(person, result.states))


def run(settings: Settings) -> dict[str, Any]:
    """Everything the page draws for these settings but the untreated course, as plain data.

    Parameters
    ----------
    settings : Settings

    Returns
    -------
    dict
        ``weeks`` (from the start of development, 0 where the programme begins), ``series`` by name,
        ``healthy`` by name, ``phases``, ``sessions``, ``dose``, ``summary``, names of the muscles, ``script``.

    Raises
    ------
    MusclebalanceError
        What the model cannot do.
    """
    person, past, healthy = developed(settings)
    course = followed(settings)
    days = np.concatenate([np.arange(-settings.days, 0.0), course.result.days])
    series = {name: np.concatenate([past[name][:-1], course.read[name]]) for name in course.read}
    pair = person.pair
    return {
        "settings": settings.to_data(),
        "pair": {
            "title": pair.title,
            "agonist": pair.agonist,
            "antagonist": pair.antagonist,
            "coordinate": pair.coordinate.partition(" [")[0],
            "side": float(np.sign(person.body.si("moment_arm_c0", "agonist"))),
            "drawn_from": DRAWN_FROM.get(pair.joint, 0.0),
            "cautions": list(pair.cautions),
        },
        "weeks": numbers(days / 7.0),
        "series": {name: numbers(values) for name, values in series.items()},
        "healthy": {name: short(value) for name, value in healthy.items()},
        "units": dict(UNITS),
        "phases": [
            {"start": short(start), "end": short(end), "where": where}
            for start, end, where in phase_spans(course.result)
        ],
        "sessions": [{"day": s.day, "where": s.where} for s in course.result.timeline.spans],
        "dose": {
            kind: dose(getattr(course.result.timeline.audit, kind)) for kind in ("prescribed", "delivered")
        },
        "summary": summary(settings, course),
        "lives": {"before": str(settings.before), "after": str(settings.after)},
        "script": script(settings),
    }


def untreated(settings: Settings) -> dict[str, Any]:
    """The same person and life without a programme, and what share of the recovery is due to it.

    Returns
    -------
    dict
        ``weeks``, ``series`` from day 0 on, ``due`` (None where nothing recovered).
    """
    course = followed(
        replace(Settings(), words="", **{n: getattr(settings, n) for n in ("pair", "model", *LIFE)})
    )
    treated = followed(settings)
    at = programme_end(settings)
    here, there = (float(c.read["imbalance"][at]) for c in (treated, course))
    share = due_to_treatment(float(treated.read["imbalance"][0]), here, there)
    return {
        "weeks": numbers(course.result.days / 7.0),
        "series": {
            name: numbers(course.read[name])
            for name in ("imbalance", "strength_ratio", "pain")
            if name in course.read
        },
        "due": None if settings.plan is None or share is None else short(share),
    }


LIFE = ("hours", "stress", "days", "cause", "weeks")


def programme_end(settings: Settings) -> int:
    """Day on which the programme is over [d], or the last one."""
    last = 7 * settings.weeks
    return last if settings.plan is None else min(settings.plan.days, last)


def summary(settings: Settings, course: Course) -> dict[str, Any]:
    """Imbalance at the start, after the programme and at the end; first day of lasting symmetry."""
    imbalance = course.read["imbalance"]
    end = programme_end(settings)
    return {
        "before": short(float(imbalance[0])),
        "after": short(float(imbalance[end])),
        "after_week": end / 7,
        "end": short(float(imbalance[-1])),
        "symmetric_day": time_to_symmetry(course.result.days, imbalance),
    }


def dose(given: Dose) -> dict[str, float]:
    """A dose as plain data."""
    return {
        "sessions": given.sessions,
        "repetitions": given.repetitions,
        "effort_seconds": short(given.effort_seconds),
        "stretch_seconds": short(given.stretch_seconds),
    }


def short(value: float) -> float:
    """A number to seven significant digits."""
    return float(f"{value:.7g}")


def numbers(values: Iterable[float]) -> list[float]:
    """Numbers to seven significant digits."""
    return [float(f"{value:.7g}") for value in values]
