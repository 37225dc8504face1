"""Maintenance: the smallest dose that keeps a gain, found on the ladder of doses."""

from __future__ import annotations

import math

import pytest

from musclebalance.core.errors import MusclebalanceError, UnknownNameError
from musclebalance.lifestyle import Lifestyle
from musclebalance.result import Person
from musclebalance.simulation import maintenance
from musclebalance.simulation.maintenance import smallest_dose
from musclebalance.treatment import PIR


def saturating(plan, weeks, half=2.0, tau=3.0):
    """A readout that approaches a level set by the dose, as a closed form."""
    dose = 0.0 if plan is None else len(plan.slots()) / plan.weeks
    return 10.0 * dose / (dose + half) * (1.0 - math.exp(-weeks / tau))


def test_maintenance_finds_the_smallest_dose_that_keeps():
    found = smallest_dose(PIR(), saturating, keep=5.9, tolerance=0.05)
    assert (found.per_week, found.steady) == (3.0, True)
    assert "3 sessions a week keep 5.9 (steady)" in str(found)
    assert found.plan.weeks == 52


def test_maintenance_tells_rest_needs_and_impossibility():
    assert smallest_dose(PIR(), saturating, keep=0.0, tolerance=0.05).per_week == 0.0
    none = smallest_dose(PIR(), saturating, keep=9.0, tolerance=0.05)
    assert none.per_week is None
    assert "no dose up to 7 sessions a week keeps 9" in str(none)
    slow = smallest_dose(
        PIR(), lambda plan, weeks: saturating(plan, weeks, tau=30.0), keep=4.0, tolerance=0.05
    )
    assert not slow.steady
    pain = smallest_dose(
        PIR(),
        lambda plan, weeks: 8.0 - saturating(plan, weeks),
        keep=3.5,
        tolerance=0.05,
        sign=-1,
    )
    assert pain.per_week == 2.0


def test_maintenance_refuses_a_response_that_turns():
    def turning(plan, weeks):
        dose = 0.0 if plan is None else len(plan.slots()) / plan.weeks
        return dose if dose <= 4 else 5.5 - dose / 7

    with pytest.raises(MusclebalanceError, match="more is not better here"):
        smallest_dose(PIR(), turning, keep=4.4, tolerance=0.01)


def test_the_better_direction_is_known_or_asked_for(developed: Person) -> None:
    with pytest.raises(UnknownNameError, match="give higher_is_better="):
        maintenance(developed, PIR(), Lifestyle.healthy(), readout="resting_angle", weeks=4)
    kept = maintenance(developed, PIR(), developed.healthy_life, readout="pain", weeks=4)
    assert (kept.per_week, kept.tried[0].per_week) == (0.0, 0.0)
