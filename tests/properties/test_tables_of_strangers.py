"""Whatever stands in a table, a reader reads it or refuses it in words: no other exception, no hang."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import musclebalance as mb
from musclebalance.core.errors import MusclebalanceError
from musclebalance.evidence.own import own_results
from musclebalance.inference import read_visits
from musclebalance.treatment.event_table import read_events

PAIR = mb.pair("hip-flexors-gluteus-maximus")
VISITS = "date,measurement,muscle,value,unit,sd,person,side\n2024-03-18,rom,hip flexors,11,deg,1,A,left\n"
VISITS += "2024-04-01,pain,,3,,1,A,left\n2024-04-01,strength,agonist,40,N m,,B,right\n"
PEOPLE = "person,side,length_time,agonist.rom_limit [deg],age,sex,stress\nA,left,5,-10,30,f,0.5\nB,,5,,,m,\n"
EVENTS = "ID,TIME,EVID,CMT,AMT,II,ADDL,TECHNIQUE,EFFORT,WHERE\n1,11,1,.,5,48,3,PIR,20,clinic\n"
EVENTS += "1,20,2,pain,1,0,0,.,.,.\n"
SESSIONS = "session,block,action,muscle,time [s],effort [%MVC],barrier [%]\na,1x5,contract,agonist,7,20,\n"
SESSIONS += "a,1x5,stretch,,20,,90\n"
LIFE = "day,activity,start,end,hours,stress,angle [deg]\n,desk,07:00,15:00,,0.5,\n,sleep,15:00,07:00,,0,\n"
DIARY = "day,done\n1,yes\n3,no\n"
TRIALS = "row_id,pair,technique,weeks,readout,unit,change,spread,people\n"
TRIALS += "a,hamstrings-quadriceps,PIR,4,knee extension,deg,9,7,20\n"
READERS: dict[str, tuple[str, Callable[[Path], Any]]] = {
    "visits": (VISITS, lambda path: read_visits(path, PAIR)),
    "people": (PEOPLE, lambda path: mb.Cohort.from_table(PAIR, path)),
    "events": (EVENTS, read_events),
    "sessions": (SESSIONS, mb.read_sessions),
    "life": (LIFE, lambda path: mb.Lifestyle.from_table(path, fill="free")),
    "diary": (DIARY, mb.Diary.read),
    "trials": (TRIALS, own_results),
}
EVIL = [
    *("", " ", "nan", "inf", "-inf", "1e999", "-5", "0", "1e308", "9" * 400, "1_0", "٣", "²", "1,5", "1.5.5"),
    *("x", "=1+1", "5 deg", "1/2", "10-20", "4 to 5", "∞", "a" * 2000, "1x" * 3000, "1x2/" * 3000, "True"),
    *(
        "NA",
        "-99",
        "<5",
        "2024-03-181",
        "9999-12-31",
        "0001-01-01",
        "24:00",
        "25:61",
        "0.5",
        "\x0b",
        "\u2028",
    ),
    *("\ud7ff", "'", '"', "1e-300", "1.050", "31/04/2024", "PIR", "agonist", "0x10", "1e5", "+", "-", "left"),
    *("L/R", "[", "(deg)", "1 000", "1'000", "−3", "½", "None", "null", "#N/A", "%", "@", "C"),
]
MARKS = [b",", b";", b"\n", b"\r", b'"', b"\t", b"\0", b"\xff\xfe"]


def survives(read: Callable[[Path], Any], path: Path) -> None:
    """Read, or refuse in words that name the file and can be read."""
    told = ""
    try:
        read(path)
    except MusclebalanceError as refusal:
        told = str(refusal)
    assert not told or (path.name in told and len(told) < 4000)


@pytest.mark.parametrize("kind", READERS)
def test_the_tables_themselves_are_read(tmp_path, kind):
    text, read = READERS[kind]
    (tmp_path / "t.csv").write_text(text, "utf-8")
    assert read(tmp_path / "t.csv") is not None


@pytest.mark.parametrize("kind", READERS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_cell_of_any_content(tmp_path, kind, data):
    text, read = READERS[kind]
    lines = [line.split(",") for line in text.splitlines()]
    for _ in range(data.draw(st.integers(1, 3))):
        row = data.draw(st.integers(0, len(lines) - 1))
        place = data.draw(st.integers(0, len(lines[row]) - 1))
        lines[row][place] = data.draw(st.sampled_from(EVIL) | st.text(max_size=8))
    path = tmp_path / f"{kind}.csv"
    path.write_text(
        "\n".join(",".join(f'"{c}"' if "," in c else c for c in row) for row in lines) + "\n", "utf-8"
    )
    survives(read, path)


@pytest.mark.parametrize("kind", READERS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_file_of_any_bytes(tmp_path, kind, data):
    text, read = READERS[kind]
    raw = bytearray(text.encode(data.draw(st.sampled_from(["utf-8", "utf-16", "cp1252"]))))
    for _ in range(data.draw(st.integers(0, 6))):
        place = data.draw(st.integers(0, max(len(raw) - 1, 0)))
        match data.draw(st.integers(0, 3)):
            case 0:
                raw[place : place + 1] = bytes([data.draw(st.integers(0, 255))])
            case 1:
                del raw[place : place + data.draw(st.integers(1, 20))]
            case 2:
                raw[place:place] = data.draw(st.binary(max_size=6))
            case _:
                raw[place:place] = data.draw(
                    st.sampled_from([b",", b";", b"\n", b"\r", b'"', b"\t", b"\0", b"\xff\xfe"])
                )
    path = tmp_path / f"{kind}.csv"
    path.write_bytes(bytes(raw))
    survives(read, path)


@pytest.mark.parametrize("kind", READERS)
def test_a_column_of_sides_is_read_or_refused_with_the_reason(tmp_path, kind):
    text, read = READERS[kind]
    heading, *rows = text.splitlines()
    if "side" not in heading:
        heading, rows = f"{heading},side", [f"{row},left" for row in rows]
    path = tmp_path / f"{kind}.csv"
    path.write_text("\n".join([heading, *rows]) + "\n", "utf-8")
    if kind in ("sessions", "life", "diary", "trials"):
        with pytest.raises(MusclebalanceError, match=r"column 'side': .* of no side; write one for each"):
            read(path)
    else:
        assert "left" in str(getattr(read(path), "labels", list(read(path) if kind != "people" else ())))


@pytest.mark.parametrize("kind", READERS)
def test_many_rows_are_read_or_refused_at_once(tmp_path, kind):
    text, read = READERS[kind]
    heading, *rows = text.splitlines()
    path = tmp_path / f"{kind}.csv"
    path.write_text("\n".join([heading, *rows * 40_000]) + "\n", "utf-8")
    survives(read, path)
