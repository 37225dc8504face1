"""The door for other people's trials: their words, numbers and gaps, read row by row or refused by name."""

import re

import pandas as pd
import pytest

from musclebalance import evidence
from musclebalance.core.errors import FileError
from musclebalance.evidence import published as results
from musclebalance.evidence.own import AT_ONCE, COLUMNS, own_results
from tests.unit.evidence.rows import MINE, own, read, refused

BLANK = dict.fromkeys(("change", "spread", "people"), "")
OTHER = MINE | {"row_id": "other"}


def doses(arm):
    return {name: (low, high) for name, low, high in arm.regimen.doses}


def test_a_few_columns_are_enough():
    arm = own()
    assert arm.error == pytest.approx(6.0 / 20**0.5)
    assert (arm.regimen.technique, arm.regimen.muscle, arm.after) == ("PIR", "agonist", AT_ONCE[1])
    assert doses(arm)["effort"] == (0.1, 0.3)  # gentle where it is not said


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"pair": "hamstring-quadriceps"}, "Did you mean 'hamstrings-quadriceps'"),
        ({"muscle": "hamstrngs"}, "Did you mean 'hamstrings'"),
        ({"muscle": "quadriceps"}, "'hip flexion' is of .*hamstrings, not of pair .* and muscle"),
        ({"pair": "", "muscle": "agonist"}, "of which pair"),
        ({"pair": ""}, "may be hip flexion of hamstrings, hip flexion, knee bent of gluteus maximus"),
        ({"pair": "", "muscle": "hamstrings", "readout": "ROM"}, "may be hip flexion .*, knee extension"),
        ({"pair": "", "readout": "strength", "unit": "percent"}, "name the muscle"),
        ({"pair": "", "muscle": "hamstrings", "readout": "knee extension strength", "unit": "percent"},
         "is of quadriceps, not of muscle 'hamstrings'"),
        ({"technique": "static streching"}, "Did you mean 'static stretch'"),
        ({"technique": "PNF"}, "may be hold-relax, contract-relax or CRAC"),
        ({"technique": "AC"}, "only the other muscle contracts"),
        ({"technique": "foam rolling"}, "no technique 'foam rolling'"),
        ({"technique": "HR + CR"}, "no technique"),
        ({"readout": "knee extention"}, "Did you mean 'knee extension'"),
        ({"readout": "sit and reach"}, "distance of trunk, hip and shoulder.*straight leg raise"),
        ({"readout": "hip internal rotation"}, "no pair rotates the hip"),
        ({"readout": "H-reflex"}, "no such quantity"),
        ({"readout": "knee extension, loss since the first reading"}, "Did you mean 'knee extension'"),
        ({"readout": "dynamic hip flexion in walking"}, "Did you mean 'hip flexion'"),
        ({"readout": "stiffness"}, "muscle stiffness, tendon stiffness, or passive stiffness"),
        ({"unit": "degres"}, "Did you mean 'degrees'"),
        ({"unit": "cm"}, "unit 'cm' is none that hip flexion can be read in"),
        ({"unit": "points"}, "unit 'points' is none that hip flexion"),
        ({"readout": "passive torque"}, "unit 'deg' is none that passive torque"),
        ({"readout": "passive torque", "unit": "SD"}, "unit 'SD' is none"),
        ({"readout": "strength", "unit": "N m"}, "fill pre"),
        ({"unit": "deg/week", "weeks": "0", "after": "0"}, "deg/week is that of a programme"),
        ({"unit": ""}, "the unit of the change is missing"),
        ({"versus": "nobody"}, "No row to compare with 'nobody'"),
        ({"stretch": "half a minute"}, "'stretch .s.': 'half a minute' is not a number"),
        ({"stretch": "60-15"}, "begins with the smaller"),
        ({"stretch": "30 deg"}, "does not fit; it is given in s"),
        ({"effort": "20"}, "'effort .MVC.': value 20 is outside 0 to 1"),
        ({"per_week": "5 then 2"}, "'5 then 2'"),
        ({"per_week": "0"}, "outside 1 to 14"),
        ({"weeks": ""}, "weeks is missing"),
        ({"weeks": "0 to 4"}, "write 0 for one session"),
        ({"weeks": "0.4", "per_week": "3"}, "per_week 3 in less than a week"),
        ({"versus": "mine"}, "is the row itself"),
        ({"change": "9 ± 3"}, "is two numbers; write 9, and the other in a column of its own"),
        ({"technique": "static", "total": "9000", "stretch": "10-60", "release": "60"}, "of session"),
        ({"weeks": "520"}, "outside 0 to 104"),
        ({"weeks": "0"}, "after is missing"),
        ({"weeks": "0", "after": "10080"}, "after 10080 min: people stay in the laboratory"),
        ({"weeks": "0", "after": "a while"}, "'a while' is no time"),
        ({"after": "3 h"}, "after 0.125 d: a programme is read at the end of a day"),
        ({"after": "3 y"}, "outside|give 1 to 366"),
        ({"after": "-5"}, "-5"),
        ({"technique": "static stretch", "stretch": "14400", "repetitions": "2"}, "longer than 5 h"),
        ({"technique": "static stretch", "stretch": "0", "repetitions": "2"}, "0 s does nothing"),
        ({"limit": "500"}, "outside -180 to 180"),
        ({"limit": "-60 to -50"}, "outside the range of angles"),
        ({"change": ""}, "change is missing"),
        ({"change": "9 (3)"}, "write 9, and the other in a column"),
        ({"change": "900"}, "change 900 deg is outside"),
        ({"technique": ""}, "technique is missing"),
        ({"readout": ""}, "readout is missing"),
        ({"kind": "nul"}, "Did you mean 'null'"),
        ({"spread": "0"}, "a change known exactly"),
        ({"people": "0"}, "outside 1 to"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_is_named_and_costs_no_other(changed, why):
    (reason,) = refused(MINE | changed)
    assert re.search(why, reason), reason
    assert reason.startswith("data frame, row 0: ")
    assert len(reason) < 700


def test_a_table_of_which_no_row_can_be_read_is_refused_with_every_row():
    with pytest.raises(
        FileError, match=r"2 rows cannot be read:\n  row 0: .*PNF.*\n  row 1: .*sit and reach"
    ):
        read(MINE | {"technique": "PNF"}, OTHER | {"readout": "sit and reach"})


def test_rows_of_one_name_are_refused_unless_their_studies_differ():
    with pytest.raises(FileError, match="row_id 'mine' stands there twice"):
        read(MINE, MINE)
    of_b = (MINE | {"study": "B", "versus": "other"}, OTHER | {"study": "B", "technique": "MET"})
    found = read(MINE | {"study": "A"}, OTHER | {"study": "A"}, *of_b)
    assert [arm.id for arm in found.results] == ["A: mine", "A: other", "B: mine", "B: other"]
    assert found.results[2].versus == found.results[3].regimen


def test_a_row_compared_with_one_that_cannot_be_read_is_left_out_too():
    reasons = refused(MINE | {"versus": "bad"}, MINE | {"row_id": "bad", "technique": "PNF"})
    assert "'bad'" in reasons[0]
    assert "PNF" in reasons[1]


def test_a_row_is_compared_with_another_row_or_with_nothing_done():
    first, _ = read(MINE | {"versus": "other"}, OTHER | {"technique": "static stretch"}).results
    assert first.versus.technique == "static stretch"
    for word in ("untreated", "control", "no treatment"):
        assert own(versus=word).versus == own().regimen.untreated


def test_rows_that_are_not_alike_are_not_compared():
    for other in ({"weeks": "0", "after": "0"}, {"pair": "triceps-surae-tibialis-anterior", "readout": "DF"}):
        (left,) = read(MINE | {"versus": "other"}, OTHER | other).unscored
        assert re.search("of another muscle|one is a single session", left.reason)


def test_stretching_in_all_is_no_dose_of_contractions():
    assert "not used: total" in read(MINE | {"technique": "isometric", "total": "60"}).report


def test_people_who_end_short_of_the_joints_neutral_angle_are_read():
    arm = own(limit="50.7 to 56.7")  # a muscle short throughout: its own length at the end is as usual
    assert arm.regimen.limit == (50.7, 56.7)


def test_a_row_with_a_reason_is_listed_not_scored():
    found = read(MINE | {"readout": "", "reason": "tongue"})
    assert not found.results
    assert (found.unscored[0].reason, found.unscored[0].use) == ("tongue", "own")


def test_a_group_that_others_are_compared_with_needs_no_result():
    reference = {"row_id": "ref", "kind": "reference", "technique": "none", "readout": "", "unit": ""}
    found = read(MINE | {"versus": "ref"}, MINE | reference | BLANK)
    assert [arm.id for arm in found.results] == ["mine"]
    assert found.results[0].versus.technique == "none"
    assert not found.unscored


KNOWN = ("regimen", "versus", "readout", "unit", "after", "observed", "error", "people", "label")


@pytest.mark.parametrize("name", ["typed_arms", "second_calibrate", "second_validate"])
def test_the_packaged_results_are_the_same_through_this_door(name):
    """Bar those that it refuses: percent of an unknown range, and readings long after one session."""
    both = [results.published(use, "second") for use in ("calibrate", "validate")]
    known = {arm.id: arm for found in both for arm in (*found.results, *found.nulls)}
    found = own_results(evidence.load(name))
    for arm in (*found.results, *found.nulls):
        assert [getattr(arm, field) for field in KNOWN] == [getattr(known[arm.id], field) for field in KNOWN]
    assert len(found.results) + len(found.nulls) > 50
    refused = [one.reason for one in found.unscored if one.reason.startswith("data frame")]
    said = "percent of what|stay in the laboratory|girdle length can be read in|No row to compare with 'A062'"
    assert all(re.search(said, reason) for reason in refused)
    assert len(refused) <= 4


def test_nothing_was_found_is_a_null_with_the_margin_of_its_people():
    (null,) = read(MINE | {"kind": "null", "change": "", "versus": "control"}).nulls
    assert (null.observed, null.error) == (0.0, pytest.approx(6.0 / 20**0.5))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"stretch": "15-60"}, {"stretch": (15.0, 60.0)}),
        ({"stretch": "15 – 60 s"}, {"stretch": (15.0, 60.0)}),
        ({"Hold time (s)": "30"}, {"stretch": (30.0, 30.0)}),
        ({"hold [min]": "0.5 to 1"}, {"stretch": (30.0, 60.0)}),
        ({"stretch_s": "1 min"}, {"stretch": (60.0, 60.0)}),
        ({"effort": "20 %"}, {"effort": (0.2, 0.2)}),
        ({"effort": "max"}, {"effort": (1.0, 1.0)}),
        ({"effort [%MVC]": "20 to 75"}, {"effort": (0.2, 0.75)}),
        ({"contraction_intensity_pctMVC": "20 to 75"}, {"effort": (0.2, 0.75)}),
        ({"frequency": "3x/week"}, {"per_week": (3.0, 3.0)}),
        ({"sessions per week": "daily"}, {"per_week": (7.0, 7.0)}),
        ({"sessions/week": "twice a day"}, {"per_week": (14.0, 14.0)}),
        ({"reps": "3-5"}, {"repetitions": (3.0, 5.0)}),
    ],
)
def test_doses_are_numbers_or_ranges_with_a_unit_in_the_heading_or_behind(given, expected):
    arm = read({key: value for key, value in MINE.items() if key not in given} | given).results[0]
    assert {name: doses(arm)[name] for name in expected} == {
        name: pytest.approx(ends) for name, ends in expected.items()
    }


@pytest.mark.parametrize(
    ("weeks", "given", "expected"),
    [
        ("0", {"after": "10"}, (10.0, 10.0)),
        ("single session", {"after": "5 to 10 min"}, (5.0, 10.0)),
        ("0", {"after [h]": "24"}, (1440.0, 1440.0)),
        ("0", {"time_after": "24 h"}, (1440.0, 1440.0)),
        ("0", {"after": "0"}, AT_ONCE[0]),
        ("0", {"after": "immediately"}, AT_ONCE[0]),
        ("0", {"after": "0,5 min"}, (0.5, 0.5)),
        ("4", {"after": "28"}, (28.0, 28.0)),
        ("4", {"after": "4 weeks"}, (28.0, 28.0)),
        ("4", {"after": "0 d"}, AT_ONCE[1]),
        ("4", {}, AT_ONCE[1]),
    ],
)
def test_when_it_was_read(weeks, given, expected):
    assert read(MINE | {"weeks": weeks} | given).results[0].after == pytest.approx(expected)


def test_a_mean_after_is_not_taken_for_a_time():
    table = MINE | {"change": "", "before": "60", "after": "68"}
    with pytest.raises(FileError, match="is 'after' a mean or a time"):
        read(table)
    heading = {key: value for key, value in table.items() if key != "after"} | {"after [deg]": "68"}
    with pytest.raises(FileError, match="call the mean after treatment 'post'"):
        read(heading)


def test_columns_of_a_bibliography_are_left_out_and_others_refused_with_the_nearest_name():
    found = read(MINE | {"Year": "2003", "doi_or_link": "x", "population": "students"})
    assert "left out: 'Year', 'doi_or_link', 'population'" in found.report
    with pytest.raises(FileError, match="Did you mean 'stretch"):
        read(MINE | {"strech": "20"})
    with pytest.raises(FileError, match="column readout and a column change"):
        own_results(pd.DataFrame([{"technique": "PIR", "weeks": 4}]))


def test_the_report_says_of_every_row_how_it_was_read():
    report = read(MINE | {"stretch": "20", "per_week": "3", "total": "", "technique": "HR"}).report
    for told in (
        "row 0, mine: hamstrings (agonist of hamstrings-quadriceps); 'HR' is hold-relax",
        "effort 0.2 to 1 of MVC (drawn)", "stretch 20 s,", "per_week 3,", "4 weeks",
        "'hip flexion' is hip flexion: angle at which", "1 to 3 d after", "change +8 deg", "6 deg, 20 people",
    ):  # fmt: skip
        assert told in report


def test_an_end_of_range_is_told_with_the_coordinate_it_is_read_in():
    report = read(MINE | {"limit": "22 to 40"}).report
    assert "end of range 22 to 40 deg of knee flexion [deg], flexion positive, 0 = straight" in report


@pytest.mark.parametrize(
    "heading", ["difference", "mean difference", "follow up", "SEM", "volume", "end of range", "duration [s]"]
)
def test_a_heading_that_may_mean_two_things_is_not_guessed(heading):
    with pytest.raises(FileError, match="No column"):
        read(MINE | {heading: "8"})


def test_a_dose_that_a_technique_does_not_take_is_told():
    assert "not used: contract" in read(MINE | {"technique": "static", "contract": "5"}).report
    assert "not used" not in read(MINE).report


def test_the_template_is_scored_as_it_stands(tmp_path):
    path = tmp_path / "mine.csv"
    assert evidence.template(path) == path.read_text("utf-8")
    found = own_results(path)
    assert [arm.id for arm in found.results] == ["pir", "calf"]
    assert not found.unscored
    for column in COLUMNS:
        assert column.name in evidence.template()
    with pytest.raises(FileError, match="exists already"):
        evidence.template(path)
    with pytest.raises(FileError, match=r"ends in '\.txt'"):
        evidence.template(tmp_path / "mine.txt")


def test_a_prediction_says_what_was_understood_and_what_not():
    table = pd.DataFrame([MINE | BLANK, OTHER | {"technique": "PNF"}])
    told = evidence.predict(table, draws=8)
    assert [arm.id for arm in told.arms] == ["mine"]
    assert "to be forecast" in told.report
    assert "not read: 1 row; see report" in str(told)
