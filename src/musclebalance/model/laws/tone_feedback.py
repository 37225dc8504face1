"""A habit that keeps itself up: the bistable form of the memory, for the core model."""

from __future__ import annotations

from typing import Any

from ...core.parameters import parameter as P
from ..mechanism import Mechanism


def law(m: Any, p: Any, f: Any) -> dict[str, Any]:
    """The memory of being tense feeds itself above a threshold, so that it can stay for good.

    Notes
    -----
    ``dm/dt = k_H phi m^4/(m^4 + m_H^4) (1 - m)`` on top of the memory's own charge, discharge and leak, with
    ``phi = 1 + g tanh(dev/q_H)``: the habit feeds itself faster in a muscle that the pair holds short
    (``dev`` towards its side) and slower in one held long. In an aligned pair, with ``k_H = 0.0146/d`` and a
    leak of ``1/240 d``, the memory rests at 0 and at 0.745, with a threshold at 0.31 between.

    Why a fourth power: a feedback of first order makes *health* unstable (any trace of tone grows); it takes
    a filter for small values, which Hill exponents from about 4 give. There is no evidence for this state in
    people: it is the strongest form of the claim that a muscle "forgets how to let go", and is part of the
    `core` model only.

    References
    ----------
    Wilhelm 2009, doi 10.1186/1752-0509-3-90 (positive feedback with a filter for small stimuli makes two
    stable states).
    """
    level = m.memory / p.feedback_threshold
    square = level * level
    fourth = square * square
    short = 1.0 + p.feedback_gain * f.tanh(m.side * m.misalignment / p.feedback_angle)
    return {"memory": (1.0, p.feedback_rate * short * fourth / (1.0 + fourth))}


tone_feedback = Mechanism(
    "tone_feedback",
    law,
    parameters=(
        P(
            "feedback_rate",
            0.0146,
            "1/d",
            (0.0, 0.1),
            "rate at which a full memory feeds itself",
            symbol="k_H",
        ),
        P("feedback_threshold", 0.5, "-", (0.2, 1.0), "memory at which that is half as fast", symbol="m_H"),
        P("feedback_gain", 0.3, "-", (0.0, 0.9), "how much faster in a muscle held short", symbol="g"),
        P(
            "feedback_angle",
            5.0,
            "deg",
            (1.0, 30.0),
            "shift of the resting angle that counts as short",
            symbol="q_H",
        ),
    ),
)
