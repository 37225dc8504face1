"""Laws of dose and time compared under equal effort: ``python -m validation.rivals`` prints the table.

Each is a formula for the rise of tolerated torque over sessions; degrees per unit of it are those of the
library's own muscles. All are observed, fitted and scored alike, with each study left out, on the results
that such a law speaks of: range of motion and tolerated torque. Takes about ten minutes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from musclebalance.core.distribution import Distribution
from musclebalance.evidence import comparing
from musclebalance.evidence.baselines import control, middle
from musclebalance.evidence.calibrating import Law, Progress
from musclebalance.evidence.fitted import fit
from musclebalance.evidence.observation import distributed, per_degree
from musclebalance.evidence.predicting import degrees_of_tolerance
from musclebalance.evidence.published import Arm, Regimen, Span, calibration_arms
from musclebalance.model import hypotheses

Array = NDArray[np.float64]
Numbers = Mapping[str, Array]

#: Effort at which a contraction counts half.
EFFORT_HALF = 0.04
#: Sessions after which the trace repeats itself from gap to gap, so that the rest follows in closed form.
SETTLED = 7


class Gain(NamedTuple):
    """What tolerance has gained for weeks, and the trace of sessions."""

    slow: Array
    trace: Array


class Doses(NamedTuple):
    """Seconds of stretch and of contraction in a session, effort, sessions a week and in all."""

    stretch: float
    contract: float
    effort: float
    per_week: float
    sessions: int


def doses(regimen: Regimen) -> Doses:
    """The middle of what was printed."""
    known = {name: middle(regimen, name) or 0.0 for name in ("stretch", "contract", "effort", "total")}
    times = middle(regimen, "repetitions") or 1.0
    stretch = known["total"] or known["stretch"] * times
    contract = stretch if regimen.technique == "eccentric" else known["contract"] * times
    if regimen.technique == "isometric":
        stretch = 0.0
    often = middle(regimen, "per_week") or 5.0
    count = 1 if regimen.acute else max(1, round(often * 0.5 * sum(regimen.weeks)))
    return Doses(stretch, contract, known["effort"], often, count)


def charge(given: Doses, p: Numbers) -> Array:
    """Dose of a session in units of the charge time."""
    held = given.contract * given.effort / (given.effort + EFFORT_HALF)
    return (given.stretch + p["contraction"] * held) / p["charge"]


def learnt(law: str, was: Gain, dose: Array, p: Numbers) -> Gain:
    """After a session."""
    share = 0.0 * dose
    if law in ("lost all the time", "habituation"):
        share = p["step"] * (1.0 - np.exp(-2.0 * dose))
    if law == "spacing":
        share = p["step"] * (1.0 - was.trace) * (1.0 - np.exp(-dose))
    slow = p["most"] - (p["most"] - was.slow) * np.exp(-share)
    return Gain(slow, 1.0 - (1.0 - was.trace) * np.exp(-dose))


def rested(law: str, was: Gain, days: float, p: Numbers) -> Gain:
    """After days without a session."""
    left = np.exp(-days / p["trace"])
    fresh = was.trace * p["trace"] * (1.0 - left)
    stale = days if law == "lost all the time" else days - fresh
    slow = was.slow
    if law == "consolidation":
        slow = p["most"] - (p["most"] - slow) * np.exp(-fresh / p["growth"])
    return Gain(slow * np.exp(-stale / p["loss"]), was.trace * left)


def trained(law: str, given: Doses, dose: Array, p: Numbers) -> Gain:
    """After the last session of a programme."""
    none, gap = 0.0 * dose, 7.0 / given.per_week
    now = learnt(law, Gain(none, none), dose, p)
    for _ in range(min(given.sessions, SETTLED) - 1):
        now = learnt(law, rested(law, now, gap, p), dose, p)
    more = given.sessions - SETTLED
    if more > 0:

        def turn(slow: Array) -> Array:
            return learnt(law, rested(law, Gain(slow, now.trace), gap, p), dose, p).slow

        start = turn(none)
        keep = turn(none + 1.0) - start
        now = Gain(keep**more * now.slow + start * (1.0 - keep**more) / (1.0 - keep), now.trace)
    return now


def tolerance(law: str, regimen: Regimen, after: Span, p: Numbers) -> Array:
    """Rise of tolerated torque, a logarithm, at the time of reading."""
    given, later = doses(regimen), 0.5 * sum(after)
    dose = charge(given, p)
    full = 1.0 - np.exp(-dose)
    fast = p["fast"] * full * np.exp(-later / p["minutes"]) if regimen.acute else 0.0 * dose
    if law == "weeks^b":
        weeks = 0.5 * sum(regimen.weeks) / 6.0
        return fast if regimen.acute else p["most"] * full * weeks ** p["power"] * np.exp(-later / p["loss"])
    days = later / 1440.0 if regimen.acute else later
    return fast + rested(law, trained(law, given, dose, p), days, p).slow


def priors(law: str) -> dict[str, Distribution]:
    """Of the numbers of a law."""

    def log(unit: str, median: float, low: float, high: float, size: float = 0.7) -> Distribution:
        return distributed("log", unit, median, low, high, size)

    known = {
        "fast": log("-", 0.2, 0.01, 1.5), "charge": log("s", 25.0, 5.0, 200.0, 0.52),
        "minutes": log("min", 10.0, 3.0, 60.0, 0.5), "contraction": log("-", 1.0, 0.02, 10.0, 1.0),
        "loss": log("d", 15.0, 5.0, 60.0, 0.3), "most": log("-", 0.9, 0.05, 8.0),
    }  # fmt: skip
    if law == "weeks^b":
        return known | {"power": distributed("shift", "-", 0.6, 0.0, 1.5, 0.2)}
    own = {"growth": log("d", 60.0, 5.0, 600.0)} if law == "consolidation" else {}
    step = {"habituation": 0.03, "lost all the time": 0.06, "spacing": 0.08}
    own |= {"step": log("-", step[law], 0.001, 0.9)} if law in step else {}
    return known | own | {"trace": log("d", 5.0, 1.0, 30.0)}


LAWS = ("lost all the time", "habituation", "spacing", "consolidation", "weeks^b")


def rival(law: str) -> Law:
    """A law in the model's own observation."""

    def respond(arms: Sequence[Arm], draws: Numbers, seed: int, _: Progress | None) -> Array:
        p = {name: np.asarray(draws[name], dtype=float) for name in priors(law)}
        made = cache(lambda regimen, after: tolerance(law, regimen, after, p))
        return np.array([_change(arm, made, np.zeros_like(p["fast"])) for arm in arms])

    return Law(law, priors(law), respond, formula=True)


def _change(arm: Arm, made: Callable[[Regimen, Span], Array], none: Array) -> Array:
    """Change of an arm's readout [its unit]."""
    rise = none if control(arm) else made(arm.regimen, arm.after)
    if arm.versus is not None and arm.versus.technique != "none":
        rise = rise - made(arm.versus, arm.after)
    if arm.about.kind == "tolerance":
        return np.asarray(100.0 * np.expm1(rise))
    return np.asarray(_degrees(arm.regimen) * rise * per_degree(arm))


@cache
def _degrees(regimen: Regimen) -> float:
    return degrees_of_tolerance(regimen, hypotheses.get("combined"))


def arms_of_range() -> list[Arm]:
    """The results that such a law speaks of: range of motion and tolerated torque."""
    return [arm for arm in calibration_arms() if arm.about.kind in ("range", "tolerance")]


def main(laws: Sequence[str] = LAWS) -> None:
    """Print how well each law forecasts studies that were left out."""
    arms = arms_of_range()
    sys.stdout.write("| law | error | CRPS | log density | error, given others | CRPS | log density |\n")
    for law in laws or LAWS:
        fitted = fit(rival(law), arms)
        marks = tuple(comparing.marks_of(fitted, arms))
        found = comparing.Skill(marks, {}, law, {})
        cells = [law]
        for way in (comparing.LEFT_OUT, comparing.GIVEN):
            total = found.totals(law, way)
            density = total["log_score"] * total["results"]
            cells += [f"{total['mae']:.2f}", f"{total['crps']:.2f}", f"{density:.1f}"]
        sys.stdout.write("| " + " | ".join(cells) + " |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
