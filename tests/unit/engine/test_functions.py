"""One namespace for nodes, arrays, complex numbers and symbols."""

import numpy as np
import pytest
import sympy

from musclebalance.engine import functions as f
from musclebalance.engine.graph import Graph, constant

ONE = ["exp", "log", "log1p", "expm1", "tanh", "sqrt", "sigmoid", "softplus", "saturate"]
X = np.array([0.01, 0.3, 0.9, 2.5])


@pytest.mark.parametrize("name", ONE)
def test_arrays_symbols_and_constants_agree(name):
    function = getattr(f, name)
    symbol = sympy.Symbol("x", positive=True)
    by_symbol = [float(function(symbol).subs(symbol, x)) for x in X]
    by_constant = [function(Graph().number(x)).value for x in X]
    assert function(X) == pytest.approx(by_symbol, rel=1e-13)
    assert function(X) == pytest.approx(by_constant, rel=1e-13)


@pytest.mark.parametrize("name", ONE)
def test_partial_derivative_agrees_with_the_complex_step(name):
    function = getattr(f, name)
    step = np.imag(function(X + 1e-30j)) / 1e-30
    assert f.partial(name, 0, [X], function(X)) == pytest.approx(step, rel=1e-12)


def test_far_arguments_stay_finite():
    far = np.array([-1e4, 1e4])
    assert f.sigmoid(far) == pytest.approx([0.0, 1.0], abs=1e-300)
    assert f.softplus(far) == pytest.approx([0.0, 1e4])
    assert constant("softplus", 1e4) == 1e4


def test_saturation_far_out_is_a_number_for_plain_python_too():
    for op, limit in (("saturate", 1.0), ("saturate_slope", 0.0)):
        assert constant(op, 1e25) == pytest.approx(limit, abs=1e-12)


def test_switches_without_exponentials_are_close_to_those_with():
    x = np.linspace(-60.0, 60.0, 24001)
    assert f.saturate(x) == pytest.approx(np.tanh(x), abs=6e-4)
    assert f.switch(x) == pytest.approx(1.0 / (1.0 + np.exp(-x)), abs=3e-4)
    assert f.ramp(3.0 * x, 3.0) == pytest.approx(3.0 * np.logaddexp(0.0, x), abs=3.0 * 3e-3)
    assert (f.saturate(-x) == -f.saturate(x)).all()  # to the last bit: the two muscles may be exchanged
    for function in (f.saturate, f.switch, lambda x: f.ramp(x, 1.0)):
        assert (np.diff(function(x[::40])) >= 0.0).all()
        assert np.isfinite(function(np.array([-1e6, 1e6]))).all()


def test_a_ramp_has_value_slope_and_curvature_of_softplus_at_zero():
    step = 1e-3
    at = f.ramp(np.array([-step, 0.0, step]), 1.0)
    assert at[1] == pytest.approx(np.log(2.0), rel=1e-15)
    assert (at[2] - at[0]) / (2.0 * step) == pytest.approx(0.5, rel=1e-12)
    assert (at[2] - 2.0 * at[1] + at[0]) / step**2 == pytest.approx(0.25, rel=2e-3)
    assert f.ramp(-30.0, 1.0) < 1e-7


def test_smooth_positive_part_and_smaller_value():
    assert f.positive(np.array([-5.0, 0.0, 5.0]), 0.1) == pytest.approx([0.0005, 0.05, 5.0005], abs=1e-6)
    assert f.softmin(0.0, 0.7, 0.01) == pytest.approx(0.0, abs=1e-17)
    assert f.softmin(0.2, 0.7, 0.01) == pytest.approx(0.2, abs=1e-4)
    assert f.softmin(2.0, 0.7, 0.01) == pytest.approx(0.7, abs=1e-4)


def test_frozen_functions_on_arrays():
    assert f.where(X > 0.5, 1.0, 0.0) == pytest.approx([0, 0, 1, 1])
    assert f.max(X, 0.5) == pytest.approx([0.5, 0.5, 0.9, 2.5])
    assert f.min(X, 0.5) == pytest.approx([0.01, 0.3, 0.5, 0.5])
    assert f.abs(-X) == pytest.approx(X)
    assert f.sign(-X) == pytest.approx(-np.ones(4))
    x = sympy.Symbol("x")
    assert f.where(x > 1, x, 0).subs(x, 3) == 3
