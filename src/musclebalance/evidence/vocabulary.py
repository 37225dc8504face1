"""What the words of a trial table mean in the model: muscles, techniques, outcomes, populations, units.

Rules read words, not row ids, so that a user's own table in the same columns is read the same way. What no
rule fits raises :class:`NotExpressible` and is listed as not scored, with the reason.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..core.errors import MusclebalanceError

if TYPE_CHECKING:
    from .trial_arms import Protocol

Row = Mapping[str, Any]
Span = tuple[float, float]


class NotExpressible(MusclebalanceError):
    """A row that the model has no quantity, muscle or technique for."""


@dataclass(frozen=True, slots=True)
class Readout:
    """How an outcome is read off the model."""

    kind: str
    lever: str = ""
    whose: str = "treated"


READOUTS: Mapping[str, Readout] = {
    "knee extension": Readout("range"),
    "hip flexion": Readout("range", "hip"),
    "hip flexion at fixed torque": Readout("fixed", "hip"),
    "hip extension": Readout("range"),
    "dorsiflexion": Readout("range", "ankle"),
    "shoulder rotation": Readout("range", "shoulder"),
    "horizontal adduction": Readout("range", "shoulder"),
    "neck rotation": Readout("range", "neck"),
    "neck rotation, other side": Readout("range", "neck", "partner"),
    "girdle length": Readout("range"),
    "passive torque": Readout("torque"),
    "muscle stiffness": Readout("stress"),
    "tendon stiffness": Readout("tendon"),
    "tolerated torque": Readout("tolerance"),
    "strength": Readout("strength"),
    "pain": Readout("pain"),
}
#: Outcome in words -> readout; the first that matches counts.
_OUTCOMES = (
    (r"standardi.ed torque", "hip flexion at fixed torque"),
    (r"forward scapular", ""),
    (r"shear modulus|^muscle stiffness|medialis stiffness", "muscle stiffness"),
    (
        r"tendon stiffness|muscle-tendon|musculotendinous|resistive torque|torque at given|passive stiffness",
        "",
    ),
    (r"force tolerated|torque tolerated", "tolerated torque"),
    (r"MVC|MVIC|strength", "strength"),
    (r"pain|VAS|NPRS", "pain"),
    (r"non-restricted", "neck rotation, other side"),
    (r"active rotation|cervical rotation", "neck rotation"),
    (r"horizontal adduction", "horizontal adduction"),
    (r"internal rotation", "shoulder rotation"),
    (r"dorsiflexion|ROM weak-leg", "dorsiflexion"),
    (r"knee extension|popliteal|AKE|hamstring flexibility|maximum ROM", "knee extension"),
    (r"straight leg|SLR|hip flexion|hip ROM|passive load", "hip flexion"),
    (r"hip extension", "hip extension"),
    (r"pectoralis minor length", "girdle length"),
)
_TORQUE = r"muscle-tendon|musculotendinous|resistive torque|torque at given|passive stiffness"
#: Muscle in words -> pair and muscle.
_MUSCLES = (
    (r"hamstring|hip extensors", "hamstrings-quadriceps", "agonist"),
    (r"quadriceps", "hamstrings-quadriceps", "antagonist"),
    (r"gastroc|soleus|plantar flexor|calf", "triceps-surae-tibialis-anterior", "agonist"),
    (r"hip flexor|iliopsoas", "hip-flexors-gluteus-maximus", "agonist"),
    (r"upper cervical|suboccip", "suboccipitals-deep-neck-flexors", "agonist"),
    (
        r"posterior shoulder|external rotators|ext\. rotators|horizontal abductors",
        _SHOULDER := "shoulder-internal-external-rotators",
        "antagonist",
    ),
    (r"internal rotators", _SHOULDER, "agonist"),
    (r"neck|trapezius", "upper-trapezius-lower-trapezius", "agonist"),
    (r"pectoral", "pectorals-rhomboids", "agonist"),
)
_JOINTS = {
    "hamstrings-quadriceps": "hamstrings",
    "triceps-surae-tibialis-anterior": "ankle",
    "hip-flexors-gluteus-maximus": "hip flexors",
    "suboccipitals-deep-neck-flexors": "neck",
    "upper-trapezius-lower-trapezius": "neck",
    _SHOULDER: "shoulder",
    "pectorals-rhomboids": "shoulder",
}
#: Arm in words -> technique.
_TECHNIQUES = (
    (r"^control|^sham|^none", "none"),
    (r"manual therapy|mobilisation", ""),
    (r"ballistic|dynamic", "ballistic"),
    (r"^CR / static / isometric", "contract-relax"),
    (r"CRAC", "CRAC"),
    (r"PNF-CR|contract-relax", "contract-relax"),
    (r"PNF", "hold-relax"),
    (r"PIR", "PIR"),
    (r"MET", "MET"),
    (r"eccentric", "eccentric"),
    (r"slow stretch", "slow stretch"),
    (r"stretch|SLR", "static stretch"),
)
#: Extension lacking at the knee, hip flexed [deg], in groups chosen for it; else S085-S088.
_TIGHT = (
    (r">\s*30 deg", (31.0, 45.0)),
    (r">=\s*20 deg", (22.0, 40.0)),
    (r"tight|short|limited", (22.0, 40.0)),
)
_USUAL = (8.0, 30.0)
_DEFAULT_WEEKS = (4.0, 8.0)
#: Baselines of percentages where none is printed: straight leg raise, dorsiflexion, knee extension [deg].
_BASELINES = {"hip flexion": (65.0, 95.0), "dorsiflexion": (20.0, 38.0), "knee extension": (50.0, 100.0)}
#: Standard deviation of a change between people where none is printed. Degrees: pooled over the rows
#: P018, P019, P063-P065 (programme) and A005-A009 (session); points: from the intervals of P058 and P059;
#: percent: assumed.
SPREADS = {
    ("deg", False): 10.5,
    ("deg", True): 6.9,
    ("points", False): 2.8,
    ("percent", False): 15.0,
    ("percent", True): 12.0,
}
#: Correlation of before and after in the same people (assumed).
CORRELATION = 0.7


def numeric(row: Row) -> None:
    """Raise for a row without a number."""
    if row.get("row_type", "numeric") == "qualitative":
        raise NotExpressible("no number printed; see the nulls for what it says")
    if "change" not in row and "post_mean" not in row:
        raise NotExpressible("neither a change nor a level after treatment is printed")


def readout(row: Row) -> str:
    """The readout an outcome means."""
    outcome = str(row.get("outcome", ""))
    for pattern, name in _OUTCOMES:
        if re.search(pattern, outcome, re.I):
            if name:
                return name
            if re.search(_TORQUE, outcome, re.I):
                return "passive torque"
            if "tendon stiffness" in outcome:
                return "tendon stiffness"
            break
    raise NotExpressible(f"the model has no quantity for the outcome '{outcome}'")


def pair_and_muscle(row: Row, outcome: str) -> tuple[str, str]:
    """The muscle pair and the treated muscle."""
    text = str(row.get("target_muscle", ""))
    if text == "none" and row.get("joint") == "glenohumeral":
        return _SHOULDER, "antagonist"
    for pattern, pair, muscle in _MUSCLES:
        if re.search(pattern, text, re.I):
            return pair, muscle
    raise NotExpressible(f"no muscle pair for '{text}'")


def technique(row: Row) -> str:
    """The technique of an arm."""
    text = str(row.get("arm", ""))
    for pattern, name in _TECHNIQUES:
        if re.search(pattern, text):
            if name:
                return name
            break
    raise NotExpressible(f"'{text}' is no technique of this library")


def joint_group(pair: str) -> str:
    """Group of joints in the totals."""
    return _JOINTS.get(pair, pair)


def weeks(row: Row) -> Span:
    """Length of the programme [weeks]; a stated range when it is not printed."""
    if "weeks_low" in row:
        return float(row["weeks_low"]), float(row["weeks_high"])
    return _DEFAULT_WEEKS


def limit(row: Row, pair: str, muscle: str) -> Span:
    """End of range of the treated muscle in this population [deg, joint coordinate]."""
    if pair == "hamstrings-quadriceps" and muscle == "agonist":
        return _deficit(row)
    from ..pairs import pair as load

    usual = load(pair).parameters.value("rom_limit", muscle)
    return usual - 4.0, usual + 4.0


def _deficit(row: Row) -> Span:
    outcome, people = str(row.get("outcome", "")), str(row.get("population", ""))
    if "baseline_mean" in row and row.get("unit") == "deg":
        level = float(row["baseline_mean"])
        if "knee extension angle" in outcome:
            return 180.0 - level - 3.0, 180.0 - level + 3.0
        if "deficit" in outcome:
            return level - 3.0, level + 3.0
    for pattern, span in _TIGHT:
        if re.search(pattern, people):
            return span
    return _USUAL


def untreated(protocol: Protocol) -> Protocol:
    """The same group without treatment."""
    return replace(protocol, technique="none", doses=())


def reference(row: Row, rows: Mapping[str, Row]) -> tuple[Row | None, str]:
    """The row this one is a difference from, or ``"untreated"`` for a difference from an untreated group."""
    if "change" in row:
        text = f"{row.get('outcome', '')} {row.get('unit', '')} {row.get('arm', '')}"
        against = re.search(r"vs other leg|vs control|minus control|between-group|weak-leg/strong-leg", text)
        return None, "untreated" if against else ""
    for other in rows.values():
        same = other.get("study") == row.get("study") and other.get("outcome") == row.get("outcome")
        if same and other["id"] != row["id"] and re.match("control|slow stretch", str(other.get("arm"))):
            return other, "row"
    raise NotExpressible("only a level after treatment is printed; it serves as reference of the other arms")


def scale(row: Row) -> tuple[str, str, float, float]:
    """Scale, unit, factor to that unit, and weeks by which the change is divided."""
    unit = str(row.get("unit", ""))
    sign = -1.0 if row.get("improves_when") == "down" and "change" in row and _better_is_down(row) else 1.0
    if unit == "deg":
        return "absolute", "deg", sign, 1.0
    if unit.startswith("deg/week"):
        return "absolute", "deg", sign, float(row["weeks"])
    if unit == "percent":
        return "percent", "percent", sign, 1.0
    if unit == "ratio":
        return "percent", "percent", sign * 100.0 / float(row["baseline_mean"]), 1.0
    if unit.startswith("Cohen"):
        return "effect size", "SD", sign, 1.0
    if unit.startswith("mm"):
        return "absolute", "points", sign * 0.1, 1.0
    if unit == "points":
        return "absolute", "points", sign, 1.0
    if unit == "N" and "change" not in row:
        return "percent", "percent", 1.0, 1.0
    printed = re.search(r"([-+]\d+(?:\.\d+)?)%", str(row.get("note", "")))
    if unit == "kPa" and printed:
        return "percent", "percent", float(printed[1]) / float(row["change"]), 1.0
    raise NotExpressible(f"the unit '{unit}' has no counterpart in the model")


def _better_is_down(row: Row) -> bool:
    """Whether a fall of the printed number is a gain of the readout: deficits and pain."""
    return bool(re.search(r"deficit|pain|VAS|popliteal", str(row.get("outcome", "")), re.I))


def when(row: Row, acute: bool) -> Span:
    """Minutes after a session, or days after the last one, at which the outcome is read."""
    if not acute:
        return 1.0, 3.0
    if "time_after_min_low" not in row:
        raise NotExpressible("the time after the session is not printed")
    low, high = float(row["time_after_min_low"]), float(row["time_after_min_high"])
    return (0.5, 3.0) if (low, high) == (0.0, 0.0) else (low, high)


def baseline(row: Row, outcome: str) -> Span:
    """Baseline of a percentage of a range of motion [deg]; not needed for torques."""
    if READOUTS[outcome].kind != "range":
        return math.nan, math.nan
    return _BASELINES.get(outcome, (20.0, 90.0))


def count(row: Row, arms: Mapping[str, int]) -> float:
    """Persons in the arm; equal arms when only the total is printed."""
    if "people" in row and not row.get("whole_trial"):
        return float(row["people"])
    text = str(row.get("n_total", row.get("n", "")))
    total = re.search(r"\d+", text)
    if not total:
        return 15.0
    divided = max(2, arms.get(str(row.get("study")), 2))
    return max(4.0, float(total[0]) / divided)


def spread(row: Row, unit: str, factor: float, acute: bool) -> tuple[float, str]:
    """Standard deviation of the change between people [unit], and what of it was not printed."""
    if "sd_change" in row:
        return abs(factor) * float(row["sd_change"]), ""
    if "sd_baseline" in row and "sd_post" in row:
        a, b = float(row["sd_baseline"]), float(row["sd_post"])
        return abs(factor) * math.sqrt(a * a + b * b - 2 * CORRELATION * a * b), "correlation"
    if unit == "SD":
        return 1.0, "spread"
    return SPREADS.get((unit, acute), SPREADS[("percent", False)]), "spread"
