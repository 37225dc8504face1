"""Readouts against what defines them: equilibrium, the tolerated torque, algebra, sustained activity."""

from __future__ import annotations

import numpy as np
import pytest

import musclebalance as mb
from musclebalance.core.errors import EngineError, UnknownNameError
from musclebalance.model import readouts

HIP = "hip-flexors-gluteus-maximus"


@pytest.fixture(scope="module")
def person():
    return mb.healthy(mb.pair(HIP))


@pytest.fixture(scope="module")
def tight(person):
    return person.with_state(resting_length_agonist=0.96, resting_length_antagonist=1.03)


def test_resting_angle_is_where_nothing_pulls(person, tight):
    for one in (person, tight):
        state = readouts.settled(one.body, one.state)
        net = one.body.evaluate(("net_torque",), state)["net_torque"]
        assert float(net) == pytest.approx(0, abs=1e-6)
    assert (
        readouts.resting_angle(tight.body, tight.state)
        > readouts.resting_angle(person.body, person.state) + 3
    )


def test_resting_angle_does_not_depend_on_where_the_joint_is(tight):
    elsewhere = tight.with_state(angle=np.radians(60))
    here, there = (float(readouts.resting_angle(t.body, t.state)) for t in (tight, elsewhere))
    assert here == pytest.approx(there, abs=1e-6)


@pytest.mark.parametrize("muscle", ["agonist", "antagonist"])
def test_range_of_motion_is_where_passive_torque_is_just_tolerated(tight, muscle):
    end = float(readouts.range_of_motion(tight.body, tight.state, muscle))
    torque = readouts.passive_torque_curve(tight.body, tight.state, muscle, np.array([end]))[..., 0]
    tolerated = tight.body.evaluate((f"reference_torque_{muscle}",), tight.state)[
        f"reference_torque_{muscle}"
    ]
    assert float(torque) == pytest.approx(float(tolerated), rel=1e-6)
    assert float(
        readouts.angle_at_torque(tight.body, tight.state, muscle, float(tolerated))
    ) == pytest.approx(end)


def test_range_of_motion_of_health_is_the_goniometer_reading(person):
    assert float(readouts.range_of_motion(person.body, person.state, "agonist")) == pytest.approx(18, abs=0.1)


def test_a_short_muscle_has_less_range_and_tolerance_gives_it_back_without_moving_the_torque(tight, person):
    less = float(readouts.range_of_motion(tight.body, tight.state, "agonist"))
    assert less < float(readouts.range_of_motion(person.body, person.state, "agonist")) - 4
    tolerant = tight.with_state(tolerance_slow_agonist=0.3)
    assert float(readouts.range_of_motion(tight.body, tolerant.state, "agonist")) > less + 1
    angles = np.array([0.0, 5.0, 10.0])
    before, after = (
        readouts.passive_torque_curve(tight.body, y, "agonist", angles) for y in (tight.state, tolerant.state)
    )
    np.testing.assert_array_equal(before, after)


def test_passive_torque_rises_with_the_excursion(tight):
    curve = readouts.passive_torque_curve(tight.body, tight.state, "agonist", np.linspace(0, 25, 26))
    assert (np.diff(curve) > 0).all()


def test_the_curve_of_several_states_is_that_of_each(tight, person):
    states, angles = np.stack([tight.state, person.state]), np.linspace(0, 25, 6)
    curves = readouts.passive_torque_curve(tight.body, states, "agonist", angles)
    assert curves.shape == (2, 6)
    for curve, state in zip(curves, states, strict=True):
        np.testing.assert_array_equal(
            curve, readouts.passive_torque_curve(tight.body, state, "agonist", angles)
        )


def test_isometric_torque_is_force_times_arm_less_fatigue(person):
    fresh = float(readouts.isometric_torque(person.body, person.state, "agonist", 0.0))
    tired = person.with_state(fatigue_agonist=0.25)
    assert float(readouts.isometric_torque(person.body, tired.state, "agonist", 0.0)) == pytest.approx(
        0.75 * fresh, rel=1e-3
    )
    hurt = person.with_state(capacity_agonist=0.5)
    assert float(readouts.isometric_torque(person.body, hurt.state, "agonist", 0.0)) == pytest.approx(
        0.5 * fresh
    )


def test_an_exhausted_muscle_keeps_a_thousandth_of_its_torque(person):
    fresh = float(readouts.isometric_torque(person.body, person.state, "agonist"))
    for fast, slow in ((0.9, 0.3), (0.999, 0.5), (0.999, 0.0)):
        spent = person.with_state(fatigue_agonist=fast, slow_fatigue_agonist=slow)
        left = float(readouts.isometric_torque(spent.body, spent.state, "agonist"))
        assert left == pytest.approx(1e-3 * fresh, rel=1e-2)


def test_resting_tension_is_higher_in_the_short_muscle(person, tight):
    before, after = (float(readouts.resting_tension(p.body, p.state, "agonist")) for p in (person, tight))
    assert after > 1.1 * before


def test_readouts_take_many_states_at_once(person, tight):
    states = np.stack([person.state, tight.state])
    both = readouts.range_of_motion(person.body, states, "agonist")
    assert both.shape == (2,)
    assert both[1] == pytest.approx(float(readouts.range_of_motion(tight.body, tight.state, "agonist")))


def test_sustained_activity_needs_four_minutes_without_a_gap_of_four_seconds_T45():
    times = np.arange(0.0, 601.0)
    tone = np.full(601, 0.006)
    assert readouts.sustained_activity(times, tone).all()
    gap = tone.copy()
    gap[200:206] = 0.0
    found = readouts.sustained_activity(times, gap)
    assert not found[:206].any()
    assert found[206:].all()
    blink = tone.copy()
    blink[200:203] = 0.0
    assert readouts.sustained_activity(times, blink)[[100, 300]].all()
    assert not readouts.sustained_activity(times[:240], tone[:240]).any()
    assert not readouts.sustained_activity(times, np.full(601, 0.004)).any()


def test_unknown_muscle_is_named(person):
    with pytest.raises(UnknownNameError, match="agonst"):
        readouts.range_of_motion(person.body, person.state, "agonst")


def test_a_torque_out_of_reach_is_an_error(person):
    with pytest.raises(EngineError, match="does not reach"):
        readouts.angle_at_torque(person.body, person.state, "agonist", 1e9)
