"""Units at the edge of the library: degrees, days and %MVC outside; rad, s and fractions inside."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from .errors import UnitError, shown, unknown

Value = TypeVar("Value", float, NDArray[np.float64])

DEG = math.pi / 180.0
MINUTE = 60.0
HOUR = 3600.0
DAY = 86400.0
WEEK = 7 * DAY
YEAR = 365.25 * DAY

_NAMES: tuple[tuple[str, float, tuple[str, ...]], ...] = (
    ("time", 1.0, ("s", "sec", "second", "seconds")),
    ("time", MINUTE, ("min", "minute", "minutes")),
    ("time", HOUR, ("h", "hour", "hours")),
    ("time", DAY, ("d", "day", "days")),
    ("time", WEEK, ("week", "weeks", "wk")),
    ("time", YEAR, ("y", "year", "years", "yr", "yrs")),
    ("angle", 1.0, ("rad",)),
    ("angle", DEG, ("deg", "degree", "degrees", "°")),
    ("fraction", 0.01, ("%MVC", "%")),
    ("fraction", 1.0, ("MVC", "-", "")),
    ("force", 1.0, ("N",)),
    ("force", 1e3, ("kN",)),
    ("torque", 1.0, ("N m", "Nm", "N·m")),
    ("length", 1.0, ("m",)),
    ("length", 0.01, ("cm",)),
    ("length", 0.001, ("mm",)),
    ("pressure", 1.0, ("mmHg",)),
    ("pressure", 7.50062, ("kPa",)),
)
#: unit -> (dimension, factor to the internal unit)
UNITS = {name: (dimension, value) for dimension, value, names in _NAMES for name in names}

#: Parts of a composite unit that are their own internal unit.
BARE = ("1", "lopt", "F0", "points", "kg", "J", "W", "Hz", "V", "K", "mol")

_QUANTITY = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*)", re.DOTALL)


def factor(unit: str, dimension: str | None = None) -> float:
    """Factor that turns a number in `unit` into the internal unit of its dimension."""
    if re.match(r",\d", unit):
        raise UnitError(f"{shown(unit)} stands behind the number; write a decimal point, as in '7.5 s'.")
    if unit not in UNITS:
        known = [name for name, (kind, _) in UNITS.items() if name and dimension in (None, kind)]
        raise unknown("unit", unit, known)
    found, value = UNITS[unit]
    if dimension is not None and found != dimension:
        allowed = ", ".join(name for name, (kind, _) in UNITS.items() if kind == dimension and name)
        raise UnitError(
            f"unit {unit!r} measures {found}, but {_a(dimension)} is expected: use one of {allowed}."
        )
    return value


def _a(noun: str) -> str:
    """A noun with its article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _first(dimension: str) -> str:
    """The unit of a dimension that examples are in."""
    return next(name for name, (kind, _) in UNITS.items() if kind == dimension)


def to_si(value: Value, unit: str) -> Value:
    """Convert a parameter's value to internal units (rad, s, fractions)."""
    if unit in UNITS:
        return value * UNITS[unit][1]
    if unit.startswith("1/") and unit[2:] in UNITS:
        return value / UNITS[unit[2:]][1]
    return value * composite(unit)


@lru_cache(maxsize=256)
def composite(unit: str) -> float:
    """Factor to the internal units of a unit such as ``"N m/rad"``; an unknown part is an error."""
    if unit in UNITS:
        return UNITS[unit][1]
    total = 1.0
    for place, side in enumerate(unit.split("/")):
        for part in re.split(r"[ ·]", side.strip("() ")):
            name, _, power = part.partition("^")
            if (name not in UNITS and name not in BARE) or not name or not re.fullmatch(r"-?\d*", power):
                raise unknown("unit", name or unit, [known for known in (*UNITS, *BARE) if known])
            scale = UNITS[name][1] if name in UNITS else 1.0
            total *= scale ** (int(power or 1) * (-1 if place else 1))
    return total


def in_unit(value: float | str, unit: str, what: str) -> float:
    """A number in `unit`; text such as ``"20 %MVC"`` or ``"5 d"`` is converted to it."""
    if not isinstance(value, str):
        return value
    match = _QUANTITY.fullmatch(value.strip())
    if match is None or not match.group(2):
        raise UnitError(
            f"{what} {shown(value)} is no number with a unit; write a number, or for example '5 {unit}'."
        )
    number, given = float(match.group(1)), match.group(2)
    if given == unit:
        return number
    if unit not in UNITS:
        raise UnitError(f"{what} {shown(value)} is in {shown(given)}; it is given in {unit}.")
    return number * factor(given, UNITS[unit][0]) / factor(unit)


def parse(text: str, dimension: str, default: str | None = None) -> float:
    """Read ``"7 s"`` or ``"20 %MVC"`` into the internal unit."""
    match = _QUANTITY.fullmatch(text.strip())
    if match is None:
        raise UnitError(f"{shown(text)} is not a number with a unit; write for example '7 s'.")
    unit = match.group(2) or default
    if unit is None:
        raise UnitError(
            f"{shown(text)} has no unit; {_a(dimension)} is expected, for example '7 {_first(dimension)}'."
        )
    return float(match.group(1)) * factor(unit, dimension)
