"""The small vocabulary of the driver, on plain Python numbers: one lane, no compiler.

`translate` gives each of these functions its machine form for any number of lanes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
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


def row(array: Floats, place: int) -> Row:
    """Row of states."""
    return array[place]


def put(array: Floats, place: int, value: Row) -> None:
    """Write a row of states."""
    array[place] = value


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


def absolute(a: float) -> float:
    """Absolute value."""
    return abs(a)


def exp(x: float) -> float:
    """Exponential, its argument held within +-708."""
    return math.exp(min(max(x, -708.0), 708.0))


def log(x: float) -> float:
    """Natural logarithm; NaN for a negative number, -inf for 0."""
    return math.log(x) if x > 0.0 else (-math.inf if x == 0.0 else math.nan)


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


@dataclass(slots=True)
class Model:
    """Sizes and functions of one kernel."""

    width: int
    states: int
    solved: int
    rows: int
    padded: int
    parameters: int
    inputs: int
    drifting: bool
    person: Callable[..., None]
    segment: Callable[..., None]
    linearise: Callable[..., None]
    rhs: Callable[..., None]
    exact: Callable[..., None]
    factor: Callable[..., None]
    solve: Callable[..., None]


@dataclass(slots=True)
class Task:
    """All arrays of one call: people, timelines, results, and the working memory of the lanes."""

    settings: Floats
    sizes: Ints
    counters: Ints
    weights: Floats
    shares: Floats
    low: Floats
    high: Floats
    start: Floats
    params: Floats
    first: Ints
    last: Ints
    first_output: Ints
    durations: Floats
    rows: Ints
    stored: Ints
    table: Floats
    first_jump: Ints
    jump_state: Ints
    jump_adds: Ints
    jump_value: Floats
    output: Floats
    final: Floats
    status: Ints
    reached: Ints
    all_steps: Ints
    all_rejected: Ints
    values: Floats
    y: Floats
    u: Floats
    k: Floats
    slope: Floats
    drift: Floats
    right: Floats
    time: Floats
    span: Floats
    step: Floats
    fresh: Floats
    active: Floats
    event: Floats
    steps: Floats
    before: Floats
    rejected: Floats
    lane_person: Ints
    lane_segment: Ints
    lane_output: Ints


LANE_ARRAYS: dict[str, Any] = {
    "time": 0.0, "span": 1.0, "step": 1.0, "fresh": 1.0, "active": 0.0, "event": 0.0, "steps": 0.0,
    "before": 0.0, "rejected": 0.0, "lane_person": 0, "lane_segment": 0, "lane_output": 0,
}  # fmt: skip
