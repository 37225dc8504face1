"""One cause lived by one pair, read beside the same person in the healthy life."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from musclebalance.lifestyle import Lifestyle
from musclebalance.model import hypotheses
from musclebalance.model.model import Model
from musclebalance.pairs import Pair
from musclebalance.result import Day, Result
from musclebalance.simulation import healthy, one_day, simulate

from .scenarios import DAYS, Cause


@dataclass(frozen=True, slots=True, eq=False)
class Lived:
    """A result and the report of its last day."""

    result: Result
    day: Day


@dataclass(frozen=True, slots=True, eq=False)
class Experiment:
    """A cause and the healthy life, both from the same healthy person.

    Parameters
    ----------
    cause : Cause
    with_cause, without : Lived
    """

    cause: Cause
    with_cause: Lived
    without: Lived


def run(pair: Pair, cause: Cause, model: str | Model = "combined", days: int = DAYS) -> Experiment:
    """Live a cause.

    Parameters
    ----------
    pair : Pair
        With its nerves entrapped where nerve pressure is of interest.
    cause : Cause
    model : str or Model
        Mechanisms switched off show through which of them the cause acts.
    days : int
        How long [d]; the last day is reported.
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
