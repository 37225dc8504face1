"""Cohorts and trials of bodies: what people share is shared, and a trial reads pairs, sides and bones."""

from __future__ import annotations

import numpy as np
import pytest

import musclebalance as mb
from musclebalance.core.errors import MusclebalanceError
from musclebalance.population.measuring import error_of, gained

HIP, BACK, CALF = (
    "hip-flexors-gluteus-maximus",
    "erector-spinae-rectus-abdominis",
    "triceps-surae-tibialis-anterior",
)
STRETCH = mb.Plan(mb.StaticStretch(hold=60), per_week=5, weeks=2)
ARMS = {"left": {"left": STRETCH}, "none": None}
OUTCOMES = ("rom_agonist of left", "rom_agonist of right", "difference of rom_agonist")


@pytest.fixture(scope="module")
def calves() -> mb.Body:
    return mb.both_sides(mb.pair(CALF))


@pytest.fixture(scope="module")
def few(calves: mb.Body) -> mb.BodyCohort:
    return mb.BodyCohort.sample(calves, n=6, seed=3, covariates={"chronicity": 60})


@pytest.fixture(scope="module")
def found(few: mb.BodyCohort) -> mb.Trial:
    return mb.trial(
        few, ARMS, weeks=2, seed=1, outcomes=OUTCOMES, potential=True, before_days=4, progress=False
    )


def test_anatomy_is_alike_between_sides_and_pairs_and_rates_are_of_the_person():
    cohort = mb.BodyCohort.sample(mb.crossed("lower"), n=800, seed=2)
    left, right, back = (cohort[f"{one}"].own for one in (f"left {HIP}", f"right {HIP}", f"left {BACK}"))
    name = "agonist.passive_strain"  # no covariate moves it
    a, b, c = (np.log(own[name]) for own in (left, right, back))
    assert np.corrcoef(a, b)[0, 1] == pytest.approx(0.9, abs=0.02)
    assert np.corrcoef(a, c)[0, 1] == pytest.approx(0.5, abs=0.06)
    for rate in ("tolerance_growth_time", "memory_rate", "length_time"):
        assert np.array_equal(left[rate], back[rate]), rate
    alone = mb.Cohort.sample(mb.pair(HIP), n=800, seed=2).own
    for key, values in left.items():
        assert np.std(np.log(values)) == pytest.approx(np.std(np.log(alone[key])), rel=0.1), key
    covariates = [one.covariates for one in cohort.cohorts.values()]
    assert all(np.array_equal(one["age"], covariates[0]["age"]) for one in covariates)


def test_with_everything_shared_people_are_those_of_a_cohort_of_the_pair(calves):
    cohort = mb.BodyCohort.sample(calves, n=5, seed=4, between_sides=1, between_pairs=1)
    alone = mb.Cohort.sample(mb.pair(CALF), n=5, seed=4)
    for one in cohort.cohorts.values():
        assert one.own.keys() == alone.own.keys()
        assert all(np.array_equal(one.own[name], alone.own[name]) for name in alone.own)
    bodies = cohort.develop(days=3, progress=False)
    people = alone.develop(days=3, progress=False)
    for one in bodies.people.values():
        assert np.array_equal(one.state, people.state)
        assert np.array_equal(one.healthy_state, people.healthy_state)


def test_the_first_of_many_are_those_of_a_few(calves, few):
    many = mb.BodyCohort.sample(calves, n=20, seed=3, covariates={"chronicity": 60})
    for label, one in few.cohorts.items():
        assert all(np.array_equal(many[label].own[name][:6], one.own[name]) for name in one.own)


def test_a_body_of_the_cohort_develops_as_alone(few):
    bodies = few[:3].develop(days=5, progress=False)
    again = few[np.array([2])].develop(days=5, progress=False)
    assert np.array_equal(bodies.states[2], again.states[0])
    assert (bodies.read("imbalance of left") > 0.05).all()
    assert np.abs(bodies.read("difference of rom_agonist")).max() > 0.1
    frame = few.to_frame()
    assert frame.shape[0] == 6
    assert ("person", "age") in frame.columns
    assert "6 people with 2 pairs each" in str(few)


def test_own_parameters_of_a_side_and_posture_gain_of_a_chain_are_kept():
    body = mb.crossed("lower", parameters={"left": {"joint_stiffness": 6.0}})
    cohort = mb.BodyCohort.sample(body, n=50, seed=1)
    left, right = (cohort[f"{side} {HIP}"].own["joint_stiffness"] for side in ("left", "right"))
    healthy = body[f"right {HIP}"].parameters.value("joint_stiffness")
    assert np.mean(left / right) == pytest.approx(6.0 / healthy, rel=0.05)
    assert all(one.parameters["posture_gain"] == 0.0 for one in cohort.cohorts.values())


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"between_sides": 0.4}, "correlation between sides"),
        ({"between_pairs": -0.1}, "correlation between pairs"),
        ({"n": 0}, "number of people"),
        ({"spread": {"joint_stifness": 0.1}}, "joint_stiffness"),
    ],
)
def test_what_cannot_be_drawn_is_refused(calves, more, told):
    with pytest.raises(MusclebalanceError, match=told):
        mb.BodyCohort.sample(calves, **{"n": 3, **more})


def test_people_are_drawn_around_a_healthy_body(calves):
    lived = mb.develop(calves, mb.Lifestyle.office(hours=8), days=1)
    with pytest.raises(MusclebalanceError, match="has lived already"):
        mb.BodyCohort.sample(lived, n=2)


def test_a_trial_treats_a_side_and_reads_both(found, few):
    rom = {name: found.potential(name) for name in OUTCOMES}
    gain = {name: rom[name][:, 0, -1] - rom[name][:, 1, -1] for name in OUTCOMES}
    assert (gain[OUTCOMES[0]] > 2.0).all()
    other = gain[OUTCOMES[1]] / gain[OUTCOMES[0]]
    assert ((other > 0.2) & (other < 0.6)).all()  # what crosses
    assert np.allclose(gain[OUTCOMES[2]], gain[OUTCOMES[0]] - gain[OUTCOMES[1]])
    assert found.sessions[:, 0, 1].tolist() == [10] * len(few)
    assert found.error("difference of rom_agonist").sd == pytest.approx(np.sqrt(2) * 1.5)
    assert "difference of rom_agonist [deg]" in str(found)


def test_a_body_in_a_trial_has_its_own_course(found, few):
    bodies = few.develop(days=4, progress=False)
    life = few.lives()
    alone = mb.simulate(
        bodies[np.array([2])], {"left": STRETCH}, [life[2]], days=14, seed=1, daily=few.daily, progress=False
    )
    for name in OUTCOMES:
        assert np.array_equal(alone.values(name)[0, [0, 14]], found.potential(name)[2, 0])


def test_a_trial_of_bodies_is_kept_in_a_file(found, tmp_path):
    mb.save(found, tmp_path / "trial.npz")
    read = mb.load(tmp_path / "trial.npz")
    for name in OUTCOMES:
        assert np.array_equal(read.measured(name), found.measured(name), equal_nan=True)
    assert str(read) == str(found)
    assert np.array_equal(read.people.states, found.people.states)


def test_by_default_every_pair_and_bone_is_read():
    cohort = mb.BodyCohort.sample(mb.crossed("lower", sides=("left",)), n=4, seed=1)
    lives = {"left": mb.Lifestyle.office(hours=8)}
    found = mb.trial(
        cohort, {"a": None, "b": None}, lives, weeks=1, before=mb.Lifestyle.office(), before_days=2,
        progress=False, include={"posture of pelvis": (None, 5.0)},
    )  # fmt: skip
    assert found.outcomes == (f"imbalance of left {HIP}", f"imbalance of left {BACK}", "posture of pelvis")
    by_arm = {"a": lives, "b": mb.Lifestyle.healthy()}
    other = mb.trial(
        cohort.develop(mb.Lifestyle.office(), 2, progress=False), {"a": None, "b": None}, by_arm, weeks=1,
        potential=True, progress=False,
    )  # fmt: skip
    posture = other.potential("posture of pelvis")
    assert (posture[:, 0, -1] > posture[:, 1, -1]).all()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"outcomes": ["rom_agonist"]}, "of which pair"),
        ({"outcomes": ["posture of pelvis"]}, "no bone"),
        ({"outcomes": ["difference of strength_torque_agonist"]}, "depends on both readings"),
        ({"outcomes": ["rom_agonist of left"], "errors": {"rom_agonist": 1.0}}, "of which pair"),
        ({"arms": {"a": {"lft": STRETCH}, "b": None}}, "side or pair of this body"),
        ({"lifestyle": {"left": mb.Lifestyle.office()}}, "has no life"),
    ],
)
def test_what_a_trial_of_bodies_cannot_do_is_refused(few, more, told):
    given = {"arms": {"a": None, "b": None}, "weeks": 1, "before_days": 1, "progress": False, **more}
    with pytest.raises(MusclebalanceError, match=told):
        mb.trial(few, **given)


def test_a_difference_of_strength_is_read_with_the_error_that_is_given():
    name = "difference of strength_torque_agonist"
    assert error_of(name, {name: 5.0}).sd == 5.0


def test_an_arm_that_is_called_as_a_side_does_not_swallow_a_life_by_side(few):
    arms = {"left": {"left": STRETCH}, "right": {"right": STRETCH}}
    lives = mb.one_sided(mb.Lifestyle.office(hours=8), "left", "desk")
    given = {"weeks": 1, "before_days": 1, "outcomes": OUTCOMES[:1], "progress": False}
    with pytest.raises(MusclebalanceError, match="'left' is an arm and a side"):
        mb.trial(few, arms, lives, **given)
    assert mb.trial(few, {"A": arms["left"], "B": arms["right"]}, lives, **given).outcomes == OUTCOMES[:1]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"arms": {"a": {"lfet": STRETCH}}}, "Did you mean 'left'"),
        ({"lifestyle": {"lfet": mb.Lifestyle.office()}}, "Did you mean 'left'"),
        ({"outcomes": ["rom_agonist of left", f"rom_agonist of left {CALF}"]}, "the same reading"),
        ({"errors": {f"rom_agonist of left {CALF}": 0.0}}, "the same reading"),
        ({"outcomes": ["difference of posture of pelvis"]}, "a bone has no sides"),
    ],
)
def test_slips_are_told_before_anybody_develops(few, more, told, monkeypatch):
    monkeypatch.setattr(mb.BodyCohort, "develop", lambda *_, **__: pytest.fail("it developed"))
    given = {"arms": {"a": None}, "weeks": 1, "outcomes": OUTCOMES[:1], "progress": False, **more}
    with pytest.raises(MusclebalanceError, match=told):
        mb.trial(few, **given)


def test_differences_improve_towards_nothing_from_either_side(found):
    name, low = "difference of rom_agonist", np.array([[-8.0, -1.0], [8.0, 1.0], [1.0, -8.0], [0.0, 0.1]])
    told = gained(name, low[:, 0], low[:, 1])
    assert told == pytest.approx([7.0, 7.0, -7.0, -0.1])
    read = found.measured(name)
    better = np.abs(read[:, 0]) - np.abs(read[:, -1])
    counted = found.responders(name, threshold=0.5)["responders"]
    for arm in found.arms:
        assert counted[arm] == np.sum(better[found.members(arm)] >= 0.5)


def test_an_arm_without_a_plan_is_no_treatment_however_it_is_written(few):
    trial = mb.trial(
        few, {"a": {"left": STRETCH}, "b": {"left": None}, "c": {}}, weeks=1, before_days=1, progress=False,
        outcomes=["pain of left", "imbalance of left"], context={"pain of left": -1.0},
    )  # fmt: skip
    assert trial.control == "b"
    shift = trial.told("pain of left") - trial.potential("pain of left")
    for k, expected in enumerate((-1.0, 0.0, 0.0)):
        own = shift[trial.arm == k, k, -1]
        assert own == pytest.approx(np.full(len(own), expected))
    assert str(trial).count("no treatment") == 2
    assert np.isfinite(trial.time_to_symmetry(9.0, "imbalance of left")).all()
