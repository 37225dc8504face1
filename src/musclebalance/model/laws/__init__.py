"""The mechanisms: one pure law each.

A law reads named quantities and states of one muscle (or the joint), may name new quantities, and returns a
target and a rate for each state it pulls on. Everything else (kernels, Jacobians, equations in the
documentation) is derived from that.
"""

from __future__ import annotations

from ..mechanism import Mechanism
from .joint import creep, joint, wear
from .mechanics import activation, geometry, neutral, passive_torque, stretch, tension
from .perfusion import nerve, perfusion
from .sensation import pain, tolerance
from .strength import fatigue, slow_fatigue, strength, trauma
from .tissue import relaxation, serial_length, softening, tendon, thixotropy
from .tone import inhibition, memory, tone, tone_feedback

#: Mechanics: always present.
MECHANICS: tuple[Mechanism, ...] = (geometry, stretch, activation, tension, neutral, passive_torque, joint)

#: Every mechanism, in the order in which the laws are evaluated.
ALL: tuple[Mechanism, ...] = (
    *(geometry, stretch, relaxation, activation, tension, neutral, passive_torque, joint),
    *(softening, tendon, thixotropy, inhibition, tone, memory, fatigue, slow_fatigue, perfusion, nerve),
    *(tolerance, serial_length, strength, trauma, pain, creep, wear),
)
#: Stronger forms of a claim that are not part of `combined`; add them with ``model + mechanism``.
OPTIONAL: tuple[Mechanism, ...] = (tone_feedback,)
