"""Steps and sessions: built, joined, repeated, equal when they do the same."""

from __future__ import annotations

import pytest

from musclebalance.core.errors import MusclebalanceError
from musclebalance.treatment import PIR, Repeat, Session, Step, session

PHRASES = ["stretch to barrier", "contract at 20 %MVC for 7 s", "release for 3 s", "stretch for 20 s"]


def test_the_first_lines_a_user_writes():
    assert session(PHRASES) * 5 == PIR(effort=0.20, contract=7, release=3, stretch=20, repetitions=5)


def test_pir_has_the_steps_of_the_reference():
    steps = PIR().flat()
    assert (steps[0].action, steps[0].barrier, steps[0].seconds) == ("stretch", 0.7, 10.0)
    assert [(step.action, step.seconds) for step in steps[1:4]] == [
        ("contract", 7.0),
        ("release", 3.0),
        ("stretch", 20.0),
    ]
    assert steps[3].barrier == 0.9
    assert len(steps) == 1 + 3 * 5
    assert PIR().seconds == 160.0


def test_objects_add_and_repeat():
    contract, release = Step("contract", 7, effort=0.2), Step("release", 3)
    one = contract + release
    assert (one * 2).flat() == (contract, release, contract, release)
    assert 2 * one == one + one
    assert (one + contract).flat()[-1] == contract
    assert contract * 2 == Session([Step("contract", 14, effort=0.2)])


def test_a_step_cut_in_two_is_one_step():
    cut = Session([Step("contract", 4, effort=0.2), Step("contract", 3, effort=0.2), Step("release", 3)])
    whole = Session([Step("contract", 7, effort=0.2), Step("release", 3)])
    assert cut == whole
    assert hash(cut) == hash(whole)


def test_the_name_does_not_make_a_difference_but_the_muscle_does():
    assert PIR().named("mine") == PIR()
    assert PIR(muscle="antagonist") != PIR()
    assert PIR() != "PIR"


def test_an_approach_takes_ten_seconds_once():
    flat = session(["stretch to barrier", "stretch for 20 s", "stretch to barrier", "release for 3 s"]).flat()
    assert [step.seconds for step in flat] == [10.0, 20.0, 3.0]
    again = session(["stretch for 20 s", "stretch the antagonist to barrier"]).flat()
    assert [step.seconds for step in again] == [20.0, 10.0]


def test_joined_sessions_keep_both_names_and_sources():
    both = PIR() + session(["rest for 60 s"], name="pause", source="me")
    assert (both.name, both.source) == ("PIR + pause", "Lewit1984; me")


def test_numbers_become_floats():
    assert isinstance(Step("contract", 7, effort=1).effort, float)
    assert isinstance(PIR(contract=7).seconds, float)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Step("contract", 7, effort=1.4), "contraction 140 %MVC is outside 0 to 100 %MVC."),
        (lambda: PIR(effort=1.4), "contraction 140 %MVC is outside 0 to 100 %MVC (step 2 of session 'PIR')."),
        (
            lambda: PIR(stretch=-20),
            "length of a stretch -20 s is outside 0 to 43200 s (step 4 of session 'PIR').",
        ),
        (lambda: PIR(repetitions=0), "number of repetitions 0 is outside 1 to 1000 (session 'PIR')."),
        (lambda: PIR(repetitions=2.5), "repetitions 2.5 is not what PIR() takes: a whole number"),
        (lambda: Step("contract", float("nan"), effort=0.2), "seconds nan is not what Step() takes"),
        (lambda: Step("contract", "7", effort="x"), "seconds '7' is no number with a unit"),
        (lambda: Step("strech", 7), "No action 'strech'. Did you mean 'stretch'?"),
        (
            lambda: Step("contract", 7),
            "a contraction needs an effort; for example 'contract at 20 %MVC for 7 s'.",
        ),
        (lambda: Step("release"), "a release needs a length in seconds"),
        (lambda: Step("release", 0), "a release of 0 s does nothing"),
        (lambda: Step("release", 3, effort=0.2), "a release takes no effort"),
        (lambda: Step("position", 3), "holding a position needs an angle"),
        (lambda: Step("do", 60), "an activity needs an activity"),
        (
            lambda: Step("stretch", 3, barrier=0.9, angle=10),
            "one of barrier, angle and torque, and barrier and angle are given",
        ),
        (
            lambda: Step("stretch", 3, barrier=1.2),
            "barrier 120 % of the tolerated torque is outside 0 to 100 %",
        ),
        (lambda: Step("stretch", 3, muscle="calf for"), "'calf for' is no name for a muscle"),
        (lambda: Step("stretch", 3, muscle=""), "'' is no name for a muscle"),
        (lambda: Step("stretch", 3, offset=2), "length offset 2 lopt is outside -1.5 to 1.5 lopt"),
        (lambda: Session([]), "has no steps"),
        (lambda: Session([3]), "steps: one of them, 3 is not what Session() takes: Step"),
        (lambda: Session("release for 3 s"), "steps 'release for 3 s' is not what Session() takes: Step"),
        (lambda: session([]), "has no steps"),
        (lambda: session(["release for 3 s", 3]), "words: one of them, 3 is not what session() takes: text"),
        (
            lambda: session(["rest for 12 h"] * 3),
            "length of session 'session' 129600 s is outside 0 to 43200 s",
        ),
        (lambda: session(["rest for 3 s"], name="a: b"), "leave out line breaks"),
        (lambda: PIR() * 0, "number of repeats 0 is outside 1 to 1000"),
        (lambda: PIR() * 2.0, "give a whole number from 1 to 1000"),
        (lambda: Repeat(3, ()), "a repeat has no steps"),
    ],
)
def test_errors_say_what_is_wrong(make, message):
    with pytest.raises(MusclebalanceError) as caught:
        make()
    assert message in str(caught.value)


def test_zero_angle_is_an_angle():
    assert Step("position", 3, angle=0.0).angle == 0.0
    assert Step("stretch", 3, angle=0.0).barrier is None
