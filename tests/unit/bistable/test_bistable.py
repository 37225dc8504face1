"""The bistable model: rates, slopes, symmetry, courses with jumps, derivation from the detailed one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import musclebalance as mb
from musclebalance import bistable

HIP = bistable.BistableModel()
TONES, LENGTHS = st.floats(0, 1), st.floats(0.9, 1.1)
STATES = st.tuples(TONES, TONES, LENGTHS, LENGTHS).map(np.array)
CAUSES = st.floats(0, 2)


def symmetric() -> bistable.BistableModel:
    """A pair of two equal muscles."""
    names = ("length_per_angle", "angle_per_length", "angle_per_tone")
    return HIP.with_({f"antagonist.{name}": HIP.value(name, "agonist") for name in names})


def test_health_stands_still_and_rests_at_zero():
    np.testing.assert_array_equal(HIP.rate(bistable.HEALTH), 0.0)
    assert HIP.resting_angle(bistable.HEALTH) == 0.0


@given(STATES, CAUSES)
def test_slopes_are_those_of_the_rates(state, cause):
    slopes = HIP.jacobian(state, cause)
    for i in range(4):
        width = np.zeros(4)
        width[i] = 1e-6
        numeric = (HIP.rate(state + width, cause) - HIP.rate(state - width, cause)) / 2e-6
        np.testing.assert_allclose(slopes[:, i], numeric, atol=1e-8)


@given(STATES)
def test_swapping_equal_muscles_swaps_their_rates(state):
    pair = symmetric()
    swapped = state[[1, 0, 3, 2]]
    np.testing.assert_allclose(pair.rate(swapped), pair.rate(state)[[1, 0, 3, 2]], atol=1e-15)
    assert pair.resting_angle(swapped) == pytest.approx(-pair.resting_angle(state), abs=1e-12)


@given(st.floats(0, 1), CAUSES)
def test_tone_stays_between_silent_and_full(other, cause):
    for length in (0.9, 1.1):
        silent = np.array([0.0, other, length, 2 - length])
        full = np.array([1.0, other, length, 2 - length])
        assert HIP.rate(silent, cause)[0] >= 0
        assert HIP.rate(full, cause)[0] <= 0


@given(st.floats(0, 1), LENGTHS, CAUSES)
def test_the_plane_of_portraits_is_never_left(tone, length, cause):
    rate = HIP.rate(HIP.on_plane(tone, length), cause)
    ratio = HIP.value("length_per_angle", "antagonist") / HIP.value("length_per_angle", "agonist")
    assert rate[1] == 0.0
    assert rate[3] == pytest.approx(-ratio * rate[2], abs=1e-15)


def test_a_disturbance_of_length_halves_with_the_loop_s_time_constant():
    start = HIP.on_plane(0.0, 0.99)
    time = np.log(2) * HIP.value("lived_length_time") / (1 - HIP.loop_gain)
    found = bistable.course(HIP, time, start)
    assert 1 - found.final[2] == pytest.approx(0.005, rel=1e-6)


def test_a_runaway_loop_is_refused():
    with pytest.raises(mb.MusclebalanceError, match="loop gain of 1"):
        HIP.with_({"posture_gain": 0.6, "agonist.angle_per_length": 400})


def test_a_session_is_a_jump_of_tone_and_of_nothing_else():
    ill = HIP.on_plane(0.8, 0.95)
    after = HIP.after_session(ill)
    assert after[0] == pytest.approx(0.8 * (1 - HIP.value("session_release")))
    np.testing.assert_array_equal(after[1:], ill[1:])
    found = bistable.course(HIP, 10, ill, sessions=[0, 5, 5])
    assert list(found.days[:2]) == [0.0, 0.0]
    assert np.sum(np.diff(found.days) == 0) == 3


def test_cutting_a_course_changes_nothing():
    changes = [(0, 1.0), (50, 0.3)]
    whole = bistable.course(HIP, 100, cause=changes, every=7)
    first = bistable.course(HIP, 33.3, cause=1.0)
    rest = bistable.course(HIP, 66.7, first.final, cause=[(0, 1.0), (16.7, 0.3)])
    np.testing.assert_allclose(whole.final, rest.final, atol=1e-8)


def test_a_course_as_a_frame_has_units():
    frame = bistable.course(HIP, 3, cause=1).to_frame()
    assert frame.columns[0] == "tone_agonist [-]"
    assert frame.columns[-1] == "resting_angle [deg]"
    assert list(frame.index) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ({"sessions": [400]}, "day of a session or change"),
        ({"cause": [(10, 1)]}, "from day 0"),
        ({"cause": 3}, "cause"),
        ({"muscle": "agonyst", "sessions": [1]}, "Did you mean 'agonist'"),
    ],
)
def test_bad_input_is_refused(wrong, hint):
    with pytest.raises(mb.MusclebalanceError, match=hint):
        bistable.course(HIP, 10, **wrong)


def test_weekly_sessions():
    assert bistable.weekly(3, weeks=2) == (0, 2, 4, 7, 9, 11)
    assert len(bistable.weekly(7, weeks=3)) == 21
    with pytest.raises(mb.OutOfRangeError):
        bistable.weekly(8, weeks=1)


def test_default_values_are_the_reduction_of_the_hip_pair():
    found = bistable.reduce(mb.pair("hip-flexors-gluteus-maximus"))
    for name, parameter in bistable.PARAMETERS.items():
        assert found.model.value(name) == pytest.approx(parameter.value, rel=0.02), name
    tone, _, length, partner = found.error
    assert tone < 0.01
    assert max(length, partner) < 0.008
    assert "differs from the detailed model" in str(found)
    assert "changed from" not in str(found)
    assert str(found).count("(fitted)") == 4


def test_another_pair_has_other_constants_and_still_follows_the_detailed_model():
    found = bistable.reduce(mb.pair("upper-trapezius-lower-trapezius"), days=120)
    assert found.model.value("angle_per_tone", "agonist") > 2 * HIP.value("angle_per_tone", "agonist")
    assert found.error[0] < 0.05
    assert max(found.error[2:]) < 0.02
