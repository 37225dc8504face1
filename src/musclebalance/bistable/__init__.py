"""A bistable model for teaching: tone and length of two muscles and their joint, on a phase plane.

Equations that fit on a blackboard (:class:`BistableModel`), and what a course on dynamics does with them:
fixed points, nullclines, separatrix and basins of attraction, hysteresis (:func:`branches`), treatment as
jumps (:func:`course`). They show *why rest alone may not be enough*: tone that sustains itself (an assumption
without evidence in people) makes two states stable even without a cause, with a threshold between them. The
default constants are those of one muscle pair; :func:`reduce` derives them for any pair from the detailed
model and says how far the two differ.

Examples
--------
>>> from musclebalance import bistable
>>> hip = bistable.BistableModel()
>>> [point.kind for point in bistable.fixed_points(hip) if point.state[1] < 1e-9]
['stable', 'threshold', 'stable']
"""

from __future__ import annotations

from .model import HEALTH, PARAMETERS, STATES, BistableModel, Course, course, weekly
from .phase_plane import Basins, FixedPoint, basins, branches, field, fixed_points, nullclines, separatrix
from .reduction import Reduction, reduce

__all__ = [
    "HEALTH", "PARAMETERS", "STATES", "Basins", "BistableModel", "Course", "FixedPoint", "Reduction",
    "basins", "branches", "course", "field", "fixed_points", "nullclines", "reduce", "separatrix", "weekly",
]  # fmt: skip
