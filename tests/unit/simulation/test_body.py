"""A body: two sides, shared bones; a pair without either has the bits that it has alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import musclebalance as mb
from musclebalance.core.errors import MusclebalanceError
from musclebalance.simulation.bones import GIRDLE, PELVIS
from musclebalance.simulation.coupling import Coupling, balance, standing
from musclebalance.simulation.lab import close_up
from musclebalance.simulation.labels import parted, shared_out
from musclebalance.simulation.sides import CROSSING

HIP, BACK, CALF = (
    "hip-flexors-gluteus-maximus",
    "erector-spinae-rectus-abdominis",
    "triceps-surae-tibialis-anterior",
)
DESK = mb.Lifestyle.office(hours=8, stress=0.6)
HEALTHY = mb.Lifestyle.healthy()
PLAN = mb.Plan(mb.StaticStretch(hold=30, rest=10, repetitions=4), per_week=5, weeks=2)


THIGH = mb.Bone("thigh", "flexion", (mb.Link(HIP, 1.0),))
MISSPELT = mb.Bone("pelvis", "tilt", (mb.Link(HIP, 1.0), mb.Link("erector-spinae-rectus-abdomins", 0.2)))
HURT = mb.Event.trauma(day=2)


def alone(plan=None, lifestyle=HEALTHY, **more):
    """Two days of both hips."""
    return mb.simulate(mb.both_sides(mb.pair(HIP)), plan, lifestyle, days=2, progress=False, **more)


@pytest.fixture(scope="module")
def pelvis() -> mb.Body:
    return mb.crossed("lower")


@pytest.fixture(scope="module")
def bent(pelvis: mb.Body) -> mb.BodyCourse:
    """Eight weeks at the desk."""
    return mb.simulate(pelvis, None, DESK, weeks=8, progress=False)


@pytest.mark.parametrize("name", [HIP, BACK, CALF])
def test_uncoupled_pairs_have_the_bits_that_they_have_alone(name):
    body = mb.Body.of([mb.pair(name), mb.pair("elbow-flexors-triceps")], sides=(), crossing=0.0)
    course = mb.simulate(body, {name: PLAN}, DESK, days=10, seed=3, progress=False)
    alone = mb.simulate(mb.healthy(mb.pair(name)), PLAN, DESK, days=10, seed=3, progress=False)
    assert np.array_equal(course[name].states, alone.states)
    assert np.array_equal(course[name].times, alone.times)
    assert course[name].timeline.audit.delivered == alone.timeline.audit.delivered
    assert np.array_equal(course.final[name].state, alone.final.state)


def test_symmetric_input_gives_symmetric_output_to_the_bit(bent):
    for name in (HIP, BACK):
        left, right = (bent[f"{side} {name}"].states for side in ("left", "right"))
        assert np.array_equal(left, right)
        assert np.all(bent.symmetry("rom_agonist", name).difference == 0.0)


@given(data=st.data())
def test_the_order_of_sides_and_pairs_changes_nothing(pelvis, data):
    labels = data.draw(st.permutations(list(pelvis.people)))
    pull = np.array(data.draw(st.lists(st.floats(-0.3, 0.3), min_size=4, max_size=4)))
    states = pelvis.states.copy()
    states[:, pelvis[labels[0]].body.index("resting_length_agonist")] *= 1.0 + 0.2 * pull
    turned = replace(pelvis, people={label: pelvis[label] for label in labels})
    order = [list(pelvis.people).index(label) for label in labels]
    assert np.array_equal(turned.postures(states[order]), pelvis.postures(states))


@given(
    st.lists(
        st.tuples(
            st.floats(-2, 2).filter(lambda w: abs(w) > 0.05), st.floats(1, 10), st.floats(1, 100),
            st.floats(-0.3, 0.3),
        ),
        min_size=1, max_size=6,
    )
)  # fmt: skip
def test_a_bone_rests_where_the_torques_on_it_are_in_balance(rows):
    share, levels, stiffness, pull = np.array(rows).T
    free = balance(share, levels, stiffness, pull)
    torque = np.sum(levels * share * stiffness * (pull - share * free))
    assert abs(torque) <= 1e-9 * np.sum(levels * np.abs(share) * stiffness)


def test_a_bone_of_one_pair_is_that_pair_alone():
    with_bone = mb.develop(mb.Body.of([mb.pair(HIP)], sides=(), bones=[THIGH]), DESK, 90)[HIP]
    alone = mb.develop(mb.pair(HIP), DESK, 90)
    for name, within in (("rom_agonist", 0.05), ("imbalance", 0.02), ("resting_angle", 0.1)):
        assert float(with_bone.read(name)) == pytest.approx(float(alone.read(name)), abs=within)


def test_a_bone_follows_as_far_as_it_is_told(pelvis):
    stiff, loose = (
        mb.Body.of([mb.pair(HIP), mb.pair(BACK)], bones=[replace(PELVIS, follows=share)])
        for share in (0.0, 0.6)
    )
    bent = [mb.develop(body, DESK, 20).posture["pelvis"] for body in (stiff, pelvis, loose)]
    assert bent[0] == 0.0
    assert bent[1] < bent[2] < 2.2 * bent[1]
    with pytest.raises(MusclebalanceError, match=r"follows 0\.7 is outside 0 to 0\.6"):
        replace(PELVIS, follows=0.7)


def test_a_short_hip_flexor_tilts_the_pelvis_and_reaches_the_back(bent, pelvis):
    assert pelvis.posture["pelvis"] == pytest.approx(0.0, abs=1e-9)
    tilt = bent.postures["pelvis"]
    assert tilt[0] == pytest.approx(0.0, abs=1e-6)
    assert tilt[-1] > 0.2
    alone = mb.develop(mb.pair(BACK), DESK, 56)
    short = [person.read("resting_length_agonist") for person in (bent.final[f"left {BACK}"], alone)]
    assert short[0] < short[1]


def test_the_spine_holds_the_pelvis_back(bent):
    """Hip flexors pull it less far than they pull a free hip."""
    alone = mb.develop(mb.pair(HIP), DESK, 56)
    gain = alone.body.value("posture_gain")
    row = alone.state[None, :].copy()
    row[0, alone.body.index("angle")] = standing(alone.pair, alone.body)
    free = np.degrees(
        gain * float(alone.body.evaluate(("misalignment",), row, mode_posture=1.0)["misalignment"][0])
    )
    assert 0.3 * free < bent.postures["pelvis"][-1] < 0.9 * free


def test_going_on_another_day_is_going_on(pelvis, tmp_path):
    course = mb.simulate(pelvis, None, DESK, days=6, progress=False)
    first = mb.simulate(pelvis, None, DESK, days=2, progress=False)
    mb.save(first.final, tmp_path / "body.npz")
    rest = mb.simulate(mb.load(tmp_path / "body.npz"), None, DESK, days=4, first_weekday="Wed")
    assert np.array_equal(rest.final.states, course.final.states)
    assert np.array_equal(rest.postures["pelvis"], course.postures["pelvis"][2:])


def test_what_crosses_is_a_third_of_what_a_leg_gains():
    body = mb.both_sides(mb.pair(CALF))
    daily = mb.Plan(mb.StaticStretch(hold=60, rest=15, repetitions=4), per_week=7, weeks=24)
    course = mb.simulate(body, {"left": daily}, HEALTHY, weeks=24, progress=False)
    gained = [np.ptp(course.values("rom_agonist", f"{side} {CALF}")[[0, -1]]) for side in ("left", "right")]
    assert gained[1] / gained[0] == pytest.approx(4.0 / 11.0, abs=0.02)  # T42
    assert CROSSING.basis == "derived"


def test_treating_both_sides_alike_is_no_more_than_treating_each():
    both = mb.simulate(mb.both_sides(mb.pair(CALF)), PLAN, HEALTHY, weeks=2, progress=False)
    alone = mb.simulate(mb.healthy(mb.pair(CALF)), PLAN, HEALTHY, weeks=2, progress=False)
    assert np.array_equal(both[f"left {CALF}"].states, alone.states)


def test_events_lives_and_numbers_may_differ_between_sides():
    lives = mb.one_sided(mb.Lifestyle.sport("Mon Wed Fri"), "right", "sport")
    body = mb.Body.of(
        [mb.pair(HIP)], parameters={"left": {"agonist.rom_limit": -8.0}, "joint_stiffness": 5.0}
    )
    hurt = {"left": [mb.Event.trauma(day=2)]}
    course = mb.simulate(body, None, lives, days=4, events=hurt, progress=False)
    values = [
        course[f"{side} {HIP}"].person.parameters["agonist.rom_limit"].value for side in ("left", "right")
    ]
    assert values[0] == -8.0 != values[1]
    capacity = [course.values("capacity_agonist", f"{side} {HIP}")[-1] for side in ("left", "right")]
    assert capacity[0] < 0.9 < capacity[1]
    assert course[f"left {HIP}"].provenance["events"]


def test_events_that_are_given_one_by_one_reach_every_pair():
    for events in ([HURT], iter([HURT]), {HIP: iter([HURT])}):
        course = alone(events=events)
        assert [len(found.timeline.events) for found in course.results.values()] == [1, 1]


def test_a_day_of_a_pair_is_integrated_again_where_its_bone_was(bent):
    """What is read within a day has the posture that was lived, and ends where the day ended."""
    for label in (f"left {HIP}", f"right {BACK}"):
        found, share = bent[label], {HIP: 1.0, BACK: 0.2}[label.partition(" ")[2]]
        tilt = share * float(bent.postures["pelvis"][49] + np.degrees(bent.body.healthy_postures[0]))
        lived = {segment.angle for segment in found.timeline if segment.mode == "posture"}
        assert any(angle == pytest.approx(tilt, abs=1e-9) for angle in lived)  # in standing
        again = close_up(found, 49 * 86400.0, 50 * 86400.0, 600.0)
        for name in ("angle", "rom_agonist", "resting_length_agonist"):
            assert again.values(name)[-1] == pytest.approx(found.values(name)[50], abs=1e-5)
        assert np.max(np.abs(found.values("angle") - found.values("angle")[0])) > 0.05


def test_a_pair_at_the_end_knows_how_it_came_there_and_with_whom(bent):
    for label, person in bent.final.people.items():
        assert person.history is bent[label]
        assert "pelvis" in bent[label].provenance["body"]


def test_parameters_of_a_side_and_of_one_of_its_pairs_are_both_heard():
    given_ = {"joint_stiffness": 3.0, "left": {"joint_stiffness": 6.0, "tendon_compliance": 0.03}}
    given_ |= {f"left {HIP}": {"joint_stiffness": 7.0, "agonist.rom_limit": -8.0}}
    body = mb.Body.of([mb.pair(HIP), mb.pair(BACK)], parameters=given_)
    stiffness = [person.body.value("joint_stiffness") for person in body.people.values()]
    assert dict(zip(body.people, stiffness, strict=True)) == {
        f"left {HIP}": 7.0, f"right {HIP}": 3.0, f"left {BACK}": 6.0, f"right {BACK}": 3.0,
    }  # fmt: skip
    assert body[f"left {HIP}"].body.value("tendon_compliance") == 0.03
    assert body[f"left {HIP}"].parameters["agonist.rom_limit"].value == -8.0


def test_a_body_is_not_changed_from_outside(pelvis):
    people = dict(pelvis.people)
    body = mb.Body(people, pelvis.bones)
    people.clear()
    assert len(body.people) == 4


def test_the_course_reads_prints_and_makes_a_table(bent):
    frame = bent.to_frame()
    assert frame.shape == (57, 3 * 4 + 1)
    assert ("pelvis", "anterior tilt [deg]") in frame.columns
    assert "anterior tilt" in str(bent)
    assert "contested" in str(bent)
    assert "anterior tilt +" in str(bent.final)
    assert max(map(len, str(bent).splitlines())) <= 100


def test_a_run_that_ends_early_keeps_the_days_that_were_reached(pelvis, monkeypatch):
    from musclebalance.simulation import together

    real, calls = together.run, []

    def stopping(*given, **more):
        calls.append(1)
        if len(calls) > 3:
            raise KeyboardInterrupt
        return real(*given, **more)

    monkeypatch.setattr(together, "run", stopping)
    with pytest.raises(KeyboardInterrupt) as caught:
        mb.simulate(pelvis, None, DESK, days=10, progress=False)
    partial = caught.value.partial
    assert partial.stopped.startswith("after 3 of 10 days")
    assert "PARTIAL" in str(partial)
    monkeypatch.undo()
    whole = mb.simulate(pelvis, None, DESK, days=3, progress=False)
    assert np.array_equal(partial.final.states, whole.final.states)


@pytest.mark.parametrize("call", [1, 4])
def test_ctrl_c_between_two_days_leaves_mornings_and_postures_of_one_number(pelvis, monkeypatch, call):
    real, calls = Coupling.crossed, []

    def stopping(self, *given):
        calls.append(1)
        if len(calls) == call:
            raise KeyboardInterrupt
        return real(self, *given)

    monkeypatch.setattr(Coupling, "crossed", stopping)
    with pytest.raises(KeyboardInterrupt) as caught:
        mb.simulate(pelvis, None, DESK, days=6, progress=False)
    partial = caught.value.partial
    assert len(partial.postures["pelvis"]) == len(partial.days) == len(partial.to_frame()) == call


def test_of_no_day_no_session_was_delivered(pelvis, monkeypatch):
    from musclebalance.simulation import together

    def stopping(*_given, **_more):
        raise KeyboardInterrupt

    monkeypatch.setattr(together, "run", stopping)
    with pytest.raises(KeyboardInterrupt) as caught:
        mb.simulate(pelvis, PLAN, DESK, progress=False)
    for found in caught.value.partial.results.values():
        assert found.timeline.audit.delivered.sessions == 0


LABELS = tuple(f"{side} {name}" for name in (HIP, BACK) for side in ("left", "right"))


@given(st.lists(st.sampled_from(["left", "right", HIP, BACK, *LABELS]), unique=True))
def test_every_pair_gets_the_entry_that_names_it_most_closely(names):
    given_ = {name: name for name in names}
    try:
        found = shared_out(given_, LABELS, "plan")
    except MusclebalanceError as error:
        side, name = parted(next(label for label in LABELS if repr(label) in str(error)))
        assert side in names
        assert name in names
        return
    for label, chosen in found.items():
        assert chosen is None or chosen in (label, *parted(label))
        assert label not in names or chosen == label


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: mb.crossed("middle"), "crossed pattern"),
        (lambda: mb.Body({}), "at least one pair"),
        (lambda: mb.Body({"left knee": mb.healthy(mb.pair(HIP))}), "call it so"),
        (lambda: mb.Body({HIP: mb.healthy(mb.pair(HIP))}, (PELVIS,)), "posture_gain"),
        (lambda: mb.Body({HIP: mb.healthy(mb.pair(HIP))}, (GIRDLE,)), "no pair of this body"),
        (lambda: mb.Body.of([mb.pair(HIP)] * 2), "twice"),
        (lambda: mb.Body.of([mb.pair(HIP)], sides=["up"]), "side"),
        (lambda: mb.Body.of([mb.pair(HIP)], parameters={"lft": {}}), "did you mean 'left'"),
        (lambda: mb.Link(HIP, 0.0), "leave the link out"),
        (lambda: mb.Bone("x", "y", (mb.Link(HIP, 1.0), mb.Link(HIP, 0.5))), "once"),
        (lambda: mb.one_sided(HEALTHY, "middle", "sit"), "side"),
        (lambda: mb.one_sided(HEALTHY, "left"), "name at least one"),
        (lambda: mb.one_sided(HEALTHY, "left", "throw"), "activity of the life"),
        (lambda: mb.symmetry([1.0, 2.0], [1.0]), "shape"),
        (lambda: mb.symmetry(np.nan, 1.0), "not finite"),
        (lambda: mb.simulate(mb.both_sides(mb.pair(HIP)), None, {"left": DESK}, days=1), "has no life"),
        (lambda: mb.simulate(mb.both_sides(mb.pair(HIP)), {"lef": PLAN}, DESK), "did you mean 'left'"),
        (lambda: mb.simulate(mb.both_sides(mb.pair(HIP)), None, DESK), "weeks=16"),
        (lambda: mb.simulate(mb.both_sides(mb.pair(HIP)), None, DESK, days=2, store="segments"), "store"),
        (lambda: mb.simulate(mb.crossed("lower"), {"left": PLAN, HIP: PLAN}, DESK), "keep one"),
        (lambda: mb.Body([HIP]), "people"),
        (lambda: mb.Body({HIP: mb.pair(HIP)}), "Person"),
        (lambda: mb.Body({1: mb.healthy(mb.pair(HIP))}), "in quotes"),
        (lambda: mb.Body({HIP: mb.healthy(mb.pair(HIP))}, (), np.nan), "a number"),
        (lambda: mb.both_sides(mb.pair(HIP), crossing=1.5), "0 to 1"),
        (lambda: mb.Body.of(one for one in (HIP,)), "Pair"),
        (lambda: mb.Body.of([mb.pair(HIP)], bones=iter(["pelvis"])), "Bone"),
        (
            lambda: mb.Body.of([mb.pair(HIP)], bones=[THIGH, replace(THIGH, links=PELVIS.links[1:])]),
            "two bones",
        ),
        (lambda: mb.Body.of([mb.pair(HIP)], bones=[MISSPELT]), "did you mean 'erector-spinae"),
        (lambda: mb.Link(HIP, 1e-300), "leave the link out"),
        (lambda: mb.one_sided(HEALTHY, "left", 1), "activity of the life"),
        (lambda: mb.symmetry("a", 1.0), "array of numbers"),
        (lambda: mb.symmetry([[1.0], [1.0, 2.0]], 1.0), "array of numbers"),
        (lambda: alone(plan=[PLAN]), "plan .* Plan or None"),
        (lambda: alone(plan={"left": mb.PIR()}), "plan .* Plan or None"),
        (lambda: alone(lifestyle=dict.fromkeys(("left", "right"), "office")), "lifestyle"),
        (lambda: alone(events={"left": HURT}), "events"),
        (lambda: alone(events={"left": ["trauma"]}), "Event"),
        (lambda: alone(events={"left": [mb.Event.trauma(day=50)]}), "day of event .* 1 to 2 d"),
        (
            lambda: alone(lifestyle={"left": DESK, "right": mb.Lifestyle.office(wake="05:00")}),
            "wake together",
        ),
        (lambda: alone(store=np.array([1, 2])), "store"),
        (lambda: mb.develop(mb.both_sides(mb.pair(HIP)), DESK, 2, model="core"), "already has a model"),
    ],
)
def test_what_cannot_be_is_refused_in_words(make, words):
    with pytest.raises(MusclebalanceError, match=f"(?i){words}"):
        make()


@given(st.floats(0.1, 1e3), st.floats(0.1, 1e3), st.floats(0.1, 10.0))
def test_indices_of_symmetry(left, right, factor):
    found, swapped, scaled = (
        mb.symmetry(left, right),
        mb.symmetry(right, left),
        mb.symmetry(factor * left, factor * right),
    )
    assert found.difference == -swapped.difference
    assert (
        found.limb_symmetry
        == swapped.limb_symmetry
        == pytest.approx(100.0 * min(left, right) / max(left, right))
    )
    assert found.robinson == pytest.approx(-swapped.robinson)
    assert found.angle == pytest.approx(-swapped.angle, abs=1e-9)
    assert scaled.robinson == pytest.approx(found.robinson)
    assert scaled.angle == pytest.approx(found.angle, abs=1e-9)
    assert abs(found.angle) <= 50.0
    assert np.sign(found.angle) == np.sign(found.robinson) or abs(left - right) < 1e-9 * left


def test_the_known_faults_of_the_indices():
    assert np.isnan(mb.symmetry(5.0, -5.0).limb_symmetry)
    assert np.isinf(mb.symmetry(5.0, -5.0).robinson)
    assert all(np.isnan(mb.symmetry(0.0, 0.0)[1:]))
    assert abs(mb.symmetry(5.0, -5.0).angle) == pytest.approx(100.0)
    assert mb.symmetry(11.0, 10.0).robinson != pytest.approx(mb.symmetry(101.0, 100.0).robinson)


def test_bodies_and_courses_are_kept_in_files_and_go_on_from_there(pelvis, tmp_path):
    plans = {"left": PLAN}
    course = mb.simulate(pelvis, plans, DESK, days=4, seed=2, progress=False)
    mb.save(course, tmp_path / "course.npz")
    mb.save(course.final, tmp_path / "body.npz")
    read, body = mb.load(tmp_path / "course.npz"), mb.load(tmp_path / "body.npz")
    assert str(read) == str(course)
    assert str(body) == str(course.final)
    for label, found in course.results.items():
        assert np.array_equal(read[label].states, found.states)
    onwards = [
        mb.simulate(one, plans, DESK, days=2, progress=False) for one in (course.final, read.final, body)
    ]
    for one in onwards[1:]:
        assert np.array_equal(one.final.states, onwards[0].final.states)
        assert np.array_equal(one.postures["pelvis"], onwards[0].postures["pelvis"])


def test_a_pair_of_a_body_has_the_provenance_that_it_has_alone():
    plan = mb.Plan(mb.PIR(), per_week=3, weeks=2, adherence=0.6)
    body = mb.simulate(mb.both_sides(mb.pair(CALF)), plan, DESK, weeks=2, seed=4, progress=False)
    alone = mb.simulate(mb.healthy(mb.pair(CALF)), plan, DESK, weeks=2, seed=4, progress=False)
    found = dict(body[f"left {CALF}"].provenance)
    assert found.pop("body").startswith("'left triceps")
    assert found == dict(alone.provenance)
    assert found["expected_sessions"] == pytest.approx(3.6)
