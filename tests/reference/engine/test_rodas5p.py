"""The coefficients of Rodas5P: the order conditions of Rosenbrock methods, stability, and measured order."""

import itertools

import numpy as np
import pytest

from musclebalance.engine import Law, PackedTimeline, Part, StateSpec, System, integrate, rosenbrock, trace

S = rosenbrock.STAGES


def coefficients():
    """Alpha, gamma and weights as order conditions have them (Hairer and Wanner, section IV.7)."""
    a, c = np.zeros((S, S)), np.zeros((S, S))
    for s in range(S):
        a[s, : min(s, 5)] = rosenbrock.A[min(s, 5)][:s]
        a[s, 5:s] = 1.0
        c[s, :s] = rosenbrock.C[s]
    b = np.append(a[7, :7], 1.0)
    gamma = np.linalg.inv(np.eye(S) / rosenbrock.GAMMA - c)
    alpha = a @ gamma
    return alpha, gamma, b @ gamma


def trees(order):
    """Rooted trees with `order` vertices, as nested sorted tuples."""
    if order == 1:
        return [()]
    found = set()
    for parts in partitions(order - 1):
        for branches in itertools.product(*(trees(p) for p in parts)):
            found.add(tuple(sorted(branches)))
    return sorted(found)


def partitions(n, largest=None):
    largest = largest or n
    if n == 0:
        yield ()
    for first in range(min(n, largest), 0, -1):
        for rest in partitions(n - first, first):
            yield (first, *rest)


def size(tree):
    return 1 + sum(size(branch) for branch in tree)


def density(tree):
    return size(tree) * np.prod([density(branch) for branch in tree])


def phi(tree, alpha, beta):
    """Elementary weights of a tree per stage: a single branch goes through beta, several through alpha."""
    matrix = beta if len(tree) == 1 else alpha
    value = np.ones(len(alpha))
    for branch in tree:
        value = value * (matrix @ phi(branch, alpha, beta))
    return value


@pytest.mark.parametrize("order", [1, 2, 3, 4, 5])
def test_order_conditions(order):
    alpha, gamma, b = coefficients()
    for tree in trees(order):
        assert b @ phi(tree, alpha, alpha + gamma) == pytest.approx(1.0 / density(tree), abs=2e-13)


def test_the_embedded_method_is_of_order_four_and_no_more():
    alpha, gamma, _ = coefficients()
    a7 = np.append(rosenbrock.A[5], [1.0, 1.0, 0.0])
    embedded = a7 @ gamma
    worst = {
        order: max(abs(embedded @ phi(t, alpha, alpha + gamma) - 1.0 / density(t)) for t in trees(order))
        for order in (1, 2, 3, 4, 5)
    }
    assert max(worst[order] for order in (1, 2, 3, 4)) < 1e-13
    assert worst[5] > 1e-5


def test_times_and_drift_are_row_sums():
    alpha, gamma, _ = coefficients()
    assert alpha.sum(1) == pytest.approx(rosenbrock.TIMES, abs=1e-13)
    assert gamma.sum(1) == pytest.approx(rosenbrock.DRIFT, abs=1e-13)


def test_stiffly_accurate_and_stable():
    alpha, gamma, b = coefficients()
    beta = alpha + gamma
    assert beta[-1] == pytest.approx(b, abs=1e-13)

    def stability(z):
        return 1.0 + z * b @ np.linalg.solve(np.eye(S) - z * beta, np.ones(S))

    assert abs(stability(-1e9)) < 1e-6
    assert max(abs(stability(1j * w)) for w in np.logspace(-3, 4, 200)) < 1.0 + 1e-12


def test_measured_order(monkeypatch):
    """Fixed steps on a nonlinear system with a known solution: the error falls with the fifth power."""

    def law(m, p, f):
        return {"x": (m.y * m.y, 1.0), "y": (f.exp(-m.x) * m.y, 2.0)}

    system = System(
        (Part("a", "k"),), (Law("l", "k", law),), {"k": tuple(StateSpec(n, 0.5, 0, 9) for n in "xy")}
    )
    program = trace(system)
    exact = integrate(program, [], [0.9, 1.2], PackedTimeline([2.0], [0], np.zeros((1, 0))), tol=1e-13).final
    errors = []
    for count in (4, 8, 16, 32):
        monkeypatch.setattr(rosenbrock, "first_step", lambda model, task, h=2.0 / count: h)
        pieces = PackedTimeline([2.0 / count] * count, [0] * count, np.zeros((1, 0)))
        found = integrate(program, [], [0.9, 1.2], pieces, tol=0.1, method="reference")
        assert found.steps == count
        errors.append(np.abs(found.final - exact).max())
    orders = np.log2(np.array(errors[:-1]) / errors[1:])
    assert orders == pytest.approx([5.0] * 3, abs=0.35)
