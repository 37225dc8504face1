"""The two sets of values of a person: calibrated on trials, which are the defaults, and prior to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from ..core.arguments import public
from ..core.errors import unknown
from ..core.parameters import ParameterSet
from . import hypotheses

Which = Literal["prior", "calibrated"]

#: When the defaults of tolerance were last set to the medians of the calibration; tissue has its own sources.
DATE = "2026-11-28"
#: Parameters that trials of stretching and contraction can inform: median of the prior [unit of the
#: parameter] and standard deviation of its logarithm, 0.7 (a factor of two) where nothing is published.
PRIORS: Mapping[str, tuple[float, float]] = {
    "tolerance_fast_max": (0.10, 0.7),
    "tolerance_charge_time": (25.0, 0.52),
    "tolerance_contraction_weight": (1.0, 1.0),
    "tolerance_fast_time": (9.0, 0.5),
    "tolerance_slow_max": (0.9, 0.7),
    "tolerance_growth_time": (60.0, 0.7),
    "tolerance_trace_time": (5.0, 0.7),
    "tolerance_slow_time": (15.0, 0.3),
    "softening_max": (0.21, 0.2),
    "softening_rate": (0.15, 1.0),
    "softening_recovery_time": (5.0, 0.21),
    "relaxation_slow_share": (0.24, 0.09),
    "relaxation_slow_time": (25.0, 0.22),
    "tendon_compliance": (0.02, 0.7),
    "effort_half": (0.04, 0.7),
    "memory_stretch_rate": (0.0004, 0.7),
    "memory_release_rate": (0.006, 0.7),
}


@public
def parameters(which: Which = "calibrated", model: str = "combined") -> dict[str, float]:
    """Values of the parameters that trials can inform, for ``parameters=`` of a person.

    Parameters
    ----------
    which : {"calibrated", "prior"}
        Calibrated on published trials: the library's defaults, with which pages, targets and examples run.
        Tolerance, which is known through trials alone, then has the medians of the calibration; tissue, which
        trials hardly inform, the values of its own sources. Or the medians of the priors: what was published
        of single states, or assumed, before any trial.
    model : str
        A named hypothesis; it lacks the parameters of mechanisms that it lacks.

    Returns
    -------
    dict of str to float
        Value by name [unit of the parameter].

    Raises
    ------
    UnknownNameError

    Examples
    --------
    >>> import musclebalance as mb
    >>> before = mb.healthy(mb.pair("hamstrings-quadriceps"), parameters=mb.parameters("prior"))
    >>> before.parameter_set
    'prior'
    """
    if which not in get_args(Which):
        raise unknown("set of values", which, get_args(Which))
    own = hypotheses.get(model).parameters
    known = (name for name in PRIORS if name in own)
    return {name: PRIORS[name][0] if which == "prior" else own[name].value for name in known}


def named(values: ParameterSet) -> str:
    """Which set values are: ``"calibrated 2026-11-28"``, ``"prior"``, or ``"... with changes"``."""
    if not values.changed:
        return f"calibrated {DATE}"
    if set(values.changed) <= set(PRIORS) and all(
        values[name].value == PRIORS[name][0] for name in PRIORS if name in values
    ):
        return "prior"
    return f"calibrated {DATE} with changes"
