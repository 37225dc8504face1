"""The predictions by which the explanations of contract-release differ, each with the sign the literature
gives it.

Hamstrings, because that is where the trials are; evidence rows are named where they gave a figure. Nulls
are asserted as nulls: what an explanation cannot do it must not do.
"""

from __future__ import annotations

import pytest

import musclebalance as mb

MODELS = ("combined", "classical", "mechanical", "neural", "sensory", "hypoalgesic", "core", "background")


@pytest.fixture(scope="module")
def hamstrings() -> mb.Comparison:
    plan = mb.Plan(mb.PIR(), per_week=3, weeks=8)
    return mb.compare(mb.pair("hamstrings-quadriceps"), plan, models=MODELS)


@pytest.fixture(scope="module")
def hip() -> mb.Comparison:
    plan = mb.Plan(mb.PIR(), per_week=3, weeks=8)
    return mb.compare(mb.pair("hip-flexors-gluteus-maximus"), plan, models=MODELS)


@pytest.fixture(params=["hamstrings", "hip"])
def found(request) -> mb.Comparison:
    return request.getfixturevalue(request.param)


def adds(found: mb.Comparison, model: str, name: str) -> float:
    """What an explanation adds to what any muscle does."""
    return found[model, name] - found["background", name]


def test_motion_up_and_torque_at_fixed_angle_unchanged_is_felt_only(found):
    for model in ("sensory", "hypoalgesic"):
        assert adds(found, model, "acute_rom_1min") > 0.8
        assert adds(found, model, "acute_fixed_1min") == pytest.approx(0, abs=0.25)
        assert found[model, "acute_fixed_30min"] == pytest.approx(0, abs=1e-3)


def test_torque_at_fixed_angle_down_is_mechanical(found):
    assert adds(found, "mechanical", "acute_fixed_1min") > 1.0
    assert adds(found, "mechanical", "acute_fixed_1min") == pytest.approx(
        adds(found, "mechanical", "acute_rom_1min"), rel=0.1
    )


def test_softening_and_the_fast_rise_of_tolerance_are_gone_within_half_an_hour(found):
    mechanical = [adds(found, "mechanical", f"acute_rom_{t}") for t in ("1min", "6min", "30min", "24h")]
    sensory = [adds(found, "sensory", f"acute_rom_{t}") for t in ("1min", "6min", "30min", "24h")]
    assert mechanical[1] < 0.6 * mechanical[0]
    assert mechanical[2] < 0.2 * mechanical[0]
    assert mechanical[3] == pytest.approx(0, abs=0.3)
    assert 0.3 * sensory[0] < sensory[1] < 0.7 * sensory[0]
    assert 0 < sensory[2] < 0.2 * sensory[0]
    assert 0 < sensory[3] < 1.0, "what is left next day nobody could measure"


def test_the_reflex_is_gone_in_ten_seconds_and_moves_no_range(found):
    """T14: 83 % at 1 s, 10 % at 10 s."""
    assert found["neural", "reflex_1s"] == pytest.approx(83, abs=3)
    assert found["neural", "reflex_10s"] == pytest.approx(10, abs=3)
    for moment in ("10s", "1min", "6min", "30min", "24h"):
        assert adds(found, "neural", f"acute_rom_{moment}") == pytest.approx(0, abs=0.1)
    for model in ("mechanical", "sensory", "hypoalgesic", "background"):
        assert found[model, "reflex_1s"] == 0.0


def test_contraction_length_decides_and_intensity_does_not(found):
    """T10: 5 to 100 %MVC at short length gave the same shift."""
    gentle, full = found["mechanical", "rest_short_5"], found["mechanical", "rest_short_100"]
    assert full > 0.5
    assert gentle == pytest.approx(full, rel=0.15)
    assert found["mechanical", "rest_long_100"] < -0.2
    for model in ("classical", "neural", "sensory", "hypoalgesic", "core"):
        for probe in ("rest_short_5", "rest_short_100", "rest_long_100"):
            assert found[model, probe] == pytest.approx(0, abs=0.03), (model, probe)


def test_contraction_acts_on_tendon_and_stretch_on_muscle(found):
    """T09, T08."""
    assert found["mechanical", "tendon_contraction"] < -8
    assert found["mechanical", "muscle_contraction"] == pytest.approx(0, abs=2)
    assert found["mechanical", "tendon_stretch"] == pytest.approx(0, abs=1)
    assert -21 < found["mechanical", "muscle_stretch"] < -8
    for model in ("classical", "neural", "sensory", "hypoalgesic"):
        assert found[model, "tendon_contraction"] == found[model, "muscle_stretch"] == 0.0


def test_long_stretching_moves_what_is_tolerated_and_not_the_tissue(hamstrings):
    """P025, P026 (Folpp 2006): -1 deg (-4 to 3) at a standardised, +8 deg (5 to 12) at the tolerated
    torque."""
    for model in ("combined", "sensory", "hypoalgesic"):
        assert -4 < hamstrings[model, "long_stretch_fixed"] < 3
        assert 5 < hamstrings[model, "long_stretch_rom"] < 12
    for model in ("classical", "mechanical", "neural", "core"):
        assert hamstrings[model, "long_stretch_rom"] < 5, f"{model} is refuted by the trial and must show it"


def test_weeks_of_treatment_gain_motion_through_tolerance_only(found):
    for model in ("combined", "sensory", "hypoalgesic"):
        assert 1.5 < found[model, "programme_rom"] < 12
        assert found[model, "programme_fixed"] < 0.2 * found[model, "programme_rom"]
        assert 0.2 < found[model, "kept_rom_4wk"] < 0.6 * found[model, "programme_rom"]
    for model in ("mechanical", "neural", "background"):
        assert found[model, "programme_rom"] == pytest.approx(0, abs=0.15)


def test_pain_falls_through_tone_and_through_effort(hip):
    for model in ("combined", "classical"):
        assert hip[model, "programme_pain"] < -1
    assert hip["combined", "acute_pain_3min"] < -0.3
    assert hip["hypoalgesic", "acute_pain_3min"] < -0.02
    assert hip["hypoalgesic", "programme_pain"] == pytest.approx(0, abs=0.05), "relief decays within the hour"
    for model in ("mechanical", "sensory", "neural"):
        assert hip[model, "programme_pain"] == hip[model, "acute_pain_3min"] == 0.0


def test_treatment_hardly_changes_structure_under_any_explanation(found):
    for model in MODELS:
        assert abs(found[model, "programme_length"]) < 0.3, "less than 0.3 % of muscle length"


def test_an_imbalance_needs_length_or_tone_to_hold_it(hip):
    for model in ("combined", "classical", "mechanical", "core"):
        assert hip[model, "developed_imbalance"] > 0.7
        assert hip[model, "developed_rom"] < -4
    for model in ("sensory", "hypoalgesic", "background"):
        assert hip[model, "developed_imbalance"] == pytest.approx(0, abs=0.01)


def test_switching_tolerance_off_is_refuted_and_takes_the_relief_of_pain_with_it():
    pair, plan = mb.pair("hamstrings-quadriceps"), mb.Plan(mb.PIR(repetitions=2), per_week=2, weeks=1)
    models = ("combined", "combined - tolerance")
    found = mb.compare(pair, plan, models=models, days=10)
    whole, without = (found.predictions[name] for name in models)
    assert without["long_stretch_rom"] < 2 < 5 < whole["long_stretch_rom"]
    assert without["acute_pain_3min"] > whole["acute_pain_3min"]
