"""The small vocabulary of the driver, on plain Python numbers: one lane, no compiler.

`translate` gives each of these functions its machine form for any number of lanes.
"""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

Floats = list[float]
Ints = list[int]
Lanes = float  # one number per lane
Mask = bool  # one truth value per lane
Row = float  # one or several states of every lane's person

unroll = range  # a loop written out at translation


def fma(a: float, b: float, c: float) -> float:
    """Product plus c (rounded once by the compiled kernels, twice here)."""
    return a * b + c


def load(array: Floats, place: int) -> Lanes:
    """Value of every lane at a place of an array."""
    return array[place]


def store(array: Floats, place: int, value: Lanes) -> None:
    """Write the value of every lane at a place of an array."""
    array[place] = value


def peek(array: Ints, place: int) -> int:
    """A count that others change meanwhile."""
    return array[place]


def take(array: Ints, place: int) -> int:
    """A count that others change too, before it goes up by one: no two are given the same."""
    array[place] += 1
    return array[place] - 1


row, put, absolute = load, store, abs  # the first two for a row of states


def largest(value: Row) -> Lanes:
    """Largest value over the states of each person in a row."""
    return value


def select(condition: Mask, a: Lanes, b: Lanes) -> Lanes:
    """`a` in lanes where the condition holds, else `b`."""
    return a if condition else b


def some(condition: Mask) -> bool:
    """Whether the condition holds in any lane."""
    return condition


def maximum(a: float, b: float) -> float:
    """`a` where it is larger, else `b` (so a NaN in `a` is passed over)."""
    return a if a > b else b


def minimum(a: float, b: float) -> float:
    """`a` where it is smaller, else `b`."""
    return a if a < b else b


def exp(x: float) -> float:
    """Exponential, its argument held within +-708."""
    return math.exp(min(max(x, -708.0), 708.0))


def log(x: float) -> float:
    """Natural logarithm; NaN for a negative number, -inf for 0."""
    return math.log(x) if x > 0.0 else (-math.inf if x == 0.0 else math.nan)


def sigmoid(x: float) -> float:
    """1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + exp(-x))


def softplus(x: float) -> float:
    """log(1 + exp(x)), accurate where it is small."""
    return max(x, 0.0) + math.log1p(exp(-abs(x)))


def sign(x: float) -> float:
    """-1, 0 or 1."""
    return math.copysign(1.0, x) if x else 0.0


def saturate(x: Any) -> Any:
    """Saturation without an exponential, tanh to 6e-4: exactly odd, slope 1 at 0, 1 - x^-10 far out (< 1e30).

    y / sqrt(1 + y^2) with y = x + x^3/6 + x^5/120, sinh nearly; for numbers, arrays and SymPy symbols.
    """
    square = x * x
    y = x * (1.0 + square * (1.0 / 6.0 + square * (1.0 / 120.0)))
    return y / (1.0 + y * y) ** 0.5


def saturate_slope(x: Any) -> Any:
    """Its derivative, between 0 and 1."""
    square = x * x
    y = x * (1.0 + square * (1.0 / 6.0 + square * (1.0 / 120.0)))
    root = (1.0 + y * y) ** 0.5
    rise = 1.0 + square * (0.5 + square * (1.0 / 24.0))
    return rise / root / root / root  # no power of a large number: Python's raises where it overflows


Model = SimpleNamespace  # functions of one kernel (`layout.SIGNATURES`), and its sizes (`Blueprint.sizes`)
Task = SimpleNamespace  # all arrays of one call (`ARRAYS`)
_OF_LANES = "time span step fresh active event steps before rejected"
_OF_LANES_WHOLE = "lane_person lane_segment lane_output"
_REAL = f"""
settings weights shares low high start params
durations table jump_value
output final
values y u k slope drift right
{_OF_LANES}"""
_WHOLE = f"""
sizes counters first last first_output
rows stored first_jump jump_state jump_adds
status reached all_steps all_rejected
{_OF_LANES_WHOLE}"""
# People, timelines, results, working memory, and what each lane is at.
ARRAYS = {**dict.fromkeys(_REAL.split(), float), **dict.fromkeys(_WHOLE.split(), int)}
LANE_ARRAYS = {  # with their first value
    name: 1 if name in ("span", "step", "fresh") else 0
    for name in (_OF_LANES + " " + _OF_LANES_WHOLE).split()
}
