"""Weights become moments and efforts; nerves can be entrapped only where they run."""

from __future__ import annotations

import pytest

from musclebalance.core.errors import MusclebalanceError, OutOfRangeError, UnknownNameError
from musclebalance.pairs import carried_moment, loaded, pair, pair_names, torque_capacity

EVERY = pytest.mark.parametrize("name", pair_names())


def test_the_moment_of_the_bowed_head_is_that_of_statics():
    # 4.6 kg on 0.17 m at 15/30/45/60 deg: 2.0/3.8/5.4/6.6 N m
    moments = [carried_moment(4.6, 0.17, angle) for angle in (15, 30, 45, 60)]
    assert moments == pytest.approx([2.0, 3.8, 5.4, 6.6], abs=0.06)


@EVERY
def test_the_muscles_pull_against_every_load_of_daily_life(name):
    entry = pair(name)
    for activity in entry.activities:
        for part in entry.activity(activity):
            if part.load == 0.0 or part.angle is None:
                continue
            active = sum(
                effort * torque_capacity(entry, muscle, part.angle)
                for muscle, effort in (
                    ("agonist", part.effort_agonist),
                    ("antagonist", part.effort_antagonist),
                )
            )
            assert active * part.load < 0.0, activity
            assert abs(active) < 10.0 * abs(part.load), activity


@EVERY
def test_efforts_of_daily_life_are_limited(name):
    entry = pair(name)
    for activity in ("sleep", "free", "sit", "phone"):
        for part in entry.activity(activity):
            assert max(part.effort_agonist, part.effort_antagonist) <= 0.15, activity
    for activity in entry.activities:
        mean = sum(p.share * max(p.effort_agonist, p.effort_antagonist) for p in entry.activity(activity))
        assert mean <= 0.25, activity  # about 14 % MVC can be kept up for hours, more for minutes


@EVERY
@pytest.mark.parametrize("direction", [-1.0, 1.0])
def test_a_held_moment_is_opposed_by_the_muscle_that_can(name, direction):
    entry = pair(name)
    neutral = entry.parameters.value("neutral_angle")
    strongest = min(abs(torque_capacity(entry, muscle, neutral)) for muscle in ("agonist", "antagonist"))
    moment = 0.3 * direction * strongest
    part = loaded(entry, moment, neutral)
    torque = sum(
        effort * torque_capacity(entry, muscle, neutral)
        for muscle, effort in (("agonist", part.effort_agonist), ("antagonist", part.effort_antagonist))
        if effort > 0.02 + 1e-12
    )
    assert torque == pytest.approx(-moment)
    assert (part.mode, part.phase, part.load) == ("posture", "work", moment)


def test_a_moment_beyond_strength_is_refused():
    with pytest.raises(OutOfRangeError, match=r"asks \d+ %MVC of the elbow flexors"):
        loaded(pair("elbow-flexors-triceps"), carried_moment(60, -0.3), 90)


def test_capacity_is_asked_within_the_range_of_the_fit():
    entry = pair("hip-flexors-gluteus-maximus")
    with pytest.raises(OutOfRangeError, match="joint angle 150 deg"):
        torque_capacity(entry, "agonist", 150)
    with pytest.raises(UnknownNameError, match="agonist"):
        torque_capacity(entry, "agonst", 0)


@EVERY
def test_no_nerve_is_compressed_unless_an_entrapment_is_asked_for(name):
    entry = pair(name)
    assert {entry.parameters.value("nerve_coupling", m) for m in ("agonist", "antagonist")} == {0.0}
    trapped = entry.with_entrapment()
    for muscle in ("agonist", "antagonist"):
        assert trapped.parameters.value("nerve_coupling", muscle) == float(muscle in entry.nerves)


def test_an_entrapment_needs_a_nerve():
    entry = pair("hip-flexors-gluteus-maximus")
    assert entry.nerves["agonist"].startswith("femoral nerve")
    assert entry.with_entrapment("agonist", share=0.5).parameters.value("nerve_coupling", "agonist") == 0.5
    with pytest.raises(MusclebalanceError, match="no nerve runs in the antagonist"):
        pair("pectorals-rhomboids").with_entrapment("antagonist")
    with pytest.raises(UnknownNameError):
        entry.with_entrapment("agonst")
