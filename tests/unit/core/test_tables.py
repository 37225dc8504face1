"""The one reader of tables: units, gaps, and every wrong cell named with line, column, value and remedy."""

from __future__ import annotations

import datetime as dt
import io
import math

import numpy as np
import pytest

from musclebalance.core.calendar import parse_weekdays
from musclebalance.core.cells import YES_NO, Range, choice, clock, date, number, whole
from musclebalance.core.errors import FileError, MusclebalanceError
from musclebalance.core.tables import Column, Table, read

COLUMNS = (
    Column("day", whole(1, 365), needed=True, filled=True),
    Column("time", number(0, 3600), "s", aliases=("length",)),
    Column("angle", number(), "deg"),
    Column("offset", number(), "lopt"),
    Column("done", choice(YES_NO)),
    Column("note"),
)


def table(text: str, **options) -> Table:
    return read(io.StringIO(text), COLUMNS, **options)


def values(text: str, **options) -> list[dict[str, object]]:
    return table(text, **options).each(lambda row: dict(row.values))


def test_cells_become_values_and_blank_cells_nothing():
    (first, second) = values("day,time [s],done,note\n1,2.5,Yes,left\n\n2.0, ,no,\n")
    assert first == {"day": 1, "time": 2.5, "done": True, "note": "left"}
    assert second == {"day": 2, "done": False}


def test_units_of_the_heading_are_converted_and_names_have_aliases():
    (found,) = values("DAY,Length [min],angle [rad],offset [lopt]\n1,2,3.141592653589793,0.5\n")
    assert (found["time"], found["offset"]) == (120.0, 0.5)
    assert found["angle"] == pytest.approx(180)


def test_a_file_may_have_a_mark_semicolons_quotes_and_spaces(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes('\ufeffday; note\n1; "a; b"\n2;c\n'.encode())
    found = read(path, COLUMNS)
    assert [row["note"] for row in found.rows] == ["a; b", "c"]
    assert [row.line for row in found.rows] == [2, 3]
    assert found.path == str(path)


def test_a_data_frame_reads_as_its_file_would():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(
        {"day": [1.0, 2.0], "time [s]": [0.1, math.nan], "done": [True, None], "note": ["x", None]}
    )
    made = read(frame, COLUMNS).each(lambda row: dict(row.values))
    assert made == [{"day": 1, "time": 0.1, "done": True, "note": "x"}, {"day": 2}]
    with pytest.raises(FileError, match="data frame, row 1: column 'day'"):
        read(pandas.DataFrame({"day": [1, 1.5]}), COLUMNS).each(lambda row: row)


def test_numbers_of_a_data_frame_keep_every_bit():
    pandas = pytest.importorskip("pandas")
    exact = np.random.default_rng(1).normal(size=200) * 10.0 ** np.arange(-100, 100)
    frame = pandas.DataFrame({"x": exact})
    found = read(frame, (Column("x", number()),)).each(lambda row: row["x"])
    assert found == exact.tolist()


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", None, "the table is empty; its first line must name the columns"),
        ("day,time [s]\n", 1, "has a heading but no rows"),
        ("day,tme [s]\n1,2\n", 1, "No column 'tme [s]'. Did you mean 'time [s]'?"),
        ("day,day\n1,2\n", 1, "column 'day' stands there twice ('day', 'day'); keep one of the two"),
        ("day,time [s],length [s]\n1,2,3\n", 1, "column 'time' stands there twice"),
        ("note\nx\n", 1, "a column 'day' is needed; name it in a heading. Columns found: 'note'"),
        ("day,time\n1,2\n", 1, "column 'time' lacks its unit; write 'time [s]'"),
        ("day,time [fortnights]\n1,2\n", 1, "No unit 'fortnights'"),
        ("day,time [mm]\n1,2\n", 1, "unit 'mm' measures length, but a time is expected: use one of s,"),
        ("day,offset [mm]\n1,2\n", 1, "column 'offset [mm]': offset is in lopt, not in mm"),
        ("day,note [s]\n1,2\n", 1, "column 'note [s]': note has no unit, not in s"),
        ("day,note\n1,a,b\n", 2, "3 cells where the heading names 2 columns; put a text with a comma"),
        ("day,note\n1\n", 2, "1 cell where the heading names 2 columns"),
        ("day,note\n\n,x\n", 3, "column 'day' is empty; fill it or delete the line"),
        ("day\nten\n", 2, "column 'day': 'ten' is not a number; write for example 2.5"),
        ("day\n1.5\n", 2, "column 'day': '1.5' is not a whole number"),
        ("day\n400\n", 2, "column 'day': value 400 is outside 1 to 365"),
        ("day,time [s]\n1,<5\n", 2, "'<5' is a limit, not a number; leave the cell empty"),
        ("day,time [s]\n1,1_000\n", 2, "column 'time [s]': '1_000' is not a number"),
        (
            "day,time [s]\n1,20 s\n",
            2,
            "'20 s' is not a number; write 20 and put the unit in the heading",
        ),
        ("day,done\n1,maybe\n", 2, "column 'done': 'maybe' is not one of 'yes', 'true'"),
        ('day,note\n1,"x\n2,y\n', 3, "is not CSV"),
    ],
)
def test_what_is_wrong_is_named(text, line, message):
    with pytest.raises(FileError) as caught:
        values(text)
    assert message in str(caught.value)
    assert caught.value.line == line


def test_every_wrong_cell_is_named_at_once():
    with pytest.raises(FileError) as caught:
        values("day,time [s]\n0,x\n2,2\n3,y\n")
    text = str(caught.value)
    assert "table, line 2: 2 lines cannot be read:" in text
    assert "line 2: column 'day': value 0 is outside" in text
    assert "line 2: column 'time [s]': 'x' is not a number" in text
    assert "line 4: column 'time [s]': 'y' is not a number" in text
    with pytest.raises(FileError, match="and 3 more"):
        values("day\n" + "x\n" * 11)


def test_rows_that_cannot_be_made_are_named_with_the_cells_that_cannot_be_read():
    def make(row):
        if row["day"] > 2:
            raise MusclebalanceError(f"day {row['day']} is too late.")

    found = table("day\n3\nx\n4\n")
    with pytest.raises(FileError) as caught:
        found.each(make)
    assert [line.strip() for line in str(caught.value).splitlines()[1:]] == [
        "line 2: day 3 is too late.",
        "line 3: column 'day': 'x' is not a number; write for example 2.5, any unit stands in the heading.",
        "line 4: day 4 is too late.",
    ]
    with pytest.raises(FileError, match=r"table, line 3: column 'day'"):
        found.each(make, ordered=True)
    with pytest.raises(FileError, match=r"table, line 2: day 3 is too late"):
        table("day\n3\n4\n").each(make, ordered=True)


def test_words_for_nothing_short_lines_and_columns_that_are_left_out():
    assert values("day,note\n1,.\n2\n", blank=(".",), short=True) == [{"day": 1}, {"day": 2}]
    assert values("day,colour\n1,red\n", leave_out=("Colour",)) == [{"day": 1}]
    assert values("day,Remarks,time [s]\n1,red,NA\n") == [{"day": 1}]
    assert values("day,note,,\n1,x,,\n") == [{"day": 1, "note": "x"}]
    with pytest.raises(FileError, match="line 2: 'y' stands in a column without a name"):
        values("day,note,\n1,x,y\n")


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(FileError, match="no such file; check the path"):
        read(tmp_path / "none.csv", COLUMNS)
    with pytest.raises(FileError, match="cannot be read"):
        read(tmp_path, COLUMNS)


def test_dates_and_clock_times_of_many_countries():
    columns = (Column("date", date), Column("at", clock), Column("on", parse_weekdays))
    text = "date,at,on\n2024-03-18,18:30,Mon-Wed Fri\n2024-03-18 24:00,,every day\n"
    text += "18.3.2024,6 pm,\n45369,0.75,\n"
    found = read(io.StringIO(text), columns)
    assert found.rows[0].values == {"date": dt.date(2024, 3, 18), "at": 66600.0, "on": (0, 1, 2, 4)}
    assert found.rows[1].values == {"date": dt.date(2024, 3, 19), "on": (0, 1, 2, 3, 4, 5, 6)}
    assert found.rows[2].values == {"date": dt.date(2024, 3, 18), "at": 64800.0}
    assert found.rows[3].values == {"date": dt.date(2024, 3, 18), "at": 64800.0}


@pytest.mark.parametrize(
    ("cells", "dayfirst", "found"),
    [
        (["03/04/2024", "18/04/2024"], None, dt.date(2024, 4, 3)),
        (["03/04/2024", "04/18/2024"], None, dt.date(2024, 3, 4)),
        (["03/04/2024"], True, dt.date(2024, 4, 3)),
        (["03/04/2024"], None, "may be the 03. of month 04"),
        (["18/03/2024", "03/25/2024"], None, "'18/03/2024': in other dates day and month are the other way"),
        (["2024-03-181"], None, "is not a date; write 2024-03-18"),
        (["2024-03-18XYZ"], None, "is not a date"),
        (["2024-03-18T23:30:00-05:00"], None, dt.date(2024, 3, 18)),
        (["2024-03-18T23:30:00+14:00"], None, dt.date(2024, 3, 18)),
        (["2024-03-18T23:30:00+99:00"], None, "is not a date"),
        (["2024-03-18T23:30:00-05:60"], None, "is not a date"),
        (["2024-03-18T23:30:00Z"], None, "is a time of Greenwich"),
        (["2024-03-18 25:00"], None, "has no clock time of a day"),
        (["2024-02-30"], None, "is no day of the calendar"),
        (["20240318"], None, "is not a date"),
    ],
)
def test_dates_are_read_as_meant_or_refused(cells, dayfirst, found):
    table = read(io.StringIO("date\n" + "\n".join(cells) + "\n"), (Column("date", date),), dayfirst=dayfirst)
    if isinstance(found, dt.date):
        assert table.rows[0]["date"] == found
    else:
        with pytest.raises(FileError, match=found):
            table.each(lambda row: row)


@pytest.mark.parametrize(
    ("text", "between", "found"),
    [
        (["7,5"], ",", 7.5),
        (["1,050"], ",", "may be 1050 or 1.050"),
        (["1,050", "2.5"], ",", 1050.0),
        (["1,050", "2,5"], ",", 1.05),
        (["1.050"], ",", 1.05),
        (["1.050"], ";", "may be 1050 or 1.050"),
        (["1.050", "2,5"], ";", 1050.0),
        (["1.050", "2.5"], ";", 1.05),
        (["0.125"], ";", 0.125),
        (["1,234.5"], ";", 1234.5),
        (["1.234,5"], ";", 1234.5),
        (["1 234,5"], ";", 1234.5),
        (["1'234.5"], ",", 1234.5),
        (["12,345,678"], ";", 12345678.0),
        (["−3,5"], ";", -3.5),
        (["1,2,3"], ";", "is not a number"),
        (["1_000"], ",", "is not a number"),
        (["5/10"], ",", "is not a number"),
        (["11°"], ",", "write 11 and put the unit in the heading"),
        (["11±2"], ",", "'11±2' is two numbers; write 11"),
        (["2-4"], ",", "'2-4' is not a number; write for example 2.5"),
        (["1:30"], ",", "'1:30' is not a number; write for example 2.5"),
        (["1e5"], ",", 1e5),
        (["1e999"], ",", "outside"),
    ],
)
def test_numbers_are_read_as_meant_or_refused(text, between, found):
    cells = [f'"{cell}"' if between in cell else cell for cell in text]
    lines = "\n".join(f"{cell}{between}x" for cell in cells)
    table = read(io.StringIO(f"x{between}note\n{lines}\n"), (Column("x", number(-1e9, 1e9)),))
    if isinstance(found, float):
        assert table.rows[0]["x"] == found
    else:
        with pytest.raises(FileError, match=found):
            table.each(lambda row: row)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("between", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_program_writes_the_same_table(tmp_path, encoding, between, end):
    text = end.join(
        ["Müller, P07", "", between.join(["day", "Time (min)", "note"]), between.join(["1", "2", "ü"]), ""]
    )
    (tmp_path / "t.csv").write_bytes(text.encode(encoding))
    found = read(tmp_path / "t.csv", COLUMNS)
    assert [dict(row.values) for row in found.rows] == [{"day": 1, "time": 120.0, "note": "ü"}]
    assert "1 title line above the heading left out" in found.report
    assert "'Time (min)' is 'time [s]', times 60" in found.report


@pytest.mark.parametrize("text", ["1", "0", "9", "1.0", "25:00", "13 pm"])
def test_what_may_be_an_hour_or_a_day_is_no_clock_time(text):
    with pytest.raises(MusclebalanceError, match="is not a clock time"):
        clock(text)


def test_a_title_may_hold_the_name_of_a_column():
    assert values("note;P07;;\nday;time [s];;\n1;2;;\n") == [{"day": 1, "time": 2.0}]


def test_what_is_no_table_is_refused_at_once(tmp_path):
    for data, message in [
        (b"PK\x03\x04", "is a workbook"), (b"\x89HDF\r\n", "HDF5 or netCDF"), (b"a\0\1\2", "is not text"),
        (b"day\n\x81\n", "line 2: is neither UTF-8 nor Windows-1252"), (b"", "the table is empty"),
    ]:  # fmt: skip
        (tmp_path / "x.csv").write_bytes(data)
        with pytest.raises(FileError, match=message):
            read(tmp_path / "x.csv", COLUMNS)
    with pytest.raises(FileError, match="NoneType is no table"):
        read(None, COLUMNS)  # type: ignore[arg-type]
    with pytest.raises(FileError, match="1001 columns are more than 1000"):
        values(",".join(["day"] * 1001) + "\n")
    with pytest.raises(FileError, match="line 4: has more than 2 rows"):
        values("day\n1\n2\n3\n", most=2)


def test_frames_with_gaps_zones_and_a_named_index():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"time [s]": [1, None]}, index=pandas.Index([3, 4], name="day")).convert_dtypes()
    assert read(frame, COLUMNS).each(lambda row: dict(row.values)) == [{"day": 3, "time": 1.0}, {"day": 4}]
    when = pandas.DataFrame(
        {"date": pandas.to_datetime(["2024-03-18 23:30"]).tz_localize("America/New_York")}
    )
    assert read(when, (Column("date", date),)).rows[0]["date"] == dt.date(2024, 3, 18)
    when["date"] = when["date"].dt.tz_convert("UTC")
    with pytest.raises(FileError, match="time of Greenwich"):
        read(when, (Column("date", date),)).each(lambda row: row)


SPAN = Range(0.0, 1e4, "s", {"short": (1.0, 2.0)}, ("each",))


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("30", (30.0, 30.0)),
        ("15 to 60", (15.0, 60.0)),
        ("15-60", (15.0, 60.0)),
        ("15 – 60 s", (15.0, 60.0)),
        ("[15, 60]", (15.0, 60.0)),
        ("0.5-1 min", (30.0, 60.0)),
        ("1e3", (1000.0, 1000.0)),
        ("Short", (1.0, 2.0)),
        ("5 each", (5.0, 5.0)),
    ],
)
def test_a_range_is_read_as_its_ends(text, ends):
    assert SPAN(text) == ends


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("60-15", "begins with the smaller"),
        ("5 deg", "'deg' does not fit; it is given in s"),
        ("half", "not a number"),
        ("5 to", "does not fit"),
        ("-5", "outside 0 to"),
        ("3-5-2024", "not a number"),
        ("1/2", "does not fit"),
        ("1e999", "outside|not a number"),
        ("", "not a number"),
    ],
)
def test_a_range_that_cannot_be_read_says_why(text, why):
    with pytest.raises(MusclebalanceError, match=why):
        SPAN(text)


def test_a_range_without_a_unit_takes_none():
    with pytest.raises(MusclebalanceError, match="it has no unit"):
        Range(0.0, 10.0)("5 %")


def test_ranges_are_converted_by_the_heading_and_follow_the_marks_of_the_table():
    found = read(
        io.StringIO("hold [min];n\n0,5 to 1;1,5\n"), (Column("hold", SPAN, "s"), Column("n", number()))
    )
    assert found.rows[0]["hold"] == (30.0, 60.0)


def test_rows_that_can_be_read_are_made_though_others_cannot():
    found = table("day,done\n1,yes\n2,perhaps\n3,no\n")

    def make(row):
        if row["day"] == 3:
            raise MusclebalanceError("not three")
        return row["day"]

    made, wrong = found.tried(make)
    assert made == [1]
    assert [(row.line, problem.partition(":")[0]) for row, problem in wrong] == [
        (3, "column 'done'"),
        (4, "not three"),
    ]


def test_the_nearest_column_is_told_by_its_name_whatever_other_name_was_meant():
    with pytest.raises(FileError, match=r"No column 'lenth'\. Did you mean 'time \[s\]'"):
        table("day,lenth\n1,2\n")
