"""Plans and lives compiled to segments: edges, order, efforts, errors."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest

from musclebalance import timeline
from musclebalance.core.errors import MusclebalanceError, OutOfRangeError, UnknownNameError
from musclebalance.lifestyle import Bout, Event, Lifestyle
from musclebalance.model.exposure import INPUTS
from musclebalance.treatment import (
    CRAC,
    MET,
    PIR,
    Control,
    Diary,
    IsometricStrength,
    LewitPIR,
    MovementBreak,
    Plan,
    Ramp,
    Session,
    StaticStretch,
    Step,
    session,
)

DESK = Lifestyle.office()


def once(session, pair, **options):
    """The segments of one session on an otherwise free day."""
    made = timeline.compile(Plan(session, days="Mon", weeks=1), DESK, pair, days=1, **options)
    (span,) = made.spans
    return [made.segment(index) for index in range(span.first, span.last + 1)]


def test_days_are_exact_and_edges_touch(pair):
    made = timeline.compile(Plan(PIR(), 3, 4), DESK, pair, weeks=6)
    edges = made.edges
    assert np.array_equal(edges[made.day_ends + 1], 86400.0 * np.arange(1, 43))
    assert np.all(np.diff(edges) > 0)
    assert made.days == 42
    assert int(made.ticks.sum()) == 42 * 86_400_000_000


def test_a_day_of_life_has_its_hours(pair):
    made = timeline.compile(None, DESK, pair, days=1)
    hours: dict[str, float] = {}
    for segment in made:
        hours[segment.label] = hours.get(segment.label, 0.0) + segment.duration / 3600.0
        assert segment.kind == "life"
    assert hours == pytest.approx(DESK.hours())
    assert {segment.stress for segment in made if segment.label == "desk"} == {0.6}
    assert {segment.stress for segment in made if segment.label != "desk"} == {0.0}


def test_shares_of_an_activity_follow_one_another(pair):
    made = timeline.compile(None, Lifestyle("walker", ((Bout("walk", 24.0),),)), pair, days=2)
    assert [(segment.duration, segment.angle) for segment in made][:2] == [
        (0.2 * 86400, -10.0),
        (0.8 * 86400, 15.0),
    ]
    assert len(made) == 4


def test_equal_neighbours_are_one_segment(pair):
    split = Lifestyle("split", ((Bout("sleep", 8.0), Bout("sleep", 8.0), Bout("free", 8.0)),))
    assert len(timeline.compile(None, split, pair, days=1)) == 2


def test_pir_becomes_these_segments(pair):
    segments = once(PIR(repetitions=2), pair)
    assert [(s.duration, s.mode, s.phase) for s in segments] == [
        (10.0, "stretch", "stretch"),
        (7.0, "hold", "hold"),
        (1.0, "hold", "plateau"),
        (2.0, "hold", "release"),
        (20.0, "stretch", "stretch"),
        (7.0, "hold", "hold"),
        (1.0, "hold", "plateau"),
        (2.0, "hold", "release"),
        (20.0, "stretch", "stretch"),
    ]
    assert [s.effort_agonist for s in segments[:4]] == [0.0, 0.2, 0.0, 0.0]
    assert [s.barrier for s in segments[:5]] == [0.7, None, None, None, 0.9]
    assert segments[1].label == "PIR: contract 1/2"
    assert {s.offset_agonist for s in segments} == {0.5}
    assert {s.offset_antagonist for s in segments} == {0.0}
    assert {s.stress for s in segments} == {0.0}


def test_the_session_begins_at_its_clock_time(pair):
    made = timeline.compile(Plan(PIR(), days="Mon", weeks=1, time="18:00"), DESK, pair, days=1)
    assert made.spans[0].start == 11 * 3600.0
    assert made.spans[0].end == 11 * 3600.0 + 160.0


def test_therapists_assist_in_the_clinic_only(pair):
    def assisted(where, session):
        made = timeline.compile(Plan(session, days="Mon", weeks=1, where=where), DESK, pair, days=1)
        return {segment.phase: segment.assisted for segment in made if segment.kind == "session"}

    assert assisted("clinic", PIR()) == {"stretch": True, "hold": False, "plateau": False, "release": False}
    assert not any(assisted("home", PIR()).values())
    assert assisted("home", PIR(assisted=True))["stretch"]
    assert not assisted("clinic", StaticStretch(assisted=False))["stretch"]


def test_muscles_go_by_either_name(pair):
    by_role = once(PIR(muscle="antagonist"), pair)
    by_name = once(PIR(muscle="Gluteus maximus"), pair)
    assert by_role == by_name
    assert by_role[1].effort_antagonist == 0.2
    assert by_role[0].offset_antagonist == -0.25
    with pytest.raises(
        UnknownNameError, match=r"'hip flexor'\. Did you mean 'hip flexors'\? \(step 1 of session 'PIR'\)"
    ):
        once(PIR(muscle="hip flexor"), pair)


def test_other_actions(pair):
    slack = once(LewitPIR(), pair)[0]
    assert (slack.mode, slack.phase, slack.barrier, slack.stretches("agonist")) == (
        "stretch",
        "release",
        0.3,
        True,
    )
    crac = [s for s in once(CRAC(), pair) if s.phase == "stretch"][-1]
    assert (crac.effort_agonist, crac.effort_antagonist) == (0.0, 0.3)
    at_angle = once(IsometricStrength(angle=-10), pair)[0]
    assert (at_angle.mode, at_angle.phase, at_angle.angle) == ("posture", "hold", -10.0)
    fixed = once(StaticStretch(angle=15), pair)[0]
    assert (fixed.mode, fixed.phase, fixed.angle, fixed.stretches("agonist")) == (
        "posture",
        "stretch",
        15.0,
        True,
    )
    held = once(
        Session([Step("position", 5, angle=20, load=3.0), Step("work", 3, effort=0.6), Step("rest", 2)]), pair
    )
    assert [(s.mode, s.phase) for s in held] == [("posture", "rest"), ("hold", "work"), ("free", "rest")]
    assert held[0].load == 3.0
    own = once(Session([Step("stretch", 5, offset=0.1)]), pair)[0]
    assert own.offset_agonist == 0.1


def test_the_limb_stays_where_the_stretched_muscle_needs_it(pair):
    def offsets(treatment):
        return [(s.offset_agonist, s.offset_antagonist) for s in once(treatment, pair)]

    assert set(offsets(MET(form="reciprocal"))) == {(0.5, 0.0)}
    assert set(offsets(IsometricStrength(sets=2))) == {(0.0, -0.25)}
    assert set(offsets(Control())) == {(0.0, 0.0)}
    both = offsets(session(["contract at 20 %MVC for 7 s", "stretch the antagonist for 20 s"]))
    assert both == [(0.0, -0.25)] * 3
    straight = [
        Step("contract", 7, effort=0.2, offset=0.0),
        Step("release", 3),
        Step("stretch", 20),
        Step("rest", 3),
    ]
    assert offsets(Session(straight)) == [(0.0, 0.0)] * 3 + [(0.5, 0.0)] * 2


def test_a_movement_break_is_the_pairs_activity(pair):
    segments = once(MovementBreak(minutes=5), pair)
    assert [(s.duration, s.angle, s.kind) for s in segments] == [
        (60.0, -10.0, "session"),
        (240.0, 15.0, "session"),
    ]


def test_sessions_replace_life_and_nothing_else(pair):
    treated = timeline.compile(Plan(PIR(), days="Mon", weeks=1), DESK, pair, days=1)
    untreated = timeline.compile(None, DESK, pair, days=1)
    cuts = np.unique(np.concatenate([treated.edge_ticks, untreated.edge_ticks]))
    one, other = treated.cut(cuts), untreated.cut(cuts)
    (span,) = one.spans
    for index, (a, b) in enumerate(zip(one, other, strict=True)):
        assert (a == b) != (span.first <= index <= span.last)


def test_weekdays_of_life_and_plan_agree(pair):
    life = DESK.on("Sat Sun", Lifestyle.healthy())
    made = timeline.compile(Plan(PIR(), days="Sat", weeks=2), life, pair, days=14, first_weekday="Thu")
    assert [span.day for span in made.spans] == [3, 10]
    for number in range(1, 15):
        first, last = made.day(number)
        labels = {made.segment(index).label for index in range(first, last + 1)}
        assert ("desk" in labels) != ((number + 2) % 7 in (5, 6))


def test_events_strike_at_their_moment(pair):
    events = [
        Event(2, "12:34", (("capacity_agonist", "add", -0.2),)),
        Event(2, "07:00", (("pain", "set", 3.0),)),
        Event(1, "18:00", (("pain", "add", 1.0), ("guarding", "set", 0.5))),
        Event(1, "18:01", (("pain", "add", 2.0),)),
    ]
    made = timeline.compile(Plan(PIR(), days="Mon", weeks=1), DESK, pair, days=3, events=events)
    struck = [(made.edges[index] / 3600.0, state, kind, value) for index, state, kind, value in made.jumps()]
    assert struck == [
        (11.0, "pain", "add", 1.0),
        (11.0, "guarding", "set", 0.5),
        (pytest.approx(11 + 1 / 60), "pain", "add", 2.0),
        (24.0, "pain", "set", 3.0),
        (pytest.approx(24 + 5 + 34 / 60), "capacity_agonist", "add", -0.2),
    ]
    assert [segment.event for segment in made if segment.event][-1] == (("capacity_agonist", "add", -0.2),)
    plain = timeline.compile(Plan(PIR(), days="Mon", weeks=1), DESK, pair, days=3)
    assert made.audit == plain.audit
    assert len(made) == len(plain) + 2


def test_ramps_reach_the_segments(pair):
    made = timeline.compile(Plan(PIR(), 1, 3, ramps=Ramp("effort", 0.1, 0.3)), DESK, pair)
    efforts = {
        span.day: max(made.segment(i).effort_agonist for i in range(span.first, span.last + 1))
        for span in made.spans
    }
    assert list(efforts.values()) == pytest.approx([0.1, 0.2, 0.3])


def test_packing_gives_si_units(pair):
    made = timeline.compile(Plan(PIR(), 3, 1), DESK, pair)
    names = (
        "angle_set",
        "mode_hold",
        "mode_posture",
        "phase_plateau",
        "effort_agonist",
        "stretched_agonist",
        "stretched_antagonist",
        "barrier",
        "torque",
        "stress",
        "assisted",
        "offset_agonist",
    )
    durations, rows, table = made.pack(names)
    assert table.shape[1] == len(names)
    assert len(np.unique(table, axis=0)) == len(table)
    assert rows.dtype == np.int32
    for index, segment in enumerate(made):
        got = dict(zip(names, table[rows[index]], strict=True))
        assert durations[index] == segment.duration
        assert got["angle_set"] == (math.radians(segment.angle) if segment.angle is not None else 0.0)
        assert got["mode_hold"] == (segment.mode == "hold")
        assert got["stretched_agonist"] == (segment.mode == "stretch")
        assert got["effort_agonist"] == segment.effort_agonist
        assert got["assisted"] == segment.assisted
    with pytest.raises(UnknownNameError, match=r"No segment input 'angle_sett'\. Did you mean 'angle_set'"):
        made.pack(["angle_sett"])


def test_modes_and_phases_are_one_hot(pair):
    made = timeline.compile(Plan(CRAC() + LewitPIR() + StaticStretch(), 3, 1), DESK, pair)
    for start in ("mode_", "phase_"):
        _, rows, table = made.pack([name for name in INPUTS["joint"] if name.startswith(start)])
        assert np.all(table[rows].sum(axis=1) == 1.0)


def test_people_differ_and_a_cohort_changes_nobody(pair):
    plan = Plan(PIR(), 5, 8, where="home", adherence=0.7)
    compiler = timeline.Compiler(pair)
    alone = [timeline.compile(plan, DESK, pair, seed=4, person=person) for person in range(5)]
    together = [
        timeline.compile(plan, DESK, pair, seed=4, person=person, compiler=compiler)
        for person in (4, 2, 0, 1, 3)
    ]
    for person, other in zip((4, 2, 0, 1, 3), together, strict=True):
        assert list(alone[person]) == list(other)
        assert alone[person].audit == other.audit
    assert len({tuple(span.day for span in one.spans) for one in alone}) == 5


def test_samples_add_edges_only(pair):
    made = timeline.compile(
        Plan(PIR(), 3, 1), DESK, pair, events=[Event(1, "18:00", (("pain", "add", 1.0),))]
    )
    span = made.spans[1]
    dense = made.sampled(0.5, (span.start, span.end))
    assert len(dense) - len(made) == 320 - (span.last - span.first + 1)
    inside = dense.edges[(dense.edges >= span.start) & (dense.edges <= span.end)]
    assert inside == pytest.approx(np.arange(span.start, span.end + 0.25, 0.5))
    assert np.array_equal(dense.edges[dense.day_ends + 1], made.edges[made.day_ends + 1])
    assert [(s.start, s.end) for s in dense.spans] == [(s.start, s.end) for s in made.spans]
    for old, new in zip(made.spans, dense.spans, strict=True):
        assert dense.edges[new.first] == old.start
        assert dense.edges[new.last + 1] == old.end
    assert dense.edges[dense.jumps()[0][0]] == 39600.0
    assert len(dense.jumps()) == 1
    with pytest.raises(OutOfRangeError, match="end of the samples"):
        made.sampled(1.0, (0.0, 1e9))


def test_the_length_may_be_given_in_three_ways(pair):
    plan = Plan(PIR(), 3, 2)
    assert timeline.compile(plan, DESK, pair).days == 14
    assert timeline.compile(plan, DESK, pair, weeks=3).days == 21
    assert timeline.compile(plan, DESK, pair, days=3).audit.beyond == 4


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"plan": Plan(PIR(), 3, 4) & Plan(StaticStretch(), days="Wed", weeks=1)},
            "sessions 'PIR' and 'static stretch' overlap on day 3 (Wed)",
        ),
        ({"plan": Plan(PIR(), 3, 4, time="06:58")}, "runs past waking at 07:00; begin it earlier"),
        ({"plan": None}, "without a plan the length of the timeline must be given"),
        ({"plan": None, "days": 3, "weeks": 1}, "the length is given twice"),
        ({"plan": None, "days": 0}, "length of the timeline 0 d is outside"),
        ({"plan": None, "weeks": 0.5}, "length of the timeline 3.5 d is not a whole number of days"),
        ({"plan": None, "days": 3, "first_weekday": "Mo"}, "No weekday 'Mo'"),
        (
            {"plan": None, "days": 3, "events": [Event(4, "12:00", (("pain", "add", 1.0),))]},
            "day of event 'event' 4 d is outside 1 to 3 d",
        ),
        (
            {"plan": None, "days": 3, "lifestyle": Lifestyle.office().swap(desk="dask")},
            "No activity 'dask'. Did you mean 'desk'?",
        ),
        (
            {"plan": None, "days": 3, "lifestyle": Lifestyle.office().swap(desk="broken")},
            "add up to 0.9, not to 1",
        ),
        ({"plan": Plan(MovementBreak(activity="jog"), 3, 4)}, "No activity 'jog'"),
        ({"plan": Plan(PIR(), 3, 1, adherence=Diary([1, 3]))}, "no entry for day 5"),
    ],
)
def test_errors_say_what_is_wrong(pair, options, message):
    given = {"lifestyle": DESK} | options
    with pytest.raises(MusclebalanceError) as caught:
        timeline.compile(given.pop("plan"), given.pop("lifestyle"), pair, **given)
    assert message in str(caught.value)


def test_sessions_may_touch(pair):
    plan = Plan(PIR(), days="Mon", weeks=1, time="18:00") & Plan(
        session(["stretch for 60 s"]), days="Mon", weeks=1, time="17:59"
    )
    made = timeline.compile(plan, DESK, pair, days=1)
    assert [span.technique for span in made.spans] == ["session", "PIR"]
    assert made.spans[0].end == made.spans[1].start
    again = Plan(session(["stretch for 60 s"]), days="Mon", weeks=1, time=("18:00", "18:01"))
    assert timeline.compile(again, DESK, pair, days=1).audit.delivered.stretches == 2


def test_printing_and_indexing(pair):
    made = timeline.compile(Plan(PIR(), 3, 1), DESK, pair)
    assert str(made).startswith("7 days in ")
    assert made.segment(-1).label == "sleep"
    assert len(made.labels) == len(made)
    with pytest.raises(IndexError):
        made.segment(len(made))
    with pytest.raises(OutOfRangeError, match="day 8 d is outside 1 to 7 d"):
        made.day(8)


def test_everything_can_be_sent_to_another_process(pair):
    plan = Plan(PIR(), 3, 1, adherence=Diary([1, 3, 5])) + Plan(CRAC(), 3, 1, ramps=Ramp("effort", 0.1, 0.2))
    made = timeline.compile(plan, DESK, pair)
    again = pickle.loads(pickle.dumps((plan, DESK, made)))
    assert again[0] == plan
    assert str(again[0]) == str(plan)
    assert again[1] == DESK
    assert list(again[2]) == list(made)
    assert timeline.compile(again[0], again[1], pair).audit == made.audit
