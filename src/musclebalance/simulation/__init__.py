"""Simulation: a healthy person, how an imbalance develops, and what a programme does about it."""

from __future__ import annotations

from .adaptive import Visits, simulate_adaptive, simulate_people_adaptive
from .citation import cite
from .healthy import healthy, healthy_people
from .lab import Recording, lab, one_day
from .maintenance import maintenance
from .many import Courses, simulate_people
from .people import People
from .run import develop, simulate, simulate_scenario
from .scenario import Scenario
from .study import Study, study

__all__ = [
    "Courses",
    "People",
    "Recording",
    "Scenario",
    "Study",
    "Visits",
    "cite",
    "develop",
    "healthy",
    "healthy_people",
    "lab",
    "maintenance",
    "one_day",
    "simulate",
    "simulate_adaptive",
    "simulate_people",
    "simulate_people_adaptive",
    "simulate_scenario",
    "study",
]
