"""Kernels against SciPy's Radau IIA at tight tolerance, and against closed forms."""

import numpy as np
import pytest

from musclebalance.engine import Law, PackedTimeline, Part, StateSpec, System, integrate, trace


@pytest.fixture(scope="module")
def reference(program, toy):
    return integrate(program, toy.PARAMS, program.rest, toy.course(days=1), tol=1e-10, method="radau")


@pytest.mark.parametrize("tol", [1e-3, 1e-5, 1e-7, 1e-9])
def test_error_follows_the_tolerance(program, toy, reference, tol):
    course = toy.course(days=1)
    for method in ("auto", "reference"):
        found = integrate(program, toy.PARAMS, program.rest, course, tol=tol, method=method)
        error = np.abs(found.states - reference.states) / (np.abs(reference.states) + 1e-3)
        assert error.max() < 2.0 * tol + 1e-9


def test_steps_grow_like_a_method_of_order_five_with_an_exact_jacobian(program, toy):
    """A wrong Jacobian looks right at 1e-3 and needs many times the steps at 1e-8."""
    course = toy.course(days=2)
    steps = [
        integrate(program, toy.PARAMS, program.rest, course, tol=tol).steps
        for tol in (1e-4, 1e-6, 1e-8, 1e-10)
    ]
    growth = np.array(steps[1:]) / steps[:-1]
    assert (growth < 100**0.2 * 1.15).all()


def test_relaxation_is_exact_enough(toy):
    """A constant target and rate: y = T + (y0 - T) exp(-r t), rates from 5e-8 to 10 per second."""
    rates = np.logspace(np.log10(5e-8), 1, 9)
    names = [f"y{k}" for k in range(9)]

    def law(m, p, f):
        frozen = {name: (0.7, getattr(p, f"r{k}")) for k, name in enumerate(names)}
        moving = {f"z{k}": (0.7 + 0.0 * f.exp(m.y0), getattr(p, f"r{k}") * f.exp(m.tick)) for k in range(9)}
        return {**frozen, **moving, "tick": (0.0 * m.y1, 0.0 * m.z0)}

    states = tuple(StateSpec(n, 0.2, 0.0, 1.0) for n in (*names, *(f"z{k}" for k in range(9))))
    system = System(
        (Part("a", "k"),), (Law("l", "k", law),), {"k": (*states, StateSpec("tick", 0.0, -1.0, 1.0))},
        {"k": tuple(f"r{k}" for k in range(9))},
    )  # fmt: skip
    program = trace(system)
    durations = [1.0, 28800.0, 3.0, 7200.0]
    found = integrate(
        program, rates, program.rest, PackedTimeline(durations, [0] * 4, np.zeros((1, 0))), tol=1e-8
    )
    wanted = 0.7 - 0.5 * np.exp(-rates * np.cumsum(durations)[:, None])
    assert found.states[:, :9] == pytest.approx(wanted, rel=1e-12)
    assert found.states[:, 9:18] == pytest.approx(wanted, rel=1e-6)
