"""The catalogue of pairs: complete, consistent, honest about what is assumed."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from musclebalance import evidence
from musclebalance.core.errors import MusclebalanceError, OutOfRangeError, UnknownNameError
from musclebalance.core.parameters import SOURCED
from musclebalance.model.exposure import Exposure
from musclebalance.pairs import Activity, catalogue, pair, pair_names
from musclebalance.pairs.schema import ACTIVITIES, JOINT, JOINT_MAY, MUSCLE, MUSCLE_MAY
from validation.pages.pairs import pages

PARTS = ("agonist", "antagonist")
EVERY = [(name, source) for name in pair_names() for source in (None, *pair(name).alternatives)]
SCM = {"stern_mast", "cleid_mast", "cleid_occ"}
SUBOCCIPITALS = {"rectcap_post_maj", "rectcap_post_min", "obl_cap_sup", "obl_cap_inf"}


@pytest.fixture(params=EVERY, ids=lambda p: f"{p[0]}-{p[1] or 'preferred'}")
def entry(request):
    return pair(*request.param)


def test_the_catalogue_covers_eleven_places_with_the_neck_at_two_levels():
    names = pair_names()
    assert len(names) == len(set(names)) == 12
    necks = [name for name in names if "neck" in pair(name).joint]
    assert [pair(name).joint for name in necks] == ["upper neck", "lower neck"]


def test_every_pair_states_every_parameter(entry):
    wanted = [f"{part}.{key}" for part in PARTS for key in MUSCLE] + list(JOINT)
    may = [f"{part}.{key}" for part in PARTS for key in MUSCLE_MAY] + list(JOINT_MAY)
    assert [name for name in entry.parameters if name not in may] == wanted


def test_activities_are_complete_and_keep_the_joint_within_its_range(entry):
    assert entry.activities == ACTIVITIES
    value = entry.parameters.value
    for name in entry.activities:
        exposures = entry.activity(name)
        assert sum(e.share for e in exposures) == pytest.approx(1.0, abs=1e-12)
        for e in exposures:
            if e.angle is not None:
                assert value("range_low") <= e.angle <= value("range_high"), (name, e.angle)


def test_the_two_muscles_pull_in_opposite_directions(entry):
    value = entry.parameters.value
    assert value("moment_arm_c0", "agonist") * value("moment_arm_c0", "antagonist") < 0


def test_the_range_ends_lie_on_the_side_that_lengthens_each_muscle(entry):
    value = entry.parameters.value
    for part in PARTS:
        limit, offset = value("rom_limit", part), value("rom_offset", part)
        assert value("range_low") <= limit <= value("range_high")
        shape, neutral = entry.geometry[part], value("neutral_angle")
        assert shape.fibre_length(limit, neutral) + offset > shape.neutral_fibre_length


def test_what_was_measured_or_derived_has_a_source(entry):
    for p in entry.parameters.values():
        assert p.source or p.basis not in SOURCED, p.name
    assert 0 < len(entry.parameters.assumed) < len(entry.parameters)


def test_the_sternocleidomastoid_is_never_the_antagonist_of_the_suboccipitals(entry):
    groups = [set(entry.geometry[part].muscles.split()) for part in PARTS]
    assert not any(a & SCM and b & SUBOCCIPITALS for a in groups for b in groups)
    if entry.joint == "upper neck":
        assert not any(group & SCM for group in groups)


def test_muscles_without_a_moment_arm_are_left_out_without_changing_the_torque():
    neck = pair("neck-flexors-extensors")
    force, arm = (neck.parameters.value(k, "antagonist") for k in ("max_isometric_force", "moment_arm_c0"))
    assert force == pytest.approx(762.0 - 45.67 - 25.09 - 51.11 - 63.41, abs=0.1)
    assert force * arm == pytest.approx(762.0 * 0.02399, rel=2e-3)  # the source's lump of all thirteen


def test_desk_of_the_upper_trapezius_is_the_documented_posture():
    (desk,) = pair("upper-trapezius-lower-trapezius").activity("desk")
    assert (desk.angle, desk.effort_agonist, desk.effort_antagonist) == (12, 0.03, 0.005)


def test_sitting_lengthens_the_hamstrings_at_the_hip():
    (sit,) = pair("hamstrings-quadriceps").activity("sit")
    assert sit.offset_agonist > 0 > sit.offset_antagonist


def test_walking_is_work_and_not_rest(entry):
    assert {e.phase for e in entry.activity("walk")} == {"work"}


def test_alternative_models_say_how_far_they_differ():
    knee, other = pair("hamstrings-quadriceps"), pair("hamstrings-quadriceps", source="gait2392")
    ratio = knee.parameters.value("max_isometric_force", "antagonist") / other.parameters.value(
        "max_isometric_force", "antagonist"
    )
    assert ratio == pytest.approx(11785.7 / 5699.0)
    assert other.source == "gait2392"
    assert knee.source in other.alternatives


def test_unknown_names_are_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean 'hamstrings-quadriceps'"):
        pair("hamstring-quadriceps")
    with pytest.raises(UnknownNameError, match="Did you mean 'gait2392'"):
        pair("hamstrings-quadriceps", source="gait2393")
    with pytest.raises(UnknownNameError, match="Did you mean 'desk'"):
        pair("hamstrings-quadriceps").activity("desks")
    with pytest.raises(UnknownNameError, match="Did you mean 'joint_stiffness'"):
        pair("hamstrings-quadriceps").with_(joint_stifness=3)


def test_values_are_changed_by_copy_and_within_bounds():
    hip = pair("hip-flexors-gluteus-maximus")
    stiff = hip.with_({"agonist.tone_weight": 0.4}, joint_stiffness=12)
    assert stiff.parameters.value("joint_stiffness") == 12
    assert stiff.parameters.value("tone_weight", "agonist") == 0.4
    assert hip.parameters.value("joint_stiffness") == 4
    with pytest.raises(OutOfRangeError, match="joint_stiffness"):
        hip.with_(joint_stiffness=-1)


@pytest.mark.parametrize("name", pair_names())
@pytest.mark.parametrize("muscle", ["agonist", "antagonist"])
def test_positions_that_no_joint_can_take_are_refused(name, muscle):
    """Nor lengths that a muscle cannot have, loads that it cannot hold, stretches that leave it slack."""
    one = pair(name)
    low, high = one.parameters.value("range_low"), one.parameters.value("range_high")
    for angle in (low - 1, high + 1, -1e9, math.nan):
        with pytest.raises(OutOfRangeError, match=f"angle of it .* is outside {low:g} to {high:g} deg"):
            one.check_position("it", angle)
    for offset in (1.5, -1.5):
        with pytest.raises(OutOfRangeError, match=r"length offset of it .* lopt is outside"):
            one.check_position("it", None, muscle, offset)
    for load in (1e4, -1e4):
        with pytest.raises(OutOfRangeError, match=r"load of it .* N m is outside"):
            one.check_position("it", None, load=load)
    with pytest.raises(OutOfRangeError, match=r"torque of it .* N m is outside"):
        one.check_position("it", None, muscle, torque=1e4)
    slack = []
    for angle in (low, high):
        try:
            one.check_position("it", angle, muscle, stretches=True)
        except OutOfRangeError as refused:
            slack.append(str(refused))
    assert len(slack) == 1
    assert f"leaves the {getattr(one, muscle)} slack" in slack[0]


def test_a_user_can_set_an_activity():
    hip = pair("hip-flexors-gluteus-maximus").with_activity(
        "kneel", Exposure(0.5, "posture", "rest", -5.0), Exposure(0.5, "free")
    )
    assert hip.activity("kneel")[0].angle == -5.0
    assert "kneel" not in pair("hip-flexors-gluteus-maximus").activities


def test_shares_that_do_not_add_up_are_refused():
    with pytest.raises(MusclebalanceError, match=r"add up to 0\.9"):
        Activity((Exposure(0.4), Exposure(0.5)))


def test_printing_a_pair_fits_a_screen_and_names_both_muscles(entry):
    text = str(entry)
    assert text.count("\n") < 25
    assert entry.agonist in text
    assert entry.antagonist in text
    assert "assumed" in text


def test_the_catalogue_prints_sources_assumptions_and_cautions():
    text = str(catalogue())
    for entry in catalogue():
        assert entry.name in text
        assert all(caution in text for caution in entry.cautions)
        assert f"({len(entry.parameters.assumed)})" in text
    assert "twofold" in text


def test_the_catalogue_as_a_frame():
    frame = catalogue().to_frame()
    assert list(frame.index) == list(pair_names())
    assert frame.loc["hamstrings-quadriceps", "max_force_antagonist_N"] == 11785.7
    assert (frame["assumed"] < frame["parameters"]).all()
    assert catalogue()["wrist-extensors-flexors"] == pair("wrist-extensors-flexors")


def test_every_pair_is_dated(entry):
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", entry.date)


def test_the_pages_are_those_generated_from_the_data():
    docs = Path(__file__).parents[3] / "docs" / "model" / "pairs"
    command = "python -m validation.pages.pairs docs/model/pairs"
    made = pages()
    assert {path.name for path in docs.glob("*.md")} == set(made), f"run: {command}"
    for name, text in made.items():
        assert (docs / name).read_text("utf-8") == text, f"{name}: run {command}"


@pytest.mark.parametrize("name", pair_names())
def test_every_number_of_a_pair_is_on_its_page(name):
    text = pages()[f"{name}.md"]
    for key, one in pair(name).parameters.items():
        assert f"| `{key.rpartition('.')[2]}` |" in text
        assert f"{one.value:.6g}" in text


FATIGUE = {
    "hamstrings-quadriceps": "knee",
    "triceps-surae-tibialis-anterior": "ankle",
    "elbow-flexors-triceps": "elbow",
    "erector-spinae-rectus-abdominis": "trunk",
    "upper-trapezius-lower-trapezius": "shoulder",
    "wrist-extensors-flexors": "hand/grip",
    "neck-flexors-extensors": "neck",
    "hip-flexors-gluteus-maximus": "knee",
}


@pytest.mark.parametrize(("name", "group"), FATIGUE.items())
def test_fatigue_rates_are_those_of_the_table(name, group):
    table = evidence.load("fatigue_parameters")
    (row,) = table[(table["group"] == group) & (table["sex"].isin(["both", "neck"]))].to_dict("records")
    value = pair(name).parameters.value
    assert (value("fatigue_rate"), value("recovery_rate")) == (row["F_per_s"], row["R_per_s"])
    assert value("rest_recovery") == row["r"]


@pytest.mark.parametrize("part", [3, "work", None, {"angle": 40}])
def test_an_activity_is_made_of_exposures(part):
    with pytest.raises(MusclebalanceError, match=r"activity 'squat': .* is no part; write for example"):
        pair("hip-flexors-gluteus-maximus").with_activity("squat", part)
