"""Visits of a body: side, pair and muscle say which pair; what leaves that open is refused with its line."""

from __future__ import annotations

import io

import numpy as np
import pytest

import musclebalance as mb
from musclebalance.core.errors import FileError, MusclebalanceError, UnknownNameError

CALF, HIP = "triceps-surae-tibialis-anterior", "hip-flexors-gluteus-maximus"
SPINE = "erector-spinae-rectus-abdominis"


@pytest.fixture(scope="module")
def calves() -> mb.Body:
    return mb.both_sides(mb.pair(CALF))


@pytest.fixture(scope="module")
def crossed() -> mb.Body:
    return mb.crossed("lower")


def read(text: str, body: mb.Body, **how: object) -> dict[str, mb.inference.Visits]:
    return mb.read_visits(io.StringIO(text), body, **how)  # type: ignore[arg-type]


def test_sides_are_one_person_and_names_say_where(calves):
    text = "person,day,side,measurement,muscle,value,sd\n"
    text += "A,0,left,rom,agonist,30,\nA,0,right,rom,agonist,33,\nA,7,,difference of rom,agonist,-2,\n"
    text += f"A,7,,pain of left,,2,0.5\nB,0,l,pain,,1,\nB,0,,rom_agonist of right {CALF},,33,\n"
    seen = read(text, calves)
    assert list(seen) == ["A", "B"]
    assert seen["A"].names == (
        f"rom_agonist of left {CALF}", f"rom_agonist of right {CALF}", f"difference of rom_agonist of {CALF}",
        f"pain of left {CALF}",
    )  # fmt: skip
    assert seen["B"].names == (f"pain of left {CALF}", f"rom_agonist of right {CALF}")
    np.testing.assert_allclose(seen["A"].sd, [1.5, 1.5, 1.5 * np.sqrt(2.0), 0.5])


def test_a_pair_is_told_by_its_name_or_by_a_muscle_of_it(crossed):
    text = "day,side,pair,measurement,muscle,value,unit,sd\n"
    text += f"0,left,{HIP},pain,,1,,\n0,left,,rom,hip flexors,10,deg,\n0,right,,rom,rectus abdominis,30,,\n"
    text += f"0,,{SPINE},difference of rom,agonist,0.1,rad,\n7,,,posture of pelvis,,0.02,rad,1\n"
    seen = read(text, crossed)[""]
    assert seen.names == (
        f"pain of left {HIP}", f"rom_agonist of left {HIP}", f"rom_antagonist of right {SPINE}",
        f"difference of rom_agonist of {SPINE}", "posture of pelvis",
    )  # fmt: skip
    np.testing.assert_allclose(seen.values[-2:], np.degrees([0.1, 0.02]))


def test_a_column_for_each_measurement_is_read_alike(crossed):
    text = "rom hip flexors left day 0 [deg],rom hip flexors right day 7,posture of pelvis day 7 [deg]\n"
    seen = read(text + "10,11,2\n", crossed, errors={"posture": 1.0, "rom_agonist": 2.0})[""]
    assert seen.names == (f"rom_agonist of left {HIP}", f"rom_agonist of right {HIP}", "posture of pelvis")
    assert seen.days.tolist() == [0, 7, 7]
    assert seen.sd.tolist() == [2.0, 2.0, 1.0]


def test_the_error_of_one_reading_goes_before_that_of_its_variable(calves):
    text = "day,side,measurement,muscle,value\n0,left,rom,agonist,30\n0,right,rom,agonist,30\n"
    text += "0,,difference of rom,agonist,0\n"
    seen = read(text, calves, errors={"rom_agonist": 2.0, "rom_agonist of right": 3.0})[""]
    np.testing.assert_allclose(seen.sd, [2.0, 3.0, 2.0 * np.sqrt(2.0)])
    with pytest.raises(UnknownNameError, match="Did you mean 'rom_agonist'"):
        read(text, calves, errors={"rom_agonits of left": 2.0})


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("0,,,rom,agonist,30,", "line 2: 'rom' of which pair.*give a column 'side'"),
        ("0,left,,pain,,3,", "'pain' of which pair.*give a column 'pair'"),
        ("0,left,,rom,hamstrings,30,", "No muscle in this body 'hamstrings'"),
        (f"0,left,{HIP},rom,erector spinae,30,", "No muscle in this pair 'erector spinae'"),
        ("0,up,,pain,,3,", "column 'side': 'up' is not one of 'left'"),
        ("0,left,hip,pain,,3,", "column 'pair': 'hip' is not one of"),
        ("0,left,,posture of pelvis,,3,1", "'posture of pelvis' is of a bone, and the line names a side"),
        ("0,,,posture of pelvs,,3,1", "Did you mean 'pelvis'"),
        (f"0,left,{HIP},imbalance,,1,", "the error of imbalance of left .* is not known; give a column sd"),
        ("0,,,posture of pelvis,,300,1", "posture of pelvis 300 deg is outside -60 to 60 deg"),
        (f"0,left,{HIP},difference of pain,,1,", "is left less right, and the line names a side"),
        (f"0,,{HIP},difference of pain,,11,", "is outside -10 to 10"),
        (f"0,,{HIP},difference of strength,agonist,5,", "depends on both readings"),
        (f"0,left,{HIP},pain of left,,1,", "'pain of left' says where, and the line 'left' as well"),
        (f"0,,,pain of lft {HIP},,1,", f"Did you mean 'left {HIP}'"),
        (f"0,left,{HIP},rom_agonits,,1,", "Did you mean 'rom_agonist'"),
        (f"0,left,{HIP},rom,,1,", "needs a muscle: 'hip flexors'"),
        (f"0,left,{HIP},rom,agonist,999,", "is outside -42 to 78 deg"),
        (f"0,left,{HIP},passive torque,agonist,9,1", "a passive torque needs the excursion"),
    ],
)
def test_errors_name_the_line(crossed, line, told):
    with pytest.raises(FileError, match=told):
        read(f"day,side,pair,measurement,muscle,value,sd\n{line}\n", crossed)


def test_sides_and_models_that_a_body_has_not_are_refused(calves):
    left = mb.Body.of([mb.pair(CALF)], sides=["left"])
    assert read("day,measurement,value\n0,pain,1\n", left)[""].names == (f"pain of left {CALF}",)
    with pytest.raises(FileError, match="No side or pair of this body 'right'"):
        read("day,side,measurement,value\n0,right,pain,1\n", left)
    with pytest.raises(FileError, match="no pair of this body has two sides"):
        read("day,measurement,value\n0,difference of pain,1\n", left)
    with pytest.raises(MusclebalanceError, match="a body has a model and parameters already"):
        mb.read_visits(io.StringIO("day,measurement,value\n0,pain,1\n"), calves, "combined")
    with pytest.raises(FileError, match="No column 'pair'"):
        mb.read_visits(io.StringIO(f"day,pair,measurement,value\n0,{CALF},pain,1\n"), mb.pair(CALF))
