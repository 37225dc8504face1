"""Differences between arms of one study: the place to test what a model says of doses and time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from .baselines import control, phase
from .comparing import LEFT_OUT, Skill
from .observation import per_degree
from .published import Arm

#: What two arms may differ in.
KINDS = ("treatment", "weeks", "dose or technique", "time after")


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two arms of a study that differ in one thing, observed and forecast without that study [deg]."""

    study: str
    kind: str
    arms: str
    observed: float
    predicted: float


def kind_of(one: Arm, other: Arm) -> str:
    """The one thing in which two arms differ; empty where it is none, several, or not the same readout."""
    a, b = one.regimen, other.regimen
    if one.readout != other.readout or (a.acute, bool(one.versus)) != (b.acute, bool(other.versus)):
        return ""
    differs = {
        "treatment": control(one) != control(other),
        "weeks": a.weeks != b.weeks,
        "dose or technique": (a.technique, a.doses) != (b.technique, b.doses),
        "time after": (phase(one), one.after) != (phase(other), other.after),
    }
    if differs["treatment"]:
        differs["dose or technique"] = False
    found = [kind for kind in KINDS if differs[kind]]
    return found[0] if len(found) == 1 else ""


def contrasts(found: Skill, contender: str, arms: Sequence[Arm], way: str = LEFT_OUT) -> Iterator[Contrast]:
    """All pairs of results on range of motion that differ in one thing alone."""
    known = {arm.id: arm for arm in arms}
    marks = [m for m in found.of(contender, way) if known[m.id].about.kind == "range"]
    for one, other in combinations(marks, 2):
        a, b = known[one.id], known[other.id]
        kind = kind_of(a, b) if one.study == other.study else ""
        if kind:
            observed = one.observed / per_degree(a) - other.observed / per_degree(b)
            predicted = one.predicted / per_degree(a) - other.predicted / per_degree(b)
            yield Contrast(one.study, kind, f"{one.id}, {other.id}", observed, predicted)


def judged(pairs: Sequence[Contrast]) -> dict[str, float]:
    """Pairs, studies, right signs, slope of observed on predicted, error and that of no difference [deg].

    The slope is 1 where differences come out as large as they are, and NaN where none is predicted. `skill`
    is the share of the error of "no difference" that the forecast takes away.
    """
    seen, said = (np.array([getattr(pair, name) for pair in pairs]) for name in ("observed", "predicted"))
    error, none = float(np.mean(np.abs(seen - said))), float(np.mean(np.abs(seen)))
    size = float(said @ said)
    return {
        "pairs": len(pairs),
        "studies": len({pair.study for pair in pairs}),
        "signs": float(np.sum(seen * said > 0.0)),
        "slope": float(seen @ said) / size if size > 1e-9 else float("nan"),
        "error": error,
        "none": none,
        "skill": 1.0 - error / none,
    }
