"""What the page draws: what is computed is kept, and what may be asked for next is computed ahead.

Ahead go first the settings that continue the last move, then one step each way in the settings of the life
before, which cost most because half a year is developed anew.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import bistable
from ..core.errors import MusclebalanceError
from ..model.body import MUSCLES
from ..model.imbalance import due_to_treatment, time_to_symmetry
from ..pairs import pair
from ..plot.joint import DRAWN_FROM
from ..plot.parts import phase_spans
from ..plot.session import close_up_of, session_phases
from ..result import Person, Result
from ..result.variables import catalogue_of
from ..simulation import develop, simulate
from ..treatment import Dose
from .settings import LIMITS, TOLERANCE, SettingError, Settings, script
from .works import Work

Array = NDArray[np.float64]

#: Powers of ten that are exact.
LARGEST = 22
POWERS = np.array([float(f"1e{k}") for k in range(LARGEST + 1)])
#: Settings that make the person of day 0.
PERSON = ("pair", "model", "hours", "stress", "days")
#: Variables that the page draws, where the model has them.
DRAWN = (
    "resting_angle",
    *(f"{n}_{m}" for n in ("rom", "resting_tension", "resting_length", "tone") for m in MUSCLES),
    "memory_agonist",
    "pain",
    "strength_ratio",
    "imbalance",
)

#: What the page says of a dose.
DOSE = ("sessions", "repetitions", "effort_seconds", "stretch_seconds")
#: Points that a session is drawn with, about.
POINTS = 400
#: Tone of the agonist that the phase portrait shows, and arrows along each axis.
TONE, ARROWS = (-0.02, 1.0), 13


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


def run(settings: Settings, digits: int = 7, every: int = 1) -> dict[str, Any]:
    """Everything the page draws for these settings but the untreated course, as plain data."""
    _, before, healthy = developed(settings)
    days_before = np.arange(-settings.days, 1.0)  # day 0 among them
    course = followed(settings)
    audit = course.result.timeline.audit
    return {
        "settings": settings.to_data(),
        "pair": about(course.result),
        "past": points(days_before, before, digits, 2 * every if every > 1 else 1),
        "course": points(course.result.days, course.read, digits, every),
        "healthy": {name: short(value) for name, value in healthy.items()},
        "phases": [
            {"start": short(start), "end": short(end), "where": where}
            for start, end, where in phase_spans(course.result)
        ],
        "sessions": len(course.result.timeline.spans),
        "dose": {kind: dose(getattr(audit, kind)) for kind in ("prescribed", "delivered")},
        "summary": summary(settings, course),
        "lives": {"before": str(settings.before), "after": str(settings.after)},
        "script": script(settings),
    }


def points(days: Array, read: Mapping[str, Array], digits: int, every: int) -> dict[str, Any]:
    """Readings over weeks as plain data; the last day is always among them."""
    rows = np.union1d(np.arange(0, len(days), every), [len(days) - 1])
    return {
        "weeks": numbers(days[rows] / 7.0),
        "series": {name: numbers(values[rows], digits) for name, values in read.items()},
    }


def about(result: Result) -> dict[str, Any]:
    """Names, sides and cautions of the pair."""
    pair = result.pair
    return {
        "title": pair.title,
        "agonist": pair.agonist,
        "antagonist": pair.antagonist,
        "coordinate": pair.coordinate.partition(" [")[0],
        "side": float(np.sign(result.body.si("moment_arm_c0", "agonist"))),
        "drawn_from": DRAWN_FROM.get(pair.joint, 0.0),
        "cautions": list(pair.cautions),
    }


def untreated(settings: Settings, digits: int = 7, every: int = 1) -> dict[str, Any]:
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
            digits,
            every,
        ),
        "due": None if settings.plan is None or share is None else short(share),
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
        "before": short(float(imbalance[0])),
        "after": short(float(imbalance[end])),
        "after_week": end / 7,
        "end": short(float(imbalance[-1])),
        "symmetric_day": time_to_symmetry(course.result.days, imbalance),
    }


def dose(given: Dose) -> dict[str, float]:
    """A dose as plain data; counts stay whole numbers."""
    found = {name: getattr(given, name) for name in DOSE}
    return {name: short(value) if isinstance(value, float) else value for name, value in found.items()}


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
        "seconds": numbers(seconds),
        "series": {name: numbers(np.asarray(values)) for name, values in series.items()},
        "phases": [
            {"start": short(a), "end": short(b), "name": name, "color": color}
            for a, b, name, color in session_phases(dense, span)
        ],
        "healthy_tension": {m: developed(settings)[2][f"resting_tension_{m}"] for m in MUSCLES},
    }


@lru_cache(maxsize=32)
def portrait(name: str) -> dict[str, Any]:
    """Phase portrait of a pair's bistable model, without and with the full cause."""
    model = bistable.reduce(pair(name)).model
    stable = [p.state[2] for cause in (0.0, 1.0) for p in bistable.fixed_points(model, cause)]
    low, high = min([0.9, *stable]) - 0.01, max([1.05, *stable])
    return {
        "pair": name,
        "tone": list(TONE),
        "length": [short(low), short(high)],
        "planes": {str(int(cause)): _plane(model, cause, (low, high)) for cause in (0.0, 1.0)},
    }


def _plane(model: bistable.BistableModel, cause: float, length: tuple[float, float]) -> dict[str, Any]:
    """Nullclines, separatrix, fixed points and arrows under one cause."""
    lines = bistable.nullclines(model, cause, count=161)
    grid = np.linspace(0.02, 0.98, ARROWS), np.linspace(*length, ARROWS)
    arrows = np.stack([part.ravel() for part in bistable.field(model, cause, *grid)], axis=-1)
    apart = bistable.separatrix(model, cause, length)
    step = max(len(apart) // 60, 1)
    return {
        "length_still": [numbers(point) for point in lines["length"][::8]],
        "tone_still": [
            [numbers(point) for point in branch if np.isfinite(point).all()]
            for branch in np.moveaxis(lines["tone"], 1, 0)
        ],
        "separatrix": [numbers(point) for point in apart[::step]],
        "points": [
            {"tone": short(p.state[0]), "length": short(p.state[2]), "kind": p.kind}
            for p in bistable.fixed_points(model, cause)
            if p.on_plane
        ],
        "arrows": [numbers(row) for row in arrows],
    }


def short(value: float) -> float:
    """A number to seven significant digits."""
    return float(f"{value:.7g}")


def numbers(values: Iterable[float], digits: int = 7) -> list[float]:
    """Numbers to `digits` significant digits."""
    given = np.asarray(values, dtype=float)
    with np.errstate(divide="ignore"):
        size = np.where(given == 0.0, 0.0, np.floor(np.log10(np.abs(given))))
    places = np.clip(digits - 1 - size, -LARGEST, LARGEST).astype(int)
    up, down = POWERS[np.maximum(places, 0)], POWERS[np.maximum(-places, 0)]
    # a whole number over a power of ten is the double nearest to the decimal, which JSON writes shortest
    found: list[float] = (np.rint(given * up / down) * down / up).tolist()
    return found


#: How many moves like the last one are computed ahead.
STEPS = 2
#: A run that takes longer is the last that is computed ahead [s].
QUICK = 2.0
#: Settings whose neighbours are computed ahead whatever moved last.
SLOW = ("hours", "stress")


class Prefetch:
    """Runs settings that may come next, one at a time, until something else is asked for."""

    def __init__(self, compute: Callable[[Settings], object]) -> None:
        self._compute = compute
        self._lock = threading.Lock()
        self._last: Settings | None = None
        self._work: Work | None = None

    def asked(self) -> None:
        """Something is asked for now: stop."""
        with self._lock:
            if self._work is not None:
                self._work.stop("something else is asked for.")

    def answered(self, settings: Settings) -> Work:
        """These settings have been answered; begin with those that may come next."""
        self.asked()
        with self._lock:
            before, self._last = self._last, settings
            wanted = [] if before is None else following(before, settings)
            wanted += [one for one in neighbours(settings) if one not in wanted]
            self._work = Work(partial(self._ahead, wanted))
            return self._work

    def _ahead(self, wanted: list[Settings]) -> None:
        """Run settings, while that is quick and possible."""
        for settings in wanted:
            begin = perf_counter()
            with contextlib.suppress(MusclebalanceError):  # told when somebody asks for them
                self._compute(settings)
            if perf_counter() - begin > QUICK:
                return


def following(before: Settings, now: Settings) -> list[Settings]:
    """The next settings, if the one number in which `now` differs from `before` keeps moving like that."""
    one, other = before.to_data(), now.to_data()
    moved = [name for name in one if one[name] != other[name]]
    if len(moved) != 1 or moved[0] not in LIMITS:
        return []
    name = moved[0]
    step = other[name] - one[name]
    return _moved(now, name, [k * step for k in range(1, STEPS + 1)])


def neighbours(now: Settings) -> list[Settings]:
    """One step each way of each of `SLOW`."""
    return [one for name in SLOW for one in _moved(now, name, (LIMITS[name].step, -LIMITS[name].step))]


def _moved(now: Settings, name: str, changes: Sequence[float]) -> list[Settings]:
    """The settings with one number changed, as far as the slider goes."""
    found = []
    for change in changes:
        try:
            found.append(replace(now, **{name: round(getattr(now, name) + change, 10)}))
        except SettingError:  # the end of the slider
            continue
    return found
