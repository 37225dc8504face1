"""Simulation: a healthy person, how an imbalance develops, and what a programme does about it."""

from __future__ import annotations

from .healthy import healthy
from .run import develop, simulate
from .study import Study, study

__all__ = ["Study", "develop", "healthy", "simulate", "study"]
