"""Doses of trial arms: printed ones as they are, unknown ones as stated ranges that are sampled.

An unknown field is never set to a typical value: it is drawn from the range that the printed protocols of
the same technique span (:data:`UNKNOWN`). The intensity of a stretch (`barrier`) is printed nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ..treatment import CRAC, MET, PIR, ContractRelax, DynamicStretch, HoldRelax, Session, StaticStretch, Step

Ranges = tuple[tuple[str, float, float], ...]

#: Range of a dose that a paper does not state: the spread of printed values over the trial tables
#: (static stretching 15-60 s, 2-6 times; contractions 3-10 s at 20-100 % MVC, 1-5 times; 3-6 a week).
UNKNOWN: Mapping[str, tuple[float, float]] = {
    "effort": (0.2, 1.0),
    "contract": (3.0, 10.0),
    "release": (1.0, 5.0),
    "stretch": (15.0, 60.0),
    "short stretch": (6.0, 30.0),
    "repetitions": (2.0, 6.0),
    "short repetitions": (2.0, 5.0),
    "per_week": (3.0, 6.0),
    "barrier": (0.8, 1.0),
}
#: Effort of a gentle technique when it is not printed [fraction of MVC].
GENTLE = (0.1, 0.3)
_COLUMNS = {
    "effort": ("contraction_intensity_pctMVC", 0.01),
    "contract": ("contraction_s", 1.0),
    "release": ("relax_s", 1.0),
    "stretch": ("stretch_s", 1.0),
    "repetitions": ("reps", 1.0),
    "per_week": ("sessions_per_week", 1.0),
}


def _eccentric(stretch: float, effort: float, repetitions: int, muscle: str, barrier: float) -> Session:
    """A stretch against one's own effort, repeated."""
    step = Step("stretch", stretch, muscle, effort=effort, barrier=barrier)
    return Session([step, Step("rest", 10.0)] * repetitions, "eccentric training")


def _isometric(effort: float, contract: float, repetitions: int, muscle: str) -> Session:
    """Contractions without any stretch."""
    step = Step("contract", contract, muscle, effort=effort)
    return Session([step, Step("rest", 10.0)] * repetitions, "isometric contraction")


def _static(stretch: float, release: float, repetitions: int, muscle: str, barrier: float) -> Session:
    """A static stretch, repeated."""
    return StaticStretch(hold=stretch, rest=release, repetitions=repetitions, muscle=muscle, barrier=barrier)


def _ballistic(stretch: float, repetitions: int, muscle: str, barrier: float) -> Session:
    """Swings of one second out and one back for `stretch` seconds, repeated."""
    swings = max(1, round(stretch / 2.0))
    return DynamicStretch(1.0, 1.0, swings, muscle, barrier=barrier, sets=repetitions, set_rest=20.0)


#: Technique -> how a session is built from doses.
BUILDERS: Mapping[str, Callable[..., Session]] = {
    "static stretch": _static,
    "PIR": PIR,
    "MET": MET,
    "hold-relax": HoldRelax,
    "contract-relax": ContractRelax,
    "CRAC": CRAC,
    "eccentric": _eccentric,
    "isometric": _isometric,
    "ballistic": _ballistic,
    "slow stretch": _static,
}
#: Doses each technique needs.
NEEDS: Mapping[str, tuple[str, ...]] = {
    "none": (),
    "static stretch": ("stretch", "release", "repetitions", "barrier"),
    "slow stretch": ("stretch", "release", "repetitions", "barrier"),
    "eccentric": ("stretch", "effort", "repetitions", "barrier"),
    "isometric": ("effort", "contract", "repetitions"),
    "ballistic": ("stretch", "repetitions", "barrier"),
} | dict.fromkeys(
    ("PIR", "MET", "hold-relax", "contract-relax", "CRAC"),
    ("effort", "contract", "release", "stretch", "repetitions", "barrier"),
)


def dose_ranges(row: Mapping[str, Any], technique: str, acute: bool) -> Ranges:
    """Every dose the technique needs, as printed or as a range."""
    made = []
    for name in NEEDS[technique] + (() if acute or technique == "none" else ("per_week",)):
        low, high = _printed(row, name) or _unknown(row, name, technique)
        made.append((name, low, high))
    total = re.search(r"(\d+) s total", str(row.get("arm_detail", "")))
    if total and technique == "static stretch":
        made = [entry for entry in made if entry[0] not in ("stretch", "repetitions")]
        made += [("stretch", 10.0, 30.0), ("total", float(total[1]), float(total[1]))]
    return tuple(made)


def _printed(row: Mapping[str, Any], name: str) -> tuple[float, float] | None:
    if name not in _COLUMNS:
        return _barrier(row)
    column, factor = _COLUMNS[name]
    names = (column, "reps_per_session") if column == "reps" else (column,)
    for one in names:
        if f"{one}_low" in row:
            return factor * float(row[f"{one}_low"]), factor * float(row[f"{one}_high"])
    if name == "per_week":
        least = re.search(r">=\s*(\d+) sessions", str(row.get("arm_detail", "")))
        return (float(least[1]), 7.0) if least else None
    return None


def _barrier(row: Mapping[str, Any]) -> tuple[float, float] | None:
    """Intensity of the stretch where the outcome states it: ``(50% intensity)``."""
    found = re.search(r"(\d+)% intensity", str(row.get("outcome", "")))
    if not found:
        return None
    level = min(float(found[1]) / 100.0, 1.0)
    return level, level


def _unknown(row: Mapping[str, Any], name: str, technique: str) -> tuple[float, float]:
    contracting = "contract" in NEEDS[technique] and technique != "isometric"
    if name == "effort" and technique in ("PIR", "MET", "eccentric"):
        return GENTLE if technique != "eccentric" else (0.1, 0.6)
    if name in ("stretch", "repetitions") and (contracting or technique == "eccentric"):
        return UNKNOWN[f"short {name}"]
    if technique == "slow stretch" and name in ("stretch", "repetitions"):
        return (5.0, 15.0) if name == "stretch" else (1.0, 1.0)  # taken to a sensation once, not held
    if name == "release" and "stretch" in technique:
        return 5.0, 30.0
    return UNKNOWN[name]


def session(technique: str, doses: Mapping[str, float], muscle: str) -> Session:
    """The session of one set of doses."""
    values: dict[str, Any] = {k: doses[k] for k in NEEDS[technique] if k != "repetitions"}
    if "total" in doses:
        repetitions = doses["total"] / doses["stretch"]
    else:
        repetitions = doses["repetitions"]
    values["repetitions"] = max(1, round(repetitions))
    return BUILDERS[technique](muscle=muscle, **values)
