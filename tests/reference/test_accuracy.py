"""The integrator against an independent one: SciPy's Radau at rtol 1e-10 on a shortened programme."""

from __future__ import annotations

import numpy as np
import pytest

from musclebalance.lifestyle import Lifestyle
from musclebalance.result import Person
from musclebalance.simulation.people import run
from musclebalance.timeline import compile
from musclebalance.treatment import PIR, Plan

pytestmark = pytest.mark.slow  # Radau takes twenty seconds; every pair is held against it in a day


@pytest.fixture(scope="module")
def case(developed: Person) -> tuple[object, ...]:
    timeline = compile(Plan(PIR(), per_week=3, weeks=1), Lifestyle.reduced(), developed.pair, days=1)
    exact = run(developed.body, developed.state, timeline, tol=1e-10, method="radau").states
    return timeline, exact


def achieved(states: np.ndarray, exact: np.ndarray) -> float:
    """Largest error over all states and segment ends, relative to abs(reference) + 1e-3."""
    return float(np.max(np.abs(states - exact) / (np.abs(exact) + 1e-3)))


def test_achieved_error_at_the_default_tolerance(developed: Person, case: tuple[object, ...]) -> None:
    timeline, exact = case
    error = achieved(run(developed.body, developed.state, timeline).states, exact)  # type: ignore[arg-type]
    print(f"achieved error at the default tolerance 1e-4: {error:.2e} over {len(exact)} segments")
    assert error <= 1e-4


@pytest.mark.parametrize("tol", [1e-6, 1e-8])
def test_a_smaller_tolerance_gives_a_smaller_error(
    developed: Person, case: tuple[object, ...], tol: float
) -> None:
    timeline, exact = case
    error = achieved(run(developed.body, developed.state, timeline, tol=tol).states, exact)  # type: ignore[arg-type]
    print(f"achieved error at tolerance {tol:g}: {error:.2e}")
    assert error <= 20 * tol


def test_the_reference_path_gives_the_same_answer(developed: Person, case: tuple[object, ...]) -> None:
    timeline, exact = case
    error = achieved(
        run(developed.body, developed.state, timeline, tol=1e-6, method="reference").states, exact
    )  # type: ignore[arg-type]
    assert error <= 2e-5
