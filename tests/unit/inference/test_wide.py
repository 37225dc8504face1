"""Visits from workbooks, wide tables and REDCap: the same visits as from the long table, or refused."""

from __future__ import annotations

import datetime as dt
import io

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import musclebalance as mb
from musclebalance.core.errors import FileError, MusclebalanceError

PAIR = mb.pair("hip-flexors-gluteus-maximus")
LONG = """person,day,side,measurement,muscle,value,unit
A01,0,left,rom,agonist,11.5,deg
A01,0,left,pain,,4,
A01,28,left,rom,agonist,15,deg
A01,28,left,pain,,2,
A02,0,left,rom,agonist,9,deg
A02,0,left,pain,,5,
A02,28,left,rom,agonist,9.5,deg
A02,28,left,pain,,5,
"""
WIDE = {
    "a column a measurement": (
        "person,day,side,rom agonist [deg],pain\n"
        "A01,0,left,11.5,4\nA01,28,left,15,2\nA02,0,left,9,5\nA02,28,left,9.5,5\n", {}),
    "a column a visit": (
        "person;side;ROM hip flexors day 0 (deg);pain day 0;ROM hip flexors day 28 (deg);pain week 4\n"
        "A01;left;11,5;4;15;2\nA02;left;9;5;9,5;5\n", {}),
    "labels of visits": (
        "Subject\tside\trom_agonist_pre [deg]\tpain_pre\trom_agonist_post [deg]\tpain_post\n"
        "A01\tleft\t11.5\t4\t15\t2\nA02\tleft\t9\t5\t9.5\t5\n", {"days": {"pre": 0, "post": 28}}),
    "a column a side": (
        "id,day,rom agonist left [deg],pain left\nA01,0,11.5,4\nA01,28,15,2\nA02,0,9,5\nA02,28,9.5,5\n", {}),
    "REDCap events": (
        "record_id,redcap_event_name,side,rom_agonist,pain,visit_form_complete\n"
        "A01,baseline_arm_1,left,11.5,4,2\nA01,week4_arm_1,left,15,2,2\n"
        "A02,baseline_arm_1,left,9,5,2\nA02,week4_arm_1,left,9.5,5,2\n",
        {"days": {"baseline_arm_1": 0, "week4_arm_1": 28}}),
    "REDCap repeats": (
        "record_id,redcap_repeat_instrument,redcap_repeat_instance,age,visit_date,side,rom_agonist,pain\n"
        "A01,,,41,,,,\nA01,visit,1,,2024-03-04,left,11.5,4\nA01,visit,2,,2024-04-01,left,15,2\n"
        "A02,,,29,,,,\nA02,visit,1,,2024-05-06,left,9,5\nA02,visit,2,,2024-06-03,left,9.5,5\n",
        {"leave_out": ["age"]}),
}  # fmt: skip


def read(text, **how):
    return mb.read_visits(io.StringIO(text), PAIR, **how)


def same(found, expected):
    assert set(found) == set(expected)
    for who, visits in expected.items():
        one = found[who]
        order = np.lexsort((one.names, one.days))
        other = np.lexsort((visits.names, visits.days))
        assert one.days[order].tolist() == visits.days[other].tolist()
        assert [one.names[k] for k in order] == [visits.names[k] for k in other]
        np.testing.assert_allclose(one.values[order], visits.values[other])
        np.testing.assert_allclose(one.sd[order], visits.sd[other])


@pytest.mark.parametrize("name", WIDE)
def test_every_shape_gives_the_same_visits(name):
    text, how = WIDE[name]
    found = read(text, **how)
    same(found, read(LONG))
    assert "columns of measurements turned into" in found.report


def test_what_was_left_out_is_told():
    text, how = WIDE["REDCap repeats"]
    report = read(text, **how).report
    assert "2 lines without a measurement left out" in report
    assert "left out: 'redcap_repeat_instrument', 'redcap_repeat_instance', 'age'" in report


def test_columns_about_something_else_are_left_out():
    found = read("day,pain,pain medication,rom sd\n0,1,2,3\n", leave_out=["pain medication", "rom sd"])
    assert found[""].values.tolist() == [1.0]


def test_both_sides_and_both_muscles_stand_in_one_line():
    heads = "day,rom agonist left [deg],rom antagonist left [deg],rom agonist right [deg]"
    text = f"{heads}\n0,10,100,12\n7,11,,13\n"
    found = read(text)
    assert set(found) == {"left", "right"}
    assert found["left"].names == ("rom_agonist", "rom_antagonist", "rom_agonist")
    assert found["left"].notes == ("line 3: no value",)
    assert found["right"].values.tolist() == [12.0, 13.0]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 18), st.floats(0, 10)), min_size=1, max_size=6),
    st.lists(st.integers(1, 300), min_size=6, max_size=6, unique=True),
)
def test_wide_and_long_of_any_visits_are_the_same(values, later):
    days = [0, *sorted(later)][: len(values)]
    wide = "rom agonist [deg],pain,day\n" + "".join(
        f"{rom:.6f},{pain:.6f},{day}\n" for (rom, pain), day in zip(values, days, strict=True)
    )
    heads = ",".join(f"rom agonist day {day} [deg],pain day {day}" for day in days)
    flat = f"{heads}\n" + ",".join(f"{rom:.6f},{pain:.6f}" for rom, pain in values) + "\n"
    long = "day,measurement,muscle,value,unit\n" + "".join(
        f"{day},rom,agonist,{rom:.6f},deg\n{day},pain,,{pain:.6f},\n"
        for (rom, pain), day in zip(values, days, strict=True)
    )
    same(read(wide), read(long))
    same(read(flat), read(long))


@pytest.mark.parametrize(
    ("text", "how", "message"),
    [
        ("rom agonist pre [deg],pain pre\n1,2\n", {},
         "column 'rom agonist pre .deg.': no day is known of 'pre'; say days={'pre': 0"),
        ("day,pain,pain medication\n0,1,2\n", {}, "if it is a visit, or leave_out=.'pain medication'"),
        ("rom agonist day 0 [deg],pain\n1,2\n", {}, "some headings say a day, and others"),
        ("day,rom agonist day 0 [deg],pain day 0\n0,1,2\n", {}, "some headings say a day, and others"),
        ("rom agonist [deg],pain\n1,2\n", {}, "nothing says when a measurement was made"),
        ("event,rom agonist [deg],pain\nfirst,1,2\n", {}, "no day is known of 'first'; say days={'first': 0"),
        ("day,rom agonist [deg],pain\n0,ten,2\n", {},
         "line 2: column 'rom agonist .deg.': 'ten' is not a number"),
        ("day,rom agonist [deg],pain,age\n0,1,2,40\n", {}, "'age'"),
        ("day,rom agonist [deg],pain\n0,1,2,3\n", {}, "line 2: 4 cells where 3 columns are named"),
        ("day,pain,pain\n0,1,2\n", {}, "columns 'pain' and 'pain' say the same; keep one"),
        ("day,pain,Pain\n0,1,2\n", {}, "columns 'pain' and 'Pain' say the same; keep one"),
        ("day,rom agonist [deg],rom_agonist [rad]\n0,1,2\n", {}, "say the same; keep one"),
        ("day,side,rom agonist left [deg],pain left\n0,left,1,2\n", {}, "both say the side"),
        ("day,rom agonist [N],pain\n0,1,2\n", {}, "line 2: unit 'N' measures force"),
        ("day,rom agonist [deg],pain\n0,700,2\n", {}, "rom_agonist 700 deg is outside"),
        ("day,measurement,value\n0,pain,2\n", {"days": {"pre": 0}},
         "no heading has one of a visit; leave it out"),
        ("day,pain\n0,2\n", {"days": {"pre": -1}}, "'pre' is on day -1"),
    ],
)  # fmt: skip
def test_what_is_not_sure_is_refused(text, how, message):
    with pytest.raises(MusclebalanceError, match=message):
        read(text, **how)


def workbook(path, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    book.save(path)
    return path


def rows_of(text):
    return [[float(c) if c.replace(".", "").isdigit() else c or None for c in line.split(",")]
            for line in text.splitlines()]  # fmt: skip


def test_a_workbook_gives_the_same_visits(tmp_path):
    found = mb.read_visits(workbook(tmp_path / "visits.xlsx", visits=rows_of(LONG), notes=[]), PAIR)
    same(found, read(LONG))
    assert "worksheet 'visits'" in found.report
    wide = workbook(
        tmp_path / "wide.xlsx", one=[["Visits of 2024"], [], *rows_of(WIDE["a column a measurement"][0])]
    )
    found = mb.read_visits(wide, PAIR)
    same(found, read(LONG))
    assert "1 title line above the heading left out" in found.report


def test_dates_of_a_workbook_are_dates(tmp_path):
    rows = [["date", "measurement", "value"], [dt.date(2024, 3, 18), "pain", 3],
            [dt.datetime(2024, 3, 25, 9, 30), "pain", 2.5]]  # fmt: skip
    found = mb.read_visits(workbook(tmp_path / "visits.xlsx", a=rows), PAIR)[""]
    assert found.days.tolist() == [0, 7]
    assert found.values.tolist() == [3.0, 2.5]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            [["day", "measurement", "value"], [0, "pain", "=1+1"]],
            "line 2: cell C2 is a formula whose value is not",
        ),
        ([["day", "measurement", "value"], [], [0, "pain", "much"]], "line 3: .*'much' is not a number"),
        ([["day", "measurement", "value"], [0, "pain", "#DIV/0!"]], "line 2: .*is not a number"),
        ([], "the table is empty"),
    ],
)
def test_cells_that_cannot_be_read_are_named_by_their_line(tmp_path, rows, message):
    with pytest.raises(FileError, match=message):
        mb.read_visits(workbook(tmp_path / "visits.xlsx", a=rows), PAIR)


def test_which_worksheet_is_asked_for(tmp_path):
    good = [["day", "measurement", "value"], [0, "pain", 3]]
    file = workbook(tmp_path / "visits.xlsx", left=good, right=good)
    with pytest.raises(FileError, match="has several worksheets; say worksheet=, one of 'left', 'right'"):
        mb.read_visits(file, PAIR)
    assert len(mb.read_visits(file, PAIR, worksheet="right")[""]) == 1
    with pytest.raises(FileError, match="has no worksheet 'middle'; it has 'left', 'right'"):
        mb.read_visits(file, PAIR, worksheet="middle")
    with pytest.raises(FileError, match="has no worksheets; leave worksheet out"):
        mb.read_visits(pd.DataFrame(), PAIR, worksheet="left")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_a_damaged_workbook_is_refused(tmp_path, share):
    file = workbook(tmp_path / "visits.xlsx", a=rows_of(LONG))
    data = file.read_bytes()
    file.write_bytes(data[: int(share * len(data))])
    with pytest.raises(FileError, match="is no workbook, or is damaged"):
        mb.read_visits(file, PAIR)


def test_people_and_other_tables_come_from_workbooks_too(tmp_path):
    people = workbook(tmp_path / "people.xlsx", people=[["length_time"], [4], [5]])
    assert len(mb.Cohort.from_table(PAIR, people)) == 2


REPEATS = "record_id,redcap_event_name,redcap_repeat_instance,pain\n" + "".join(
    f"A,base_arm_1,{k},{6 - k}\n" for k in (1, 2, 3)
)


def test_repeats_of_an_event_have_a_day_or_are_trials():
    days = {"base_arm_1": 0}
    with pytest.raises(FileError, match="line 3: repeat 2 of an event: on what day"):
        mb.read_visits(io.StringIO(REPEATS), PAIR, days=days)
    trials = mb.read_visits(io.StringIO(REPEATS), PAIR, days=days, leave_out=["redcap_repeat_instance"])
    assert trials["A"].days.tolist() == [0, 0, 0]


def test_a_day_before_the_first_is_not_one_after_it():
    with pytest.raises(FileError, match="day -7"):
        mb.read_visits(io.StringIO("person,pain day -7,pain day 0\nA,1,5\n"), PAIR)
