"""Sessions as CSV and data frames; bad rows are refused with their line and nothing is half read."""

from __future__ import annotations

import io

import pytest

from musclebalance.core.errors import FileError, MusclebalanceError, UnknownNameError
from musclebalance.treatment import MET, PIR, TECHNIQUES, Plan, Session, StaticStretch
from musclebalance.treatment import session as read
from musclebalance.treatment.event_table import read_events, write_events
from musclebalance.treatment.session_table import (
    read_session,
    read_sessions,
    sessions_frame,
    write_sessions,
)


def parse_csv(text: str, path: str = "table") -> dict[str, Session]:
    stream = io.StringIO(text)
    stream.name = path
    return read_sessions(stream)


@pytest.mark.parametrize("name", TECHNIQUES)
def test_tables_hold_every_technique(name):
    session = TECHNIQUES[name].session()
    assert parse_csv(write_sessions([session]))[session.name].items == session.items
    assert read_session(sessions_frame([session])).items == session.items


def test_one_file_holds_several_sessions(tmp_path):
    path = tmp_path / "sessions.csv"
    write_sessions([PIR(sets=3), MET()], path)
    found = read_sessions(path)
    assert list(found) == ["PIR", "MET"]
    assert found["PIR"].items == PIR(sets=3).items
    assert read_session(path, "MET") == MET()
    with pytest.raises(MusclebalanceError, match="holds 2 sessions"):
        read_session(path)
    with pytest.raises(UnknownNameError, match="Did you mean 'PIR'"):
        read_session(path, "PIRR")


def test_the_frame_has_numbers():
    frame = sessions_frame([StaticStretch(angle=15)])
    assert frame["time [s]"].dtype.kind == "f" or frame["time [s]"].dtype.kind == "i"
    assert frame["angle [deg]"].iloc[0] == 15.0


def test_blank_cells_take_the_usual_value():
    (session,) = parse_csv("action,time [s]\nstretch,\nrelease,3\nstretch,20\n").values()
    assert session == read(["stretch to barrier", "release for 3 s", "stretch for 20 s"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("action,time [s]\nstretch,20\ncontrat,7\n", "line 3: No action 'contrat'. Did you mean 'contract'?"),
        ("action,tme [s]\nstretch,20\n", "line 1: No column 'tme [s]'. Did you mean 'time [s]'?"),
        ("time [s]\n20\n", "line 1: a column 'action' is needed"),
        ("action,action\nrest,rest\n", "line 1: column 'action' stands there twice"),
        ("action,time [s]\n", "line 1: has a heading but no rows"),
        (
            "action,time [s],effort [%MVC]\ncontract,7,140\n",
            "line 2: column 'effort [%MVC]': value 140 is outside 0 to 100",
        ),
        ("action,time [s]\nrelease,-3\n", "line 2: length of a release -3 s is outside"),
        ("action,time [s]\nstretch,20 s\n", "line 2: column 'time [s]': '20 s' is not a number"),
        ("action,time [s]\nstretch,long\n", "line 2: column 'time [s]': 'long' is not a number"),
        (
            "action,time [s],assisted\nstretch,20,maybe\n",
            "line 2: column 'assisted': 'maybe' is not one of 'yes', 'true'",
        ),
        (
            "action,time [s],block\nstretch,20,5 times\n",
            "line 2: column 'block': '5 times' is not understood",
        ),
        ("action,time [s],block\nstretch,20,1x0\n", "line 2: column 'block': '1x0' is not understood"),
        ("action,time [s]\nstretch,20,4\n", "line 2: 3 cells where the heading names 2 columns"),
        ("action,time [s]\n,20\n", "line 2: column 'action' is empty"),
        (
            "session,action,time [s]\na,rest,2\nb,rest,2\na,rest,2\n",
            "line 4: rows of session 'a' are not together",
        ),
        ("session,action,time [s]\na:b,rest,2\n", "line 2: session name 'a:b'"),
    ],
)
def test_bad_rows_are_refused_with_their_line(text, message):
    with pytest.raises(FileError) as caught:
        parse_csv(text, "pir.csv")
    assert str(caught.value).startswith("pir.csv, ")
    assert message in str(caught.value)


def test_unreadable_files_are_told(tmp_path):
    with pytest.raises(FileError, match="check the path"):
        read_sessions(tmp_path / "none.csv")
    (tmp_path / "bad.csv").write_bytes(b"action\n\xff\xfe\n")
    with pytest.raises(FileError, match="No action 'ÿþ'"):
        read_sessions(tmp_path / "bad.csv")


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "+cmd", "-2+3"])
def test_no_name_becomes_a_formula(name, tmp_path):
    text = write_sessions([PIR().named(name)], tmp_path / "sessions.csv")
    assert text.splitlines()[1].startswith(f"'{name},")
    assert read_sessions(tmp_path / "sessions.csv") == {name: PIR().named(name)}
    plan = Plan(PIR().named(name), 3, 1)
    (regimen,) = read_events(io.StringIO(write_events(plan)), {name: PIR().named(name)}).values()
    assert regimen.plan.phases[0].session.name == name
    assert f",'{name}," in write_events(plan)


def test_two_sessions_of_one_name_are_refused():
    with pytest.raises(MusclebalanceError, match="two sessions are called 'PIR'"):
        write_sessions([PIR(), PIR(effort=0.3)])
