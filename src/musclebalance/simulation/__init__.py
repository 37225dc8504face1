"""Simulation: a healthy person, how an imbalance develops, and what a programme does about it."""

from __future__ import annotations

from .adaptive import Visits, simulate_adaptive
from .bodies import Bodies, BodyCourses
from .body import Body, both_sides, crossed
from .body_course import BodyCourse
from .bones import Bone, Link
from .citation import cite
from .healthy import healthy
from .lab import Recording, lab, one_day
from .maintenance import maintenance
from .many import Courses
from .people import People
from .run import develop, simulate, simulate_scenario
from .scenario import Scenario
from .sides import Symmetry, one_sided, symmetry
from .study import Study, study

__all__ = [
    "Bodies", "Body", "BodyCourse", "BodyCourses", "Bone", "Courses", "Link", "People", "Recording",
    "Scenario", "Study", "Symmetry", "Visits", "both_sides", "cite", "crossed", "develop", "healthy", "lab",
    "maintenance", "one_day", "one_sided", "simulate", "simulate_adaptive", "simulate_scenario", "study",
    "symmetry",
]  # fmt: skip
