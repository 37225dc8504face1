"""Laws of MODEL.md, pair by pair, in bodies drawn at random."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import musclebalance as mb
from musclebalance.engine.integrate import outside
from musclebalance.simulation.labels import parted

BODIES = {
    "lower": mb.crossed("lower"),
    "upper": mb.crossed("upper", sides=("left", "right"), crossing=0.3),
    "calves": mb.both_sides(mb.pair("triceps-surae-tibialis-anterior")),
    "apart": mb.Body.of([mb.pair("elbow-flexors-triceps")], sides=(), crossing=0.0),
}
LIVES = (mb.Lifestyle.office(hours=8, stress=0.9), mb.Lifestyle.healthy(), mb.Lifestyle.sport("Mon Tue"))
PLANS = (
    None,
    mb.Plan(mb.PIR(), per_week=7, weeks=1),
    mb.Plan(mb.StaticStretch(hold=60), per_week=5, weeks=1),
)
OTHER = {"left": "right", "right": "left"}

bodies = st.sampled_from(sorted(BODIES))
lives = st.sampled_from(LIVES)
plans = st.sampled_from(PLANS)
events = st.sampled_from([(), (mb.Event.trauma(day=1),)])


def mirrored(given_):
    """What each side is given, with left and right swapped."""
    return {OTHER[side]: one for side, one in given_.items()}


def lived(body, left, right, plan, struck, days):
    """A few days, each side with its own life; only the left one is treated and hurt."""
    if any(parted(label)[0] for label in body.people):
        given_ = ({"left": plan}, {"left": left, "right": right}, {"left": struck})
    else:
        given_ = (plan, left, struck)
    return given_, mb.simulate(
        body, given_[0], given_[1], events=given_[2], days=days, seed=1, progress=False
    )  # fmt: skip


@settings(max_examples=8)
@given(which=bodies, left=lives, right=lives, plan=plans, struck=events, days=st.integers(1, 4))
def test_swapping_left_and_right_swaps_everything(which, left, right, plan, struck, days):
    body = BODIES[which]
    told, course = lived(body, left, right, plan, struck, days)
    if which == "apart":
        alone = mb.simulate(*(next(iter(body.people.values())), *told[:2]), events=struck, days=days, seed=1)
        assert np.array_equal(course["elbow-flexors-triceps"].states, alone.states)
        return
    turned = mb.simulate(
        body, *map(mirrored, told[:2]), events=mirrored(told[2]), days=days, seed=1, progress=False
    )  # fmt: skip
    for label, found in course.results.items():
        side, name = parted(label)
        assert np.array_equal(found.states, turned[f"{OTHER[side]} {name}"].states)
    for bone, posture in course.postures.items():
        assert np.array_equal(posture, turned.postures[bone])


@settings(max_examples=8)
@given(which=bodies, left=lives, right=lives, plan=plans, struck=events, days=st.integers(1, 6))
def test_states_stay_in_their_bounds_and_days_can_be_cut(which, left, right, plan, struck, days):
    body = BODIES[which]
    given_, course = lived(body, left, right, None, struck, days)
    for found in course.results.values():
        assert np.isfinite(found.states).all()
        assert not outside(found.person.body.program, found.states, 1e-4).any()
    if days < 2 or plan is not None:
        return
    first = mb.simulate(body, None, given_[1], events=given_[2], days=1, progress=False)
    rest = mb.simulate(first.final, None, given_[1], days=days - 1, first_weekday="Tue", progress=False)
    for label, found in course.results.items():
        assert np.array_equal(rest[label].states[-1], found.states[-1])


@settings(max_examples=6)
@given(which=st.sampled_from(["lower", "upper", "calves"]), left=lives, days=st.integers(1, 3))
def test_without_coupling_every_pair_is_alone(which, left, days):
    body = BODIES[which]
    people = {k: p for k, p in body.people.items() if p.body.value("posture_gain") != 0.0}
    loose = mb.Body(people, (), 0.0) if people else replace(body, bones=(), crossing=0.0)
    course = mb.simulate(loose, None, left, days=days, progress=False)
    for label, found in course.results.items():
        alone = mb.simulate(loose[label], None, left, days=days)
        assert np.array_equal(found.states, alone.states)
