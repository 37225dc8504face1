"""Plans: days, phases, holidays, ramps."""

from __future__ import annotations

import operator

import pytest

from musclebalance.core.errors import MusclebalanceError
from musclebalance.treatment import (
    PIR,
    Habit,
    IsometricStrength,
    Phase,
    Plan,
    Ramp,
    StaticStretch,
    Step,
    session,
    session_dose,
)


def days(plan: Plan, first_weekday: int = 0) -> list[int]:
    return [slot.day for slot in plan.slots(first_weekday)]


def test_sessions_fall_on_the_usual_weekdays():
    assert days(Plan(PIR(), per_week=3, weeks=2)) == [0, 2, 4, 7, 9, 11]
    assert days(Plan(PIR(), days="Tue Sun", weeks=1)) == [1, 6]
    assert days(Plan(PIR(), days="Tue Sun", weeks=1), first_weekday=1) == [0, 5]
    assert days(Plan(PIR(), every=2, weeks=1)) == [0, 2, 4, 6]
    assert len(days(Plan(PIR(), per_week=14, weeks=2, time=("09:00", "18:00")))) == 28


def test_plus_is_then_and_ampersand_is_meanwhile():
    clinic, home = Plan(PIR(), 3, 4), Plan(StaticStretch(), 5, 8, where="home", adherence=0.8)
    both = clinic + home
    assert (both.weeks, [phase.start for phase in both.phases]) == (12, [0, 28])
    assert days(both)[12] == 28
    beside = clinic & home
    assert (beside.weeks, [phase.start for phase in beside.phases]) == (8, [0, 0])
    assert (clinic + (clinic & home) + clinic).weeks == 4 + 8 + 4
    assert both.techniques == ("PIR", "static stretch")


def test_holidays_take_sessions_away_and_move_with_the_plan():
    plan = Plan(PIR(), per_week=7, weeks=2).holiday(3, 5)
    assert days(plan) == [0, 1, *range(5, 14)]
    assert days(Plan(PIR(), 7, 1) + plan) == [*range(7), 7, 8, *range(12, 21)]


def test_sessions_before_waking_belong_to_the_end_of_the_day():
    (slot,) = Plan(PIR(), days="Mon", weeks=1, time="06:00").slots(wake="07:00")
    assert slot.start == 23 * 3600


def test_a_ramp_goes_from_the_first_week_to_the_last():
    plan = Plan(PIR(), per_week=1, weeks=5, ramps=Ramp("effort", 0.1, 0.3))
    efforts = [
        next(step.effort for step in slot.session.flat() if step.action == "contract")
        for slot in plan.slots()
    ]
    assert efforts == pytest.approx([0.1, 0.15, 0.2, 0.25, 0.3])


def test_ramps_of_repetitions_seconds_and_barrier():
    session = IsometricStrength(repetitions=4, sets=2)
    assert session_dose(Ramp("repetitions", 6, 6).apply(session, 0, 1)).contractions == 12
    assert session_dose(Ramp("seconds", 9, 9).apply(PIR(), 0, 1)).effort_seconds == 45
    barriers = {
        step.barrier
        for step in Ramp("barrier", 0.8, 0.8).apply(PIR(), 0, 1).flat()
        if step.action == "stretch"
    }
    assert barriers == {0.8}


def test_words_make_a_plan():
    assert Plan(Step("release", 3) * 2, per_week=1, weeks=1).phases[0].session == session(["release for 6 s"])


@pytest.mark.parametrize("other", [PIR(), "PIR", None, 3])
@pytest.mark.parametrize("join", [operator.add, operator.and_])
def test_a_plan_is_joined_with_plans_only(join, other):
    with pytest.raises(MusclebalanceError, match="a plan is joined with plans, not with"):
        join(Plan(PIR(), 3, 4), other)


def test_printing_tells_the_plan():
    plan = Plan(PIR(), 3, 4) + Plan(PIR(), every=3, weeks=2, where="home", adherence=Habit(0.9, 0.4))
    assert str(plan.holiday(36, 40)).splitlines() == [
        "1. PIR, Mon Wed Fri at 18:00, clinic, day 1 on for 4 weeks",
        "2. PIR, every 3 days at 18:00, home, day 29 on for 2 weeks, habit (keeps 90 %, resumes 40 %)",
        "holiday from day 36 to day 40",
    ]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Plan(PIR(), weeks=4), "does not say how often; give per_week=3"),
        (lambda: Plan(PIR(), 0, 4), "sessions a week 0 is outside 1 to 7"),
        (lambda: Plan(PIR(), 9, 4), "for more give several times"),
        (lambda: Plan(PIR(), 3, 4, time=("09:00", "18:00")), "3 sessions a week cannot be 2 on each day"),
        (
            lambda: Plan(PIR(), 3, 4, days="Mon Tue"),
            "2 days with 1 session each make 2 a week, but per_week is 3",
        ),
        (lambda: Plan(PIR(), 3, 4, every=2), "every=2 says when; leave out per_week and days"),
        (lambda: Plan(PIR(), 3, 4.1), "length of the plan 4.1 weeks is not a whole number of days"),
        (lambda: Plan(PIR(), 3, -4), "length of the plan -4 weeks is outside"),
        (lambda: Plan(PIR(), 3, 4, where="hom"), "No place 'hom'. Did you mean 'home'?"),
        (lambda: Plan(PIR(), 3, 4, time="18.00"), "'18.00' is not a clock time"),
        (lambda: Plan(PIR(), 4, 4, time=("18:00", "18:00")), "each of them once"),
        (lambda: Plan(PIR(), 3, 4, adherence=8), "adherence 8 is outside 0 to 1"),
        (lambda: Plan(PIR(), 3, 4).holiday(9, 3), "last day of the holiday 3 d is outside 9 to 3650 d"),
        (lambda: Plan(PIR(), 3, 4).after(-1), "days to wait -1 d is outside"),
        (lambda: Plan.of([]), "a plan without phases; use plan=None"),
        (lambda: Phase(PIR(), 0, 7), "give either weekdays or every="),
        (lambda: Ramp("efort", 0.1, 0.2), "No ramp quantity 'efort'. Did you mean 'effort'?"),
        (lambda: Ramp("effort", 0.1, 1.2), "ramp of effort 1.2 is outside 0 to 1"),
        (lambda: Plan(PIR(), 3, 4, ramps=Ramp("effort", 0.0, 0.2)), "a contraction needs an effort"),
    ],
)
def test_errors_say_what_is_wrong(make, message):
    with pytest.raises(MusclebalanceError) as caught:
        make()
    assert message in str(caught.value)
