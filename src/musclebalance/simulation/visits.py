"""Visits of an adaptive plan: what is read at them, what follows from it, where a programme comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError
from ..lifestyle import Lifestyle
from ..result import Person
from ..result.variables import catalogue_of, find
from ..treatment.adaptive import AdaptivePlan, Course, Rule
from .people import People, provenance_of

Array = NDArray[np.float64]

#: Read at every visit, besides what the rules ask for.
ALWAYS = ("pain", "rom_agonist", "imbalance")


def adaptive(given: Any) -> AdaptivePlan:
    """An adaptive plan, or an error that says what takes other plans."""
    if not isinstance(given, AdaptivePlan):
        raise MusclebalanceError(
            f"simulate_adaptive() needs an AdaptivePlan, got {type(given).__name__}; "
            "for a fixed plan use simulate()."
        )
    return given


def origin_of(
    person: Person, plan: AdaptivePlan | None, lifestyle: Lifestyle, seed: int, tol: float
) -> dict[str, Any]:
    """Where a result under an adaptive plan comes from."""
    told = {"plan": f"adaptive, {len(plan.levels)} levels, visits every {plan.every} weeks"} if plan else {}
    return {**provenance_of(person, None, lifestyle, seed, tol, "auto"), **told}


def seen(people: People, names: Sequence[str], courses: Sequence[Course], state: Array) -> list[Course]:
    """Courses after a visit at which `names` are read in this state (people, n_states)."""
    read = {name: people.read(name, state) for name in names}
    return [c.visit({name: float(v[k]) for name, v in read.items()}) for k, c in enumerate(courses)]


def readouts(people: People, plan: AdaptivePlan) -> tuple[str, ...]:
    """What a visit must measure: what rules and measurement errors name, and the usual readings."""
    asked = [c.readout for rule in plan.rules if isinstance(rule, Rule) for c in rule.when]
    for name in (*asked, *plan.errors):
        find(people.body.model, name)
    known = catalogue_of(people.body.model)
    usual = [name for name in ALWAYS if name in known]
    return tuple(dict.fromkeys((*asked, *plan.errors, *usual)))
