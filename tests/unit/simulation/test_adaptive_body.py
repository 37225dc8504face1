"""Bodies on adaptive plans: what nothing couples is as alone, each pair is decided by its own readings."""

from __future__ import annotations

import signal
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import musclebalance as mb
from musclebalance.core.errors import MusclebalanceError
from musclebalance.engine import Interrupted
from musclebalance.simulation import simulate_adaptive
from musclebalance.treatment import PIR
from musclebalance.treatment.adaptive import Action

HIP, CALF = "hip-flexors-gluteus-maximus", "triceps-surae-tibialis-anterior"
DESK, LEFT, RIGHT = mb.Lifestyle.office(hours=8, stress=0.6), f"left {CALF}", f"right {CALF}"
LEVELS = (mb.Level(PIR(repetitions=2), 3, adherence=0.6), mb.Level(PIR(repetitions=5), 5, adherence=0.6))
RULES = (
    mb.Rule("flare-up", "change of imbalance > 0.01", pause=2),
    mb.Rule("progress", "gain of rom_agonist < 1.5"),
    mb.Rule("discharge", "rom_agonist > 0", visits=3),
)
PLAN = mb.AdaptivePlan(LEVELS, RULES, weeks=3)
NOISY = replace(PLAN, errors={"rom_agonist": 2.0, "imbalance": 0.05})
APART = mb.develop(
    mb.Body.of([mb.pair(CALF)], crossing=0.0, parameters={"left": {"joint_stiffness": 9.0}}), DESK, days=14
)
CALVES = mb.develop(mb.both_sides(mb.pair(CALF)), DESK, days=14)


def run(body, plan, life=DESK, seed=3):
    return simulate_adaptive(body, plan, life, seed=seed, progress=False)


def same(result, alone):
    """Whether two results are one to the bit, for as long as the shorter lasts."""
    count = len(alone.days)
    return all(
        np.array_equal(getattr(result, part)[:count], getattr(alone, part)) for part in ("states", "times")
    )


plans = st.builds(
    lambda weeks, every, start: replace(PLAN, weeks=weeks, every=min(every, weeks), start=start),
    st.integers(1, 3), st.integers(1, 3), st.integers(0, 1),
)  # fmt: skip


@settings(max_examples=6)
@given(left=st.none() | plans, right=plans)
def test_pairs_that_nothing_couples_are_as_alone(left, right):
    course, courses = run(APART, {"left": left, "right": right})
    weeks = max(plan.weeks for plan in (left, right) if plan)
    assert list(courses) == [label for label, plan in ((LEFT, left), (RIGHT, right)) if plan]
    assert len(course.days) == 7 * weeks + 1
    for label, plan in ((LEFT, left), (RIGHT, right)):
        if plan is None:
            alone = mb.simulate(APART[label], None, DESK, weeks=weeks)
        else:
            alone, told = run(APART[label], plan)
            assert courses[label].history == told.history
            audit = course[label].timeline.audit
            assert audit.delivered == alone.timeline.audit.delivered
            assert audit.prescribed == alone.timeline.audit.prescribed
        assert same(course[label], alone), label


def test_a_body_of_one_pair_is_the_person_whole_with_errors():
    body = mb.Body.of([mb.pair(HIP)], sides=())
    course, courses = run(body, NOISY)
    alone, told = run(body[HIP], NOISY)
    assert courses == {HIP: told}
    mine = course[HIP]
    assert same(mine, alone)
    assert np.array_equal(mine.rows, alone.rows)
    assert mine.timeline.table == alone.timeline.table
    for key in ("plan", "programme_days", "lifestyle", "seed", "steps"):
        assert mine.provenance[key] == alone.provenance[key], key


def test_errors_of_the_first_are_those_of_a_person_and_others_have_their_own():
    _, courses = run(APART, NOISY)
    assert courses[LEFT].history == run(APART[LEFT], NOISY)[1].history
    alone = run(APART[RIGHT], NOISY)[1]
    read = [[v.measured["rom_agonist"] for v in one.history] for one in (courses[RIGHT], alone)]
    assert read[0][0] != read[1][0]
    _, right = run(APART, {"right": NOISY})
    assert right[RIGHT].history == alone.history  # the first that is treated
    assert run(APART, NOISY)[1] == courses


def test_the_same_sessions_are_missed_on_both_sides():
    course, _ = run(CALVES, replace(PLAN, rules=()))
    spans = [[(span.day, span.start) for span in course[label].timeline.spans] for label in (LEFT, RIGHT)]
    assert spans[0] == spans[1]
    assert 0 < len(spans[0]) < 9
    assert np.array_equal(course[LEFT].states, course[RIGHT].states)


def test_what_crosses_and_bones_act_as_without_visits():
    """A programme of one level that nothing changes is a plan."""
    body = mb.develop(mb.crossed("lower"), DESK, days=7)
    level = mb.Level(mb.StaticStretch(hold=60), 5)
    course, courses = run(body, {HIP: mb.AdaptivePlan((level,), (), weeks=2, every=2)})
    fixed = mb.simulate(body, {HIP: level.plan(2)}, DESK, weeks=2, seed=3, progress=False)
    for label, found in fixed.results.items():
        assert np.array_equal(course[label].states, found.states), label
    assert np.array_equal(course.postures["pelvis"], fixed.postures["pelvis"])
    assert list(courses) == [f"left {HIP}", f"right {HIP}"]
    assert course.final.posture == fixed.final.posture


def test_each_side_is_decided_by_its_own_readings():
    """Only the left is short of its threshold, so only there the dose rises."""
    rules = (mb.Rule("progress", "rom_agonist < 30"),)
    uneven = mb.both_sides(mb.pair(CALF), parameters={"left": {"agonist.rom_limit": 8.0}})
    course, courses = run(uneven, mb.AdaptivePlan(LEVELS, rules, weeks=2), mb.Lifestyle.healthy())
    for label, told in courses.items():
        for visit in told.history:
            read = float(course[label].at("rom_agonist", visit.day))
            assert visit.measured["rom_agonist"] == read
            assert (visit.action == "progress") == (read < 30) or visit.level == 1
    assert len({tuple(visit.action for visit in one.history) for one in courses.values()}) == 2


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        (mb.Plan(PIR(), 3, 2), "is not what simulate_adaptive.. takes: AdaptivePlan or a mapping"),
        ({"left": mb.Plan(PIR(), 3, 2)}, "needs an AdaptivePlan, got Plan; for a fixed plan use simulate"),
        ({"left": None}, "no pair has an AdaptivePlan"),
        ({"lefft": PLAN}, "Did you mean 'left'"),
        ({"left": PLAN, CALF: PLAN}, "is given by 'left' and"),
        ({"left": replace(PLAN, errors={"rom_agonst": 1.0})}, "Did you mean 'rom_agonist'"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(plan, message):
    with pytest.raises(MusclebalanceError, match=message):
        run(CALVES, plan)


def test_many_bodies_and_two_waking_times_are_refused():
    with pytest.raises(MusclebalanceError, match="takes one body; for many"):
        run(mb.Bodies.of([CALVES, CALVES]), PLAN)
    with pytest.raises(MusclebalanceError, match="wake together"):
        run(CALVES, PLAN, {"left": DESK, "right": mb.Lifestyle.office(wake="06:00")})
    with pytest.raises(MusclebalanceError, match="no life"):
        run(CALVES, PLAN, {"left": DESK})


class Stopping:
    """Decides nothing; at the visit in week `week` somebody presses Ctrl-C."""

    def __init__(self, week):
        self.week = week

    def decide(self, visit, state, rng):
        if len(state.history) + 1 == self.week:
            signal.raise_signal(signal.SIGINT)
        return Action("hold", "as it is")


@pytest.mark.parametrize(("week", "days"), [(1, 7), (2, 14)])
def test_ctrl_c_keeps_what_was_reached(week, days):
    plan = replace(PLAN, rules=(Stopping(week),))
    other = replace(PLAN, every=3)
    whole, _ = run(CALVES, {"left": replace(PLAN, rules=()), "right": other})
    with pytest.raises((KeyboardInterrupt, Interrupted)) as stop:
        run(CALVES, {"left": plan, "right": other})
    course, courses = stop.value.partial
    course.check()
    assert len(course.days) == days + 1
    assert f"after {days} of 21 days" in course.stopped
    assert [len(courses[label].history) for label in (LEFT, RIGHT)] in ([week, 0], [week - 1, 0])
    for label in (LEFT, RIGHT):
        assert np.array_equal(course[label].states, whole[label].states[: days + 1])
        spans = [span for span in whole[label].timeline.spans if span.day <= days]
        assert len(course[label].timeline.spans) == len(spans)
        assert course[label].timeline.days == days
