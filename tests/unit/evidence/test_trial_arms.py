"""Rows become typed arms; what is not printed becomes a range, what cannot be expressed a reason."""

import pandas as pd
import pytest

from musclebalance import evidence
from musclebalance.evidence import doses, further, vocabulary
from musclebalance.evidence.trial_arms import read


@pytest.fixture(scope="module")
def calibrate():
    return read(evidence.arms("calibrate"))


def by_id(arms):
    return {arm.id: arm for arm in arms}


def test_every_row_is_an_arm_or_has_a_reason(calibrate):
    arms, unscored = calibrate
    rows = {arm.id.split("-")[0].split("+")[0] for arm in arms} | {entry.id for entry in unscored}
    assert rows == set(evidence.arms("calibrate").index)
    assert all(entry.reason for entry in unscored)


def test_printed_doses_are_exact_and_unknown_ones_are_ranges(calibrate):
    arms = by_id(calibrate[0])
    printed = {name: (low, high) for name, low, high in arms["P023"].protocol.doses}
    assert printed["stretch"] == (30.0, 30.0)
    assert printed["repetitions"] == (4.0, 4.0)
    unknown = {name: (low, high) for name, low, high in arms["P011"].protocol.doses}
    assert unknown["stretch"] == doses.UNKNOWN["stretch"]
    assert unknown["per_week"][0] < unknown["per_week"][1]
    assert all(low < high for name, low, high in arms["P023"].protocol.doses if name == "barrier")


def test_a_slope_is_compared_as_degrees_a_week(calibrate):
    arm = by_id(calibrate[0])["P024"]
    assert (arm.observed, arm.per_week, arm.readout) == (2.4, 6.0, "knee extension")


def test_follow_up_is_an_arm_of_its_own(calibrate):
    arm = by_id(calibrate[0])["P001+28d"]
    assert arm.observed == pytest.approx(2.0)
    assert arm.after == (28.0, 28.0)


def test_adjusted_means_become_a_difference_from_the_control_row(calibrate):
    arm = by_id(calibrate[0])["P008-P007"]
    assert arm.observed == pytest.approx(23.1)
    assert arm.versus.technique == "none"
    assert arm.error == pytest.approx((1.6**2 + 1.4**2) ** 0.5)


def test_confidence_interval_becomes_a_standard_error(calibrate):
    assert by_id(calibrate[0])["P026"].error == pytest.approx(7 / (2 * 1.959963984540054), rel=1e-6)


def test_deficits_and_pain_count_as_gains_when_they_fall(calibrate):
    arms = by_id(calibrate[0])
    assert arms["P033"].observed == pytest.approx(23.6)
    assert arms["P058"].observed == pytest.approx(1.9)
    assert arms["A036"].observed == pytest.approx(-11.4)


def test_population_sets_the_end_of_range():
    arms = by_id(read(evidence.arms("validate"))[0])
    assert arms["P020"].protocol.limit == (31.0, 45.0)
    assert arms["P005"].protocol.limit == vocabulary._USUAL


def test_total_stretch_time_is_kept_when_repetitions_are_unknown():
    arm = by_id(read(evidence.arms("validate"))[0])["P020"]
    values = {name: low for name, low, _ in arm.protocol.doses} | {"stretch": 10.0}
    session = doses.session("static stretch", values, "agonist")
    stretched = sum(step.seconds for step in session.flat() if step.action == "stretch")
    assert stretched == pytest.approx(90.0)


def test_every_technique_builds_a_session():
    middle = {"effort": 0.5, "contract": 6, "release": 3, "stretch": 20, "repetitions": 3, "barrier": 0.9}
    for technique in doses.BUILDERS:
        session = doses.session(technique, {name: middle[name] for name in doses.NEEDS[technique]}, "agonist")
        assert session.seconds > 0
        assert sum(step.action in ("stretch", "contract") for step in session.flat()) >= 3


def test_an_unknown_muscle_is_a_reason_not_an_error():
    frame = evidence.load("programmes").head(1).assign(target_muscle="tongue")
    arms, unscored = read(frame)
    assert not arms
    assert "tongue" in unscored[0].reason


@pytest.mark.parametrize("use", ["calibrate", "validate"])
def test_further_results_keep_their_use(use):
    arms = further.further_arms(use)
    assert arms
    assert {arm.use for arm in arms} == {use}
    assert by_id(further.further_arms("calibrate"))["T012"].observed == pytest.approx(13.1)


def test_own_columns_are_enough():
    own = pd.DataFrame(
        [
            {
                "row_id": "mine",
                "study": "Own",
                "target_muscle": "hamstrings",
                "arm": "PIR",
                "outcome": "SLR",
                "unit": "deg",
                "contraction_s": 7,
                "contraction_intensity_pctMVC": 20,
                "relax_s": 3,
                "stretch_s": 20,
                "reps_per_session": 5,
                "sessions_per_week": 3,
                "weeks": 4,
                "change_mean": 8.0,
                "change_SD": 6.0,
                "dispersion_type": "SD",
                "n_arm": 20,
                "improves_when": "up",
                "population": "tight hamstrings",
            }
        ]
    )
    arms, unscored = read(evidence.normalise(own.set_index("row_id")))
    assert not unscored
    assert arms[0].error == pytest.approx(6.0 / 20**0.5)
    assert arms[0].protocol.technique == "PIR"
