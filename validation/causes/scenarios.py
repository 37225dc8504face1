"""The causes, each alone: the healthy life with one thing changed, lived beside the same person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from musclebalance.core.errors import unknown
from musclebalance.lifestyle import Event, Lifestyle
from musclebalance.model import hypotheses
from musclebalance.model.exposure import Exposure
from musclebalance.model.model import Model
from musclebalance.pairs import Pair
from musclebalance.result import Day, Result
from musclebalance.simulation import healthy, one_day, simulate

#: Days each cause is lived: the last is a Friday, on which exercise and sport take place.
DAYS = 61
#: Day of the trauma: a week before the end.
TRAUMA_DAY = DAYS - 7


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause: what is done, in words and as a life."""

    name: str
    words: str
    life: Callable[[Pair], Lifestyle]
    events: tuple[Event, ...] = ()


def _overwork(pair: Pair) -> Lifestyle:
    """Static work of the agonist at 10 % MVC for 2.5 h without a pause, in the posture of standing."""
    standing = pair.activity("stand")[0]
    held = (replace(standing, share=1.0, phase="work", effort_agonist=0.10),)
    return Lifestyle.healthy().with_("static work", hours=2.5, at="08:00", exposures=held, name="overwork")


def _exercise(pair: Pair) -> Lifestyle:
    """Half an hour of hard contractions of the agonist, three times a week: 6 s at 80 % MVC a minute."""
    angle = pair.parameters.value("neutral_angle")
    hard = Exposure(0.1, "posture", "work", angle, effort_agonist=0.8, effort_antagonist=0.05)
    parts = (hard, Exposure(0.9, "posture", "rest", angle))
    return Lifestyle.healthy().with_(
        "exercise", hours=0.5, at="18:00", days="Mon Wed Fri", exposures=parts, cycle=1.0, name="exercise"
    )


CAUSES: tuple[Cause, ...] = (
    Cause(
        "fatigue",
        "2.5 h of static work of the agonist at 10 % MVC in place of standing every day, without a pause",
        _overwork,
    ),
    Cause(
        "bad posture",
        "8 h at a desk every day, no stress",
        lambda pair: Lifestyle.office(hours=8.0, stress=0.0),
    ),
    Cause(
        "trauma",
        "an injury of the agonist of severity 0.5, a week before",
        lambda pair: Lifestyle.healthy(),
        (Event.trauma(TRAUMA_DAY, "12:00", "agonist", 0.5),),
    ),
    Cause(
        "heavy lifting",
        "an 8 h shift with 3 h of lifting and 1 h of carrying every day",
        lambda pair: Lifestyle.lifting(3.0, 1.0, stress=0.0),
    ),
    Cause(
        "exercise",
        "hard exercise of the agonist alone, 30 contractions at 80 % MVC, three times a week",
        _exercise,
    ),
    Cause(
        "sport",
        "1 h of sport, three times a week",
        lambda pair: Lifestyle.sport("Mon Wed Fri", hours=1.0),
    ),
    Cause(
        "emotional stress",
        "stress 0.8 in every waking hour",
        lambda pair: Lifestyle.healthy().with_stress(0.8),
    ),
)


def cause(name: str) -> Cause:
    """A cause by its name.

    Raises
    ------
    UnknownNameError
    """
    known = {entry.name: entry for entry in CAUSES}
    if name not in known:
        raise unknown("cause", name, known)
    return known[name]


@dataclass(frozen=True, slots=True, eq=False)
class Lived:
    """A result and the report of its last day."""

    result: Result
    day: Day


@dataclass(frozen=True, slots=True, eq=False)
class Experiment:
    """A cause and the healthy life, both from the same healthy person."""

    cause: Cause
    with_cause: Lived
    without: Lived


def run(pair: Pair, cause: Cause, model: str | Model = "combined", days: int = DAYS) -> Experiment:
    """Live a cause for so many days [d]; the last is reported.

    Mechanisms switched off in `model` show through which of them the cause acts. Nerves are reached only in a
    pair with an entrapment.
    """
    chosen = hypotheses.get(model)
    return Experiment(cause, _with(pair, cause, chosen, days), _without(pair, chosen, days))


@lru_cache(maxsize=64)
def _with(pair: Pair, cause: Cause, model: Model, days: int) -> Lived:
    person = healthy(pair, model=model)
    result = simulate(person, None, cause.life(pair), days=days, events=cause.events)
    return Lived(result, one_day(result, days))


@lru_cache(maxsize=32)
def _without(pair: Pair, model: Model, days: int) -> Lived:
    result = simulate(healthy(pair, model=model), None, Lifestyle.healthy(), days=days)
    return Lived(result, one_day(result, days))
