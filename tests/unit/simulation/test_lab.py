"""The laboratory: sessions and segments second by second, one person or many."""

from __future__ import annotations

import numpy as np
import pytest

import musclebalance as mb
from musclebalance.core.errors import MusclebalanceError, OutOfRangeError
from musclebalance.result import Person
from musclebalance.simulation import People, simulate
from musclebalance.simulation.lab import close_up

HOLD = mb.Segment(7.0, "hold", "hold", effort_agonist=0.2, label="hold")


def test_a_session_is_seen_from_its_start_to_the_rest_after_it(developed: Person) -> None:
    seen = mb.lab(developed, mb.PIR(contract=7, repetitions=1), every=0.5, after=30.0)
    assert seen.times[0] == 0
    assert np.diff(seen.times).max() <= 0.5
    np.testing.assert_array_equal(seen.states[0], developed.state)
    assert seen["tension_agonist"].max() > 5 * seen["tension_agonist"].iloc[-1]
    assert seen.values("rom_agonist")[-1] == seen.final.read("rom_agonist")
    assert seen.at("pain", 10.0) == pytest.approx(np.interp(10.0, seen.times, seen.values("pain")))


def test_a_stretch_holds_a_torque_and_the_joint_creeps(developed: Person) -> None:
    session = mb.session(["stretch until 5 N m for 120 s"])
    seen = mb.lab(developed, session, every=10.0)
    held = seen.values("passive_torque_agonist")[2:13]
    np.testing.assert_allclose(held, 5.0, rtol=0.02)
    creep = np.diff(seen.values("angle")[2:13])
    assert (creep < 0).all()  # hip flexors lengthen towards extension, ever more slowly
    assert creep[-1] > creep[0]
    tolerated = r"torque of stretch of the hip flexors 50 N m is outside 0 to 1\d\.\d+ N m"
    with pytest.raises(OutOfRangeError, match=tolerated):
        mb.lab(developed, mb.session("stretch until 50 N m for 10 s"))


def test_many_people_are_seen_as_each_of_them(developed: Person) -> None:
    other = developed.with_state(tone_agonist=0.03)
    many = mb.lab(People.of([developed, other]), [HOLD], every=1.0, after=5.0)
    for k, one in enumerate((developed, other)):
        alone = mb.lab(one, [HOLD], every=1.0, after=5.0)
        np.testing.assert_array_equal(many.states[k], alone.states)
        for name in ("tension_agonist", "rom_agonist", "imbalance"):
            np.testing.assert_allclose(many.values(name)[k], alone.values(name), rtol=1e-12)
    assert many["pain"].shape == (len(many.times), 2)
    assert many.at("pain", 3.5).shape == (2,)
    assert len(many.final) == 2


def test_chosen_times_are_stored_and_change_little(developed: Person) -> None:
    fine, chosen = (
        mb.lab(developed, HOLD, every=0.5, tol=1e-8),
        mb.lab(developed, HOLD, at=(1, 6.5), tol=1e-8),
    )
    np.testing.assert_array_equal(chosen.times, [1.0, 6.5])
    np.testing.assert_allclose(chosen.states, fine.states[[2, 13]], rtol=1e-5, atol=1e-7)
    with pytest.raises(OutOfRangeError, match="time to store"):
        mb.lab(developed, HOLD, at=(8.0,))
    with pytest.raises(MusclebalanceError, match="nothing to do"):
        mb.lab(developed, [])


def test_events_of_segments_happen(developed: Person) -> None:
    hurt = mb.Segment(1.0, event=(("pain", "set", 7.0),))
    seen = mb.lab(developed, [mb.Segment(1.0), hurt], every=0.5)
    assert seen.at("pain", 1.0) < 5 < seen.at("pain", 1.5)


def test_a_session_in_a_plan_is_the_session_in_the_laboratory(developed: Person) -> None:
    plan = mb.Plan(mb.PIR(), days="Mon", weeks=1 / 7, time="10:00")
    result = simulate(developed, plan, mb.Lifestyle.resting(), days=1)
    span = result.timeline.spans[0]
    before = close_up(result, span.start, span.start, tol=1e-7).states[-1]
    person = mb.Person(
        developed.pair, developed.body, before, developed.healthy_state, developed.healthy_life
    )
    there = close_up(result, span.start, span.end, every=1.0, tol=1e-7)
    here = mb.lab(person, mb.PIR(), tol=1e-7)
    assert here.times[-1] == pytest.approx(span.end - span.start)
    assert here.values("rom_agonist")[-1] == pytest.approx(there.values("rom_agonist")[-1], abs=1e-3)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"every": -1.0}, "distance of stored times -1 s is outside"),
        ({"every": 0.0}, "distance of stored times 0 s is outside"),
        ({"every": float("nan")}, "every nan is not what"),
        ({"after": -5.0}, "time that follows -5 s is outside"),
        ({"where": "klinik"}, "No place 'klinik'. Did you mean 'clinic'"),
    ],
)
def test_what_the_laboratory_cannot_do_is_refused(developed: Person, asked, message) -> None:
    with pytest.raises(MusclebalanceError, match=message):
        mb.lab(developed, mb.PIR(), **asked)


def test_the_laboratory_needs_a_person_and_something_to_do(developed: Person) -> None:
    with pytest.raises(MusclebalanceError, match="needs a person or people, got Pair"):
        mb.lab(developed.pair, mb.PIR())
    for nothing in (5, "PIR"):
        with pytest.raises(MusclebalanceError, match=r"done .* is not what lab.. takes: Session or"):
            mb.lab(developed, nothing)
