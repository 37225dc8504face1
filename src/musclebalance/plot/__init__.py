"""Figures: Axes in, Axes out; labels with units; never shown and never styled unless asked."""

from __future__ import annotations

from .arms import arms, story
from .course import course, recovery
from .day import day
from .session import session
from .style import style
from .torque import torque_angle

__all__ = ["arms", "course", "day", "recovery", "session", "story", "style", "torque_angle"]
