"""Ready-made lives fill their days, and change the way they say."""

from __future__ import annotations

import itertools

import pytest

from musclebalance.core.errors import MusclebalanceError, OutOfRangeError, UnknownNameError
from musclebalance.lifestyle import CYCLES, Bout, Event, Lifestyle
from musclebalance.model.exposure import Exposure
from musclebalance.pairs import pair, pair_names
from musclebalance.timeline import compile

READY = {
    "office": Lifestyle.office(),
    "lifting": Lifestyle.lifting(),
    "driving": Lifestyle.driving(),
    "sport": Lifestyle.sport(),
    "screens": Lifestyle.screens(),
    "resting": Lifestyle.resting(),
    "restless": Lifestyle.office().with_sleep(6, efficiency=0.7, stress=0.4),
    "angles": Lifestyle.of_angles({0: 6, 5: 10}, longest=1),
}


@pytest.mark.parametrize("life", READY.values(), ids=READY)
@pytest.mark.parametrize("name", pair_names())
def test_every_ready_life_compiles_for_every_pair(life: Lifestyle, name: str):
    timeline = compile(None, life, pair(name), days=7)
    assert timeline.days == 7
    low, high = (pair(name).parameters.value(f"range_{end}") for end in ("low", "high"))
    angles = [segment.angle for segment in timeline.table if segment.angle is not None]
    assert low <= min(angles) <= max(angles) <= high
    assert all(0.0 <= segment.stress <= 1.0 for segment in timeline.table)


def test_hours_are_those_asked_for():
    assert Lifestyle.lifting(3, 1).hours()["lift"] == pytest.approx(3)
    assert Lifestyle.lifting(3, 1).hours()["carry"] == pytest.approx(1)
    assert Lifestyle.driving(9).hours()["drive"] == pytest.approx(9)
    assert Lifestyle.sport("Mon Thu", hours=1.5).hours()["sport"] == pytest.approx(3 / 7)
    assert Lifestyle.screens(2.5, 1).hours()["phone"] == pytest.approx(2.5)
    assert Lifestyle.resting(sleep=10).hours()["sleep"] == pytest.approx(10)


def test_a_histogram_is_cut_into_bouts_that_take_turns():
    life = Lifestyle.of_angles({85: 8, 0: 4, 30: 4}, longest=2)
    (day,) = life.week
    assert life.hours() == pytest.approx({"85 deg": 8, "0 deg": 4, "30 deg": 4, "sleep": 8})
    assert max(bout.hours for bout in day if bout.activity != "sleep") == 2.0
    assert [bout.activity for bout in day].count("85 deg") == 4
    neighbours = [a.activity == b.activity for a, b in itertools.pairwise(day)]
    assert sum(neighbours) <= 1


def test_bouts_given_in_order_are_not_interrupted():
    life = Lifestyle.of_angles([(85, 4.0), (0, 1.0), (85, 3.0)], rest="sleep")
    assert [(b.activity, b.hours) for b in life.day(0)] == [
        ("85 deg", 4.0),
        ("0 deg", 1.0),
        ("85 deg", 3.0),
        ("sleep", 16.0),
    ]
    assert life.day(0)[0].exposures == (Exposure(mode="posture", angle=85),)


def test_stress_in_any_activity_and_by_the_clock():
    drive = Lifestyle.driving(stress=0.0).with_stress({"drive": 0.5, "walk": 0.2})
    assert {b.activity: b.stress for b in drive.day(0) if b.stress} == {"drive": 0.5, "walk": 0.2}
    every = Lifestyle.healthy().with_stress(0.3)
    assert {b.stress for b in every.day(0) if b.activity != "sleep"} == {0.3}
    assert [b.stress for b in every.day(0) if b.activity == "sleep"] == [0.0]
    profile = Lifestyle.office().with_stress([("09:00", 0.6), ("17:00", 0.2), ("21:00", 0.0)])
    clock, seen = 0.0, {}
    for bout in profile.day(0):
        seen[round(7 + clock, 3)] = bout.stress
        clock += bout.hours
    assert clock == pytest.approx(24.0)
    assert [seen[h] for h in (7.0, 9.0, 17.0, 21.0)] == [0.0, 0.6, 0.2, 0.0]


def test_nights_can_be_short_long_and_restless():
    office = Lifestyle.office()
    assert office.with_sleep(6).hours()["free"] == pytest.approx(office.hours()["free"] + 2)
    assert office.with_sleep(9).hours()["sleep"] == pytest.approx(9)
    restless = office.with_sleep(8, efficiency=0.75, stress=0.5, wakings=3)
    awake = [b for b in restless.day(0) if b.activity == "sleep" and b.stress > 0]
    assert len(awake) == 3
    assert sum(b.hours for b in awake) == pytest.approx(2.0)
    assert sum(restless.hours().values()) == pytest.approx(24.0)


def test_parts_of_lifting_repeat_instead_of_being_held():
    assert Bout("lift", 0.5).repeats == 30 / CYCLES["lift"]
    assert Bout("walk", 1.5).repeats == 1
    assert Bout("walk", 1.5, cycle=10).repeats == 9
    back = pair("erector-spinae-rectus-abdominis")
    timeline = compile(None, Lifestyle.lifting(), back, days=1)
    longest = max(t for t, s in zip(timeline.durations, timeline, strict=True) if s.effort_agonist > 0.3)
    assert longest == pytest.approx(0.3 * 60.0, rel=0.05)
    lifted = sum(t for t, s in zip(timeline.durations, timeline, strict=True) if s.effort_agonist > 0.3)
    assert lifted == pytest.approx(0.3 * 3.0 * 3600.0)


def test_a_trauma_of_a_muscle_is_three_steps():
    event = Event.trauma(3, "12:00", "antagonist", 0.5)
    assert {state: value for state, _, value in event.changes} == {
        "capacity_antagonist": -0.25,
        "guarding_antagonist": 0.01,
        "sensitisation": 0.15,
    }
    assert event.label == "trauma of the antagonist"


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (lambda: Lifestyle.lifting(9), OutOfRangeError, "lifting 9 h is outside 0 to 8 h"),
        (lambda: Lifestyle.lifting(6, 3), OutOfRangeError, "carrying 3 h is outside 0 to 2 h"),
        (lambda: Lifestyle.driving(13), OutOfRangeError, "driving 13 h"),
        (lambda: Lifestyle.of_angles({0: 25}), OutOfRangeError, "hours at 0 deg 25 h"),
        (lambda: Lifestyle.of_angles({0: 5}, longest=0), OutOfRangeError, "longest bout 0 h"),
        (lambda: Lifestyle.office().with_stress({"dsk": 0.5}), UnknownNameError, "Did you mean 'desk'"),
        (lambda: Lifestyle.office().with_stress(1.5), OutOfRangeError, "stress from 07:00 1.5"),
        (
            lambda: Lifestyle.office().with_stress([("10:00", 0.1), ("09:00", 0.2)]),
            MusclebalanceError,
            "in order",
        ),
        (lambda: Lifestyle.office().with_sleep(1), OutOfRangeError, "time in bed 1 h"),
        (lambda: Lifestyle.office().with_sleep(8, efficiency=0.1), OutOfRangeError, "sleep efficiency 0.1"),
        (lambda: Bout("x", 1, exposures=(Exposure(0.5),)), MusclebalanceError, "add up to 0.5"),
        (lambda: Bout("x", 1, cycle=0), OutOfRangeError, "cycle of activity 'x' 0 min"),
        (lambda: Event.trauma(1, muscle="agonst"), UnknownNameError, "Did you mean 'agonist'"),
        (lambda: Event.trauma(1, severity=2), OutOfRangeError, "severity of the trauma 2"),
    ],
)
def test_errors_say_what_is_wrong(make, kind, message):
    with pytest.raises(kind) as caught:
        make()
    assert message in str(caught.value)
