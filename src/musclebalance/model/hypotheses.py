"""Named sets of mechanisms: what each explanation of contract-release switches on.

Much of the popular account is contested. Each explanation is a :class:`~musclebalance.model.model.Model` over
the same states, so that one programme can be run under each and held against the published trials
(:func:`musclebalance.compare`).

The mechanics are algebra that every explanation needs. The mechanisms in :data:`BACKGROUND` are on in every
named set but `core`: nobody disputes them, and none is offered as the reason why contract-release works
(stress relaxation within a stretch, for one, persists under anaesthesia and after spinal cord injury). An
explanation is judged by what it adds to them; the model `background` has them alone. `core` has tone and
length of each muscle and the joint, with the memory of tone in its bistable form (`tone_feedback`);
:mod:`musclebalance.bistable` is the same idea as four equations on paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, get_args

from ..core.arguments import public
from ..core.errors import MusclebalanceError, unknown
from ..core.parameters import ParameterSet
from .laws import ALL, MECHANICS, OPTIONAL
from .mechanism import Mechanism
from .model import Model

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

if TYPE_CHECKING:
    import pandas as pd

MECHANISMS: dict[str, Mechanism] = {m.name: m for m in (*ALL, *OPTIONAL)}
#: On in every named set but `core`: undisputed, and not what any explanation of treatment rests on.
BACKGROUND = ("relaxation", "fatigue", "slow_fatigue", "strength", "trauma", "creep", "wear")


def _model(name: str, switched_on: str, question: str, background: tuple[str, ...] = BACKGROUND) -> Model:
    wanted = {*(m.name for m in MECHANICS), *background, *switched_on.split()}
    return Model(name, tuple(m for m in MECHANISMS.values() if m.name in wanted), question)


combined = Model("combined", ALL, "every mechanism, at sourced values (default)")
classical = _model(
    "classical",
    "inhibition tone memory perfusion nerve pain serial_length",
    "the popular account: reflexes, muscle memory, blood flow, nerve pressure, pain and length; no tolerance",
)
mechanical = _model(
    "mechanical",
    "softening tendon thixotropy serial_length",
    "tissue only: softening, tendon, slack length, serial length",
)
neural = _model("neural", "inhibition tone memory", "reflexes and muscle memory only")
sensory = _model("sensory", "tolerance", "tolerance of stretch only")
hypoalgesic = _model(
    "hypoalgesic",
    "tone perfusion nerve pain tolerance",
    "what is felt only: pain, and one relief of pain and of stretch alike",
)
core = _model(
    "core",
    "inhibition tone memory serial_length tone_feedback",
    "tone and length of each muscle and the joint only, with a habit that keeps itself up",
    background=(),
)
background = _model("background", "", "none of the explanations: what any muscle does")

#: The explanations by name, the default first.
NAMED: dict[str, Model] = {
    m.name: m for m in (combined, classical, mechanical, neural, sensory, hypoalgesic, core, background)
}


@public
def get(name: str | Model) -> Model:
    """The named model; a model is returned as it is.

    Parameters
    ----------
    name : str or Model
        A name of :data:`NAMED`, or several joined by " + " and " - ", e.g. ``"mechanical + sensory"``: after
        a plus a hypothesis or a mechanism, after a minus a mechanism.

    Raises
    ------
    UnknownNameError, MusclebalanceError
        No such hypothesis or mechanism; a mechanism is added that the model already has.

    Examples
    --------
    >>> from musclebalance import hypotheses
    >>> hypotheses.get("sensory").question
    'tolerance of stretch only'
    >>> "tolerance" in hypotheses.get("combined - tolerance")
    False
    """
    if isinstance(name, Model):
        return name
    if name in NAMED:
        return NAMED[name]
    words = name.split()
    if len(words) < 3 or len(words) % 2 == 0 or any(sign not in ("+", "-") for sign in words[1::2]):
        raise unknown("hypothesis", name, NAMED)
    model = get(words[0])
    for sign, word in zip(words[1::2], words[2::2], strict=True):
        model = model - word if sign == "-" else _plus(model, word)
    return model


def _plus(model: Model, word: str) -> Model:
    if word in NAMED:
        return model + NAMED[word]
    if word not in MECHANISMS:
        raise unknown("hypothesis or mechanism", word, (*NAMED, *MECHANISMS))
    if word in model:
        raise MusclebalanceError(f"model {model.name!r} has the mechanism {word!r} already; leave it out.")
    return model + MECHANISMS[word]


def switches() -> pd.DataFrame:
    """Which mechanism is on in which named set: a row per mechanism, a column per hypothesis.

    Examples
    --------
    >>> from musclebalance import hypotheses
    >>> table = hypotheses.switches()
    >>> list(table.columns[table.loc["tolerance"]])
    ['combined', 'sensory', 'hypoalgesic']
    """
    import pandas as pd

    return pd.DataFrame(
        {label: [name in model for name in MECHANISMS] for label, model in NAMED.items()},
        index=pd.Index(list(MECHANISMS), name="mechanism"),
    )


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
    own = get(model).parameters
    known = (name for name in PRIORS if name in own)
    return {name: PRIORS[name][0] if which == "prior" else own[name].value for name in known}


def set_of(values: ParameterSet) -> str:
    """Which set values are: ``"calibrated 2026-11-28"``, ``"prior"``, or ``"... with changes"``.

    Changes are what was set, fitted, or drawn for a person of a cohort.
    """
    known = [name for name in PRIORS if name in values]
    own = {entry.name for entry in values.parameters if entry.basis in ("changed", "fitted")}
    if known and own <= set(PRIORS) and all(values[name].value == PRIORS[name][0] for name in known):
        return "prior"
    drawn = any(values[name].value != combined.parameters[name].value for name in known)
    return f"calibrated {DATE}" + (" with changes" if own or drawn else "")
