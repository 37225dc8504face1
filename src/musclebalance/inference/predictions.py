"""The predictions by which explanations of contract-release can be told apart."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prediction:
    """One number that the hypotheses disagree on: a row of the table."""

    name: str
    unit: str
    meaning: str  # what is measured, a few words
    tells: str  # what a trial could learn from it
    digits: int = 1  # decimals in print
    source: str = ""  # evidence row or paper that measured it, where there is one


P = Prediction
#: In the order of the table. All but the first two are differences from the same time without treatment.
PREDICTIONS: tuple[Prediction, ...] = (
    P("developed_imbalance", "-", "imbalance after the cause", "can it hold an imbalance at all?", 2),
    P("developed_rom", "deg", "range of motion after the cause", "and a loss of motion?", 1, "T56"),
    P("acute_rom_10s", "deg", "range 10 s after one session", "what is gone by 1 min was reflex or z"),
    P("acute_rom_1min", "deg", "range 1 min after", "the size trials report"),
    P("acute_rom_6min", "deg", "range 6 min after", "5-20 min: softening of tissue"),
    P("acute_rom_30min", "deg", "range 30 min after", "over 30 min, motion only: sensory", 1, "T07"),
    P("acute_rom_24h", "deg", "range 24 h after", "what sessions can add up"),
    P("acute_fixed_1min", "deg", "angle at fixed torque, 1 min", "up: mechanical; none: sensory"),
    P("acute_fixed_30min", "deg", "angle at fixed torque, 30 min", "up: mechanical; none: sensory"),
    P("reflex_1s", "%", "reflex depression after 1 s", "neural", 0, "T14"),
    P("reflex_10s", "%", "reflex depression after 10 s", "neural: gone before the effect is", 0, "T14"),
    P("rest_short_100", "deg", "rest, 100 %MVC at short length", "tighter: slack-length history", 2, "T10"),
    P("rest_short_5", "deg", "rest, 5 %MVC at short length", "as much: intensity irrelevant", 2, "T10"),
    P("rest_long_100", "deg", "rest, 100 %MVC at long length", "looser: contraction length decides", 2),
    P(
        "tendon_contraction",
        "%",
        "tendon stiffness, contraction",
        "down: contraction acts on tendon",
        0,
        "T09",
    ),
    P("muscle_contraction", "%", "muscle stiffness, contraction", "unchanged by contraction", 0, "T09"),
    P("tendon_stretch", "%", "tendon stiffness, stretch", "unchanged by stretch", 0, "T09"),
    P("muscle_stretch", "%", "muscle stiffness, stretch", "down: stretch acts on muscle", 0, "T08"),
    P("long_stretch_fixed", "deg", "4 wk stretching, fixed torque", "0: refutes tissue alone", 1, "P025"),
    P("long_stretch_rom", "deg", "4 wk stretching, tolerated", "up: sensory", 1, "P026"),
    P("programme_rom", "deg", "programme: range", "weeks: length or tolerance"),
    P("programme_fixed", "deg", "programme: at fixed torque", "weeks: length, not tolerance"),
    P("programme_length", "%", "programme: muscle length", "structure", 2),
    P("programme_tone", "%MVC", "programme: tone", "memory, retrained", 2),
    P("programme_imbalance", "-", "programme: imbalance", "the sum of it", 2),
    P("programme_pain", "0-10", "programme: pain", "tone, not range, reaches pain here", 1, "D033"),
    P("acute_pain_3min", "0-10", "pain 3 min after one session", "relief by effort", 1, "T59"),
    P("kept_rom_4wk", "deg", "range kept 4 wk after the end", "tau of weeks", 1, "D001"),
)
