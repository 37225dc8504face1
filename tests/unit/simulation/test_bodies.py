"""Many bodies: each has the bits that it has alone, whatever the blocks; what is read has a name."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import musclebalance as mb
from musclebalance.core.errors import EngineError, MusclebalanceError
from musclebalance.simulation import many_bodies, together

HIP, BACK, CALF = (
    "hip-flexors-gluteus-maximus",
    "erector-spinae-rectus-abdominis",
    "triceps-surae-tibialis-anterior",
)
DESK = mb.Lifestyle.office(hours=8, stress=0.6)
HEALTHY = mb.Lifestyle.healthy()
PLAN = mb.Plan(mb.StaticStretch(hold=30), per_week=5, weeks=1, adherence=0.7)
SIDES = {"left": DESK, "right": HEALTHY}
LIVES = (DESK, HEALTHY, SIDES)
DAYS = (3, 6, 4)
PLANS = ({f"left {HIP}": PLAN}, None, PLAN)


@pytest.fixture(scope="module")
def pelves() -> mb.Bodies:
    """Three people, whose hips differ in stiffness."""
    numbers = ({}, {"joint_stiffness": 4.4}, {"left": {"joint_stiffness": 3.5}})
    return mb.Bodies.of([mb.crossed("lower", parameters=one) for one in numbers])


@pytest.fixture(scope="module")
def course(pelves: mb.Bodies) -> mb.BodyCourses:
    return mb.simulate(pelves, PLANS, LIVES, days=DAYS, store=[0, 2, 3], seed=5, progress=False)


def test_a_body_among_many_has_the_bits_that_it_has_alone(pelves, course):
    for k, (plan, life, days) in enumerate(zip(PLANS, LIVES, DAYS, strict=True)):
        plan = None if k else plan  # adherence is drawn by number: alone a body is person 0
        found = mb.simulate(pelves[k], plan, life, days=days, store=[0, 2, 3], seed=5, progress=False)
        alone = mb.simulate(pelves.body(k), plan, life, days=days, seed=5, progress=False)
        for label in pelves.people:
            assert np.array_equal(alone[label].states[[0, 2, 3]], found[label].states[0])
            assert np.array_equal(alone[label].states[-1], found[label].final.state[0])
        assert np.array_equal(alone.postures["pelvis"][[0, 2, 3]], found.postures["pelvis"][0])
        if k == 0:
            assert np.array_equal(found.postures["pelvis"][0], course.postures["pelvis"][0])


@settings(max_examples=8, deadline=None)
@given(block=st.integers(1, 4), order=st.permutations(range(3)))
def test_blocks_and_order_change_nobody(pelves, course, block, order):
    some = [[one[k] for k in order] for one in (PLANS, LIVES, DAYS)]
    found = mb.simulate(
        pelves[np.array(order)], some[0], some[1], days=some[2], store=[0, 2, 3], seed=5, progress=False,
        block=block,
    )  # fmt: skip
    for label in pelves.people:
        assert np.array_equal(found[label].states, course[label].states[list(order)])
        assert np.array_equal(found[label].delivered, course[label].delivered[list(order)])
        assert np.array_equal(found.final[label].state, course.final[label].state[list(order)])
    assert np.array_equal(found.postures["pelvis"], course.postures["pelvis"][list(order)])


def test_processes_and_a_card_give_the_same_bits(pelves, course, card):
    given = {"days": DAYS, "store": [0, 2, 3], "seed": 5, "progress": False}
    with ProcessPoolExecutor(1) as pool:
        away = mb.simulate(pelves, PLANS, LIVES, executor=pool, **given)
    there = mb.simulate(pelves, PLANS, LIVES, executor="gpu", **given)
    assert sum(card.launches) == 4 * sum(DAYS)  # pairs times days
    for found in (away, there):
        assert all(np.array_equal(found[label].states, course[label].states) for label in pelves.people)


def test_a_run_that_was_stopped_goes_on_from_its_blocks(pelves, course, tmp_path, monkeypatch):
    given = {"days": DAYS, "store": [0, 2, 3], "seed": 5, "progress": False, "checkpoint": tmp_path}
    mb.simulate(pelves, PLANS, LIVES, block=1, **given)
    kept = sorted(tmp_path.glob("*.npz"))
    assert len(kept) == 3
    kept[0].unlink()
    ran = []
    monkeypatch.setattr(many_bodies, "_run", _counting(many_bodies._run, ran))
    again = mb.simulate(pelves, PLANS, LIVES, block=1, **given)
    assert len(ran) == 1
    assert all(np.array_equal(again[label].states, course[label].states) for label in pelves.people)


def _counting(run, ran):
    def counted(block):
        ran.append(len(block))
        return run(block)

    return counted


def test_one_who_cannot_be_integrated_costs_nobody_else(pelves, monkeypatch):
    real = together.run

    def failing(numbers, states, *given, **more):
        if (more["vector"] == pelves.coupling.vectors[1, 0]).all(axis=1).any():
            raise EngineError("person 0, segment 3: the step shrank to nothing", None)
        return real(numbers, states, *given, **more)

    monkeypatch.setattr(together, "run", failing)
    with pytest.raises(EngineError, match="2 of 3 people reached the end") as stop:
        mb.simulate(pelves, None, DESK, days=2, progress=False)
    partial = stop.value.partial
    assert partial.kept.tolist() == [0, 2]
    assert "PARTIAL" in str(partial.final)
    monkeypatch.undo()
    whole = mb.simulate(pelves[np.array([0, 2])], None, DESK, days=2, progress=False)
    assert np.array_equal(partial.postures["pelvis"], whole.postures["pelvis"])


def test_people_vary_from_day_to_day_alike_in_all_their_pairs(pelves):
    given = {"days": 3, "seed": 1, "progress": False}
    varied = mb.simulate(pelves[:2], None, DESK, daily={"stress": 0.5}, **given)
    one = varied[f"left {HIP}"].people
    alone = mb.simulate(one, None, DESK, daily={"stress": 0.5}, **given)
    plain = mb.simulate(one, None, DESK, **given)
    stressed = "tone_agonist"
    moved = varied[f"left {HIP}"].values(stressed) - plain.values(stressed)
    assert abs(moved[:, -1]).min() > 1e-6
    assert np.allclose(moved[:, 1], (alone.values(stressed) - plain.values(stressed))[:, 1], rtol=0.05)
    with pytest.raises(MusclebalanceError, match="varies from day to day"):
        mb.simulate(pelves, None, DESK, days=1, daily={"sleep": 0.1})


def test_what_is_read_is_named(pelves, course):
    asked = {
        f"rom_agonist of left {HIP}": course[f"left {HIP}"].values("rom_agonist"),
        "posture of pelvis": course.postures["pelvis"],
        "posture": course.postures["pelvis"],
        f"difference of rom_agonist of {HIP}": course[f"left {HIP}"].values("rom_agonist")
        - course[f"right {HIP}"].values("rom_agonist"),
    }
    for name, expected in asked.items():
        assert np.array_equal(course.values(name), expected)
        assert pelves.variable(name).unit == "deg"
        assert course.to_frame(name).shape == (3, 3)
    assert np.array_equal(course.people.read("posture of pelvis"), course.values("posture")[:, 0])
    assert np.array_equal(
        course.symmetry("rom_agonist", HIP).difference, course.values(f"difference of rom_agonist of {HIP}")
    )
    first = pelves.body(1)
    assert first.posture["pelvis"] == pelves.posture["pelvis"][1]
    one = mb.simulate(first, None, HEALTHY, days=1, progress=False)
    for name in asked:
        assert one.values(name).shape == (2,)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("rom_agonist", f"of which pair.*left {HIP}"),
        ("rom_agonist of left", f"left has left {HIP}, left {BACK}"),
        (f"rom_agonist of {HIP}", "has left .*, right"),
        ("rom_agonist of left hip-flexor-gluteus-maximus", f"Did you mean 'left {HIP}'"),
        ("rom_agonst of left", "rom_agonist"),
        ("posture of pelvs", "pelvis"),
        ("difference of rom_agonist", "which pair"),
        (f"difference of rom_agonist of {CALF}", "pair with two sides"),
    ],
)
def test_a_name_that_says_too_little_or_too_much_is_refused(pelves, name, told):
    with pytest.raises(MusclebalanceError, match=told):
        pelves.read(name)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda b: mb.Bodies({}), "at least one pair"),
        (lambda b: mb.Bodies.of([]), "at least one"),
        (lambda b: mb.Bodies.of([b]), "bodies: one of them"),
        (lambda b: mb.Bodies(b.body(0).people), "people: some of them"),
        (lambda b: mb.simulate(b, None, DESK, days=[1, 2]), "2 lengths for 3 people"),
        (lambda b: mb.simulate(b[f"left {HIP}"], None, DESK, days=[1, 2]), "2 lengths for 3 people"),
        (lambda b: b.read("difference of posture of pelvis"), "no sides"),
        (lambda b: mb.Bodies.of([mb.crossed("lower"), mb.crossed("upper")]), "body 1 has other pairs"),
        (lambda b: mb.Bodies(b.people, (), 1.2), "crosses"),
        (lambda b: mb.Bodies({**b.people, f"left {HIP}": b[f"left {HIP}"][:2]}), "different people"),
        (lambda b: mb.Bodies({f"left {CALF}": b[f"left {HIP}"]}), "call it so"),
        (lambda b: b["left hips"], "pair of these bodies"),
        (lambda b: mb.simulate(b, [None], DESK, days=1), "1 plans for 3 bodies"),
        (lambda b: mb.simulate(b, None, [DESK, DESK], days=1), "2 lives for 3 bodies"),
        (lambda b: mb.simulate(b, {"lft": PLAN}, DESK), "lft"),
        (lambda b: mb.simulate(b, None, {"left": DESK}, days=1), "has no life"),
        (lambda b: mb.simulate(b, mb.PIR(), DESK, days=1), "plan"),
        (lambda b: mb.simulate(b, None, DESK, days=2, store=[3]), "morning to store"),
        (lambda b: mb.simulate(b[:0], None, DESK, days=2), "nobody to simulate"),
        (lambda b: mb.simulate(b[f"left {HIP}"][:0], None, DESK, days=2), "nobody to simulate"),
        (lambda b: mb.simulate(b, None, DESK), "length of the timeline"),
    ],
)
def test_what_makes_no_bodies_is_refused(pelves, change, told):
    with pytest.raises(MusclebalanceError, match=told):
        change(pelves)


def test_bodies_that_nothing_couples_are_their_people():
    calves = mb.Bodies.of([mb.both_sides(mb.pair(CALF), crossing=0.0)] * 2)
    people = calves[f"left {CALF}"]
    found = mb.simulate(calves, PLAN, DESK, seed=2, progress=False)
    alone = mb.simulate(people, PLAN, DESK, seed=2, progress=False)
    for side in ("left", "right"):
        assert np.array_equal(found[f"{side} {CALF}"].states, alone.states)
    assert found.delivered.tolist() == (2 * alone.delivered).tolist()
    assert len(replace(found, postures={}).people) == 2


def test_many_develop_as_one_does(pelves):
    bent = mb.develop(pelves[:2], DESK, days=4)
    for k in range(2):
        alone = mb.develop(pelves.body(k), DESK, days=4)
        assert np.array_equal(bent.states[k], alone.states)
    assert "2 bodies of 4 pairs" in str(bent)


def test_the_method_that_is_asked_for_integrates(pelves, monkeypatch):
    asked, real = [], together.run

    def noting(*given, **how):
        asked.append((how["method"], how["tol"]))
        return real(*given, **{**how, "method": "auto"})

    monkeypatch.setattr(together, "run", noting)
    mb.simulate(pelves, None, DESK, days=2, method="radau", tol=1e-3, progress=False)
    assert asked == [("radau", 1e-3)] * 2
