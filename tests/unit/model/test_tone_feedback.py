"""The self-sustaining memory (tone_feedback): rests and threshold, in closed form and from the model."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq

import musclebalance as mb

LEAK = 1 / 240


def growth(memory: float, exponent: float = 4) -> float:
    """Change of memory a day by the published form, written down independently."""
    filtered = memory**exponent / (memory**exponent + 0.5**exponent)
    return 0.0146 * filtered * (1 - memory) - LEAK * memory


@pytest.fixture(scope="module")
def person() -> mb.Person:
    return mb.healthy(mb.pair("hip-flexors-gluteus-maximus"), model="core", parameters={"feedback_gain": 0})


def after(person: mb.Person, memory: float, days: int) -> float:
    life = mb.Lifestyle("lying", ((mb.Bout("free", 24),),))
    result = mb.simulate(person.with_state(memory_agonist=memory), None, life, days=days, tol=1e-6)
    return float(result.values("memory_agonist")[-1])


def test_rests_and_threshold_of_the_closed_form():
    assert brentq(growth, 0.1, 0.5) == pytest.approx(0.31, abs=0.01)
    assert brentq(growth, 0.5, 0.9) == pytest.approx(0.745, abs=0.005)


def test_the_model_moves_the_memory_as_the_closed_form_says(person):
    for memory in (0.2, 0.5, 0.9):
        change = after(person, memory, days=1) - memory
        assert change == pytest.approx(growth(memory), rel=0.02)


def test_a_memory_below_the_threshold_fades_and_one_above_stays(person):
    assert after(person, 0.25, days=720) < 0.05
    assert after(person, 0.40, days=720) == pytest.approx(0.745, abs=0.03)


def test_a_muscle_held_short_keeps_its_habit_more_easily():
    """With the lengths of a desk worker the threshold is lower than in an aligned pair."""
    aligned = mb.healthy(mb.pair("hip-flexors-gluteus-maximus"), model="core")
    short = aligned.with_state(resting_length_agonist=0.95, resting_length_antagonist=1.05)
    start = 0.31
    assert after(aligned, start, days=10) < start < after(short, start, days=10)


def test_feedback_of_first_order_would_make_health_unstable():
    trace = 0.01
    assert growth(trace, exponent=1) > 0
    assert growth(trace, exponent=4) < 0


def test_habit_is_not_part_of_the_default_model():
    assert "tone_feedback" not in mb.hypotheses.combined
    assert "tone_feedback" in mb.hypotheses.core
    assert np.isclose(mb.hypotheses.core.parameter("feedback_rate").value, 0.0146)
