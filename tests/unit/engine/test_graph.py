"""The expression graph: each expression once, levels, and what a law may not do."""

import subprocess
import sys
from pathlib import Path

import pytest

from musclebalance.engine import functions as f
from musclebalance.engine.graph import Graph, Level


@pytest.fixture
def graph():
    return Graph()


def leaves(graph):
    return tuple(graph.leaf(kind, 0) for kind in ("state", "param", "input", "start"))


def test_each_expression_exists_once(graph):
    y, p, _, _ = leaves(graph)
    assert f.exp(y * p + 1.0) is f.exp(1.0 + p * y)
    assert y / p is y * (1.0 / p)


def test_numbers_are_folded_and_neutral_elements_vanish(graph):
    y, *_ = leaves(graph)
    assert y + 0.0 is y
    assert y * 1 is y
    assert (y * 0.0).value == 0.0
    minus = -y
    assert -minus is y
    assert (y - y).value == 0.0
    assert (graph.number(2.0) ** 3).value == 8.0
    assert f.tanh(graph.number(0.5)).value == pytest.approx(0.46211715726000975, rel=1e-15)


def test_whole_powers_are_products(graph):
    y, *_ = leaves(graph)
    assert y**2 is y * y
    assert y**-1 is 1.0 / y
    assert {node.op for node in graph.nodes[(y**5).index :]} <= {"mul"}


def test_a_value_is_known_at_the_latest_level_of_what_it_needs(graph):
    y, p, u, start = leaves(graph)
    assert (p * 2.0).level == Level.PERSON
    assert (p * u).level == Level.SEGMENT
    assert (start + p).level == Level.SEGMENT
    assert (start + y).level == Level.STAGE


@pytest.mark.parametrize(
    "misuse",
    [
        lambda y: bool(y),
        lambda y: y == 1.0,
        lambda y: y != 1.0,
        lambda y: max(y, 1.0),
        lambda y: y if y > 1.0 else 0.0,
        lambda y: y > 0.0 and y < 1.0,
    ],
)
def test_python_branches_raise(graph, misuse):
    with pytest.raises(TypeError, match="a law may not"):
        misuse(graph.leaf("state", 0))


@pytest.mark.parametrize("kink", [lambda y: f.max(y, 0.0), lambda y: f.min(y, 0.0), f.abs, f.sign])
def test_kinks_inside_a_segment_raise_and_say_what_to_do(graph, kink):
    with pytest.raises(TypeError, match="smooth it"):
        kink(graph.leaf("state", 0))
    assert kink(graph.leaf("start", 0)).level == Level.SEGMENT


def test_where_needs_a_condition_known_at_the_start(graph):
    y, _, u, _ = leaves(graph)
    assert f.where(u > 0.5, y, 0.0).level == Level.STAGE
    with pytest.raises(TypeError, match="freeze it at the start"):
        f.where(y > 0.5, 1.0, 0.0)


def test_two_models_do_not_mix(graph):
    with pytest.raises(ValueError, match="two different models"):
        graph.leaf("state", 0) + Graph().leaf("state", 1)


def test_the_digest_is_the_same_in_every_process(program):
    code = (
        "import importlib.util, sys; s = importlib.util.spec_from_file_location('toy', sys.argv[1]);"
        "m = importlib.util.module_from_spec(s); s.loader.exec_module(m); print(m.trace(m.system()).digest)"
    )
    path = str(Path(__file__).with_name("toy.py"))
    for seed in ("1", "2"):
        run = [sys.executable, "-c", code, path]
        found = subprocess.run(run, env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True)
        assert found.stdout.strip() == program.digest
