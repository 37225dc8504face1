"""Units as machines write them, and what each measures."""

from __future__ import annotations

import re

from ..core.errors import MusclebalanceError, UnitError, shown

#: Dimension -> unit shown, and units with their factor to it, in lower case without blanks, dots and dashes.
KNOWN: dict[str, tuple[str, dict[str, float]]] = {
    "time": ("s", {**dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1.0),
                   **dict.fromkeys(("ms", "msec", "msecs", "millisecond", "milliseconds"), 1e-3),
                   **dict.fromkeys(("min", "minutes"), 60.0)}),
    "angle": ("deg", {**dict.fromkeys(("deg", "degs", "degree", "degrees", "°", "grad"), 1.0),
                      **dict.fromkeys(("rad", "radian", "radians"), 57.29577951308232)}),
    "torque": ("N m", {**dict.fromkeys(("nm", "newtonmeter", "newtonmeters", "newtonmetre"), 1.0),
                       **dict.fromkeys(("nmm",), 1e-3),
                       **dict.fromkeys(("ftlb", "ftlbs", "footpound", "footpounds"), 1.3558179483314004)}),
    "velocity": ("deg/s", {**dict.fromkeys(("deg/s", "deg/sec", "degs/s", "degree/s", "degrees/s",
                                            "degrees/sec", "°/s", "°/sec", "grad/s"), 1.0),
                           **dict.fromkeys(("rad/s", "rad/sec"), 57.29577951308232)}),
    "voltage": ("V", {"v": 1.0, "volt": 1.0, "volts": 1.0, "mv": 1e-3, "uv": 1e-6, "µv": 1e-6, "μv": 1e-6}),
    "share of an MVC": ("%MVC", dict.fromkeys(("%mvc", "%mvic"), 1.0)),
    "force": ("N", {"n": 1.0, "kn": 1e3, "lb": 4.4482216152605, "lbs": 4.4482216152605}),
    "length": ("m", {"m": 1.0, "cm": 0.01, "mm": 0.001}),
    "fraction": ("%", {"%": 1.0}),
    "power": ("W", {"w": 1.0, "watt": 1.0, "watts": 1.0}),
}  # fmt: skip


def key(unit: str) -> str:
    """A unit as it is looked up."""
    return re.sub(r"[\s.·*⋅\-^]", "", unit.strip("[](){} ")).lower()


def dimension_of(unit: str) -> str | None:
    """What a unit measures, None where it is not known."""
    return next((what for what, (_, units) in KNOWN.items() if key(unit) in units), None)


def is_unit(cell: str) -> bool:
    """Whether a cell of a heading is a unit and no name."""
    return dimension_of(cell) is not None


def factor(unit: str, dimension: str, column: str) -> float:
    """Factor from a unit to the one shown of a dimension, or an error that says what to state."""
    own, units = KNOWN[dimension]
    found = dimension_of(unit)
    if found == dimension:
        return units[key(unit)]
    role = {"share of an MVC": "emg", "voltage": "emg"}.get(dimension, dimension)
    remedy = f"say units={{{role!r}: {own!r}}}"
    if not unit:
        raise UnitError(f"column {column!r} has no unit; {remedy}, or whatever it is in.")
    if found is None:
        raise MusclebalanceError(
            f"column {column!r}: unit {shown(unit)} is not known; {remedy} if it is that."
        )
    raise UnitError(
        f"column {column!r} is in {unit}, which measures {found}, not {dimension}; if the heading is wrong, "
        f"{remedy}."
    )
