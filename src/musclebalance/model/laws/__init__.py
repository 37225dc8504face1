"""The mechanisms: one pure function each, one subject a file.

A mechanism reads named quantities and states of one muscle (or the joint), may name new quantities, and
returns for each state it pulls on a target and a rate. Everything else (kernels, Jacobians, equations in
the documentation) is derived from that.
"""

from __future__ import annotations

from ..mechanism import Mechanism, Quantity, State
from .activation import activation
from .fatigue import fatigue
from .geometry import geometry
from .hypoalgesia import hypoalgesia
from .inhibition import inhibition
from .joint import joint
from .memory import memory
from .nerve import nerve
from .neutral import neutral
from .pain import pain
from .passive_torque import passive_torque
from .perfusion import perfusion
from .relaxation import relaxation
from .serial_length import serial_length
from .slow_fatigue import slow_fatigue
from .softening import softening
from .strength import strength
from .stretch import stretch
from .tendon import tendon
from .tension import tension
from .thixotropy import thixotropy
from .tolerance import tolerance
from .tone import tone
from .tone_feedback import tone_feedback
from .trauma import trauma
from .wear import wear

#: Every mechanism, in the order in which the laws are evaluated.
ALL: tuple[Mechanism, ...] = (
    geometry,
    stretch,
    relaxation,
    activation,
    tension,
    neutral,
    passive_torque,
    joint,
    softening,
    tendon,
    thixotropy,
    inhibition,
    tone,
    memory,
    fatigue,
    slow_fatigue,
    perfusion,
    nerve,
    tolerance,
    serial_length,
    strength,
    trauma,
    pain,
    hypoalgesia,
    wear,
)
#: Mechanics: always present.
MECHANICS: tuple[Mechanism, ...] = (geometry, stretch, activation, tension, neutral, passive_torque, joint)

#: Stronger forms of a claim that are not part of `combined`; add them with ``model + mechanism``.
OPTIONAL: tuple[Mechanism, ...] = (tone_feedback,)

__all__ = ["ALL", "MECHANICS", "OPTIONAL", "Mechanism", "Quantity", "State"]
