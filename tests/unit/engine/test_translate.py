"""The driver's translator: what it refuses."""

from types import ModuleType

import pytest

from musclebalance.engine import rosenbrock, translate

CONSTANTS = {
    "width": 8,
    "states": 3,
    "solved": 3,
    "rows": 3,
    "padded": 3,
    "parameters": 1,
    "inputs": 1,
    "drifting": False,
}


def attempt(monkeypatch, body):
    source = f"def advance(model: Model, task: Task) -> None:\n    {body}\n"
    monkeypatch.setattr(translate.inspect, "getsource", lambda module: source)
    return translate.translate(ModuleType("driver"), CONSTANTS, 8)


@pytest.mark.parametrize(
    "body",
    [
        "x = [1.0, 2.0]",
        "with task: x = 1.0",
        "x = 'text'; task.time[0] = x",
        "task.first[0] = load(task.time, 0)",
        "task.time[0] = load(task.time, 0)",
        "x = 1 if load(task.time, 0) > 0.0 else 2",
        "task.first[0] = 1.5 + task.time[0]",
    ],
)
def test_what_the_driver_may_not_use(monkeypatch, body):
    with pytest.raises((SyntaxError, KeyError, ValueError)):
        attempt(monkeypatch, body)


def test_loops_written_out_and_branches_known_at_translation(monkeypatch):
    text = attempt(monkeypatch, "for k in unroll(3):\n        if k > 0:\n            task.time[k] = 2.0 * k")
    assert text.count("store double") == 2
    assert "br i1" not in text


@pytest.mark.parametrize("width", [1, 8])
def test_every_function_of_the_driver_is_translated(width):
    text = translate.translate(rosenbrock, {**CONSTANTS, "width": width}, width)
    for name in ("advance", "step", "stages", "error", "finish", "begin", "next_person", "outcome"):
        assert f"@{name}(" in text
    assert "<8 x double>" in text
    assert ("reduce.or" in text) == (width == 8)
