"""One namespace for nodes, arrays, complex numbers and symbols."""

import numpy as np
import pytest
import sympy

from musclebalance.engine import functions as f
from musclebalance.engine.graph import Graph, constant

ONE = ["exp", "log", "log1p", "expm1", "tanh", "sqrt", "sigmoid", "softplus"]
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
