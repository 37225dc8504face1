"""Laws of the protocol language: one meaning in four forms, nothing lost on the way to the timeline."""

from __future__ import annotations

import io
import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from musclebalance import timeline
from musclebalance.core.calendar import TICKS_PER_SECOND, to_ticks
from musclebalance.lifestyle import Bout, Lifestyle
from musclebalance.pairs import pair as load_pair
from musclebalance.simulation import Scenario, healthy, simulate
from musclebalance.timeline.pieces import resolved
from musclebalance.treatment import Diary, Habit, Plan, Ramp, Repeat, Session, Step, session_dose
from musclebalance.treatment import session as read
from musclebalance.treatment.grammar import parse_phrase
from musclebalance.treatment.plan import draw, person_stream
from musclebalance.treatment.session_table import read_session, read_sessions, sessions_frame, write_sessions
from musclebalance.treatment.steps import with_plateaus

DESK = Lifestyle.office()
MUSCLES = st.sampled_from(["agonist", "antagonist", "hip flexors", "gluteus maximus"])


@pytest.fixture(scope="module")
def pair():
    return load_pair("hip-flexors-gluteus-maximus")


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    """Any float of the range, round ones more often."""
    return st.one_of(
        st.integers(math.ceil(low), math.floor(high)).map(float), st.floats(low, high, exclude_min=low == 0)
    )


def fractions() -> st.SearchStrategy[float]:
    return st.one_of(st.integers(1, 100).map(lambda value: value / 100), st.floats(0.01, 1.0))


def rounded(value: float) -> float:
    """To 15 significant digits: what a number in a data frame keeps when it is shown as percent."""
    return float(f"{value:.15g}")


@st.composite
def steps(draw_) -> Step:
    action = draw_(
        st.sampled_from(["stretch", "contract", "release", "slack", "rest", "position", "work", "do"])
    )
    fields: dict[str, object] = {"seconds": draw_(numbers(0.05, 120))}
    if action in ("stretch", "contract", "slack", "work"):
        fields["muscle"] = draw_(MUSCLES)
        fields["offset"] = draw_(st.none() | numbers(-0.7, 0.1))
    if action in ("contract", "work"):
        fields["effort"] = draw_(fractions())
    if action in ("stretch", "contract", "work"):
        fields["partner_effort"] = draw_(st.just(0.0) | fractions())
    if action in ("stretch", "slack"):
        fields["barrier"] = draw_(st.none() | fractions())
    if action == "position" or (action in ("contract", "work") and draw_(st.booleans())):
        fields["angle"] = draw_(numbers(-30, 110))
    if action in ("position", "work"):
        fields["load"] = draw_(st.just(0.0) | numbers(-50, 50))
    if action == "stretch" and draw_(st.booleans()):
        longer = (-30, -1) if fields["muscle"] in ("agonist", "hip flexors") else (1, 110)
        fields.update(barrier=None, angle=draw_(numbers(*longer)))
    elif action == "stretch" and draw_(st.booleans()):
        fields.update(barrier=None, torque=draw_(numbers(0, 17)))  # a healthy hip tolerates 18 N m
    if action == "stretch" and draw_(st.booleans()) and fields.get("angle") is None:
        fields["seconds"] = None
    if action == "do":
        fields["activity"] = draw_(st.sampled_from(["walk", "stand", "free", "desk"]))
    fields["assisted"] = draw_(st.none() | st.booleans()) if action in ("stretch", "slack") else None
    return Step(action, **fields)


def items(one=None) -> st.SearchStrategy[list[Step | Repeat]]:
    one = steps() if one is None else one
    block = st.builds(
        lambda times, inner: Repeat(times, tuple(inner)),
        st.integers(1, 4),
        st.lists(one, min_size=1, max_size=3),
    )
    nested = st.builds(
        lambda times, inner: Repeat(times, tuple(inner)),
        st.integers(1, 3),
        st.lists(one | block, min_size=1, max_size=3),
    )
    return st.lists(one | block | nested, min_size=1, max_size=4)


NAMES = st.sampled_from(["PIR", "my session", "Tuesday (new)", "x"])
SESSIONS = st.builds(Session, items(), NAMES)


@st.composite
def plans(draw_) -> Plan:
    plan = None
    for _ in range(draw_(st.integers(1, 3))):
        session = draw_(SESSIONS)
        adherence = draw_(
            st.one_of(
                st.floats(0, 1),
                st.builds(Habit, st.floats(0, 0.9), st.floats(0, 1), st.none() | st.floats(0, 1)),
                st.builds(
                    lambda done, missed: Diary(done, set(missed) - set(done)),
                    st.sets(st.integers(1, 99)),
                    st.sets(st.integers(1, 99)),
                ),
            )
        )
        often = draw_(
            st.sampled_from(
                [
                    {"per_week": 3},
                    {"every": 2},
                    {"days": "Mon Sun"},
                    {"per_week": 10, "time": ("06:30", "23:59")},
                ]
            )
        )
        more = Ramp("repetitions", 2, 5)
        ramps = draw_(st.sampled_from([(), (more,) if more.touches(session) else ()]))
        next_ = Plan(
            session,
            weeks=draw_(st.integers(1, 40)) / 7 if "every" in often else draw_(st.integers(1, 8)),
            where=draw_(st.sampled_from(["clinic", "home"])),
            adherence=adherence,
            ramps=ramps,
            **often,
        )
        plan = next_ if plan is None else plan + next_ if draw_(st.booleans()) else plan & next_
    return plan.holiday(3, 9) if draw_(st.booleans()) else plan


@st.composite
def lives(draw_) -> Lifestyle:
    def day() -> tuple[Bout, ...]:
        cuts = sorted(draw_(st.lists(st.floats(0.01, 23.9), min_size=1, max_size=5, unique=True)))
        edges = [0.0, *cuts, 24.0]
        assume(all(later - earlier > 1e-3 for earlier, later in pairwise(edges)))
        names = st.sampled_from(["sleep", "stand", "walk", "sit", "desk", "free"])
        return tuple(
            Bout(draw_(names), later - earlier, draw_(st.floats(0, 1))) for earlier, later in pairwise(edges)
        )

    return Lifestyle(
        draw_(NAMES),
        tuple(day() for _ in range(draw_(st.sampled_from([1, 7])))),
        draw_(st.sampled_from(["07:00", "05:45"])),
    )


@given(steps())
def test_a_step_means_what_its_words_say(step):
    assert parse_phrase(str(step)) == step


@given(SESSIONS)
def test_words_give_back_the_session(session):
    again = read(str(session))
    assert again.items == session.items
    assert again.name == session.name
    assert read(session.words()) == session
    assert str(again) == str(session)


@given(st.lists(SESSIONS, min_size=1, max_size=3, unique_by=lambda session: session.name))
def test_tables_give_back_the_sessions(sessions):
    found = read_sessions(io.StringIO(write_sessions(sessions)))
    assert [(name, session.items) for name, session in found.items()] == [
        (session.name, session.items) for session in sessions
    ]


@given(SESSIONS)
def test_frames_give_back_the_session(session):
    def kept_digits(step: Step) -> Step:
        values = {
            name: rounded(value) if isinstance(value, float) else value
            for name in ("seconds", "effort", "partner_effort", "barrier", "angle", "load", "offset")
            for value in [getattr(step, name)]
        }
        return Step(step.action, muscle=step.muscle, assisted=step.assisted, activity=step.activity, **values)

    kept = session.map(kept_digits)
    assert read_session(sessions_frame([kept])).items == kept.items


@given(plans(), lives(), st.integers(0, 2**31), st.none() | st.integers(1, 100))
def test_files_give_back_the_scenario(plan, life, seed, weeks):
    scenario = Scenario("hamstrings-quadriceps", life, plan, weeks, 180, None, seed)
    for text, kind in ((scenario.to_toml(), "toml"), (scenario.to_json(), "json")):
        again = Scenario.parse(text, kind)
        assert again == scenario
        assert str(again.plan) == str(plan)
        assert again.to_dict() == scenario.to_dict()


@given(SESSIONS)
def test_all_four_forms_are_equal(session):
    file = (
        Scenario.parse(Scenario("hamstrings-quadriceps", DESK, Plan(session, 1, 1)).to_toml())
        .plan.phases[0]
        .session
    )
    table = read_session(io.StringIO(write_sessions([session])))
    assert read(session.words()) == table == file == session
    assert len({session, file, read(session.words())}) == 1


@st.composite
def cut(draw_, session: Session) -> Session:
    """The same session with some of its steps cut in two."""
    pieces: list[Step] = []
    for step in session.flat():
        at = draw_(st.none() | st.integers(1, 9))
        first = to_ticks(step.seconds) * (at or 0) // 16
        rest = to_ticks(step.seconds) - first
        pieces += [step.lasting(ticks / TICKS_PER_SECOND) for ticks in (first, rest) if ticks]
    return Session(pieces, session.name)


@given(st.data(), st.builds(Session, items(), st.just("cut")))
def test_cutting_steps_in_two_changes_nothing(pair, data, session):
    session = resolved(session, pair)
    pieces = data.draw(cut(session))
    assert pieces == session
    one, other = (timeline.compile(Plan(each, 1, 1), DESK, pair, days=7) for each in (session, pieces))
    assert np.array_equal(one.ticks, other.ticks)
    assert list(one) == list(other)
    assert one.audit == other.audit


@given(SESSIONS, st.sampled_from(["clinic", "home"]))
def test_every_session_is_delivered_as_prescribed(pair, session, where):
    made = timeline.compile(Plan(session, 2, 1, where=where), DESK, pair)
    assert made.audit.delivered.sessions == 2
    (span, _) = made.spans
    known = resolved(session, pair)
    end = sum(step.seconds for step, _ in with_plateaus(known.flat()))
    assert span.end - span.start == pytest.approx(end, abs=1e-9)
    efforts = sum(
        segment.duration * (segment.effort_agonist + segment.effort_antagonist)
        for segment in made
        if segment.kind == "session" and segment.muscle
    )
    assert efforts == pytest.approx(2 * session_dose(known).effort_integral, rel=1e-9, abs=1e-9)


@given(st.integers(0, 8 * 60 - 1))
def test_a_contraction_of_one_second_anywhere_in_eight_hours_leaves_its_trace(pair, minute):
    clock = f"{9 + minute // 60:02d}:{minute % 60:02d}"
    made = timeline.compile(
        Plan(read("contract at 20 %MVC for 1 s"), days="Mon", weeks=1, time=clock), DESK, pair, days=1
    )
    durations, rows, table = made.pack(["effort_agonist", "phase_hold"])
    held = table[rows][:, 1] == 1.0
    assert durations[held].tolist() == [1.0]
    assert table[rows][held, 0].tolist() == [0.2]
    assert made.edges[:-1][held].tolist() == [3600.0 * 2 + 60.0 * minute]
    assert durations.sum() == pytest.approx(86400.0, abs=1e-6)
    assert made.audit.delivered.effort_integral == pytest.approx(0.2)


@pytest.fixture(scope="module")
def person(pair):
    return healthy(pair)


@given(st.integers(0, 8 * 60 - 1))
def test_and_the_same_trace_in_the_simulation(person, minute):
    clock = f"{9 + minute // 60:02d}:{minute % 60:02d}"
    plan = Plan(read("contract at 20 %MVC for 1 s"), days="Mon", weeks=1, time=clock)
    result = simulate(person, plan, DESK, days=1, store="segments")
    (span,) = result.timeline.spans
    inhibition = result["inhibition_agonist"].to_numpy()
    assert inhibition[span.first] == 0.0
    assert inhibition[span.first + 1] == pytest.approx(TRACE, rel=1e-3)


#: Inhibition after 1 s at 20 %MVC: at most 0.83, half effort 0.04, time constant 1 s.
TRACE = 0.83 * 0.2 / (0.2 + 0.04) * 1.04 * (1.0 - math.exp(-1.0))


@given(lives(), st.integers(1, 15), st.integers(0, 6))
def test_any_life_fills_its_days(pair, life, days, weekday):
    made = timeline.compile(
        None, life, pair, days=days, first_weekday=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[weekday]
    )
    assert np.array_equal(made.edges[made.day_ends + 1], 86400.0 * np.arange(1, days + 1))
    walked = sum(segment.duration for segment in made if segment.label == "walk") / 3600
    assert walked == pytest.approx(
        sum(bout.hours for day in range(days) for bout in life.day(day + weekday) if bout.activity == "walk"),
        abs=1e-6,
    )


@given(st.floats(0.01, 5000), st.floats(0, 86400 * 6), st.floats(0, 86400))
def test_sampling_changes_no_input(pair, every, start, length):
    made = timeline.compile(Plan(read(["contract at 20 %MVC for 7 s", "release for 3 s"]), 3, 1), DESK, pair)
    assume(length / every < 2000)
    dense = made.sampled(every, (start, start + length))
    places = np.searchsorted(made.edges, dense.edges[:-1] + 1e-7, side="right") - 1
    assert np.array_equal(made.rows[places], dense.rows)
    assert set(made.edge_ticks) <= set(dense.edge_ticks)


@given(st.floats(0, 1), st.floats(0, 1), st.integers(0, 2**63 - 1), st.integers(0, 10**6))
def test_more_adherence_never_loses_a_session(one, other, seed, person):
    low, high = (draw(chance, range(1, 40), person_stream(seed, person)) for chance in sorted((one, other)))
    assert np.all(high >= low)
