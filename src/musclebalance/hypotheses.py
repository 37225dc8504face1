"""Named sets of mechanisms: what each explanation of contract-release switches on.

Much of the popular account is contested. Each explanation is a :class:`~musclebalance.model.Model` over the
same states, so that one programme can be run under each and held against the published trials.
"""

from __future__ import annotations

from .errors import unknown
from .mechanisms import ALL, MECHANICS
from .model import Model

#: What happens to any muscle, whatever explains treatment: relaxation, fatigue, strength, injury, wear.
BACKGROUND = ("relaxation", "fatigue", "slow_fatigue", "strength", "trauma", "wear")


def _model(name: str, question: str, *switched_on: str) -> Model:
    wanted = {m.name for m in MECHANICS} | set(BACKGROUND) | set(switched_on)
    return Model(name, tuple(m for m in ALL if m.name in wanted), question)


combined = Model("combined", ALL, "every mechanism, at sourced values (default)")
classical = _model(
    "classical",
    "the popular account: reflexes, muscle memory, blood flow, nerve pressure, pain and length; no tolerance",
    "inhibition",
    "tone",
    "memory",
    "perfusion",
    "nerve",
    "pain",
    "hypoalgesia",
    "serial_length",
)
mechanical = _model(
    "mechanical",
    "tissue only: softening, tendon, slack length, serial length",
    "softening",
    "tendon",
    "history",
    "serial_length",
)
neural = _model("neural", "reflexes and muscle memory only", "inhibition", "tone", "memory")
sensory = _model("sensory", "tolerance of stretch only", "tolerance")
hypoalgesic = _model(
    "hypoalgesic", "pain and its relief by effort only", "tone", "perfusion", "nerve", "pain", "hypoalgesia"
)

NAMED: dict[str, Model] = {m.name: m for m in (combined, classical, mechanical, neural, sensory, hypoalgesic)}


def get(name: str | Model) -> Model:
    """The named model; a model is returned as it is.

    Raises
    ------
    UnknownNameError
        No such hypothesis.

    Examples
    --------
    >>> from musclebalance import hypotheses
    >>> hypotheses.get("sensory").question
    'tolerance of stretch only'
    """
    if isinstance(name, Model):
        return name
    if name not in NAMED:
        raise unknown("hypothesis", name, NAMED)
    return NAMED[name]
