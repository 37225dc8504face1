"""People of bodies from a table: the closest row holds, and all that is wrong is named with its line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import musclebalance as mb
from musclebalance.core.errors import FileError, MusclebalanceError

HIP, BACK = "hip-flexors-gluteus-maximus", "erector-spinae-rectus-abdominis"
PAIR = mb.pair(HIP)
HIPS = mb.both_sides(PAIR)
ALONE = mb.Body.of([PAIR], sides=("left",))
LOWER = mb.crossed("lower")
FORCE = "agonist.max_isometric_force"


def read(body: mb.Body, **columns: object) -> mb.BodyCohort:
    return mb.BodyCohort.from_table(body, pd.DataFrame(columns))


@settings(max_examples=15)
@given(
    rows=st.lists(
        st.tuples(*(st.none() | st.floats(low, high) for low, high in ((900, 4000), (2, 9), (20, 70)))),
        min_size=1, max_size=6,
    ),
    sided=st.booleans(),
)  # fmt: skip
def test_of_one_pair_and_one_side_the_numbers_are_those_of_a_cohort_of_the_pair(rows, sided):
    table = pd.DataFrame(rows, columns=[f"{FORCE} [N]", "joint_stiffness", "age"], dtype=float)
    table = table.assign(age=table["age"].fillna(33.0), person=[f"P{k}" for k in range(len(rows))])
    if sided:
        table = table.assign(side="left")
    one = mb.Cohort.from_table(PAIR, table, seed=5)
    bodies = mb.BodyCohort.from_table(ALONE, table, seed=5)
    mine = bodies[f"left {HIP}"]
    assert mine.own.keys() == one.own.keys()
    for name, values in {**one.own, **one.covariates}.items():
        assert np.array_equal({**mine.own, **mine.covariates}[name], values), name
    assert (mine.seed, mine.numbers.tolist(), dict(mine.daily)) == (5, one.numbers.tolist(), dict(one.daily))
    assert bodies.labels == tuple(table["person"])


def test_they_live_as_people_of_the_pair():
    table = pd.DataFrame({"person": ["A", "B"], "joint_stiffness": [4.0, None], "stress": [0.2, 0.9]})
    bodies = mb.BodyCohort.from_table(ALONE, table).develop(days=2, progress=False)
    people = mb.Cohort.from_table(PAIR, table).develop(days=2, progress=False)
    assert np.array_equal(bodies[f"left {HIP}"].state, people.state)


@settings(max_examples=25)
@given(told=st.fixed_dictionaries({
    place: st.none() | st.floats(1000, 4000)
    for place in ((None, None), ("left", None), (None, HIP), ("left", HIP), ("right", BACK))
}))  # fmt: skip
def test_the_closest_row_holds(told):
    places = [(None, None), *(place for place, value in told.items() if value and place != (None, None))]
    values = [told[place] for place in places]
    table = pd.DataFrame(
        {"person": "A", "side": [p[0] for p in places], "pair": [p[1] for p in places], FORCE: values}
    )
    table = table.astype({FORCE: float}).assign(age=40.0)
    crossing = f"left {HIP}"
    if told["left", None] and told[None, HIP]:  # a side and a pair are equally close
        with pytest.raises(FileError, match=f"{FORCE} of '{crossing}' is given in row"):
            mb.BodyCohort.from_table(LOWER, table)
        return
    cohort = mb.BodyCohort.from_table(LOWER, table)
    free = mb.BodyCohort.from_table(LOWER, pd.DataFrame({"person": ["A"], FORCE: [np.nan], "age": 40.0}))
    for label in LOWER.people:
        side, pair = label.split(" ")
        order = ((side, pair), (side, None), (None, pair), (None, None))
        expected = next((told[place] for place in order if told.get(place)), None)
        assert cohort[label].own[FORCE][0] == (expected or free[label].own[FORCE][0]), label


def test_files_have_lines_units_and_a_report(tmp_path: Path):
    path = tmp_path / "people.csv"
    path.write_text(
        "Patient;Side;agonist.max_isometric_force [kN];age;sex\n1;;2,5;40;f\n1;left;2;;\n2;;3,5;50;m\n"
    )
    cohort = mb.BodyCohort.from_table(HIPS, path)
    assert cohort.labels == ("1", "2")
    assert cohort[f"left {HIP}"].own[FORCE].tolist() == [2000.0, 3500.0]
    assert cohort[f"right {HIP}"].own[FORCE].tolist() == [2500.0, 3500.0]
    assert cohort.covariates["female"].tolist() == [1.0, 0.0]
    assert cohort.to_frame().index.tolist() == ["1", "2"]
    assert "3 rows of person, side" in cohort.report
    path.write_text("person,side,age\nA,left,40\nA,right,41\n")
    with pytest.raises(FileError, match=r"people.csv, line 3: age is 41 here and 40 in line 2"):
        mb.BodyCohort.from_table(HIPS, path)


@pytest.mark.parametrize(
    ("body", "columns", "message"),
    [
        (HIPS, {"person": list("AAB"), "side": ["left", "right", "left"], "age": 30.0},
         f"row 2: 'B' has no row for right {HIP}, and others have"),
        (HIPS, {"person": list("AA"), "side": ["left", "l"], "age": 30.0},
         "row 1: 'A left' stands there twice; give each person, side and pair one row"),
        (HIPS, {"person": list("AA"), "age": 30.0}, "row 1: 'A' stands there twice"),
        (HIPS, {"person": list("AA"), "side": ["left", "middle"], "age": 30.0}, "row 1: .*'middle' is not"),
        (ALONE, {"person": list("AA"), "side": ["left", "right"], "age": 30.0},
         f"row 1: this body has no 'right'; its pairs are left {HIP}"),
        (HIPS, {"person": ["A"], "pair": ["hamstrings-quadriceps"], "age": 30.0},
         "row 0: column 'pair': No pair of this body 'hamstrings-quadriceps'"),
        (HIPS, {"person": list("AA"), "side": ["left", "right"], "age": [30.0, 31.0]},
         "row 1: age is 31 here and 30 in row 0"),
        (HIPS, {"person": list("AA"), "side": ["left", "right"], "sex": ["f", "m"]},
         "row 1: sex is m here and f in row 0"),
        (HIPS, {"person": list("AA"), "side": ["left", "right"], "agonist.rom_limit": [-12.0, 20.0]},
         "row 1: .*rom_limit 20 deg does not lengthen the hip flexors"),
        (HIPS, {"person": ["A"], "length_time": [500.0]}, "row 0: column 'length_time.*500 is outside"),
        (LOWER, {"person": ["A"], "posture_gain": [0.3]}, "row 0: the postures of 'left .*would follow its"),
        (HIPS, {"side": ["left"], "age": [30.0]}, "no column 'person' that says whose they are"),
        (HIPS, {"person": ["A", None], "side": ["left", "right"], "age": 30.0}, "row 1: no person is named"),
        (HIPS, {"person": ["A", "a"], "side": ["left", "right"], "age": 30.0}, "'A' and 'a': are they one"),
        (HIPS, {"person": ["A"], "side": ["left"]}, "no column of a parameter or covariate"),
        (HIPS, {"person": ["A"], "joint_stifness": [4.0]}, "Did you mean 'joint_stiffness"),
    ],
)  # fmt: skip
def test_what_a_table_cannot_say_is_refused_with_its_line(body, columns, message):
    with pytest.raises(FileError, match=message):
        mb.BodyCohort.from_table(body, pd.DataFrame(columns))


def test_everything_wrong_is_named_at_once():
    with pytest.raises(FileError) as refused:
        read(
            HIPS, person=list("AABBC"), side=["left", "right", "left", "left", None],
            age=[30.0, 31.0, 40.0, 40.0, 50.0],
        )  # fmt: skip
    told = str(refused.value)
    assert all(f"row {line}" in told for line in (1, 2, 3)), told
    assert "'C'" not in told  # a row without a side is of both


def test_a_body_that_has_lived_is_refused():
    lived = mb.develop(ALONE, mb.Lifestyle.office(), days=1)
    with pytest.raises(MusclebalanceError, match="has lived already"):
        read(lived, person=["A"], age=[30.0])


def test_what_the_body_has_of_its_own_holds_where_the_table_is_silent():
    body = mb.both_sides(PAIR, parameters={"left": {"joint_stiffness": 3.0}})
    cohort = read(body, person=["A", "B"], side=[None, None], age=[30.0, 40.0])
    assert [cohort[label].parameters for label in cohort.cohorts] == [{"joint_stiffness": 3.0}, {}]
    some = read(body, person=["A", "B", "B"], side=[None, None, "left"], joint_stiffness=[None, None, 5.0])
    assert some[f"left {HIP}"].own["joint_stiffness"].tolist() == [3.0, 5.0]
