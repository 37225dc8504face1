"""The real model of every pair: kernels alone and in lanes, plain Python and SciPy's Radau agree."""

import numpy as np
import pytest

import musclebalance as mb
from musclebalance.engine import PackedTimeline, integrate
from musclebalance.simulation import people

NAMES = mb.pairs.pair_names()


def error(found, wanted):
    return np.max(np.abs(found - wanted) / (np.abs(wanted) + 1e-3))


@pytest.fixture(scope="module")
def day():
    """Program, parameters, state after a day at the desk, and timeline of a day with a session, by pair."""
    known = {}

    def make(name):
        if name not in known:
            calls = []

            def spy(program, params, y0, timeline, **options):
                calls.append((program, params, y0, timeline))
                return integrate(program, params, y0, timeline, **options)

            desk = mb.Lifestyle.office(hours=8, stress=0.6)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(people, "integrate", spy)
                person = mb.develop(mb.pair(name), desk, days=1)
                mb.simulate(person, mb.Plan(mb.PIR(), per_week=7, weeks=1), desk, days=1)
            known[name] = calls[-1]
        return known[name]

    return make


def shortened(timeline):
    """Work, a walk and the first repetition of the session, no segment longer than a minute."""
    first = int(np.argmax(timeline.durations == 7.0)) - 1
    chosen = [1, 2, *range(first, first + 5)]
    return PackedTimeline(np.minimum(timeline.durations[chosen], 60.0), timeline.rows[chosen], timeline.table)


@pytest.mark.parametrize("name", NAMES)
def test_kernels_plain_python_and_radau_agree_on_a_session(day, name):
    program, params, y0, timeline = day(name)
    course = shortened(timeline)
    assert {7.0, 20.0, 60.0} <= set(course.durations)
    wanted = integrate(program, params, y0, course, tol=1e-9, method="radau").states
    assert error(wanted[-1], y0) > 1e-3  # something happens
    alone = integrate(program, params, y0, course, tol=1e-8)
    assert error(alone.states, wanted) < 1e-7
    plain, same = (integrate(program, params, y0, course, tol=1e-6, method=m) for m in ("reference", "auto"))
    assert plain.steps == same.steps
    assert error(plain.states, same.states) < 1e-10
    streams = [np.random.default_rng([5, k]) for k in range(11)]
    people = np.array([params * np.exp(0.02 * rng.standard_normal(len(params))) for rng in streams])
    people[6] = params
    lanes = integrate(program, people, y0, course, tol=1e-8)
    assert lanes.states[6].tobytes() == alone.states.tobytes()
    assert not np.array_equal(lanes.states[5], lanes.states[6])


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_kernel_and_radau_agree_on_a_whole_day(day, name):
    program, params, y0, timeline = day(name)
    wanted = integrate(program, params, y0, timeline, tol=1e-10, method="radau").states
    found = integrate(program, params, y0, timeline, tol=1e-9).states
    assert error(found, wanted) < 1e-7


@pytest.mark.parametrize("name", NAMES)
def test_jacobian_against_complex_steps_and_differences_on_random_states(day, name):
    program, params, y0, timeline = day(name)
    rng = np.random.default_rng(NAMES.index(name))
    inputs = timeline.table[rng.integers(0, len(timeline.table))]
    width = np.minimum(program.high - program.low, 0.2 * np.abs(y0) + 10.0 * program.scale)
    y = np.clip(y0 + width * rng.uniform(-0.5, 0.5, len(y0)), program.low, program.high)
    exact = program.jacobian(y, params, inputs, start=y0)
    units = np.eye(len(y))
    steps = [program.rhs(y + 1e-30j * e, params, inputs, start=y0).imag / 1e-30 for e in units]
    size = np.abs(exact).max()
    assert np.stack(steps, -1) == pytest.approx(exact, rel=1e-10, abs=1e-14 * size)
    h = 1e-6
    pairs = [[program.rhs(y + s * h * e, params, inputs, start=y0) for s in (1, -1)] for e in units]
    differences = np.stack([(up - down) / (2.0 * h) for up, down in pairs], -1)
    assert differences == pytest.approx(exact, rel=1e-5, abs=1e-7 * size)


def test_steps_of_the_full_model_against_tolerance(day):
    """A wrong Jacobian costs little at 1e-3 and many times the steps at 1e-6."""
    program, params, y0, timeline = day("hip-flexors-gluteus-maximus")
    steps = [integrate(program, params, y0, timeline, tol=tol).steps for tol in (1e-4, 1e-6, 1e-8, 1e-10)]
    growth = np.array(steps[1:]) / steps[:-1]
    assert (growth < 100**0.2 * 1.15).all()
