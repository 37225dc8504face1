"""Figures: Axes in, Axes out; labels with units; never shown, and never styled unless asked."""

from __future__ import annotations

from .body import body, sides
from .course import acute, arms, cohort, course, explanations, recovery, story
from .fit import fit
from .joint import animate_joint, joint, torque_angle
from .laboratory import passive_curve, tissue_or_tolerance
from .phase_portrait import hysteresis, phase_portrait
from .rows import forest, scoreboard, sobol, tornado
from .session import day, session
from .style import style
from .trials import dose_response, pareto, power, predictive_check

__all__ = [
    "acute", "animate_joint", "arms", "body", "cohort", "course", "day", "dose_response",
    "explanations", "fit", "forest", "hysteresis", "joint", "pareto", "passive_curve",
    "phase_portrait", "power", "predictive_check", "recovery", "scoreboard", "session", "sides",
    "sobol", "story", "style", "tissue_or_tolerance", "tornado", "torque_angle",
]  # fmt: skip
