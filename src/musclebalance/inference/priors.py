"""What is believed of a parameter before the data: a distribution over standard normal scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..core.errors import MusclebalanceError, check_range, unknown
from ..core.parameters import ParameterSet
from ..population import SPREADS, Spread

Array = NDArray[np.float64]

#: What is fitted unless asked otherwise: how far the imbalance has come, and the rates at which this person
#: responds.
FREE = (
    "chronicity",
    "tolerance_consolidation_rate",
    "tolerance_slow_time",
    "memory_release_rate",
    "length_time",
)
CHRONICITY = "chronicity"


@dataclass(frozen=True, slots=True)
class Prior:
    """Prior of one fitted number, truncated to its bounds.

    Parameters
    ----------
    name : str
        A parameter, or ``"chronicity"``: days that the life before has been lived.
    middle : float
        Median of a log-normal (``"factor"``) or mean of a normal distribution (``"shift"``) [unit].
    size : float
        Coefficient of variation, or standard deviation [unit].
    low, high : float
        Bounds [unit].
    unit : str
    kind : {"factor", "shift"}

    Examples
    --------
    >>> Prior("length_time", 5.0, 0.2, 3.0, 10.0, "d").unit
    'd'
    """

    name: str
    middle: float
    size: float
    low: float
    high: float
    unit: str = "-"
    kind: Literal["factor", "shift"] = "factor"

    def __post_init__(self) -> None:
        check_range(f"prior of {self.name!r}", self.middle, self.low, self.high, self.unit)
        check_range(f"spread of the prior of {self.name!r}", self.size, 1e-9, 1e6)

    def values(self, scores: Array) -> Array:
        """Values for standard normal scores."""
        flat = np.ravel(scores)
        spread = Spread(self.size, self.kind)
        found = spread.values(flat, np.full(flat.shape, self.middle), self.low, self.high)
        return found.reshape(np.shape(scores))


def priors_of(
    parameters: ParameterSet, free: Sequence[str | Prior] | None, develops: bool
) -> tuple[Prior, ...]:
    """Priors of what is to be fitted."""
    default = free is None
    found: list[Prior] = []
    for one in FREE if free is None else free:
        if isinstance(one, Prior):
            found.append(one)
        elif one == CHRONICITY:
            if develops:
                found.append(Prior(CHRONICITY, 180.0, 0.6, 20.0, 720.0, "d"))
            elif not default:
                raise MusclebalanceError("'chronicity' needs a life lived before; give before=.")
        elif _key(parameters, one) in parameters:
            found.append(_from_parameter(parameters, one))
        elif not default:
            raise unknown("parameter to fit", one, [CHRONICITY, *parameters])
    if not found:
        raise MusclebalanceError("nothing to fit; give free= with at least one name.")
    names = [prior.name for prior in found]
    if len(set(names)) < len(names):
        raise MusclebalanceError(f"a parameter is fitted twice ({', '.join(names)}).")
    return tuple(found)


def _key(parameters: ParameterSet, name: str) -> str:
    return name if name in parameters else name.rpartition(".")[2]


def _from_parameter(parameters: ParameterSet, name: str) -> Prior:
    entry = parameters[_key(parameters, name)]
    spreads: Mapping[str, Spread] = SPREADS
    spread = spreads.get(name.rpartition(".")[2])
    size = spread.size if spread is not None else 0.5
    if entry.value <= 0.0 or entry.low < 0.0:
        width = 0.25 * abs(entry.value) if entry.value else 0.1 * (entry.high - entry.low)
        return Prior(name, entry.value, width, entry.low, entry.high, entry.unit, "shift")
    return Prior(name, entry.value, size, entry.low, entry.high, entry.unit)
