"""Techniques as clinicians prescribe them: steps, sessions, and the words, tables and files they are written in."""

from .session import Repeat, Session
from .step import Step
from .techniques import PIR, StaticStretch

__all__ = ["PIR", "Repeat", "Session", "StaticStretch", "Step"]
