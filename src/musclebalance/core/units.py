"""Units at the border of the library: degrees, days and %MVC outside; rad, s and fractions inside."""

from __future__ import annotations

import math
import re
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from .errors import UnitError, unknown

Value = TypeVar("Value", float, NDArray[np.float64])

DEG = math.pi / 180.0
MINUTE = 60.0
HOUR = 3600.0
DAY = 86400.0
WEEK = 7 * DAY

#: unit -> (dimension, factor to the internal unit)
UNITS: dict[str, tuple[str, float]] = {
    "s": ("time", 1.0),
    "sec": ("time", 1.0),
    "second": ("time", 1.0),
    "seconds": ("time", 1.0),
    "min": ("time", MINUTE),
    "minute": ("time", MINUTE),
    "minutes": ("time", MINUTE),
    "h": ("time", HOUR),
    "hour": ("time", HOUR),
    "hours": ("time", HOUR),
    "d": ("time", DAY),
    "day": ("time", DAY),
    "days": ("time", DAY),
    "week": ("time", WEEK),
    "weeks": ("time", WEEK),
    "wk": ("time", WEEK),
    "rad": ("angle", 1.0),
    "deg": ("angle", DEG),
    "degree": ("angle", DEG),
    "degrees": ("angle", DEG),
    "°": ("angle", DEG),
    "%MVC": ("fraction", 0.01),
    "%": ("fraction", 0.01),
    "MVC": ("fraction", 1.0),
    "-": ("fraction", 1.0),
    "": ("fraction", 1.0),
    "N": ("force", 1.0),
    "kN": ("force", 1e3),
    "N m": ("torque", 1.0),
    "Nm": ("torque", 1.0),
    "N·m": ("torque", 1.0),
    "m": ("length", 1.0),
    "cm": ("length", 0.01),
    "mm": ("length", 0.001),
    "mmHg": ("pressure", 1.0),
    "kPa": ("pressure", 7.50062),
}

_QUANTITY = re.compile(r"^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*?)\s*$")


def factor(unit: str, dimension: str | None = None) -> float:
    """Factor that turns a number in `unit` into the internal unit of its dimension."""
    if unit not in UNITS:
        raise unknown("unit", unit, UNITS)
    found, value = UNITS[unit]
    if dimension is not None and found != dimension:
        allowed = ", ".join(name for name, (kind, _) in UNITS.items() if kind == dimension and name)
        raise UnitError(
            f"unit {unit!r} measures {found}, but a {dimension} is expected: use one of {allowed}."
        )
    return value


def to_si(value: Value, unit: str) -> Value:
    """Convert a parameter's value to internal units (rad, s, fractions)."""
    if unit in UNITS:
        return value * UNITS[unit][1]
    if unit.startswith("1/") and unit[2:] in UNITS:
        return value / UNITS[unit[2:]][1]
    return value


def parse(text: str, dimension: str, default: str | None = None) -> float:
    """Read ``"7 s"`` or ``"20 %MVC"`` into the internal unit."""
    match = _QUANTITY.match(text)
    if match is None:
        raise UnitError(f"{text!r} is not a number with a unit; write for example '7 s'.")
    unit = match.group(2) or default
    if unit is None:
        raise UnitError(f"{text!r} has no unit; a {dimension} is expected, for example '7 s' for a time.")
    return float(match.group(1)) * factor(unit, dimension)
