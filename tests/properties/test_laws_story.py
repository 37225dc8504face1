"""Laws of whole lives: health is a fixed point, worse lives are worse, and the story of the hip flexors."""

from __future__ import annotations

import numpy as np
import pytest

import musclebalance as mb
from musclebalance import timeline
from musclebalance.cli import demo
from musclebalance.model import readouts
from musclebalance.pairs import pair_names
from musclebalance.treatment import PIR, Plan, StaticStretch

HIP = "hip-flexors-gluteus-maximus"
OFFICE, HEALTHY, REDUCED = mb.Lifestyle.office, mb.Lifestyle.healthy(), mb.Lifestyle.reduced()
#: Imbalance by which a worse life may look better: readings, not a drift.
TOLERANCE = 0.01


@pytest.fixture(scope="module")
def story():
    return demo.run()


@pytest.mark.parametrize("name", pair_names())
def test_law_2_a_healthy_life_changes_nothing(name):
    person = mb.healthy(mb.pair(name))
    result = mb.simulate(person, None, HEALTHY, days=21)
    for muscle in ("agonist", "antagonist"):
        assert np.abs(result.values(f"resting_length_{muscle}") - 1).max() < 5e-5
        assert result.values(f"memory_{muscle}")[-1] < 0.05
    assert result.values("imbalance")[-1] < 0.02


@pytest.mark.slow
@pytest.mark.parametrize("name", pair_names())
def test_law_2_nor_does_it_in_200_days_and_a_disturbance_shrinks(name):
    person = mb.healthy(mb.pair(name))
    result = mb.simulate(person, None, HEALTHY, days=200)
    assert abs(result.values("resting_length_agonist")[-1] - 1) < 1e-4
    moved = person.with_state(resting_length_agonist=0.99, resting_length_antagonist=1.01)
    course = mb.simulate(moved, None, HEALTHY, days=200)
    contrast = np.log(course.values("resting_length_antagonist") / course.values("resting_length_agonist"))
    assert contrast[-1] < 0.6 * contrast[0]


def test_law_2_a_disturbance_of_the_hip_shrinks():
    person = mb.healthy(mb.pair(HIP)).with_state(resting_length_agonist=0.99, resting_length_antagonist=1.01)
    course = mb.simulate(person, None, HEALTHY, days=100)
    contrast = np.log(course.values("resting_length_antagonist") / course.values("resting_length_agonist"))
    assert (np.diff(contrast) < 1e-6).all()
    assert contrast[-1] < 0.6 * contrast[0]


def test_law_3_a_course_cut_in_two_is_the_same_course():
    person = mb.healthy(mb.pair(HIP))
    whole = mb.simulate(person, None, OFFICE(8, 0.6), days=14)
    half = mb.simulate(person, None, OFFICE(8, 0.6), days=7).final
    rest = mb.simulate(half, None, OFFICE(8, 0.6), days=7)
    np.testing.assert_allclose(rest.final.state, whole.final.state, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_law_4_every_delivered_second_is_in_the_audit(seed):
    rng = np.random.default_rng(seed)
    contract, stretch, count = rng.integers(3, 15), rng.integers(5, 40), rng.integers(1, 9)
    session = PIR(contract=float(contract), stretch=float(stretch), repetitions=int(count))
    plan = Plan(session, per_week=int(rng.integers(1, 7)), weeks=3, adherence=float(rng.uniform(0.3, 1)))
    course = timeline.compile(plan, OFFICE(8, 0.6), mb.pair(HIP), weeks=4, seed=seed)
    delivered = [course.segment(i) for span in course.spans for i in range(span.first, span.last + 1)]
    contracted = sum(s.duration for s in delivered if s.phase == "hold")
    stretched = sum(s.duration for s in delivered if s.phase == "stretch")
    sessions = len(course.spans)
    assert course.audit.delivered == course.audit.adhered
    assert contracted == pytest.approx(sessions * count * contract)
    assert stretched == pytest.approx(sessions * (10 + count * stretch))
    assert sum(s.duration for s in (course.segment(i) for i in range(len(course)))) == pytest.approx(
        28 * 86400
    )


@pytest.fixture(scope="module")
def hours():
    """Imbalance and its components after half a year at a desk, by seated hours (two in the evening)."""
    lives = {2 + h: OFFICE(h, 0.6 if h else 0.0) for h in (0, 2, 4, 6, 8, 10)}
    lives[0] = mb.Lifestyle.healthy().swap(sit="stand")
    return {seated: mb.develop(mb.pair(HIP), life, days=180) for seated, life in lives.items()}


def test_law_7_more_seated_hours_never_lower_the_imbalance(hours):
    found = [hours[seated].imbalance for seated in (4, 6, 8, 10, 12)]
    assert (np.diff(found) > -TOLERANCE).all(), found


def test_law_7_fewer_seated_hours_than_the_healthy_life_tip_the_pair_the_other_way(hours):
    signed = {seated: float(person.components().length) for seated, person in hours.items()}
    assert signed[0] < signed[2] < signed[6] < signed[12]
    assert signed[0] < 0 < signed[12]
    assert hours[0].imbalance > hours[4].imbalance  # the composite has no sign
    assert hours[0].components().tone == pytest.approx(0, abs=0.05)


@pytest.mark.parametrize("name", pair_names())
def test_law_7_less_of_a_cause_is_never_more_imbalance(name):
    one = mb.pair(name)
    by_hours = [mb.develop(one, OFFICE(h, 0.6), days=180, tol=1e-3).imbalance for h in (0, 1, 2, 4, 6, 8)]
    by_stress = [mb.develop(one, OFFICE(8, s), days=180, tol=1e-3).imbalance for s in (0.0, 0.5, 1.0)]
    assert by_hours[0] < 0.12  # without a desk the healthy life, but for the order of its hours
    assert (np.diff(by_hours) > -0.02).all(), by_hours
    assert (np.diff(by_stress) > -0.02).all(), by_stress


def test_law_7_more_stress_never_lowers_the_imbalance():
    lives = [OFFICE(8, stress) for stress in (0, 0.25, 0.5, 0.75, 1)]
    found = [mb.develop(mb.pair(HIP), life, days=120).imbalance for life in lives]
    assert (np.diff(found) > -TOLERANCE).all(), found


def test_law_8_the_desk_makes_a_short_tense_muscle_and_a_long_partner(story):
    start = story.person
    value = {k: float(start.history.values(k)[-1]) for k in start.history.names()}
    assert start.imbalance == pytest.approx(1.0, abs=0.15)
    assert -10 < 100 * (value["resting_length_agonist"] - 1) < -3
    assert 1 < 100 * (value["resting_length_antagonist"] - 1) < 10
    assert value["resting_tension_agonist"] > 1.1 * start.history.values("resting_tension_agonist")[0]
    assert 4 < start.reference.rom["agonist"] - value["rom_agonist"] < 12
    assert value["resting_angle"] > 3


def test_law_8_the_long_partner_is_weak_at_a_short_test_angle(story):
    start = story.person
    torque = [
        float(readouts.isometric_torque(start.body, y, "antagonist", -10.0))
        for y in (start.healthy_state, start.state)
    ]
    assert torque[1] < 0.98 * torque[0]


def test_law_8_removing_the_cause_alone_leaves_a_residue(story):
    left = story["cause removed", "no treatment"].values("imbalance")
    assert 0.1 <= left[84] / left[0] <= 0.7  # how much is not known: no trial removed a cause and waited
    assert (np.diff(left) < 0).all()


def test_law_8_pir_removes_most_of_it_once_the_cause_is_gone(story):
    left = story["cause removed", "PIR"].values("imbalance")
    assert left[56] < 0.4
    assert left[84] < 0.4


@pytest.mark.parametrize("life", ["cause removed", "cause reduced", "cause unchanged"])
def test_law_8_pir_is_below_untreated_at_every_visit(story, life):
    treated = story[life, "PIR"].values("imbalance")
    untreated = story[life, "no treatment"].values("imbalance")
    assert (treated[7:] < untreated[7:]).all()


def test_law_8_the_partner_recovers_without_being_treated(story):
    for programme in ("no treatment", "PIR"):
        length = story["cause removed", programme].values("resting_length_antagonist")
        assert length[84] - 1 < 0.5 * (length[0] - 1)


def test_law_8_with_the_cause_unchanged_pir_holds_a_better_level_and_does_not_cure(story):
    treated = story["cause unchanged", "PIR"].values("imbalance")
    untreated = story["cause unchanged", "no treatment"].values("imbalance")
    assert treated[84] < 0.9 * untreated[84]
    assert treated[84] > 0.6 * treated[0]
    assert treated[112] > treated[84]


def test_law_8_stopping_loses_the_gain_of_range_with_the_time_constant_of_the_trials(story):
    gain = story["cause unchanged", "PIR"].values("rom_agonist") - story[
        "cause unchanged", "no treatment"
    ].values("rom_agonist")
    assert 12 < 21 / np.log(gain[87] / gain[108]) < 29


def test_law_8_the_share_due_to_treatment_is_reported_per_component(story):
    share = {k: v["after"] for k, v in story.due_to_treatment("cause removed", "PIR").items()}
    assert 0.1 < share["imbalance"] < 0.6
    assert share["tone_agonist"] > 0.5
    assert share["rom_agonist"] > 0.2
    # PIR does not lengthen the muscle, and its partner recovers through the change of life
    assert abs(share["resting_length_agonist"]) < 0.2
    assert abs(share["resting_length_antagonist"]) < 0.2


def test_law_8_static_stretching_of_the_same_time_does_about_as_much():
    """The null of the trials: neither technique is better by more than a fifth of what it does."""
    person = mb.develop(mb.pair(HIP), OFFICE(8, 0.6), days=90)
    left = [
        mb.simulate(person, Plan(s, per_week=3, weeks=6), HEALTHY, weeks=6).values("imbalance")[-1]
        for s in (PIR(), StaticStretch(hold=29, rest=3, repetitions=5))
    ]
    assert left[0] == pytest.approx(left[1], abs=0.2 * (person.imbalance - left[0]))
