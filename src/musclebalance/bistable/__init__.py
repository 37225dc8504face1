"""A bistable model for teaching: tone and length of two muscles and their joint, on a phase plane.

Four slow states, equations that fit on a blackboard (:class:`BistableModel`), and everything a course on
dynamics does with such a model: fixed points and their stability, nullclines, the separatrix and the basins
of attraction, hysteresis (:func:`branches`), and treatment sessions as jumps (:func:`course`). It shows *why
rest alone may not be enough*: tone that sustains itself makes two states stable even without a cause, with a
threshold between them.

The default constants are those of the detailed model for one muscle pair; :func:`reduce` derives them for any
pair and says how far the two models differ. That tone sustains itself is an assumption without evidence in
people.

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
