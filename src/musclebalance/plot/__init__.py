"""Figures: Axes in, Axes out; labels with units; never shown and never styled unless asked."""

from __future__ import annotations

from .arms import arms, story
from .cohort import cohort
from .course import course, recovery
from .day import day
from .dose import dose_response, pareto
from .forest import forest, scoreboard
from .hypotheses import acute, explanations
from .joint import animate_joint, joint
from .phase_portrait import hysteresis, phase_portrait
from .session import session
from .style import style
from .torque import torque_angle
from .trials import power, predictive_check
from .weights import sobol, tornado

__all__ = [
    "acute",
    "animate_joint",
    "arms",
    "cohort",
    "course",
    "day",
    "dose_response",
    "explanations",
    "forest",
    "hysteresis",
    "joint",
    "pareto",
    "phase_portrait",
    "power",
    "predictive_check",
    "recovery",
    "scoreboard",
    "session",
    "sobol",
    "story",
    "style",
    "tornado",
    "torque_angle",
]
