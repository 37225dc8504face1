"""Lifestyles: hours add up, vary continuously, and say clearly what is wrong."""

from __future__ import annotations

import pytest

from musclebalance.core.errors import MusclebalanceError, OutOfRangeError, UnknownNameError
from musclebalance.lifestyle import Bout, Event, Lifestyle
from musclebalance.model.exposure import Exposure


def total(life: Lifestyle) -> float:
    return sum(life.hours().values())


def test_healthy_life_has_the_hours_of_the_reference():
    assert Lifestyle.healthy().hours() == pytest.approx(
        {"walk": 1.5, "stand": 5.25, "sit": 4.0, "free": 5.25, "sleep": 8.0}
    )


def test_office_life_has_the_hours_of_the_reference_desk_day():
    hours = Lifestyle.office(hours=8, stress=0.6).hours()
    assert hours == pytest.approx(
        {"desk": 8.0, "sit": 2.0, "walk": 0.37, "stand": 1.65, "free": 3.98, "sleep": 8.0}
    )


@pytest.mark.parametrize(("evening", "stand", "free"), [(2.0, 4.6, 4.2), (1.0, 4.0, 5.8)])
def test_reduced_life(evening, stand, free):
    hours = Lifestyle.reduced(evening=evening).hours()
    assert hours == pytest.approx(
        {"desk": 4.0, "sit": evening, "walk": 1.2, "stand": stand, "free": free, "sleep": 8.0}
    )


@pytest.mark.parametrize("hours", [0.0, 0.001, 3.7, 8.0, 12.0])
def test_office_hours_vary_from_none_to_twelve(hours):
    life = Lifestyle.office(hours=hours)
    assert total(life) == pytest.approx(24.0)
    assert life.hours().get("desk", 0.0) == pytest.approx(hours)


def test_office_hours_are_continuous():
    one, other = Lifestyle.office(hours=4.0).hours(), Lifestyle.office(hours=4.0 + 1e-6).hours()
    assert other == pytest.approx(one, abs=2e-6)


def test_stress_is_at_the_desk_only():
    (day,) = Lifestyle.office(stress=0.6).week
    assert {bout.activity for bout in day if bout.stress > 0} == {"desk"}


def test_weekdays_can_differ():
    life = Lifestyle.office().on("Sat Sun", Lifestyle.healthy())
    assert [len(life.week), "desk" in dict_of(life.day(0)), "desk" in dict_of(life.day(5))] == [
        7,
        True,
        False,
    ]
    assert life.day(7) == life.day(0)


def dict_of(day):
    return {bout.activity: bout.hours for bout in day}


def test_a_bout_replaces_what_was_there():
    life = Lifestyle.office().with_("sport", hours=1.0, at="18:30", days="Tue")
    assert total(life) == pytest.approx(24.0)
    assert sum(bout.hours for bout in life.day(1) if bout.activity == "sport") == 1.0
    assert life.day(0) == Lifestyle.office().day(0)
    clock = 0.0
    for bout in life.day(1):
        if bout.activity == "sport":
            assert clock == pytest.approx(11.5)
        clock += bout.hours


def test_movement_breaks_come_out_of_the_desk():
    before, after = Lifestyle.office(), Lifestyle.office().with_breaks(minutes=5, every=25)
    assert total(after) == pytest.approx(24.0)
    moved = before.hours()["desk"] - after.hours()["desk"]
    assert moved == pytest.approx(after.hours()["walk"] - before.hours()["walk"])
    assert moved == pytest.approx(8.0 * 5 / 30, rel=0.06)


def test_swap_renames_an_activity():
    assert "desk" not in Lifestyle.office().swap(desk="stand").hours()


def test_equal_days_are_one_day():
    day = Lifestyle.healthy().day(0)
    assert len(Lifestyle("week", (day,) * 7).week) == 1


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Lifestyle.office(hours=13), "desk work 13 h is outside 0 to 12 h"),
        (lambda: Lifestyle.office(stress=1.2), "stress 1.2 is outside 0 to 1"),
        (lambda: Lifestyle("x", ((Bout("sleep", 8.0),),)), "fills 8 h of the day, not 24 h"),
        (lambda: Lifestyle("x", ((Bout("sleep", 24.0),),) * 2), "has 2 days"),
        (lambda: Lifestyle("x", ((Bout("sleep", 24.0),),), wake="25:00"), "'25:00' is not a clock time"),
        (lambda: Lifestyle.office().with_breaks(minutes=5, every=30, during="dsk"), "Did you mean 'desk'"),
        (lambda: Lifestyle.office().swap(dask="stand"), "Did you mean 'desk'"),
        (lambda: Lifestyle.office().on("Sat Sonday", Lifestyle.healthy()), "Did you mean 'Sunday'"),
        (lambda: Lifestyle.office().with_("sport", hours=2, at="06:00"), "is outside 0 to 24 h"),
        (
            lambda: Lifestyle.working(10, 0.1, walk=3, stand=3, evening=3),
            "asks for 27 h a day; take away 3 h",
        ),
        (lambda: Bout("desk", -1), "length of activity 'desk' -1 h is outside 0 to 24 h"),
        (lambda: Event(0, "12:00", (("pain", "add", 1.0),)), "day of the event 0 d is outside"),
        (lambda: Event(1, "12:00", ()), "changes nothing"),
        (lambda: Event(1, "12:00", (("pain", "plus", 1.0),)), "'plus'"),
        (lambda: Exposure(mode="postur"), "Did you mean 'posture'"),
        (lambda: Exposure(mode="posture"), "needs an angle"),
        (lambda: Exposure(phase="hald"), "Did you mean 'hold'"),
        (lambda: Exposure(effort_agonist=1.4), "effort of the agonist 140 %MVC is outside 0 to 100 %MVC"),
    ],
)
def test_errors_say_what_is_wrong(make, message):
    with pytest.raises(MusclebalanceError) as caught:
        make()
    assert message in str(caught.value)
    assert isinstance(caught.value, (MusclebalanceError, UnknownNameError, OutOfRangeError))
