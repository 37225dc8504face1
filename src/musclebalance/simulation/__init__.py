"""Simulation: a healthy person, how an imbalance develops, and what a programme does about it."""

from __future__ import annotations

from .adaptive import Visits, simulate_adaptive
from .citation import cite
from .healthy import healthy
from .lab import Recording, lab, one_day
from .maintenance import maintenance
from .many import Courses
from .people import People
from .run import develop, simulate, simulate_scenario
from .scenario import Scenario
from .study import Study, study

__all__ = [
    "Courses", "People", "Recording", "Scenario", "Study", "Visits", "cite", "develop", "healthy", "lab",
    "maintenance", "one_day", "simulate", "simulate_adaptive", "simulate_scenario", "study",
]  # fmt: skip
