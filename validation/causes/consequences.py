"""The consequences: what is read from a life, from how much on it counts, and what carries it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from musclebalance.core.errors import unknown
from musclebalance.model.hypotheses import combined
from musclebalance.pairs import pair

from .scenarios import DAYS, Experiment, Lived, cause, run


@dataclass(frozen=True, slots=True)
class Consequence:
    """One consequence: how it is read, the sign that is claimed, and the least difference that counts."""

    name: str
    unit: str
    direction: int
    least: float
    read: Callable[[Lived], float]
    digits: int = 1

    def effect(self, experiment: Experiment) -> float:
        """Difference from the healthy life [unit]."""
        return self.read(experiment.with_cause) - self.read(experiment.without)

    def counts(self, experiment: Experiment) -> bool:
        """Whether the effect has the claimed direction and is large enough."""
        return self.direction * self.effect(experiment) >= self.least


def _final(name: str, factor: float = 1.0) -> Callable[[Lived], float]:
    def read(lived: Lived) -> float:
        if name not in lived.result.variables:  # its mechanism is switched off
            return 0.0
        return factor * float(lived.result.values(name)[-1])

    return read


def _relative(name: str) -> Callable[[Lived], float]:
    """Change since the first morning [%]."""

    def read(lived: Lived) -> float:
        if name not in lived.result.variables:
            return 0.0
        values = lived.result.values(name)
        return 100.0 * float(values[-1] / values[0] - 1.0)

    return read


def _shift(lived: Lived) -> float:
    """Shift of the resting angle towards the agonist's side [deg]."""
    body, values = lived.result.body, lived.result.values("resting_angle")
    side = 1.0 if body.value("moment_arm_c0", "agonist") > 0 else -1.0
    return side * float(values[-1] - values[0])


def _nerve(lived: Lived) -> float:
    """Hours above 30 mmHg of the nerve that is pressed longer [h]."""
    return max(lived.day.agonist.nerve_hours[0], lived.day.antagonist.nerve_hours[0])


def _fatigue(lived: Lived) -> float:
    """Largest loss of force of either muscle [%]."""
    return 100.0 * max(lived.day.agonist.fatigue_peak, lived.day.antagonist.fatigue_peak)


CONSEQUENCES: tuple[Consequence, ...] = (
    Consequence("agonist's tone, mean of the day", "%MVC", 1, 0.05, lambda x: x.day.agonist.tone_mean, 2),
    Consequence("memory of the agonist", "-", 1, 0.02, _final("memory_agonist"), 2),
    Consequence(
        "agonist active at rest without a pause",
        "% of day",
        1,
        1.0,
        lambda x: 100.0 * x.day.agonist.sustained_at_rest,
        0,
    ),
    Consequence("agonist's resting length", "%", -1, 0.5, _relative("resting_length_agonist")),
    Consequence("antagonist's resting length", "%", 1, 0.5, _relative("resting_length_antagonist")),
    Consequence("antagonist's strength when short", "%", -1, 1.0, _relative("strength_torque_antagonist")),
    Consequence("resting angle, to the agonist's side", "deg", 1, 0.2, _shift),
    Consequence("range of motion", "deg", -1, 0.5, _final("rom_agonist")),
    Consequence("wear, per year", "index", 1, 0.001, _final("wear", 365.25 / DAYS), 3),
    Consequence("flow, mean of the day", "-", -1, 0.02, lambda x: x.day.agonist.flow_mean, 2),
    Consequence("flow, lowest of the day", "-", -1, 0.05, lambda x: x.day.agonist.flow_lowest, 2),
    Consequence("nerve above 30 mmHg", "h/d", 1, 0.05, _nerve, 2),
    Consequence("pain, mean of the day", "0-10", 1, 0.1, lambda x: x.day.pain_mean),
    Consequence("pain, highest of the day", "0-10", 1, 0.1, lambda x: x.day.pain_peak),
    Consequence("fatigue, highest of the day", "%", 1, 2.0, _fatigue, 0),
    Consequence("agonist's strength", "%", -1, 1.0, _relative("strength_torque_agonist")),
    Consequence("composite imbalance", "-", 1, 0.05, _final("imbalance"), 2),
)


def consequence(name: str) -> Consequence:
    """A consequence by its name.

    Raises
    ------
    UnknownNameError
    """
    known = {entry.name: entry for entry in CONSEQUENCES}
    if name not in known:
        raise unknown("consequence", name, known)
    return known[name]


HIP, TRAPEZIUS = "hip-flexors-gluteus-maximus", "upper-trapezius-lower-trapezius"
PAIRS = (HIP, TRAPEZIUS)


@dataclass(frozen=True, slots=True)
class Link:
    """One cause, one consequence, and the mechanisms without which it is gone.

    Between `low` and `high` [unit of the consequence] the effect is sensible, `because` of what is published.
    """

    cause: str
    consequence: str
    pair: str
    through: tuple[str, ...]
    low: float
    high: float
    because: str

    def on(self) -> Experiment:
        """The experiment with every mechanism."""
        return run(pair(self.pair).with_entrapment(), cause(self.cause))

    def off(self) -> Experiment:
        """The experiment without the mechanisms of this link."""
        return run(pair(self.pair).with_entrapment(), cause(self.cause), combined - self.through)

    def effect(self, experiment: Experiment) -> float:
        """Difference from the healthy life [unit of the consequence]."""
        return consequence(self.consequence).effect(experiment)


def _link(cause: str, consequence: str, pair: str, through: str, low: str, high: str, because: str) -> Link:
    return Link(cause, consequence, pair, tuple(through.split()), float(low), float(high), because)


with (Path(__file__).parent / "links.csv").open(encoding="utf-8", newline="") as _file:
    LINKS = tuple(_link(**row) for row in csv.DictReader(_file))
