"""Simulation: a healthy person, how an imbalance develops, and what a programme does about it."""

from __future__ import annotations

from .healthy import healthy, healthy_people
from .people import People
from .run import develop, simulate
from .study import Study, study

__all__ = ["People", "Study", "develop", "healthy", "healthy_people", "simulate", "study"]
