"""A life from a table: by length or clock, on some weekdays, with errors that name the line."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from musclebalance.core.errors import FileError
from musclebalance.lifestyle import Lifestyle

HEAD = "day,activity,start,end,hours,stress,angle [deg],effort agonist [%MVC],load [N m]\n"
WEEK = HEAD + (
    "Mon-Fri,desk,08:00,12:00,,0.6,,,\n"
    "Mon-Fri,bench,13:00,,3,0.2,40,30,-12\n"
    "Sat,sport,10:00,11:30,,,,,\n"
    ",sleep,23:00,07:00,,,,,\n"
)


@pytest.fixture
def table(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "week.csv"
        path.write_text(text, "utf-8")
        return path

    return write


def test_a_week_by_the_clock(table):
    life = Lifestyle.from_table(table(WEEK), fill="free")
    assert life.name == "week"
    monday, saturday, sunday = life.day(0), life.day(5), life.day(6)
    assert [(b.activity, b.hours) for b in monday] == [
        ("free", 1.0), ("desk", 4.0), ("free", 1.0), ("bench", 3.0), ("free", 7.0), ("sleep", 8.0),
    ]  # fmt: skip
    (bench,) = [b for b in monday if b.activity == "bench"]
    (part,) = bench.exposures
    assert (part.mode, part.phase, part.angle, part.effort_agonist, part.load) == (
        "posture",
        "work",
        40,
        0.3,
        -12,
    )
    assert bench.stress == 0.2
    assert [b.activity for b in saturday] == ["free", "sport", "free", "sleep"]
    assert [b.activity for b in sunday] == ["free", "sleep"]


def test_a_data_frame_by_length():
    frame = pd.DataFrame({"activity": ["desk", "walk", "sleep"], "hours": [14, 2, 8], "stress": [0.5, 0, 0]})
    life = Lifestyle.from_table(frame, name="short")
    assert life.hours() == {"desk": 14.0, "walk": 2.0, "sleep": 8.0}
    assert life.day(0)[0].stress == 0.5


def test_low_effort_is_held_at_rest_and_more_is_work(table):
    text = "activity,hours,effort agonist [%MVC],phase\nlow,8,4,\nhard,8,20,\nlow work,8,4,work\n"
    day = Lifestyle.from_table(table(text)).day(0)
    assert [bout.exposures[0].phase for bout in day] == ["rest", "work", "work"]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("activity,huors\nsleep,24\n", 1, "Did you mean 'hours'"),
        ("hours\n24\n", 1, "a column 'activity' is needed"),
        (HEAD + ",desk,09:00,12:00,,,,,\n", 2, "nothing is said of 07:00 to 09:00"),
        (
            HEAD + ",desk,07:00,12:00,,,,,\n,walk,11:00,12:00,,,,,\n",
            3,
            "before the bout above it has ended (12:00)",
        ),
        (HEAD + ",desk,07:00,,,,,,\n", 2, "needs either a length"),
        (HEAD + ",desk,07:00,09:00,2,,,,\n", 2, "needs either a length"),
        (HEAD + ",desk,07:00,25:00,,,,,\n", 2, "'25:00' is not a clock time"),
        (HEAD + ",desk,,,ten,,,,\n", 2, "column 'hours': 'ten' is not a number"),
        (HEAD + ",desk,,,10,1.5,,,\n", 2, "stress of activity 'desk' 1.5 is outside 0 to 1"),
        (HEAD + ",bench,,,10,,,130,\n", 2, "effort of the agonist 130 %MVC"),
        (HEAD + "Mnday,desk,,,24,,,,\n", 2, "Did you mean 'Monday'"),
        (HEAD + ",desk,,,10,,,,\n,sleep,,,8,,,,\n", 3, "end 6 h before the next waking"),
        (HEAD + ",desk,,,20,,,,\n,sleep,,,8,,,,\n", 3, "ends 4 h after the next waking"),
        (HEAD + ",,,,24,,,,\n", 2, "the activity is missing"),
        (HEAD + ",desk,,,24,,,,,,\n", 2, "11 cells where the heading names 9 columns"),
    ],
)
def test_errors_name_the_line(table, text, line, message):
    with pytest.raises(FileError) as caught:
        Lifestyle.from_table(table(text))
    assert message in str(caught.value)
    assert caught.value.line == line


def test_a_file_that_is_not_there():
    with pytest.raises(FileError, match="no such file"):
        Lifestyle.from_table("nowhere.csv")
