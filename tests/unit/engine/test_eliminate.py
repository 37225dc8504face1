"""The one elimination for chain rule and linear system, against dense algebra and complex steps."""

import numpy as np
import pytest

from musclebalance.engine import python_backend
from musclebalance.engine.graph import reachable
from musclebalance.engine.layout import lay_out


@pytest.fixture(scope="module", params=["none exact", "all exact", "default"])
def blueprint(program, request):
    exact = {"none exact": (), "all exact": program.state_names, "default": None}[request.param]
    return lay_out(program, exact)


def random_case(program, toy, seed):
    rng = np.random.default_rng(seed)
    y = program.rest + rng.uniform(0.0, 0.2, len(program.rest))
    inputs = np.array([*rng.uniform(0.0, 1.0, 2), rng.integers(0, 2), 0.0])
    return y, toy.PARAMS * rng.uniform(0.8, 1.2, len(toy.PARAMS)), inputs


@pytest.mark.parametrize("seed", range(5))
def test_jacobian_against_complex_steps_and_differences(program, toy, seed):
    y, params, inputs = random_case(program, toy, seed)
    exact = program.jacobian(y, params, inputs, start=y)
    n = len(y)
    step = np.stack(
        [program.rhs(y + 1e-30j * np.eye(n)[k], params, inputs, start=y).imag / 1e-30 for k in range(n)], -1
    )
    assert exact == pytest.approx(step, rel=1e-12, abs=1e-15)
    h = 1e-6
    pairs = [
        (program.rhs(y + h * e, params, inputs, start=y), program.rhs(y - h * e, params, inputs, start=y))
        for e in np.eye(n)
    ]
    difference = np.stack([(up - down) / (2 * h) for up, down in pairs], -1)
    assert exact == pytest.approx(difference, abs=1e-7)


@pytest.mark.parametrize("seed", range(5))
def test_elimination_solves_the_rosenbrock_system(program, toy, blueprint, seed):
    y, params, inputs = random_case(program, toy, seed)
    model = python_backend.model(blueprint)
    order, n = list(blueprint.order), blueprint.solved
    values, kernel_y = [0.0] * len(blueprint.slots), y[order].tolist()
    model.person(values, 0, params.tolist(), 0)
    model.segment(values, 0, inputs.tolist(), 0, kernel_y)
    slope, drift = [0.0] * len(y), [0.0] * len(y)
    model.linearise(values, kernel_y, slope, drift)
    shift = 10.0 ** np.random.default_rng(seed).uniform(-4, 2)
    model.factor(values, shift)
    right = np.random.default_rng(seed + 99).normal(size=n)
    solution = [0.0] * n
    model.solve(values, right.tolist(), slope, 3.0, solution, 0)
    jacobian = program.jacobian(y, params, inputs, start=y)[np.ix_(order[:n], order[:n])]
    assert slope[:n] == pytest.approx(
        program.rhs(y, params, inputs, start=y)[order[:n]], rel=1e-11, abs=1e-17
    )
    wanted = np.linalg.solve(shift * np.eye(n) - jacobian, 3.0 * right + slope[:n])
    assert solution == pytest.approx(wanted, rel=1e-10)


def test_time_derivative_through_exact_states(program, toy):
    blueprint = lay_out(program, program.state_names)
    assert blueprint.drifting
    assert blueprint.solved < len(blueprint.order)
    y, params, inputs = random_case(program, toy, 3)
    order, n = list(blueprint.order), blueprint.solved
    model = python_backend.model(blueprint)
    values, kernel_y = [0.0] * len(blueprint.slots), y[order].tolist()
    model.person(values, 0, params.tolist(), 0)
    model.segment(values, 0, inputs.tolist(), 0, kernel_y)
    slope, drift = [0.0] * len(y), [0.0] * len(y)
    model.linearise(values, kernel_y, slope, drift)
    jacobian, all_slopes = (
        program.jacobian(y, params, inputs, start=y),
        program.rhs(y, params, inputs, start=y),
    )
    wanted = jacobian[np.ix_(order[:n], order[n:])] @ all_slopes[order[n:]]
    assert drift[:n] == pytest.approx(wanted, rel=1e-10, abs=1e-18)


def test_mirrored_parts_get_mirrored_operations(program):
    blueprint = lay_out(program)
    slots, graph = blueprint.slots, blueprint.graph
    pairs = [index for index in slots if blueprint.mirror(graph.nodes[index]).index not in (index,)]
    assert len(pairs) > len(slots) // 2
    assert all(blueprint.mirror(graph.nodes[index]).index in slots for index in pairs)


def nodes(function):
    return [node for _, _, node in function.outputs]


def test_elimination_is_sparse(program):
    blueprint = lay_out(program)
    n = blueprint.solved
    products = {
        f.name: sum(one.op == "mul" and one.level == f.level for one in reachable(nodes(f), f.level))
        for f in blueprint.functions
    }
    assert 0 < products["factor"] < n**3 / 2
    assert 0 < products["solve"] < n**2 / 2
    assert len(reachable([node for f in blueprint.functions for node in nodes(f)])) < 3000
