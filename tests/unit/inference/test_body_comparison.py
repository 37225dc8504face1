"""A body under several hypotheses: numbers of the pair, nulls, names, print, bad input."""

from __future__ import annotations

import pytest

import musclebalance as mb
from musclebalance.core.errors import MusclebalanceError, UnknownNameError

PAIR = mb.pair("triceps-surae-tibialis-anterior")
PLAN = mb.Plan(mb.StaticStretch(), per_week=5, weeks=1)
MODELS = ("combined", "sensory")


@pytest.fixture(scope="module")
def uncrossed() -> mb.BodyComparison:
    return mb.compare(mb.both_sides(PAIR, crossing=0), {"left": PLAN}, models=MODELS, days=5)


@pytest.fixture(scope="module")
def lower() -> mb.BodyComparison:
    plan = {"left hip-flexors-gluteus-maximus": PLAN}
    return mb.compare(mb.crossed("lower"), plan, models=MODELS, days=10)


def test_a_side_without_partner_has_the_numbers_of_the_pair(uncrossed):
    alone = mb.compare(PAIR, PLAN, models=MODELS, days=5)
    for model in MODELS:
        for mine, its in (
            ("programme_rom_agonist of left", "programme_rom"),
            ("programme_imbalance of left", "programme_imbalance"),
            ("developed_imbalance of left", "developed_imbalance"),
            ("developed_rom_agonist of left", "developed_rom"),
        ):
            assert uncrossed[model, mine] == pytest.approx(alone[model, its], abs=1e-9)


def test_a_side_that_nothing_reaches_is_an_exact_null_and_shown_as_one(uncrossed):
    for row in uncrossed.rows:
        if row.name.startswith("programme") and " of right" in row.name:
            assert all(uncrossed[model, row.name] == 0.0 for model in MODELS)
    right = str(uncrossed).split(f"\nright {PAIR.name}\n")[1].splitlines()
    shown = [line.split()[-2:] for line in right if line.startswith("  programme")]
    assert shown == [["0", "0"]] * 3


def test_what_crosses_and_what_the_bone_does_is_seen(lower):
    hip = "hip-flexors-gluteus-maximus"
    left, right = (lower["sensory", f"programme_rom_agonist of {side} {hip}"] for side in ("left", "right"))
    assert 0.2 < right / left < 0.5
    assert lower["combined", "developed_posture"] > 0.1
    assert lower["sensory", "developed_posture of pelvis"] == 0.0
    course = lower.treated["combined"]
    gain = (
        course.values("posture of pelvis")[-1] - lower.untreated["combined"].values("posture of pelvis")[-1]
    )
    assert lower["combined", "programme_posture of pelvis"] == gain


def test_the_frame_and_the_print_have_every_row(lower):
    frame = lower.to_frame()
    assert list(frame.index) == [row.name for row in lower.rows]
    assert len(frame) == 4 * 6 + 2
    assert frame.loc["developed_posture of pelvis", "where"] == "pelvis"
    text = str(lower)
    assert max(map(len, text.splitlines())) <= 79
    for where in (*lower.body.people, "pelvis"):
        assert f"\n{where}\n" in text
    assert sum(line.startswith("  cause: ") for line in text.splitlines()) == 13


def test_each_hypothesis_has_the_body_that_was_given():
    parameters = {"left": {"agonist.rom_limit": 17.0}, "tolerance_growth_time": 20.0}
    body = mb.both_sides(PAIR, parameters=parameters, crossing=0.25)
    found = mb.compare(body, PLAN, models=MODELS, days=0)
    for model, course in found.treated.items():
        left, right = course.body.people.values()
        assert (left.model.name, course.body.crossing) == (model, 0.25)
        assert left.parameters.value("rom_limit", "agonist") == 17.0
        assert right.parameters.value("rom_limit", "agonist") != 17.0
        assert right.parameters.value("tolerance_growth_time") == 20.0
        assert found[model, "developed_rom_agonist of left"] == pytest.approx(0.0, abs=1e-9)


def test_bad_input_is_refused(uncrossed):
    body = mb.both_sides(PAIR)
    with pytest.raises(UnknownNameError, match="Did you mean 'left'"):
        mb.compare(body, {"lft": PLAN})
    with pytest.raises(MusclebalanceError, match="a body has a model and parameters already"):
        mb.compare(body, PLAN, parameters={"pain_half": 1.0})
    lived = mb.develop(body, mb.Lifestyle.office(), days=1)
    with pytest.raises(MusclebalanceError, match="has lived already; give the healthy body"):
        mb.compare(lived, PLAN)
    with pytest.raises(MusclebalanceError, match="has no life"):
        mb.compare(body, PLAN, {"left": mb.Lifestyle.office()})
    with pytest.raises(UnknownNameError, match="events"):
        mb.compare(body, PLAN, events={"lft": [mb.Event.trauma(1)]})
    with pytest.raises(MusclebalanceError, match="by name are for a body"):
        mb.compare(PAIR, {"left": PLAN})
    with pytest.raises(MusclebalanceError, match="events by name are for a body"):
        mb.compare(PAIR, PLAN, events={"left": [mb.Event.trauma(1)]})
    with pytest.raises(UnknownNameError, match="hypothesis in this comparison"):
        uncrossed["neural", "programme_rom_agonist of left"]
    with pytest.raises(UnknownNameError, match="No prediction 'programme_pain of left'"):
        uncrossed["sensory", "programme_pain of left"]
    with pytest.raises(MusclebalanceError, match="of which pair"):
        uncrossed["sensory", "programme_rom_agonist"]
