"""Simulation: a healthy person, how an imbalance develops, and what a programme does about it."""

from __future__ import annotations

from .close_up import one_day
from .courses import Courses, simulate_people
from .healthy import healthy, healthy_people
from .people import People
from .run import develop, simulate, simulate_scenario
from .study import Study, study
from .upkeep import maintenance
from .visits import Visits, simulate_adaptive, simulate_people_adaptive

__all__ = [
    "Courses",
    "People",
    "Study",
    "Visits",
    "develop",
    "healthy",
    "healthy_people",
    "maintenance",
    "one_day",
    "simulate",
    "simulate_adaptive",
    "simulate_people",
    "simulate_people_adaptive",
    "simulate_scenario",
    "study",
]
