"""Event tables in the pharmacometric layout."""

from __future__ import annotations

import io

import pytest

from musclebalance.core.errors import FileError, MusclebalanceError
from musclebalance.treatment import PIR, Plan, Ramp, Strengthening
from musclebalance.treatment.event_table import read_events, write_events

SESSIONS = {"PIR": PIR(), "strengthening": Strengthening()}


def moments(plan: Plan):
    return sorted(
        (slot.day, slot.start, slot.session.name, plan.phases[slot.phase].where) for slot in plan.slots()
    )


def test_a_plan_reads_back_from_its_table(tmp_path):
    clinic = Plan(PIR(), 3, 4) + Plan(PIR(), 5, 8, where="home")
    plan = (clinic & Plan(Strengthening(), every=2, weeks=5, time=("09:00", "12:30"))).holiday(8, 11)
    write_events(plan, tmp_path / "events.csv")
    (regimen,) = read_events(tmp_path / "events.csv", SESSIONS).values()
    assert moments(regimen.plan) == moments(plan)


def test_recurring_sessions_share_a_row():
    rows = write_events(Plan(PIR(), 3, 4)).splitlines()
    assert len(rows) == 1 + 3
    assert rows[1] == "1,11,1,agonist,5,168,3,PIR,.,.,.,.,clinic"


def test_techniques_events_and_observations():
    pandas = pytest.importorskip("pandas")
    table = (
        "ID,TIME,EVID,CMT,AMT,II,ADDL,TECHNIQUE,EFFORT,HOLD,REST,DV\n"
        "a,11,1,hip flexors,6,12,9,PIR,25,5,2,.\n"
        "a,30,2,pain,1.5,.,.,.,.,.,.,.\n"
        "b,11,1,.,.,24,1,StaticStretch,.,30,.,.\n"
        "b,24,0,.,.,.,.,.,.,.,.,4.5\n"
    )
    found = read_events(pandas.read_csv(io.StringIO(table), na_values=".", dtype={"HOLD": "Int64"}))
    assert found["a"].plan.phases[0].session == PIR(
        effort=0.25, contract=5, release=2, repetitions=6, muscle="hip flexors"
    )
    assert [(day, start / 3600) for day, start, *_ in moments(found["a"].plan)] == [
        (day, start) for day in range(5) for start in (11.0, 23.0)
    ]
    assert found["a"].events[0].changes == (("pain", "add", 1.5),)
    assert (found["a"].events[0].day, found["a"].events[0].clock) == (2, "13:00")
    assert found["b"].skipped == 1
    assert len(moments(found["b"].plan)) == 2


@pytest.mark.parametrize(
    ("table", "line", "message"),
    [
        ("TIME,EVIT\n1,1\n", 1, "No column 'EVIT'. Did you mean 'EVID'?"),
        ("TIME,AMT\n1,1\n", 1, "a column 'EVID' is needed"),
        ("TIME,EVID\n1,1\n", 2, "needs SESSION or TECHNIQUE"),
        ("TIME,EVID,SESSION\n1,1,PIRR\n", 2, "No session given beside the table 'PIRR'. Did you mean 'PIR'?"),
        ("TIME,EVID,SESSION,AMT\n1,1,PIR,8\n", 2, "AMT 8 differs from the 5 repetitions"),
        ("TIME,EVID,TECHNIQUE\n1,1,PRI\n", 2, "No technique 'PRI'"),
        ("TIME,EVID,TECHNIQUE,EFFORT\n1,1,PIR,140\n", 2, "value 140 is outside 0 to 100"),
        (
            "TIME,EVID,TECHNIQUE,EFFORT\n1,1,StaticStretch,20\n",
            2,
            "StaticStretch has no effort; leave EFFORT out",
        ),
        ("TIME,EVID,SESSION\n-1,1,PIR\n", 2, "value -1 is outside 0 to"),
        ("TIME,EVID,SESSION\nx,1,PIR\n", 2, "column 'TIME [h]': 'x' is not a number"),
        ("TIME,EVID,SESSION\n1.2345,1,PIR\n", 2, "is not a whole minute"),
        ("TIME,EVID,SESSION,SS\n1,1,PIR,1\n", 2, "SS 1 has no meaning"),
        ("TIME,EVID,SESSION,DUR\n1,1,PIR,20\n", 2, "DUR 20 has no meaning"),
        (
            "TIME,EVID,TECHNIQUE,EFFORT\n1,1,PIR,0.2\n",
            2,
            "EFFORT 0.2 %MVC is next to nothing; did you mean 20 %MVC",
        ),
        ("TIME,EVID,SESSION,EFFORT\n1,1,PIR,60\n", 2, "EFFORT beside SESSION 'PIR', which says it itself"),
        ("TIME,EVID,SESSION,CMT\n1,1,PIR,antagonist\n", 2, "session 'PIR' treats agonist; leave CMT out"),
        ("TIME,EVID,SESSION\n18:00,1,PIR\n", 2, "TIME 18:00 is a clock time; add a column DATE"),
        ("DATE,TIME,EVID,SESSION\n2024-03-18,18,1,PIR\n", 2, "TIME 18 beside a DATE; write the clock time"),
        ("DATE,TIME,EVID,SESSION\n2024-03-18,06:00,1,PIR\n", 2, "before waking at 07:00 on the first day"),
        ("TIME,EVID,SESSION,DOSE\n1,1,PIR,1\n", 1, "No column 'DOSE'"),
        ("TIME,EVID,SESSION\n1,4,PIR\n", 2, "EVID 4 is not known here"),
        ("TIME,EVID,SESSION,ADDL,II\n1,1,PIR,3,0\n", 2, "a positive interval"),
        ("TIME,EVID,AMT\n1,2,3\n", 2, "CMT is missing"),
        ("TIME,EVID,SESSION\n1,1,PIR,2\n", 2, "4 cells where the heading names 3 columns"),
    ],
)
def test_bad_rows_are_refused_with_their_line(table, line, message):
    with pytest.raises(FileError) as caught:
        read_events(io.StringIO(table), SESSIONS)
    assert message in str(caught.value)
    assert caught.value.line == line


def test_each_person_has_a_first_day_of_their_own() -> None:
    table = "ID,DATE,TIME,EVID,SESSION\nA,2024-03-18,18:00,1,PIR\nB,2024-04-01,18:00,1,PIR\n"
    one, other = read_events(io.StringIO(table), SESSIONS).values()
    assert moments(one.plan) == moments(other.plan)


@pytest.mark.parametrize("ids", [("A", ""), ("", "1"), ("A", "a"), ("01", "1")])
def test_people_who_cannot_be_told_apart_are_refused(ids) -> None:
    table = "ID,TIME,EVID,SESSION\n{},11,1,PIR\n{},35,1,PIR\n".format(*ids)
    with pytest.raises(FileError, match=r"column 'ID' is empty|are they one"):
        read_events(io.StringIO(table), SESSIONS)


def test_ramps_have_no_place_in_a_table():
    with pytest.raises(MusclebalanceError, match="has a ramp"):
        write_events(Plan(PIR(), 3, 4, ramps=Ramp("effort", 0.1, 0.2)))
