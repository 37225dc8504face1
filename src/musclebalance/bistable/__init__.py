"""The core model for teaching: tone and length of two muscles and their joint, on a phase plane.

Four slow states, equations that fit on a blackboard (:class:`Core`), and everything that is done to such
models in a course on dynamics: fixed points and their stability, nullclines, separatrix and basins,
hysteresis (:func:`branches`), and sessions of treatment as jumps (:func:`course`). It shows *why rest
alone may not be enough*: with a habit that keeps itself up there are two stable states without any cause,
and a threshold between.

The constants are those of the detailed model for one muscle pair; :func:`reduce` makes them for any pair
and says how far the two models differ. That the habit keeps itself up is an assumption without evidence
in people.

Examples
--------
>>> from musclebalance import bistable
>>> hip = bistable.Core()
>>> [point.kind for point in bistable.fixed_points(hip) if point.state[1] < 1e-9]
['stable', 'threshold', 'stable']
"""

from __future__ import annotations

from .course import Course, course, weekly
from .model import HEALTH, PARAMETERS, STATES, Core
from .plane import Basins, FixedPoint, basins, branches, field, fixed_points, nullclines, separatrix
from .reduction import Reduction, reduce

__all__ = [
    "HEALTH",
    "PARAMETERS",
    "STATES",
    "Basins",
    "Core",
    "Course",
    "FixedPoint",
    "Reduction",
    "basins",
    "branches",
    "course",
    "field",
    "fixed_points",
    "nullclines",
    "reduce",
    "separatrix",
    "weekly",
]
