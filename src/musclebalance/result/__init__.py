"""Results: labelled trajectories by name with units, their summary, and files."""

from __future__ import annotations

from .day import Day, MuscleDay
from .files import load, save
from .person import Person, Result
from .variables import Trajectory, Variable, VariableTable

__all__ = [
    "Day", "MuscleDay", "Person", "Result", "Trajectory", "Variable", "VariableTable", "load", "save",
]  # fmt: skip
