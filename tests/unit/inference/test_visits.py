"""Measurements from a file: units, dates, gaps; errors name the line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import musclebalance as mb
from musclebalance.core.errors import FileError, MusclebalanceError, OutOfRangeError, UnknownNameError
from musclebalance.inference import read_visits
from musclebalance.inference.problem import free_numbers
from musclebalance.model import hypotheses
from musclebalance.simulation.healthy import complete_parameters

PAIR = mb.pair("hip-flexors-gluteus-maximus")
GOOD = """date, measurement, muscle, value, unit, sd
2024-03-18, rom, hip flexors, 10, deg,
2024-03-18, pain, , 5, ,1
2024-04-01, range of motion, agonist, 0.2, rad, 0.01
2024-04-01, rom, antagonist, , deg,
2024-03-25, imbalance, , "0,8", , 0.1
"""


def read(path: Path, text: str) -> dict[str, object]:
    path.write_text(text)
    return read_visits(path, PAIR, hypotheses.combined)  # type: ignore[return-value]


def test_a_file_is_read_in_order_and_in_the_units_shown(tmp_path: Path) -> None:
    seen = read_visits(_file(tmp_path, GOOD), PAIR, hypotheses.combined)[""]
    assert seen.days.tolist() == [0, 0, 7, 14]
    assert seen.names == ("rom_agonist", "pain", "imbalance", "rom_agonist")
    np.testing.assert_allclose(seen.values, [10.0, 5.0, 0.8, np.degrees(0.2)])
    np.testing.assert_allclose(seen.sd, [1.5, 1.0, 0.1, np.degrees(0.01)])
    assert seen.notes == ("line 5: no value",)
    assert seen.before(7).days.tolist() == [0, 0, 7]
    assert seen.after(7).names == ("rom_agonist",)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "2024-13-01, rom, agonist, 10, deg,",
            "column 'date': '2024-13-01' is no day of the calendar",
        ),
        (", rom, agonist, 10, deg,", "line 2: date is missing"),
        ("2024-03-18, rom, , 10, deg,", "needs a muscle: 'hip flexors'"),
        ("2024-03-18, rom, hamstrings, 10, deg,", "line 2: No muscle in this pair 'hamstrings'"),
        ("2024-03-18, rom_agonits, , 10, deg,", "Did you mean 'rom_agonist'"),
        ("2024-03-18, rom, agonist, ten, deg,", "line 2: column 'value': 'ten' is not a number"),
        ("2024-03-18, rom, agonist, inf, deg,", "'inf' is not a number"),
        ("2024-03-18, rom, agonist, 10, N,", "line 2: unit 'N' measures force"),
        ("2024-03-18, rom, agonist, 10, degs,", "No unit 'degs'. Did you mean 'deg"),
        ("2024-03-18, imbalance, , 1, deg,", "where '-' is expected"),
        ("2024-03-18, imbalance, , 1, ,", "error of imbalance is not known; give a column sd"),
        ("2024-03-18, rom, agonist, , deg,", "no measurement in it"),
        (
            "2024-03-18, rom, agonist, 1100, deg,",
            "value: rom_agonist 1100 deg is outside -42 to 78 deg",
        ),
        ("2024-03-18, pain, , 15, ,", "line 2: value: pain 15 is outside 0 to 10"),
        ("2024-03-18, rom, agonist, 11,5, deg,", "line 2: 7 cells where the heading names 6 columns"),
        (
            "2024-03-18, strength, agonist, 0, N m,",
            "error of strength_torque_agonist in proportion is none at 0",
        ),
        ("2024-03-18, pain, agonist, 4, ,", "'pain' is of the joint, and the line names 'agonist'; leave it"),
        ("2024-03-18, resting angle, gluteus maximus, 4, deg,", "is of the joint"),
        ("2024-03-18, rom_agonist, gluteus maximus, 10, deg,", "'rom_agonist' is of the other muscle"),
        ("\n\n2024-03-18, rom, agonist, ten, deg,", "line 4: column 'value': 'ten' is not a number"),
    ],
)
def test_errors_name_the_line(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(FileError, match=message):
        read(tmp_path / "visits.csv", f"date, measurement, muscle, value, unit, sd\n{line}\n")


def test_every_wrong_line_is_named_at_once(tmp_path: Path) -> None:
    text = "date,measurement,value\n2024-03-18,pain,x\n2024-03-18,pain,4\n2024-02-31,pain,4\n"
    with pytest.raises(FileError) as problem:
        read(tmp_path / "visits.csv", text)
    assert problem.value.line == 2
    assert "2 lines cannot be read" in str(problem.value)
    assert "line 2: column 'value': 'x' is not a number" in str(problem.value)
    assert "line 4: column 'date': '2024-02-31' is no day of the calendar" in str(problem.value)
    with pytest.raises(FileError, match="and 3 more"):
        read(tmp_path / "visits.csv", "date,measurement,value\n" + "2024-03-18,pain,x\n" * 11)


def test_a_reading_taken_twice_counts_twice(tmp_path: Path) -> None:
    text = "day,measurement,value\n0,pain,4\n7,pain,3\n0,pain,4\n0,pain,5\n"
    seen = read_visits(_file(tmp_path, text), PAIR, hypotheses.combined)[""]
    assert seen.values.tolist() == [4.0, 4.0, 5.0, 3.0]
    assert seen.notes == ("line 4: the same as line 2; both count",)


def test_spreadsheets_with_semicolons_marks_and_short_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text("\ufeffday;measurement;value;unit\n0;pain;4,5\n7;pain;3;\n", "utf-8")
    seen = read_visits(path, PAIR, hypotheses.combined)[""]
    assert seen.values.tolist() == [4.5, 3.0]
    path.write_bytes(b"day,measurement,value\n0,pain\xe9,4\n")
    with pytest.raises(FileError, match="'painé'"):
        read_visits(path, PAIR, hypotheses.combined)
    with pytest.raises(FileError, match="the table is empty"):
        read(path, "")


def test_changes_may_be_of_any_sign(tmp_path: Path) -> None:
    text = "day,measurement,value\n0,pain,0\n7,pain,-3\n"
    with pytest.raises(FileError, match="line 3: value: pain -3"):
        read(tmp_path / "visits.csv", text)
    seen = read_visits(_file(tmp_path, text), PAIR, hypotheses.combined, errors={"pain": 1.0}, relative=True)
    assert seen[""].values.tolist() == [0.0, -3.0]


def test_files_without_what_is_needed_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file"):
        read_visits(tmp_path / "none.csv", PAIR, hypotheses.combined)
    with pytest.raises(FileError, match="a column 'value' is needed"):
        read(tmp_path / "visits.csv", "date,measurement\n2024-03-18,pain\n")
    with pytest.raises(FileError, match="no column 'date' or 'day'"):
        read(tmp_path / "visits.csv", "measurement,value\npain,4\n")
    with pytest.raises(FileError, match="columns 'date' and 'day' both say when; keep one"):
        read(tmp_path / "visits.csv", "date,day,measurement,value\n2024-03-18,,pain,4\n,7,pain,4\n")
    with pytest.raises(FileError, match=r"'1.5' is not a whole number"):
        read(tmp_path / "visits.csv", "day,measurement,value\n1.5,pain,4\n")


def test_several_people_in_one_file(tmp_path: Path) -> None:
    path = _file(tmp_path, "person,day,measurement,value\nA,0,pain,4\nB,0,pain,6\nA,7,pain,3\n")
    seen = read_visits(path, PAIR, hypotheses.combined)
    assert [len(one) for one in seen.values()] == [2, 1]
    with pytest.raises(MusclebalanceError, match=r"2 people or legs .*use fit_people"):
        mb.fit(path, PAIR, None, lifestyle=mb.Lifestyle.healthy())


@pytest.mark.parametrize("column", ["person", "side"])
def test_a_person_or_side_that_is_blank_in_some_lines_is_refused(tmp_path: Path, column: str) -> None:
    text = f"{column},day,measurement,value\nleft,0,pain,4\n,7,pain,3\n"
    with pytest.raises(FileError, match=f"line 3: column '{column}' is empty; fill it"):
        read(tmp_path / "visits.csv", text)


@pytest.mark.parametrize("twins", [("Anna", "anna"), ("01", "1"), ("A  7", "a 07")])
def test_two_spellings_of_a_person_are_refused(tmp_path: Path, twins: tuple[str, str]) -> None:
    text = "person,day,measurement,value\n{},0,pain,4\n{},7,pain,3\n".format(*twins)
    with pytest.raises(FileError, match="are they one"):
        read(tmp_path / "visits.csv", text)


def test_people_of_nearly_the_same_name_are_two(tmp_path: Path) -> None:
    text = "person,day,measurement,value\n1.05,0,pain,4\n1.5,0,pain,3\n10,0,pain,3\n1,0,pain,3\n"
    assert list(read(tmp_path / "visits.csv", text)) == ["1.05", "1.5", "10", "1"]


def test_a_change_on_day_0_that_is_not_0_is_refused(tmp_path: Path) -> None:
    path = _file(tmp_path, "day,measurement,muscle,value\n0,rom,agonist,11\n7,rom,agonist,14\n")
    with pytest.raises(FileError, match="line 2: a change of rom_agonist from day 0 is 0 on day 0, not 11"):
        read_visits(path, PAIR, relative=True)


def test_priors_come_from_parameters_and_spreads() -> None:
    known = complete_parameters(PAIR, hypotheses.combined)
    default = free_numbers(known, None, lived=True)
    assert next(iter(default)) == "chronicity"
    assert "chronicity" not in free_numbers(known, None, lived=False)
    (limit,) = free_numbers(known, ["agonist.rom_limit"], lived=False).values()
    assert limit.kind == "shift"
    given = {"length_time": mb.Distribution(0.5), "joint_stiffness": (3.9, 4.1), "memory_rate": None}
    length, stiffness, _ = free_numbers(known, given, lived=False).values()
    entry = known["length_time"]
    assert (length.middle, length.low, length.high, length.unit) == (entry.value, entry.low, entry.high, "d")
    assert stiffness.values(np.array([-9.0, 0.0, 9.0])) == pytest.approx([3.9, 4.0, 4.1])
    with pytest.raises(OutOfRangeError, match="low end of 'length_time'"):
        free_numbers(known, {"length_time": (-1.0, 5.0)}, lived=False)
    with pytest.raises(MusclebalanceError, match="nothing is free"):
        free_numbers(known, [], lived=False)
    with pytest.raises(UnknownNameError, match="Did you mean 'length_time'"):
        free_numbers(known, ["lenght_time"], lived=False)
    with pytest.raises(MusclebalanceError, match="needs a life lived before"):
        free_numbers(known, ["chronicity"], lived=False)
    with pytest.raises(MusclebalanceError, match="named twice"):
        free_numbers(known, ["length_time", "length_time"], lived=False)


@pytest.mark.parametrize("name", ["length_time", "chronicity"])
@pytest.mark.parametrize(
    ("said", "told"),
    [
        (5.0, "5.0 is no distribution of"),
        ("ab", "'ab' is no distribution of"),
        ((1.0, 2.0, 3.0), "is no distribution of"),
        (("a", 9.0), "an end of '.*' 'a' is not a number"),
        ((5.0, float("nan")), "an end of '.*' nan is outside"),
        ((9.0, 5.0), "is outside"),
    ],
)
def test_what_is_no_distribution_is_refused(name: str, said: object, told: str) -> None:
    known = complete_parameters(PAIR, hypotheses.combined)
    with pytest.raises(MusclebalanceError, match=told):
        free_numbers(known, {name: said}, lived=True)  # type: ignore[dict-item]
    with pytest.raises(MusclebalanceError, match="1 is no name of a parameter"):
        free_numbers(known, {1: None}, lived=True)  # type: ignore[dict-item]
    (ends,) = free_numbers(known, {name: [5.0, 9.0]}, lived=True).values()  # type: ignore[dict-item]
    assert (ends.low, ends.high) == (5.0, 9.0)


@pytest.mark.parametrize(
    ("errors", "told"),
    [
        ({"pian": 1.0}, "Did you mean 'pain'"),
        ({"pain": "x"}, "error of pain 'x' is not a number"),
        ({"pain": -1.0}, "error of pain -1 is outside"),
    ],
)
def test_errors_of_what_is_not_there_are_refused(errors: dict[str, float], told: str) -> None:
    """By the table of visits, and by a trial before it runs."""
    table = pd.DataFrame({"day": [0, 7], "measurement": "pain", "value": [1.0, 2.0]})
    with pytest.raises(MusclebalanceError, match=told):
        mb.read_visits(table, PAIR, errors=errors)
    people = mb.Cohort.sample(PAIR, n=4, seed=1)
    with pytest.raises(MusclebalanceError, match=told):
        mb.trial(people, {"a": None, "b": None}, errors=errors)


def _file(folder: Path, text: str) -> Path:
    path = folder / "visits.csv"
    path.write_text(text)
    return path
