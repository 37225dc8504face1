"""Results: labelled trajectories by name with units, their summary, and files."""

from __future__ import annotations

from .day import Day, MuscleDay
from .files import load
from .person import Person
from .result import Result

__all__ = ["Day", "MuscleDay", "Person", "Result", "load"]
