"""Which numbers are free, and what is believed of each before the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf

from ..core.distribution import Distribution
from ..core.errors import MusclebalanceError, check_range, unknown
from ..core.parameters import Parameter, ParameterSet
from ..population import SPREADS

#: Names, or name -> its distribution, the two ends of an even one, or None for the usual one.
Free = Sequence[str] | Mapping[str, Distribution | tuple[float, float] | None]

#: Days that the life before has been lived: how far the imbalance has come.
CHRONICITY = "chronicity"
#: What is fitted unless asked otherwise: chronicity, and the rates at which this person responds.
USUAL = (
    CHRONICITY,
    "tolerance_consolidation_rate",
    "tolerance_slow_time",
    "memory_release_rate",
    "length_time",
)
_DAYS = Distribution(0.6, "factor", 180.0, 20.0, 720.0, "d")


def free_numbers(parameters: ParameterSet, free: Free | None, lived: bool) -> dict[str, Distribution]:
    """Distribution of each free number; chronicity is one only where a life was `lived` before."""
    if free is None:
        free = [name for name in USUAL if (lived if name == CHRONICITY else name in parameters)]
    names = list(free)
    if not names:
        raise MusclebalanceError("nothing is free; give free= with at least one name.")
    if len(set(names)) < len(names):
        raise MusclebalanceError(f"a free parameter is named twice ({', '.join(names)}).")
    if CHRONICITY in names and not lived:
        raise MusclebalanceError("'chronicity' needs a life lived before; give before=.")
    given = free if isinstance(free, Mapping) else dict.fromkeys(free)
    return {name: _distribution(parameters, name, given[name]) for name in names}


def _distribution(
    parameters: ParameterSet, name: str, given: Distribution | tuple[float, float] | None
) -> Distribution:
    if name == CHRONICITY:
        if isinstance(given, tuple):
            low, high = given
            check_range("chronicity", low, 0.0, high, "d")
            return Distribution(kind="even", low=low, high=high, unit="d")
        return given or _DAYS
    base = name.rpartition(".")[2]
    if name not in parameters and base not in parameters:
        raise unknown("parameter to vary", name, [CHRONICITY, *parameters])
    entry = parameters.entry(name)
    if given is None:
        return _usual(entry, base)
    if isinstance(given, Distribution):
        check_range(f"spread of {name!r}", given.size, 0.0 if given.kind == "even" else 1e-9, 1e6)
        return replace(
            given, middle=entry.value if given.middle is None else given.middle, unit=entry.unit,
            low=entry.low if given.low == -inf else given.low,
            high=entry.high if given.high == inf else given.high,
        )  # fmt: skip
    low, high = given
    check_range(f"low end of {name!r}", low, entry.low, high, entry.unit)
    check_range(f"high end of {name!r}", high, low, entry.high, entry.unit)
    return Distribution(kind="even", low=float(low), high=float(high), unit=entry.unit)


def _usual(entry: Parameter, base: str) -> Distribution:
    """As people differ, within the bounds of the parameter; wide where that is not known."""
    value, low, high = entry.value, entry.low, entry.high
    if value <= 0.0 or low < 0.0:
        width = 0.25 * abs(value) if value else 0.1 * (high - low)
        return Distribution(width, "shift", value, low, high, entry.unit)
    size = SPREADS[base].size if base in SPREADS else 0.5
    return Distribution(size, "factor", value, low, high, entry.unit)
