"""Many people at once have the numbers of each of them alone."""

from __future__ import annotations

import math
import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest

import musclebalance as mb
from musclebalance.core.errors import EngineError, MusclebalanceError, OutOfRangeError, UnknownNameError
from musclebalance.simulation import People, healthy

PAIR = mb.pair("hip-flexors-gluteus-maximus")
OWN = {
    "length_time": np.array([5.0, 4.0, 7.0]),
    "agonist.passive_strain": np.array([0.3, 0.33, 0.28]),
    "joint_stiffness": np.array([11.0, 9.0, 13.0]),
    "detectable_rom": np.array([5.0, 4.0, 6.0]),
}


@pytest.fixture(scope="module")
def three() -> People:
    return healthy(PAIR, own=OWN)


def test_each_has_the_set_points_of_a_person_alone(three: People) -> None:
    for k in range(3):
        alone = mb.healthy(PAIR, parameters={name: values[k] for name, values in OWN.items()})
        together = three.person(k)
        for muscle in ("agonist", "antagonist"):
            expected = alone.parameters.value("length_setpoint", muscle)
            assert together.parameters.value("length_setpoint", muscle) == pytest.approx(expected, abs=1e-9)
        np.testing.assert_allclose(together.state, alone.state, atol=1e-9)


def test_a_selection_keeps_numbers_and_readings(three: People) -> None:
    last = three[np.array([2])]
    assert last.numbers.tolist() == [2]
    assert last.read("rom_agonist")[0] == three.read("rom_agonist")[2]
    assert last.reference.rom["antagonist"][0] == three.reference.rom["antagonist"][2]


def test_readings_are_those_of_each_person(three: People) -> None:
    rng = np.random.default_rng(1)
    states = np.repeat(three.state[:, None], 2, axis=1)
    for name in ("tone_agonist", "memory_agonist", "tolerance_slow_agonist"):
        states[..., three.body.index(name)] += 0.02 * rng.random((3, 2))
    states[..., three.body.index("resting_length_agonist")] -= 0.03
    for name in (
        "imbalance",
        "rom_agonist",
        "resting_angle",
        "resting_tension_agonist",
        "strength_torque_antagonist",
    ):
        together = three.read(name, states)
        assert together.shape == (3, 2)
        for k in range(3):
            alone = People.of([three.person(k)]).read(name, states[k : k + 1])
            np.testing.assert_allclose(together[k], alone[0], rtol=1e-9, atol=1e-9)


def test_torque_curves_have_a_person_axis_first(three: People) -> None:
    states = np.repeat(three.state[:, None], 2, axis=1)
    curve = mb.readouts.passive_torque_curve(three.body, states, "agonist", np.array([0.0, 10.0, 15.0]))
    assert curve.shape == (3, 2, 3)
    alone = three.person(1)
    expected = mb.readouts.passive_torque_curve(
        alone.body, alone.state, "agonist", np.array([0.0, 10.0, 15.0])
    )
    np.testing.assert_allclose(curve[1, 0], expected, rtol=1e-9)


def test_people_put_together_are_the_people_taken_apart(three: People) -> None:
    again = People.of([three.person(k) for k in range(3)])
    np.testing.assert_allclose(again.body.vector, three.body.vector, rtol=1e-14)
    assert len(again) == 3
    with pytest.raises(MusclebalanceError, match="no person given"):
        People.of([])


def test_errors_name_the_person() -> None:
    with pytest.raises(OutOfRangeError, match=r"length_time.*person 1"):
        healthy(PAIR, own={"length_time": np.array([5.0, 50.0])})
    with pytest.raises(UnknownNameError, match="length_time"):
        healthy(PAIR, own={"lenght_time": np.array([5.0])})
    with pytest.raises(MusclebalanceError, match="different numbers of people"):
        healthy(PAIR, own={"length_time": np.array([5.0, 6.0]), "joint_stiffness": np.array([11.0])})
    with pytest.raises(MusclebalanceError, match="at least one parameter"):
        healthy(PAIR, own={})
    person = mb.healthy(PAIR)
    with pytest.raises(EngineError, match="does not reach"):
        mb.readouts.angle_at_torque(person.body, person.state, "agonist", 1e6)


def test_a_healthy_day_changes_nothing(three: People) -> None:
    from musclebalance.simulation.people import run
    from musclebalance.timeline import compile

    day = compile(None, three.healthy_life, PAIR, days=1)
    final = run(three.body, three.state, day, tol=1e-6).final
    for muscle in ("agonist", "antagonist"):
        column = three.body.index(f"resting_length_{muscle}")
        assert np.max(np.abs(final[:, column] - three.state[:, column])) < 5e-6


def test_everything_with_a_model_travels_to_other_processes(hip, desk):
    """People, results and trials are sent to workers by pickle; mechanisms arrive as those of the library."""
    cohort = mb.Cohort.sample(hip, n=3, seed=1, covariates={"chronicity": 60})
    person = mb.develop(hip, desk, days=2)
    arms = {"PIR": mb.Plan(mb.PIR(), per_week=3, weeks=1), "none": None}
    trial = mb.trial(cohort, arms, desk, weeks=1, progress=False)
    for sent in (cohort, cohort.develop(progress=False), person.history, trial):
        assert type(pickle.loads(pickle.dumps(sent))) is type(sent)
    again = pickle.loads(pickle.dumps(person))
    assert all(a is b for a, b in zip(again.model, person.model, strict=True))
    lived = (mb.simulate(one, None, desk, days=2).states for one in (again, person))
    assert np.array_equal(*lived)


def test_a_mechanism_of_the_user_travels_too():
    """In parts, if its law can be found by name; one made in a function cannot, and pickle says so."""
    own = mb.Mechanism("sum", math.fsum)
    assert pickle.loads(pickle.dumps(own)) == own
    with pytest.raises((pickle.PicklingError, AttributeError), match="lambda"):
        pickle.dumps(mb.Mechanism("made here", lambda m, p, f: {}))


def test_a_process_pool_takes_the_blocks(hip, capsys):
    cohort = mb.Cohort.sample(hip, n=20, seed=1, covariates={"chronicity": 60})
    alone = cohort.develop(progress=False)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        there = cohort.develop(executor=pool, progress=False)
    assert np.array_equal(there.state, alone.state)
    assert "is run here" not in capsys.readouterr().err, "the blocks were not taken"
