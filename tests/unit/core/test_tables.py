"""The one reader of tables: units, gaps, and every wrong cell named with line, column, value and remedy."""

from __future__ import annotations

import datetime as dt
import io
import math

import numpy as np
import pytest

from musclebalance.core.calendar import parse_clock, parse_weekdays
from musclebalance.core.errors import FileError, MusclebalanceError
from musclebalance.core.tables import YES_NO, Column, Table, choice, date, number, read, whole

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
    with pytest.raises(FileError, match="table, line 3: column 'day'"):
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
        ("", None, "the file is empty; its first line must name the columns"),
        ("day,time [s]\n", 1, "has a heading but no rows"),
        ("day,tme [s]\n1,2\n", 1, "No column 'tme [s]'. Did you mean 'time [s]'?"),
        ("day,day\n1,2\n", 1, "column 'day' stands there twice; keep one of the two"),
        ("day,time [s],length [s]\n1,2,3\n", 1, "column 'time' stands there twice"),
        ("note\nx\n", 1, "a column 'day' is needed; add it to the first line"),
        ("day,time\n1,2\n", 1, "column 'time' lacks its unit; write 'time [s]'"),
        ("day,time [fortnights]\n1,2\n", 1, "No unit 'fortnights'"),
        ("day,time [mm]\n1,2\n", 1, "unit 'mm' measures length, but a time is expected: use one of s,"),
        ("day,offset [mm]\n1,2\n", 1, "column 'offset [mm]': offset is in lopt, not in mm"),
        ("day,note [s]\n1,2\n", 1, "column 'note [s]': note has no unit, not in s"),
        ("day,note\n1,a,b\n", 2, "3 cells where the first line names 2 columns; put a text with a comma"),
        ("day,note\n1\n", 2, "1 cell where the first line names 2 columns"),
        ("day,note\n\n,x\n", 3, "column 'day' is empty; fill it or delete the line"),
        ("day\nten\n", 2, "column 'day': 'ten' is not a number; write for example 2.5"),
        ("day\n1.5\n", 2, "column 'day': '1.5' is not a whole number"),
        ("day\n400\n", 2, "column 'day': value 400 is outside 1 to 365"),
        ("day,time [s]\n1,nan\n", 2, "column 'time [s]': 'nan' is not a number"),
        ("day,time [s]\n1,1_000\n", 2, "column 'time [s]': '1_000' is not a number"),
        (
            "day,time [s]\n1,20 s\n",
            2,
            "'20 s' is not a number; write for example 2.5, any unit stands in the",
        ),
        ("day,done\n1,maybe\n", 2, "column 'done': 'maybe' is not one of 'yes', 'no'"),
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


def test_words_for_nothing_short_lines_and_other_columns_where_a_reader_allows_them():
    assert values("day,note\n1,.\n2\n", blank=(".",), short=True) == [{"day": 1}, {"day": 2}]
    assert values("day,colour\n1,red\n", others=True) == [{"day": 1}]


def test_columns_may_follow_from_the_headings():
    found = read(io.StringIO("a [s],b\n1,2\n"), lambda name, unit: Column(name, number(), unit))
    assert [column.heading for column in found.columns] == ["a [s]", "b"]
    assert found.rows[0].values == {"a": 1.0, "b": 2.0}


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(FileError, match="no such file; check the path"):
        read(tmp_path / "none.csv", COLUMNS)
    with pytest.raises(FileError, match="cannot be read"):
        read(tmp_path, COLUMNS)
    (tmp_path / "bad.csv").write_bytes(b"day\n\xff\xfe\n")
    with pytest.raises(FileError, match="is not UTF-8 text; save it as CSV in UTF-8"):
        read(tmp_path / "bad.csv", COLUMNS)


def test_dates_clock_times_weekdays_and_decimal_commas():
    columns = (Column("date", date), Column("at", parse_clock), Column("on", parse_weekdays))
    found = read(
        io.StringIO("date,at,on\n2024-03-18,18:30,Mon-Wed Fri\n2024-03-18 09:00,,every day\n"), columns
    )
    assert found.rows[0].values == {"date": dt.date(2024, 3, 18), "at": 66600.0, "on": (0, 1, 2, 4)}
    assert found.rows[1].values == {"date": dt.date(2024, 3, 18), "on": (0, 1, 2, 3, 4, 5, 6)}
    with pytest.raises(FileError, match=r"column 'date': '18.3.2024' is not a date; write 2024-03-18"):
        read(io.StringIO("date\n18.3.2024\n"), columns).each(lambda row: row)
    assert number(comma=True)("2,5") == 2.5
    with pytest.raises(MusclebalanceError, match="is not a number"):
        number(comma=True)("1,234.5")
